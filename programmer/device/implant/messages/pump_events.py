"""What the pump's log tells of itself: the details of further records.

============  =====================================
record        detail
============  =====================================
clock set     what it showed before, i64, pump time
refill told   what it was told to hold, u32 nL
============  =====================================
"""

from __future__ import annotations

from programmer.telemetry.wire import PayloadReader, PayloadWriter
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
