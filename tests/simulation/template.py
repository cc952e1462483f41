"""Records that every run begins with: migrated once a process, with one patient in them."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

from programmer.clock import ManualClock
from programmer.randomness import SeededRandomness
from programmer.records.rows import PatientRow
from programmer.records.sql import open_records
from programmer.records.sql.engines import connect
from programmer.records.sql.location import Place
from tests.simulation.application import PROVENANCE

PATIENT_ID = b"the one patient."


def folder() -> Path:
    """A new folder in memory where the system has one, so that no real disk is waited for."""
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="simulation-", dir=memory if memory.is_dir() else None))


@functools.cache
def template() -> Path:
    """A file in the newest schema, without a log beside it."""
    place = folder()
    records = open_records(str(place / "first.sqlite"), PROVENANCE, ManualClock(), SeededRandomness(1))
    with records.unit_of_work() as work:
        work.patients.add(PatientRow(PATIENT_ID, "Ada Byron", 1985, "spasticity"))
        work.commit()
    records.close()
    copy = place / "template.sqlite"
    connection = connect(Place(place / "first.sqlite"), "rw")
    connection.execute("VACUUM INTO ?", (str(copy),))
    connection.close()
    return copy
