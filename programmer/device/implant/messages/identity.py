"""Who the pump is, what its hardware can do, and the catheter it has."""

from __future__ import annotations

from programmer.telemetry.wire import PayloadReader, PayloadWriter
from programmer.therapy.pump import Catheter, PumpIdentity, PumpLimits
from programmer.therapy.quantities import Nanolitres

_SIMULATED = 0x01


def encode_identity(identity: PumpIdentity) -> bytes:
    """IDENT answer: serial text, model text, firmware text (each length u8 + ASCII), marks u8 (bit 0 simulated)."""
    writer = PayloadWriter().text(identity.serial).text(identity.model).text(identity.firmware)
    return writer.u8(_SIMULATED if identity.simulated else 0).done()


def decode_identity(body: bytes) -> PumpIdentity:
    """Read an IDENT answer. Raises ``Malformed``."""
    reader = PayloadReader(body)
    identity = PumpIdentity(reader.text(), reader.text(), reader.text(), bool(reader.u8() & _SIMULATED))
    reader.tail()
    return identity


def encode_limits(limits: PumpLimits) -> bytes:
    """LIMITS answer: capacity u32 nL, low-reservoir mark u32 nL, least and greatest flow u32 nL/day, steps u8,
    maintaining flow u32 nL/day (0 none), flow step u32 nL/day (0 any flow)."""
    writer = PayloadWriter().u32(limits.capacity.value).u32(limits.low_reservoir_mark.value)
    writer.u32(limits.min_flow.value).u32(limits.max_flow.value).u8(limits.max_steps)
    return writer.u32(limits.maintaining_flow.value).u32(limits.flow_step.value).done()


def decode_limits(body: bytes) -> PumpLimits:
    """Read a LIMITS answer. Raises ``Malformed``."""
    reader = PayloadReader(body)
    volumes = [Nanolitres(reader.u32()) for _ in range(4)]
    steps, maintaining, step = reader.u8(), Nanolitres(reader.u32()), Nanolitres(reader.u32())
    limits = PumpLimits(volumes[0], volumes[1], volumes[2], volumes[3], steps, maintaining, step)
    reader.tail()
    return limits


def encode_catheter(catheter: Catheter) -> bytes:
    """CATHETER answer: model text, tubing u32 nL, volume per cm u32 nL, implanted length u16 mm."""
    writer = PayloadWriter().text(catheter.model).u32(catheter.tubing.value)
    return writer.u32(catheter.volume_per_cm.value).u16(catheter.length_mm).done()


def decode_catheter(body: bytes) -> Catheter:
    """Read a CATHETER answer. Raises ``Malformed``."""
    reader = PayloadReader(body)
    catheter = Catheter(reader.text(), Nanolitres(reader.u32()), Nanolitres(reader.u32()), reader.u16())
    reader.tail()
    return catheter
