"""A file that only its owner can read, replaced as a whole, by one program at a time."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from programmer.keystore import troubles

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

# Not through a link, not waiting for a pipe, and on Windows byte by byte; where a system lacks one, it needs none.
_PLAIN = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY", "O_CLOEXEC"))
_OWNER_ALONE = 0o600
_OTHERS = 0o077
_OTHERS_WRITE = 0o022


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Keep other programs, and threads, from this file meanwhile; makes its folder where there is none.

    The lock lies beside the file, which itself is replaced, and ends with the process that holds it.
    Raises ``KnownError`` where others may write in the folder, or it cannot be used.
    """
    with troubles.sorting_files(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _check_folder(path.parent)
        descriptor = os.open(_beside(path, "lock"), os.O_RDWR | os.O_CREAT | _PLAIN, _OWNER_ALONE)
    try:
        with troubles.sorting_files(path):
            _check_owner(os.fstat(descriptor), path)
            _take(descriptor)
        yield
    finally:
        os.close(descriptor)


def has_folder(path: Path) -> bool:
    """Whether there is anything where the file's folder would be. Raises ``KnownError`` where that cannot be told."""
    with troubles.sorting_files(path):
        return path.parent.exists()


def read(path: Path) -> bytes | None:
    """Return what is in the file, None where there is none.

    Raises ``KnownError`` for a file that others can read or change, or that cannot be read.
    """
    with troubles.sorting_files(path):
        try:
            descriptor = os.open(path, os.O_RDONLY | _PLAIN)
        except FileNotFoundError:
            return None
        try:
            _check(os.fstat(descriptor), path)
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                return file.read()
        finally:
            os.close(descriptor)


def replace(path: Path, content: bytes) -> None:
    """Put this in the file's place; durable when it returns; before, old or new is there, and whole.

    Raises ``KnownError`` where that cannot be. The caller is ``alone``.
    """
    fresh = _beside(path, "new")
    with troubles.sorting_files(path):
        fresh.unlink(missing_ok=True)  # of a program that ended before it could replace
        try:
            _write(fresh, content)
            fresh.replace(path)
        except OSError:
            fresh.unlink(missing_ok=True)
            raise
        _make_durable(path.parent)


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(f"{path.name}.{ending}")


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _PLAIN, _OWNER_ALONE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)


def _check(found: os.stat_result, path: Path) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise troubles.no_plain_file(path)
    _check_owner(found, path)
    if sys.platform != "win32" and found.st_mode & _OTHERS:
        raise troubles.open_to_others(path)


def _check_owner(found: os.stat_result, path: Path) -> None:
    if sys.platform != "win32" and found.st_uid != os.geteuid():
        raise troubles.of_another_user(path)


def _check_folder(folder: Path) -> None:
    """Whoever may write in a folder may put another file in place of ours, but for a sticky one such as /tmp."""
    mode = folder.stat().st_mode
    if sys.platform != "win32" and mode & _OTHERS_WRITE and not mode & stat.S_ISVTX:
        raise troubles.folder_open_to_others(folder)


if sys.platform == "win32":

    def _take(descriptor: int) -> None:
        """Waits ten seconds at most, then raises ``OSError``."""
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)

    def _make_durable(folder: Path) -> None:
        """A folder cannot be opened there; replacing is the file system's own journal's business."""

else:

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)

    def _make_durable(folder: Path) -> None:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
