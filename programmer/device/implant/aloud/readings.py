"""What a pump tells of itself, read aloud: identity, limits, catheter, status, pieces of programs, counters."""

from __future__ import annotations

from programmer.device.implant.aloud.figures import (
    Lines,
    alarms,
    bytes_told,
    count,
    day_flow,
    length_text,
    mass_text,
    moment,
    volume_text,
)
from programmer.device.implant.aloud.programs import program_in
from programmer.device.implant.messages.identity import decode_catheter, decode_identity, decode_limits
from programmer.device.implant.messages.link_counters import LinkCounters
from programmer.device.implant.messages.programs import Piece
from programmer.device.implant.messages.status import decode_status
from programmer.therapy.pump import Battery, PumpStatus


def identity(body: bytes) -> Lines:
    """Raises ``Malformed``, as all of these do."""
    pump = decode_identity(body)
    simulated = "yes" if pump.simulated else "no"
    return [
        ("serial", pump.serial or "none"),
        ("model", pump.model or "none"),
        ("firmware", pump.firmware or "none"),
        ("simulated", simulated),
    ]


def limits(body: bytes) -> Lines:
    """What the pump can hold and deliver."""
    pump = decode_limits(body)
    return [
        ("capacity", volume_text(pump.capacity)),
        ("low reservoir mark", volume_text(pump.low_reservoir_mark)),
        ("least flow", day_flow(pump.min_flow.value)),
        ("greatest flow", day_flow(pump.max_flow.value)),
        ("most steps", count(pump.max_steps, "step")),
        ("flow at minimum rate", day_flow(pump.maintaining_flow.value, "none")),
        ("flow step", day_flow(pump.flow_step.value, "any flow")),
    ]


def catheter(body: bytes) -> Lines:
    """What leads from the pump to the spinal fluid."""
    path = decode_catheter(body)
    return [
        ("model", path.model or "none"),
        ("tubing", volume_text(path.tubing)),
        ("volume per cm", f"{volume_text(path.volume_per_cm)}/cm"),
        ("length", length_text(path.length_mm)),
    ]


def status(body: bytes) -> Lines:
    """How the pump is now."""
    pump = decode_status(body)
    return [
        ("state rev", str(pump.state_rev)),
        ("pump time", moment(pump.pump_time)),
        ("delivery", pump.delivery.value),
        ("delivery set by", pump.delivery_by.value),
        ("delivery since", moment(pump.delivery_since)),
        ("dose rate", f"{mass_text(pump.dose_rate.value)} per day"),
        ("reservoir", volume_text(pump.reservoir)),
        ("delivered in its life", volume_text(pump.delivered_total)),
        ("delivered today", mass_text(pump.delivered_today.value)),
        ("battery", _battery(pump.battery)),
        ("active alarms", alarms(pump.active_alarms)),
        ("latched alarms", alarms(pump.latched_alarms)),
        ("log epoch", pump.log.epoch.hex()),
        ("first log record", str(pump.log.first_sequence)),
        ("last log record", str(pump.log.last_sequence)),
        ("program in force", pump.program_hash.hex()),
        *_boluses(pump),
    ]


def _battery(battery: Battery) -> str:
    left = "days left not known" if battery.days_left is None else f"{count(battery.days_left, 'day')} left"
    return f"{battery.state.value}, {left}"


def _boluses(pump: PumpStatus) -> Lines:
    return [
        ("prime or bridge left", volume_text(pump.opening_left) if pump.opening_left else "none"),
        ("mode runs since", moment(pump.mode_since, "not yet begun")),
        ("bolus", "none runs" if pump.bolus is None else pump.bolus.value),
        ("bolus until", moment(pump.bolus_until)),
        ("patient boluses in 24 h", str(pump.patient_boluses_today)),
        ("lockout until", moment(pump.lockout_until, "no lockout")),
    ]


def piece(body: bytes) -> Lines:
    """Some bytes of a program, in force or staged."""
    part = Piece.decode(body)
    return [
        ("whole length", count(part.whole_length, "byte")),
        ("offset", count(part.offset, "byte")),
        ("whole SHA-256", part.sha256.hex()),
        ("part", bytes_told(part.part)),
        *program_in(part),
    ]


def link_counters(body: bytes) -> Lines:
    """What the pump's side of the link did not believe."""
    counters = LinkCounters.decode(body)
    security = [(kind.value, count(number, "frame")) for kind, number in counters.distrusted.items()]
    return [*security, ("dropped", count(counters.dropped, "piece"))]
