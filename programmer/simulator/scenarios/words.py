"""A run of a scenario in the words of JSON: events, totals, and the truth beside what the pump says."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise
from typing import Any

from programmer.delivery.fluid import Fluid
from programmer.delivery.ledger import Totals
from programmer.simulator.scenarios.events import Event, seconds_word, volume_number
from programmer.simulator.scenarios.play import Play
from programmer.simulator.scenarios.running import TotalsAt
from programmer.therapy.moments import local_word
from programmer.therapy.notation import number_word
from programmer.therapy.quantities import NANOLITRES_PER_MILLILITRE

Words = dict[str, Any]


def event_words(event: Event) -> Words:
    """One event."""
    return {
        "t_s": seconds_word(event.t_us),
        "kind": event.kind,
        **event.more,
        "clock": local_word(event.clock),
        "known": event.known,
    }


def totals_words(at: TotalsAt, *, exact: bool) -> Words:
    """What had been delivered at one time. ``exact``: of an ideal pump, in fractions where they are not whole; of one
    with pulses whole nanolitres, which add up."""
    by = at.totals.by
    numbers = [volume_number(volume) for volume in by.values()] if exact else _whole(at.totals)
    return {
        "t_s": seconds_word(at.t_us),
        "delivered_nl": volume_number(at.totals.delivered) if exact else int(at.totals.delivered),
        "by": dict(zip((kind.value for kind in by), numbers, strict=True)),
    }


def _whole(totals: Totals) -> list[int]:
    """Each kind in whole nanolitres: the difference of running sums that are rounded down, so that nothing is lost."""
    sums = [Fraction(0)]
    for volume in totals.by.values():
        sums.append(sums[-1] + volume)
    return [int(after) - int(before) for before, after in pairwise(sums)]


def truth_words(play: Play) -> Words:
    """What is so, whatever the pump believes: texts with their units."""
    totals, tip = play.pump.totals(), play.pump.engine.tip()
    return {
        "reservoir": _volume(totals.reservoir),
        "path": _volume(totals.path),
        "given_at_the_tip": _volume(totals.given),
        "lost": _volume(totals.lost),
        "taken_out": _volume(totals.taken_out),
        "put_in": _volume(totals.put_in),
        "exact_nl": _exact(totals),
        "in_reservoir": _in_reservoir(play, totals),
        "in_path": _in_path(play),
        "flow": f"{_volume(play.pump.engine.true_flow)}/day",
        "tip": {
            "flow": f"{_volume(tip.flow)}/day",
            "concentration": _concentrations(tip.fluid),
            "rate": {name: f"{_millionth(ng)} mcg/day" for name, ng in tip.rates},
            "given": {name: f"{_millionth(ng)} mcg" for name, ng in totals.tip.items()},
        },
        "tissue": {name: f"{_millionth(ng)} mcg" for name, ng in totals.tissue.items()},
        "at_pump": {name: f"{_millionth(ng)} mcg/day" for name, ng in tip.at_pump},
        "holds": sorted(hold.value for hold in play.pump.engine.holds),
        "clock_error_s": seconds_word(play.clock_error_us),
    }


def _exact(totals: Totals) -> Words:
    """The same volumes in nanolitres: whole numbers, or fractions as texts."""
    volumes = {
        "reservoir": totals.reservoir,
        "path": totals.path,
        "given_at_the_tip": totals.given,
        "lost": totals.lost,
        "taken_out": totals.taken_out,
        "put_in": totals.put_in,
    }
    return {name: volume_number(volume) for name, volume in volumes.items()}


def _in_reservoir(play: Play, totals: Totals) -> Words:
    """How strong what it truly holds is, and how much of each drug that is."""
    held = play.pump.engine.snapshot().contents
    return {"concentration": _concentrations(held), "mass": _masses([(totals.reservoir, held)])}


def _in_path(play: Play) -> Words:
    """How much of each drug is in tubing and catheter, and what lies there from the pump on: a stretch without any
    fluid has null for its drugs."""
    path = play.pump.engine.snapshot().path
    stretches = [
        {
            "volume_nl": volume_number(volume),
            "concentration": None if fluid is None else _concentrations(fluid),
        }
        for volume, fluid in path
    ]
    return {"mass": _masses(path), "from_the_pump_on": stretches}


def _concentrations(fluid: Fluid) -> Words:
    return {name: f"{_millionth(ng)} mcg/mL" for name, ng in _times(fluid, 1_000_000)}


def _masses(stretches: Iterable[tuple[Fraction, Fluid | None]]) -> Words:
    held: dict[str, Fraction] = {}
    for volume, fluid in stretches:
        for name, ng in fluid or ():
            held[name] = held.get(name, Fraction(0)) + volume * ng
    return {name: f"{_millionth(ng)} mcg" for name, ng in sorted(held.items())}


def _times(pairs: tuple[tuple[str, Fraction], ...], factor: int) -> tuple[tuple[str, Fraction], ...]:
    """Nanograms per nanolitre as nanograms per millilitre, for each drug."""
    return tuple((name, value * factor) for name, value in pairs)


def _volume(nanolitres: Fraction) -> str:
    return f"{number_word(Fraction(nanolitres) / NANOLITRES_PER_MILLILITRE)} mL"


def _millionth(nanograms: Fraction) -> str:
    return number_word(Fraction(nanograms) / 1000)
