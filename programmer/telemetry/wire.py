"""Whole numbers, texts and byte strings laid one after another, and taken up again with suspicion."""

from __future__ import annotations

import struct
from collections.abc import Iterator


class Malformed(ValueError):
    """A payload does not have the shape its opcode promises."""


class PayloadWriter:
    """Builds a payload, little-endian. Numbers that do not fit are a bug and raise ``struct.error``."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def u8(self, value: int) -> PayloadWriter:
        """Append one byte."""
        return self._pack("<B", value)

    def u16(self, value: int) -> PayloadWriter:
        """Append two bytes."""
        return self._pack("<H", value)

    def u32(self, value: int) -> PayloadWriter:
        """Append four bytes."""
        return self._pack("<I", value)

    def u64(self, value: int) -> PayloadWriter:
        """Append eight bytes."""
        return self._pack("<Q", value)

    def i64(self, value: int) -> PayloadWriter:
        """Append eight bytes, signed."""
        return self._pack("<q", value)

    def fixed(self, value: bytes, length: int) -> PayloadWriter:
        """Append exactly ``length`` bytes."""
        if len(value) != length:
            raise ValueError(f"{length} bytes are due here, not {len(value)}")
        self._parts.append(value)
        return self

    def text(self, value: str) -> PayloadWriter:
        """Append a text of at most 255 ASCII characters, its length first."""
        encoded = value.encode("ascii")
        return self.u8(len(encoded)).fixed(encoded, len(encoded))

    def rest(self, value: bytes) -> PayloadWriter:
        """Append bytes that reach to the end of the payload."""
        self._parts.append(value)
        return self

    def done(self) -> bytes:
        """Return the payload."""
        return b"".join(self._parts)

    def _pack(self, layout: str, value: int) -> PayloadWriter:
        self._parts.append(struct.pack(layout, value))
        return self


class PayloadReader:
    """Takes a payload apart, little-endian. Everything that is not as it should be raises ``Malformed``."""

    def __init__(self, payload: bytes) -> None:
        self._payload = payload
        self._at = 0

    def u8(self) -> int:
        """Take one byte."""
        return self._number(1)

    def u16(self) -> int:
        """Take two bytes."""
        return self._number(2)

    def u32(self) -> int:
        """Take four bytes."""
        return self._number(4)

    def u64(self) -> int:
        """Take eight bytes."""
        return self._number(8)

    def i64(self) -> int:
        """Take eight bytes, signed."""
        return int.from_bytes(self.fixed(8), "little", signed=True)

    def fixed(self, length: int) -> bytes:
        """Take exactly ``length`` bytes."""
        taken = self._payload[self._at : self._at + length]
        if len(taken) != length:
            raise Malformed(f"payload ends {length - len(taken)} bytes too early")
        self._at += length
        return taken

    def text(self) -> str:
        """Take an ASCII text with its length before it. Control characters could forge a line, and are refused."""
        try:
            text = self.fixed(self.u8()).decode("ascii")
        except UnicodeDecodeError as trouble:
            raise Malformed("a text is not ASCII") from trouble
        if not text.isprintable():
            raise Malformed("a text holds control characters")
        return text

    def rest(self) -> bytes:
        """Take everything that is left."""
        return self.fixed(len(self._payload) - self._at)

    def end(self) -> None:
        """Demand that nothing is left: a request holds what its table says and no more."""
        if self._at != len(self._payload):
            raise Malformed(f"{len(self._payload) - self._at} bytes too many")

    def tail(self) -> None:
        """Demand that what is left are whole extensions (type u8, length u8, value); they are passed over.

        A pump of a newer minor version may add them to an answer; this program reads on without them.
        """
        for _ in self._extensions():
            pass

    def _extensions(self) -> Iterator[tuple[int, bytes]]:
        while self._at < len(self._payload):
            kind = self.u8()
            yield kind, self.fixed(self.u8())

    def _number(self, size: int) -> int:
        return int.from_bytes(self.fixed(size), "little")
