"""Requests that the conversations of the vectors have in common, and the programs that they write."""

from __future__ import annotations

from dataclasses import replace

from programmer.device.implant.codes import Opcode
from programmer.device.implant.messages.commands import Commit, Resume, Stop
from programmer.device.implant.messages.orders import (
    GiveBolus,
    Seen,
)
from programmer.device.implant.messages.programs import StageBegin, StageChunk
from programmer.telemetry.codes import LinkStatus
from programmer.telemetry.wire import PayloadWriter
from programmer.therapy.boluses import BridgeBolus, SingleBolus
from programmer.therapy.canonical import encode_program, program_hash
from programmer.therapy.programs import Continuous, PumpProgram, Stopped
from programmer.therapy.quantities import Nanograms, NanogramsPerDay, Nanolitres, Seconds
from tests.conformance.conversation import Conversation
from tests.conformance.fixed import token
from tests.support.programs_of_every_kind import (
    BACLOFEN_500,
    BACLOFEN_2000,
    BRIDGE,
    ON_REQUEST,
    WEEK,
    day,
    micrograms,
)

ORDINARY = PumpProgram(BACLOFEN_500, Continuous(micrograms(120)))
TOO_FAST = PumpProgram(BACLOFEN_500, Continuous(NanogramsPerDay(900_000_000)))
TOO_MANY_STEPS = PumpProgram(BACLOFEN_500, day(*((hour, 100 + hour) for hour in range(15))))
OTHER_DRUG = PumpProgram(BACLOFEN_2000, Continuous(micrograms(120)))
UNFOUNDED = replace(ORDINARY, opening=BridgeBolus((BACLOFEN_500,), micrograms(100), Nanolitres(316_000)))
BRIDGED = replace(OTHER_DRUG, opening=BRIDGE)
STOPPED = PumpProgram(BACLOFEN_500, Stopped())
WRITTEN = PumpProgram(BACLOFEN_500, WEEK, patient_bolus=ON_REQUEST)
BOLUS = SingleBolus(Nanograms(20_000), Seconds(1200))


class Asking:
    """Requests that follow what the pump is at that moment."""

    def __init__(self, held: Conversation) -> None:
        self.held = held
        self._tokens = 100

    def seen(self) -> Seen:
        """The pump as it is."""
        return Seen(self.held.pump.pump.active_hash, self.held.pump.pump.state_rev)

    def token(self) -> bytes:
        self._tokens += 1
        return token(self._tokens)

    def expect(self, status: int, opcode: int, payload: bytes = b"") -> bytes:
        answer = self.held.ask(opcode, payload)
        assert answer.status == status, f"{opcode:#x} is answered {answer.status:#06x}"
        return answer.body

    def stage(self, program: PumpProgram, piece: int = 400) -> int:
        """Stage a program in pieces of that size; the stage's number."""
        whole, seen = encode_program(program), self.seen()
        begin = StageBegin(seen.active_hash, seen.state_rev, len(whole), program_hash(whole))
        stage = int.from_bytes(self.expect(LinkStatus.OK, Opcode.STAGE_BEGIN, begin.encode()), "little")
        for offset in range(0, len(whole), piece):
            chunk = StageChunk(stage, offset, whole[offset : offset + piece])
            self.expect(LinkStatus.OK, Opcode.STAGE_CHUNK, chunk.encode())
        return stage

    def verify(self, status: int, program: PumpProgram) -> int:
        stage = self.stage(program)
        self.expect(status, Opcode.STAGE_VERIFY, stage_named(stage))
        return stage

    def commit(self, status: int, stage: int, program: PumpProgram, named: bytes | None = None) -> None:
        seen = self.seen()
        sha256 = program_hash(encode_program(program)) if named is None else named
        command = Commit(self.token(), stage, sha256, seen.active_hash, seen.state_rev)
        self.expect(status, Opcode.COMMIT, command.encode())

    def stop(self, number: int | None = None) -> None:
        self.expect(
            LinkStatus.OK, Opcode.STOP, Stop(self.token() if number is None else token(number)).encode()
        )

    def resume(self, status: int = LinkStatus.OK, state_rev: int | None = None) -> None:
        seen = self.seen()
        at = seen.state_rev if state_rev is None else state_rev
        self.expect(status, Opcode.RESUME, Resume(self.token(), seen.active_hash, at).encode())

    def bolus(self, status: int, bolus: SingleBolus = BOLUS, token: bytes = b"") -> None:
        self.expect(status, Opcode.BOLUS, GiveBolus(token or self.token(), self.seen(), bolus).encode())


def stage_named(number: int) -> bytes:
    """The payload that names a stage."""
    return PayloadWriter().u16(number).done()
