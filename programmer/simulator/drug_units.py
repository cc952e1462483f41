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


def shown_mass(drug: str, nanograms: Fraction, *, places: int | None = None) -> str:
    """``4.8 mg`` of morphine, ``1,600 mcg`` of baclofen; of a drug in no library as any other mass."""
    if _shipped().entry(drug) is None:
        return mass_text(nanograms, places=places)
    unit = unit_of(_shipped(), drug)
    whole = NANOGRAMS_PER_MILLIGRAM if unit == MG else NANOGRAMS_PER_MICROGRAM
    return f"{decimal_text(nanograms / whole, places=places)}{NO_BREAK}{unit}"


def shown_dose(drug: str, nanograms: Fraction, *, places: int | None = None) -> str:
    """``4.8 mg per day``."""
    return f"{shown_mass(drug, nanograms, places=places)} per day"
