"""Two programs on one file: each waits for the other for a while, and neither loses a row."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from programmer.known_error import KnownError
from programmer.records.sql import engines
from tests.unit.records.visit_rows import a_patient, open_store

WRITER = """
import sys
from tests.unit.records.visit_rows import *
records = open_store(sys.argv[1], seed=int(sys.argv[2]))
for number in range(50):
    with records.unit_of_work() as work:
        patient = a_patient(f"{sys.argv[2]} {number}")
        work.patients.add(replace(patient, id=SeededRandomness(int(sys.argv[2]) * 1000 + number).token_bytes(16)))
        work.commit()
records.close()
"""


def test_two_programs_write_into_one_new_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), name], stderr=subprocess.PIPE, text=True)
        for name in ("1", "2", "3")
    ]
    said = [writer.communicate(timeout=60)[1] for writer in writers]
    assert said == ["", "", ""]
    records = open_store(path)
    with records.unit_of_work() as work:
        assert len(work.patients.all()) == 150
    assert records.history().soundness().sound
    records.close()


def test_a_writer_that_waits_in_vain_is_told_in_a_sentence_and_can_try_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_TIMEOUT_MS", 20)
    path = tmp_path / "records.sqlite"
    first, second = open_store(path), open_store(path, seed=8)
    with first.unit_of_work() as work:
        work.patients.add(a_patient("Ada"))
        with second.unit_of_work() as other, pytest.raises(KnownError, match="held by another program"):
            other.patients.add(a_patient("Bo"))
        work.commit()
    with second.unit_of_work() as other:
        other.patients.add(a_patient("Bo"))
        other.commit()
        assert [patient.name for patient in other.patients.all()] == ["Ada", "Bo"]
    second.close()
    first.close()


def test_a_writer_waits_for_one_that_is_soon_done(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    first, second = open_store(path), open_store(path, seed=8)
    begun = threading.Event()

    def write_second() -> None:
        begun.set()
        with second.unit_of_work() as other:
            other.patients.add(a_patient("Bo"))
            other.commit()

    thread = threading.Thread(target=write_second)
    with first.unit_of_work() as work:
        work.patients.add(a_patient("Ada"))
        thread.start()
        assert begun.wait(10)
        work.commit()
    thread.join(10)
    with first.unit_of_work() as work:
        assert [patient.name for patient in work.patients.all()] == ["Ada", "Bo"]
    second.close()
    first.close()


def test_two_threads_of_one_program_take_turns(tmp_path: Path) -> None:
    records = open_store(tmp_path / "records.sqlite")

    def write(name: str) -> None:
        for number in range(20):
            with records.unit_of_work() as work:
                work.patients.add(a_patient(f"{name} {number}"))
                work.commit()

    threads = [threading.Thread(target=write, args=(name,)) for name in ("Ada", "Bo", "Cy")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    with records.unit_of_work() as work:
        assert len(work.patients.all()) == 60
    records.close()
