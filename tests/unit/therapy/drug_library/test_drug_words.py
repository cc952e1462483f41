"""One drug stands in one unit, however large or small the dose, and no digit is lost."""

from __future__ import annotations

from fractions import Fraction

import pytest

from programmer.therapy.drug_library import NoLibrary
from programmer.therapy.drug_library.drug_words import AS_NAMED, DrugWords
from programmer.therapy.notation import NO_BREAK
from programmer.therapy.quantities import NanogramsPerDay, Seconds
from tests.support.library import shipped_library

WORDS = DrugWords(shipped_library())
NOTHING_IN_FORCE = DrugWords(NoLibrary("no library", "it is damaged", "mend it"))


@pytest.mark.parametrize(
    ("name", "nanograms", "told"),
    [
        ("morphine", 1_000_000, "1 mg"),
        ("morphine", 50_000_000, "50 mg"),
        ("morphine", 1_234, "0.001234 mg"),
        ("baclofen", 1_600_000, "1,600 mcg"),
        ("baclofen", 12_000_001, "12,000.001 mcg"),
        ("a drug of no library", 15_000_000, "15,000 mcg"),
    ],
)
def test_every_dose_of_a_drug_stands_in_the_unit_of_its_library_entry(
    name: str, nanograms: int, told: str
) -> None:
    assert WORDS.mass(name, nanograms) == told.replace(" ", NO_BREAK)
    assert WORDS.rate(name, NanogramsPerDay(nanograms)) == f"{WORDS.mass(name, nanograms)} per day"


def test_a_bolus_stands_in_it_too_and_the_name_as_it_must_be_written() -> None:
    bolus = WORDS.mass_over("hydromorphone", Fraction(200_000), Seconds(900))
    assert bolus == f"0.2{NO_BREAK}mg over 15{NO_BREAK}min"
    assert WORDS("hydromorphone") == "HYDROmorphone"


@pytest.mark.parametrize("words", [AS_NAMED, NOTHING_IN_FORCE])
def test_without_a_library_every_dose_stands_in_mcg(words: DrugWords) -> None:
    assert words.mass("morphine", 12_000_000) == f"12,000{NO_BREAK}mcg"
    assert words("hydromorphone") == "hydromorphone"


def test_what_does_not_end_is_cut_at_nine_digits_or_where_it_is_asked_for() -> None:
    third = Fraction(10_000, 3)
    assert WORDS.mass("baclofen", third) == f"≈{NO_BREAK}3.33333333{NO_BREAK}mcg"
    assert WORDS.mass("baclofen", third, digits=4) == f"≈{NO_BREAK}3.333{NO_BREAK}mcg"
    assert WORDS.rate("baclofen", third) == f"≈{NO_BREAK}3.33333333{NO_BREAK}mcg per day"
    assert WORDS.rate("baclofen", third, digits=4) == f"≈{NO_BREAK}3.333{NO_BREAK}mcg per day"
