"""The few kinds of column there are, each with the check that keeps nonsense out of it.

Whole numbers, text and bytes only: SQLite would round a decimal number and forget a time's zone without a word.
The unit is in the column's name: ``_us`` microseconds, ``_nl`` nanolitres, ``_ng`` nanograms.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Integer, LargeBinary, Text
from sqlalchemy.orm import MappedColumn, mapped_column

# SQLite's STRICT tables know INTEGER (64 bits) and no BIGINT.
WHOLE = BigInteger().with_variant(Integer(), "sqlite")


def whole(name: str) -> MappedColumn[int]:
    """A whole number that may be negative: an offset."""
    return mapped_column(name, WHOLE)


def count(name: str) -> MappedColumn[int]:
    """A whole number from zero up: an amount, a moment, a number in a sequence."""
    return mapped_column(name, WHOLE, CheckConstraint(f"{name} >= 0", name=f"{name}_not_negative"))


def flag(name: str) -> MappedColumn[int]:
    """No or yes, as 0 or 1."""
    return mapped_column(name, WHOLE, CheckConstraint(f"{name} IN (0, 1)", name=f"{name}_no_or_yes"))


def words(name: str) -> MappedColumn[str]:
    """Text as a person or a pump wrote it."""
    return mapped_column(name, Text)


def choice(name: str, known: Iterable[str]) -> MappedColumn[str]:
    """One of a few known words."""
    listed = ", ".join(f"'{word}'" for word in known)
    return mapped_column(name, Text, CheckConstraint(f"{name} IN ({listed})", name=f"{name}_known"))


def octets(name: str) -> MappedColumn[bytes]:
    """Bytes of any number."""
    return mapped_column(name, LargeBinary)


def exactly(size: int, name: str) -> MappedColumn[bytes]:
    """Bytes of one fixed number: an id, a token, a hash."""
    check = CheckConstraint(f"length({name}) = {size}", name=f"{name}_is_{size}_bytes")
    return mapped_column(name, LargeBinary, check)


def reference(name: str, table: str) -> MappedColumn[bytes]:
    """The id of a row of another table, which must be there."""
    return mapped_column(name, LargeBinary, ForeignKey(f"{table}.id"))
