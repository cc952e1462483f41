"""The dose of a day, by which programs are compared with limits and with each other."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from programmer.therapy.boluses import SingleBolus
from programmer.therapy.calculations.window import DAY, largest_dose
from programmer.therapy.programs import PumpProgram, dose_per_day


def worst_day(program: PumpProgram) -> dict[str, Fraction]:
    """The most of each drug in any 24 hours, ng, but for what opens the program: that is given once.

    Of the program in the pump it was given long ago, and would make the step to the next look smaller than it is.
    """
    return largest_dose(replace(program, opening=None), DAY)


def first_day(program: PumpProgram) -> dict[str, Fraction]:
    """The most of each drug, ng, with a single bolus that opens the program."""
    opening = program.opening if isinstance(program.opening, SingleBolus) else None
    return largest_dose(replace(program, opening=opening), DAY)


def scheduled_day(program: PumpProgram) -> dict[str, Fraction]:
    """The mean of each drug per day as scheduled, ng, without what the patient may ask for."""
    return {drug.name: dose_per_day(program.mode) * program.share(drug) for drug in program.drugs}
