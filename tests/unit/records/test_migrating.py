"""A file of an older version is copied aside and brought up to date whole, or left exactly as it was."""

from __future__ import annotations

import shutil
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect
from sqlcipher3 import dbapi2

from programmer.clock import Clock, ManualClock
from programmer.known_error import KnownError
from programmer.randomness import SeededRandomness
from programmer.records.sql import SqlRecords, migrating
from programmer.records.sql.engines import reader_engine
from programmer.records.sql.location import place_of
from programmer.records.sql.migrating import CURRENT, Schema, alembic_config
from programmer.records.sql.opening import open_at
from programmer.records.sql.stamping import Stamper
from programmer.records.sql.tables import Base
from programmer.therapy.pump import PumpEventKind
from tests.unit.records.visit_rows import PROVENANCE, a_patient, an_event, open_store, start_session

STEP = '''"""A step into the future, for tests."""

import os
import signal

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
'''

# Alembic builds the table anew, drops the old one and renames: what loses triggers and would set off foreign keys.
REBUILD_PUMPS = """
    with op.batch_alter_table("pumps", recreate="always") as pumps:
        pumps.add_column(sa.Column("implanted_utc_us", sa.Integer))
"""


def _next_schema(directory: Path, body: str) -> Schema:
    """The schema of this program and a step after it."""
    versions = directory / "100 % of steps, no more"
    shutil.copytree(CURRENT.versions, versions, ignore=shutil.ignore_patterns("__pycache__"))
    (versions / "0003_next.py").write_text(STEP + body, encoding="utf-8")
    return Schema(versions, "0003")


def _open(path: Path, schema: Schema, clock: Clock | None = None) -> SqlRecords:
    clock = clock or ManualClock()
    return open_at(place_of(str(path)), schema, Stamper(PROVENANCE, clock, SeededRandomness(7)), clock)


def _older_store(path: Path) -> None:
    records = open_store(path)
    start_session(records, a_patient("Ada"))
    records.close()


def _patients(path: Path) -> list[str]:
    records = open_store(path)
    with records.unit_of_work() as work:
        names = [patient.name for patient in work.patients.all()]
    records.close()
    return names


def _schema_of(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql IS NOT NULL"
        )
        schema = {row.name: row.sql for row in rows}
    engine.dispose()
    return {name: sql for name, sql in schema.items() if not name.startswith(("sqlite_", "alembic_"))}


def test_the_migrations_lead_to_the_tables_of_the_program(tmp_path: Path) -> None:
    """Compared as SQLite keeps them, with every check, key and index."""
    path = tmp_path / "records.sqlite"
    open_store(path).close()
    migrated = _schema_of(reader_engine(place_of(str(path))))
    written = create_engine("sqlite://", module=dbapi2)
    Base.metadata.create_all(written)
    expected = _schema_of(written)
    assert len(expected) > 20
    assert migrated == expected


def test_the_newest_step_is_the_one_the_program_names() -> None:
    scripts = ScriptDirectory.from_config(alembic_config(CURRENT))
    assert scripts.get_heads() == [CURRENT.newest]


def test_the_template_writes_a_step_that_can_be_filled_in(tmp_path: Path) -> None:
    schema = _next_schema(tmp_path, "    pass\n")
    command.revision(alembic_config(schema), "add refills", rev_id="0004")
    written = (schema.versions / "0004_add_refills.py").read_text(encoding="utf-8")
    assert written.startswith('"""add refills."""')
    assert "down_revision = '0003'" in written
    compile(written, "0004", "exec")
    assert ScriptDirectory.from_config(alembic_config(schema)).get_heads() == ["0004"]


def test_an_older_file_is_copied_aside_and_migrated(tmp_path: Path) -> None:
    path = tmp_path / "ward 3.sqlite"
    _older_store(path)
    clock = ManualClock(1_795_183_321_500_000)
    records = _open(path, _next_schema(tmp_path, REBUILD_PUMPS), clock)
    copy = tmp_path / "ward 3.before-0003.20261120T140201Z.sqlite"
    assert records.copied_aside == copy
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    columns = {column["name"] for column in inspect(records._reader).get_columns("pumps")}
    assert "implanted_utc_us" in columns
    with records.unit_of_work() as work:
        assert [patient.name for patient in work.patients.all()] == ["Ada"]
        assert work.pumps.by_serial("SIM-0001") is not None
    assert len(records.history().summaries()) == 1
    records.close()
    assert _patients(copy) == ["Ada"]


def test_a_file_from_before_the_boluses_takes_their_events(tmp_path: Path) -> None:
    path, versions = tmp_path / "records.sqlite", tmp_path / "first"
    versions.mkdir()
    shutil.copy(CURRENT.versions / "0001_first_tables.py", versions)
    before = _open(path, Schema(versions, "0001"))
    session = start_session(before, a_patient("Ada"))
    row = an_event(session, 1)
    event = replace(row.event, kind=PumpEventKind.BOLUS_BEGUN)
    with before.unit_of_work() as work, pytest.raises(Exception, match="kind_known"):
        work.events.add([replace(row, event=event)])
    before.close()
    after = open_store(path)
    with after.unit_of_work() as work:
        assert work.events.add([replace(row, event=event)]) == 1
        work.commit()
    after.close()


def test_a_migrated_file_opens_the_next_time_without_a_copy(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    _older_store(path)
    schema = _next_schema(tmp_path, REBUILD_PUMPS)
    _open(path, schema).close()
    again = _open(path, schema)
    assert again.copied_aside is None
    again.close()
    assert len(list(tmp_path.glob("*.sqlite"))) == 2


def test_a_table_that_was_rebuilt_is_append_only_again_and_keys_are_checked_again(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    _older_store(path)
    records = _open(path, _next_schema(tmp_path, REBUILD_PUMPS))
    for statement in (
        "UPDATE pumps SET serial = 'x'",
        "DELETE FROM pumps",
        "INSERT INTO assignments SELECT 1, zeroblob(16), zeroblob(16), zeroblob(16), '', '', '', 0",
    ):
        with pytest.raises(dbapi2.IntegrityError):
            _execute(records, statement)
    records.close()


def _execute(records: SqlRecords, statement: str) -> None:
    connection = records._writer.raw_connection()
    try:
        connection.cursor().execute(statement)
    finally:
        connection.close()


def test_a_migration_leaves_no_triggers_but_those_that_guard(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    _older_store(path)
    step = """
    op.execute("DROP TRIGGER pumps_refuses_update")
    op.execute("CREATE TRIGGER pumps_refuses_update BEFORE UPDATE ON pumps BEGIN SELECT 1; END")
    op.execute("CREATE TRIGGER forget BEFORE INSERT ON pumps BEGIN SELECT RAISE(IGNORE); END")
"""
    records = _open(path, _next_schema(tmp_path, step))
    with pytest.raises(dbapi2.IntegrityError, match="never changed"):
        _execute(records, "UPDATE pumps SET serial = 'x'")
    records.close()


def test_a_new_file_is_made_with_all_steps_and_without_a_copy(tmp_path: Path) -> None:
    records = _open(tmp_path / "records.sqlite", _next_schema(tmp_path, REBUILD_PUMPS))
    assert records.copied_aside is None
    records.close()
    assert [path.name for path in tmp_path.glob("*.sqlite")] == ["records.sqlite"]


def test_a_step_that_fails_half_way_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    _older_store(path)
    before = _schema_of(reader_engine(place_of(str(path))))
    schema = _next_schema(tmp_path, REBUILD_PUMPS + "    raise ZeroDivisionError\n")
    with pytest.raises(ZeroDivisionError):
        _open(path, schema)
    assert _schema_of(reader_engine(place_of(str(path)))) == before
    assert _patients(path) == ["Ada"]
    assert _patients(next(tmp_path.glob("*before-0003*"))) == ["Ada"]


def test_a_step_that_leaves_rows_without_what_they_refer_to_is_undone(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    _older_store(path)
    step = """
    op.execute("DROP TRIGGER patients_refuses_delete")
    op.execute("DELETE FROM patients")
"""
    with pytest.raises(KnownError, match="a row of sessions refers to nothing"):
        _open(path, _next_schema(tmp_path, step))
    assert _patients(path) == ["Ada"]


def test_without_room_for_the_copy_nothing_is_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "records.sqlite"
    _older_store(path)

    def stop(_file: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", stop)
    with pytest.raises(KnownError, match="No space left on device"):
        _open(path, _next_schema(tmp_path, REBUILD_PUMPS))
    assert [each.name for each in tmp_path.glob("*.sqlite")] == ["records.sqlite"]
    assert _patients(path) == ["Ada"]


def test_a_copy_that_is_not_like_the_original_stops_the_migration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "records.sqlite"
    _older_store(path)

    def spoil(copy: Path) -> None:
        copy.write_bytes(b"")

    monkeypatch.setattr(migrating, "_write_through", spoil)
    with pytest.raises(KnownError, match="not of the version of the original"):
        _open(path, _next_schema(tmp_path, REBUILD_PUMPS))
    assert _patients(path) == ["Ada"]


def test_a_copy_never_overwrites_an_earlier_one(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    _older_store(path)
    schema = _next_schema(tmp_path, REBUILD_PUMPS + "    raise ZeroDivisionError\n")
    clock = ManualClock()
    with pytest.raises(ZeroDivisionError):
        _open(path, schema, clock)
    (copy,) = tmp_path.glob("*before-0003*")
    kept = copy.read_bytes()
    with pytest.raises(KnownError, match="File exists"):
        _open(path, schema, clock)
    assert copy.read_bytes() == kept
