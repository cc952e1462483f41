"""A pump that delivers in whole steps delivers a little less than asked, and says how much less."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.therapy.calculations.reservoir import volume_per_day
from programmer.therapy.deliverable import Deliverable, deliverable, deliverable_per_day
from programmer.therapy.drugs import DrugFill
from programmer.therapy.notation import plain_words
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    DeliveryMode,
    MinimumRate,
    PeriodicBolus,
    PumpProgram,
    ScheduleStep,
    Stopped,
    WeekSchedule,
)
from programmer.therapy.pump import PumpLimits
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    NanolitresPerDay,
    Seconds,
    SecondsOfDay,
)

flows = st.fractions(min_value=0, max_value=24_000_000, max_denominator=10**6).map(NanolitresPerDay)


def found(nanolitres_per_day: Fraction | int, step: int) -> Deliverable:
    return deliverable(NanolitresPerDay(Fraction(nanolitres_per_day)), Nanolitres(step))


@given(flows, st.integers(1, 10_000))
def test_what_is_delivered_is_whole_steps_and_less_than_a_step_below_what_was_asked(
    asked: NanolitresPerDay, step: int
) -> None:
    what = deliverable(asked, Nanolitres(step))
    assert what.asked == asked
    assert what.delivered.value % step == 0
    assert 0 <= asked.value - what.delivered.value < step
    assert what.delivered.value == asked.value * (1 - what.share_missing)


@given(flows)
def test_without_steps_any_flow_is_delivered_exactly(asked: NanolitresPerDay) -> None:
    assert deliverable(asked, Nanolitres(0)) == Deliverable(asked, asked)
    assert deliverable(asked, Nanolitres(0)).share_missing == 0


@pytest.mark.parametrize(
    ("asked", "step", "sentence"),
    [
        (150_000, 100, "will deliver 0.15 mL per day"),
        (150_000, 200, "will deliver 0.15 mL per day"),
        (149_950, 200, "will deliver 0.1498 mL per day, ≈ 0.1 % less"),
        (Fraction(1_000_001, 7), 100, "will deliver 0.1428 mL per day, ≈ 0.04 % less"),
        (99, 100, "will deliver 0 mL per day, 100 % less"),
        (0, 100, "will deliver 0 mL per day"),
        (24_000_000, 0, "will deliver 24 mL per day"),
    ],
)
def test_it_is_said_in_words(asked: Fraction | int, step: int, sentence: str) -> None:
    assert plain_words(found(asked, step).sentence) == sentence


def test_a_difference_however_small_is_never_nothing() -> None:
    what = found(Fraction(24_000_000_000_001, 1_000_000), 100)
    assert what.share_missing == Fraction(1, 24_000_000_000_001)
    assert plain_words(what.sentence) == "will deliver 24 mL per day, ≈ 0.000000000004 % less"


def test_steps_below_nothing_there_are_none() -> None:
    with pytest.raises(ValueError, match=r"^a step of flow is 0 or more$"):
        found(1, -1)


# ---- a whole program ----------------------------------------------------------------------------------------------

STEPPED = PumpLimits(
    Nanolitres(40_000_000), Nanolitres(2_000_000), Nanolitres(48_000), Nanolitres(24_000_000), 14,
    Nanolitres(6_000), Nanolitres(700),
)  # fmt: skip


def day(*rows: tuple[int, int]) -> DaySchedule:
    return DaySchedule(tuple(ScheduleStep(SecondsOfDay(at), NanogramsPerDay(dose)) for at, dose in rows))


@pytest.mark.parametrize(
    ("mode", "delivered"),
    [
        (Continuous(NanogramsPerDay(75_000)), Fraction(149_800)),  # 0.15 mL in steps of 0.0007 mL
        (Continuous(NanogramsPerDay(350_000)), Fraction(700_000)),
        (day((0, 75_000), (21_600, 350_000)), (149_800 + 3 * 700_000) / Fraction(4)),
        (WeekSchedule((day((0, 75_000)),) * 6 + (day((0, 350_000)),)), (6 * 149_800 + 700_000) / Fraction(7)),
        (MinimumRate(NanogramsPerDay(3_000)), Fraction(6_000)),
        (Stopped(), Fraction(0)),
        # six boluses of 20 mcg, 0.04 mL each, keep their volume; the background of 0.15 mL is rounded
        (
            PeriodicBolus(NanogramsPerDay(75_000), Nanograms(20_000), Seconds(300), Seconds(14_400)),
            Fraction(149_800 + 240_000),
        ),
    ],
)
def test_a_program_is_told_as_its_pump_can_deliver_it(mode: DeliveryMode, delivered: Fraction) -> None:
    program = PumpProgram(DrugFill("baclofen", NanogramsPerMillilitre(500_000)), mode)
    what = deliverable_per_day(program, STEPPED)
    assert what.delivered.value == delivered
    assert what.asked.value == volume_per_day(program)


def test_a_pump_without_steps_delivers_a_program_as_it_is() -> None:
    program = PumpProgram(DrugFill("baclofen", NanogramsPerMillilitre(500_000)), day((0, 75_001), (1, 1)))
    assert deliverable_per_day(program, replace(STEPPED, flow_step=Nanolitres(0))).share_missing == 0
