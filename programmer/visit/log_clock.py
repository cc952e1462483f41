"""The pump's log by the clock of now, whatever that clock was set to since an entry was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from programmer.device.implant.messages.pump_events import decode_clock_set
from programmer.telemetry.wire import Malformed
from programmer.therapy.pump import PumpEvent, PumpEventKind
from programmer.therapy.quantities import PumpTime


def on_present_clock(events: Sequence[PumpEvent]) -> tuple[PumpEvent, ...]:
    """The same entries, in the pump's order as they came, each with the time that the clock of now gives it.

    Entries before a clock was set bear times of the clock before. ``events`` must hold every setting since the first.
    """
    return tuple(reversed(tuple(_backwards(reversed(events)))))


def set_forward(events: Iterable[PumpEvent]) -> int:
    """By how many microseconds the settings among these entries put the clock forward, those back left out."""
    return sum(max(0, _shift(event)) for event in events)


def _backwards(events: Iterable[PumpEvent]) -> Iterator[PumpEvent]:
    shift = 0
    for event in events:
        yield replace(event, pump_time=PumpTime(event.pump_time.value + shift))
        shift += _shift(event)


def _shift(event: PumpEvent) -> int:
    """By how much a clock was set forward; less than 0 back."""
    if event.kind is not PumpEventKind.CLOCK_SET:
        return 0
    try:
        return event.pump_time.value - decode_clock_set(event.detail).value
    except Malformed:
        return 0
