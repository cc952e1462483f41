"""What was committed is there after the process was killed; what was not is gone without a trace."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from programmer.records.sql.migrating import CURRENT
from tests.unit.records.visit_rows import open_store

DIE = "os.kill(os.getpid(), signal.SIGKILL)"

START = """
import os, signal, sys
from tests.unit.records.visit_rows import *
path = sys.argv[1]
"""


def _run(script: str, *arguments: Path) -> int:
    command = [sys.executable, "-c", START + script, *map(str, arguments)]
    return subprocess.run(command, check=False, timeout=60).returncode


def _patients(path: Path) -> list[str]:
    records = open_store(path)
    with records.unit_of_work() as work:
        names = [patient.name for patient in work.patients.all()]
    records.close()
    return names


@pytest.mark.parametrize("end", [DIE, "os._exit(9)"])
def test_a_commit_that_returned_survives_and_what_came_after_does_not(tmp_path: Path, end: str) -> None:
    path = tmp_path / "records.sqlite"
    script = f"""
with open_store(path).unit_of_work() as work:
    work.patients.add(a_patient("Ada"))
    work.commit()
    work.patients.add(a_patient("Bo"))
    {end}
"""
    assert _run(script, path) in {-signal.SIGKILL, 9}
    assert path.with_name("records.sqlite-wal").exists()
    assert _patients(path) == ["Ada"]


def test_every_one_of_many_commits_that_returned_survives(tmp_path: Path) -> None:
    """The child says after each commit that it returned, and is killed at some point of the next."""
    path = tmp_path / "records.sqlite"
    script = """
records = open_store(path)
session = start_session(records)
print("ready", flush=True)
second = 0
while True:
    with records.unit_of_work() as work:
        work.samples.add([a_sample(session, second)])
        work.commit()
    print(second, flush=True)
    second += 1
"""
    child = subprocess.Popen(
        [sys.executable, "-c", START + script, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    said = [child.stdout.readline() for _ in range(200)]
    child.kill()
    said += child.stdout.readlines()
    child.wait(10)
    child.stdout.close()
    promised = [int(line) for line in said[1:] if line.endswith("\n")]
    records = open_store(path)
    (summary,) = records.history().summaries()
    record = records.history().session(summary.session.id)
    records.close()
    assert record is not None
    assert len(promised) >= 199
    # The last one may have been committed although there was no time left to say so.
    assert len(record.samples) - len(promised) in {0, 1}


@pytest.mark.parametrize("room", range(0, 60_000, 7_001))
def test_a_write_that_the_system_refuses_is_told_and_loses_nothing_that_was_committed(
    tmp_path: Path, room: int
) -> None:
    """Files may grow by ``room`` bytes, wherever in a transaction or in its commit that runs out; then freely."""
    path = tmp_path / "records.sqlite"
    script = """
import resource
from programmer.known_error import KnownError
records = open_store(path)
session = start_session(records)
log = os.path.getsize(path + "-wal")
resource.setrlimit(resource.RLIMIT_FSIZE, (log + int(sys.argv[2]), resource.RLIM_INFINITY))
kept = 0
def write(count):
    global kept
    with records.unit_of_work() as work:
        work.samples.add([a_sample(session, kept + number) for number in range(count)])
        work.commit()
    kept += count
try:
    while True:
        write(10)
except KnownError as error:
    assert "The disk is full" in str(error) or "The disk reported an error" in str(error), error
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
write(1)
summary, = records.history().summaries()
samples = records.history().session(summary.session.id).samples
assert samples == tuple(a_sample(session, number) for number in range(kept)), (len(samples), kept)
records.close()
open_store(path).close()
"""
    assert _run(script, path, Path(str(room))) == 0


def test_a_store_whose_making_was_cut_off_is_made_the_next_time(tmp_path: Path) -> None:
    path = tmp_path / "records.sqlite"
    script = f"""
from programmer.records.sql import migrating
def die(*_): {DIE}
migrating._check = die
open_store(path)
"""
    assert _run(script, path) == -signal.SIGKILL
    assert _patients(path) == []


@pytest.mark.parametrize("times", [1, 2])
def test_a_migration_that_was_cut_off_leaves_the_older_file(tmp_path: Path, times: int) -> None:
    path = tmp_path / "records.sqlite"
    records = open_store(path)
    records.close()
    newer = f"{int(CURRENT.newest) + 1:04}"
    versions = tmp_path / "versions"
    shutil.copytree(CURRENT.versions, versions, ignore=shutil.ignore_patterns("__pycache__"))
    (versions / f"{newer}_killed.py").write_text(
        f"""
import os, signal
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "{newer}", "{CURRENT.newest}", None, None
def upgrade():
    with op.batch_alter_table("pumps", recreate="always") as pumps:
        pumps.add_column(sa.Column("implanted_utc_us", sa.Integer))
    {DIE}
""",
        encoding="utf-8",
    )
    script = f"""
from pathlib import Path
from programmer.records.sql.location import place_of
from programmer.records.sql.migrating import Schema
from programmer.records.sql.opening import open_at
clock = ManualClock(NOW + 1_000_000 * int(sys.argv[3]))
open_at(place_of(path), Schema(Path(sys.argv[2]), "{newer}"), None, clock)
"""
    for attempt in range(times):
        assert _run(script, path, versions, Path(str(attempt))) == -signal.SIGKILL
    assert _patients(path) == []
    assert len(list(tmp_path.glob(f"*.before-{newer}.*.sqlite"))) == times
