"""A drug is told in mg only where every limit of its dose per day stands in mg; a limit, as it stands in the file."""

from __future__ import annotations

import pytest

from programmer.therapy.drug_library import LibraryDamaged, figure_text
from programmer.therapy.drug_library.dose_unit import unit_in, unit_of
from programmer.therapy.notation import NO_BREAK
from tests.support.libraries import drug, library, shipped

ROW = "testdrug.pain.adult"
IN_MG = {
    f"{ROW}.usual_dose.low": "0.05 mg/day",
    f"{ROW}.usual_dose.high": "0.8 mg/day",
    f"{ROW}.dose_per_day.soft": "1 mg/day",
    f"{ROW}.dose_per_day.hard": "2 mg/day",
}


def test_a_drug_whose_limits_per_day_are_all_in_mg_is_told_in_mg() -> None:
    assert unit_of(library(drug() | IN_MG), "testdrug") == "mg"
    assert unit_of(library(), "testdrug") == "mcg"


@pytest.mark.parametrize("key", IN_MG)
def test_one_limit_per_day_in_mcg_has_the_drug_told_in_mcg(key: str) -> None:
    mixed = drug() | IN_MG | {key: drug()[key]}
    assert unit_in(library(mixed).entries["testdrug"]) == "mcg"


def test_a_drug_of_no_library_is_told_in_mcg() -> None:
    assert unit_of(shipped(), "a drug of no library") == "mcg"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("12000 mcg/day", "12,000 mcg per day"),
        ("12 mg/day", "12 mg per day"),
        ("0.5 mg/day", "0.5 mg per day"),
    ],
)
def test_a_limit_is_told_in_the_unit_in_which_the_library_has_it(words: str, told: str) -> None:
    row = library(drug() | {f"{ROW}.dose_per_day.hard": "20 mg/day", f"{ROW}.dose_per_day.soft": words})
    ((_, found),) = row.entries["testdrug"].rows.items()
    assert found.dose_per_day.soft is not None
    assert figure_text(found.dose_per_day.soft) == told.replace(" ", NO_BREAK, 1)


def test_an_hour_with_one_limit_of_its_own_is_not_bounded_by_the_bolus() -> None:
    own = {key: value for key, value in drug().items() if key != f"{ROW}.dose_per_hour.hard"}
    ((_, row),) = library(own).entries["testdrug"].rows.items()
    assert row.dose_per_hour.hard is None
    assert row.dose_per_hour.soft is not None
    assert row.dose_per_hour.soft.fact.word == "1000 mcg"


@pytest.mark.parametrize("limit", ["least_lockout", "longest_pause"])
def test_what_only_asks_for_a_reason_has_no_hard_limit(limit: str) -> None:
    assert "testdrug" in library(drug() | {f"{ROW}.{limit}.soft": "2 h"}).entries
    with pytest.raises(LibraryDamaged, match=limit):
        library(drug() | {f"{ROW}.{limit}.hard": "2 h"})
