"""What a stranger builds from docs/protocol.md alone, to read what goes over the line: no code of the product.

Only the standard library and ``cryptography``. The structures are taken from the byte tables of the document itself.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

from tests.conformance.standard import Field, record_kinds, structures

RESPONSE, EVENT, SECURED = 1, 2, 4

Value = int | str | list["Value"] | dict[str, "Value"]
Values = dict[str, Value]


class NotSound(ValueError):
    """Bytes are not what the standard says."""


# ---- section 2: frames -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Message:
    """A frame as it was on the line."""

    version: int
    flags: int
    opcode: int
    session: int
    counter: int
    payload: bytes
    tag: bytes
    header: bytes


def split(line: bytes) -> list[bytes]:
    """The pieces between zero bytes (F-4); those that have grown too long are dropped (F-5)."""
    return [piece for piece in line.split(b"\0") if piece and len(piece) <= 600]


def unstuff(piece: bytes) -> bytes:
    """F-3."""
    clear, at = bytearray(), 0
    while at < len(piece):
        code = piece[at]
        run = piece[at + 1 : at + code]
        if len(run) != code - 1:
            raise NotSound("COBS")
        clear += run
        at += code
        if code < 0xFF and at < len(piece):
            clear.append(0)
    return bytes(clear)


def stuff(clear: bytes) -> bytes:
    """The way back."""
    out, run = bytearray(), bytearray()
    for byte in clear:
        if byte:
            run.append(byte)
        if not byte or len(run) == 254:
            out += bytes([len(run) + 1]) + run
            run.clear()
            if byte:
                continue
    if run or not clear or clear[-1] == 0 or len(out) == 0:
        out += bytes([len(run) + 1]) + run
    return bytes(out)


def crc32c(covered: bytes) -> int:
    """F-2."""
    register = 0xFFFFFFFF
    for byte in covered:
        register ^= byte
        for _ in range(8):
            register = register >> 1 ^ (0x82F63B78 if register & 1 else 0)
    return register ^ 0xFFFFFFFF


def read_frame(piece: bytes) -> Message:
    """F-6 to F-9, in the order in which they are judged. Raises ``NotSound`` with the reason."""
    raw = unstuff(piece)
    if len(raw) < 16:
        raise NotSound("SHORT")
    if crc32c(raw[:-4]) != int.from_bytes(raw[-4:], "little"):
        raise NotSound("CRC")
    version, flags, opcode, session, counter, length = struct.unpack_from("<BBHHIH", raw)
    if version != 1:
        raise NotSound("VERSION")
    if flags & ~7:
        raise NotSound("FLAG")
    end = 12 + length
    if length > 480 or len(raw) - 4 != end + (16 if flags & SECURED else 0):
        raise NotSound("LENGTH")
    return Message(version, flags, opcode, session, counter, raw[12:end], raw[end:-4], raw[:12])


def one_frame(line: bytes) -> Message:
    """The only frame on this line."""
    (piece,) = split(line)
    return read_frame(piece)


# ---- section 2.2: structures -----------------------------------------------------------------------------------

_NUMBERS = {"u8": "<B", "u16": "<H", "u32": "<I", "u64": "<Q", "i64": "<q"}


@dataclass
class Reader:
    """Takes a payload apart by the tables of the document."""

    payload: bytes
    at: int = 0

    @property
    def left(self) -> int:
        return len(self.payload) - self.at

    def take(self, length: int) -> bytes:
        if length > self.left:
            raise NotSound("payload too short")
        self.at += length
        return self.payload[self.at - length : self.at]

    def structure(self, name: str) -> Values:
        return self.fields(structures()[name])

    def fields(self, table: tuple[Field, ...]) -> Values:
        start, values = self.at, Values()
        for row in table:
            if row.offset is not None and self.at - start != row.offset:
                raise NotSound(f"{row.name} does not begin at {row.offset}")
            values[row.name] = self.value(row.type, values)
        return values

    def value(self, kind: str, before: Values) -> Value:
        if kind in _NUMBERS:
            return int(struct.unpack(_NUMBERS[kind], self.take(struct.calcsize(_NUMBERS[kind])))[0])
        if kind == "text":
            return self._text()
        if kind == "rest":
            return self.take(self.left).hex()
        word, _, rest = kind.partition(" ")
        if word == "bytes":
            return self.take(_length(rest, before)).hex()
        return self._nested(word, rest.removeprefix("of "), before)

    def _nested(self, word: str, name: str, before: Values) -> Value:
        if word == "list":
            return [self.structure(name) for _ in range(self.take(1)[0])]
        if word == "all":
            found: list[Value] = []
            while self.left:
                found.append(self.structure(name))
            return found
        if word == "maybe":
            return self.structure(name) if self.left else {}
        if word == "by":
            return self._chosen(name, before)
        return [self.structure(name) for _ in range(int(word))]

    def _chosen(self, choices: str, before: Values) -> Value:
        chooser, _, words = choices.partition(": ")
        for code, name in re.findall(r"(0x[0-9A-F]+) ([\w ]+)", words):
            if int(code, 16) == before[chooser]:
                return self.structure(name)
        raise NotSound(f"{chooser} has no meaning")

    def _text(self) -> str:
        raw = self.take(self.take(1)[0])
        if not all(0x20 <= byte < 0x7F for byte in raw):
            raise NotSound("a text is not printable ASCII")
        return raw.decode("ascii")


def _length(rest: str, before: Values) -> int:
    if rest.isdigit():
        return int(rest)
    length = before[rest]
    if not isinstance(length, int):
        raise NotSound(f"{rest} is no length")
    return length


def read_structure(name: str, payload: bytes, *, extensible: bool = False) -> Values:
    """All fields of a payload; only an answer may have extensions behind them (A-2, A-3)."""
    reader = Reader(payload)
    values = reader.structure(name)
    while extensible and reader.left:
        reader.take(1)
        reader.take(reader.take(1)[0])
    if reader.left:
        raise NotSound("payload too long")
    return values


def read_record(stored: bytes) -> tuple[str, Values, Values]:
    """The kind of a log record, its fields and its detail (H-4)."""
    if crc16(stored[:-2]) != int.from_bytes(stored[-2:], "little"):
        raise NotSound("CRC of a record")
    values = read_structure("record", stored)
    kind, table = next(
        (name, rows) for name, (code, rows) in record_kinds().items() if code == values["kind"]
    )
    detail = Reader(bytes.fromhex(str(values["detail"])))
    fields = detail.fields(table)
    if detail.left:
        raise NotSound("detail too long")
    return kind, values, fields


def crc16(covered: bytes) -> int:
    """H-4."""
    register = 0xFFFF
    for byte in covered:
        register ^= byte << 8
        for _ in range(8):
            register = (register << 1 ^ (0x1021 if register & 0x8000 else 0)) & 0xFFFF
    return register
