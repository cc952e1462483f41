"""How long the reservoir lasts, compared with a plain loop that counts microsecond by step."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.therapy.calculations.reservoir import (
    critical_figures,
    days_until,
    time_of_reaching,
    volume_per_day,
)
from programmer.therapy.programs import PumpProgram, dose_per_day, dose_rate_at, steps_on
from programmer.therapy.quantities import MICROSECONDS_PER_DAY, Nanolitres, PumpTime
from tests.support.programs import continuous, schedule, usual_programs

DAY = MICROSECONDS_PER_DAY
HOUR = DAY // 24
MARK = Nanolitres(2_000_000)
volumes = st.integers(0, 3_000_000).map(Nanolitres)
starts = st.integers(0, 3 * DAY).map(PumpTime)


def slow_time_of_reaching(program: PumpProgram, left: int, start: int) -> Fraction | None:
    """Step after step, day after day, in plain fractions; None if a day takes nothing."""
    if not dose_per_day(program.mode):
        return None
    moment, volume = Fraction(start), Fraction(left)
    while volume > 0:
        second = int(moment % DAY) // 1_000_000
        ends = [step.at.value * 1_000_000 for step in steps_on(program.mode, 0)] + [DAY]
        end = min(end for end in ends if end > moment % DAY)
        dose = dose_rate_at(program.mode, 0, second).value
        rate = Fraction(dose * 1_000_000, program.drug.concentration.value * DAY)
        span = end - moment % DAY
        if rate * span >= volume:
            return moment + volume / rate
        volume -= rate * span
        moment += span
    return moment


@given(usual_programs.filter(lambda one: dose_per_day(one.mode) == 0 or volume_per_day(one) > 20_000), volumes,
       st.integers(0, 2_000_000).map(Nanolitres), starts)  # fmt: skip
def test_the_moment_is_that_of_a_plain_loop(
    program: PumpProgram, reservoir: Nanolitres, mark: Nanolitres, start: PumpTime
) -> None:
    slow = slow_time_of_reaching(program, max(0, reservoir.value - mark.value), start.value)
    found = time_of_reaching(program, reservoir, mark, start)
    assert found == (None if slow is None else PumpTime(int(slow)))


@pytest.mark.requirement("CRISYS-018", "IT-8")
@given(usual_programs, volumes, st.integers(0, 2_000_000).map(Nanolitres))
def test_whole_days_are_counted_and_no_part_of_one(
    program: PumpProgram, reservoir: Nanolitres, mark: Nanolitres
) -> None:
    days = days_until(program, reservoir, mark)
    per_day = volume_per_day(program)
    usable = max(0, reservoir.value - mark.value)
    if days is None:
        assert per_day == 0
    else:
        assert days * per_day <= usable < (days + 1) * per_day


def test_an_even_rate_reaches_the_mark_when_arithmetic_says() -> None:
    # 18 mL at 0.18 mL per day: a hundred days.
    program = continuous(90_000)
    assert days_until(program, Nanolitres(20_000_000), MARK) == 100
    assert time_of_reaching(program, Nanolitres(20_000_000), MARK, PumpTime(5)) == PumpTime(100 * DAY + 5)


def test_a_level_that_falls_to_the_mark_before_a_pause_is_there_then_and_not_after_it() -> None:
    # 0.1 mL per day until noon, then nothing: 0.05 mL are gone at noon of the first day.
    program = schedule((0, 50_000), (43_200, 0))
    assert time_of_reaching(program, Nanolitres(2_050_000), MARK, PumpTime(0)) == PumpTime(DAY // 2)
    assert time_of_reaching(program, Nanolitres(2_100_000), MARK, PumpTime(0)) == PumpTime(DAY + DAY // 2)


def test_it_starts_within_the_step_that_is_in_force() -> None:
    # Nothing before noon, 0.1 mL per day from then on; started at 18:00, a quarter of it is left for today.
    program = schedule((0, 0), (43_200, 50_000))
    start = PumpTime(18 * HOUR)
    assert time_of_reaching(program, Nanolitres(2_025_000), MARK, start) == PumpTime(DAY)
    assert time_of_reaching(program, Nanolitres(2_025_001), MARK, start) == PumpTime(
        DAY + DAY // 2 + DAY // 100_000
    )


@pytest.mark.parametrize("level", [0, 1_999_999, 2_000_000])
def test_a_level_at_the_mark_or_below_is_there_already(level: int) -> None:
    program = continuous(90_000)
    assert days_until(program, Nanolitres(level), MARK) == 0
    assert time_of_reaching(program, Nanolitres(level), MARK, PumpTime(7)) == PumpTime(7)


def test_without_delivery_the_mark_is_never_reached() -> None:
    program = schedule((0, 0), (60, 0))
    assert days_until(program, Nanolitres(20_000_000), MARK) is None
    assert time_of_reaching(program, Nanolitres(20_000_000), MARK, PumpTime(0)) is None
    assert critical_figures(program, Nanolitres(20_000_000), MARK).days_to_alarm is None
