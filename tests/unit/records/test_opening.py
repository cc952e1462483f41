"""What is refused, what is made, and how connections are set before a store is used."""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlcipher3 import dbapi2

from programmer.known_error import KnownError, RefusedError, UsageError
from programmer.records.sql import engines
from programmer.records.sql.inspecting import APPLICATION_ID
from programmer.records.sql.store import SqlRecords
from tests.unit.records.visit_rows import a_patient, open_store, start_session


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _setting(engine: Engine, name: str) -> object:
    with engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()


def _open_files(path: Path) -> list[Path]:
    """What this process has open of the store at ``path``, as Linux tells it."""
    targets = [entry.resolve() for entry in Path("/proc/self/fd").iterdir()]
    return [
        target for target in targets if target.name.startswith(path.name) and target.parent == path.parent
    ]


def _store_with_ada(path: Path) -> SqlRecords:
    records = open_store(path)
    with records.unit_of_work() as work:
        work.patients.add(a_patient("Ada"))
        work.commit()
    return records


@pytest.mark.requirement("OPCA-R8.2.0-1")
def test_a_new_store_is_this_users_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "records.sqlite"
    records = _store_with_ada(path)
    files = sorted(each.name for each in path.parent.iterdir())
    assert files == ["records.sqlite", "records.sqlite-shm", "records.sqlite-wal"]
    assert _mode(path.parent) == 0o700
    assert {_mode(each) for each in path.parent.iterdir()} == {0o600}
    assert records.copied_aside is None
    assert records.url == f"sqlite:///{path}"
    records.close()
    assert [each.name for each in path.parent.iterdir()] == ["records.sqlite"]


def test_a_store_opens_again_with_what_was_kept(tmp_path: Path) -> None:
    path = tmp_path / "100 % #1?.sqlite"
    _store_with_ada(path).close()
    assert list(tmp_path.iterdir()) == [path]
    again = open_store(path)
    with again.unit_of_work() as work:
        assert [patient.name for patient in work.patients.all()] == ["Ada"]
    again.close()


def test_closing_lets_go_of_every_file(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    records = _store_with_ada(path)
    records.history().summaries()
    assert _open_files(path)
    records.close()
    assert _open_files(path) == []


def test_closing_folds_the_log_into_the_file_although_another_program_has_it_open(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    records = _store_with_ada(path)
    other = dbapi2.connect(str(path))
    other.execute("SELECT count(*) FROM patients").fetchall()
    records.close()
    assert path.with_name("records.sqlite-wal").stat().st_size == 0
    other.close()


def test_a_refused_file_is_let_go_of(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    open_store(path).close()
    connection = dbapi2.connect(str(path))
    connection.executescript("DROP TRIGGER intents_refuses_update")
    connection.close()
    with pytest.raises(KnownError):
        open_store(path)
    assert _open_files(path) == []


def test_an_empty_file_becomes_a_store(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    path.touch()
    _store_with_ada(path).close()
    assert path.stat().st_size > 0


def test_the_writer_is_set_for_durability_and_the_reader_cannot_write(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    open_store(path).close()
    records = open_store(path)
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "recursive_triggers": 1,
        "application_id": APPLICATION_ID,
    }
    assert {name: _setting(records._writer, name) for name in expected} == expected
    assert _setting(records._reader, "query_only") == 1
    with pytest.raises(KnownError, match="cannot be written"), records._reader.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE more (x INTEGER)")
    records.close()


def test_the_only_sqlite_is_one_without_the_known_fault_of_its_log() -> None:
    """Versions before 3.51.3 could damage a file when two connections reset the write-ahead log at once."""
    assert dbapi2.sqlite_version_info >= (3, 51, 3)


def test_an_existing_store_opens_without_alembic_and_without_a_second_sqlite(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    open_store(path).close()
    script = (
        "import sys\n"
        "from tests.unit.records.visit_rows import open_store\n"
        "records = open_store(sys.argv[1])\n"
        "records.history().summaries()\n"
        "records.close()\n"
        "print(sorted({'alembic', 'mako', 'sqlite3', '_sqlite3'} & set(sys.modules)))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"


def test_a_file_that_is_no_database_is_refused_and_not_touched(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear colleague, " * 1000, encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(KnownError, match="not a database, or it is encrypted"):
        open_store(path)
    assert path.read_bytes() == before
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("application_id", [0, 0x0F055111])
def test_the_database_of_another_program_is_refused_and_not_touched(
    tmp_path: Path, application_id: int
) -> None:
    path = tmp_path / "other.sqlite"
    connection = dbapi2.connect(str(path))
    connection.executescript(f"PRAGMA application_id={application_id}; CREATE TABLE songs (name TEXT);")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(RefusedError, match="the database of another program"):
        open_store(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_an_empty_database_that_another_program_has_marked_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    connection = dbapi2.connect(str(path))
    connection.executescript("PRAGMA application_id=7")
    connection.close()
    with pytest.raises(RefusedError, match="the database of another program"):
        open_store(path)


def test_the_log_of_another_programs_database_is_left_to_that_program(tmp_path: Path) -> None:
    """Were it opened for writing, closing it would fold the log into the file."""
    connection = dbapi2.connect(str(tmp_path / "other.sqlite"), isolation_level=None)
    connection.executescript("PRAGMA journal_mode=WAL; CREATE TABLE songs (name TEXT);")
    crashed = tmp_path / "crashed"
    crashed.mkdir()
    for name in ("other.sqlite", "other.sqlite-wal"):
        shutil.copy(tmp_path / name, crashed)
    connection.close()
    before = {name: (crashed / name).read_bytes() for name in ("other.sqlite", "other.sqlite-wal")}
    with pytest.raises(RefusedError, match="the database of another program"):
        open_store(crashed / "other.sqlite")
    assert {name: (crashed / name).read_bytes() for name in before} == before


def test_records_of_a_newer_version_are_refused_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    open_store(path).close()
    connection = dbapi2.connect(str(path))
    connection.executescript("UPDATE alembic_version SET version_num = '0917'")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(RefusedError, match="written by a newer version") as refusal:
        open_store(path)
    assert "0917" in str(refusal.value)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "damage",
    [
        "DROP TABLE alembic_version",
        "DELETE FROM alembic_version",
        "UPDATE alembic_version SET version_num = 'abc'",
    ],
)
def test_records_that_do_not_tell_their_version_are_damaged(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "records.sqlite"
    open_store(path).close()
    connection = dbapi2.connect(str(path))
    connection.executescript(damage)
    connection.close()
    with pytest.raises(KnownError, match="are damaged"):
        open_store(path)


@pytest.mark.requirement("GPCA-EC04", "OPCA-R7.4.0-1")
@pytest.mark.parametrize("place", range(1, 12, 2))
def test_a_damaged_file_is_refused(tmp_path: Path, place: int) -> None:
    path = tmp_path / "records.sqlite"
    _store_with_ada(path).close()
    content = bytearray(path.read_bytes())
    content[4096 * place : 4096 * place + 512] = b"\xa5" * 512
    path.write_bytes(content)
    with pytest.raises(KnownError, match="are damaged"):
        open_store(path)


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    _store_with_ada(path).close()
    path.write_bytes(path.read_bytes()[: 5 * 4096])
    with pytest.raises(KnownError, match="are damaged"):
        open_store(path)


def test_damage_found_while_reading_is_told_as_damage(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    records = open_store(path)
    start_session(records)
    with records._writer.connect() as connection:
        question = "SELECT rootpage FROM sqlite_master WHERE name = 'sessions'"
        root = connection.exec_driver_sql(question).scalar_one()
    records.close()
    again = open_store(path)
    with path.open("r+b") as file:
        file.seek(4096 * (root - 1))
        file.write(b"\xa5" * 4096)
    with pytest.raises(KnownError, match="are damaged"):
        again.history().summaries()
    again.close()


def test_a_directory_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="There is a directory"):
        open_store(tmp_path)


def test_a_place_below_a_file_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(KnownError, match="cannot be made"):
        open_store(tmp_path / "file" / "records.sqlite")


def test_a_place_where_the_system_lets_nobody_write_cannot_be_made() -> None:
    with pytest.raises(KnownError, match="cannot be made"):
        open_store("/proc/programmer/records.sqlite")


FORBIDDEN = """
import os, pathlib, shutil, sys, tempfile
from programmer.known_error import KnownError
from tests.unit.records.visit_rows import open_store

directory = pathlib.Path(tempfile.mkdtemp())
path = directory / "records.sqlite"
try:
    open_store(path).close()
    if os.geteuid() == 0:  # to whom nothing is forbidden
        os.chown(directory, 65534, 65534)
        os.chown(path, 65534, 65534)
        os.seteuid(65534)
    (directory if sys.argv[1] == "directory" else path).chmod(int(sys.argv[2], 8))
    open_store(path)
except KnownError as error:
    print(error)
finally:
    os.seteuid(os.getuid())
    directory.chmod(0o700)
    shutil.rmtree(directory)
"""


@pytest.mark.parametrize(
    ("what", "rights", "sentence"),
    [
        ("file", "0400", "cannot be written. The file or its directory may not be written by this user"),
        ("file", "0000", "cannot be opened. The file is not there"),
        ("directory", "0500", "cannot be written. The file or its directory may not be written by this user"),
    ],
)
def test_rights_that_are_missing_are_noticed_at_once(what: str, rights: str, sentence: str) -> None:
    command = [sys.executable, "-c", FORBIDDEN, what, rights]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert sentence in ran.stdout


def test_an_address_of_another_kind_is_a_mistake_of_usage() -> None:
    with pytest.raises(UsageError, match="Only SQLite files"):
        open_store("postgresql://clinic/records")


def test_records_held_by_another_program_are_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_MS", 20)
    path = tmp_path / "records.sqlite"
    open_store(path).close()
    other = dbapi2.connect(str(path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(KnownError, match="held by another program"):
        open_store(path)
    other.close()


def test_a_new_store_that_finds_no_room_is_told_and_can_be_made_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "records.sqlite"
    with monkeypatch.context() as patch:
        patch.setattr(engines, "_WRITING", (*engines._WRITING, "max_page_count=20"))
        with pytest.raises(KnownError, match="The disk is full"):
            open_store(path)
    _store_with_ada(path).close()
