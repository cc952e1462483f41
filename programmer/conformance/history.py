"""The log of the device: numbers without a gap, sums that are right, and as many records as were asked for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from fastcrc import crc16

from programmer.conformance.caller import Caller
from programmer.conformance.check import Check
from programmer.conformance.finding import CannotTry, Departure
from programmer.conformance.reading import decoded, read_status
from programmer.device.implant.codes import EVENT_CODES, Opcode
from programmer.device.implant.messages.log import LogRequest
from programmer.telemetry.wire import PayloadReader
from programmer.therapy.pump import PumpEventKind

_FIXED, _CRC, _DETAIL_AT = 15, 2, 15
_PAGES = 4
_FROM_THE_END = 20
_ALL = 255
_HIGHEST = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it stands in the log; ``raw`` is all of it."""

    sequence: int
    time_us: int
    kind: int
    detail: bytes
    raw: bytes

    @property
    def sound(self) -> bool:
        """Whether its checksum is right."""
        return crc16.ibm_3740(self.raw[:-_CRC]) == int.from_bytes(self.raw[-_CRC:], "little")


@dataclass(frozen=True, slots=True)
class Page:
    """An answer to LOG_READ."""

    epoch: bytes
    first: int
    last: int
    records: tuple[Record, ...]

    @classmethod
    def decode(cls, body: bytes) -> Page:
        """Read the body. Raises ``Malformed``."""
        reader = PayloadReader(body)
        epoch, first, last = reader.fixed(16), reader.u32(), reader.u32()
        records = tuple(_record(reader) for _ in range(reader.u8()))
        reader.tail()
        return cls(epoch, first, last, records)


def _record(reader: PayloadReader) -> Record:
    length = reader.u8()
    raw = bytes([length]) + reader.fixed(_FIXED - 1 + length + _CRC)
    inside = PayloadReader(raw[1:])
    return Record(inside.u32(), inside.i64(), inside.u16(), raw[_DETAIL_AT:-_CRC], raw)


def read_log(caller: Caller, from_sequence: int, at_most: int = _ALL) -> Page:
    """Records from that number on."""
    body = caller.fetch(Opcode.LOG_READ, LogRequest(min(from_sequence, _HIGHEST), at_most).encode())
    return decoded(Page.decode, body, "the answer to LOG_READ", "H-3")


def records_since(caller: Caller, sequence: int) -> tuple[Record, ...]:
    """All records behind that number, as far as a few pages reach."""
    found: tuple[Record, ...] = ()
    for _ in range(_PAGES):
        page = read_log(caller, sequence + 1 + len(found))
        if not page.records:
            break
        found += page.records
    return found


def numbers_have_no_gap(caller: Caller) -> None:
    """The first pages of what is held, and the last; one epoch in all of it, that of the status, and how it began."""
    status = read_status(caller)
    first = read_log(caller, 1, 1).records
    if first and first[0].sequence == 1 and first[0].kind != EVENT_CODES[PumpEventKind.MEMORY_MADE]:
        raise Departure("the first record of the epoch does not say that the memory was made")
    for page in _pages(caller):
        if page.epoch != status.log.epoch:
            raise Departure("STATUS and LOG_READ name different epochs")
        for before, after in pairwise(page.records):
            if after.sequence != before.sequence + 1:
                _whose_gap(caller, before.sequence, after.sequence)


def _whose_gap(caller: Caller, before: int, after: int) -> None:
    """A record that is held was left out (H-3), or there is none (H-1)."""
    if after <= before:
        raise Departure(f"record {after} came behind record {before}", "H-3")
    alone = read_log(caller, before + 1, 1).records
    left_out = bool(alone) and alone[0].sequence == before + 1
    where = f"between records {before} and {after}"
    raise Departure(
        f"LOG_READ left out what is held {where}" if left_out else f"a number is missing {where}",
        "H-3" if left_out else "H-1",
    )


def _pages(caller: Caller) -> list[Page]:
    """Some from the beginning, and the last one."""
    first = read_log(caller, 0)
    pages = [first]
    while len(pages) < _PAGES and pages[-1].records:
        pages.append(read_log(caller, pages[-1].records[-1].sequence + 1))
    pages.append(read_log(caller, max(1, first.last - _FROM_THE_END)))
    return pages


def status_and_log_agree(caller: Caller) -> None:
    """On the first and the last record that are held."""
    for _ in range(2):
        before, page, after = read_status(caller).log, read_log(caller, 0), read_status(caller).log
        if before != after:
            continue
        if (page.first, page.last) != (before.first_sequence, before.last_sequence):
            raise Departure("STATUS and LOG_READ tell different first or last records")
        if page.first > page.last or (page.first == 0) != (page.last == 0):
            raise Departure("the first record that is held has a higher number than the last")
        return
    raise CannotTry("the pump wrote into its log whenever it was read")


def as_many_as_were_asked_for(caller: Caller) -> None:
    """None, one, from before the first, and from behind the end."""
    page = read_log(caller, 0)
    if not page.last:
        raise CannotTry("the log holds no record")
    if not page.records or page.records[0].sequence != page.first:
        raise Departure("LOG_READ from before the first record did not begin with that")
    one = read_log(caller, page.last, 1)
    if [record.sequence for record in one.records] != [page.last]:
        raise Departure("LOG_READ of one record from the last on did not give that one")
    if len(read_log(caller, page.first, 1).records) != 1:
        raise Departure("LOG_READ of at most one record gave another number of them")
    for from_sequence, at_most in ((page.first, 0), (page.last + 1000, _ALL)):
        empty = read_log(caller, from_sequence, at_most)
        if empty.records or empty.last < page.last:
            raise Departure("LOG_READ of nothing gave records, or did not tell where the log stands")


def sums_are_right(caller: Caller) -> None:
    """Of every record that was read."""
    for page in _pages(caller):
        for record in page.records:
            if not record.sound:
                raise Departure(f"the checksum of record {record.sequence} is wrong")


CHECKS = (
    Check(("H-1",), numbers_have_no_gap),
    Check(("H-2",), status_and_log_agree),
    Check(("H-3",), as_many_as_were_asked_for),
    Check(("H-4",), sums_are_right),
)
