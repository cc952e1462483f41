"""Where what arrives at the tip is not what the program means to give: the old drug in the catheter, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from programmer.delivery.preview import Ahead, Knot
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.notation import decimal_text, duration_text
from programmer.therapy.quantities import MICROSECONDS_PER_SECOND, PumpTime, Seconds

_NOTICED = Fraction(1, 100)
"""One part in a hundred; what a pump's own steps leave out is less."""


@dataclass(frozen=True, slots=True)
class Departure:
    """From ``since`` to ``until`` the drug ``name`` arrives at ``rate`` where ``meant`` is meant, ng per day, exact.

    ``ends`` is False where it goes on beyond what was looked at.
    """

    name: str
    since: PumpTime
    until: PumpTime
    ends: bool
    rate: Fraction
    meant: Fraction

    @property
    def ratio(self) -> Fraction | None:
        """How many times what is meant; None where nothing is meant."""
        return self.rate / self.meant if self.meant else None

    @property
    def lasts(self) -> Seconds:
        """How long, in whole seconds, rounded up."""
        return Seconds(-(-(self.until.value - self.since.value) // MICROSECONDS_PER_SECOND))


def departures(ahead: Ahead) -> tuple[Departure, ...]:
    """Every stretch in which a drug arrives at another rate than is meant, in order, like stretches joined."""
    joined: list[Departure] = []
    for one in _apart(ahead):
        last = next((old for old in reversed(joined) if old.name == one.name), None)
        if last is not None and (last.until, last.rate, last.meant) == (one.since, one.rate, one.meant):
            joined[joined.index(last)] = replace(last, until=one.until, ends=one.ends)
        else:
            joined.append(one)
    return tuple(joined)


def _apart(ahead: Ahead) -> Iterator[Departure]:
    ends = [knot.at for knot in ahead.knots[1:]] + [ahead.until]
    for knot, end in zip(ahead.knots, ends, strict=True):
        for name, rate, meant in _differing(knot):
            if end > knot.at:
                yield Departure(name, knot.at, end, end < ahead.until, rate, meant)


def _differing(knot: Knot) -> Iterator[tuple[str, Fraction, Fraction]]:
    meant, arrives = dict(knot.meant), dict(knot.at_tip)
    for name in sorted({*meant, *arrives}):
        rate, wanted = arrives.get(name, Fraction(0)), meant.get(name, Fraction(0))
        if abs(rate - wanted) > _NOTICED * max(rate, wanted):
            yield name, rate, wanted


def departure_text(one: Departure, words: DrugWords) -> str:
    """One departure as a sentence; ``words`` is how the drug's name and doses must be written."""
    shown, meant = words(one.name), words.rate(one.name, one.meant)
    time = duration_text(one.lasts) + ("" if one.ends else " and longer")
    rate = words.rate(one.name, one.rate)
    if not one.rate:
        return f"For {time} no {shown} arrives, though {meant} is meant."
    if one.ratio is None:
        return f"For {time} {rate} of {shown} arrives, which the program does not mean to give."
    factor = decimal_text(one.ratio, digits=3)
    return f"For {time} {rate} of {shown} arrives, {factor} × the {meant} that is meant."
