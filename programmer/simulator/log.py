"""The simulated pump's log: numbered records in a memory that is not endless."""

from __future__ import annotations

from collections import deque

from programmer.device.implant.messages.log import MAX_RECORDS_BYTES, LogAnswer, make_event
from programmer.device.implant.messages.orders import Checkpoint
from programmer.therapy.pump import LogPosition, PumpEvent, PumpEventKind
from programmer.therapy.quantities import PumpTime

CAPACITY = 2000


class PumpLog:
    """Records in the order they were made; the oldest give way when there are ``capacity`` of them, however long.

    ``used``: so many were written before and are forgotten.
    """

    def __init__(self, epoch: bytes, capacity: int = CAPACITY, used: int = 0) -> None:
        self._epoch = epoch
        self._events: deque[PumpEvent] = deque(maxlen=capacity)
        self._next = used + 1

    @property
    def position(self) -> LogPosition:
        """Where the log stands. Before the first record both numbers are 0."""
        first = self._events[0].sequence if self._events else 0
        return LogPosition(self._epoch, first, self._next - 1)

    def write(self, time: PumpTime, kind: PumpEventKind, detail: bytes = b"") -> int:
        """Append a record and return its number."""
        sequence, self._next = self._next, self._next + 1
        self._events.append(make_event(sequence, time, kind, detail))
        return sequence

    def holds_mark_of(self, visit: bytes) -> bool:
        """Whether a checkpoint of that visit is among the records."""
        return any(
            event.kind is PumpEventKind.CHECKPOINT and Checkpoint.decode(event.detail).visit == visit
            for event in self._events
        )

    def part(self, from_sequence: int, at_most: int) -> LogAnswer:
        """As many records from that number on as fit into one answer."""
        chosen: list[PumpEvent] = []
        room = MAX_RECORDS_BYTES
        for event in self._events:
            if event.sequence < from_sequence:
                continue
            if len(chosen) == at_most or len(event.raw) > room:
                break
            chosen.append(event)
            room -= len(event.raw)
        return LogAnswer(self.position, tuple(chosen))
