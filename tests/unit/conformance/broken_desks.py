"""Pumps that serve a request otherwise than the standard says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from programmer.clock import Clock
from programmer.device.implant.codes import Opcode, Status
from programmer.device.implant.messages.commands import TokenAnswer
from programmer.device.implant.messages.link_counters import LinkCounters
from programmer.device.implant.messages.log import LogAnswer, LogRequest, make_event
from programmer.device.implant.messages.programs import Piece, StageChunk
from programmer.randomness import SeededRandomness
from programmer.simulator.pump import SimulatedPump
from programmer.simulator.requests import RequestDesk
from programmer.simulator.tokens import TokenTable
from programmer.telemetry.codes import LinkStatus
from programmer.telemetry.responder import Answer
from programmer.telemetry.wire import Malformed
from programmer.therapy.canonical import program_hash
from programmer.therapy.pump import PumpEventKind
from programmer.therapy.quantities import SECONDS_PER_DAY

_PEAK_FROM_THE_END = 20
_EPOCH_AT, _DELIVERY_AT = 61, 12
_COMMANDS = {Opcode.COMMIT, Opcode.STOP, Opcode.RESUME, Opcode.BOLUS}


class Desk(RequestDesk):
    """A desk that knows its pump."""

    def __init__(self, pump: SimulatedPump, clock: Clock, counters: Callable[[], LinkCounters]) -> None:
        super().__init__(pump, clock, counters)
        self.pump = pump
        self.seen: set[bytes] = set()
        self.first: dict[bytes, bytes] = {}
        self.randomness = SeededRandomness(4)


class TakesLongBoluses(Desk):
    """Takes what lasts longer than a day for a day."""

    def serve(self, opcode: int, payload: bytes) -> Answer:
        if opcode == Opcode.BOLUS and int.from_bytes(payload[-4:], "little") > SECONDS_PER_DAY:
            payload = payload[:-4] + SECONDS_PER_DAY.to_bytes(4, "little")
        return super().serve(opcode, payload)


class DoesTokensTwice(Desk):
    """Forgets a token when its command comes again."""

    def serve(self, opcode: int, payload: bytes) -> Answer:
        if opcode in _COMMANDS and payload in self.seen:
            self.pump.tokens = TokenTable(self.pump.log.position.epoch)
        if opcode in _COMMANDS:
            self.seen.add(payload)
        return super().serve(opcode, payload)


class UsesUpTokensOfWhatItCannotRead(Desk):
    """What it could not read it has refused, for good."""

    def serve(self, opcode: int, payload: bytes) -> Answer:
        try:
            return super().serve(opcode, payload)
        except Malformed:
            if opcode in _COMMANDS | {Opcode.CLOCK_SET} and len(payload) >= 16:
                command, last = opcode.to_bytes(2, "little") + payload, self.pump.log.position.last_sequence
                self.pump.tokens.remember(payload[:16], command, LinkStatus.MALFORMED, last)
            raise


class StopsTwice(Desk):
    """Forgets the token of a STOP when it comes again, of nothing else."""

    def serve(self, opcode: int, payload: bytes) -> Answer:
        again = payload in self.seen
        self.seen.add(payload)
        if opcode == Opcode.STOP and again and not self.pump.engine.stopped:
            told = super().serve(opcode, payload)
            self.pump.stop(self.randomness.token_bytes(16))
            return told
        return super().serve(opcode, payload)


class MiscalculatesThePeak(Desk):
    """Its figures are one off."""

    def serve(self, opcode: int, payload: bytes) -> Answer:
        answer = super().serve(opcode, payload)
        if opcode != Opcode.STAGE_VERIFY or answer.status != LinkStatus.OK:
            return answer
        body = bytearray(answer.body)
        body[-_PEAK_FROM_THE_END] ^= 1
        return Answer(answer.status, bytes(body))


class LeavesARecordOut(Desk):
    """Of several records it does not give the second."""

    def serve(self, opcode: int, payload: bytes) -> Answer:
        answer = super().serve(opcode, payload)
        if (
            opcode != Opcode.LOG_READ
            or answer.status != LinkStatus.OK
            or LogRequest.decode(payload).at_most < 2
        ):
            return answer
        log = LogAnswer.decode(answer.body)
        return Answer(answer.status, LogAnswer(log.position, log.events[:1] + log.events[2:]).encode())


class SkipsANumber(Desk):
    """Between its records numbers are missing."""

    def serve(self, opcode: int, payload: bytes) -> Answer:
        if opcode == Opcode.LOG_READ:
            asked = LogRequest.decode(payload)
            if asked.from_sequence == 2:
                payload = LogRequest(3, asked.at_most).encode()
            log = LogAnswer.decode(super().serve(opcode, payload).body)
            kept = tuple(event for event in log.events if event.sequence != 2)
            return Answer(LinkStatus.OK, LogAnswer(log.position, kept).encode())
        return super().serve(opcode, payload)


class RotsRecords(Desk):
    """The last record's checksum is wrong wherever it is read."""

    def serve(self, opcode: int, payload: bytes) -> Answer:
        answer = super().serve(opcode, payload)
        if (
            opcode == Opcode.LOG_READ
            and answer.status == LinkStatus.OK
            and LogAnswer.decode(answer.body).events
        ):
            return Answer(answer.status, answer.body[:-1] + bytes([answer.body[-1] ^ 1]))
        return answer


class CallsStrangeRequestsMalformed(Desk):
    """What it does not know it takes for spoilt."""

    def serve(self, opcode: int, payload: bytes) -> Answer:
        answer = super().serve(opcode, payload)
        return Answer(LinkStatus.MALFORMED) if answer.status == LinkStatus.UNKNOWN_REQUEST else answer


class PassesOverMore(Desk):
    """Bytes too many in STATUS do not trouble it."""

    def serve(self, opcode: int, payload: bytes) -> Answer:
        return super().serve(opcode, b"" if opcode == Opcode.STATUS else payload)


class GivesPiecesOfNothing(Desk):
    """From behind the end of the program comes an empty piece."""

    def serve(self, opcode: int, payload: bytes) -> Answer:
        answer = super().serve(opcode, payload)
        if opcode == Opcode.PROGRAM_READ and answer.status == Status.BAD_OFFSET:
            whole, offset = self.pump.canonical, int.from_bytes(payload, "little")
            return Answer(LinkStatus.OK, Piece(len(whole), offset, program_hash(whole), b"").encode())
        return answer


class StartsWithACommit(Desk):
    """A new program means that delivery runs."""

    def serve(self, opcode: int, payload: bytes) -> Answer:
        answer = super().serve(opcode, payload)
        if opcode == Opcode.COMMIT and answer.status == LinkStatus.OK and payload not in self.seen:
            self.seen.add(payload)
            self.pump.resume(self.randomness.token_bytes(16))
        return answer


class ClampsARefill(Desk):
    """More than it holds is taken for full."""

    def serve(self, opcode: int, payload: bytes) -> Answer:
        if opcode == Opcode.REFILL:
            capacity = self.pump.model.limits.capacity.value
            told = min(capacity, int.from_bytes(payload[52:], "little"))
            payload = payload[:52] + told.to_bytes(4, "little")
        return super().serve(opcode, payload)


class HasAWordOfItsOwn(Desk):
    """Delivery is neither running nor stopped."""

    def serve(self, opcode: int, payload: bytes) -> Answer:
        answer = super().serve(opcode, payload)
        if opcode != Opcode.STATUS or answer.status != LinkStatus.OK:
            return answer
        body = bytearray(answer.body)
        body[_DELIVERY_AT] = 0x77
        return Answer(answer.status, bytes(body))


class CountsNothing(Desk):
    """Nothing that it did not believe is told."""

    def serve(self, opcode: int, payload: bytes) -> Answer:
        answer = super().serve(opcode, payload)
        told = opcode == Opcode.LINK_COUNTERS and answer.status == LinkStatus.OK
        return replace(answer, body=bytes(20)) if told else answer


class TakesEmptyChunks(Desk):
    """A chunk of nothing is as good as any."""

    def serve(self, opcode: int, payload: bytes) -> Answer:
        answer = super().serve(opcode, payload)
        empty = opcode == Opcode.STAGE_CHUNK and not StageChunk.decode(payload).part
        return Answer(LinkStatus.OK) if empty else answer


class TakesPartsOfChunks(Desk):
    """The beginning of what it has is as good as a repetition."""

    def serve(self, opcode: int, payload: bytes) -> Answer:
        answer = super().serve(opcode, payload)
        if opcode != Opcode.STAGE_CHUNK or not StageChunk.decode(payload).part:
            return answer
        if answer.status == LinkStatus.OK:
            self.seen.add(payload)
        known = any(one.startswith(payload) for one in self.seen)
        return Answer(LinkStatus.OK) if known else answer


class MarksAVisitTwice(Desk):
    """A second checkpoint of a visit is as good as the first."""

    def serve(self, opcode: int, payload: bytes) -> Answer:
        if opcode == Opcode.CHECKPOINT and len(payload) == 64 and payload[16:32] in self.seen:
            payload = payload[:16] + self.randomness.token_bytes(16) + payload[32:]
        if opcode == Opcode.CHECKPOINT:
            self.seen.add(payload[16:32])
        return super().serve(opcode, payload)


class ForgetsTokens(Desk):
    """Asked about a token it knows none."""

    def serve(self, opcode: int, payload: bytes) -> Answer:
        answer = super().serve(opcode, payload)
        if opcode == Opcode.TOKEN_STATUS and answer.status == LinkStatus.OK:
            known = TokenAnswer.decode(answer.body)
            return Answer(answer.status, TokenAnswer(known.epoch, known.reaches_back_to).encode())
        return answer


class BolusesForWhoeverAsks(Desk):
    """A bolus needs not to have seen the pump as it is."""

    def serve(self, opcode: int, payload: bytes) -> Answer:
        if opcode == Opcode.BOLUS:
            seen = self.pump.active_hash + self.pump.state_rev.to_bytes(4, "little")
            payload = self.first.setdefault(payload[:16], payload[:16] + seen + payload[52:])
        return super().serve(opcode, payload)


class TakesCapitals(Desk):
    """Does not mind in which letters a drug is written."""

    def serve(self, opcode: int, payload: bytes) -> Answer:
        if opcode == Opcode.STAGE_CHUNK:
            self.staged = payload
        answer = super().serve(opcode, payload)
        in_capitals = opcode == Opcode.STAGE_VERIFY and b"BACLOFEN" in self.staged
        return Answer(Status.OTHER_DRUG) if in_capitals else answer

    staged = b""


class BeginsItsEpochWithoutAWord(Desk):
    """A first record that says nothing of the memory."""

    def serve(self, opcode: int, payload: bytes) -> Answer:
        answer = super().serve(opcode, payload)
        if opcode != Opcode.LOG_READ or answer.status != LinkStatus.OK:
            return answer
        log = LogAnswer.decode(answer.body)
        events = [
            make_event(1, one.pump_time, PumpEventKind.RESUMED, bytes(16)) if one.sequence == 1 else one
            for one in log.events
        ]
        return Answer(answer.status, LogAnswer(log.position, tuple(events)).encode())


class DoesNotKnowWrongSizes(Desk):
    """A request of the wrong size is none that it knows."""

    def serve(self, opcode: int, payload: bytes) -> Answer:
        try:
            return super().serve(opcode, payload)
        except Malformed:
            return Answer(LinkStatus.UNKNOWN_REQUEST)


class KnowsItsLogFromTheStart(Desk):
    """What does not begin with the first records is not known, as in a replay of a reading."""

    def serve(self, opcode: int, payload: bytes) -> Answer:
        elsewhere = opcode == Opcode.LOG_READ and payload[:4] not in (bytes(4), b"\x01\0\0\0")
        return Answer(LinkStatus.UNKNOWN_REQUEST) if elsewhere else super().serve(opcode, payload)


class DoesNotKnowWhatItRefuses(Desk):
    """A bolus that cannot be given is a request that it does not know."""

    def serve(self, opcode: int, payload: bytes) -> Answer:
        answer = super().serve(opcode, payload)
        refused = opcode == Opcode.BOLUS and answer.status == Status.BOLUS_STOPPED
        return Answer(LinkStatus.UNKNOWN_REQUEST) if refused else answer
