"""Everything a pump told at one reading as rows, and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from programmer.records.rows import InterrogationRow
from programmer.records.sql.tables import StoredAlarm, StoredFurtherReading, StoredInterrogation
from programmer.records.sql.tables.visits import ACTIVE, LATCHED
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.pump import (
    Battery,
    BatteryState,
    BolusKind,
    Catheter,
    ChangedBy,
    Delivery,
    LogPosition,
    PumpIdentity,
    PumpLimits,
    PumpStatus,
)
from programmer.therapy.quantities import Nanograms, NanogramsPerDay, Nanolitres, PumpTime

_ALARM_BY_WORD = {kind.word: kind for kind in AlarmKind}


def stored_interrogation(row: InterrogationRow) -> StoredInterrogation:
    return StoredInterrogation(
        id=row.id,
        session_id=row.session_id,
        pump_id=row.pump_id,
        program_id=row.program_id,
        read_utc_us=row.read_utc_us,
        offset_us=row.offset_us,
        **_identity_columns(row.identity),
        **_limits_columns(row.limits),
        **_catheter_columns(row.catheter),
        **_status_columns(row.status),
    )


def stored_alarms(row: InterrogationRow, new_id: Callable[[], bytes]) -> list[StoredAlarm]:
    """The alarms of an interrogation in the pump's order; ``new_id`` makes an id for each."""
    standing = [(ACTIVE, kind) for kind in row.status.active_alarms]
    standing += [(LATCHED, kind) for kind in row.status.latched_alarms]
    return [
        StoredAlarm(id=new_id(), interrogation_id=row.id, standing=how, kind=kind.word)
        for how, kind in standing
    ]


def stored_further(row: InterrogationRow) -> StoredFurtherReading:
    """There is one to an interrogation, and it has the same id."""
    status = row.status
    return StoredFurtherReading(
        id=row.id,
        interrogation_id=row.id,
        maintaining_flow_nl_per_day=row.limits.maintaining_flow.value,
        flow_step_nl_per_day=row.limits.flow_step.value,
        opening_left_nl=status.opening_left.value,
        mode_since_us=_whole_or_none(status.mode_since),
        bolus=None if status.bolus is None else status.bolus.value,
        bolus_until_us=_whole_or_none(status.bolus_until),
        patient_boluses_today=status.patient_boluses_today,
        lockout_until_us=_whole_or_none(status.lockout_until),
    )


def interrogation_of(
    stored: StoredInterrogation, alarms: Sequence[StoredAlarm], further: StoredFurtherReading | None
) -> InterrogationRow:
    """``alarms`` are those of this interrogation, in order of arrival; ``further`` None in older records."""
    row = _first_reading_of(stored, alarms)
    return row if further is None else _with_further(row, further)


def _first_reading_of(stored: StoredInterrogation, alarms: Sequence[StoredAlarm]) -> InterrogationRow:
    return InterrogationRow(
        id=stored.id,
        session_id=stored.session_id,
        pump_id=stored.pump_id,
        program_id=stored.program_id,
        read_utc_us=stored.read_utc_us,
        offset_us=stored.offset_us,
        identity=PumpIdentity(stored.serial, stored.model, stored.firmware, bool(stored.simulated)),
        limits=_limits_of(stored),
        catheter=_catheter_of(stored),
        status=_status_of(stored, alarms),
    )


def _with_further(row: InterrogationRow, further: StoredFurtherReading) -> InterrogationRow:
    limits = replace(
        row.limits,
        maintaining_flow=Nanolitres(further.maintaining_flow_nl_per_day),
        flow_step=Nanolitres(further.flow_step_nl_per_day),
    )
    status = replace(
        row.status,
        opening_left=Nanolitres(further.opening_left_nl),
        mode_since=_time_or_none(further.mode_since_us),
        bolus=None if further.bolus is None else BolusKind(further.bolus),
        bolus_until=_time_or_none(further.bolus_until_us),
        patient_boluses_today=further.patient_boluses_today,
        lockout_until=_time_or_none(further.lockout_until_us),
    )
    return replace(row, limits=limits, status=status)


def _whole_or_none(time: PumpTime | None) -> int | None:
    return None if time is None else time.value


def _time_or_none(value: int | None) -> PumpTime | None:
    return None if value is None else PumpTime(value)


def _identity_columns(identity: PumpIdentity) -> dict[str, Any]:
    return {
        "serial": identity.serial,
        "model": identity.model,
        "firmware": identity.firmware,
        "simulated": int(identity.simulated),
    }


def _limits_columns(limits: PumpLimits) -> dict[str, Any]:
    return {
        "capacity_nl": limits.capacity.value,
        "low_reservoir_mark_nl": limits.low_reservoir_mark.value,
        "min_flow_nl_per_day": limits.min_flow.value,
        "max_flow_nl_per_day": limits.max_flow.value,
        "max_steps": limits.max_steps,
    }


def _limits_of(stored: StoredInterrogation) -> PumpLimits:
    return PumpLimits(
        capacity=Nanolitres(stored.capacity_nl),
        low_reservoir_mark=Nanolitres(stored.low_reservoir_mark_nl),
        min_flow=Nanolitres(stored.min_flow_nl_per_day),
        max_flow=Nanolitres(stored.max_flow_nl_per_day),
        max_steps=stored.max_steps,
    )


def _catheter_columns(catheter: Catheter) -> dict[str, Any]:
    return {
        "catheter_model": catheter.model,
        "catheter_tubing_nl": catheter.tubing.value,
        "catheter_volume_per_cm_nl": catheter.volume_per_cm.value,
        "catheter_length_mm": catheter.length_mm,
    }


def _catheter_of(stored: StoredInterrogation) -> Catheter:
    return Catheter(
        model=stored.catheter_model,
        tubing=Nanolitres(stored.catheter_tubing_nl),
        volume_per_cm=Nanolitres(stored.catheter_volume_per_cm_nl),
        length_mm=stored.catheter_length_mm,
    )


def _status_columns(status: PumpStatus) -> dict[str, Any]:
    return {
        "pump_time_us": status.pump_time.value,
        "delivery": status.delivery.value,
        "delivery_since_us": status.delivery_since.value,
        "delivery_by": status.delivery_by.value,
        "dose_rate_ng_per_day": status.dose_rate.value,
        "reservoir_nl": status.reservoir.value,
        "delivered_total_nl": status.delivered_total.value,
        "delivered_today_ng": status.delivered_today.value,
        "battery": status.battery.state.value,
        "battery_days_left": status.battery.days_left,
        "log_epoch": status.log.epoch,
        "log_first_sequence": status.log.first_sequence,
        "log_last_sequence": status.log.last_sequence,
        "program_hash": status.program_hash,
        "state_rev": status.state_rev,
    }


def _status_of(stored: StoredInterrogation, alarms: Sequence[StoredAlarm]) -> PumpStatus:
    return PumpStatus(
        pump_time=PumpTime(stored.pump_time_us),
        delivery=Delivery(stored.delivery),
        delivery_since=PumpTime(stored.delivery_since_us),
        delivery_by=ChangedBy(stored.delivery_by),
        dose_rate=NanogramsPerDay(stored.dose_rate_ng_per_day),
        reservoir=Nanolitres(stored.reservoir_nl),
        delivered_total=Nanolitres(stored.delivered_total_nl),
        delivered_today=Nanograms(stored.delivered_today_ng),
        battery=Battery(BatteryState(stored.battery), stored.battery_days_left),
        active_alarms=_alarms_of(alarms, ACTIVE),
        latched_alarms=_alarms_of(alarms, LATCHED),
        log=LogPosition(stored.log_epoch, stored.log_first_sequence, stored.log_last_sequence),
        program_hash=stored.program_hash,
        state_rev=stored.state_rev,
    )


def _alarms_of(alarms: Sequence[StoredAlarm], standing: str) -> tuple[AlarmKind, ...]:
    return tuple(_ALARM_BY_WORD[alarm.kind] for alarm in alarms if alarm.standing == standing)
