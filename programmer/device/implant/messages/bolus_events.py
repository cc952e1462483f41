"""What the pump's log tells of boluses: the details of their records.

=================  ============================================================================================
record             detail
=================  ============================================================================================
bolus begun        bolus u8
bolus ended        bolus u8, what was not pushed u32 nL, rounded up (0: it ran to its end)
bolus refused      reason u8
bolus given        token 16, dose u64 ng of the primary, duration u32 s: what a programmer gave beside the program
bolus cancelled    token 16
opening finished   nothing
=================  ============================================================================================

bolus: 0x1E patient, 0x2D single, 0x33 periodic. reason: 0x4B not programmed, 0x55 stopped, 0x66 reservoir empty, 0x78
prime or bridge, 0x87 reservoir low, 0x99 lockout, 0xAA most per 24 h, 0xB4 most per other window, 0xCC an alarm, 0xD2
a single bolus under way, 0xE1 with the basal rate too fast for the pump, 0x1E too slow.
"""

from __future__ import annotations

from programmer.delivery.happenings import RefusalReason
from programmer.device.implant.codes import BOLUS_CODES, BOLUS_REFUSAL_CODES
from programmer.device.implant.messages.coding import word_of
from programmer.device.implant.messages.commands import TOKEN_LENGTH
from programmer.device.implant.messages.orders import read_bolus, write_bolus
from programmer.telemetry.wire import PayloadReader, PayloadWriter
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.pump import BolusKind
from programmer.therapy.quantities import Nanolitres


def encode_begun(kind: BolusKind) -> bytes:
    """Detail of a bolus that began."""
    return PayloadWriter().u8(BOLUS_CODES[kind]).done()


def decode_begun(detail: bytes) -> BolusKind:
    """Which bolus began. Raises ``Malformed``."""
    reader = PayloadReader(detail)
    kind = word_of(reader.u8(), BOLUS_CODES, "a bolus")
    reader.end()
    return kind


def encode_ended(kind: BolusKind, missing: Nanolitres) -> bytes:
    """Detail of a bolus that ended; what is missing beyond 2^32 - 1 nL is written as that."""
    return PayloadWriter().u8(BOLUS_CODES[kind]).u32(min(missing.value, 2**32 - 1)).done()


def decode_ended(detail: bytes) -> tuple[BolusKind, Nanolitres]:
    """Which bolus ended, and what of it was not pushed. Raises ``Malformed``."""
    reader = PayloadReader(detail)
    kind, missing = word_of(reader.u8(), BOLUS_CODES, "a bolus"), Nanolitres(reader.u32())
    reader.end()
    return kind, missing


def encode_refused(reason: RefusalReason) -> bytes:
    """Detail of a bolus that the patient asked for and did not get."""
    return PayloadWriter().u8(BOLUS_REFUSAL_CODES[reason]).done()


def decode_refused(detail: bytes) -> RefusalReason:
    """Why the patient got no bolus. Raises ``Malformed``."""
    reader = PayloadReader(detail)
    reason = word_of(reader.u8(), BOLUS_REFUSAL_CODES, "why there was no bolus")
    reader.end()
    return reason


def encode_given(token: bytes, bolus: SingleBolus) -> bytes:
    """Detail of a single bolus that a programmer has the pump give now; its beginning follows."""
    return write_bolus(PayloadWriter().fixed(token, TOKEN_LENGTH), bolus).done()


def decode_given(detail: bytes) -> SingleBolus:
    """Which bolus was given. Raises ``Malformed``."""
    reader = PayloadReader(detail)
    reader.fixed(TOKEN_LENGTH)
    bolus = read_bolus(reader)
    reader.end()
    return bolus
