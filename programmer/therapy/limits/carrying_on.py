"""Whether a program goes on with the prime or bridge that the pump has not ended, by the rule of the pump."""

from __future__ import annotations

from programmer.therapy.boluses import BridgeBolus
from programmer.therapy.drugs import DrugFill
from programmer.therapy.limits.situation import Situation
from programmer.therapy.programs import PumpProgram


def carries_on(program: PumpProgram, situation: Situation) -> bool:
    """Whether only the rest is pushed: of the very same prime, or of a bridge between the same drugs over what is
    left at least and over no more than was begun. Source: docs/protocol.md, "Another drug"."""
    present, left = situation.present, situation.bridge_left
    if present is None or not left or not same_fill(program.drugs, present.drugs):
        return False
    begun, opening = present.opening, program.opening
    if isinstance(begun, BridgeBolus) and isinstance(opening, BridgeBolus):
        return same_fill(opening.old, begun.old) and left <= opening.path <= begun.path
    return opening == begun


def same_fill(first: tuple[DrugFill, ...], second: tuple[DrugFill, ...]) -> bool:
    """Whether two mixtures are one and the same, whichever drug is programmed."""
    return set(first) == set(second)
