"""A run of a scenario in the words of JSON: events, totals, and the truth beside what the pump says."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

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
        "flow": f"{_volume(play.pump.engine.true_flow)}/day",
        "tip": {
            "flow": f"{_volume(tip.flow)}/day",
            "concentration": {name: f"{_millionth(ng)} mcg/mL" for name, ng in _times(tip.fluid, 1_000_000)},
            "rate": {name: f"{_millionth(ng)} mcg/day" for name, ng in tip.rates},
            "given": {name: f"{_millionth(ng)} mcg" for name, ng in totals.tip.items()},
        },
        "tissue": {name: f"{_millionth(ng)} mcg" for name, ng in totals.tissue.items()},
        "at_pump": {name: f"{_millionth(ng)} mcg/day" for name, ng in tip.at_pump},
        "holds": sorted(hold.value for hold in play.pump.engine.holds),
        "clock_error_s": seconds_word(play.clock_error_us),
    }


def _times(pairs: tuple[tuple[str, Fraction], ...], factor: int) -> tuple[tuple[str, Fraction], ...]:
    """Nanograms per nanolitre as nanograms per millilitre, for each drug."""
    return tuple((name, value * factor) for name, value in pairs)


def _volume(nanolitres: Fraction) -> str:
    return f"{number_word(Fraction(nanolitres) / NANOLITRES_PER_MILLILITRE)} mL"


def _millionth(nanograms: Fraction) -> str:
    return number_word(Fraction(nanograms) / 1000)
