"""The pump's log by the clock of now, whatever that clock was set to since an entry was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from programmer.device.implant.messages.pump_events import decode_clock_set
from programmer.records.ports import UnitOfWork
from programmer.telemetry.wire import Malformed
from programmer.therapy.pump import PumpEvent, PumpEventKind
from programmer.therapy.quantities import PumpTime


def entries_since(
    work: UnitOfWork, pump_id: bytes, epoch: bytes, start: PumpTime, last: int | None = None
) -> tuple[PumpEvent, ...]:
    """What that log tells after ``start``, in its order, all by the clock of now.

    Entries before a clock was set bear times of the clock before: those of this day may seem to be older than they
    are, and older ones to be of this day. With ``last``, nothing behind that entry counts, and now is when it was the
    newest.
    """
    changes = work.events.changes(pump_id, epoch)
    settings = [one for one in changes if one.kind is PumpEventKind.CLOCK_SET and _counts(one, last)]
    # What came before an older setting is older still, however far that one put the clock.
    recent = [one.sequence for one in on_present_clock(settings) if one.pump_time > start]
    back = max((set_since(settings, sequence - 1) for sequence in recent), default=0)
    found = work.events.since(pump_id, epoch, PumpTime(max(0, start.value - max(0, back))))
    numbered = {one.sequence: one for one in (*settings, *found) if _counts(one, last)}
    present = on_present_clock([numbered[sequence] for sequence in sorted(numbered)])
    return tuple(event for event in present if event.pump_time > start)


def on_present_clock(events: Sequence[PumpEvent]) -> tuple[PumpEvent, ...]:
    """The same entries, in the pump's order as they came, each with the time that the clock of now gives it.

    Entries before a clock was set bear times of the clock before. ``events`` must hold every setting since the first.
    """
    return tuple(reversed(tuple(_backwards(reversed(events)))))


def set_since(events: Iterable[PumpEvent], sequence: int) -> int:
    """By how many microseconds the settings behind that entry put the clock forward; less than 0 back."""
    return sum(_shift(event) for event in events if event.sequence > sequence)


def _counts(event: PumpEvent, last: int | None) -> bool:
    return last is None or event.sequence <= last


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
