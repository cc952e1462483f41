"""The answers about what a patient can be given at most: window, boluses."""

from __future__ import annotations

import argparse
from fractions import Fraction
from pathlib import Path

from programmer.cli.calc.answer import Answer, Words, by_drug, mass_unit, mass_words
from programmer.cli.calc.given import given, given_or_none
from programmer.cli.calc.program_range import require_deliverable
from programmer.cli.calc.typed_units import typed_units
from programmer.cli.calc.whole_steps import program_in_steps
from programmer.cli.program_file import read_program_and_words
from programmer.therapy.calculations import told
from programmer.therapy.calculations.demand import boluses_a_day
from programmer.therapy.calculations.largest import window_dose
from programmer.therapy.calculations.working import CannotBe
from programmer.therapy.notation import read_count, read_duration, read_span
from programmer.therapy.quantities import SECONDS_PER_DAY

_LONGEST_DAYS = 366


def window(options: argparse.Namespace) -> Answer:
    """The largest dose in any window of time."""
    length = given(options, "--window", read_span)
    if length.value > _LONGEST_DAYS * SECONDS_PER_DAY:
        raise CannotBe(f"a window of more than {_LONGEST_DAYS} days is longer than any filling lasts")
    program, typed = read_program_and_words(Path(options.program))
    units = typed_units(typed)
    require_deliverable(program, options, units[program.drug.name])
    found = window_dose(program, length, units)
    amounts, primed = _told(found.doses, units), _told(found.primed, units)
    answer = Answer(
        ("Largest dose:", *by_drug(amounts), *_not_counted(primed)),
        {
            "dose": _in_words(found.doses, amounts),
            "not_counted": _in_words(found.primed, primed),
        },
        found.steps,
        tuple(amounts),
    )
    return program_in_steps(answer, options, program)


def _not_counted(primed: dict[str, str]) -> tuple[str, ...]:
    """What a prime holds, which fills an empty path and is no dose."""
    if not primed:
        return ()
    return ("Not counted, the prime of an empty path:", *by_drug(primed))


def _told(doses: dict[str, Fraction], units: dict[str, str]) -> dict[str, str]:
    return {name: told.mass(dose, units[name]) for name, dose in doses.items()}


def _in_words(doses: dict[str, Fraction], texts: dict[str, str]) -> Words:
    """Exact, each in the unit in which people are told."""
    return {name: mass_words(dose, mass_unit(texts[name])) for name, dose in doses.items()}


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
