"""The chain of seals as its definition words it, once more and apart from the code that makes it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import Any


class Chain:
    """How far the chain was followed. ``objections`` are what was found wrong on the way."""

    def __init__(self) -> None:
        self.seals: list[bytes] = []
        self.objections: list[str] = []
        self._covered: dict[str, int] = defaultdict(int)

    def follow(self, reader: Any) -> None:
        """Go along what was sealed since."""
        asked = "SELECT * FROM seals WHERE arrival > ? ORDER BY arrival"
        for seal in _named(reader, asked, (len(self.seals),)):
            if seal["arrival"] != len(self.seals) + 1:
                self.objections.append(f"seal {len(self.seals) + 1} is missing")
            if seal["sha256"] != self._expected(reader, seal):
                self.objections.append(f"seal {seal['arrival']} is not that of {seal['covers']}")
            self.seals.append(seal["sha256"])

    def uncovered(self, reader: Any) -> list[str]:
        """Tables with rows that no seal covers."""
        asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        listed = reader.execute(asked).fetchall()
        tables = {name for (name,) in listed} - {"seals", "alembic_version"}
        return [
            table
            for table in sorted(tables)
            if reader.execute(f"SELECT count(*) FROM {table}").fetchone()[0] != self._covered[table]
        ]

    def _expected(self, reader: Any, seal: dict[str, Any]) -> bytes:
        own = {name: value for name, value in seal.items() if name not in {"arrival", "sha256"}}
        told = [self.seals[-1] if self.seals else bytes(32), _written(own)]
        for part in seal["covers"].split(", "):
            table, _, numbers = part.partition(" ")
            first, last = map(int, numbers.split("-"))
            if first != self._covered[table] + 1:
                self.objections.append(f"seal {seal['arrival']} leaves out rows of {table}")
            self._covered[table] = last
            asked = f"SELECT * FROM {table} WHERE arrival BETWEEN ? AND ? ORDER BY arrival"
            told += [_written(row) for row in _named(reader, asked, (first, last))]
        return hashlib.sha256(b"".join(told)).digest()


def _named(reader: Any, question: str, values: tuple[int, ...]) -> list[dict[str, Any]]:
    found = reader.execute(question, values)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _written(row: dict[str, Any]) -> bytes:
    return (
        b"".join(_octets(name) + _octets(row[name]) for name in sorted(row) if row[name] is not None) + b";"
    )


def _octets(value: Any) -> bytes:
    match value:
        case int():
            kind, told = b"i", str(value).encode()
        case str():
            kind, told = b"s", value.encode()
        case _:
            kind, told = b"b", bytes(value)
    return kind + str(len(told)).encode() + b":" + told
