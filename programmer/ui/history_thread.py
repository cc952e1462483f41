"""Questions to the records that only read, answered in a thread of their own."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread

from PySide6.QtCore import QObject, Qt, Signal

from programmer.known_error import KnownError
from programmer.records.ports import History
from programmer.records.rows import IntentHistory, PatientRow, SessionRecord, SessionSummary
from programmer.visit.marks import CheckedRecords, check_records

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AskPatients:
    """Everybody, by name."""


@dataclass(frozen=True, slots=True)
class AskSummaries:
    """The sessions of one patient, or of all, newest first."""

    patient_id: bytes | None = None


@dataclass(frozen=True, slots=True)
class AskSession:
    """One whole session."""

    session_id: bytes


@dataclass(frozen=True, slots=True)
class AskOpenCommands:
    """The commands to any pump whose outcome is not known, oldest first."""


@dataclass(frozen=True, slots=True)
class AskSoundness:
    """Whether every row is there as it was written."""


Question = AskPatients | AskSummaries | AskSession | AskOpenCommands | AskSoundness


@dataclass(frozen=True, slots=True)
class HistoryAnswer:
    """The answer to the question of that number: what it asked for, or the error that came instead."""

    number: int
    question: Question
    patients: tuple[PatientRow, ...] = ()
    summaries: tuple[SessionSummary, ...] = ()
    session: SessionRecord | None = None
    open_commands: tuple[IntentHistory, ...] = ()
    checked: CheckedRecords | None = None
    error: KnownError | None = None


def answer(history: History, number: int, question: Question) -> HistoryAnswer:
    """Ask the records. Never raises; a fault of this program is logged and told as an error."""
    try:
        return _ask(history, number, question)
    except KnownError as error:
        return HistoryAnswer(number, question, error=error)
    except Exception:  # noqa: BLE001 - the last resort: a bug must be told, not leave a page waiting for ever
        _LOG.exception("the history could not be read")
        return HistoryAnswer(number, question, error=_fault())


def _fault() -> KnownError:
    return KnownError(
        "The records could not be read",
        "A fault of this program came in between; its account is in the log",
        "Try again; if it happens again, start the program anew and report it",
    )


def _ask(history: History, number: int, question: Question) -> HistoryAnswer:
    match question:
        case AskPatients():
            return HistoryAnswer(number, question, patients=history.patients())
        case AskSummaries(patient_id):
            return HistoryAnswer(number, question, summaries=history.summaries(patient_id))
        case AskSession(session_id):
            return HistoryAnswer(number, question, session=history.session(session_id))
        case AskOpenCommands():
            return HistoryAnswer(number, question, open_commands=history.open_commands())
        case AskSoundness():
            return HistoryAnswer(number, question, checked=check_records(history))


class HistoryThread(QObject):
    """``answered`` carries a ``HistoryAnswer`` and is emitted in the thread this object lives in."""

    answered = Signal(object)
    _told = Signal(object)

    def __init__(self, open_history: Callable[[], History]) -> None:
        super().__init__()
        self._open_history = open_history
        self._questions: SimpleQueue[tuple[int, Question] | None] = SimpleQueue()
        self._number = 0
        self._thread = Thread(target=self._run, name="history", daemon=True)
        self._told.connect(self.answered, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def ask(self, question: Question) -> int:
        """Queue a question; returns the number its answer will carry."""
        self._number += 1
        self._questions.put((self._number, question))
        return self._number

    def close(self) -> None:
        """End the thread once it has answered what is queued; returns at once."""
        self._questions.put(None)

    @property
    def over(self) -> bool:
        """Whether the thread has ended, or never began."""
        return not self._thread.is_alive()

    def _run(self) -> None:
        history = self._open_history()
        while (queued := self._questions.get()) is not None:
            self._told.emit(answer(history, *queued))
