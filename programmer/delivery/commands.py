"""What changes a pump's delivery from outside: another program, STOP, RESUME."""

from __future__ import annotations

from dataclasses import replace

from programmer.delivery.boluses import begin_mode, cut_boluses
from programmer.delivery.happenings import Happening
from programmer.delivery.rates import opening_volume
from programmer.delivery.state import DeliveryState, Portion
from programmer.therapy.boluses import BridgeBolus
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import PumpProgram


def install(state: DeliveryState, program: PumpProgram) -> tuple[DeliveryState, list[Happening]]:
    """Make ``program`` the one in force; the reservoir now holds its drugs.

    A bolus of the old program under way is cut. The new one takes effect at once, or with the next RESUME where
    delivery is stopped. Where it carries on the opening that is under way, only the rest of that is pushed.
    """
    left = state.opening_left if carries_on(state, program) else opening_volume(program.opening)
    state, happened = cut_boluses(state)
    state = replace(
        state,
        program=program,
        opening_left=left,
        mode_since=None,
        earlier_today=_portions(state, program),
    )
    state, begun = _begin_if_due(state)
    return state, happened + begun


def carries_on(state: DeliveryState, program: PumpProgram) -> bool:
    """Whether the program goes on with the prime or bridge that is under way.

    It does if it has the same drugs and the same prime, or a bridge from the same drugs over a path that is neither
    shorter than what is still to be pushed nor longer than the one that was begun.
    """
    if not state.opening_left or not same_fill(program.drugs, state.program.drugs):
        return False
    present, new = state.program.opening, program.opening
    if isinstance(present, BridgeBolus) and isinstance(new, BridgeBolus):
        within = state.opening_left <= new.path.value <= present.path.value
        return same_fill(new.old, present.old) and within
    return new == present


def same_fill(first: tuple[DrugFill, ...], second: tuple[DrugFill, ...]) -> bool:
    """Whether two mixtures are one and the same, whichever drug is programmed."""
    return set(first) == set(second)


def stop(state: DeliveryState) -> tuple[DeliveryState, list[Happening]]:
    """Suspend delivery: a prime or bridge waits where it is, a bolus is cut."""
    state, happened = cut_boluses(state)
    return replace(state, running=False), happened


def resume(state: DeliveryState) -> tuple[DeliveryState, list[Happening]]:
    """Take delivery up again: prime or bridge where it was, else the mode; no bolus is made up for."""
    return _begin_if_due(replace(state, running=True))


def _begin_if_due(state: DeliveryState) -> tuple[DeliveryState, list[Happening]]:
    if not state.delivering or state.opening_left or state.mode_since is not None:
        return state, []
    return begin_mode(state)


def _portions(state: DeliveryState, program: PumpProgram) -> tuple[Portion, ...]:
    """What left the pump today, kept apart by what was in the reservoir."""
    if program.drugs == state.program.drugs or not state.present_today:
        return state.earlier_today
    return (*state.earlier_today, Portion(state.program.drugs, state.present_today))
