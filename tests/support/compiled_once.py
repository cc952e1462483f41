"""Statements that are compiled once in a run: every store of a test talks to SQLite through one dialect."""

from __future__ import annotations

import functools
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine
from sqlcipher3 import dbapi2

from programmer.records.sql import engines


def compile_once() -> None:
    """From now on what one store has compiled serves every store that is opened later in this process.

    An engine keeps its compiled statements to itself, so that a test with a store of its own compiled each anew,
    which took longer than all the rest of many tests. Nothing of them depends on the store: they are kept by the
    dialect and the statement, and the dialect, with what it learns of SQLite at the first connection, is the same.
    """
    pytest.MonkeyPatch().setattr(engines, "create_engine", _engine_that_shares)


def _engine_that_shares(url: str, **options: Any) -> Engine:
    engine, first = create_engine(url, **options), _first_engine()
    engine.dialect = engine.pool._dialect = first.dialect
    engine._compiled_cache = first._compiled_cache
    return engine


@functools.cache
def _first_engine() -> Engine:
    """An engine on nothing, connected once, so that its dialect knows the SQLite it talks to."""
    engine = create_engine("sqlite://", module=dbapi2, query_cache_size=5000)
    engine.connect().close()
    engine.dispose()
    return engine
