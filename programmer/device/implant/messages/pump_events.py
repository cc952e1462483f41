"""What the pump's log tells of itself: the details of further records.

===================  =============================================================
record               detail
===================  =============================================================
clock set            what it showed before, i64, pump time
refill told          what it was told to hold, u32 nL
alarms acknowledged  token 16, u32: the bits of those that ended
checkpoint           as CHECKPOINT asks for it: token 16, name of a visit 16, SHA-256 32
===================  =============================================================
"""

from __future__ import annotations

from programmer.device.implant.codes import alarm_bitmap, alarms_in
from programmer.device.implant.messages.commands import TOKEN_LENGTH
from programmer.telemetry.wire import PayloadReader, PayloadWriter
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.quantities import Nanolitres, PumpTime


def encode_clock_set(before: PumpTime) -> bytes:
    """Detail of a clock that was set; the record itself is stamped with the new time."""
    return PayloadWriter().i64(before.value).done()


def decode_clock_set(detail: bytes) -> PumpTime:
    """What the clock showed before. Raises ``Malformed``."""
    reader = PayloadReader(detail)
    before = PumpTime(reader.i64())
    reader.end()
    return before


def encode_refill_told(volume: Nanolitres) -> bytes:
    """Detail of a refill that the pump was told of."""
    return PayloadWriter().u32(volume.value).done()


def decode_refill_told(detail: bytes) -> Nanolitres:
    """What the pump was told to hold. Raises ``Malformed``."""
    reader = PayloadReader(detail)
    volume = Nanolitres(reader.u32())
    reader.end()
    return volume


def encode_acknowledged(token: bytes, ended: frozenset[AlarmKind]) -> bytes:
    """Detail of alarms that a person has seen; the end of each follows."""
    return PayloadWriter().fixed(token, TOKEN_LENGTH).u32(alarm_bitmap(tuple(ended))).done()


def decode_acknowledged(detail: bytes) -> tuple[AlarmKind, ...]:
    """Which alarms were ended, most urgent first. Raises ``Malformed``."""
    reader = PayloadReader(detail)
    reader.fixed(TOKEN_LENGTH)
    alarms = alarms_in(reader.u32())
    reader.end()
    return alarms
