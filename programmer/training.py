"""The words between a trainer at the window and a simulated pump: what is shown of it, and what is asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

Words = Mapping[str, object]
"""A wish in the words of a scenario file: ``{"do": "withdraw", "volume": "5 mL"}``, ``{"fault": "lose-reply"}``."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a scenario: ``choices`` are letters and texts, in the order in which they are offered; without
    any, an answer is a ``number`` of something, a “stretch of time”, and is written ``like``."""

    key: str
    ask: str
    choices: tuple[tuple[str, str], ...] = ()
    like: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A scenario as a trainee may know it beforehand: not what there is to find. ``checked``: whether it looks at
    anything in the end; ``within``: how long after the trainee came the pump must be right, empty without hurry."""

    key: str
    title: str
    story: str
    asked: tuple[Asked, ...] = ()
    checked: bool = False
    within: str = ""


def within_words(within: str) -> str:
    """By when the pump must be right, for people."""
    return (
        f"What is to be done at the pump must be done within {within} of the pump's time from when you came."
    )


@dataclass(frozen=True, slots=True)
class FaultOption:
    """One option of a kind of fault: a choice where there are ``choices``, else a text written ``like``; ``without``
    says what an empty one means."""

    key: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    like: str = ""
    needed: bool = False
    without: str = ""


@dataclass(frozen=True, slots=True)
class FaultWords:
    """A kind of fault, the line that says what it does, and the options that it takes."""

    key: str
    line: str
    options: tuple[FaultOption, ...]


@dataclass(frozen=True, slots=True)
class SwitchWords:
    """A switch as it stands: what it does, how often it struck and when last; ``spent``: it strikes no more."""

    number: int
    line: str
    struck: str
    spent: bool


@dataclass(frozen=True, slots=True)
class EventWords:
    """Something that happened: the pump's clock then, what it was, and whether the pump itself knows of it."""

    clock: str
    what: str
    known: bool


@dataclass(frozen=True, slots=True)
class TruthWords:
    """One thing that the pump believes beside what is so; ``apart`` where they are not the same."""

    subject: str
    believed: str
    true: str
    apart: bool


@dataclass(frozen=True, slots=True)
class PointWords:
    """One thing that the check looked at, whether it was as it should be, and why."""

    subject: str
    passed: bool
    said: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check makes of answers and pump; ``find`` says what there was to find."""

    found: bool
    points: tuple[PointWords, ...]
    find: str


@dataclass(frozen=True, slots=True)
class Glance:
    """A simulated pump now: its clock, how long it has lived, how fast (0: it pauses), switches and events.

    ``here`` is for how long the trainee has been there; empty without a scenario.

    ``events`` are the newest first; ``truth`` is empty where nobody asked for it.
    """

    clock: str
    lived: str
    speed: int
    switches: tuple[SwitchWords, ...]
    events: tuple[EventWords, ...]
    truth: tuple[TruthWords, ...] = ()
    here: str = ""


class TrainingBench(Protocol):
    """One simulated pump and everything that can be done to it; from any thread. Refusals are ``KnownError``."""

    @property
    def lesson(self) -> Lesson | None:
        """The scenario that is played on it; None for a pump to practise with freely."""
        ...

    def glance(self, *, truth: bool) -> Glance:
        """How it stands now; the truth only where it is asked for."""
        ...

    def run_at(self, speed: int) -> None:
        """From now on it lives that many times as fast; 0: not at all."""
        ...

    def skip(self, span_us: int) -> None:
        """Let it live so much of its time at once."""
        ...

    def do(self, wish: Words) -> str:
        """Do one thing now; returns what came of it."""
        ...

    def arm(self, wish: Words) -> None:
        """Throw a fault switch."""
        ...

    def disarm(self, number: int) -> None:
        """Take one switch back."""
        ...

    def clear(self) -> None:
        """Take all switches back."""
        ...

    def objection(self, key: str, answer: str) -> str:
        """Why that is no answer to the question of that key; empty where it is one."""
        ...

    def judge(self, answers: Mapping[str, str]) -> Verdict:
        """What the check makes of the answers, and of the pump as it is now."""
        ...


class TrainingRoom(Protocol):
    """The simulated pumps inside the program, for who trains with them."""

    def lessons(self) -> tuple[Lesson, ...]:
        """The scenarios that come with the program."""
        ...

    def lesson_of(self, file: str) -> Lesson:
        """Read a scenario of one's own. Raises ``KnownError`` where it is refused."""
        ...

    def begin(self, lesson: str) -> str:
        """Make the pump of a lesson anew, up to where a trainee comes; returns the link to it."""
        ...

    def fault_kinds(self) -> tuple[FaultWords, ...]:
        """Everything that can go wrong."""
        ...

    def bench(self, url: str) -> TrainingBench | None:
        """The bench of the pump behind that link; None where there is none inside this program."""
        ...
