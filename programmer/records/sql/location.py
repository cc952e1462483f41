"""Where a store is: a file, or nowhere but in memory."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from programmer.known_error import UsageError

_MEMORY = ":memory:"
_memory_names = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Place:
    """``path`` is absolute; None means memory, which ``memory_name`` then tells apart from other stores."""

    path: Path | None
    memory_name: str = ""

    @property
    def url(self) -> str:
        """The place as a URL that ``place_of`` understands."""
        if self.path is None:
            return f"sqlite:///{_MEMORY}"
        return URL.create("sqlite", database=str(self.path)).render_as_string()

    def connection_uri(self, mode: str) -> str:
        """What SQLite is asked to open; ``mode`` is ``ro`` or ``rw``, neither of which makes a file."""
        if self.path is None:
            return f"file:/{self.memory_name}?vfs=memdb"
        return f"file:{quote(str(self.path))}?mode={mode}"

    def __str__(self) -> str:
        return "memory" if self.path is None else str(self.path)


def place_of(url: str) -> Place:
    """Read ``sqlite:///path``, ``sqlite:///:memory:``, or the path of a file. Raises ``UsageError`` for others."""
    database = _database_of(url) if "://" in url else url
    if not database:
        raise UsageError(
            "No file is named for the records", "The address is empty", "Name a file, such as records.sqlite"
        )
    if database == _MEMORY:
        return Place(None, f"records-{next(_memory_names)}")
    return Place(Path(database).absolute())


def _database_of(text: str) -> str:
    try:
        url = make_url(text)
    except ArgumentError:
        raise _not_a_file("what stands before its ://") from None
    if url.drivername != "sqlite":
        raise _not_a_file(url.drivername)
    if url.query or url.host:
        raise UsageError(
            "The address of the records cannot be used",
            "It names a host or options, and a file has neither",
            "Write sqlite:/// and then the path of the file",
        )
    return url.database or ""


def _not_a_file(scheme: str) -> UsageError:
    # Only the scheme is repeated: the rest of such an address may hold a password.
    return UsageError(
        "The address of the records cannot be used",
        f"Only SQLite files are supported so far, not {scheme}",
        "Write sqlite:/// and then the path of a file, or the path alone",
    )
