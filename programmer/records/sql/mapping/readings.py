"""Live readings and pump events as rows, and back."""

from __future__ import annotations

from typing import Any

from programmer.records.rows import PumpEventRow, SampleRow
from programmer.records.sql.tables import StoredConflict, StoredPumpEvent, StoredSample
from programmer.therapy.pump import PumpEvent, PumpEventKind
from programmer.therapy.quantities import Nanograms, NanogramsPerDay, Nanolitres, PumpTime


def sample_columns(row: SampleRow) -> dict[str, Any]:
    """Column values of a sample, all but its id and provenance."""
    return {
        "session_id": row.session_id,
        "pump_id": row.pump_id,
        "taken_utc_us": row.taken_utc_us,
        "pump_time_us": row.pump_time.value,
        "reservoir_nl": row.reservoir.value,
        "dose_rate_ng_per_day": row.dose_rate.value,
        "delivered_total_nl": row.delivered_total.value,
        "delivered_today_ng": row.delivered_today.value,
        "running": int(row.running),
    }


def sample_of(stored: StoredSample) -> SampleRow:
    return SampleRow(
        session_id=stored.session_id,
        pump_id=stored.pump_id,
        taken_utc_us=stored.taken_utc_us,
        pump_time=PumpTime(stored.pump_time_us),
        reservoir=Nanolitres(stored.reservoir_nl),
        dose_rate=NanogramsPerDay(stored.dose_rate_ng_per_day),
        delivered_total=Nanolitres(stored.delivered_total_nl),
        delivered_today=Nanograms(stored.delivered_today_ng),
        running=bool(stored.running),
    )


def event_columns(row: PumpEventRow) -> dict[str, Any]:
    """Column values of an event, all but its provenance."""
    return {
        "id": row.id,
        "session_id": row.session_id,
        "pump_id": row.pump_id,
        "epoch": row.epoch,
        "sequence": row.event.sequence,
        "pump_time_us": row.event.pump_time.value,
        "kind": row.event.kind.value,
        "detail": row.event.detail,
        "raw": row.event.raw,
    }


def event_of(stored: StoredPumpEvent | StoredConflict) -> PumpEventRow:
    return PumpEventRow(
        id=stored.id,
        session_id=stored.session_id,
        pump_id=stored.pump_id,
        epoch=stored.epoch,
        event=PumpEvent(
            sequence=stored.sequence,
            pump_time=PumpTime(stored.pump_time_us),
            kind=PumpEventKind(stored.kind),
            detail=stored.detail,
            raw=stored.raw,
        ),
    )
