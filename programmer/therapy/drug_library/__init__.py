"""What is known of each drug: how it is written, what limits hold for it, and where every number comes from."""

from __future__ import annotations

from programmer.therapy.drug_library.entries import DrugEntry, Row
from programmer.therapy.drug_library.figures import Fact, Figure, LimitPair
from programmer.therapy.drug_library.identity import LibraryDamaged, LibraryIdentity
from programmer.therapy.drug_library.indication import AgeGroup, Condition, Indication
from programmer.therapy.drug_library.library import (
    GENERAL_CAUTION,
    DrugLibrary,
    LibraryInForce,
    NoLibrary,
    load_library,
    sealed_library,
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
    "NoLibrary",
    "Row",
    "load_library",
    "sealed_library",
]
