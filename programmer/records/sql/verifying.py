"""Going along the chain of seals: is every row there as it was written, and no other?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from programmer.records.rows import BrokenSeal, Soundness
from programmer.records.sql.sealing import (
    BEGINNING,
    Span,
    chained,
    columns_of,
    row_octets,
    spans_of,
)
from programmer.records.sql.tables import Base, StoredSeal

_SEALS = StoredSeal.__tablename__


def soundness(connection: Connection) -> Soundness:
    """Read every row once, in the order in which they were sealed. Changes nothing."""
    walk = _Walk(connection)
    for seal in connection.exec_driver_sql(_question(_SEALS)).mappings():
        walk.take(dict(seal))
    return walk.told()


def _question(table: str) -> str:
    return f"SELECT arrival AS at_arrival, {', '.join(columns_of(table))} FROM {table} ORDER BY arrival"  # noqa: S608


class _Walk:
    """Where it stands in the chain, and in each table."""

    def __init__(self, connection: Connection) -> None:
        self._tables = {
            table: _Rows(table, connection) for table in sorted(Base.metadata.tables) if table != _SEALS
        }
        self._newest = BEGINNING
        self._seals = 0
        self._broken: list[BrokenSeal] = []

    def take(self, seal: dict[str, Any]) -> None:
        """The next seal, with the rows that it covers."""
        number, covers, sha256 = seal.pop("at_arrival"), seal["covers"], seal.pop("sha256")
        del seal["arrival"]
        self._seals += 1
        rows = self._covered(covers)
        if number != self._seals or rows is None or chained(self._newest, seal, rows) != sha256:
            self._broken.append(BrokenSeal(number, seal["recorded_utc_us"], covers))
            self._seals = number
        self._newest = sha256

    def told(self) -> Soundness:
        """What was found; what no seal covered is counted now."""
        unsealed = tuple((table, left) for table, rows in self._tables.items() if (left := rows.rest()))
        read = sum(rows.read for rows in self._tables.values())
        return Soundness(read, self._seals, self._newest, tuple(self._broken), unsealed)

    def _covered(self, covers: str) -> list[bytes] | None:
        """The rows as they went into the seal; None if they are not those that came next."""
        try:
            spans = spans_of(covers)
            found = [self._tables[span.table].take(span) for span in spans]
        except (ValueError, KeyError):
            return None
        return None if None in found else [octets for rows in found if rows is not None for octets in rows]


class _Rows:
    """A table's rows in the order of their arrival, each read once."""

    def __init__(self, table: str, connection: Connection) -> None:
        self._names = columns_of(table)
        self._rows: Iterator[Any] = iter(connection.exec_driver_sql(_question(table)).yield_per(500))
        self._next: Any = next(self._rows, None)
        self._sealed = 0
        self.read = 0

    def take(self, span: Span) -> list[bytes] | None:
        """The rows of a span that follows on the last one; None if it does not, or if one of them is missing."""
        follows = span.first == self._sealed + 1
        self._sealed = span.last
        rows = []
        while self._next is not None and self._next[0] <= span.last:
            rows.append(row_octets(self._names, self._next[1:]))
            self._advance()
        return rows if follows and len(rows) == span.last - span.first + 1 else None

    def rest(self) -> int:
        """How many rows there are behind the last span."""
        left = 0
        while self._next is not None:
            left += 1
            self._advance()
        return left

    def _advance(self) -> None:
        self.read += 1
        self._next = next(self._rows, None)
