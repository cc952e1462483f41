"""Delivery is exact: the same to the last bit however time is cut, and equal to plain integration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.delivery.advance import advance
from programmer.delivery.happenings import Crossing, Happening, LevelReached
from programmer.delivery.rates import dose_rate_now
from programmer.delivery.state import DeliveryState
from programmer.therapy.programs import PumpProgram, dose_rate_at, steps_on
from programmer.therapy.quantities import (
    MICROSECONDS_PER_DAY,
    NanogramsPerDay,
    Nanolitres,
    PumpTime,
)
from tests.support.programs import continuous, schedule, usual_programs

DAY = MICROSECONDS_PER_DAY
MARK = Nanolitres(2_000_000)


def state(
    program: PumpProgram, reservoir: int, at: int = 0, carry: Fraction = Fraction(0), running: bool = True
) -> DeliveryState:
    return DeliveryState(
        PumpTime(at), program, running, Nanolitres(reservoir), carry, Nanolitres(0), Nanolitres(0)
    )


def levels_in(events: Sequence[Happening]) -> list[LevelReached]:
    return [event for event in events if isinstance(event, LevelReached)]


carries = st.fractions(min_value=0, max_value=1, max_denominator=10**6).filter(lambda one: one < 1)
states = st.builds(
    state,
    usual_programs,
    st.integers(0, 3_000_000) | st.integers(0, 40_000_000),
    st.integers(0, 2 * DAY),
    carries,
    st.booleans(),
).map(lambda one: one if one.reservoir.value else replace(one, carry=Fraction(0)))
spans = st.integers(0, 5 * DAY)
marks = st.integers(0, 3_000_000).map(Nanolitres)


def pushed_out(start: DeliveryState, until: int) -> Fraction:
    """Plain integration: the sum over every stretch between changes, no carry, no closed form, no levels."""
    if not start.running:
        return start.carry
    changes = sorted(
        {start.time.value, until}
        | {
            day * DAY + step.at.value * 1_000_000
            for day in range(start.time.value // DAY, until // DAY + 1)
            for step in steps_on(start.program.mode, 0)
        }
    )
    within = [moment for moment in changes if start.time.value <= moment <= until]
    total = start.carry
    for begin, end in zip(within, within[1:], strict=False):  # noqa: RUF007
        dose = dose_rate_at(start.program.mode, 0, begin % DAY // 1_000_000).value
        total += Fraction(dose * 1_000_000 * (end - begin), start.program.drug.concentration.value * DAY)
    return total


@pytest.mark.requirement("OPCA-R6.1.0-1")
@given(states, spans, st.lists(st.integers(0, 5 * DAY), max_size=6), marks)
def test_the_same_comes_out_however_the_time_is_cut(
    start: DeliveryState, span: int, cuts: list[int], mark: Nanolitres
) -> None:
    until = PumpTime(start.time.value + span)
    at_once, events_at_once = advance(start, until, mark)
    piece = start
    events: list[Happening] = []
    for cut in sorted({min(cut, span) for cut in cuts} | {span}):
        piece, reached = advance(piece, PumpTime(start.time.value + cut), mark)
        events += reached
    assert piece == at_once
    assert tuple(events) == events_at_once


@pytest.mark.requirement("CRISYS-016", "CRISYS-040-042", "GIP-1.13", "OPCA-R5.1.0-3", "OPCA-R6.2.0-1")
@given(states, spans)
def test_what_has_left_the_reservoir_is_the_plain_integral(start: DeliveryState, span: int) -> None:
    end, _ = advance(start, PumpTime(start.time.value + span), Nanolitres(0))
    pushed = pushed_out(start, end.time.value)
    whole = min(int(pushed), start.reservoir.value)
    assert end.reservoir.value == start.reservoir.value - whole
    assert end.delivered_total.value == whole
    assert end.carry == (pushed - whole if end.reservoir.value else 0)


@pytest.mark.requirement(
    "CRISYS-012-013", "CRISYS-021-022", "GIP-1.14", "OPCA-R6.1.0-1", "OPCA-R6.2.0-3", "OPCA-R6.8.0-2"
)
@given(states, spans, marks)
def test_nothing_is_lost_made_or_taken_back(start: DeliveryState, span: int, mark: Nanolitres) -> None:
    end, _ = advance(start, PumpTime(start.time.value + span), mark)
    assert end.time.value == start.time.value + span
    assert 0 <= end.reservoir.value <= start.reservoir.value
    assert end.reservoir + end.delivered_total == start.reservoir + start.delivered_total
    assert 0 <= end.carry < 1
    assert 0 <= end.delivered_today.value <= end.delivered_total.value
    assert (end.program, end.running) == (start.program, start.running)


@given(states, spans, marks)
def test_a_level_is_told_at_the_first_microsecond_at_which_it_is_reached(
    start: DeliveryState, span: int, mark: Nanolitres
) -> None:
    _, events = advance(start, PumpTime(start.time.value + span), mark)
    for event in levels_in(events):
        level = mark.value if event.crossing is Crossing.LOW else 0
        then, _ = advance(start, event.time, mark)
        before, _ = advance(start, PumpTime(event.time.value - 1), mark)
        assert then.reservoir.value <= level < before.reservoir.value


@given(states, spans, marks)
def test_a_level_is_told_if_and_only_if_it_was_passed(
    start: DeliveryState, span: int, mark: Nanolitres
) -> None:
    end, events = advance(start, PumpTime(start.time.value + span), mark)
    told = [event.crossing for event in levels_in(events)]
    passed = [
        crossing
        for crossing, level in ((Crossing.LOW, mark.value), (Crossing.EMPTY, 0))
        if end.reservoir.value <= level < start.reservoir.value
    ]
    assert told == passed
    assert [event.time for event in events] == sorted(event.time for event in events)


@pytest.mark.requirement("CRISYS-016", "OPCA-R6.2.0-1")
def test_the_remainder_of_a_flow_that_is_no_whole_number_is_carried() -> None:
    # 97 mcg per day of 500 mcg/mL is 8,083 1/3 nL per hour.
    hour = DAY // 24
    pump = state(continuous(97_000), 20_000_000)
    carried = []
    for _ in range(3):
        pump, _ = advance(pump, PumpTime(pump.time.value + hour), MARK)
        carried.append((pump.delivered_total.value, pump.carry))
    assert carried == [(8_083, Fraction(1, 3)), (16_166, Fraction(2, 3)), (24_250, 0)]
    whole_day, _ = advance(pump, PumpTime(DAY), MARK)
    assert whole_day.delivered_total == Nanolitres(194_000)


@pytest.mark.requirement("CRISYS-023", "GIP-1.8", "GPCA-EC21", "OPCA-R6.8.0-10", "OPCA-R6.8.0-9")
def test_low_and_empty_are_told_to_the_microsecond() -> None:
    # 1 mL per day: 1 nL in 86,400 us.
    pump = state(continuous(500_000), 2_000_001)
    end, events = advance(pump, PumpTime(3 * DAY), MARK)
    assert events == (
        LevelReached(Crossing.LOW, PumpTime(86_400)),
        LevelReached(Crossing.EMPTY, PumpTime(2 * DAY + 86_400)),
    )
    assert end.reservoir == Nanolitres(0)
    assert end.delivered_total == Nanolitres(2_000_001)
    assert end.empty


def test_a_moment_that_is_no_whole_microsecond_is_told_at_the_next_one() -> None:
    # 0.7 mL per day: 1 nL in 123,428.571… us.
    _, events = advance(state(continuous(350_000), 2_000_001), PumpTime(DAY), MARK)
    assert events == (LevelReached(Crossing.LOW, PumpTime(123_429)),)


def test_a_carry_brings_the_level_nearer() -> None:
    pump = state(continuous(500_000), 2_000_001, carry=Fraction(3, 4))
    _, events = advance(pump, PumpTime(DAY), MARK)
    assert events == (LevelReached(Crossing.LOW, PumpTime(21_600)),)


def test_a_level_reached_at_the_very_end_is_told_once() -> None:
    pump = state(continuous(500_000), 2_000_001)
    then, events = advance(pump, PumpTime(86_400), MARK)
    assert [event.crossing for event in levels_in(events)] == [Crossing.LOW]
    assert advance(then, PumpTime(DAY), MARK)[1] == ()


def test_midnight_on_the_pump_s_clock_begins_a_new_day() -> None:
    pump = state(continuous(500_000), 20_000_000, at=DAY // 2)
    before, _ = advance(pump, PumpTime(DAY - 86_400), MARK)
    assert before.delivered_today == Nanolitres(499_999)
    assert before.drug_today.value == 249_999  # half a nanogram is not a nanogram
    at_midnight, _ = advance(pump, PumpTime(DAY), MARK)
    assert at_midnight.delivered_today == Nanolitres(0)
    assert at_midnight.delivered_total == Nanolitres(500_000)
    after, _ = advance(pump, PumpTime(DAY + DAY // 4), MARK)
    assert after.delivered_today == Nanolitres(250_000)
    assert after.drug_today.value == 125_000


@pytest.mark.requirement("CRISYS-037-039", "CRISYS-040-042", "OPCA-R6.2.0-1")
def test_the_rate_changes_with_the_step_on_the_pump_s_clock() -> None:
    program = schedule((0, 0), (25_200, 500_000), (79_200, 250_000))
    pump = state(program, 20_000_000)
    rates = []
    for second in (0, 25_199, 25_200, 79_199, 79_200, 86_399, 86_400):
        then, _ = advance(pump, PumpTime(second * 1_000_000), MARK)
        rates.append(dose_rate_now(then).value)
    assert rates == [0, 0, 500_000, 500_000, 250_000, 250_000, 0]


@pytest.mark.requirement("CRISYS-004-006", "CRISYS-014-015", "OPCA-R6.2.0-2")
def test_a_stopped_pump_delivers_nothing_and_its_day_still_ends() -> None:
    pump = replace(
        state(continuous(500_000), 20_000_000, at=DAY // 2, running=False), delivered_today=Nanolitres(5)
    )
    end, events = advance(pump, PumpTime(2 * DAY), MARK)
    assert end.delivered_total == Nanolitres(0)
    assert end.delivered_today == Nanolitres(0)
    assert events == ()
    assert dose_rate_now(pump) == NanogramsPerDay(0)


@pytest.mark.requirement("CRISYS-029-030", "OPCA-R5.1.0-4", "OPCA-R6.8.0-10")
def test_an_empty_pump_delivers_nothing() -> None:
    pump = state(continuous(500_000), 0)
    end, events = advance(pump, PumpTime(DAY), MARK)
    assert (end.delivered_total, end.carry, events) == (Nanolitres(0), Fraction(0), ())
    assert dose_rate_now(pump) == NanogramsPerDay(0)


@pytest.mark.requirement("OPCA-R6.2.0-3")
def test_no_time_changes_nothing_and_time_never_runs_backwards() -> None:
    pump = state(continuous(500_000), 20_000_000, at=DAY)
    assert advance(pump, pump.time, MARK) == (pump, ())
    with pytest.raises(ValueError, match="backwards"):
        advance(pump, PumpTime(DAY - 1), MARK)


def test_a_clock_before_1970_counts_its_days_as_well() -> None:
    pump = state(continuous(500_000), 20_000_000, at=-DAY // 2)
    end, _ = advance(pump, PumpTime(DAY // 4), MARK)
    assert end.delivered_total == Nanolitres(750_000)
    assert end.delivered_today == Nanolitres(250_000)
