"""In which unit the doses of a drug are typed on the pages: the one in which the library has its limits."""

from __future__ import annotations

from programmer.therapy.drug_library.dose_unit import MCG, MG, unit_of

__all__ = ["MCG", "MG", "unit_of"]
