"""What can be wrong with keys at rest, said for those who have to mend it; never with a key in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from programmer.known_error import KnownError, RefusedError

_BEGIN_ANEW = "bring it back from a backup, or move it away and pair every pump again"
_NAME_A_FILE = "name a file for the keys of this workstation"


def open_to_others(path: Path) -> RefusedError:
    return RefusedError(
        f"The keys in {path} are not used",
        "Others than its owner may read or change this file",
        "If nobody else had access so far, take these rights away (chmod 600). If somebody may have read it, "
        "move it away and pair every pump again",
    )


def of_another_user(path: Path) -> RefusedError:
    return RefusedError(
        f"The keys in {path} are not used",
        "It belongs to another user of this computer",
        f"Work as the user whose keys these are, or {_NAME_A_FILE}",
    )


def folder_open_to_others(folder: Path) -> RefusedError:
    return RefusedError(
        f"Keys in the folder {folder} are not used",
        "Others may put files of their own in their place there",
        f"Take the right to write there from others (chmod go-w), or {_NAME_A_FILE} elsewhere",
    )


def no_plain_file(path: Path) -> RefusedError:
    return RefusedError(
        f"The keys in {path} cannot be read",
        "There is a directory or a device of that name",
        _sentence(_NAME_A_FILE),
    )


def damaged(path: Path, how: str) -> RefusedError:
    return RefusedError(
        f"The keys in {path} are not used", f"The file is damaged: {how}", _sentence(_BEGIN_ANEW)
    )


def newer(path: Path, found: int, known: int) -> RefusedError:
    return RefusedError(
        f"The keys in {path} are not used",
        f"They were written by a newer version of this program (format {found}; this one knows {known})",
        f"Use that version, or {_NAME_A_FILE}",
    )


def key_out_of_reach(path: Path) -> RefusedError:
    return RefusedError(
        "The key of this workstation cannot be read",
        f"By {path} it rests in the operating system's key store, and there is no key store in this session",
        f"Start the program from the desktop of this user, or {_NAME_A_FILE}",
    )


def key_gone(path: Path) -> RefusedError:
    return RefusedError(
        "The key of this workstation is gone",
        f"By {path} it rests in the operating system's key store, which does not hold it",
        "Bring the entry back from a backup of the key store, or move the file away and pair every pump again",
    )


def other_key(path: Path) -> RefusedError:
    return RefusedError(
        f"The keys in {path} are not used",
        "This file belongs to another key of this workstation than the one that is in use or in the key store",
        "Bring file and key store back from the same backup and start the program again, or move the file away "
        "and pair every pump again",
    )


def strange_entry(store: str) -> RefusedError:
    return RefusedError(
        f"The key of this workstation in {store} is not used",
        "The entry is damaged, or was written by a newer version of this program",
        "Use that version, or bring the entry back from a backup of the key store",
    )


def store_locked(store: str) -> KnownError:
    return KnownError(
        f"The key of this workstation cannot be reached in {store}",
        "The key store is locked",
        f"Unlock it and try again, or {_NAME_A_FILE}",
    )


def store_failed(store: str, kind: str) -> KnownError:
    """``kind`` is the type of the error alone: what a store says of its failure is not known to be free of keys."""
    return KnownError(
        f"The key of this workstation cannot be kept in or read from {store}",
        f"The key store failed ({kind})",
        f"See that it works for this user, or {_NAME_A_FILE}",
    )


@contextmanager
def sorting_files(path: Path) -> Iterator[None]:
    """Turn what the file system refuses into a sentence for people."""
    try:
        yield
    except OSError as trouble:
        reason = trouble.strerror or type(trouble).__name__
        raise KnownError(
            f"The keys in {path} cannot be read or kept",
            f"The operating system said: {reason}",
            f"See that the folder can be written and has room, or {_NAME_A_FILE} elsewhere",
        ) from trouble


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]
