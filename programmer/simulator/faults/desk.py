"""Stands before a pump's desk: refuses, resets the pump in the middle of a write, and tears gaps into its log."""

from __future__ import annotations

from collections.abc import Callable

from programmer.device.implant.codes import Opcode, Status
from programmer.device.implant.messages.log import LogAnswer, LogRequest
from programmer.randomness import Randomness
from programmer.simulator.faults.kinds import Direction, FaultKind
from programmer.simulator.faults.switches import FaultSwitches
from programmer.simulator.log import PumpLog
from programmer.telemetry.codes import LinkStatus
from programmer.telemetry.responder import Answer, Serve


class PumpReset(Exception):
    """The pump has reset; whoever asked gets no answer. Not an error."""


class FaultyDesk:
    """Serves as ``serve`` does, but for the faults that strike at the pump itself.

    ``log`` gives the pump's log, whose records stay as they are: those that were lost are only not read any more.
    """

    def __init__(
        self, serve: Serve, log: Callable[[], PumpLog], switches: FaultSwitches, randomness: Randomness
    ) -> None:
        self._serve = serve
        self._log = log
        self._switches = switches
        self._randomness = randomness
        self._chunks = 0
        self._lost_records: set[int] = set()

    def serve(self, opcode: int, payload: bytes) -> Answer:
        """Do what a request asks, if nothing strikes. Raises ``PumpReset``, and ``Malformed`` as a desk does."""
        self._switches.offer_conditions(opcode)
        self._reset_if_struck(opcode, Direction.REQUEST)
        for fault in self._switches.offer(FaultKind.REFUSE, opcode, Direction.REPLY):
            if fault.status is not None:
                return Answer(fault.status, b"\x00" if fault.status == Status.REFUSED else b"")
        answer = self._answered(opcode, payload)
        if opcode in {Opcode.STAGE_BEGIN, Opcode.STAGE_CHUNK} and answer.status == LinkStatus.OK:
            self._chunks = 0 if opcode == Opcode.STAGE_BEGIN else self._chunks + 1
        self._reset_if_struck(opcode, Direction.REPLY)
        return answer

    def _reset_if_struck(self, opcode: int, way: Direction) -> None:
        if self._switches.offer(FaultKind.RESET, opcode, way, self._chunks):
            raise PumpReset

    def _answered(self, opcode: int, payload: bytes) -> Answer:
        if opcode != Opcode.LOG_READ:
            return self._serve(opcode, payload)
        for fault in self._switches.offer(FaultKind.LOG_GAP, opcode, Direction.REPLY):
            self._lose(fault.records or 1)
        if not self._lost_records:
            return self._serve(opcode, payload)
        request = LogRequest.decode(payload)
        return Answer(LinkStatus.OK, self._part(request.from_sequence, request.at_most).encode())

    def _lose(self, count: int) -> None:
        """Lose that many records in a row, anywhere among those that are held."""
        position = self._log().position
        first, last = position.first_sequence, position.last_sequence
        self._lost_records = {sequence for sequence in self._lost_records if sequence >= first}
        places = max(1, last - first + 2 - count)
        begin = first + int.from_bytes(self._randomness.token_bytes(4), "little") % places
        self._lost_records.update(range(begin, min(begin + count, last + 1)))

    def _part(self, from_sequence: int, at_most: int) -> LogAnswer:
        """As the log itself answers, without what was lost; never empty while there is something behind a gap."""
        part = self._log().part(from_sequence, at_most)
        while part.events:
            kept = tuple(event for event in part.events if event.sequence not in self._lost_records)
            if kept:
                return LogAnswer(part.position, kept)
            part = self._log().part(part.events[-1].sequence + 1, at_most)
        return part
