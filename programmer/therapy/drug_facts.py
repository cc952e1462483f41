"""What must be known of a drug before its delivery is stopped, each fact with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

UNKNOWN_DRUG = "unknown"


@dataclass(frozen=True, slots=True)
class DrugFacts:
    """``loss`` says what abrupt loss means; ``tag`` how far ``source`` was checked (V read, R recalled, D ours)."""

    name: str
    loss: str
    tag: str
    source: str


@dataclass(frozen=True, slots=True)
class DrugLibrary:
    """Facts by the drug's generic name. A name that is not there gets the general caution."""

    drugs: Mapping[str, DrugFacts]

    def facts(self, name: str) -> DrugFacts:
        """What is known of this drug."""
        return self.drugs.get(name, self.drugs[UNKNOWN_DRUG])


def drug_library(tables: Mapping[str, Any]) -> DrugLibrary:
    """Build the library from the tables of ``resources/drugs.toml``. Raises ``ValueError`` if one is incomplete."""
    try:
        drugs = {
            name: DrugFacts(name, str(table["loss"]), str(table["tag"]), str(table["source"]))
            for name, table in tables.items()
        }
        return DrugLibrary({UNKNOWN_DRUG: drugs[UNKNOWN_DRUG], **drugs})
    except KeyError as missing:
        raise ValueError(f"the drug library lacks {missing}") from missing
