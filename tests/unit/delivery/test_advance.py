"""Delivery is exact: the same to the last bit however time is cut, and equal to plain integration."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.delivery.engine import Engine
from programmer.delivery.happenings import EmptyReservoir, Happening, LowReservoir
from programmer.delivery.snapshot import snapshot
from programmer.therapy.programs import dose_rate_at, steps_on
from programmer.therapy.quantities import NanogramsPerDay, Nanolitres, PumpTime
from tests.support.programs import continuous, schedule, usual_programs
from tests.unit.delivery.deliveries import (
    DAY,
    IDEAL,
    ONE_NANOLITRE,
    after,
    happened,
    pump,
    pushed,
    row,
)

strokes = st.sampled_from([IDEAL, ONE_NANOLITRE, 50 * ONE_NANOLITRE, 333_333])
marks = st.integers(0, 3_000_000).map(Nanolitres)
pumps = st.builds(
    pump,
    usual_programs,
    st.integers(0, 3_000_000) | st.integers(0, 40_000_000),
    st.integers(0, 2 * DAY),
    st.sampled_from([0, 100]),
    running=st.booleans(),
    stroke=strokes,
    mark=marks,
)
spans = st.integers(0, 5 * DAY)


def told_to_be_pushed(start: Engine, until: int) -> Fraction:
    """Plain integration: the sum over every stretch between changes, no closed form and no levels."""
    if start.holds:
        return Fraction(0)
    changes = sorted(
        {start.now, until}
        | {
            day * DAY + step.at.value * 1_000_000
            for day in range(start.now // DAY, until // DAY + 1)
            for step in steps_on(start.program.mode, 0)
        }
    )
    within = [moment for moment in changes if start.now <= moment <= until]
    total = Fraction(0)
    for begin, end in zip(within, within[1:], strict=False):  # noqa: RUF007
        dose = dose_rate_at(start.program.mode, 0, begin % DAY // 1_000_000)
        flow = Fraction(dose.value * 1_000_000, start.program.drug.concentration.value)
        step = start.build.flow_step.value
        total += Fraction(flow // step * step if step else flow) * (end - begin) / DAY
    return total


@pytest.mark.requirement("OPCA-R6.1.0-1")
@given(pumps, spans, st.lists(st.integers(0, 5 * DAY), max_size=6))
def test_the_same_comes_out_however_the_time_is_cut(start: Engine, span: int, cuts: list[int]) -> None:
    at_once = after(start, span)
    piece = start.copy()
    for cut in sorted({min(cut, span) for cut in cuts} | {span}):
        piece.advance(start.now + cut)
    assert snapshot(piece) == snapshot(at_once)
    assert piece.take_happened() == at_once.take_happened()


@pytest.mark.requirement("CRISYS-016", "CRISYS-040-042", "GIP-1.13", "OPCA-R5.1.0-3", "OPCA-R6.2.0-1")
@given(pumps, spans)
def test_what_has_left_the_reservoir_is_the_plain_integral(start: Engine, span: int) -> None:
    end = after(start, span)
    told = told_to_be_pushed(start, end.now)
    stroke = Fraction(start.build.stroke_fl, ONE_NANOLITRE)
    whole = told // stroke * stroke if stroke else told
    assert end.totals().delivered == min(whole, start.totals().reservoir)
    assert end.totals().believed == max(0, start.totals().believed - whole)


@pytest.mark.requirement(
    "CRISYS-012-013", "CRISYS-021-022", "GIP-1.14", "OPCA-R6.1.0-1", "OPCA-R6.2.0-3", "OPCA-R6.8.0-2"
)
@given(pumps, spans)
def test_nothing_is_lost_made_or_taken_back(start: Engine, span: int) -> None:
    end = after(start, span)
    before, then = start.totals(), end.totals()
    assert end.now == start.now + span
    assert then.reservoir + then.delivered == before.reservoir + before.delivered
    assert 0 <= then.reservoir <= before.reservoir
    assert end.believed + end.believed_delivered in {start.believed, start.believed + Nanolitres(1)}
    assert end.program == start.program


def levels_in(events: Sequence[Happening]) -> list[LowReservoir | EmptyReservoir]:
    return [event for event in events if isinstance(event, LowReservoir | EmptyReservoir)]


@given(pumps, spans)
def test_a_level_is_told_at_the_first_microsecond_at_which_it_is_reached(start: Engine, span: int) -> None:
    for event in levels_in(happened(start, span)):
        level = start.build.low_mark.value if isinstance(event, LowReservoir) else 0
        then, before = after(start, event.at - start.now), after(start, event.at - 1 - start.now)
        assert then.totals().believed <= level < before.totals().believed


@given(pumps, spans)
def test_a_level_is_told_if_and_only_if_it_was_passed(start: Engine, span: int) -> None:
    end, events = after(start, span).totals(), levels_in(happened(start, span))
    passed = [
        kind
        for kind, level in ((LowReservoir, start.build.low_mark.value), (EmptyReservoir, 0))
        if end.believed <= level < start.totals().believed
    ]
    assert [type(event) for event in events] == passed
    assert [event.at for event in events] == sorted(event.at for event in events)


@pytest.mark.requirement("CRISYS-016", "OPCA-R6.2.0-1")
def test_the_remainder_of_a_flow_that_is_no_whole_number_is_carried() -> None:
    # 97 mcg per day of 500 mcg/mL is 8,083 1/3 nL per hour.
    hour = DAY // 24
    state = pump(continuous(97_000), stroke=ONE_NANOLITRE)
    carried: list[tuple[object, ...]] = []
    for _ in range(3):
        state = after(state, hour)
        carried.append((state.totals().delivered, pushed(state) - state.totals().delivered))
    assert carried == [(8_083, Fraction(1, 3)), (16_166, Fraction(2, 3)), (24_250, 0)]
    assert after(pump(continuous(97_000), stroke=ONE_NANOLITRE), DAY).believed_delivered.value == 194_000


@pytest.mark.requirement("CRISYS-023", "GIP-1.8", "GPCA-EC21", "OPCA-R6.8.0-10", "OPCA-R6.8.0-9")
@pytest.mark.parametrize("stroke", [IDEAL, ONE_NANOLITRE])
def test_low_and_empty_are_told_to_the_microsecond(stroke: int) -> None:
    # 1 mL per day: 1 nL in 86,400 us.
    start = pump(continuous(500_000), 2_000_001, stroke=stroke)
    assert happened(start, 3 * DAY) == (
        LowReservoir(86_400, PumpTime(86_400)),
        EmptyReservoir(2 * DAY + 86_400, PumpTime(2 * DAY + 86_400)),
    )
    end = after(start, 3 * DAY)
    assert row(end.believed, end.believed_delivered) == (Nanolitres(0), Nanolitres(2_000_001))
    assert end.stopped


def test_a_moment_that_is_no_whole_microsecond_is_told_at_the_next_one() -> None:
    # 0.7 mL per day: 1 nL in 123,428.571… us.
    assert happened(pump(continuous(350_000), 2_000_001), DAY) == (LowReservoir(123_429, PumpTime(123_429)),)


def test_the_drug_of_a_day_is_that_of_the_pump_s_own_day() -> None:
    start = pump(continuous(500_000), 20_000_000, at=DAY // 2)
    assert after(start, DAY // 4).drug_today.value == 125_000
    assert after(start, DAY // 2).drug_today.value == 0
    assert after(start, DAY).drug_today.value == 250_000


@pytest.mark.requirement("CRISYS-037-039", "CRISYS-040-042", "OPCA-R6.2.0-1")
def test_the_rate_changes_with_the_step_on_the_pump_s_clock() -> None:
    start = pump(schedule((0, 0), (25_200, 500_000), (79_200, 250_000)))
    seconds = (0, 25_199, 25_200, 79_199, 79_200, 86_399, 86_400)
    rates = [after(start, second * 1_000_000).dose_rate.value for second in seconds]
    assert rates == [0, 0, 500_000, 500_000, 250_000, 250_000, 0]


@pytest.mark.requirement("CRISYS-004-006", "CRISYS-014-015", "OPCA-R6.2.0-2")
def test_a_stopped_pump_delivers_nothing_and_its_day_still_ends() -> None:
    start = pump(continuous(500_000), at=DAY // 2)
    start.advance(3 * DAY // 4)
    start.stop()
    assert start.drug_today.value == 125_000
    end = after(start, DAY)
    assert end.totals().delivered == start.totals().delivered
    assert end.drug_today.value == 0
    assert happened(start, DAY) == ()
    assert start.dose_rate == NanogramsPerDay(0)


@pytest.mark.requirement("CRISYS-029-030", "OPCA-R5.1.0-4", "OPCA-R6.8.0-10")
def test_an_empty_pump_delivers_nothing() -> None:
    start = pump(continuous(500_000), 0)
    end = after(start, DAY)
    assert row(end.totals().delivered, pushed(end)) == (0, 0)
    assert happened(start, DAY) == ()
    assert start.dose_rate == NanogramsPerDay(0)


@pytest.mark.requirement("OPCA-R6.2.0-3")
def test_no_time_changes_nothing_and_time_never_runs_backwards() -> None:
    start = pump(continuous(500_000), at=DAY)
    assert snapshot(after(start, 0)) == snapshot(start)
    with pytest.raises(ValueError, match="backwards"):
        start.advance(DAY - 1)


def test_a_clock_before_1970_counts_its_days_as_well() -> None:
    end = after(pump(continuous(500_000), at=-DAY // 2), 3 * DAY // 4)
    assert end.believed_delivered == Nanolitres(750_000)
    assert end.drug_today.value == 125_000


@given(pumps, st.integers(1, DAY), st.integers(0, 12))
def test_samples_are_what_looking_each_time_would_tell(start: Engine, every: int, count: int) -> None:
    span = every * count + every // 2
    sampled, looked = start.copy(), start.copy()
    seen = []
    for number in range(1, count + 1):
        looked.advance(start.now + number * every)
        seen.append(int(looked.motor.pushed(looked.now)))
    assert list(sampled.sampled(every, start.now + span)) == seen
    assert snapshot(sampled) == snapshot(after(start, span))
