"""What the link looks up for between frames: STOP, and Cancel.

Other threads raise a hand here; the thread that owns the pump looks between frames and every 20 ms of waiting,
so that neither has to queue behind whatever is under way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class Interruption(Exception):
    """The work under way has to give way. Not an error."""


class StopWanted(Interruption):
    """Somebody pressed STOP."""


class CancelWanted(Interruption):
    """Somebody pressed Cancel."""


class Attention:
    """Two raised hands, and what the link heeds at the moment."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._stop = False
        self._cancel = False
        self._heeds_stop = True
        self._heeds_cancel = True

    def ask_to_stop(self) -> None:
        """Raise the hand for STOP. May be called from any thread."""
        with self._lock:
            self._stop = True

    def ask_to_cancel(self) -> None:
        """Raise the hand for Cancel. May be called from any thread."""
        with self._lock:
            self._cancel = True

    def take_stop(self) -> bool:
        """Return whether STOP was asked for, and lower that hand."""
        with self._lock:
            asked, self._stop = self._stop, False
            return asked

    def forget_cancel(self) -> None:
        """Lower the hand for Cancel: what it was meant for is over."""
        with self._lock:
            self._cancel = False

    def look_up(self) -> None:
        """Raise ``StopWanted`` or ``CancelWanted`` if that hand is up and heeded. STOP goes first."""
        if not (self._stop or self._cancel):
            return
        with self._lock:
            if self._stop and self._heeds_stop:
                raise StopWanted
            if self._cancel and self._heeds_cancel:
                self._cancel = False
                raise CancelWanted

    @contextmanager
    def past_cancelling(self) -> Iterator[None]:
        """While a command is under way whose bytes may have left, Cancel has no meaning; STOP keeps its own."""
        before, self._heeds_cancel = self._heeds_cancel, False
        try:
            yield
        finally:
            self._heeds_cancel = before

    @contextmanager
    def stopping(self) -> Iterator[None]:
        """While STOP itself is being sent nothing interrupts it."""
        before = self._heeds_stop, self._heeds_cancel
        self._heeds_stop = self._heeds_cancel = False
        try:
            yield
        finally:
            self._heeds_stop, self._heeds_cancel = before
