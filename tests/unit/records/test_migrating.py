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
from programmer.records.rows import IndicationRow, PatientRow, SessionRecord
from programmer.records.sql import SqlRecords, migrating, open_records
from programmer.records.sql.engines import reader_engine
from programmer.records.sql.location import place_of
from programmer.records.sql.migrating import CURRENT, Schema, alembic_config
from programmer.records.sql.opening import open_at
from programmer.records.sql.stamping import Stamper
from programmer.records.sql.tables import Base
from programmer.records.sql.triggers import is_guarded
from programmer.therapy.drug_library import Indication
from programmer.therapy.outcome import Confirmed
from programmer.therapy.pump import PumpEventKind
from programmer.therapy.quantities import Nanolitres, PumpTime
from tests.unit.records.visit_rows import (
    ADULT_IN_PAIN,
    NOW,
    PROVENANCE,
    a_patient,
    a_program,
    an_event,
    an_intent,
    an_interrogation,
    open_store,
    start_session,
)

STEP = '''"""A step into the future, for tests."""

import os
import signal

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
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
    (versions / "0007_next.py").write_text(STEP + body, encoding="utf-8")
    return Schema(versions, "0007")


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
    command.revision(alembic_config(schema), "add refills", rev_id="0008")
    written = (schema.versions / "0008_add_refills.py").read_text(encoding="utf-8")
    assert written.startswith('"""add refills."""')
    assert "down_revision = '0007'" in written
    compile(written, "0008", "exec")
    assert ScriptDirectory.from_config(alembic_config(schema)).get_heads() == ["0008"]


def test_an_older_file_is_copied_aside_and_migrated(tmp_path: Path) -> None:
    path = tmp_path / "ward 3.sqlite"
    _older_store(path)
    clock = ManualClock(1_795_183_321_500_000)
    records = _open(path, _next_schema(tmp_path, REBUILD_PUMPS), clock)
    copy = tmp_path / "ward 3.before-0007.20261120T140201Z.sqlite"
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


def _first_file(path: Path) -> None:
    """A file as the version with the first tables left it, with one visit in it."""
    connection = dbapi2.connect(str(path))
    connection.executescript((Path(__file__).parent / "written_by_0001.sql").read_text(encoding="utf-8"))
    connection.close()


def _only_record(records: SqlRecords) -> SessionRecord:
    (summary,) = records.history().summaries()
    record = records.history().session(summary.session.id)
    assert record is not None
    return record


def test_a_file_of_the_first_version_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    _first_file(path)
    records = open_store(path)
    assert records.copied_aside is not None
    record = _only_record(records)
    patient = record.summary.patient
    assert patient == PatientRow(_id(1), "Ada Byron", 1961, "spasticity", Indication())
    assert records.history().patients() == (patient,)
    assert [program.library for program in record.programs] == [(), ()]
    assert record.summary.program_after == record.programs[1]
    assert [history.intent.passed for history in record.intents] == [()]
    assert [history.intent.reason for history in record.intents] == [""]
    assert record.intents[0].outcomes[0].outcome == Confirmed(PumpTime(NOW), 13)
    reading = record.interrogations[0]
    assert reading.limits.max_flow == Nanolitres(24_000_000)
    assert (reading.limits.maintaining_flow, reading.limits.flow_step) == (Nanolitres(0), Nanolitres(0))
    assert (reading.status.bolus, reading.status.opening_left) == (None, Nanolitres(0))
    assert len(record.samples) == len(record.events) == len(record.conflicts) == 1
    records.close()


def _id(number: int) -> bytes:
    return number.to_bytes(16, "big")


def test_a_file_of_before_there_were_seals_is_sealed_as_it_stands_and_goes_on_from_there(
    tmp_path: Path,
) -> None:
    path = tmp_path / "records.sqlite"
    _first_file(path)
    open_store(path).close()
    connection = dbapi2.connect(str(path))
    held = [name for name in Base.metadata.tables if name != "seals"]
    rows = sum(connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in held)
    connection.close()
    records = open_records(str(path), PROVENANCE, ManualClock(), SeededRandomness(8))
    sealed = records.history().soundness()
    assert (sealed.sound, sealed.seals, sealed.rows) == (True, 1, rows)
    with records.unit_of_work() as work:
        work.patients.add(a_patient("Ada"))
        work.commit()
    after = records.history().soundness()
    assert (after.sound, after.seals) == (True, 2)
    records.close()


def test_a_file_that_lost_all_its_seals_is_not_sealed_anew(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    _older_store(path)
    connection = dbapi2.connect(str(path))
    (trigger,) = connection.execute(
        "SELECT sql FROM sqlite_master WHERE name = 'seals_refuses_delete'"
    ).fetchone()
    connection.executescript(f"DROP TRIGGER seals_refuses_delete; DELETE FROM seals; {trigger}")
    connection.close()
    records = open_store(path)
    assert dict(records.history().soundness().unsealed) == {
        "indications": 1,
        "patients": 1,
        "pumps": 1,
        "sessions": 1,
    }
    records.close()


def test_a_file_of_the_first_version_takes_rows_of_this_one_beside_its_own(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    _first_file(path)
    records = open_records(str(path), PROVENANCE, ManualClock(), SeededRandomness(8))
    before = _only_record(records)
    session, patient = before.summary.session, before.summary.patient
    assert patient is not None
    program, intent = replace(a_program(session), id=_id(900)), replace(an_intent(session), id=_id(901))
    reading = replace(an_interrogation(session, program), id=_id(902))
    bolus = replace(an_event(session, 2).event, kind=PumpEventKind.BOLUS_BEGUN)
    with records.unit_of_work() as work:
        work.sessions.add_program(program)
        work.sessions.add_interrogation(reading)
        work.intents.add(replace(intent, token=_id(903)))
        work.patients.indicate(IndicationRow(_id(904), patient.id, ADULT_IN_PAIN))
        work.events.add([replace(an_event(session, 2), id=_id(905), event=bolus)])
        work.commit()
    after = _only_record(records)
    assert after.programs == (*before.programs, program)
    assert after.interrogations == (*before.interrogations, reading)
    assert after.intents[:-1] == before.intents
    assert after.intents[-1].intent == replace(intent, token=_id(903))
    assert after.summary.patient == replace(patient, indication=ADULT_IN_PAIN)
    assert after.events[-1].event == bolus
    records.close()


def test_a_file_of_the_first_version_is_append_only_in_every_table_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    _first_file(path)
    records = open_store(path)
    for table in ("programs", "patients", "intents", "interrogations", "pump_events"):
        with pytest.raises(dbapi2.IntegrityError, match=f"rows of {table} are never changed"):
            _execute(records, f"UPDATE {table} SET actor = 'x'")
    with records._reader.connect() as connection:
        assert is_guarded(connection)
    records.close()


def test_a_file_of_the_first_version_is_copied_aside_with_its_version(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    _first_file(path)
    open_store(path).close()
    (copy,) = tmp_path.glob("*.before-*.sqlite")
    connection = dbapi2.connect(str(copy))
    assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
    assert connection.execute("SELECT name FROM patients").fetchall() == [("Ada Byron",)]
    connection.close()


def test_a_migrated_first_file_has_the_tables_of_a_new_one(tmp_path: Path) -> None:
    old, new = tmp_path / "old.sqlite", tmp_path / "new.sqlite"
    _first_file(old)
    open_store(old).close()
    open_store(new).close()
    assert _schema_of(reader_engine(place_of(str(old)))) == _schema_of(reader_engine(place_of(str(new))))


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
    assert _patients(next(tmp_path.glob("*before-0007*"))) == ["Ada"]


def test_a_step_that_leaves_rows_without_what_they_refer_to_is_undone(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    _older_store(path)
    step = """
    op.execute("DROP TRIGGER patients_refuses_delete")
    op.execute("DELETE FROM patients")
"""
    with pytest.raises(KnownError, match=r"a row of (sessions|indications) refers to nothing"):
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
    (copy,) = tmp_path.glob("*before-0007*")
    kept = copy.read_bytes()
    with pytest.raises(KnownError, match="File exists"):
        _open(path, schema, clock)
    assert copy.read_bytes() == kept
