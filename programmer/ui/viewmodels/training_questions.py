"""The questions of a scenario, the answers as they stand, and whether they can be judged."""

from __future__ import annotations

from collections.abc import Mapping

from programmer.training import Asked, TrainingBench, Verdict
from programmer.ui.viewmodels.common_states import ALLOWED, NOT_NOW, ChoiceState, FieldState, Offer, refused
from programmer.ui.viewmodels.training_state import AnswerState


def answer_states(bench: TrainingBench, answers: Mapping[str, str]) -> tuple[AnswerState, ...]:
    """Each question with its answer, and why that is none."""
    asked = () if bench.lesson is None else bench.lesson.asked
    return tuple(_state(bench, one, answers.get(one.key, "")) for one in asked)


def _state(bench: TrainingBench, asked: Asked, text: str) -> AnswerState:
    if asked.choices:
        return AnswerState(asked.key, asked.ask, choice=ChoiceState(asked.choices, text))
    reason = bench.objection(asked.key, text) if text.strip() else ""
    label, like = f"Answer: a {asked.number}", f"such as {asked.like}"
    return AnswerState(asked.key, asked.ask, field=FieldState(text, reason), like=like, label=label)


def check_offer(bench: TrainingBench, answers: Mapping[str, str]) -> Offer:
    """Whether everything is answered so that it can be read."""
    if bench.lesson is None or not bench.lesson.checked:
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
    words = "Found" if verdict.found else "Not everything was found"
    return words if looks <= 1 else f"{words}, at check {looks}: what is right was told before"
