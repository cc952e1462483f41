"""Takes tables of a program file apart, each value with the place to name when it is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any, TypeVar

from programmer.therapy.notation import NotAQuantity

Read = TypeVar("Read")
_LONGEST = 100


class NotAProgram(ValueError):
    """The words do not make a program. The message says where and why, for a person."""


class Table:
    """One table of the file. ``where`` is how a refusal names it."""

    def __init__(self, words: Mapping[str, Any], where: str) -> None:
        self.words, self.where = words, where

    def only(self, known: set[str], where: str = "") -> Table:
        """Refuse every key that is not known here, and return the table."""
        strangers = sorted(set(self.words) - known)
        if strangers:
            allowed = ", ".join(sorted(known))
            raise NotAProgram(
                f"“{strangers[0]}” is not a known key of {where or self.where}; known are: {allowed}"
            )
        return self

    def text(self, key: str) -> str:
        """A text that must be there."""
        value = self.words.get(key)
        if value is None:
            raise NotAProgram(f"“{key}” is missing in {self.where}")
        if not isinstance(value, str):
            raise NotAProgram(
                f"“{key}” in {self.where} must be a text in quotes with its unit, not {_told(value)}"
            )
        return value

    def quantity(self, key: str, read: Callable[[str], Read], place: str = "") -> Read:
        """A text that must be there and must read as a quantity."""
        text = self.text(key)
        try:
            return read(text)
        except NotAQuantity as trouble:
            raise NotAProgram(f"{place or f'{key} in {self.where}'}: {trouble}") from trouble

    def count(self, key: str) -> int:
        """A whole number without a unit that must be there."""
        value = self.words.get(key)
        if value is None:
            raise NotAProgram(f"“{key}” is missing in {self.where}")
        if type(value) is not int:
            raise NotAProgram(
                f"“{key}” in {self.where} must be a whole number without quotes, not {_told(value)}"
            )
        return value

    def table(self, key: str, where: str) -> Table:
        """A table that must be there."""
        found = self.words.get(key)
        if found is None:
            raise NotAProgram(f"the table {where} is missing")
        if not isinstance(found, Mapping):
            raise NotAProgram(f"{where} must be one table, and is something else")
        return Table(found, where)

    def tables(self, key: str, where: str) -> tuple[Table, ...]:
        """A list of tables that may be missing; each is named by its number."""
        rows = self.words.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            raise NotAProgram(f"“{key}” in {self.where} must be a list of tables")
        return tuple(Table(row, f"{where} {number}") for number, row in enumerate(rows, start=1))


def _told(value: object) -> str:
    """What stands there instead, as the file has it, cut where it is long. Not every number can be written out."""
    if isinstance(value, bool | date | time):
        return value.isoformat() if isinstance(value, date | time) else str(value).lower()
    if isinstance(value, int) and value.bit_length() > _LONGEST:
        return "a number of very many digits"
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def built(where: str, build: Callable[[], Read]) -> Read:
    """Build something whose own rules may refuse it, and then say where it stood."""
    try:
        return build()
    except NotAProgram:
        raise
    except ValueError as trouble:
        raise NotAProgram(f"{where}: {trouble}") from trouble
