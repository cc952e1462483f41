"""The shipped drug library is whole: every drug of the reference, every number with its tag and source."""

from __future__ import annotations

from dataclasses import replace

import pytest

from programmer.resources_location import resource_path
from programmer.therapy.drug_library import (
    GENERAL_CAUTION,
    AgeGroup,
    Condition,
    Indication,
    NoLibrary,
    load_library,
)
from programmer.therapy.drug_library.entries import strictest_row
from programmer.therapy.drugs import DrugFill
from programmer.therapy.quantities import NanogramsPerMillilitre
from tests.support.libraries import shipped

LIBRARY = shipped()
NAMES = (
    "morphine",
    "hydromorphone",
    "fentanyl",
    "sufentanil",
    "bupivacaine",
    "clonidine",
    "ziconotide",
    "baclofen",
)


def test_it_knows_the_drugs_that_are_given_by_pumps() -> None:
    assert tuple(LIBRARY.entries) == NAMES


@pytest.mark.requirement("GIP-5.6", "OPCA-R8.1.0-1")
def test_it_says_which_it_is() -> None:
    assert LIBRARY.clinic is None
    assert LIBRARY.identities == (LIBRARY.identity,)
    assert LIBRARY.identity.name == "Shipped drug library"
    assert LIBRARY.identity.sha256.hex() in resource_path("drugs.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_no_hard_limit_is_missing(name: str) -> None:
    entry = LIBRARY.entries[name]
    DrugFill(name, NanogramsPerMillilitre(1))
    assert not entry.highest_concentration.missing
    for row in entry.rows.values():
        pairs = (
            row.dose_per_day,
            row.start_dose,
            row.bolus,
            row.step_up_percent,
            row.step_up_amount,
            row.step_down_percent,
            row.step_down_amount,
        )
        assert not any(pair.missing for pair in pairs)
        for needed in (row.dose_per_day, row.bolus, row.step_up_percent):
            assert needed.hard is not None
        assert row.step_down_percent.hard is None
        assert row.usual_low is not None
        assert row.usual_high is not None


@pytest.mark.requirement("OPCA-R6.9.0-1")
@pytest.mark.parametrize("name", NAMES)
def test_every_fact_has_its_tag_and_source(name: str) -> None:
    for key, fact in LIBRARY.entries[name].facts.items():
        assert fact.tag in {"V", "R", "D"}, key
        assert len(fact.source) > 10, key
        assert (fact.tag == "D") == fact.source.startswith(("chosen by this project", "mean 35 days")), key
        assert fact.clinic is None
        assert fact.overridden is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("hydromorphone", "HYDROmorphone"),
        ("morphine", "morphine"),
        ("fentanyl", "fentaNYL"),
        ("sufentanil", "SUFentanil"),
        ("clonidine", "cloNIDine"),
        ("baclofen", "baclofen"),
        ("bupivacaine", "bupivacaine"),
        ("ziconotide", "ziconotide"),
        ("saline", "saline"),
    ],
)
def test_names_are_written_with_tall_man_letters(name: str, shown: str) -> None:
    assert LIBRARY.shown_name(name) == shown


def test_only_three_drugs_are_labelled_for_a_pump() -> None:
    assert [name for name in NAMES if not LIBRARY.entries[name].off_label] == [
        "morphine",
        "ziconotide",
        "baclofen",
    ]


def test_ziconotide_keeps_for_three_different_times() -> None:
    stability = LIBRARY.entries["ziconotide"].stability
    assert {case: figure.amount for case, figure in stability.items()} == {
        "first-fill": 14,
        "undiluted": 84,
        "diluted": 40,
    }


@pytest.mark.parametrize(
    ("condition", "age", "percent"),
    [
        (Condition.SPINAL_SPASTICITY, AgeGroup.ADULT, 30),
        (Condition.CEREBRAL_SPASTICITY, AgeGroup.ADULT, 15),
        (Condition.SPINAL_SPASTICITY, AgeGroup.CHILD, 15),
        (Condition.CEREBRAL_SPASTICITY, AgeGroup.CHILD, 15),
        (None, AgeGroup.ADULT, 15),
        (Condition.SPINAL_SPASTICITY, None, 15),
        (None, None, 15),
    ],
)
def test_the_usual_step_of_baclofen_goes_by_the_indication(
    condition: Condition | None, age: AgeGroup | None, percent: int
) -> None:
    soft = LIBRARY.entries["baclofen"].limits(Indication(condition, age)).step_up_percent.soft
    assert soft is not None
    assert soft.amount == percent


def test_what_loss_means_is_known_for_each_drug_and_a_caution_stands_for_every_other() -> None:
    assert LIBRARY.loss("baclofen").startswith("Abrupt loss of baclofen can kill.")
    assert LIBRARY.loss("water") == GENERAL_CAUTION
    assert LIBRARY.loss(None) == GENERAL_CAUTION
    assert len({LIBRARY.loss(name) for name in NAMES}) == len(NAMES)


def test_where_there_is_no_library_the_general_caution_stands_for_every_drug() -> None:
    nothing = NoLibrary("It is not used", "Its seal is broken", "Install it again")
    assert nothing.loss("baclofen") == nothing.loss(None) == GENERAL_CAUTION
    assert nothing.shown_name("hydromorphone") == "hydromorphone"
    assert nothing.entry("baclofen") is None
    assert nothing.identities == ()


@pytest.mark.requirement("GIP-5.6", "GPCA-EC19", "OPCA-R7.4.0-1", "OPCA-R8.1.0-1")
def test_any_byte_that_is_altered_is_noticed() -> None:
    whole = resource_path("drugs.toml").read_bytes()
    assert load_library(whole) == LIBRARY
    for position in range(0, len(whole), 997):
        altered = bytearray(whole)
        altered[position] ^= 1
        with pytest.raises(ValueError, match="seal"):
            load_library(bytes(altered))


@pytest.mark.parametrize("name", NAMES)
def test_the_limits_of_one_indication_never_stand_for_those_of_another(name: str) -> None:
    entry = load_library(resource_path("drugs.toml").read_bytes()).entries[name]
    every = [Indication(condition, age) for condition in (None, *Condition) for age in (None, *AgeGroup)]
    for indication in (*every, *reversed(every)):
        rows = [row for key, row in entry.rows.items() if indication.covers(*key)]
        assert entry.limits(indication) == strictest_row(rows or list(entry.rows.values()))


def test_an_entry_with_other_rows_has_its_own_limits() -> None:
    entry = LIBRARY.entries["baclofen"]
    child, nothing_known = (Condition.SPINAL_SPASTICITY, AgeGroup.CHILD), Indication()
    strictest = entry.limits(nothing_known)
    assert replace(entry, rows={child: entry.rows[child]}).limits(nothing_known) == entry.rows[child]
    assert entry.limits(nothing_known) == strictest != entry.rows[child]
