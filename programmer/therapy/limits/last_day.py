"""What the pump gave once within the last 24 hours, and what of them is not known."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.quantities import Nanograms


@dataclass(frozen=True, slots=True)
class LastDay:
    """``boluses``: nanograms of each drug, by its name, that single boluses gave or could have given.

    ``not_known`` counts the programs of these hours that nobody here has read, and the boluses of an amount that
    nobody knows. ``since_midnight`` is what the pump itself counted since then, in ng of the primary.
    """

    boluses: tuple[tuple[str, Fraction], ...] = ()
    not_known: int = 0
    since_midnight: Nanograms = Nanograms(0)  # noqa: RUF009 - frozen

    def given(self, name: str) -> Fraction:
        """Nanograms of that drug by single bolus."""
        return sum((dose for one, dose in self.boluses if one == name), Fraction(0))
