"""Guarding the way out."""

from __future__ import annotations

from programmer.ui.viewmodels.leave_state import LeaveState
from programmer.ui.viewmodels.view_model import ViewModel


class LeaveGuard(ViewModel[LeaveState]):
    def type_reason(self, text: str) -> None:
        """Why the pump is left as it is."""
        raise NotImplementedError

    def leave(self) -> bool:
        """Whether the window may close now; the typed reason is kept for the records."""
        raise NotImplementedError
