"""A number or a sentence of the library together with where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.notation import (
    concentration_text,
    dose_rate_text,
    duration_text,
    mass_text,
    percent_text,
)
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Seconds,
    WholeQuantity,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """``word`` as it stands in the file. ``tag``: V read at the source, R recalled, D chosen by this project.

    ``clinic`` names whose library it is from, None for the shipped one; ``overridden`` is what it replaced.
    """

    word: str
    tag: str
    source: str
    clinic: str | None = None
    overridden: Fact | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the library: an amount with its unit in the type, or a plain fraction for per cent."""

    value: WholeQuantity | Fraction
    fact: Fact

    @property
    def amount(self) -> Fraction:
        """The number in the small unit of its type, or in per cent."""
        return self.value if isinstance(self.value, Fraction) else Fraction(self.value.value)


@dataclass(frozen=True, slots=True)
class LimitPair:
    """A soft limit that a reason passes, and a hard one that nothing passes.

    ``waived`` says why there is no hard limit on purpose. Neither hard nor waived is a gap, and a gap blocks.
    """

    soft: Figure | None = None
    hard: Figure | None = None
    waived: Fact | None = None

    @property
    def missing(self) -> bool:
        """Whether the hard limit is a gap."""
        return self.hard is None and self.waived is None

    @property
    def asking(self) -> LimitPair:
        """The same where only a reason is asked for: by the soft limit, or by the hard one where there is none."""
        return LimitPair(
            self.soft or self.hard, None, self.waived or Fact("no hard limit", "D", "bounded otherwise")
        )


def strictest(pairs: Sequence[LimitPair]) -> LimitPair:
    """The lowest of each; a gap in one is a gap in all of them."""
    soft = _lowest([pair.soft for pair in pairs])
    if any(pair.missing for pair in pairs):
        return LimitPair(soft)
    hard = _lowest([pair.hard for pair in pairs])
    return LimitPair(soft, hard, pairs[0].waived if hard is None else None)


def _lowest(figures: Sequence[Figure | None]) -> Figure | None:
    return min((figure for figure in figures if figure is not None), key=lambda one: one.amount, default=None)


def figure_text(figure: Figure, like: Figure | None = None) -> str:
    """A number of the library, for people; a dose in the unit it has there, or in that of one it is ``like``."""
    unit = _unit_of((figure if like is None else like).fact)
    match figure.value:
        case NanogramsPerDay():
            return dose_rate_text(figure.value, unit=unit)
        case NanogramsPerMillilitre():
            return concentration_text(figure.value)
        case Nanograms():
            return mass_text(figure.value.value, unit=unit)
        case Seconds():
            return duration_text(figure.value)
        case Fraction():
            return percent_text(figure.value)
        case other:
            raise TypeError(f"{other!r} limits nothing")


def _unit_of(fact: Fact) -> str:
    """``mcg`` or ``mg``, as it stands in the file."""
    return "mcg" if "mcg" in fact.word else "mg" if "mg" in fact.word else ""
