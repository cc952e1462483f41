"""The first tables: people, visits, commands and readings.

This is what the tables were in this version, written out: it never changes with the code.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _create_people()
    _create_visits()
    _create_commands()
    _create_readings()


def _create_people() -> None:
    _create_table(
        "patients",
        _words("name"),
        sa.Column(
            "born_year",
            _WHOLE,
            sa.CheckConstraint("born_year BETWEEN 1800 AND 9999", name="born_year_has_four_digits"),
        ),
        _words("reason"),
    )
    _create_table(
        "pumps",
        _words("serial"),
        _words("model"),
        _flag("simulated"),
        sa.UniqueConstraint("serial"),
    )
    _create_table(
        "assignments",
        _reference("pump_id", "pumps"),
        _reference("patient_id", "patients"),
    )
    op.create_index("ix_assignments_pump_id", "assignments", ["pump_id"])


def _create_visits() -> None:
    _create_table(
        "sessions",
        _reference("pump_id", "pumps"),
        _reference("patient_id", "patients", nullable=True),
        _words("url"),
        _flag("simulated"),
        _count("started_utc_us"),
        _whole("local_offset_us"),
    )
    op.create_index("ix_sessions_patient_id", "sessions", ["patient_id"])
    op.create_index("ix_sessions_pump_id", "sessions", ["pump_id"])
    _create_table(
        "session_ends",
        _reference("session_id", "sessions"),
        _choice("how", "closed", "link lost", "left unresolved"),
        _count("ended_utc_us"),
        _words("note"),
        sa.UniqueConstraint("session_id"),
    )
    _create_table(
        "programs",
        _reference("session_id", "sessions"),
        _reference("pump_id", "pumps"),
        _choice("origin", "read from the pump", "proposed", "committed"),
        _octets("canonical"),
        _exactly(32, "sha256"),
    )
    op.create_index("ix_programs_session_id", "programs", ["session_id"])
    _create_table(
        "interrogations",
        _reference("session_id", "sessions"),
        _reference("pump_id", "pumps"),
        _reference("program_id", "programs"),
        _count("read_utc_us"),
        _whole("offset_us"),
        _words("serial"),
        _words("model"),
        _words("firmware"),
        _flag("simulated"),
        _count("capacity_nl"),
        _count("low_reservoir_mark_nl"),
        _count("min_flow_nl_per_day"),
        _count("max_flow_nl_per_day"),
        _count("max_steps"),
        _words("catheter_model"),
        _count("catheter_tubing_nl"),
        _count("catheter_volume_per_cm_nl"),
        _count("catheter_length_mm"),
        _whole("pump_time_us"),
        _choice("delivery", "running", "stopped"),
        _whole("delivery_since_us"),
        _choice("delivery_by", "programmer", "pump", "factory"),
        _count("dose_rate_ng_per_day"),
        _count("reservoir_nl"),
        _count("delivered_total_nl"),
        _count("delivered_today_ng"),
        _choice("battery", "good", "replace soon", "end of service"),
        _count("battery_days_left", nullable=True),
        _exactly(16, "log_epoch"),
        _count("log_first_sequence"),
        _count("log_last_sequence"),
        _exactly(32, "program_hash"),
        _count("state_rev"),
    )
    op.create_index("ix_interrogations_session_id", "interrogations", ["session_id"])
    _create_table(
        "interrogation_alarms",
        _reference("interrogation_id", "interrogations"),
        _choice("standing", "active", "latched"),
        _choice("kind", "low-reservoir", "empty-reservoir", "stopped-too-long", "battery-replace", "unknown"),
    )
    op.create_index("ix_interrogation_alarms_interrogation_id", "interrogation_alarms", ["interrogation_id"])


def _create_commands() -> None:
    _create_table(
        "intents",
        _reference("session_id", "sessions"),
        _reference("pump_id", "pumps"),
        _words("serial"),
        _choice("kind", "program", "stop", "resume"),
        _exactly(16, "token"),
        _exactly(16, "epoch"),
        _count("log_sequence"),
        _count("state_rev"),
        _exactly(32, "program_before"),
        _exactly(32, "program_after"),
        _count("confirmed_utc_us"),
        sa.UniqueConstraint("token"),
    )
    op.create_index("ix_intents_serial", "intents", ["serial"])
    op.create_index("ix_intents_session_id", "intents", ["session_id"])
    _create_table(
        "outcomes",
        _reference("intent_id", "intents"),
        _reference("session_id", "sessions"),
        _choice("kind", "confirmed", "refused", "failed", "uncertain", "uncertain, signed"),
        _whole("pump_time_us", nullable=True),
        _count("sequence", nullable=True),
        _words("reason", nullable=True),
        _words("proof", nullable=True),
        _words("signed", nullable=True),
        _count("known_utc_us"),
        sa.CheckConstraint(
            "(kind = 'confirmed') = (pump_time_us IS NOT NULL) AND (kind = 'confirmed') = (sequence IS NOT NULL)",
            name="confirmed_by_the_log",
        ),
        sa.CheckConstraint("(kind <> 'confirmed') = (reason IS NOT NULL)", name="otherwise_a_reason"),
        sa.CheckConstraint("(kind = 'failed') = (proof IS NOT NULL)", name="failed_with_a_proof"),
        sa.CheckConstraint("(kind = 'uncertain, signed') = (signed IS NOT NULL)", name="signed_with_a_note"),
    )
    op.create_index("ix_outcomes_intent_id", "outcomes", ["intent_id"])
    op.create_index(
        "uq_outcomes_closing",
        "outcomes",
        ["intent_id"],
        unique=True,
        sqlite_where=sa.text("kind <> 'uncertain'"),
    )


def _create_readings() -> None:
    _create_table(
        "samples",
        _reference("session_id", "sessions"),
        _reference("pump_id", "pumps"),
        _count("taken_utc_us"),
        _whole("pump_time_us"),
        _count("reservoir_nl"),
        _count("dose_rate_ng_per_day"),
        _count("delivered_total_nl"),
        _count("delivered_today_ng"),
        _flag("running"),
    )
    op.create_index("ix_samples_session_id", "samples", ["session_id"])
    _create_table(
        "pump_events",
        _reference("session_id", "sessions"),
        _reference("pump_id", "pumps"),
        _exactly(16, "epoch"),
        _count("sequence"),
        _whole("pump_time_us"),
        _choice(
            "kind",
            "memory-made",
            "program-changed",
            "stopped",
            "resumed",
            "alarm-raised",
            "alarm-cleared",
            "unknown",
        ),
        _octets("detail"),
        _octets("raw"),
        sa.UniqueConstraint("pump_id", "epoch", "sequence"),
    )
    op.create_index("ix_pump_events_session_id", "pump_events", ["session_id"])
    _create_table(
        "pump_event_conflicts",
        _reference("session_id", "sessions"),
        _reference("pump_id", "pumps"),
        _reference("kept_id", "pump_events"),
        _exactly(16, "epoch"),
        _count("sequence"),
        _whole("pump_time_us"),
        _choice(
            "kind",
            "memory-made",
            "program-changed",
            "stopped",
            "resumed",
            "alarm-raised",
            "alarm-cleared",
            "unknown",
        ),
        _octets("detail"),
        _octets("raw"),
        sa.UniqueConstraint("pump_id", "epoch", "sequence", "raw"),
    )
    op.create_index("ix_pump_event_conflicts_session_id", "pump_event_conflicts", ["session_id"])


def _create_table(name: str, *columns: SchemaItem) -> None:
    """A table with what every table has: order of arrival and id before, provenance after its own columns."""
    op.create_table(
        name,
        sa.Column("arrival", _WHOLE, primary_key=True),
        sa.Column(
            "id", sa.LargeBinary, sa.CheckConstraint("length(id) = 16", name="id_is_16_bytes"), nullable=False
        ),
        *[column for column in columns if isinstance(column, sa.Column)],
        _words("actor"),
        _words("workstation"),
        _words("program_version"),
        _count("recorded_utc_us"),
        *[constraint for constraint in columns if not isinstance(constraint, sa.Column)],
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
    )


def _whole(name: str, nullable: bool = False) -> "sa.Column[int]":
    return sa.Column(name, _WHOLE, nullable=nullable)


def _count(name: str, nullable: bool = False) -> "sa.Column[int]":
    check = sa.CheckConstraint(f"{name} >= 0", name=f"{name}_not_negative")
    return sa.Column(name, _WHOLE, check, nullable=nullable)


def _flag(name: str) -> "sa.Column[int]":
    check = sa.CheckConstraint(f"{name} IN (0, 1)", name=f"{name}_no_or_yes")
    return sa.Column(name, _WHOLE, check, nullable=False)


def _words(name: str, nullable: bool = False) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=nullable)


def _choice(name: str, *known: str) -> "sa.Column[str]":
    listed = ", ".join(f"'{word}'" for word in known)
    return sa.Column(
        name, sa.Text, sa.CheckConstraint(f"{name} IN ({listed})", name=f"{name}_known"), nullable=False
    )


def _octets(name: str) -> "sa.Column[bytes]":
    return sa.Column(name, sa.LargeBinary, nullable=False)


def _exactly(size: int, name: str) -> "sa.Column[bytes]":
    check = sa.CheckConstraint(f"length({name}) = {size}", name=f"{name}_is_{size}_bytes")
    return sa.Column(name, sa.LargeBinary, check, nullable=False)


def _reference(name: str, table: str, nullable: bool = False) -> "sa.Column[bytes]":
    return sa.Column(name, sa.LargeBinary, sa.ForeignKey(f"{table}.id"), nullable=nullable)
