"""When a pump did what it was told, so that nobody takes its clock for the one on the wall."""

from __future__ import annotations

from collections.abc import Callable

from programmer.therapy.moments import moment_text
from programmer.therapy.outcome import Confirmed
from programmer.therapy.quantities import MICROSECONDS_PER_SECOND, PumpTime

APART_US = 60 * MICROSECONDS_PER_SECOND
_PUMP, _WORKSTATION = "by the pump's clock", "by the workstation's"


def clocks_apart(done: Confirmed, sent: PumpTime) -> bool:
    """Whether the two clocks differ by more than a minute, by a command that the one dates and the other sent.

    ``sent`` is when it was confirmed by a person, by the workstation's clock on the wall: what the pump confirms it
    has done within seconds of that, also where it is asked only much later.
    """
    return abs(done.pump_time.value - sent.value) > APART_US


def confirmed_at(done: Confirmed, sent: PumpTime, write: Callable[[PumpTime], str]) -> str:
    """``14:02:05``; of clocks that are apart ``14:02:05 by the pump's clock, 13:40:01 by the workstation's``."""
    at = write(done.pump_time)
    return f"{at} {_PUMP}, {write(sent)} {_WORKSTATION}" if clocks_apart(done, sent) else at


def confirmed_at_short(done: Confirmed, sent: PumpTime, write: Callable[[PumpTime], str]) -> str:
    """The same where there is room for one time."""
    at = write(done.pump_time)
    return f"{at} {_PUMP}" if clocks_apart(done, sent) else at


def to_the_second(time: PumpTime) -> str:
    """``Fri 20 Nov 2026, 14:02:05``."""
    return moment_text(time, seconds=True)
