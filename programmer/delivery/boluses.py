"""How boluses begin and end: the patient's goes before the others, which wait for it."""

from __future__ import annotations

import math
from dataclasses import replace

from programmer.delivery.happenings import BolusBegun, BolusEnded, Happening
from programmer.delivery.rates import whole_bolus
from programmer.delivery.state import BolusUnderWay, DeliveryState
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.pump import BolusKind
from programmer.therapy.quantities import Nanolitres

_ORDER = {kind: place for place, kind in enumerate(BolusKind)}


def begin_mode(state: DeliveryState) -> tuple[DeliveryState, list[Happening]]:
    """The mode begins now, and with it the single bolus, if one opens the program."""
    state = replace(state, mode_since=state.time)
    if not isinstance(state.program.opening, SingleBolus):
        return state, []
    state, begun = begin_bolus(state, BolusKind.SINGLE)
    return state, [begun]


def begin_bolus(state: DeliveryState, kind: BolusKind) -> tuple[DeliveryState, BolusBegun]:
    """A bolus of the program begins now: it runs, or waits for one that goes before it."""
    boluses = (*state.boluses, whole_bolus(state.program, kind))
    ordered = tuple(sorted(boluses, key=lambda bolus: _ORDER[bolus.kind]))
    return replace(state, boluses=ordered), BolusBegun(kind, state.time)


def finish_bolus(state: DeliveryState) -> tuple[DeliveryState, BolusEnded]:
    """The bolus that runs ends now; the next one takes its turn."""
    first, *waiting = state.boluses
    return replace(_ended(state, first), boluses=tuple(waiting)), _end_of(state, first)


def cut_boluses(state: DeliveryState) -> tuple[DeliveryState, list[Happening]]:
    """Every bolus under way ends now, whatever of it is still to be pushed. It is not made up for."""
    happened: list[Happening] = []
    while state.boluses:
        state, ended = finish_bolus(state)
        happened.append(ended)
    return state, happened


def _ended(state: DeliveryState, bolus: BolusUnderWay) -> DeliveryState:
    if bolus.kind is not BolusKind.PATIENT:
        return state
    return replace(state, patient=replace(state.patient, last_end=state.time))


def _end_of(state: DeliveryState, bolus: BolusUnderWay) -> BolusEnded:
    return BolusEnded(bolus.kind, state.time, Nanolitres(math.ceil(bolus.left)))
