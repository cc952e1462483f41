"""The chain of seals: each commit is bound to all before it, so that no row is changed or lost unnoticed.

A seal is one row of ``seals``. Its SHA-256 is over, one after the other:

* the SHA-256 of the seal before it, 32 bytes; zeros for the first;
* the seal's own row, but for ``arrival`` and ``sha256``;
* every row that it covers, by the name of the table, then by ``arrival``.

A row is written as its columns that are not null, by name: the name, then the value, each as a letter for its kind
(``i`` whole number in decimal, ``s`` text in UTF-8, ``b`` bytes), its length in bytes in decimal, a colon, and itself;
then ``;``.
What a later version keeps beside a row has a table of its own, so that what was sealed stays what it was.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from sqlalchemy import Connection, insert

from programmer.records.sql.stamping import Stamper
from programmer.records.sql.tables import Base, StoredSeal

BEGINNING = bytes(32)
"""What stands for the seal before the first."""

Value = int | str | bytes | None

_KEEP = insert(Base.metadata.tables[StoredSeal.__tablename__])


class Span(NamedTuple):
    """Rows of a table that arrived one after the other: the first and the last."""

    table: str
    first: int
    last: int


def covers_text(spans: Iterable[Span]) -> str:
    """Such as ``intents 5-5, outcomes 3-4``, by table."""
    return ", ".join(f"{table} {first}-{last}" for table, first, last in sorted(spans))


def spans_of(covers: str) -> tuple[Span, ...]:
    """The reverse. Raises ``ValueError`` for anything that ``covers_text`` does not write."""
    spans = []
    for part in covers.split(", "):
        table, _, numbers = part.partition(" ")
        first, _, last = numbers.partition("-")
        spans.append(Span(table, int(first), int(last)))
    if covers_text(spans) != covers or any(span.first > span.last for span in spans):
        raise ValueError(f"no seal covers “{covers}”")
    return tuple(spans)


@cache
def columns_of(table: str) -> tuple[str, ...]:
    """The names of a table's columns, as they are sealed. Raises ``KeyError`` for no table of ours."""
    return tuple(sorted(column.name for column in Base.metadata.tables[table].columns))


def row_octets(names: Sequence[str], values: Sequence[Value]) -> bytes:
    """A row as it goes into a seal."""
    parts: list[bytes] = []
    for name, value in zip(names, values, strict=True):
        if value is not None:
            parts += (_name_octets(name), _octets(value))
    parts.append(b";")
    return b"".join(parts)


@cache
def _name_octets(name: str) -> bytes:
    return _octets(name)


def _octets(value: str | bytes | int) -> bytes:
    if isinstance(value, bytes):
        return b"b%d:%b" % (len(value), value)
    kind, written = (b"s", value.encode()) if isinstance(value, str) else (b"i", b"%d" % value)
    return b"%b%d:%b" % (kind, len(written), written)


def chained(previous: bytes, seal: Mapping[str, Value], rows: Iterable[bytes]) -> bytes:
    """The SHA-256 of a seal, given that before it, its own columns, and ``row_octets`` of all it covers in order."""
    own = sorted(seal)
    digest = hashlib.sha256(previous)
    digest.update(row_octets(own, [seal[name] for name in own]))
    for row in rows:
        digest.update(row)
    return digest.digest()


def seal(connection: Connection, stamper: Stamper, written: Counter[str]) -> None:
    """Seal the last rows of each table, so many as were ``written``, in the transaction that wrote them."""
    spans = _tails(connection, written)
    columns: dict[str, Value] = {"id": stamper.new_id(), "covers": covers_text(spans), **stamper.columns()}
    rows = [octets for span in spans for octets in _span_octets(connection, span)]
    sha256 = chained(newest_seal(connection), columns, rows)
    connection.execute(_KEEP, columns | {"sha256": sha256})


def seal_everything(connection: Connection, stamper: Stamper) -> None:
    """Seal what a file held before there were seals; nothing where there is nothing."""
    written: Counter[str] = Counter()
    for table in Base.metadata.tables:
        (number,) = connection.exec_driver_sql(f"SELECT count(*) FROM {table}").one()  # noqa: S608
        if number:
            written[table] = number
    if written:
        seal(connection, stamper, written)


def _tails(connection: Connection, written: Counter[str]) -> list[Span]:
    """Where the new rows of each table are, by table."""
    # Nobody else can write between these rows and this question: the transaction began as the writer's.
    newest = (f"SELECT '{table}', max(arrival) FROM {table}" for table in written)  # noqa: S608
    found = connection.exec_driver_sql(" UNION ALL ".join(newest))
    return sorted(Span(table, last - written[table] + 1, last) for table, last in found)


def newest_seal(connection: Connection) -> bytes:
    """The SHA-256 of the last seal; ``BEGINNING`` where there is none."""
    return _sha256(connection, "SELECT sha256 FROM seals ORDER BY arrival DESC LIMIT 1")


def first_seal(connection: Connection) -> bytes:
    """The SHA-256 of the first seal; ``BEGINNING`` where there is none."""
    return _sha256(connection, "SELECT sha256 FROM seals ORDER BY arrival LIMIT 1")


def _sha256(connection: Connection, question: str) -> bytes:
    found = connection.exec_driver_sql(question).one_or_none()
    return BEGINNING if found is None else bytes(found[0])


def _span_octets(connection: Connection, span: Span) -> list[bytes]:
    names = columns_of(span.table)
    question = f"SELECT {', '.join(names)} FROM {span.table} WHERE arrival BETWEEN ? AND ? ORDER BY arrival"  # noqa: S608
    return [row_octets(names, row) for row in connection.exec_driver_sql(question, (span.first, span.last))]
