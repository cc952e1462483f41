"""The pump as it is now."""

from __future__ import annotations

from programmer.ui.viewmodels.pump_state import PumpState
from programmer.ui.viewmodels.view_model import ViewModel


class PumpViewModel(ViewModel[PumpState]):
    """ "Change therapy" opens the Program page, which is the window's own matter."""

    def interrogate(self) -> None:
        """Read everything again."""
        raise NotImplementedError

    def cancel(self) -> None:
        """Give up reading."""
        raise NotImplementedError

    def ask_to_resume(self) -> None:
        """First step of taking delivery up again: put the question."""
        raise NotImplementedError

    def confirm_resume(self) -> None:
        """Second step: send it. Valid only while the question stands."""
        raise NotImplementedError

    def drop_resume(self) -> None:
        """Leave delivery stopped."""
        raise NotImplementedError
