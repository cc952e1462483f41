"""A scenario as a trainee may know it beforehand, and its check in words."""

from __future__ import annotations

from collections.abc import Mapping

from programmer.simulator.scenarios.check import Choice, Number, Question
from programmer.simulator.scenarios.events import EVENT_KINDS
from programmer.simulator.scenarios.scenario import Scenario
from programmer.training import Asked, Lesson

_SUBJECTS = {
    "delivery": "Delivery",
    "opening": "What the program opens with",
    "dose": "Dose of the program",
    "tip": "Dose at the catheter's tip",
    "reservoir": "What the pump believes of its reservoir",
    "clock": "The pump's clock",
    "looked": "What was drawn out of the reservoir",
    "filling": "What is left in the reservoir",
}


def lesson_words(scenario: Scenario, key: str = "") -> Lesson:
    """Title, story and questions; not what there is to find."""
    questions = () if scenario.check is None else scenario.check.questions
    return Lesson(
        key or scenario.name,
        scenario.title,
        scenario.story,
        tuple(_asked(question) for question in questions),
    )


def subject_words(subject: str, asks: Mapping[str, str]) -> str:
    """What a point of the check was about: its question, a state of the pump, or a kind of event."""
    if subject in asks:
        return asks[subject]
    if subject in EVENT_KINDS:
        return f"Event: {subject.replace('-', ' ')}"
    return _SUBJECTS[subject]


def _asked(question: Question) -> Asked:
    match question.answer:
        case Choice(choices, _):
            return Asked(question.key, question.ask, tuple(choices.items()))
        case Number(measure):
            return Asked(question.key, question.ask, like=measure.example)
