"""What is known of each drug: how it is written, what limits hold for it, and where every number comes from."""

from __future__ import annotations

from programmer.therapy.drug_library.entries import DrugEntry, Row
from programmer.therapy.drug_library.figures import Fact, Figure, LimitPair, figure_text
from programmer.therapy.drug_library.identity import LibraryDamaged, LibraryIdentity
from programmer.therapy.drug_library.indication import AgeGroup, Condition, Indication
from programmer.therapy.drug_library.library import (
    GENERAL_CAUTION,
    DrugLibrary,
    LibraryInForce,
    NoLibrary,
    load_library,
    loosened_by,
    sealed_library,
)
from programmer.therapy.drug_library.loosening import Loosened
from programmer.therapy.drug_library.stability import (
    Stability,
    drugs_of_unknown_stability,
    shortest_stability,
)

__all__ = [
    "GENERAL_CAUTION",
    "AgeGroup",
    "Condition",
    "DrugEntry",
    "DrugLibrary",
    "Fact",
    "Figure",
    "Indication",
    "LibraryDamaged",
    "LibraryIdentity",
    "LibraryInForce",
    "LimitPair",
    "Loosened",
    "NoLibrary",
    "Row",
    "Stability",
    "drugs_of_unknown_stability",
    "figure_text",
    "load_library",
    "loosened_by",
    "sealed_library",
    "shortest_stability",
]
