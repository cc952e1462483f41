"""What a pump will do: its reservoir, its rate, and what leaves it and what arrives at the tip, from now on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from programmer.delivery.engine import Engine
from programmer.delivery.fluid import fluid_of
from programmer.delivery.happenings import EmptyReservoir, Happening, LowReservoir
from programmer.therapy.boluses import BridgeBolus, PrimingBolus
from programmer.therapy.quantities import MICROSECONDS_PER_DAY, Nanolitres, PumpTime

LONGEST_DAYS = 1_200
Rates = tuple[tuple[str, Fraction], ...]
"""The name of each drug and its rate, ng per day, exact; a drug that is not given is not in it."""


@dataclass(frozen=True, slots=True)
class Knot:
    """From ``at`` on, until the next knot: the ``flow`` the pump is told to push (nL per day), and each drug's rate
    where it leaves the pump and where it arrives. ``reservoir`` is what the pump will say of it at that moment.

    ``meant``: what the program means to give, of a bridge the old drugs; a prime means to give nothing.
    """

    at: PumpTime
    reservoir: Nanolitres
    flow: Fraction
    meant: Rates
    at_pump: Rates
    at_tip: Rates

    def tip_rate(self, name: str) -> Fraction:
        """The rate at which that drug arrives, ng per day."""
        return dict(self.at_tip).get(name, Fraction(0))


@dataclass(frozen=True, slots=True)
class Ahead:
    """The course of a pump: ``knots`` to ``until`` and what will happen on the way; then its ``levels`` day by day
    to ``low`` and beyond. ``low``: when the reservoir comes to its mark; None: not within ``LONGEST_DAYS``."""

    knots: tuple[Knot, ...]
    until: PumpTime
    happenings: tuple[Happening, ...]
    levels: tuple[tuple[PumpTime, Nanolitres], ...]
    low: PumpTime | None

    def drugs(self) -> tuple[str, ...]:
        """Every drug that leaves the pump or arrives, by name."""
        return tuple(sorted({name for knot in self.knots for name, _ in (*knot.at_pump, *knot.at_tip)}))


def look_ahead(engine: Engine, span_us: int, most_days: int = LONGEST_DAYS) -> Ahead:
    """Run a copy of ``engine`` for ``span_us`` knot by knot, then day by day to the refill; nobody touches it.

    No patient bolus is asked for. Raises ``ValueError`` for a span that is not more than 0.
    """
    if span_us <= 0:
        raise ValueError("a look ahead goes forward")
    twin = engine.copy()
    twin.take_happened()
    until = twin.now + span_us
    knots = tuple(_knots(twin, until))
    happenings = twin.take_happened()
    end = twin.pump_time
    levels = ((knots[0].at, knots[0].reservoir), (end, twin.believed), *_levels(twin, most_days))
    rest = twin.take_happened()
    lows = [one.time for one in (*happenings, *rest) if isinstance(one, LowReservoir | EmptyReservoir)]
    already = knots[0].reservoir <= engine.build.low_mark
    return Ahead(knots, end, tuple(happenings), levels, knots[0].at if already else next(iter(lows), None))


def _knots(twin: Engine, until: int) -> Iterator[Knot]:
    """Wherever something changes, and at every whole day from the beginning."""
    day = twin.now
    while True:
        yield _knot(twin)
        if twin.now >= until:
            return
        day += MICROSECONDS_PER_DAY if twin.now >= day else 0
        ahead = [moment for moment in (twin.next_change(), twin.next_tip_change()) if moment is not None]
        twin.advance(min([until, day, *ahead]))


def _knot(twin: Engine) -> Knot:
    tip = twin.tip()
    at_pump = tuple((name, rate) for name, rate in tip.at_pump if rate)
    at_tip = tuple((name, rate) for name, rate in tip.rates if rate)
    flow = twin.flow
    return Knot(twin.pump_time, twin.believed, flow, _meant(twin, flow), at_pump, at_tip)


def _meant(twin: Engine, flow: Fraction) -> Rates:
    """By the exact flow, so that it can be compared with what arrives."""
    opening = twin.program.opening if twin.opening_left else None
    if isinstance(opening, PrimingBolus) or not flow:
        return ()
    drugs = opening.old if isinstance(opening, BridgeBolus) else twin.program.drugs
    return tuple((name, flow * held) for name, held in fluid_of(drugs))


def _levels(twin: Engine, most_days: int) -> Iterator[tuple[PumpTime, Nanolitres]]:
    for _ in range(most_days):
        if twin.believed <= twin.build.low_mark:
            return
        twin.advance(twin.now + MICROSECONDS_PER_DAY)
        yield twin.pump_time, twin.believed
