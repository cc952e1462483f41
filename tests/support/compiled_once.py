"""Statements that are compiled once in a run, whichever store of a test needs them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from programmer.records.sql import engines

_COMPILED: LRUCache[Any, Any] = LRUCache(5000)


class _Alike(SQLiteDialect_pysqlite):
    """A dialect of an engine's own, with its own events, that is as good as any other where a statement is kept."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Alike)

    def __hash__(self) -> int:
        return 1


def compile_once() -> None:
    """From now on what one store has compiled serves every store that is opened later in this process.

    An engine keeps its compiled statements to itself, so that a test with a store of its own compiled each anew,
    which took longer than all the rest of many tests. Nothing of them depends on the store: they are kept by the
    dialect and the statement, and the dialect of all stores is that of the one SQLite there is.
    """
    pytest.MonkeyPatch().setattr(engines, "create_engine", _engine_that_shares)


def _engine_that_shares(url: str, **options: Any) -> Engine:
    engine = create_engine(url, **options)
    assert type(engine.dialect) is SQLiteDialect_pysqlite
    engine.dialect.__class__ = _Alike
    engine._compiled_cache = _COMPILED
    return engine
