"""Tables of sessions and of what was read in them."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from programmer.records.rows import ProgramOrigin, SessionEnd
from programmer.records.sql.tables.base import STRICT, Base
from programmer.records.sql.tables.columns import (
    WHOLE,
    choice,
    count,
    exactly,
    flag,
    octets,
    reference,
    whole,
    words,
)
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.pump import BatteryState, BolusKind, ChangedBy, Delivery

ACTIVE = "active"
LATCHED = "latched"


class StoredSession(Base):
    """A ``SessionRow``."""

    __tablename__ = "sessions"
    __table_args__ = (Index(None, "pump_id"), Index(None, "patient_id"), STRICT)

    pump_id: Mapped[bytes] = reference("pump_id", "pumps")
    patient_id: Mapped[bytes | None] = reference("patient_id", "patients")
    url: Mapped[str] = words("url")
    simulated: Mapped[int] = flag("simulated")
    started_utc_us: Mapped[int] = count("started_utc_us")
    local_offset_us: Mapped[int] = whole("local_offset_us")


class StoredSessionEnd(Base):
    """A ``SessionEndRow``; a session ends once."""

    __tablename__ = "session_ends"
    __table_args__ = (UniqueConstraint("session_id"), STRICT)

    session_id: Mapped[bytes] = reference("session_id", "sessions")
    how: Mapped[str] = choice("how", (end.value for end in SessionEnd))
    ended_utc_us: Mapped[int] = count("ended_utc_us")
    note: Mapped[str] = words("note")


class StoredProgram(Base):
    """A ``ProgramRow``."""

    __tablename__ = "programs"
    __table_args__ = (Index(None, "session_id"), STRICT)

    session_id: Mapped[bytes] = reference("session_id", "sessions")
    pump_id: Mapped[bytes] = reference("pump_id", "pumps")
    origin: Mapped[str] = choice("origin", (origin.value for origin in ProgramOrigin))
    canonical: Mapped[bytes] = octets("canonical")
    sha256: Mapped[bytes] = exactly(32, "sha256")


class StoredInterrogation(Base):
    """An ``InterrogationRow`` without its alarms, which are rows of their own, and without a further reading."""

    __tablename__ = "interrogations"
    __table_args__ = (Index(None, "session_id"), STRICT)

    session_id: Mapped[bytes] = reference("session_id", "sessions")
    pump_id: Mapped[bytes] = reference("pump_id", "pumps")
    program_id: Mapped[bytes] = reference("program_id", "programs")
    read_utc_us: Mapped[int] = count("read_utc_us")
    offset_us: Mapped[int] = whole("offset_us")

    serial: Mapped[str] = words("serial")
    model: Mapped[str] = words("model")
    firmware: Mapped[str] = words("firmware")
    simulated: Mapped[int] = flag("simulated")

    capacity_nl: Mapped[int] = count("capacity_nl")
    low_reservoir_mark_nl: Mapped[int] = count("low_reservoir_mark_nl")
    min_flow_nl_per_day: Mapped[int] = count("min_flow_nl_per_day")
    max_flow_nl_per_day: Mapped[int] = count("max_flow_nl_per_day")
    max_steps: Mapped[int] = count("max_steps")

    catheter_model: Mapped[str] = words("catheter_model")
    catheter_tubing_nl: Mapped[int] = count("catheter_tubing_nl")
    catheter_volume_per_cm_nl: Mapped[int] = count("catheter_volume_per_cm_nl")
    catheter_length_mm: Mapped[int] = count("catheter_length_mm")

    pump_time_us: Mapped[int] = whole("pump_time_us")
    delivery: Mapped[str] = choice("delivery", (state.value for state in Delivery))
    delivery_since_us: Mapped[int] = whole("delivery_since_us")
    delivery_by: Mapped[str] = choice("delivery_by", (who.value for who in ChangedBy))
    dose_rate_ng_per_day: Mapped[int] = count("dose_rate_ng_per_day")
    reservoir_nl: Mapped[int] = count("reservoir_nl")
    delivered_total_nl: Mapped[int] = count("delivered_total_nl")
    delivered_today_ng: Mapped[int] = count("delivered_today_ng")
    battery: Mapped[str] = choice("battery", (state.value for state in BatteryState))
    battery_days_left: Mapped[int | None] = mapped_column(
        WHOLE, CheckConstraint("battery_days_left >= 0", name="battery_days_left_not_negative")
    )
    log_epoch: Mapped[bytes] = exactly(16, "log_epoch")
    log_first_sequence: Mapped[int] = count("log_first_sequence")
    log_last_sequence: Mapped[int] = count("log_last_sequence")
    program_hash: Mapped[bytes] = exactly(32, "program_hash")
    state_rev: Mapped[int] = count("state_rev")


class StoredFurtherReading(Base):
    """What is kept of an interrogation since pumps give boluses and openings; older ones have no such row."""

    __tablename__ = "further_readings"
    __table_args__ = (UniqueConstraint("interrogation_id"), STRICT)

    interrogation_id: Mapped[bytes] = reference("interrogation_id", "interrogations")
    maintaining_flow_nl_per_day: Mapped[int] = count("maintaining_flow_nl_per_day")
    flow_step_nl_per_day: Mapped[int] = count("flow_step_nl_per_day")
    opening_left_nl: Mapped[int] = count("opening_left_nl")
    mode_since_us: Mapped[int | None] = whole("mode_since_us")
    bolus: Mapped[str | None] = choice("bolus", (kind.value for kind in BolusKind))
    bolus_until_us: Mapped[int | None] = whole("bolus_until_us")
    patient_boluses_today: Mapped[int] = count("patient_boluses_today")
    lockout_until_us: Mapped[int | None] = whole("lockout_until_us")


class StoredAlarm(Base):
    """An alarm that was active, or latched, at one interrogation."""

    __tablename__ = "interrogation_alarms"
    __table_args__ = (Index(None, "interrogation_id"), STRICT)

    interrogation_id: Mapped[bytes] = reference("interrogation_id", "interrogations")
    standing: Mapped[str] = choice("standing", (ACTIVE, LATCHED))
    kind: Mapped[str] = choice("kind", (kind.word for kind in AlarmKind))
