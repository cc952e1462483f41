"""Which errors of the store a person can act on, and what to tell them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlcipher3 import dbapi2

from programmer.known_error import KnownError

_Sentences = tuple[str, str, str]

_BUSY: _Sentences = (
    "The records in {place} are held by another program",
    "They did not become free within 5 s",
    "Close the other program that uses this file, then do the step again; nothing of it was stored",
)
_NOT_WRITABLE: _Sentences = (
    "The records in {place} cannot be written",
    "The file or its directory may not be written by this user",
    "Ask for the right to write there, or choose another place for the records",
)
_DAMAGED: _Sentences = (
    "The records in {place} are damaged",
    "The file does not hold together: {error}",
    "Leave the file as it is, and continue with a copy of it or with a new file",
)

# By the first two words of SQLite's own name for the error; what is not listed is a bug of this program.
_KNOWN: dict[str, _Sentences] = {
    "SQLITE_FULL": (
        "The records in {place} cannot grow",
        "The disk is full",
        "Make room on the disk, then do the step again; nothing of it was stored",
    ),
    "SQLITE_BUSY": _BUSY,
    "SQLITE_LOCKED": _BUSY,
    "SQLITE_PROTOCOL": _BUSY,
    "SQLITE_READONLY": _NOT_WRITABLE,
    "SQLITE_PERM": _NOT_WRITABLE,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_NOTADB": (
        "{place} does not hold records",
        "Its content is not a database, or it is encrypted",
        "Choose another file for the records",
    ),
    "SQLITE_CANTOPEN": (
        "The records in {place} cannot be opened",
        "The file is not there, is not a file, or may not be read by this user",
        "Check the path and the rights to it",
    ),
    "SQLITE_IOERR": (
        "The records in {place} cannot be read or written",
        "The disk reported an error: {error}",
        "Check the disk and its connection, then start again",
    ),
}


def known_trouble(error: BaseException | None, place: object) -> KnownError | None:
    """What to tell a person about an error of SQLite; None where the error is a bug."""
    name: str = getattr(error, "sqlite_errorname", "")
    sentences = _KNOWN.get("_".join(name.split("_")[:2]))
    if sentences is None:
        return None
    what, why, remedy = (sentence.format(place=place, error=error) for sentence in sentences)
    return KnownError(what, why, remedy)


def damaged(place: object, finding: str) -> KnownError:
    """What to tell about a file in which something was found that must not be."""
    what, why, remedy = (sentence.format(place=place, error=finding) for sentence in _DAMAGED)
    return KnownError(what, why, remedy)


@contextmanager
def sorting(place: object) -> Iterator[None]:
    """Turn the foreseen errors of SQLite inside into a ``KnownError``; let all others through."""
    try:
        yield
    except dbapi2.Error as error:
        trouble = known_trouble(error, place)
        if trouble is None:
            raise
        raise trouble from error


@contextmanager
def sorting_files(place: object) -> Iterator[None]:
    """Turn errors of the file system inside into a ``KnownError``."""
    try:
        yield
    except OSError as error:
        raise KnownError(
            f"The records in {place} cannot be made",
            f"The system says: {error.strerror}",
            "Check the path and the rights to it, or choose another place for the records",
        ) from error
