"""The answers about what a patient can be given at most: window, boluses."""

from __future__ import annotations

import argparse
from pathlib import Path

from programmer.cli.calc.answer import Answer, by_drug, mass_unit, mass_words
from programmer.cli.calc.given import given, given_or_none
from programmer.cli.program_file import read_program_file
from programmer.therapy.calculations import told
from programmer.therapy.calculations.demand import boluses_a_day
from programmer.therapy.calculations.largest import window_dose
from programmer.therapy.calculations.working import CannotBe
from programmer.therapy.notation import read_count, read_duration
from programmer.therapy.quantities import SECONDS_PER_DAY

_LONGEST_DAYS = 366


def window(options: argparse.Namespace) -> Answer:
    """The largest dose in any window of time."""
    length = given(options, "--window", read_duration)
    if length.value > _LONGEST_DAYS * SECONDS_PER_DAY:
        raise CannotBe(f"a window of more than {_LONGEST_DAYS} days is longer than any filling lasts")
    found = window_dose(read_program_file(Path(options.program)), length)
    amounts = {name: told.mass(dose) for name, dose in found.doses.items()}
    return Answer(
        ("Largest dose:", *by_drug(amounts)),
        {"dose": {name: mass_words(dose, mass_unit(amounts[name])) for name, dose in found.doses.items()}},
        found.steps,
        tuple(amounts),
    )


def boluses(options: argparse.Namespace) -> Answer:
    """The most boluses that can begin in any 24 hours."""
    found = boluses_a_day(
        given_or_none(options, "--lockout", read_duration),
        given(options, "--duration", read_duration),
        given_or_none(options, "--max-per-day", read_count),
    )
    return Answer(
        (f"Most boluses in any 24 hours: {told.number(found.most_per_day)}",),
        {"most_per_day": found.most_per_day},
        found.steps,
    )
