"""Where in the life of a command a kill fell, told from what left, what arrived and what was kept."""

from __future__ import annotations

from enum import Enum

from tests.trials.kept import Kept
from tests.trials.kill_plan import frame_of
from tests.trials.line import KillingLine


class Phase(Enum):
    """In the order of a command's life."""

    BEFORE_INTENT = "before the intent was durable"
    INTENT = "intent durable, nothing had left"
    LEAVING = "bytes of the command leaving"
    ANSWER = "the pump had it, its answer on the way"
    ANSWERED = "answer there, outcome not kept"
    KEPT = "after the outcome was kept"
    OVER = "too late: it had ended by itself"


def phase_of(line: KillingLine, command: str, intents_before: int, found: Kept) -> Phase:
    """``intents_before``: how many there were before the process that was killed; ``found``: what it left."""
    if not line.struck:
        return Phase.OVER
    if len(found.intents) == intents_before:
        return Phase.BEFORE_INTENT
    if found.intents[-1].outcomes:
        return Phase.KEPT
    sent = frame_of(line.out, command, response=False)
    if sent is None:
        return Phase.INTENT
    if line.out.passed < sent.ends:
        return Phase.LEAVING
    answer = frame_of(line.back, command, response=True)
    if answer is None or line.back.passed < answer.ends:
        return Phase.ANSWER
    return Phase.ANSWERED
