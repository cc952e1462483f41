"""What the product reads in the bytes of a message, under the names that the standard gives to its fields."""

from __future__ import annotations

from collections.abc import Callable

from programmer.device.implant.codes import (
    BATTERY_CODES,
    BOLUS_CODES,
    CHANGED_BY_CODES,
    DELIVERY_CODES,
    EVENT_CODES,
    alarm_bitmap,
)
from programmer.device.implant.messages.identity import decode_catheter, decode_identity, decode_limits
from programmer.device.implant.messages.link_counters import LinkCounters
from programmer.device.implant.messages.log import LogAnswer, LogRequest, read_event
from programmer.device.implant.messages.programs import (
    Piece,
    StageBegin,
    StageChunk,
    decode_figures,
    decode_stage,
)
from programmer.device.implant.messages.status import NO_BOLUS, decode_status
from programmer.telemetry.hello import HelloAnswer, HelloRequest
from programmer.telemetry.secure_channel import Distrusted
from programmer.telemetry.wire import PayloadReader
from programmer.therapy.pump import PumpEvent
from programmer.therapy.quantities import PumpTime
from tests.conformance.readings_of_commands import COMMANDS
from tests.conformance.readings_of_programs import program_fields
from tests.conformance.stranger import Value, Values

_NO_TIME = -(2**63)


def reading(structure: str, payload: bytes) -> Values:
    """What the product makes of this structure. Raises ``Malformed``."""
    return _READ[structure](payload)


def _nothing(payload: bytes) -> Values:
    PayloadReader(payload).end()
    return {}


def _one(name: str, size: int) -> Callable[[bytes], Values]:
    def read(payload: bytes) -> Values:
        reader = PayloadReader(payload)
        values: Values = {name: int.from_bytes(reader.fixed(size), "little")}
        reader.end()
        return values

    return read


def _versions(payload: bytes) -> Values:
    lowest, highest = payload
    return {"lowest": lowest, "highest": highest}


def _violations(payload: bytes) -> Values:
    reader = PayloadReader(payload)
    return {"violations": [_violation(reader.fixed(2)) for _ in range(reader.u8())]}


def _violation(payload: bytes) -> Values:
    limit, step = payload
    return {"limit": limit, "step": step}


def _hello_request(payload: bytes) -> Values:
    hello = HelloRequest.decode(payload)
    return {
        "nonce": hello.nonce.hex(),
        "lowest": hello.lowest,
        "highest": hello.highest,
        "features": hello.features,
        "fingerprint": hello.fingerprint.hex(),
    }


def _hello_answer(payload: bytes) -> Values:
    hello = HelloAnswer.decode(payload)
    return {
        "nonce": hello.nonce.hex(),
        "version": hello.version,
        "features": hello.features,
        "session": hello.session,
        "session_life_ms": hello.session_life_ms,
        "stage_life_ms": hello.stage_life_ms,
        "pump_nonce": hello.pump_nonce.hex(),
        "fingerprint": hello.fingerprint.hex(),
        "marks": hello.knows_you + 2 * hello.shows_code,
    }


def _handshake(payload: bytes) -> Values:
    return {"message": payload.hex()}


def _identity(payload: bytes) -> Values:
    identity = decode_identity(payload)
    return {
        "serial": identity.serial,
        "model": identity.model,
        "firmware": identity.firmware,
        "marks": int(identity.simulated),
    }


def _status(payload: bytes) -> Values:
    status = decode_status(payload)
    days = status.battery.days_left
    return {
        "state_rev": status.state_rev,
        "pump_time_us": status.pump_time.value,
        "delivery": DELIVERY_CODES[status.delivery],
        "delivery_by": CHANGED_BY_CODES[status.delivery_by],
        "delivery_since_us": status.delivery_since.value,
        "dose_rate_ng_per_day": status.dose_rate.value,
        "reservoir_nl": status.reservoir.value,
        "delivered_total_nl": status.delivered_total.value,
        "delivered_today_ng": status.delivered_today.value,
        "battery": BATTERY_CODES[status.battery.state],
        "battery_days": 0xFFFF if days is None else days,
        "active_alarms": alarm_bitmap(status.active_alarms),
        "latched_alarms": alarm_bitmap(status.latched_alarms),
        "epoch": status.log.epoch.hex(),
        "first_sequence": status.log.first_sequence,
        "last_sequence": status.log.last_sequence,
        "program_sha256": status.program_hash.hex(),
        "opening_left_nl": status.opening_left.value,
        "mode_since_us": _time(status.mode_since),
        "bolus": NO_BOLUS if status.bolus is None else BOLUS_CODES[status.bolus],
        "bolus_until_us": _time(status.bolus_until),
        "patient_boluses_today": status.patient_boluses_today,
        "lockout_until_us": _time(status.lockout_until),
    }


def _time(time: PumpTime | None) -> int:
    return _NO_TIME if time is None else time.value


def _limits(payload: bytes) -> Values:
    limits = decode_limits(payload)
    return {
        "capacity_nl": limits.capacity.value,
        "low_reservoir_mark_nl": limits.low_reservoir_mark.value,
        "min_flow_nl_per_day": limits.min_flow.value,
        "max_flow_nl_per_day": limits.max_flow.value,
        "max_steps": limits.max_steps,
        "maintaining_flow_nl_per_day": limits.maintaining_flow.value,
        "flow_step_nl_per_day": limits.flow_step.value,
    }


def _catheter(payload: bytes) -> Values:
    catheter = decode_catheter(payload)
    return {
        "model": catheter.model,
        "tubing_nl": catheter.tubing.value,
        "volume_per_cm_nl": catheter.volume_per_cm.value,
        "length_mm": catheter.length_mm,
    }


def _piece(payload: bytes) -> Values:
    piece = Piece.decode(payload)
    return {
        "whole_length": piece.whole_length,
        "offset": piece.offset,
        "sha256": piece.sha256.hex(),
        "part": piece.part.hex(),
    }


def _stage_begin(payload: bytes) -> Values:
    begin = StageBegin.decode(payload)
    return {
        "active_sha256": begin.active_hash.hex(),
        "state_rev": begin.state_rev,
        "length": begin.length,
        "sha256": begin.sha256.hex(),
    }


def _stage_chunk(payload: bytes) -> Values:
    chunk = StageChunk.decode(payload)
    return {"stage": chunk.stage, "offset": chunk.offset, "part": chunk.part.hex()}


def _stage_offset(payload: bytes) -> Values:
    reader = PayloadReader(payload)
    return {"stage": reader.u16(), "offset": reader.u16()}


def _figures(payload: bytes) -> Values:
    sha256, figures = decode_figures(payload)
    days = figures.days_to_alarm
    return {
        "sha256": sha256.hex(),
        "doses": [{"name": dose.name, "dose_ng": dose.nanograms} for dose in figures.doses],
        "peak_ng_per_day": figures.peak_dose,
        "boluses_per_day": figures.boluses_per_day,
        "reservoir_nl": figures.reservoir.value,
        "days_to_alarm": 0xFFFFFFFF if days is None else days,
    }


def _log_request(payload: bytes) -> Values:
    request = LogRequest.decode(payload)
    return {"from_sequence": request.from_sequence, "at_most": request.at_most}


def _log(payload: bytes) -> Values:
    answer = LogAnswer.decode(payload)
    records: list[Value] = [record_fields(event) for event in answer.events]
    return {
        "epoch": answer.position.epoch.hex(),
        "first_sequence": answer.position.first_sequence,
        "last_sequence": answer.position.last_sequence,
        "records": records,
    }


def record_fields(event: PumpEvent) -> Values:
    """What the product reads in a stored record."""
    return {
        "detail_length": len(event.detail),
        "sequence": event.sequence,
        "pump_time_us": event.pump_time.value,
        "kind": EVENT_CODES[event.kind],
        "detail": event.detail.hex(),
        "crc": int.from_bytes(event.raw[-2:], "little"),
    }


def _link_counters(payload: bytes) -> Values:
    counters = LinkCounters.decode(payload)
    names = {
        "tag_wrong": Distrusted.TAG_WRONG,
        "unsecured": Distrusted.UNSECURED,
        "replayed": Distrusted.REPLAYED,
        "other_session": Distrusted.OTHER_SESSION,
    }
    values: Values = {name: counters.distrusted[kind] for name, kind in names.items()}
    return {**values, "dropped": counters.dropped}


_READ: dict[str, Callable[[bytes], Values]] = {
    **COMMANDS,
    "nothing": _nothing,
    "violations": _violations,
    "violation": _violation,
    "refusal": _one("status", 2),
    "record": lambda payload: record_fields(read_event(payload)),
    "program": program_fields,
    "version notice": _versions,
    "hello request": _hello_request,
    "hello answer": _hello_answer,
    "handshake": _handshake,
    "identity": _identity,
    "status": _status,
    "limits": _limits,
    "catheter": _catheter,
    "offset": _one("offset", 2),
    "piece": _piece,
    "stage begin": _stage_begin,
    "stage": lambda payload: {"stage": decode_stage(payload)},
    "stage chunk": _stage_chunk,
    "stage offset": _stage_offset,
    "figures": _figures,
    "log request": _log_request,
    "log": _log,
    "link counters": _link_counters,
    "state changed": _one("state_rev", 4),
}
