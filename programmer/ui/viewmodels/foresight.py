"""Looks ahead beside the window's thread: a dense program takes longer than a key may."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread

from PySide6.QtCore import QObject, Qt, Signal

from programmer.therapy.programs import PumpProgram
from programmer.visit.interrogation import Interrogation
from programmer.visit.twin import Twin, twin

_LOG = logging.getLogger(__name__)
Start = Callable[[Callable[[], None]], None]


def in_a_thread(work: Callable[[], None]) -> None:
    """Begin it, and wait for nothing."""
    Thread(target=work, name="look ahead", daemon=True).start()


@dataclass(frozen=True, slots=True)
class Question:
    """What will ``proposed`` do in the pump that was read as ``found``?"""

    found: Interrogation
    proposed: PumpProgram


@dataclass(frozen=True, slots=True)
class Foreseen:
    """The answer; ``twin`` is None where a fault of this program came in between."""

    question: Question
    twin: Twin | None


class Foresight(QObject):
    """``changed`` when the answer to the newest question is there. One is worked on at a time."""

    changed = Signal()
    _told = Signal(object)

    def __init__(self, start: Start = in_a_thread) -> None:
        super().__init__()
        self._start = start
        self._wanted: Question | None = None
        self._under_way: Question | None = None
        self._answer: Foreseen | None = None
        self._told.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def ask(self, found: Interrogation, proposed: PumpProgram) -> Foreseen | None:
        """The answer, if it is there; else it is worked on from now, and the questions before are dropped."""
        wanted = Question(found, proposed)
        if self._answer is not None and self._answer.question == wanted:
            self._wanted = None
            return self._answer
        self._wanted = wanted
        self._go_on()
        return None

    def _go_on(self) -> None:
        if self._under_way is None and self._wanted is not None:
            question = self._under_way = self._wanted
            self._start(lambda: self._told.emit(_answer(question)))

    def _take(self, answer: Foreseen) -> None:
        self._under_way, self._answer = None, answer
        if self._wanted == answer.question:
            self._wanted = None
            self.changed.emit()
        self._go_on()


def _answer(question: Question) -> Foreseen:
    try:
        return Foreseen(question, twin(question.found, question.proposed))
    except Exception:  # noqa: BLE001 - the last resort: a bug must be told, not leave a card waiting for ever
        _LOG.exception("the look ahead failed")
        return Foreseen(question, None)
