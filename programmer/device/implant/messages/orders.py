"""What the pump can be told beside its program: a bolus now, alarms seen, its clock, a refill, the mark of a visit.

===================  =================================================================================================
opcode               request
===================  =================================================================================================
BOLUS                token 16, active SHA-256 32, state_rev u32, dose u64 ng of the primary, duration u32 s (to 86,400)
BOLUS_CANCEL         token 16
ALARM_ACKNOWLEDGE    token 16, latched alarms u32, the bits of a status
CLOCK_SET            token 16, state_rev u32, pump time i64 that the clock shall show
REFILL               token 16, active SHA-256 32, state_rev u32, volume u32 nL that is in the reservoir now
CHECKPOINT           token 16, the programmer's name of the visit 16, SHA-256 32 over its records
===================  =================================================================================================

Each is answered "done" as every command is. A dose or duration of 0, a dose of 2^63 ng or more, and a clock before the
year 2000 or after 2099 make the request malformed.
"""

from __future__ import annotations

from dataclasses import dataclass

from programmer.device.implant.codes import alarm_bitmap, alarms_in
from programmer.device.implant.messages.commands import TOKEN_LENGTH
from programmer.telemetry.wire import Malformed, PayloadReader, PayloadWriter
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.boluses import LONGEST_ORDER, SingleBolus
from programmer.therapy.quantities import Nanograms, Nanolitres, PumpTime, Seconds

_HASH_LENGTH = 32
_VISIT_LENGTH = 16
EARLIEST_CLOCK = PumpTime(946_684_800_000_000)
"""The beginning of the year 2000: what a clock is set to is never before."""
LATEST_CLOCK = PumpTime(4_102_444_800_000_000)
"""The beginning of the year 2100: what a clock is set to is always before."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The pump as the programmer saw it."""

    active_hash: bytes
    state_rev: int

    def write(self, writer: PayloadWriter) -> PayloadWriter:
        """Append the fields."""
        return writer.fixed(self.active_hash, _HASH_LENGTH).u32(self.state_rev)

    @classmethod
    def read(cls, reader: PayloadReader) -> Seen:
        """Take the fields. Raises ``Malformed``."""
        return cls(reader.fixed(_HASH_LENGTH), reader.u32())


@dataclass(frozen=True, slots=True)
class GiveBolus:
    """Give a single bolus now, on top of the basal rate."""

    token: bytes
    seen: Seen
    bolus: SingleBolus

    def encode(self) -> bytes:
        """Return the payload."""
        writer = self.seen.write(PayloadWriter().fixed(self.token, TOKEN_LENGTH))
        return write_bolus(writer, self.bolus).done()

    @classmethod
    def decode(cls, payload: bytes) -> GiveBolus:
        """Read the payload. Raises ``Malformed``."""
        reader = PayloadReader(payload)
        command = cls(reader.fixed(TOKEN_LENGTH), Seen.read(reader), read_bolus(reader))
        reader.end()
        if command.bolus.duration > LONGEST_ORDER:
            raise Malformed(f"a bolus of {command.bolus.duration.value} s")
        return command


def write_bolus(writer: PayloadWriter, bolus: SingleBolus) -> PayloadWriter:
    """Append dose u64 ng and duration u32 s."""
    return writer.u64(bolus.dose.value).u32(bolus.duration.value)


def read_bolus(reader: PayloadReader) -> SingleBolus:
    """Take dose and duration. Raises ``Malformed``, also for a bolus that is none."""
    dose, duration = reader.u64(), reader.u32()
    try:
        return SingleBolus(Nanograms(dose), Seconds(duration))
    except ValueError as trouble:
        raise Malformed(str(trouble)) from trouble


@dataclass(frozen=True, slots=True)
class AcknowledgeAlarms:
    """A person has seen these alarms; those that are over end."""

    token: bytes
    alarms: tuple[AlarmKind, ...]

    def encode(self) -> bytes:
        """Return the payload."""
        return PayloadWriter().fixed(self.token, TOKEN_LENGTH).u32(alarm_bitmap(self.alarms)).done()

    @classmethod
    def decode(cls, payload: bytes) -> AcknowledgeAlarms:
        """Read the payload. Raises ``Malformed``."""
        reader = PayloadReader(payload)
        command = cls(reader.fixed(TOKEN_LENGTH), alarms_in(reader.u32()))
        reader.end()
        return command


@dataclass(frozen=True, slots=True)
class SetClock:
    """From now on the pump's clock shows ``to``."""

    token: bytes
    state_rev: int
    to: PumpTime

    def encode(self) -> bytes:
        """Return the payload."""
        writer = PayloadWriter().fixed(self.token, TOKEN_LENGTH).u32(self.state_rev)
        return writer.i64(self.to.value).done()

    @classmethod
    def decode(cls, payload: bytes) -> SetClock:
        """Read the payload. Raises ``Malformed``."""
        reader = PayloadReader(payload)
        command = cls(reader.fixed(TOKEN_LENGTH), reader.u32(), PumpTime(reader.i64()))
        reader.end()
        if not EARLIEST_CLOCK <= command.to < LATEST_CLOCK:
            raise Malformed("a clock is set to a moment from 2000 to 2099")
        return command


@dataclass(frozen=True, slots=True)
class TellRefill:
    """``volume`` is in the reservoir now."""

    token: bytes
    seen: Seen
    volume: Nanolitres

    def encode(self) -> bytes:
        """Return the payload."""
        writer = self.seen.write(PayloadWriter().fixed(self.token, TOKEN_LENGTH))
        return writer.u32(self.volume.value).done()

    @classmethod
    def decode(cls, payload: bytes) -> TellRefill:
        """Read the payload. Raises ``Malformed``."""
        reader = PayloadReader(payload)
        command = cls(reader.fixed(TOKEN_LENGTH), Seen.read(reader), Nanolitres(reader.u32()))
        reader.end()
        return command


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The programmer's records of this visit have that name and, so far, that hash; also what the log keeps of it."""

    token: bytes
    visit: bytes
    sha256: bytes

    def encode(self) -> bytes:
        """Return the payload."""
        writer = PayloadWriter().fixed(self.token, TOKEN_LENGTH).fixed(self.visit, _VISIT_LENGTH)
        return writer.fixed(self.sha256, _HASH_LENGTH).done()

    @classmethod
    def decode(cls, payload: bytes) -> Checkpoint:
        """Read the payload. Raises ``Malformed``."""
        reader = PayloadReader(payload)
        command = cls(reader.fixed(TOKEN_LENGTH), reader.fixed(_VISIT_LENGTH), reader.fixed(_HASH_LENGTH))
        reader.end()
        return command
