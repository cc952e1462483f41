"""The top of the window, and the STOP button's machine."""

from __future__ import annotations

from programmer.ui.viewmodels.header_state import HeaderPageState
from programmer.ui.viewmodels.view_model import ViewModel


class HeaderViewModel(ViewModel[HeaderPageState]):
    """``state.stop`` says what a press does now."""

    def press_stop(self) -> None:
        """STOP was pressed (both ``pressed_once`` and ``pressed_again`` come here)."""
        raise NotImplementedError

    def drop_stop(self) -> None:
        """Disarm without stopping."""
        raise NotImplementedError
