"""Amounts in the steps of a calculation are cut to six digits and never lose what is exact."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from programmer.therapy.calculations import told
from programmer.therapy.notation import plain_words
from programmer.therapy.quantities import NanogramsPerDay, NanogramsPerMillilitre, NanolitresPerDay

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
