"""What the top of the window shows."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.ui.widgets.header import HeaderState
from programmer.ui.widgets.stop_button_state import StopButtonState

_NO_HEADER = HeaderState()
_NO_STOP = StopButtonState()


@dataclass(frozen=True, slots=True)
class HeaderPageState:
    """``header`` for ``Header.set_state``, ``stop`` for ``StopButton.set_state``, ``stop_time_left`` 1.0 to 0.0."""

    header: HeaderState = _NO_HEADER
    stop: StopButtonState = _NO_STOP
    stop_time_left: float = 1.0
