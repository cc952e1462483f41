"""A simulated pump on the bench: brought to where a clause can be tried, and put back as far as that goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from programmer.conformance.caller import Caller
from programmer.conformance.finding import CannotTry, Departure
from programmer.conformance.reading import decoded, read_limits, read_program, read_status
from programmer.conformance.replies import Reply, expect, name_of
from programmer.device.implant.codes import Opcode
from programmer.device.implant.messages.commands import TOKEN_LENGTH, Commit, Done, Resume, Stop
from programmer.device.implant.messages.orders import SetClock
from programmer.device.implant.messages.programs import StageBegin, StageChunk, decode_stage
from programmer.known_error import LinkTrouble
from programmer.telemetry.codes import LinkStatus
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.canonical import NotCanonical, decode_program, encode_program, program_hash
from programmer.therapy.programs import Continuous, DeliveryMode, PumpProgram, Stopped
from programmer.therapy.pump import BolusKind, Delivery, PumpLimits, PumpStatus
from programmer.therapy.quantities import NANOLITRES_PER_MILLILITRE, NanogramsPerDay, PumpTime

_CHUNK = 400
_LARGEST = 2**60
_IN_THE_WAY = {
    AlarmKind.EMPTY_RESERVOIR,
    AlarmKind.MOTOR_STALL,
    AlarmKind.END_OF_SERVICE,
    AlarmKind.MEMORY_ERROR,
    AlarmKind.RESET,
    AlarmKind.UNKNOWN,
}


@dataclass(slots=True)
class Stand:
    """The pump, as it was (``before``, ``program``) and what it can do.

    ``tokens`` were used up by the trial; ``clock_ahead_us`` is how far it has put the pump's clock forward.
    """

    caller: Caller
    limits: PumpLimits
    before: PumpStatus
    program: bytes
    tokens: int = 0
    programs: int = 0
    clock_ahead_us: int = 0
    left: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, caller: Caller) -> Stand:
        """Read the pump before anything is done to it. Raises ``CannotTry`` where commands would be held back."""
        try:
            decode_program(read_program(caller))
        except NotCanonical as trouble:
            raise CannotTry(f"the program in force cannot be read: {trouble}") from trouble
        stand = cls(caller, read_limits(caller), read_status(caller), read_program(caller))
        alarms = sorted(alarm.word for alarm in _IN_THE_WAY & set(stand.before.active_alarms))
        if alarms:
            raise CannotTry(f"the pump has an alarm: {', '.join(alarms)}")
        if stand.before.opening_left.value:
            raise CannotTry("a prime or bridge is unfinished")
        return stand

    # ---- commands -----------------------------------------------------------------------------------------------

    def token(self) -> bytes:
        """A token never used before."""
        self.tokens += 1
        return self.caller.randomness.token_bytes(TOKEN_LENGTH)

    def status(self) -> PumpStatus:
        """How the pump is now."""
        return read_status(self.caller)

    def obeyed(self, opcode: Opcode, payload: bytes) -> Done:
        """A command that must be done."""
        reply = self.caller.ask(opcode, payload)
        expect(reply, name_of(opcode), LinkStatus.OK)
        return decoded(Done.decode, reply.body, f"the answer to {name_of(opcode)}", "X-5")

    def stop(self) -> Done:
        """STOP with a token of its own."""
        return self.obeyed(Opcode.STOP, Stop(self.token()).encode())

    def resume_payload(self, token: bytes | None = None, rev_off: int = 0) -> bytes:
        """RESUME for the pump as it is now; ``rev_off`` names another ``state_rev``."""
        now = self.status()
        return Resume(token or self.token(), now.program_hash, now.state_rev + rev_off).encode()

    def resume(self) -> Done:
        """RESUME with a token of its own."""
        return self.obeyed(Opcode.RESUME, self.resume_payload())

    # ---- where a clause can be tried ----------------------------------------------------------------------------

    def running(self) -> PumpStatus:
        """The pump, delivering. Raises ``CannotTry`` if it cannot be brought to that."""
        with preparing("the pump could not be brought to deliver"):
            if isinstance(decode_program(read_program(self.caller)).mode, Stopped):
                self.install(self.another_program())
            if self.status().delivery is not Delivery.RUNNING:
                self.resume()
            status = self.status()
        if status.delivery is not Delivery.RUNNING:
            raise CannotTry("the pump could not be brought to deliver")
        return status

    def stopped(self) -> PumpStatus:
        """The pump, stopped by a programmer. Raises ``CannotTry`` if it cannot be brought to that."""
        with preparing("the pump could not be stopped"):
            if self.status().delivery is not Delivery.STOPPED:
                self.stop()
            status = self.status()
        if status.delivery is not Delivery.STOPPED:
            raise CannotTry("the pump could not be stopped")
        return status

    # ---- programs -----------------------------------------------------------------------------------------------

    def another_program(self, mode: DeliveryMode | None = None) -> bytes:
        """A small even dose of what the pump holds, or another mode; another one each time."""
        self.programs += 1
        held = decode_program(self.program)
        even = mode or Continuous(NanogramsPerDay(self.dose(2 * self.limits.min_flow.value) + self.programs))
        return encode_program(PumpProgram(held.drug, even, held.others))

    def dose(self, flow_nl_per_day: int) -> int:
        """The least dose per day in whole ng whose flow is not below that one, nor above what the pump can do."""
        flow = min(flow_nl_per_day, self.limits.max_flow.value)
        concentration = decode_program(self.program).drug.concentration.value
        return min(max(1, -(-flow * concentration // NANOLITRES_PER_MILLILITRE)), _LARGEST)

    def begin(
        self, program: bytes, sha256: bytes = b"", length: int | None = None, rev_off: int = 0
    ) -> Reply:
        """STAGE_BEGIN for the pump as it is now, whatever comes of it."""
        now = self.status()
        size = len(program) if length is None else length
        begin = StageBegin(now.program_hash, now.state_rev + rev_off, size, sha256 or program_hash(program))
        return self.caller.ask(Opcode.STAGE_BEGIN, begin.encode())

    def stage(self, program: bytes, sha256: bytes = b"", upto: int | None = None) -> int:
        """Stage a program, or the first bytes of it, and return the stage's number."""
        with preparing("nothing could be staged"):
            reply = self.begin(program, sha256)
            expect(reply, "STAGE_BEGIN", LinkStatus.OK)
            stage = decoded(decode_stage, reply.body, "the answer to STAGE_BEGIN", "W-2")
            for at in range(0, len(program) if upto is None else upto, _CHUNK):
                part = program[at : at + _CHUNK] if upto is None else program[at : min(at + _CHUNK, upto)]
                expect(self.chunk(stage, at, part), "STAGE_CHUNK", LinkStatus.OK)
        return stage

    def chunk(self, stage: int, offset: int, part: bytes) -> Reply:
        """STAGE_CHUNK, whatever comes of it."""
        return self.caller.ask(Opcode.STAGE_CHUNK, StageChunk(stage, offset, part).encode())

    def verify(self, stage: int) -> Reply:
        """STAGE_VERIFY, whatever comes of it."""
        return self.caller.ask(Opcode.STAGE_VERIFY, stage.to_bytes(2, "little"))

    def verified(self, program: bytes) -> int:
        """Stage a program that the pump takes, have it verified, and return the stage's number."""
        stage = self.stage(program)
        with preparing("nothing could be verified"):
            expect(self.verify(stage), "STAGE_VERIFY", LinkStatus.OK)
        return stage

    def commit_payload(self, stage: int, program: bytes, token: bytes = b"", rev_off: int = 0) -> bytes:
        """COMMIT for the pump as it is now."""
        now = self.status()
        named = program_hash(program)
        return Commit(token or self.token(), stage, named, now.program_hash, now.state_rev + rev_off).encode()

    def install(self, program: bytes) -> Done:
        """Make that program the one in force."""
        return self.obeyed(Opcode.COMMIT, self.commit_payload(self.verified(program), program))

    # ---- afterwards ---------------------------------------------------------------------------------------------

    def put_back(self) -> None:
        """The program and whether delivery runs; ``left`` tells what remains. Raises ``LinkTrouble``."""
        self.caller.leave()
        try:
            self._put_back()
            self._tell_traces()
        except (Departure, CannotTry) as trouble:
            self.left.append(f"The pump could not be put back as it was: {trouble.why}")
        except LinkTrouble as trouble:
            what = f"{trouble.what}, and the pump was not put back as it was before the trial"
            raise LinkTrouble(what, trouble.why, trouble.remedy) from trouble

    def _put_back(self) -> None:
        held = decode_program(self.program)
        if self.status().program_hash != program_hash(self.program):
            self.install(encode_program(held.settled))
            if held.opening is not None:
                self.left.append("The program was written back without what opens it, which would begin anew")
        self._take_back()
        if self.before.delivery is not self.status().delivery:
            self.stop() if self.before.delivery is Delivery.STOPPED else self.resume()

    def _take_back(self) -> None:
        """A bolus of the trial that still runs, and a clock that is still a minute on."""
        now = self.status()
        if now.bolus is BolusKind.SINGLE and self.before.bolus is not BolusKind.SINGLE:
            self.obeyed(Opcode.BOLUS_CANCEL, self.token())
        if self.clock_ahead_us:
            self.set_clock_back()

    def set_clock_back(self) -> None:
        """By as much as the trial has put it forward."""
        now = self.status()
        to = PumpTime(now.pump_time.value - self.clock_ahead_us)
        self.obeyed(Opcode.CLOCK_SET, SetClock(self.token(), now.state_rev, to).encode())
        self.clock_ahead_us = 0

    def _tell_traces(self) -> None:
        now = self.status()
        written = now.log.last_sequence - self.before.log.last_sequence
        self.left.append(
            f"The log has {written} records more, state_rev is {now.state_rev} and was {self.before.state_rev}, and "
            f"{self.tokens} tokens of this trial were sent; those that were taken stand in the table of tokens or "
            "have passed through it"
        )


@contextmanager
def preparing(why: str) -> Iterator[None]:
    """What fails here is not what is being tried: it is another clause's, and this one cannot be tried."""
    try:
        yield
    except Departure as trouble:
        raise CannotTry(f"{why}: {trouble.why}") from trouble
