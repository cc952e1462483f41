"""What the faults of a line do to one frame that passes."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.randomness import Randomness
from programmer.simulator.faults.fault import Fault
from programmer.simulator.faults.kinds import Direction, FaultKind
from programmer.simulator.faults.switches import FaultSwitches

PIECE = 8
MERGE_WAIT_US = 700_000
"""A frame that waits for the next one leaves alone after that: longer than a programmer waits before it repeats."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A frame under way: its pieces (none: it is lost), how late they are and how far apart (microseconds of the
    link), whether it waits for the next frame, and whether the line drops behind it."""

    pieces: tuple[bytes, ...]
    delay_us: int = 0
    gap_us: int = 0
    waits: bool = False
    drops: bool = False


class LineFaults:
    """Asks the switchboard about each frame of a line and does what strikes."""

    def __init__(self, switches: FaultSwitches, randomness: Randomness) -> None:
        self._switches = switches
        self._randomness = randomness

    def passage(self, way: Direction, opcode: int | None, encoded: bytes) -> Passage:
        """What becomes of a frame: lost, or damaged, doubled, cut, late and in pieces, in this order."""
        lost = FaultKind.LOSE_REQUEST if way is Direction.REQUEST else FaultKind.LOSE_REPLY
        if self._switches.offer(lost, opcode, way):
            return Passage(())
        for fault in self._switches.offer(FaultKind.CORRUPT, opcode, way):
            encoded = self._corrupted(encoded, fault)
        for _ in self._switches.offer(FaultKind.DUPLICATE, opcode, way):
            encoded += encoded
        cuts = self._switches.offer(FaultKind.DISCONNECT, opcode, way)
        for fault in cuts:
            encoded = encoded[: fault.at_byte or 0]
        return self._timed(way, opcode, encoded, drops=bool(cuts))

    def _timed(self, way: Direction, opcode: int | None, encoded: bytes, *, drops: bool) -> Passage:
        delay_us = sum(fault.delay_us or 0 for fault in self._switches.offer(FaultKind.DELAY, opcode, way))
        splits = self._switches.offer(FaultKind.SPLIT, opcode, way)
        size = min((fault.at_byte or PIECE for fault in splits), default=len(encoded) or 1)
        pieces = tuple(encoded[at : at + size] for at in range(0, len(encoded), size))
        gap_us = max((fault.delay_us or 0 for fault in splits), default=0)
        merges = self._switches.offer(FaultKind.MERGE, opcode, way)
        delay_us += max((fault.delay_us or MERGE_WAIT_US for fault in merges), default=0)
        return Passage(pieces, delay_us, gap_us, bool(merges), drops)

    def _corrupted(self, encoded: bytes, fault: Fault) -> bytes:
        damaged = bytearray(encoded)
        for bit in self._bits(fault, len(encoded)):
            damaged[bit // 8] ^= 1 << bit % 8
        return bytes(damaged)

    def _bits(self, fault: Fault, length: int) -> list[int]:
        """Which bits are flipped, each once: from the byte that was named, or drawn from the whole frame."""
        wanted = min(fault.bits or 1, 8 * length)
        if fault.at_byte is not None:
            first = 8 * min(fault.at_byte, length - 1)
            return [(first + place) % (8 * length) for place in range(wanted)]
        chosen: list[int] = []
        while len(chosen) < wanted:
            bit = int.from_bytes(self._randomness.token_bytes(4), "little") % (8 * length)
            if bit not in chosen:
                chosen.append(bit)
        return chosen
