"""Commands that touch therapy, each with its token, and the question what became of one.

=============  ==================================================================  ==========================
opcode         request                                                             answer
=============  ==================================================================  ==========================
COMMIT         token 16, stage u16, SHA-256 32, active SHA-256 32, state_rev u32   done (below)
STOP           token 16                                                            done (below)
RESUME         token 16, active SHA-256 32, state_rev u32                          done (below)
TOKEN_STATUS   token 16                                                            token answer (below)
=============  ==================================================================  ==========================

done: pump time i64, sequence u32 of the log entry, state_rev u32, SHA-256 32 of the program in force.

token answer: 0x1E not known, 0x2D done, 0x33 refused; epoch 16; lowest log sequence u32 that the table of tokens
still reaches back to; then for done the fields above, for refused the status code u16.
"""

from __future__ import annotations

from dataclasses import dataclass

from programmer.device.implant.codes import TOKEN_CODES
from programmer.device.implant.messages.coding import word_of
from programmer.telemetry.wire import PayloadReader, PayloadWriter
from programmer.therapy.quantities import PumpTime

TOKEN_LENGTH = 16
_HASH_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Commit:
    """Make the staged program the one in force."""

    token: bytes
    stage: int
    sha256: bytes
    active_hash: bytes
    state_rev: int

    def encode(self) -> bytes:
        """Return the payload."""
        writer = PayloadWriter().fixed(self.token, TOKEN_LENGTH).u16(self.stage)
        writer.fixed(self.sha256, _HASH_LENGTH).fixed(self.active_hash, _HASH_LENGTH)
        return writer.u32(self.state_rev).done()

    @classmethod
    def decode(cls, payload: bytes) -> Commit:
        """Read the payload. Raises ``Malformed``."""
        reader = PayloadReader(payload)
        token, stage = reader.fixed(TOKEN_LENGTH), reader.u16()
        command = cls(token, stage, reader.fixed(_HASH_LENGTH), reader.fixed(_HASH_LENGTH), reader.u32())
        reader.end()
        return command


@dataclass(frozen=True, slots=True)
class Stop:
    """Suspend delivery; the program stays."""

    token: bytes

    def encode(self) -> bytes:
        """Return the payload."""
        return PayloadWriter().fixed(self.token, TOKEN_LENGTH).done()

    @classmethod
    def decode(cls, payload: bytes) -> Stop:
        """Read the payload. Raises ``Malformed``."""
        reader = PayloadReader(payload)
        command = cls(reader.fixed(TOKEN_LENGTH))
        reader.end()
        return command


@dataclass(frozen=True, slots=True)
class Resume:
    """Take delivery up again, if the pump still is as the clinician saw it."""

    token: bytes
    active_hash: bytes
    state_rev: int

    def encode(self) -> bytes:
        """Return the payload."""
        writer = PayloadWriter().fixed(self.token, TOKEN_LENGTH).fixed(self.active_hash, _HASH_LENGTH)
        return writer.u32(self.state_rev).done()

    @classmethod
    def decode(cls, payload: bytes) -> Resume:
        """Read the payload. Raises ``Malformed``."""
        reader = PayloadReader(payload)
        command = cls(reader.fixed(TOKEN_LENGTH), reader.fixed(_HASH_LENGTH), reader.u32())
        reader.end()
        return command


@dataclass(frozen=True, slots=True)
class Done:
    """A command took effect: when, under which log entry, and what holds since."""

    pump_time: PumpTime
    sequence: int
    state_rev: int
    active_hash: bytes

    def write(self, writer: PayloadWriter) -> PayloadWriter:
        """Append the fields."""
        writer.i64(self.pump_time.value).u32(self.sequence).u32(self.state_rev)
        return writer.fixed(self.active_hash, _HASH_LENGTH)

    def encode(self) -> bytes:
        """Return the body."""
        return self.write(PayloadWriter()).done()

    @classmethod
    def read(cls, reader: PayloadReader) -> Done:
        """Take the fields. Raises ``Malformed``."""
        return cls(PumpTime(reader.i64()), reader.u32(), reader.u32(), reader.fixed(_HASH_LENGTH))

    @classmethod
    def decode(cls, body: bytes) -> Done:
        """Read the body. Raises ``Malformed``."""
        reader = PayloadReader(body)
        done = cls.read(reader)
        reader.tail()
        return done


@dataclass(frozen=True, slots=True)
class TokenAnswer:
    """What the pump knows of a token: ``done``, or ``refused`` with its status code, or neither: not known."""

    epoch: bytes
    reaches_back_to: int
    done: Done | None = None
    refused: int | None = None

    def encode(self) -> bytes:
        """Return the body."""
        word = "done" if self.done else "not known" if self.refused is None else "refused"
        writer = PayloadWriter().u8(TOKEN_CODES[word]).fixed(self.epoch, 16).u32(self.reaches_back_to)
        if self.done is not None:
            self.done.write(writer)
        elif self.refused is not None:
            writer.u16(self.refused)
        return writer.done()

    @classmethod
    def decode(cls, body: bytes) -> TokenAnswer:
        """Read the body. Raises ``Malformed``."""
        reader = PayloadReader(body)
        word = word_of(reader.u8(), TOKEN_CODES, "what became of a token")
        epoch, reaches = reader.fixed(16), reader.u32()
        done = Done.read(reader) if word == "done" else None
        refused = reader.u16() if word == "refused" else None
        reader.tail()
        return cls(epoch, reaches, done, refused)
