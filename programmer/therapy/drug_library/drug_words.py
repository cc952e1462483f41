"""How drugs and their doses are written for people: by the name and in the one unit of the library in force."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.drug_library.dose_unit import MCG, unit_of
from programmer.therapy.drug_library.library import LibraryInForce
from programmer.therapy.notation import dose_rate_text, mass_over_text, mass_text
from programmer.therapy.quantities import NanogramsPerDay, Seconds


@dataclass(frozen=True, slots=True)
class DrugWords:
    """Called with a drug's name, gives it as it must be written. Without ``drugs`` it stays as it is, in mcg."""

    drugs: LibraryInForce | None = None

    def __call__(self, name: str) -> str:
        """``HYDROmorphone``."""
        return name if self.drugs is None else self.drugs.shown_name(name)

    def unit(self, name: str) -> str:
        """The unit of mass in which every dose of that drug stands: ``mcg`` or ``mg``."""
        return MCG if self.drugs is None else unit_of(self.drugs, name)

    def mass(self, name: str, nanograms: Fraction | int, *, digits: int = 9) -> str:
        """``4.8 mg`` of morphine, ``1,600 mcg`` of baclofen."""
        return mass_text(nanograms, digits=digits, unit=self.unit(name))

    def rate(self, name: str, dose: NanogramsPerDay | Fraction, *, digits: int = 9) -> str:
        """``4.8 mg per day`` of morphine."""
        return dose_rate_text(dose, digits=digits, unit=self.unit(name))

    def mass_over(self, name: str, nanograms: Fraction | int, duration: Seconds) -> str:
        """``0.2 mg over 15 min`` of morphine."""
        return mass_over_text(nanograms, duration, unit=self.unit(name))


AS_NAMED = DrugWords()
"""Where no library is at hand: each name as it is, each dose in mcg."""
