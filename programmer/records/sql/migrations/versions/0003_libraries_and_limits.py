"""Keep which drug libraries were in force, which limits were passed and why, and what a pump of boluses tells.

Only tables of their own: what was written before stays as it is, and has no rows there.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _create_libraries()
    _create_indications()
    _create_reasons()
    _create_further_readings()


def _create_libraries() -> None:
    _create_table(
        "drug_libraries",
        _words("name"),
        _words("version"),
        _words("dated"),
        _exactly(32, "sha256"),
        _words("clinic", nullable=True),
        _words("signed_by"),
        sa.UniqueConstraint("sha256"),
    )
    _create_table(
        "program_libraries",
        _reference("program_id", "programs"),
        _count("place"),
        _reference("library_id", "drug_libraries"),
        sa.UniqueConstraint("program_id", "place"),
    )


def _create_indications() -> None:
    _create_table(
        "indications",
        _reference("patient_id", "patients"),
        _choice("condition", "pain", "spinal-spasticity", "cerebral-spasticity"),
        _choice("age", "adult", "child"),
    )
    op.create_index("ix_indications_patient_id", "indications", ["patient_id"])


def _create_reasons() -> None:
    _create_table(
        "intent_reasons",
        _reference("intent_id", "intents"),
        _words("reason"),
        sa.UniqueConstraint("intent_id"),
    )
    _create_table(
        "passed_limits",
        _reference("intent_id", "intents"),
        _count("place"),
        _words("sentence"),
        sa.UniqueConstraint("intent_id", "place"),
    )


def _create_further_readings() -> None:
    _create_table(
        "further_readings",
        _reference("interrogation_id", "interrogations"),
        _count("maintaining_flow_nl_per_day"),
        _count("flow_step_nl_per_day"),
        _count("opening_left_nl"),
        _whole("mode_since_us"),
        _choice("bolus", "patient bolus", "single bolus", "periodic bolus"),
        _whole("bolus_until_us"),
        _count("patient_boluses_today"),
        _whole("lockout_until_us"),
        sa.UniqueConstraint("interrogation_id"),
    )


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


def _whole(name: str) -> sa.Column[int]:
    """A moment that there may not be."""
    return sa.Column(name, _WHOLE, nullable=True)


def _count(name: str) -> sa.Column[int]:
    check = sa.CheckConstraint(f"{name} >= 0", name=f"{name}_not_negative")
    return sa.Column(name, _WHOLE, check, nullable=False)


def _words(name: str, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable)


def _choice(name: str, *known: str) -> sa.Column[str]:
    """One of a few known words, or none."""
    listed = ", ".join(f"'{word}'" for word in known)
    check = sa.CheckConstraint(f"{name} IN ({listed})", name=f"{name}_known")
    return sa.Column(name, sa.Text, check, nullable=True)


def _exactly(size: int, name: str) -> sa.Column[bytes]:
    check = sa.CheckConstraint(f"length({name}) = {size}", name=f"{name}_is_{size}_bytes")
    return sa.Column(name, sa.LargeBinary, check, nullable=False)


def _reference(name: str, table: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, sa.ForeignKey(f"{table}.id"), nullable=False)
