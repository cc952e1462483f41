"""The numbers that a training scenario calls right are those of its own simulation, when the trainee comes."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from programmer.simulator.scenarios.check import Number
from programmer.simulator.scenarios.events import Event
from programmer.simulator.scenarios.reading import shipped_names, shipped_scenario
from programmer.simulator.scenarios.running import Run, run_scenario
from programmer.therapy.quantities import MICROSECONDS_PER_DAY

HOUR = 3_600_000_000
Finding = Callable[[Run], Fraction | int]


def at_the_tip(run: Run) -> Fraction:
    return dict(run.play.pump.engine.tip().rates)["baclofen"]


def front_from_now(run: Run) -> int:
    change = run.play.pump.engine.next_tip_change()
    assert change is not None
    return run.play.elapsed_us + change - run.play.pump.elapsed


def fell_short(run: Run) -> Fraction:
    return run.totals[-1].totals.believed - run.totals[-1].totals.reservoir


def stopped_for(run: Run) -> int:
    return run.play.elapsed_us - _first(run, "stopped").t_us


def reaches_back(run: Run) -> int:
    (oldest,) = run.play.pump.log.part(0, 1).events
    return run.play.pump.now.value - oldest.pump_time.value


def until_granted(run: Run) -> int:
    last = [event for event in run.events if event.kind == "bolus-refused"][-1]
    return int(float(str(last.more["until_s"])) * 1_000_000) - run.play.elapsed_us


def began(run: Run) -> int:
    return len([event for event in run.events if event.kind == "bolus-started"])


def battery_left(run: Run) -> int:
    return (run.play.pump.status().battery.days_left or 0) * MICROSECONDS_PER_DAY


def in_per_cent(run: Run) -> Fraction:
    drawn = [Fraction(str(event.more["volume_nl"])) for event in run.events if event.kind == "withdrawn"]
    return (18_000_000 - drawn[-1]) / 15_000_000 * 100


def _first(run: Run, kind: str) -> Event:
    return next(event for event in run.events if event.kind == kind)


FOUND: dict[tuple[str, str], Finding] = {
    ("forgotten-bridge-up", "tip"): at_the_tip,
    ("forgotten-bridge-up", "until"): front_from_now,
    ("forgotten-bridge-down", "tip"): at_the_tip,
    ("forgotten-bridge-down", "until"): front_from_now,
    ("pocket-fill", "mass"): lambda run: run.totals[-1].totals.tissue["morphine"],
    ("filled-20-as-40", "missing"): fell_short,
    ("over-infusion", "ratio"): in_per_cent,
    ("left-stopped", "since"): stopped_for,
    ("eri-passed", "left"): battery_left,
    ("lockout-pressed", "given"): began,
    ("wrong-concentration", "dose"): at_the_tip,
    ("wrong-concentration", "begun"): lambda _run: _swept("wrong-concentration"),
    ("catheter-disconnected", "lost"): lambda run: run.totals[-1].totals.tissue["baclofen"],
    ("occlusion-after-connector", "more"): lambda run: -fell_short(run),
    ("battery-reset", "since"): stopped_for,
    ("clock-an-hour-off", "off"): lambda run: run.play.clock_error_us,
    ("two-programmers", "dose"): lambda run: run.play.pump.engine.dose_rate.value,
    ("log-wrapped", "reach"): reaches_back,
    ("boluses-used-up", "next"): until_granted,
}


def _swept(name: str) -> int:
    return front_from_now(run_scenario(shipped_scenario(name), HOUR))


def numbers() -> list[tuple[str, str]]:
    return [
        (name, question.key)
        for name in shipped_names()
        for question in (shipped_scenario(name).check or pytest.fail(name)).questions
        if isinstance(question.answer, Number)
    ]


@pytest.mark.parametrize(("name", "key"), numbers())
def test_a_right_number_is_what_the_simulation_gives(name: str, key: str) -> None:
    scenario = shipped_scenario(name)
    assert scenario.check is not None
    (answer,) = (question.answer for question in scenario.check.questions if question.key == key)
    assert isinstance(answer, Number)
    assert answer.holds(Fraction(FOUND[name, key](run_scenario(scenario, scenario.meet_us))))


@pytest.mark.requirement("OPCA-R5.2.0-5")
def test_the_last_refusal_of_the_used_up_boluses_is_for_the_most_per_day() -> None:
    run = run_scenario(shipped_scenario("boluses-used-up"), 6 * HOUR)
    assert [event.more["reason"] for event in run.events if event.kind == "bolus-refused"] == ["most-per-day"]


@pytest.mark.requirement("GPCA-C14", "OPCA-R6.6.0-6")
def test_the_wrapped_log_has_lost_the_stop() -> None:
    scenario = shipped_scenario("log-wrapped")
    run = run_scenario(scenario, scenario.meet_us)
    assert run.play.pump.log.position.first_sequence > 500
    assert reaches_back(run) < run.play.elapsed_us - _first(run, "stopped").t_us
