"""Take the alarms of motor, memory, reset and end of service, and what the log tells of clock and refill."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_WIDENED = {
    ("interrogation_alarms",): (
        "'battery-replace', 'unknown'",
        "'battery-replace', 'motor-stall', 'end-of-service', 'memory-error', 'reset', 'unknown'",
    ),
    ("pump_events", "pump_event_conflicts"): (
        "'opening-finished', 'unknown'",
        "'opening-finished', 'clock-set', 'refill-told', 'unknown'",
    ),
}


def upgrade() -> None:
    """Widen the checks on the kinds of alarms and events, in the way that revision 0002 gives reasons for."""
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
