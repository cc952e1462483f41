"""The questions of a scenario, the answers as they stand, and whether they can be judged."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from programmer.training import Asked, TrainingBench, Verdict
from programmer.ui.viewmodels.common_states import ALLOWED, NOT_NOW, ChoiceState, FieldState, Offer, refused
from programmer.ui.viewmodels.training_state import AnswerState


def answer_states(bench: TrainingBench, answers: Mapping[str, str]) -> tuple[AnswerState, ...]:
    """Each question with its answer, and why that is none."""
    asked = () if bench.lesson is None else bench.lesson.asked
    return tuple(_state(bench, one, answers.get(one.key, "")) for one in asked)


def _state(bench: TrainingBench, asked: Asked, text: str) -> AnswerState:
    if asked.choices:
        return AnswerState(asked.key, asked.ask, choice=ChoiceState(_shuffled(asked), text))
    reason = bench.objection(asked.key, text) if text.strip() else ""
    return AnswerState(asked.key, asked.ask, field=FieldState(text, reason), like=f"such as {asked.like}")


def _shuffled(asked: Asked) -> tuple[tuple[str, str], ...]:
    """The choices in an order that tells nothing of the right one, and that is the same each time."""
    return tuple(
        sorted(asked.choices, key=lambda choice: sha256(f"{asked.ask} {choice[1]}".encode()).digest())
    )


def check_offer(bench: TrainingBench, answers: Mapping[str, str]) -> Offer:
    """Whether everything is answered so that it can be read."""
    if bench.lesson is None:
        return NOT_NOW
    texts = {one.key: answers.get(one.key, "") for one in bench.lesson.asked}
    if not all(text.strip() for text in texts.values()):
        return refused("Answer every question first")
    if any(bench.objection(key, text) for key, text in texts.items()):
        return refused("One of the answers cannot be read")
    return ALLOWED


def verdict_words(verdict: Verdict | None, looks: int) -> str:
    """What was made of it, and at which check: from the second on the answers had been told."""
    if verdict is None:
        return ""
    if not verdict.points:
        return "This scenario checks nothing"
    words = "Found" if verdict.found else "Not everything was found"
    return words if looks <= 1 else f"{words}, at check {looks}: what is right was told before"
