"""The few figures that decide whether a program is safe, as both ends of the link work them out."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.quantities import SECONDS_PER_DAY, Nanolitres


@dataclass(frozen=True, slots=True)
class CriticalFigures:
    """Figures of a program, exact.

    ``dose_nanogram_seconds`` is the sum over the day's steps of (dose per day in ng) x (length in s), so the
    dose of 24 hours is that / 86,400. ``peak_dose`` is the highest rate as ng per day. ``days_to_alarm`` counts
    whole days from ``reservoir`` down to the low-reservoir mark at the day's average; None means never.
    """

    dose_nanogram_seconds: int
    peak_dose: int
    reservoir: Nanolitres
    days_to_alarm: int | None

    @property
    def dose_per_day(self) -> Fraction:
        """Nanograms in 24 hours."""
        return Fraction(self.dose_nanogram_seconds, SECONDS_PER_DAY)
