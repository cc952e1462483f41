"""The training scenarios of this program: each can be played, for a year too, and its check knows what was found."""

from __future__ import annotations

import re
import tomllib
from fractions import Fraction

import pytest

from programmer.clock import ManualClock
from programmer.resources_location import resource_path
from programmer.simulator.scenarios.check import Choice, Number, Point
from programmer.simulator.scenarios.check_words import like_this, read_answer
from programmer.simulator.scenarios.judging import found
from programmer.simulator.scenarios.reading import shipped_names, shipped_scenario, timeline_from_words
from programmer.simulator.scenarios.running import run_scenario
from programmer.simulator.scenarios.tables import as_people_read
from programmer.simulator.scenarios.training import Training
from programmer.therapy.programs import DaySchedule
from programmer.therapy.pump import BatteryState
from programmer.therapy.quantities import MICROSECONDS_PER_DAY, PumpTime
from tests.unit.simulator.scenarios.conducts import RIGHT, WRONG, Conduct

NAMES = shipped_names()
YEAR_US = 365 * MICROSECONDS_PER_DAY
WRONG_ONES = [(name, number) for name, conducts in WRONG.items() for number in range(len(conducts))]


def served(name: str, conduct: Conduct) -> tuple[Point, ...]:
    """At a link's own clock, which does each thing when it comes to it."""
    scenario = shipped_scenario(name)
    assert scenario.check is not None
    clock = ManualClock()
    meets = PumpTime(clock.utc_us() + clock.local_offset_us())
    training = Training(scenario, lambda _event: None, clock=clock, meets=meets, speed=60)
    came = clock.monotonic_us()
    entries = sorted(timeline_from_words(tomllib.loads(conduct.done)), key=lambda one: one.at_us)
    for one in entries:
        clock.wait_us(came + one.at_us // 60 - clock.monotonic_us())
        training.play.site.tick()
        training.do(one.action)
    questions = {question.key: question for question in scenario.check.questions}
    return training.judged({key: read_answer(questions[key], text) for key, text in conduct.answers.items()})


def judged(name: str, conduct: Conduct) -> tuple[Point, ...]:
    scenario = shipped_scenario(name)
    assert scenario.check is not None
    questions = {question.key: question for question in scenario.check.questions}
    training = Training(scenario, lambda _event: None)
    training.conduct(timeline_from_words(tomllib.loads(conduct.done)))
    return training.judged({key: read_answer(questions[key], text) for key, text in conduct.answers.items()})


@pytest.mark.parametrize("name", NAMES)
def test_people_read_each_with_commas_between_thousands(name: str) -> None:
    scenario = shipped_scenario(name)
    asked = () if scenario.check is None else scenario.check.questions
    told = " ".join([scenario.story, scenario.afterwards, *(each.ask + each.because for each in asked)])
    assert not re.search(r"[0-9]{4}", told)
    assert not re.search(r"[0-9] (mcg|mg|mL)/day", told)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2000 mcg/mL", "2,000 mcg/mL"),
        ("of 1600 mcg/day, not 12345.5 mg/day", "of 1,600 mcg per day, not 12,345.5 mg per day"),
        ("999 mcg and 0.1234 mL", "999 mcg and 0.1234 mL"),
        ("in 2026 the pump NE-1000", "in 2026 the pump NE-1000"),
        ("2,000 mcg/mL", "2,000 mcg/mL"),
    ],
)
def test_a_number_of_something_is_grouped_and_a_year_or_a_name_is_not(written: str, read: str) -> None:
    assert as_people_read(written) == read


def test_there_are_sixteen_at_least_and_nothing_else_lies_there() -> None:
    assert len(NAMES) >= 16
    assert {file.name for file in resource_path("scenarios").iterdir()} == {f"{name}.toml" for name in NAMES}
    assert set(RIGHT) == set(WRONG) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_each_tells_its_story_and_what_is_to_be_found(name: str) -> None:
    scenario = shipped_scenario(name)
    assert scenario.title
    assert scenario.case
    assert shipped_scenario(scenario.alias) == scenario
    assert len(scenario.story.split()) > 20
    assert len(scenario.find.split()) > 8
    assert scenario.check is not None
    assert scenario.check.questions
    assert scenario.find not in scenario.story


@pytest.mark.parametrize("name", NAMES)
def test_each_runs_for_a_year_and_nothing_is_lost_on_the_way(name: str) -> None:
    totals = run_scenario(shipped_scenario(name), YEAR_US).totals[-1].totals
    assert totals.put_in == totals.reservoir + totals.path + totals.given + totals.lost + totals.taken_out
    assert sum(totals.by.values()) == totals.delivered


@pytest.mark.parametrize("name", NAMES)
def test_the_right_conduct_passes(name: str) -> None:
    assert [point for point in judged(name, RIGHT[name]) if not point.passed] == []


@pytest.mark.parametrize(("name", "number"), WRONG_ONES)
def test_a_wrong_conduct_does_not(name: str, number: int) -> None:
    assert not found(judged(name, WRONG[name][number]))


@pytest.mark.parametrize("name", NAMES)
def test_the_right_conduct_passes_at_a_served_pump_too(name: str) -> None:
    assert [point for point in served(name, RIGHT[name]) if not point.passed] == []


@pytest.mark.parametrize(("name", "number"), WRONG_ONES)
def test_a_wrong_conduct_does_not_pass_at_a_served_pump_either(name: str, number: int) -> None:
    assert not found(served(name, WRONG[name][number]))


def test_what_came_too_late_is_told_so() -> None:
    points = served("left-stopped", WRONG["left-stopped"][2])
    assert [point.said.replace("\u00a0", " ") for point in points if not point.passed] == [
        "The pump runs. It came too late: 2 h 0 min after you came it was not so yet."
    ]


def test_no_example_is_an_answer_that_a_shipped_scenario_takes() -> None:
    asked = [one for name in NAMES for one in getattr(shipped_scenario(name).check, "questions", ())]
    numbers = [one for one in asked if isinstance(one.answer, Number)]
    assert len(numbers) > 10
    for question in numbers:
        assert isinstance(question.answer, Number)
        for example in (like_this(question.answer), question.answer.measure.examples[0]):
            value = read_answer(question, example)
            assert isinstance(value, Fraction)
            assert not question.answer.holds(value), question.ask


def test_the_right_choice_stands_at_no_place_more_often_than_chance_would_have_it() -> None:
    asked = [one.answer for name in NAMES for one in getattr(shipped_scenario(name).check, "questions", ())]
    places = [
        [letter for letter, _ in answer.offered].index(answer.right)
        for answer in asked
        if isinstance(answer, Choice)
    ]
    assert all(places.count(place) <= 0.6 * len(places) for place in set(places)), places


@pytest.mark.parametrize("name", NAMES)
def test_no_answer_at_all_is_not_enough(name: str) -> None:
    assert not found(judged(name, Conduct({}, RIGHT[name].done)))


@pytest.mark.parametrize("name", NAMES)
def test_a_story_that_may_begin_at_any_time_names_no_time_of_day(name: str) -> None:
    scenario = shipped_scenario(name)
    asked = [] if scenario.check is None else scenario.check.questions
    told = " ".join([scenario.story, scenario.find, *(each.ask + each.because for each in asked)])
    schedule = isinstance(scenario.program.mode, DaySchedule)
    assert schedule or not re.search(r"noon|morning|midnight|at night|past (six|ten)|since six", told)


def test_neither_log_nor_status_of_the_wrapped_log_tells_of_the_day_that_is_asked_for() -> None:
    pump = Training(shipped_scenario("log-wrapped"), lambda _event: None).play.pump
    (oldest,) = pump.log.part(0, 1).events
    status = pump.status()
    assert status.delivery_since is not None
    assert status.delivery_since.value > oldest.pump_time.value


@pytest.mark.parametrize("meets", [None, PumpTime(1_795_168_800_000_000)], ids=["run", "served"])
def test_the_battery_of_the_pump_that_was_reset_is_low(meets: PumpTime | None) -> None:
    status = Training(shipped_scenario("battery-reset"), lambda _event: None, meets=meets).play.pump.status()
    assert status.battery.state is BatteryState.ERI


def test_the_withdrawn_volumes_of_the_over_infusion_are_those_of_its_story() -> None:
    run = run_scenario(shipped_scenario("over-infusion"), 91 * MICROSECONDS_PER_DAY)
    drawn = [int(float(str(event.more["volume_nl"]))) for event in run.events if event.kind == "withdrawn"]
    assert [round(volume / 50_000) * 50_000 for volume in drawn] == [2_400_000, 1_650_000, 600_000]
