"""What pages ask of the records' reader; ``HistoryThread`` does it."""

from __future__ import annotations

from typing import Protocol

from programmer.ui.history_thread import Question


class HistoryQuestions(Protocol):
    """Answers come later, each with the number that ``ask`` returned."""

    def ask(self, question: Question) -> int: ...
    def close(self) -> None: ...
