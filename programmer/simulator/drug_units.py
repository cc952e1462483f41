"""Masses of a drug as a trainer reads them: in the one unit in which the shipped library has its limits."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from programmer.resources_location import resource_path
from programmer.therapy.drug_library import DrugLibrary, load_library
from programmer.therapy.drug_library.dose_unit import MG, unit_of
from programmer.therapy.notation import NO_BREAK, decimal_text, mass_text
from programmer.therapy.quantities import NANOGRAMS_PER_MICROGRAM, NANOGRAMS_PER_MILLIGRAM


@cache
def _shipped() -> DrugLibrary:
    return load_library(resource_path("drugs.toml").read_bytes())


def shown_mass(drug: str, nanograms: Fraction) -> str:
    """``4.8 mg`` of morphine, ``1,600 mcg`` of baclofen, to a tenth of a microgram; of a drug in no library as any
    other mass."""
    if _shipped().entry(drug) is None:
        return mass_text(nanograms, places=1)
    if unit_of(_shipped(), drug) == MG:
        return f"{decimal_text(nanograms / NANOGRAMS_PER_MILLIGRAM, places=4)}{NO_BREAK}mg"
    return f"{decimal_text(nanograms / NANOGRAMS_PER_MICROGRAM, places=1)}{NO_BREAK}mcg"


def shown_dose(drug: str, nanograms: Fraction) -> str:
    """``4.8 mg per day``."""
    return f"{shown_mass(drug, nanograms)} per day"
