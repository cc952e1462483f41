"""The words of the Train page that do not depend on its scenario."""

from __future__ import annotations

import re

from programmer.therapy.notation import NO_BREAK
from programmer.training import Lesson, within_words
from programmer.ui.viewmodels.story import Contact, PumpStory
from programmer.ui.widgets.notice_bar import Notice, NoticeKind
from programmer.ui.widgets.segmented_control import Choice

_JOINER = "\u2060"
_UNIT = re.compile(r"(?<=[0-9]) ((?:mcg|mg|mL|cm|h|min|s|days?|per cent|%)(?:/(?:mL|day|h))?)(?!\w)")
PAUSE = 0
SPEEDS = (PAUSE, 1, 60, 3_600, 10_000)
_TASK = "Interrogate, stop, resume or program the pump on its pages, as at the bedside; what hands do is under Hands."
PRACTICE = "There is no scenario and no question: switch faults on, let time pass, and see what the pages tell of it."


def task_words(lesson: Lesson) -> str:
    """What a trainee has to do."""
    then = ["Then answer, and check." if lesson.asked else "Then check."] if lesson.checked else []
    return " ".join([_TASK, *([within_words(lesson.within)] if lesson.within else []), *then])


def unbroken(words: str) -> str:
    """The same with each quantity on one line: no break between number and unit, nor within the unit."""
    return _UNIT.sub(lambda found: f"{NO_BREAK}{found[1].replace('/', f'/{_JOINER}')}", words)


def speed_choices() -> tuple[Choice, ...]:
    """How fast the pump may live."""
    return tuple(Choice(speed, f"{speed:,}×" if speed else "Pause") for speed in SPEEDS)


def link_notice(story: PumpStory) -> Notice | None:
    """What is to be said where the pump is out of reach."""
    if story.contact is Contact.NONE:
        return Notice(
            NoticeKind.CAUTION,
            "The pump is not connected.",
            "It goes on living; hands and faults still reach it.",
            "Connect again",
        )
    if story.contact is Contact.LOST:
        return Notice(NoticeKind.CAUTION, "The link is lost.", "The programmer is calling the pump again.")
    return None
