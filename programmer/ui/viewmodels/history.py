"""Stored visits, read-only."""

from __future__ import annotations

from programmer.ui.viewmodels.history_state import HistoryState
from programmer.ui.viewmodels.view_model import ViewModel


class HistoryViewModel(ViewModel[HistoryState]):
    def refresh(self) -> None:
        """Ask the records again."""
        raise NotImplementedError

    def choose_patient(self, key: str) -> None:
        """Show the visits of one patient; empty for all."""
        raise NotImplementedError

    def open_session(self, key: str) -> None:
        """Open one stored visit."""
        raise NotImplementedError

    def close_session(self) -> None:
        """Back to the list."""
        raise NotImplementedError
