"""Take what a pump's log tells of boluses and openings."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_BEFORE = "'alarm-cleared', 'unknown'"
_AFTER = "'alarm-cleared', 'bolus-begun', 'bolus-ended', 'bolus-refused', 'opening-finished', 'unknown'"


def upgrade() -> None:
    """Widen the checks on the kinds of events.

    Where only a check changes, no row does: SQLite's own way is to change the text of the table's definition
    (https://sqlite.org/lang_altertable.html, section 7) and to raise the number of the schema, so it is read anew.
    """
    connection = op.get_bind()
    number = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?)"
        " WHERE type = 'table' AND name IN ('pump_events', 'pump_event_conflicts')",
        (_BEFORE, _AFTER),
    )
    connection.exec_driver_sql(f"PRAGMA schema_version={number + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")
