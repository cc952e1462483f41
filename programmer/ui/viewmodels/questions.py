"""What pages ask of the records and of the key store; threads of their own do it."""

from __future__ import annotations

from typing import Protocol

from programmer.ui.history_thread import Question
from programmer.ui.pairing_thread import PairingQuestion


class HistoryQuestions(Protocol):
    """Answers come later, each with the number that ``ask`` returned."""

    def ask(self, question: Question) -> int: ...
    def close(self) -> None: ...


class PairingQuestions(Protocol):
    """What pages ask about pairings; ``PairingThread`` does it, and the answers come later."""

    def ask(self, question: PairingQuestion) -> None: ...
    def close(self) -> None: ...
