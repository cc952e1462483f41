"""A trainee is brought to the pump when its time has come, and what was before is not held against them."""

from __future__ import annotations

import pytest

from programmer.clock import ManualClock
from programmer.simulator.scenarios.actions import Switch
from programmer.simulator.scenarios.events import Event
from programmer.simulator.scenarios.play import Play
from programmer.simulator.scenarios.reading import action_from_line, shipped_scenario, timeline_from_words
from programmer.simulator.scenarios.tables import NotAScenario
from programmer.simulator.scenarios.training import Training
from programmer.therapy.pump import Delivery
from programmer.therapy.quantities import PumpTime
from tests.unit.simulator.scenarios.scenario_files import PROGRAM, entry, scenario

HOUR = 3_600_000_000
MEETS = PumpTime(1_795_168_800_000_000)


def test_a_served_pump_is_met_at_the_true_time_with_its_clock_as_far_off_as_it_is() -> None:
    training = Training(shipped_scenario("clock-an-hour-off"), lambda _event: None, meets=MEETS)
    assert training.play.pump.now.value == MEETS.value + HOUR
    assert training.play.clock_error_us == HOUR


def test_what_happened_before_they_came_is_not_told_to_them() -> None:
    told: list[Event] = []
    training = Training(shipped_scenario("left-stopped"), told.append, meets=MEETS)
    assert training.play.pump.status().delivery is Delivery.STOPPED
    assert told == []
    training.do(Switch.RESUME)
    assert "resumed" in {event.kind for event in told}


def test_therapy_goes_on_from_the_meeting_at_the_speed_that_was_asked_for() -> None:
    clock = ManualClock()
    going = scenario('meet = "30 h"', PROGRAM.replace("24 mg", "1 mg"), entry("31 h", "stop"))
    training = Training(going, lambda _event: None, clock=clock, meets=MEETS, speed=60)
    clock.wait_us(HOUR // 60 - 1)
    training.play.site.tick()
    assert training.play.pump.status().delivery is Delivery.RUNNING
    clock.wait_us(1)
    training.play.site.tick()
    assert training.play.pump.status().delivery is Delivery.STOPPED
    assert training.play.elapsed_us == 31 * HOUR


def test_what_a_trainee_does_counts_from_their_coming_and_the_pump_is_looked_at_when_the_check_says() -> None:
    told: list[Event] = []
    training = Training(shipped_scenario("left-stopped"), told.append)
    training.conduct(timeline_from_words({"timeline": [{"at": "5 min", "do": "resume"}]}))
    assert {event.t_us for event in told if event.kind == "resumed"} == {30 * HOUR + HOUR // 12}
    assert training.play.elapsed_us == 30 * HOUR + HOUR // 4


def test_a_long_life_is_told_on_the_way_and_not_kept_to_its_end() -> None:
    plays: list[Play] = []
    late: list[int] = []

    def heard(event: Event) -> None:
        late.extend(play.elapsed_us - event.t_us for play in plays)

    plays.append(Play(shipped_scenario("log-wrapped"), heard))
    plays[0].play_until(3 * 8_760 * HOUR)
    assert len(late) > 4_000
    assert max(late) <= 30 * 24 * HOUR


def test_a_scenario_without_a_check_can_be_tried_all_the_same() -> None:
    training = Training(scenario(PROGRAM), lambda _event: None)
    training.conduct(())
    assert training.judged({}) == ()


@pytest.mark.parametrize(
    ("deeds", "found"),
    [
        ("on = true", True),
        ("on = true\nby_interference = true", False),
        ("on = true\n[[timeline]]\nat = '1 h'\ndo = 'stop'", False),
    ],
)
def test_a_pump_that_is_still_being_read_runs_for_the_check_unless_something_else_holds_it(
    deeds: str, found: bool
) -> None:
    held = scenario(
        'meet = "2 h"\n[model]\nholds_in_telemetry = true',
        '[check.pump]\ndelivery = "running"',
        PROGRAM.replace("24 mg", "1 mg"),
        entry("1 h", "telemetry", deeds),
    )
    training = Training(held, lambda _event: None)
    assert [point.passed for point in training.judged({})] == [found]


@pytest.mark.parametrize("line", ["do = " + "[" * 20_000, f"do = {'9' * 5_000}"])
def test_a_line_that_cannot_be_taken_apart_is_no_deed_and_no_bug(line: str) -> None:
    with pytest.raises(NotAScenario, match="Write it like"):
        action_from_line(line)
