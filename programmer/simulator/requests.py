"""What the simulated pump does with each request: read its payload, do it, answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from programmer.clock import Clock
from programmer.device.implant.codes import LIMIT_CODES, Opcode, Status
from programmer.device.implant.messages.commands import Commit, Done, Resume, Stop
from programmer.device.implant.messages.identity import encode_catheter, encode_identity, encode_limits
from programmer.device.implant.messages.link_counters import LinkCounters
from programmer.device.implant.messages.log import LogRequest
from programmer.device.implant.messages.orders import (
    AcknowledgeAlarms,
    Checkpoint,
    GiveBolus,
    SetClock,
    TellRefill,
)
from programmer.device.implant.messages.programs import (
    LATEST_STEP,
    MOST_VIOLATIONS,
    Piece,
    StageBegin,
    StageChunk,
    encode_figures,
)
from programmer.device.implant.messages.status import encode_status
from programmer.simulator.pump import SimulatedPump
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.responder import STAGE_LIFE_US, Answer
from programmer.telemetry.wire import PayloadReader, PayloadWriter
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.calculations.reservoir import critical_figures
from programmer.therapy.canonical import NotCanonical, decode_program, program_hash
from programmer.therapy.limits import check_program
from programmer.therapy.programs import PumpProgram

MAX_PROGRAM = 4096


@dataclass(slots=True)
class _Stage:
    number: int
    begin: StageBegin
    opened_us: int
    received: dict[int, bytes] = field(default_factory=dict)
    verified: PumpProgram | None = None

    def whole(self) -> bytes:
        return b"".join(part for _, part in sorted(self.received.items()))


class RequestDesk:
    """Serves one pump's requests. A stage belongs to the session; ``clock`` and ``counters`` are the link's."""

    def __init__(self, pump: SimulatedPump, clock: Clock, counters: Callable[[], LinkCounters]) -> None:
        self._pump = pump
        self._counters = counters
        self._clock = clock
        self._stage: _Stage | None = None
        self._read = self._shown = False
        self._stages_opened = 0
        self._desks: dict[int, Callable[[bytes], Answer]] = {
            LinkOpcode.IDENT: self._ident,
            Opcode.STATUS: self._status,
            Opcode.LIMITS: self._limits,
            Opcode.CATHETER: self._catheter,
            Opcode.PROGRAM_READ: self._program_read,
            Opcode.STAGE_BEGIN: self._stage_begin,
            Opcode.STAGE_CHUNK: self._stage_chunk,
            Opcode.STAGE_VERIFY: self._stage_verify,
            Opcode.STAGE_READ: self._stage_read,
            Opcode.STAGE_ABORT: self._stage_abort,
            Opcode.COMMIT: self._commit,
            Opcode.STOP: self._stop,
            Opcode.RESUME: self._resume,
            Opcode.TOKEN_STATUS: self._token_status,
            Opcode.LOG_READ: self._log_read,
            Opcode.BOLUS: self._bolus,
            Opcode.BOLUS_CANCEL: self._bolus_cancel,
            Opcode.ALARM_ACKNOWLEDGE: self._alarm_acknowledge,
            Opcode.CLOCK_SET: self._clock_set,
            Opcode.REFILL: self._refill,
            Opcode.CHECKPOINT: self._checkpoint,
            Opcode.LINK_COUNTERS: self._link_counters,
        }

    def serve(self, opcode: int, payload: bytes) -> Answer:
        """Do what a request asks. Raises ``Malformed`` for a payload that is not as its table says."""
        desk = self._desks.get(opcode)
        if desk is None:
            return Answer(LinkStatus.UNKNOWN_REQUEST)
        self._lapse_stage()
        return desk(payload)

    def drop_stage(self) -> None:
        """Discard what is staged: its session ended, or delivery was stopped."""
        self._stage = None

    def _lapse_stage(self) -> None:
        """A stage ends after its life on the link's clock, and when the pump's state has moved on under it."""
        stage = self._stage
        if stage is None:
            return
        too_old = self._clock.monotonic_us() - stage.opened_us >= STAGE_LIFE_US
        if too_old or self._pump.state_rev != stage.begin.state_rev:
            self._stage = None

    def _ident(self, payload: bytes) -> Answer:
        PayloadReader(payload).end()
        return Answer(LinkStatus.OK, encode_identity(self._pump.identity))

    def _status(self, payload: bytes) -> Answer:
        PayloadReader(payload).end()
        engine = self._pump.engine
        if self._read and AlarmKind.MOTOR_STALL in engine.alarms and not engine.stalled_by:
            self._shown = True
        return Answer(LinkStatus.OK, encode_status(self._pump.status()))

    def _limits(self, payload: bytes) -> Answer:
        PayloadReader(payload).end()
        return Answer(LinkStatus.OK, encode_limits(self._pump.model.limits))

    def _catheter(self, payload: bytes) -> Answer:
        PayloadReader(payload).end()
        return Answer(LinkStatus.OK, encode_catheter(self._pump.model.catheter))

    def _program_read(self, payload: bytes) -> Answer:
        reader = PayloadReader(payload)
        offset = reader.u16()
        reader.end()
        if not offset:
            self._begin_reading()
        return _piece(self._pump.canonical, offset)

    def _begin_reading(self) -> None:
        """An alarm that only waits for somebody to read it ends when they interrogate again: the interrogation that
        finds it, and every look at the status after that, must be able to show it."""
        if self._shown:
            self._pump.interrogated()
        self._read, self._shown = True, False

    def _stage_begin(self, payload: bytes) -> Answer:
        begin = StageBegin.decode(payload)
        if not self._still(begin.active_hash, begin.state_rev):
            return Answer(Status.CONFLICT)
        if not 0 < begin.length <= MAX_PROGRAM:
            return Answer(Status.NOT_A_PROGRAM)
        self._stages_opened = self._stages_opened % 0xFFFF + 1
        self._stage = _Stage(self._stages_opened, begin, self._clock.monotonic_us())
        return Answer(LinkStatus.OK, PayloadWriter().u16(self._stage.number).done())

    def _stage_chunk(self, payload: bytes) -> Answer:
        chunk = StageChunk.decode(payload)
        stage = self._open_stage(chunk.stage)
        if stage is None:
            return Answer(Status.NO_STAGE)
        known = stage.received.get(chunk.offset)
        if known is not None:
            return Answer(LinkStatus.OK if known == chunk.part else Status.BAD_OFFSET)
        misplaced = chunk.offset != len(stage.whole())
        if misplaced or not chunk.part or chunk.offset + len(chunk.part) > stage.begin.length:
            return Answer(Status.BAD_OFFSET)
        stage.received[chunk.offset] = chunk.part
        stage.verified = None
        return Answer(LinkStatus.OK)

    def _stage_verify(self, payload: bytes) -> Answer:
        stage = self._stage_named(payload)
        if stage is None:
            return Answer(Status.NO_STAGE)
        whole = stage.whole()
        if len(whole) != stage.begin.length or program_hash(whole) != stage.begin.sha256:
            return Answer(Status.HASH_DIFFERS)
        try:
            program = decode_program(whole)
        except NotCanonical:
            return Answer(Status.NOT_A_PROGRAM)
        objection = self._pump.objection(program)
        if objection is not None:
            return Answer(objection)
        refusal = self._beyond_limits(program)
        if refusal is not None:
            return refusal
        stage.verified = program
        mark = self._pump.model.limits.low_reservoir_mark
        figures = critical_figures(program, self._pump.reservoir, mark)
        return Answer(LinkStatus.OK, encode_figures(program_hash(whole), figures))

    def _beyond_limits(self, program: PumpProgram) -> Answer | None:
        violations = check_program(program, self._pump.model.limits)[:MOST_VIOLATIONS]
        if not violations:
            return None
        writer = PayloadWriter().u8(len(violations))
        for violation in violations:
            writer.u8(LIMIT_CODES[violation.limit]).u8(min(violation.step, LATEST_STEP))
        return Answer(Status.REFUSED, writer.done())

    def _stage_read(self, payload: bytes) -> Answer:
        reader = PayloadReader(payload)
        stage, offset = self._open_stage(reader.u16()), reader.u16()
        reader.end()
        return Answer(Status.NO_STAGE) if stage is None else _piece(stage.whole(), offset)

    def _stage_abort(self, payload: bytes) -> Answer:
        if self._stage_named(payload) is not None:
            self.drop_stage()
        return Answer(LinkStatus.OK)

    def _commit(self, payload: bytes) -> Answer:
        command = Commit.decode(payload)

        def act() -> Done | Status:
            stage = self._open_stage(command.stage)
            if not self._still(command.active_hash, command.state_rev):
                return Status.CONFLICT
            if stage is None:
                return Status.NO_STAGE
            if stage.verified is None:
                return Status.NOT_VERIFIED
            if program_hash(stage.whole()) != command.sha256:
                return Status.HASH_DIFFERS
            self.drop_stage()
            return self._pump.install(stage.verified, command.token)

        return self._once(command.token, Opcode.COMMIT, payload, act)

    def _stop(self, payload: bytes) -> Answer:
        command = Stop.decode(payload)

        def act() -> Done:
            self.drop_stage()
            return self._pump.stop(command.token)

        return self._once(command.token, Opcode.STOP, payload, act)

    def _resume(self, payload: bytes) -> Answer:
        command = Resume.decode(payload)

        def act() -> Done | Status:
            if not self._still(command.active_hash, command.state_rev):
                return Status.CONFLICT
            return self._pump.resume(command.token)

        return self._once(command.token, Opcode.RESUME, payload, act)

    def _bolus(self, payload: bytes) -> Answer:
        command = GiveBolus.decode(payload)

        def act() -> Done | Status:
            if not self._still(command.seen.active_hash, command.seen.state_rev):
                return Status.CONFLICT
            return self._pump.order_bolus(command.bolus, command.token)

        return self._once(command.token, Opcode.BOLUS, payload, act)

    def _bolus_cancel(self, payload: bytes) -> Answer:
        token = Stop.decode(payload).token
        return self._once(token, Opcode.BOLUS_CANCEL, payload, lambda: self._pump.cancel_bolus(token))

    def _alarm_acknowledge(self, payload: bytes) -> Answer:
        command = AcknowledgeAlarms.decode(payload)

        def act() -> Done | Status:
            return self._pump.acknowledge(command.alarms, command.token)

        return self._once(command.token, Opcode.ALARM_ACKNOWLEDGE, payload, act)

    def _clock_set(self, payload: bytes) -> Answer:
        command = SetClock.decode(payload)

        def act() -> Done | Status:
            if command.state_rev != self._pump.state_rev:
                return Status.CONFLICT
            return self._pump.set_clock(command.to)

        return self._once(command.token, Opcode.CLOCK_SET, payload, act)

    def _refill(self, payload: bytes) -> Answer:
        command = TellRefill.decode(payload)

        def act() -> Done | Status:
            if not self._still(command.seen.active_hash, command.seen.state_rev):
                return Status.CONFLICT
            if command.volume > self._pump.model.limits.capacity:
                return Status.REFILL_TOO_LARGE
            return self._pump.tell_refill(command.volume)

        return self._once(command.token, Opcode.REFILL, payload, act)

    def _checkpoint(self, payload: bytes) -> Answer:
        command = Checkpoint.decode(payload)
        return self._once(command.token, Opcode.CHECKPOINT, payload, lambda: self._pump.mark(command))

    def _link_counters(self, payload: bytes) -> Answer:
        PayloadReader(payload).end()
        return Answer(LinkStatus.OK, self._counters().encode())

    def _once(self, token: bytes, opcode: Opcode, payload: bytes, act: Callable[[], Done | Status]) -> Answer:
        """Do a command the first time its token comes; afterwards answer what became of it then."""
        command = opcode.to_bytes(2, "little") + payload
        if self._pump.tokens.used_otherwise(token, command):
            return Answer(Status.TOKEN_REUSED)
        known = self._pump.tokens.answer(token)
        result = known.done if known.done is not None else known.refused
        if result is None:
            result = act()
            last = self._pump.log.position.last_sequence
            self._pump.tokens.remember(token, command, result, last)
        return Answer(LinkStatus.OK, result.encode()) if isinstance(result, Done) else Answer(result)

    def _token_status(self, payload: bytes) -> Answer:
        return Answer(LinkStatus.OK, self._pump.tokens.answer(Stop.decode(payload).token).encode())

    def _log_read(self, payload: bytes) -> Answer:
        request = LogRequest.decode(payload)
        return Answer(LinkStatus.OK, self._pump.log.part(request.from_sequence, request.at_most).encode())

    def _still(self, active_hash: bytes, state_rev: int) -> bool:
        """Whether the pump is as the programmer saw it."""
        return active_hash == self._pump.active_hash and state_rev == self._pump.state_rev

    def _open_stage(self, number: int) -> _Stage | None:
        return self._stage if self._stage is not None and self._stage.number == number else None

    def _stage_named(self, payload: bytes) -> _Stage | None:
        reader = PayloadReader(payload)
        stage = self._open_stage(reader.u16())
        reader.end()
        return stage


def _piece(whole: bytes, offset: int) -> Answer:
    if offset > len(whole):
        return Answer(Status.BAD_OFFSET)
    return Answer(LinkStatus.OK, Piece.cut(whole, program_hash(whole), offset).encode())
