"""What a visit leaves of its records in the pump's log bears them out later, or shows what was done to them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from programmer.device.implant.messages.orders import Checkpoint
from programmer.therapy.pump import PumpEventKind
from programmer.visit.marks import check_records, elsewhere_text, findings, sound_text
from tests.support.tampering import cut_back, edit
from tests.unit.visit.bench import SECOND, Bench


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "records.sqlite"


@pytest.fixture
def bench(path: Path) -> Bench:
    """A workstation that has been at its pump once."""
    bench = Bench(str(path))
    bench.begin().end()
    return bench


def _reopen(bench: Bench, path: Path) -> None:
    bench._open_records(str(path))


def _visit(bench: Bench) -> None:
    bench.begin().end()


def test_the_marks_in_the_pump_s_log_bear_out_the_records(bench: Bench) -> None:
    _visit(bench)
    _visit(bench)
    checked = check_records(bench.records.history())
    # The mark of the third visit is in the pump, and will be read in the next one.
    assert (checked.sound, checked.found, checked.lost, checked.elsewhere) == (True, 2, (), 0)
    assert list(findings(checked)) == []
    told = "each as it was written; 2 marks in the logs of pumps bear out all but the last"
    assert told in sound_text(checked)
    assert checked.since == 5  # the end of the second visit, and the third
    assert elsewhere_text(checked) == ""


def test_a_mark_holds_the_last_seal_of_all_that_was_kept_before_it(bench: Bench, path: Path) -> None:
    log = bench.site.pump.log.part(1, 1000).events
    (mark,) = [Checkpoint.decode(one.detail) for one in log if one.kind is PumpEventKind.CHECKPOINT]
    bench.records.close()
    seals = _seals(bench, path)
    # Only that the session ended is sealed behind it: it is written once the pump is let go of.
    assert seals.index(mark.sha256) == len(seals) - 2


def _seals(bench: Bench, path: Path) -> list[bytes]:
    _reopen(bench, path)
    with bench.records._reader.connect() as connection:
        found = connection.exec_driver_sql("SELECT sha256 FROM seals ORDER BY arrival").all()
    bench.records.close()
    return [bytes(sha256) for (sha256,) in found]


@pytest.mark.parametrize("from_the_end", [1, 2, 3, 4])
def test_records_cut_back_anywhere_in_a_visit_are_found_out_at_the_next_one(
    bench: Bench, path: Path, from_the_end: int
) -> None:
    """Rows and seals together, so that the file by itself is as sound as it once was."""
    _visit(bench)
    bench.records.close()
    seals = _seals(bench, path)
    cut_back(path, len(seals) - 1 - from_the_end)
    _reopen(bench, path)
    assert check_records(bench.records.history()).sound
    bench.clock.wait_us(SECOND)
    _visit(bench)
    checked = check_records(bench.records.history())
    assert checked.soundness.sound
    assert not checked.sound
    (sentence,) = findings(checked)
    assert sentence.startswith("What a pump noted of these records at ")
    assert sentence.endswith(" by its clock is not in them: they were cut back, or changed")


def test_an_end_that_could_not_be_kept_is_no_finding(bench: Bench, path: Path) -> None:
    bench.records.close()
    cut_back(path, len(_seals(bench, path)) - 1)
    _reopen(bench, path)
    _visit(bench)
    assert check_records(bench.records.history()).sound


def test_an_older_backup_that_was_restored_is_found_out_at_the_next_visit(
    bench: Bench, path: Path, tmp_path: Path
) -> None:
    bench.records.close()
    backup = Path(shutil.copy(path, tmp_path / "backup.sqlite"))
    _reopen(bench, path)
    _visit(bench)
    bench.records.close()
    _reopen(bench, backup)
    _visit(bench)
    checked = check_records(bench.records.history())
    assert (checked.sound, checked.found, len(checked.lost), checked.elsewhere) == (False, 1, 1, 0)


def test_what_another_workstation_noted_is_counted_and_not_judged(bench: Bench, tmp_path: Path) -> None:
    bench.records.close()
    _reopen(bench, tmp_path / "another.sqlite")
    _visit(bench)
    checked = check_records(bench.records.history())
    assert (checked.sound, checked.found, checked.elsewhere) == (True, 0, 1)
    assert elsewhere_text(checked) == "1 mark in the logs of pumps: left by other records, so not judged here"


def test_a_changed_row_is_told_with_its_moment_and_its_place(bench: Bench, path: Path) -> None:
    bench.records.close()
    edit(path, "UPDATE programs SET origin = 'proposed' WHERE arrival = 1")
    _reopen(bench, path)
    checked = check_records(bench.records.history())
    assert not checked.sound
    (sentence,) = findings(checked)
    assert sentence.startswith("What was written on Fri 20 Nov 2026, ")
    assert "programs 1-1" in sentence


def test_a_row_that_came_past_the_program_is_told_by_its_table(bench: Bench, path: Path) -> None:
    bench.records.close()
    columns = (
        "session_id, pump_id, epoch, pump_time_us, kind, detail, raw, actor, workstation, program_version"
    )
    edit(
        path,
        f"INSERT INTO pump_events (id, sequence, recorded_utc_us, {columns}) "
        f"SELECT randomblob(16), 9999, 0, {columns} FROM pump_events LIMIT 1",
    )
    _reopen(bench, path)
    assert list(findings(check_records(bench.records.history()))) == [
        "1 row of pump events came into the file past this program"
    ]
