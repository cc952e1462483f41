"""Take boluses, alarms seen, clock and refill as commands, with what was asked for, and what the log tells of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_WIDENED = {
    ("intents",): (
        "'program', 'stop', 'resume'",
        "'program', 'stop', 'resume', 'bolus', 'bolus-cancel', 'acknowledge', 'clock', 'refill'",
    ),
    ("pump_events", "pump_event_conflicts"): (
        "'refill-told', 'unknown'",
        "'refill-told', 'bolus-given', 'bolus-cancelled', 'alarms-acknowledged', 'checkpoint', 'unknown'",
    ),
}
_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table of orders, and widen the checks in the way that revision 0002 gives reasons for."""
    _create_orders()
    connection = op.get_bind()
    number = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    for tables, (before, after) in _WIDENED.items():
        for table in tables:
            connection.exec_driver_sql(
                "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = ?",
                (before, after, table),
            )
    connection.exec_driver_sql(f"PRAGMA schema_version={number + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")


def _create_orders() -> None:
    op.create_table(
        "intent_orders",
        sa.Column("arrival", _WHOLE, primary_key=True),
        sa.Column(
            "id", sa.LargeBinary, sa.CheckConstraint("length(id) = 16", name="id_is_16_bytes"), nullable=False
        ),
        sa.Column("intent_id", sa.LargeBinary, sa.ForeignKey("intents.id"), nullable=False),
        sa.Column("asked", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("workstation", sa.Text, nullable=False),
        sa.Column("program_version", sa.Text, nullable=False),
        sa.Column(
            "recorded_utc_us",
            _WHOLE,
            sa.CheckConstraint("recorded_utc_us >= 0", name="recorded_utc_us_not_negative"),
            nullable=False,
        ),
        sa.UniqueConstraint("intent_id"),
        sa.UniqueConstraint("id"),
        sqlite_strict=True,
    )
