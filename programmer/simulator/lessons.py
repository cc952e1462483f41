"""A scenario as a trainee may know it beforehand."""

from __future__ import annotations

from programmer.simulator.scenarios.check import Choice, Number, Question
from programmer.simulator.scenarios.check_words import like_this
from programmer.simulator.scenarios.scenario import Scenario
from programmer.simulator.scenarios.sentences import since_text
from programmer.training import Asked, Lesson


def lesson_words(scenario: Scenario, key: str = "") -> Lesson:
    """Title, story, questions, and by when; not what there is to find."""
    check = scenario.check
    within = None if check is None else check.within_us
    return Lesson(
        key or scenario.name,
        scenario.title,
        scenario.story,
        () if check is None else tuple(_asked(question) for question in check.questions),
        checked=check is not None,
        within="" if within is None else since_text(within),
    )


def _asked(question: Question) -> Asked:
    match question.answer:
        case Choice() as choice:
            return Asked(question.key, question.ask, choice.offered)
        case Number(measure) as number:
            return Asked(question.key, question.ask, like=like_this(number), number=measure.word)
