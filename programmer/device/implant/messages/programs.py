"""Reading the program in force, and staging a new one beside it.

===============  ==========================================  ===========================================
opcode           request                                     answer
===============  ==========================================  ===========================================
PROGRAM_READ     offset u16                                  piece (below)
STAGE_BEGIN      active SHA-256 32, state_rev u32,           stage u16
                 length u16, SHA-256 32
STAGE_CHUNK      stage u16, offset u16, bytes                nothing
STAGE_VERIFY     stage u16                                   SHA-256 32, figures (below)
STAGE_READ       stage u16, offset u16                       piece (below)
STAGE_ABORT      stage u16                                   nothing; also right when there is no such stage
===============  ==========================================  ===========================================

piece: length of the whole u16, offset u16, SHA-256 of the whole 32, bytes.

figures: count of drugs u8, then for each: name length u8, name ASCII, largest dose of any 24 hours u64 in ng
rounded up; peak rate u64 in ng per day rounded up; most boluses in any 24 hours u32; reservoir u32 nL; days to the
low-reservoir mark u32, 0xFFFFFFFF never. A dose too large for its field is written as 0xFFFFFFFFFFFFFFFF.

STAGE_VERIFY refused: count u8, then for each violation, the first 200 at most: limit u8, step u8.
"""

from __future__ import annotations

from dataclasses import dataclass

from programmer.telemetry.frames import MAX_PAYLOAD
from programmer.telemetry.wire import PayloadReader, PayloadWriter
from programmer.therapy.critical_figures import CriticalFigures, DrugPerDay
from programmer.therapy.quantities import Nanolitres

HASH_LENGTH = 32
MAX_PIECE = MAX_PAYLOAD - 48
MOST_VIOLATIONS = 200
LATEST_STEP = 255
"""A violation names this step for every later one too."""
_NEVER = 0xFFFFFFFF
_BEYOND_COUNTING = 2**64 - 1


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of a program, with what is needed to know that the pieces belong together."""

    whole_length: int
    offset: int
    sha256: bytes
    part: bytes

    @classmethod
    def cut(cls, whole: bytes, sha256: bytes, offset: int) -> Piece:
        """The piece of ``whole`` that starts at ``offset``."""
        return cls(len(whole), offset, sha256, whole[offset : offset + MAX_PIECE])

    def encode(self) -> bytes:
        """Return the body."""
        writer = PayloadWriter().u16(self.whole_length).u16(self.offset).fixed(self.sha256, HASH_LENGTH)
        return writer.rest(self.part).done()

    @classmethod
    def decode(cls, body: bytes) -> Piece:
        """Read the body. Raises ``Malformed``."""
        reader = PayloadReader(body)
        return cls(reader.u16(), reader.u16(), reader.fixed(HASH_LENGTH), reader.rest())


def step_words(step: int) -> str:
    """``step 5`` for what counts from 0 in a violation."""
    return f"step {step + 1} or later" if step == LATEST_STEP else f"step {step + 1}"


@dataclass(frozen=True, slots=True)
class StageBegin:
    """Opens a stage, if the pump still is as the clinician saw it."""

    active_hash: bytes
    state_rev: int
    length: int
    sha256: bytes

    def encode(self) -> bytes:
        """Return the payload."""
        writer = PayloadWriter().fixed(self.active_hash, HASH_LENGTH).u32(self.state_rev)
        return writer.u16(self.length).fixed(self.sha256, HASH_LENGTH).done()

    @classmethod
    def decode(cls, payload: bytes) -> StageBegin:
        """Read the payload. Raises ``Malformed``."""
        reader = PayloadReader(payload)
        request = cls(reader.fixed(HASH_LENGTH), reader.u32(), reader.u16(), reader.fixed(HASH_LENGTH))
        reader.end()
        return request


@dataclass(frozen=True, slots=True)
class StageChunk:
    """Bytes for a stage. The same bytes at the same place may come twice; other bytes may not."""

    stage: int
    offset: int
    part: bytes

    def encode(self) -> bytes:
        """Return the payload."""
        return PayloadWriter().u16(self.stage).u16(self.offset).rest(self.part).done()

    @classmethod
    def decode(cls, payload: bytes) -> StageChunk:
        """Read the payload. Raises ``Malformed``."""
        reader = PayloadReader(payload)
        return cls(reader.u16(), reader.u16(), reader.rest())


def decode_stage(body: bytes) -> int:
    """Read the body of a STAGE_BEGIN answer: the stage's number. Raises ``Malformed``."""
    reader = PayloadReader(body)
    stage = reader.u16()
    reader.tail()
    return stage


def encode_figures(sha256: bytes, figures: CriticalFigures) -> bytes:
    """Return the body of a STAGE_VERIFY answer."""
    days = _NEVER if figures.days_to_alarm is None else figures.days_to_alarm
    writer = PayloadWriter().fixed(sha256, HASH_LENGTH).u8(len(figures.doses))
    for dose in figures.doses:
        writer.text(dose.name).u64(min(dose.nanograms, _BEYOND_COUNTING))
    writer.u64(min(figures.peak_dose, _BEYOND_COUNTING)).u32(figures.boluses_per_day)
    return writer.u32(figures.reservoir.value).u32(days).done()


def decode_figures(body: bytes) -> tuple[bytes, CriticalFigures]:
    """Read the body of a STAGE_VERIFY answer: the pump's own SHA-256 and its own arithmetic."""
    reader = PayloadReader(body)
    sha256 = reader.fixed(HASH_LENGTH)
    doses = tuple(DrugPerDay(reader.text(), reader.u64()) for _ in range(reader.u8()))
    peak, boluses = reader.u64(), reader.u32()
    reservoir, days = Nanolitres(reader.u32()), reader.u32()
    reader.tail()
    return sha256, CriticalFigures(doses, peak, boluses, reservoir, None if days == _NEVER else days)
