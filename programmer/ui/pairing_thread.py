"""Questions about the pumps this workstation is paired with, answered in a thread: where the keys rest may be slow."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from queue import SimpleQueue
from threading import Thread

from PySide6.QtCore import QObject, Qt, Signal

from programmer.known_error import KnownError
from programmer.telemetry.trust import PairedPump, Trust

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class AskPaired:
    """Every pump that is trusted."""


@dataclass(frozen=True, slots=True)
class ForgetPump:
    """Trust this pump no more; the answer holds the others."""

    pump: PairedPump


PairingQuestion = AskPaired | ForgetPump


@dataclass(frozen=True, slots=True)
class PairingAnswer:
    """The pumps that are trusted by now, or the error that came instead."""

    question: PairingQuestion
    pumps: tuple[PairedPump, ...] = ()
    error: KnownError | None = None


def answer_of(trust: Trust, question: PairingQuestion) -> PairingAnswer:
    """Ask where the keys rest. Never raises; a fault of this program is logged and told as an error."""
    try:
        if isinstance(question, ForgetPump):
            trust.forget(question.pump.fingerprint)
        return PairingAnswer(question, trust.paired())
    except KnownError as error:
        return PairingAnswer(question, error=error)
    except Exception:  # noqa: BLE001 - the last resort: a bug must be told, not leave a page waiting for ever
        _LOG.exception("the pairings could not be read")
        return PairingAnswer(question, error=_fault())


def _fault() -> KnownError:
    return KnownError(
        "The pairings could not be read",
        "A fault of this program came in between; its account is in the log",
        "Try again; if it happens again, start the program anew and report it",
    )


class PairingThread(QObject):
    """``answered`` carries a ``PairingAnswer`` and is emitted in the thread this object lives in.

    The thread begins with the first question: who never asks waits for no key store.
    """

    answered = Signal(object)
    _told = Signal(object)

    def __init__(self, trust: Trust) -> None:
        super().__init__()
        self._trust = trust
        self._questions: SimpleQueue[PairingQuestion | None] = SimpleQueue()
        self._thread = Thread(target=self._run, name="pairings", daemon=True)
        self._told.connect(self.answered, Qt.ConnectionType.QueuedConnection)

    def ask(self, question: PairingQuestion) -> None:
        """Queue a question; questions are answered in their order."""
        self._questions.put(question)
        if not self._thread.is_alive():
            self._thread.start()

    def close(self) -> None:
        """End the thread once it has answered what is queued; returns at once, for a key store may be slow."""
        self._questions.put(None)

    @property
    def over(self) -> bool:
        """Whether the thread has ended, or never began."""
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (question := self._questions.get()) is not None:
            self._told.emit(answer_of(self._trust, question))
