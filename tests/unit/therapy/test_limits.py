"""What a pump cannot do is told as reasons: which limit, at which step, what was asked and what holds."""

from __future__ import annotations

import pytest
from hypothesis import given

from programmer.therapy.limits import Limit, check_program
from programmer.therapy.programs import PumpProgram, Stopped, basal_steps
from programmer.therapy.pump import PumpLimits
from programmer.therapy.quantities import Nanolitres
from tests.support.programs import continuous, schedule, usual_programs

LIMITS = PumpLimits(
    capacity=Nanolitres(20_000_000),
    low_reservoir_mark=Nanolitres(2_000_000),
    min_flow=Nanolitres(48_000),
    max_flow=Nanolitres(24_000_000),
    max_steps=3,
)
NBSP = "\u00a0"


def sentences(program: PumpProgram) -> list[str]:
    return [violation.sentence.replace(NBSP, " ") for violation in check_program(program, LIMITS)]


@pytest.mark.parametrize("dose", [0, 24_000, 90_000, 12_000_000])
def test_at_the_limits_and_between_them_nothing_is_wrong(dose: int) -> None:
    assert sentences(continuous(dose)) == []


def test_no_delivery_is_always_possible() -> None:
    assert check_program(PumpProgram(continuous(1).drug, Stopped()), LIMITS) == ()
    assert sentences(schedule((0, 0), (3600, 90_000), (7200, 0))) == []


def test_a_nanogram_below_the_least_flow_is_too_little() -> None:
    assert sentences(continuous(23_999)) == [
        "Less than this pump can deliver: 23.999 mcg per day is 0.047998 mL per day; at least 0.048 mL per day"
    ]


def test_a_nanogram_above_the_greatest_flow_is_too_much() -> None:
    assert sentences(continuous(12_000_001)) == [
        "More than this pump can deliver: 12.000001 mg per day is 24.000002 mL per day; at most 24 mL per day"
    ]


def test_too_many_steps_are_counted() -> None:
    assert sentences(schedule((0, 90_000), (60, 90_000), (120, 90_000), (180, 90_000))) == [
        "More steps than this pump can hold: 4 steps; at most 3"
    ]


def test_every_step_that_is_wrong_is_named() -> None:
    found = check_program(schedule((0, 1), (60, 90_000), (120, 13_000_000), (180, 2)), LIMITS)
    assert [(one.limit, one.step) for one in found] == [
        (Limit.FLOW_TOO_LOW, 0),
        (Limit.FLOW_TOO_HIGH, 2),
        (Limit.FLOW_TOO_LOW, 3),
        (Limit.TOO_MANY_STEPS, 3),
    ]


def test_the_concentration_decides_with_the_dose() -> None:
    assert check_program(continuous(90_000, nanograms_per_millilitre=2_000_000), LIMITS)[0].limit is (
        Limit.FLOW_TOO_LOW
    )


@given(usual_programs)
def test_a_program_passes_exactly_if_every_flow_is_within_the_limits(program: PumpProgram) -> None:
    steps = basal_steps(program.mode)
    scaled = [step.dose.value * 1_000_000 for step in steps]
    strength = program.drug.concentration.value
    possible = all(
        not asked or LIMITS.min_flow.value * strength <= asked <= LIMITS.max_flow.value * strength
        for asked in scaled
    )
    assert (check_program(program, LIMITS) == ()) == (possible and len(steps) <= LIMITS.max_steps)
