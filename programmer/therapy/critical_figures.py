"""The few figures that decide whether a program is safe, as form, pump and second opinion each work them out."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.therapy.quantities import Nanolitres


@dataclass(frozen=True, slots=True)
class DrugPerDay:
    """``nanograms`` of a drug that any 24 hours can bring at most, rounded up to whole ng."""

    name: str
    nanograms: int


@dataclass(frozen=True, slots=True)
class CriticalFigures:
    """Figures of a program, in whole numbers.

    ``doses``: the largest dose of each drug in any 24 hours, every allowed bolus taken: the program's drugs in
    their order, then those that only a bridge still brings. ``peak_dose``: the highest rate, basal and bolus or in
    a bridge, in ng of the primary per day, rounded up. ``boluses_per_day``: the most patient and periodic boluses in
    any 24 hours. ``days_to_alarm``: whole days, rounded down, from ``reservoir`` to the low-reservoir mark with every
    allowed bolus taken; None means never.
    """

    doses: tuple[DrugPerDay, ...]
    peak_dose: int
    boluses_per_day: int
    reservoir: Nanolitres
    days_to_alarm: int | None
