"""What a calculation found, for people and as JSON."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from programmer.therapy.calculations.working import Steps
from programmer.therapy.moments import day_text
from programmer.therapy.notation import APPROXIMATELY, NO_BREAK, number_word, plain_words
from programmer.therapy.quantities import (
    NANOGRAMS_PER_MICROGRAM,
    NANOGRAMS_PER_MILLIGRAM,
    NANOLITRES_PER_MILLILITRE,
    NanolitresPerDay,
)

Words = dict[str, Any]
_MASS = {"mcg": NANOGRAMS_PER_MICROGRAM, "mg": NANOGRAMS_PER_MILLIGRAM}


@dataclass(frozen=True, slots=True)
class Answer:
    """Results as lines for people, the same as JSON by name, how they were found, and the drugs that are named."""

    lines: tuple[str, ...]
    words: Words
    steps: Steps
    drugs: tuple[str, ...] = ()

    def text(self, shown: Callable[[str], str] = str) -> str:
        """The result first, then how it was found; each drug's name as ``shown`` has it: HYDROmorphone."""
        told = [f"  {number}. {_sentence(step)}" for number, step in enumerate(self.steps, 1)]
        written = "\n".join([*self.lines, "How:", *told]).replace(NO_BREAK, " ")
        if not self.drugs:
            return written
        names = "|".join(re.escape(name) for name in sorted(self.drugs, key=len, reverse=True))
        return re.sub(rf"(?<![\w-])({names})(?![\w-])", lambda name: shown(name[0]), written)

    def json_words(self) -> Words:
        """What is printed as JSON."""
        return {**self.words, "steps": [plain_words(_sentence(step)) for step in self.steps]}


def _sentence(step: str) -> str:
    return step.replace(f"= {APPROXIMATELY}", APPROXIMATELY)


def mass_unit(typed: str) -> str:
    """The unit of mass in what was typed."""
    return "mg" if "mg" in typed else "mcg"


def one_unit(*typed: str | None) -> str:
    """The one unit of mass in which people are told of a drug throughout a working: that of all that was typed of it,
    and micrograms where some of it was typed in these: two units beside each other invite an error by a thousand."""
    return "mg" if {mass_unit(one) for one in typed if one is not None} == {"mg"} else "mcg"


def quantity(value: Fraction | int, unit: str) -> Words:
    """A number and its unit: exact where the decimal ends, twelve digits where it does not."""
    return {"value": number_word(Fraction(value)), "unit": unit}


def mass_words(nanograms: Fraction | int, unit: str, per: str = "") -> Words:
    """A mass, ``per`` day, or ``per`` mL, in mcg or mg."""
    return quantity(Fraction(nanograms) / _MASS[unit], f"{unit}{per}")


def volume_words(nanolitres: Fraction) -> Words:
    """A volume in mL."""
    return quantity(nanolitres / NANOLITRES_PER_MILLILITRE, "mL")


def rate_words(rate: NanolitresPerDay) -> Words:
    """A flow in mL per day."""
    return quantity(rate.value / NANOLITRES_PER_MILLILITRE, "mL/day")


def hourly_words(rate: NanolitresPerDay) -> Words:
    """A flow in mL per hour."""
    return quantity(rate.value / 24 / NANOLITRES_PER_MILLILITRE, "mL/h")


def hours_words(seconds: Fraction) -> Words:
    """A duration in hours."""
    return quantity(seconds / 3600, "h")


def minutes_words(seconds: Fraction) -> Words:
    """A duration in minutes."""
    return quantity(seconds / 60, "min")


def days_words(days: int | None) -> Words | None:
    """Whole days, or null where they are not known or never come."""
    return None if days is None else quantity(days, "days")


def date_word(day: date | None) -> str | None:
    """An ISO date, or null where it is not known."""
    return None if day is None else day.isoformat()


def date_line(day: date | None) -> str:
    """A date for people, or the word that it is not known."""
    return "unknown" if day is None else day_text(day)


def by_drug(amounts: Mapping[str, str]) -> tuple[str, ...]:
    """A line for each drug."""
    return tuple(f"  {name}: {amount}" for name, amount in amounts.items())
