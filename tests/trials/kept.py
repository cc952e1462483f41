"""What the records hold when their writer is dead, read from a copy of the file and past the programmer."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

_INTENTS = "SELECT arrival, token, kind, program_after, id FROM intents ORDER BY arrival"
_OUTCOMES = "SELECT arrival, intent_id, kind, sequence FROM outcomes ORDER BY arrival"
_EVENTS = "SELECT arrival, sequence, raw FROM pump_events ORDER BY arrival"
_ENDS = "SELECT arrival, session_id, how FROM session_ends ORDER BY arrival"
_READINGS = "SELECT arrival, id, program_id FROM interrogations ORDER BY arrival"
_QUESTIONS = {
    "intents": _INTENTS,
    "outcomes": _OUTCOMES,
    "events": _EVENTS,
    "ends": _ENDS,
    "readings": _READINGS,
}
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class KeptIntent:
    """A durable intent and every outcome that was kept of it, oldest first: (kind, sequence)."""

    token: bytes
    kind: str
    program_after: bytes
    outcomes: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """The rows of one moment. ``unsound`` is what SQLite objects to, empty if nothing."""

    unsound: str
    rows: dict[str, list[Row]]

    @property
    def intents(self) -> tuple[KeptIntent, ...]:
        outcomes = self.rows["outcomes"]
        return tuple(
            KeptIntent(token, kind, after, tuple((row[2], row[3]) for row in outcomes if row[1] == name))
            for _, token, kind, after, name in self.rows["intents"]
        )

    def lost_since(self, before: Kept) -> list[str]:
        """Which rows that were durable before are gone or changed now."""
        return [name for name, rows in before.rows.items() if self.rows[name][: len(rows)] != rows]


def kept(file: Path, folder: Path) -> Kept:
    """Read a copy, so that the next programmer finds everything as the last one left it."""
    copy = folder / "copy.sqlite"
    for suffix in ("", "-wal"):
        part, there = Path(f"{file}{suffix}"), Path(f"{copy}{suffix}")
        there.unlink(missing_ok=True)
        if part.exists():
            shutil.copyfile(part, there)
    Path(f"{copy}-shm").unlink(missing_ok=True)
    connection = dbapi2.connect(str(copy))
    try:
        return Kept(
            _unsound(connection),
            {name: connection.execute(how).fetchall() for name, how in _QUESTIONS.items()},
        )
    finally:
        connection.close()


def _unsound(connection: Any) -> str:
    (found,) = connection.execute("PRAGMA integrity_check").fetchone()
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if found != "ok":
        return str(found)
    return "" if broken is None else f"a reference of {broken[0]} leads nowhere"
