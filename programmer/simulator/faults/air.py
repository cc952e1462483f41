"""Frames in the air: one direction of a line, where everything arrives at its time and nothing is waited for."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.simulator.faults.passage import Passage


@dataclass(frozen=True, slots=True)
class Arrival:
    """Bytes that arrive in one block; ``dropped`` says that the line drops behind them."""

    received: bytes
    dropped: bool


@dataclass(slots=True)
class _UnderWay:
    due_us: int
    order: int
    pieces: list[bytes]
    gap_us: int
    waits: bool
    drops: bool
    in_pieces: bool


class Air:
    """Keeps frames until they are due. A frame in pieces is not mixed with others once its first has arrived."""

    def __init__(self) -> None:
        self._under_way: list[_UnderWay] = []
        self._begun: _UnderWay | None = None
        self._sent = 0

    @property
    def empty(self) -> bool:
        """Whether nothing is under way."""
        return not self._under_way

    @property
    def next_due_us(self) -> int | None:
        """When the next of it arrives; None if nothing is under way."""
        waiting = self._under_way if self._begun is None else [self._begun]
        return min((one.due_us for one in waiting), default=None)

    def clear(self) -> None:
        """What is under way is lost."""
        self._under_way.clear()
        self._begun = None

    def send(self, passage: Passage, now_us: int) -> None:
        """Let a frame go. What waited for the next one goes with it."""
        if not passage.pieces and not passage.drops:
            return
        self._sent += 1
        due_us = now_us + passage.delay_us
        for waiting in (one for one in self._under_way if one.waits):
            waiting.due_us, waiting.waits = min(waiting.due_us, due_us), False
        pieces = list(passage.pieces)
        in_pieces = len(pieces) > 1
        self._under_way.append(
            _UnderWay(due_us, self._sent, pieces, passage.gap_us, passage.waits, passage.drops, in_pieces)
        )

    def arrived(self, now_us: int) -> Arrival:
        """What arrives by now in one block: whole frames, or all up to one piece of a frame in pieces."""
        received = b""
        while (one := self._next(now_us)) is not None:
            received += b"".join(one.pieces[:1])
            del one.pieces[:1]
            one.due_us = now_us + one.gap_us
            self._begun = one if one.pieces else None
            if not one.pieces:
                self._under_way.remove(one)
                if one.drops:
                    return Arrival(received, dropped=True)
            if one.in_pieces:
                break
        return Arrival(received, dropped=False)

    def _next(self, now_us: int) -> _UnderWay | None:
        """The first that is due, unless another has begun to arrive and is not through."""
        waiting = self._under_way if self._begun is None else [self._begun]
        due = [one for one in waiting if one.due_us <= now_us]
        return min(due, key=lambda one: (one.due_us, one.order), default=None)
