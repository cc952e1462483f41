"""What losing a drug means is known for each drug of the library, and a caution stands for every other."""

from __future__ import annotations

import tomllib

import pytest

from programmer.resources_location import resource_path
from programmer.therapy.drug_facts import drug_library
from programmer.therapy.drugs import DrugFill
from programmer.therapy.quantities import NanogramsPerMillilitre

TABLES = tomllib.loads(resource_path("drugs.toml").read_text(encoding="utf-8"))


def test_the_library_of_the_program_is_whole() -> None:
    library = drug_library(TABLES)
    for name in TABLES:
        facts = library.facts(name)
        assert facts.name == name
        assert facts.loss.endswith(".")
        assert facts.tag in {"V", "R", "D"}
        assert facts.source
        DrugFill(name, NanogramsPerMillilitre(1))


def test_a_drug_that_is_not_there_gets_the_general_caution() -> None:
    library = drug_library(TABLES)
    assert library.facts("water") == library.facts("unknown")
    assert library.facts("baclofen") != library.facts("unknown")


@pytest.mark.parametrize(
    "tables",
    [
        {},
        {"baclofen": {"loss": "x", "tag": "V", "source": "y"}},
        {"unknown": {"loss": "x", "tag": "V"}},
        {"unknown": {"tag": "V", "source": "y"}},
    ],
)
def test_a_library_with_a_gap_is_refused(tables: dict[str, dict[str, str]]) -> None:
    with pytest.raises(ValueError, match="the drug library lacks"):
        drug_library(tables)
