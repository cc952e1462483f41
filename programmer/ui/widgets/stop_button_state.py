"""What the STOP button shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class StopPhase(Enum):
    """Where a STOP stands. Only ``READY`` and ``ARMED`` take a press."""

    UNAVAILABLE = "unavailable"
    READY = "ready"
    ARMED = "armed"
    SENDING = "sending"
    STOPPED = "stopped"


_CAPTIONS = {
    StopPhase.UNAVAILABLE: "STOP PUMP",
    StopPhase.READY: "STOP PUMP",
    StopPhase.ARMED: "Press again to STOP",
    StopPhase.SENDING: "Stopping, not confirmed",
    StopPhase.STOPPED: "Stopped",
}


@dataclass(frozen=True, slots=True)
class StopButtonState:
    """``caption`` on the button (a usual one when empty) and ``detail``.

    In ``ARMED`` the detail is what loss of this drug means, shown in the panel below; in every other phase it
    is a second line on the button, such as "not connected" or "confirmed by the pump".
    """

    phase: StopPhase = StopPhase.UNAVAILABLE
    caption: str = ""
    detail: str = ""

    @property
    def words(self) -> str:
        """The caption that is shown."""
        return self.caption or _CAPTIONS[self.phase]
