"""An open store in memory, and the statements it was asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from programmer.records.rows import SessionRow
from programmer.records.sql import SqlRecords
from tests.unit.records.visit_rows import open_store, start_session


@pytest.fixture
def records() -> Iterator[SqlRecords]:
    store = open_store()
    yield store
    store.close()


@pytest.fixture
def session(records: SqlRecords) -> SessionRow:
    """A started session with a pump, of an unidentified patient."""
    return start_session(records)
