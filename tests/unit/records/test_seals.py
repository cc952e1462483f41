"""Each commit is sealed with all before it: whatever is changed, cut off or slipped in past the program is found."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlcipher3 import dbapi2

from programmer.clock import ManualClock
from programmer.randomness import SeededRandomness
from programmer.records.rows import SessionRow
from programmer.records.sql import SqlRecords, open_records
from programmer.records.sql.engines import writer_engine
from programmer.records.sql.location import Place
from programmer.records.sql.sealing import BEGINNING, Span, Value, chained, covers_text, row_octets, spans_of
from programmer.records.sql.tables import Base
from programmer.records.sql.verifying import soundness
from tests.support.tampering import cut_back, edit
from tests.unit.records.visit_rows import PROVENANCE, a_patient, a_sample, open_store, write_a_visit

TABLES = sorted(Base.metadata.tables)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a visit in it, closed in good order."""
    path = tmp_path_factory.mktemp("sealed") / "records.sqlite"
    records = open_store(path)
    write_a_visit(records)
    records.close()
    return path


@pytest.fixture
def file(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(written, tmp_path / "records.sqlite"))


def _rows(path: Path, question: str) -> list[tuple[Any, ...]]:
    connection = dbapi2.connect(str(path))
    found = connection.execute(question).fetchall()
    connection.close()
    return list(found)


def test_what_was_written_is_sound_and_every_row_is_under_a_seal(file: Path) -> None:
    records = open_store(file)
    found = records.history().soundness()
    records.close()
    in_the_file = sum(_rows(file, f"SELECT count(*) FROM {table}")[0][0] for table in TABLES)
    assert found.sound
    assert found.seals == 6
    assert found.rows == in_the_file - found.seals
    assert all(_rows(file, f"SELECT count(*) FROM {table}") != [(0,)] for table in TABLES)


def test_a_store_without_a_row_is_sound_and_has_no_seal(records: SqlRecords) -> None:
    found = records.history().soundness()
    assert (found.sound, found.rows, found.seals, found.newest) == (True, 0, 0, BEGINNING)
    assert records.history().newest_seal() == BEGINNING


def test_a_unit_of_work_that_wrote_nothing_leaves_no_seal(records: SqlRecords, session: SessionRow) -> None:
    before = records.history().soundness()
    with records.unit_of_work() as work:
        assert work.pumps.by_serial("SIM-0001") is not None
        work.commit()
    assert records.history().soundness() == before


def test_a_unit_of_work_that_is_dropped_leaves_no_seal(records: SqlRecords, session: SessionRow) -> None:
    before = records.history().soundness()
    with records.unit_of_work() as work:
        work.samples.add([a_sample(session)])
    assert records.history().soundness() == before


@pytest.mark.requirement("CRISYS-085-086")
@pytest.mark.parametrize("table", TABLES)
def test_any_changed_cell_is_found(file: Path, table: str) -> None:
    """Each column of the last row of a table: another value of the same kind."""
    engine = writer_engine(Place(file))
    with engine.connect() as connection:
        _without_protection(connection)
        for column in Base.metadata.tables[table].columns:
            change = connection.begin_nested()
            newest = f"SELECT {column.name} FROM {table} ORDER BY arrival DESC LIMIT 1"
            (value,) = connection.exec_driver_sql(newest).one()
            connection.exec_driver_sql(_another(table, column.name, value))
            found = soundness(connection)
            change.rollback()
            assert not found.sound, f"{table}.{column.name} was changed and nobody noticed"
        assert soundness(connection).sound
    engine.dispose()


def _without_protection(connection: Connection) -> None:
    for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").all():
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")


def _another(table: str, column: str, value: object) -> str:
    newest = f"(SELECT max(arrival) FROM {table})"
    if value is None:
        other = "1"
    elif isinstance(value, bytes):
        other = f"x'{bytes([value[0] ^ 1, *value[1:]]).hex()}'" if value else "x'00'"
    elif isinstance(value, int):
        other = str(value + 1)
    else:
        other = f"'{value}.'"
    return f"UPDATE {table} SET {column} = {other} WHERE arrival = {newest}"


def _soundness_of(path: Path) -> Any:
    records = open_store(path)
    try:
        return records.history().soundness()
    finally:
        records.close()


@pytest.mark.parametrize("table", TABLES)
def test_a_row_that_was_taken_away_is_found(file: Path, table: str) -> None:
    edit(file, "PRAGMA foreign_keys=OFF", f"DELETE FROM {table} WHERE arrival = 1")
    assert not _soundness_of(file).sound


def test_a_row_that_was_slipped_in_is_found_and_counted(file: Path) -> None:
    names = ", ".join(
        c.name for c in Base.metadata.tables["samples"].columns if c.name not in {"arrival", "id"}
    )
    edit(file, f"INSERT INTO samples (id, {names}) SELECT randomblob(16), {names} FROM samples LIMIT 1")
    found = _soundness_of(file)
    assert found.broken == ()
    assert found.unsealed == (("samples", 1),)


def test_what_is_written_after_a_change_is_sealed_and_only_the_changed_step_is_named(file: Path) -> None:
    edit(file, "UPDATE intents SET kind = 'stop'")
    records = open_records(str(file), PROVENANCE, ManualClock(), SeededRandomness(8))
    with records.unit_of_work() as work:
        work.patients.add(a_patient("Ada"))
        work.commit()
    found = records.history().soundness()
    records.close()
    assert [one.number for one in found.broken] == [3]
    assert "intents 1-1" in found.broken[0].covers


def test_rows_that_change_places_are_found(file: Path) -> None:
    edit(
        file,
        "UPDATE samples SET arrival = 90 WHERE arrival = 1",
        "UPDATE samples SET arrival = 1 WHERE arrival = 2",
        "UPDATE samples SET arrival = 2 WHERE arrival = 90",
    )
    assert not _soundness_of(file).sound


@pytest.mark.requirement("CRISYS-085-086")
def test_rows_cut_off_together_with_their_seals_are_missed_by_who_holds_a_later_seal(
    file: Path, tmp_path: Path
) -> None:
    """The file by itself is sound then, as it was so once: only what lies outside of it can tell."""
    seals = [bytes(sha256) for (sha256,) in _rows(file, "SELECT sha256 FROM seals ORDER BY arrival")]
    for kept in range(1, len(seals)):
        path = Path(shutil.copy(file, tmp_path / f"cut-{kept}.sqlite"))
        cut_back(path, kept)
        records = open_store(path)
        history = records.history()
        assert history.soundness().sound
        assert history.newest_seal() == seals[kept - 1]
        assert [history.seals_since(seal) for seal in seals] == [
            *range(kept - 1, -1, -1),
            *[None] * (len(seals) - kept),
        ]
        records.close()


def test_a_seal_is_what_its_definition_says() -> None:
    """By hand, from the words of ``sealing``: another program must be able to check these records."""
    row = row_octets(("arrival", "id", "name", "note"), (12, b"\x00;", "Zoë", None))
    assert row == b"s7:arrivali2:12" + b"s2:idb2:\x00;" + b"s4:names4:Zo\xc3\xab" + b";"
    seal = chained(BEGINNING, {"id": b"1", "covers": "pumps 1-1"}, [row])
    by_hand = bytes(32) + b"s6:coverss9:pumps 1-1" + b"s2:idb1:1" + b";" + row
    assert seal == hashlib.sha256(by_hand).digest()


def test_no_two_rows_have_the_same_octets_by_moving_a_border() -> None:
    pairs: list[tuple[tuple[str, ...], tuple[Value, ...], tuple[Value, ...]]] = [
        (("a", "b"), ("1", "2"), ("12", "")),
        (("a", "b"), (b"1", "2"), ("1", "2")),
        (("a", "b"), (1, "2"), ("1", "2")),
        (("a", "b"), (None, "2"), ("", "2")),
    ]
    for names, one, other in pairs:
        assert row_octets(names, one) != row_octets(names, other)
    assert row_octets(("a",), ("1",)) + row_octets(("a",), ("2",)) != row_octets(("a",), ("1;s1:as1:2",))


@pytest.mark.parametrize(
    "covers", ["", "pumps", "pumps 2-1", "pumps 1-1,intents 1-1", "pumps 01-1", "b 1-1, a 1-1"]
)
def test_a_seal_that_covers_what_no_seal_covers_is_refused(covers: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        spans_of(covers)


def test_what_a_seal_covers_is_read_as_it_is_written() -> None:
    spans = (Span("intents", 5, 5), Span("outcomes", 3, 14))
    assert spans_of(covers_text(reversed(spans))) == spans
