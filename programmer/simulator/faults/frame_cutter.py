"""Cuts what comes over a line into whole frames, so that faults can be told to strike at one of them."""

from __future__ import annotations

from programmer.telemetry.frames import MAX_UNDELIMITED, Frame, decode_frame

_DELIMITER = b"\x00"


class FrameCutter:
    """Gives back every byte it takes, in order, a frame at a time with the zeros around it."""

    def __init__(self) -> None:
        self._pending = b""

    def receive(self, received: bytes) -> list[tuple[int | None, bytes]]:
        """Take bytes; return (opcode, bytes) of each frame that is whole now. Noise has no opcode."""
        self._pending += received
        pieces: list[tuple[int | None, bytes]] = []
        while (end := self._end_of_first()) is not None:
            piece, self._pending = self._pending[:end], self._pending[end:]
            pieces.append((_opcode(piece.strip(_DELIMITER)), piece))
        if len(self._pending) > MAX_UNDELIMITED:
            # No frame is that long: a receiver drops it, and this cutter need not keep it.
            pieces.append((None, self._pending))
            self._pending = b""
        return pieces

    def _end_of_first(self) -> int | None:
        content = len(self._pending) - len(self._pending.lstrip(_DELIMITER))
        end = self._pending.find(_DELIMITER, content)
        return None if end < 0 else end + 1


def _opcode(encoded: bytes) -> int | None:
    event = decode_frame(encoded)
    return event.opcode if isinstance(event, Frame) else None
