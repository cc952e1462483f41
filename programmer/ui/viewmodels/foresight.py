"""Looks ahead beside the window's thread: a dense program takes longer than a key may."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Thread
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from programmer.therapy.drug_library import Indication
from programmer.therapy.programs import PumpProgram
from programmer.visit.interrogation import Interrogation

_LOG = logging.getLogger(__name__)
Answer = TypeVar("Answer")
Start = Callable[[Callable[[], None]], None]


def in_a_thread(work: Callable[[], None]) -> None:
    """Begin it, and wait for nothing."""
    Thread(target=work, name="look ahead", daemon=True).start()


@dataclass(frozen=True, slots=True)
class Question:
    """What will ``proposed`` do in the pump that was read as ``found``, for a patient with this indication?"""

    found: Interrogation
    proposed: PumpProgram
    indication: Indication


class Foresight(QObject, Generic[Answer]):
    """``changed`` when the answer to the newest question is there. One is worked on at a time.

    ``make`` answers a question, in a thread of its own; ``failed`` stands for the answer where it raises.
    """

    changed = Signal()
    _told = Signal(object)

    def __init__(
        self, make: Callable[[Question], Answer], failed: Answer, start: Start = in_a_thread
    ) -> None:
        super().__init__()
        self._make, self._failed, self._start = make, failed, start
        self._wanted: Question | None = None
        self._under_way: Question | None = None
        self._answered: tuple[Question, Answer] | None = None
        self._told.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def ask(self, question: Question) -> Answer | None:
        """The answer, if it is there; else it is worked on from now, and the questions before are dropped."""
        if self._answered is not None and self._answered[0] == question:
            self._wanted = None
            return self._answered[1]
        self._wanted = question
        self._go_on()
        return None

    def _go_on(self) -> None:
        if self._under_way is None and self._wanted is not None:
            question = self._under_way = self._wanted
            try:
                self._start(lambda: self._told.emit((question, self._answer(question))))
            except RuntimeError:  # the system gives no thread
                _LOG.exception("the look ahead could not begin")
                self._told.emit((question, self._failed))

    def _answer(self, question: Question) -> Answer:
        try:
            return self._make(question)
        except Exception:  # noqa: BLE001 - the last resort: a bug must be told, not leave a card waiting for ever
            _LOG.exception("the look ahead failed")
            return self._failed

    def _take(self, answered: tuple[Question, Answer]) -> None:
        self._under_way, self._answered = None, answered
        if self._wanted == answered[0]:
            self._wanted = None
            self.changed.emit()
        self._go_on()
