"""TOML that somebody wrote, taken whole and within bounds, or refused with the reason."""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from programmer.known_error import RefusedError, UsageError

_DEEPEST = 32  # far beyond any file of this program, and far within what can be walked through and told of


class NotTables(ValueError):
    """These bytes hold no tables that can be used. The message says why, for a person, without its full stop."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file that people write.

    ``name`` is what one is called, ``largest`` how many bytes it has at most, ``missing`` what to do where one cannot
    be opened, ``faulty`` where it is refused.
    """

    name: str
    largest: int
    missing: str
    faulty: str

    def tables(self, file: Path) -> dict[str, Any]:
        """What stands in a file. Raises ``UsageError`` if it cannot be read, ``RefusedError`` for what it says."""
        try:
            with file.open("rb") as opened:
                content = opened.read(self.largest + 1)
        except OSError as trouble:
            raise UsageError(
                f"The {self.name} {file} cannot be read", trouble.strerror or str(trouble), self.missing
            ) from trouble
        if len(content) > self.largest:
            raise self.refused(file, f"it is larger than {self.largest // 1024} KiB, and so no {self.name}")
        try:
            return tables_of(content)
        except NotTables as trouble:
            raise self.refused(file, str(trouble)) from trouble

    def refused(self, file: Path, reason: str) -> RefusedError:
        """The refusal of a file, for a reason that may begin with a small letter."""
        why = reason[:1].upper() + reason[1:]
        return RefusedError(f"The {self.name} {file} is refused", why, self.faulty)


def tables_of(content: bytes) -> dict[str, Any]:
    """The tables of a text in TOML, none too deep to be told of. Raises ``NotTables``."""
    text = _text(content)
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as trouble:
        raise NotTables(f"it is not TOML: {trouble}") from trouble
    except ValueError as trouble:
        raise NotTables("it is not TOML: a number in it has very many digits") from trouble
    except RecursionError as trouble:
        raise _too_deep() from trouble
    if _deeper(tables, _DEEPEST):
        raise _too_deep()  # as a key of thousands of parts makes them, which is read without recursion
    return tables


def _text(content: bytes) -> str:
    """UTF-8, with the mark before it that some editors write, or without."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise NotTables("it is saved as UTF-16; save it as UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        line = content.count(b"\n", 0, trouble.start) + 1
        raise NotTables(
            f"it is not saved as UTF-8, as a sign in line {line} shows; save it as UTF-8"
        ) from trouble


def _too_deep() -> NotTables:
    return NotTables("its tables or lists lie in each other too deeply")


def _deeper(value: object, left: int) -> bool:
    """Whether tables and lists lie in each other more than ``left`` deep."""
    below: Iterable[object] = ()
    if isinstance(value, dict):
        below = value.values()
    elif isinstance(value, list):
        below = value
    else:
        return False
    return not left or any(_deeper(one, left - 1) for one in below)
