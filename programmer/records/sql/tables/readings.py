"""Tables of live readings and of the copies of the pumps' own logs."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from programmer.records.sql.tables.base import STRICT, Base
from programmer.records.sql.tables.columns import choice, count, exactly, flag, octets, reference, whole
from programmer.therapy.pump import PumpEventKind


class StoredSample(Base):
    """A ``SampleRow``."""

    __tablename__ = "samples"
    __table_args__ = (Index(None, "session_id"), STRICT)

    session_id: Mapped[bytes] = reference("session_id", "sessions")
    pump_id: Mapped[bytes] = reference("pump_id", "pumps")
    taken_utc_us: Mapped[int] = count("taken_utc_us")
    pump_time_us: Mapped[int] = whole("pump_time_us")
    reservoir_nl: Mapped[int] = count("reservoir_nl")
    dose_rate_ng_per_day: Mapped[int] = count("dose_rate_ng_per_day")
    delivered_total_nl: Mapped[int] = count("delivered_total_nl")
    delivered_today_ng: Mapped[int] = count("delivered_today_ng")
    running: Mapped[int] = flag("running")


class StoredPumpEvent(Base):
    """A ``PumpEventRow``, as it was first read."""

    __tablename__ = "pump_events"
    __table_args__ = (UniqueConstraint("pump_id", "epoch", "sequence"), Index(None, "session_id"), STRICT)

    session_id: Mapped[bytes] = reference("session_id", "sessions")
    pump_id: Mapped[bytes] = reference("pump_id", "pumps")
    epoch: Mapped[bytes] = exactly(16, "epoch")
    sequence: Mapped[int] = count("sequence")
    pump_time_us: Mapped[int] = whole("pump_time_us")
    kind: Mapped[str] = choice("kind", (kind.value for kind in PumpEventKind))
    detail: Mapped[bytes] = octets("detail")
    raw: Mapped[bytes] = octets("raw")


class StoredConflict(Base):
    """A ``PumpEventRow`` that came under the number of another one with other bytes: kept, and kept apart."""

    __tablename__ = "pump_event_conflicts"
    __table_args__ = (
        UniqueConstraint("pump_id", "epoch", "sequence", "raw"),
        Index(None, "session_id"),
        STRICT,
    )

    session_id: Mapped[bytes] = reference("session_id", "sessions")
    pump_id: Mapped[bytes] = reference("pump_id", "pumps")
    kept_id: Mapped[bytes] = reference("kept_id", "pump_events")
    epoch: Mapped[bytes] = exactly(16, "epoch")
    sequence: Mapped[int] = count("sequence")
    pump_time_us: Mapped[int] = whole("pump_time_us")
    kind: Mapped[str] = choice("kind", (kind.value for kind in PumpEventKind))
    detail: Mapped[bytes] = octets("detail")
    raw: Mapped[bytes] = octets("raw")
