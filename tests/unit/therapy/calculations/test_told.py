"""Amounts in the steps of a calculation are cut to six digits and never lose what is exact."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from programmer.therapy.calculations import told
from programmer.therapy.calculations.demand import boluses_a_day
from programmer.therapy.calculations.expected import expected_volume
from programmer.therapy.calculations.rate import concentration_of, dose_of, rate_of
from programmer.therapy.calculations.refill import AllowedBoluses, refill
from programmer.therapy.notation import plain_words
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    NanolitresPerDay,
    Seconds,
)

THIRD = Fraction(10**6, 3)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (lambda: told.mass(THIRD), "≈ 333.333 mcg"),
        (lambda: told.mass(THIRD * 100), "≈ 33.3333 mg"),
        (lambda: told.dose(THIRD), "≈ 333.333 mcg per day"),
        (lambda: told.concentration(THIRD), "≈ 333.333 mcg/mL"),
        (lambda: told.volume(THIRD), "≈ 0.333333 mL"),
        (lambda: told.rate(NanolitresPerDay(THIRD)), "≈ 0.333333 mL per day"),
        (lambda: told.number(THIRD), "≈ 333333"),
        (lambda: told.percent(THIRD / 10**6), "≈ 0.333333 %"),
        (lambda: told.mass(1_234_567_891), "1234.567891 mg"),
        (lambda: told.hours(Fraction(3600)), "1 h (1 h 0 min)"),
        (lambda: told.hours(Fraction(3601, 3)), "≈ 0.333426 h (≈ 20 min)"),
        (lambda: told.minutes(Fraction(90)), "1.5 min (1 min 30 s)"),
        (lambda: told.signed_percent(Fraction(1, 2)), "0.5 % more"),
        (lambda: told.signed_percent(Fraction(-1, 2)), "0.5 % less"),
        (lambda: told.signed_percent(Fraction(0)), "no change"),
    ],
)
def test_an_amount_in_a_step(text: Callable[[], str], written: str) -> None:
    assert plain_words(text()) == written


@pytest.mark.parametrize(
    ("unit", "dose", "concentration"),
    [
        ("", "20\u00a0mg per day", "20\u00a0mg/mL"),
        ("mg", "20\u00a0mg per day", "20\u00a0mg/mL"),
        ("mcg", "20,000\u00a0mcg per day", "20,000\u00a0mcg/mL"),
    ],
)
def test_doses_and_concentrations_are_told_in_the_unit_of_their_drug(
    unit: str, dose: str, concentration: str
) -> None:
    assert told.dose(NanogramsPerDay(20_000_000), unit) == told.dose(Fraction(20_000_000), unit) == dose
    amount = 20_000_000
    assert told.concentration(NanogramsPerMillilitre(amount), unit) == concentration
    assert told.concentration(Fraction(amount), unit) == concentration


def test_a_mass_is_told_in_the_unit_of_its_drug() -> None:
    assert told.mass(20_000_000, "mcg") == "20,000\u00a0mcg"
    assert told.mass(Fraction(600_000), "mg") == "0.6\u00a0mg"


def test_every_working_of_one_drug_keeps_to_its_unit() -> None:
    dose, holds, flow = (
        NanogramsPerDay(4_800_000),
        NanogramsPerMillilitre(2_000_000),
        NanolitresPerDay(Fraction(10**6)),
    )
    four, allowed = Nanolitres(4_000_000), AllowedBoluses(Nanograms(100), boluses_a_day(None, Seconds(0), 1))
    steps = (
        *rate_of(dose, holds, "mg").steps,
        *dose_of(flow, holds, "mg").steps,
        *concentration_of(dose, flow, "mg").steps,
        *refill(four, Nanolitres(0), dose, holds, boluses=allowed, unit="mg").steps,
        *expected_volume(four, dose, holds, Seconds(60), boluses=1, bolus=Nanograms(100), unit="mg").steps,
    )
    assert not [step for step in steps if "mcg" in step]
    assert sum(step.count("mg") for step in steps) == 21
