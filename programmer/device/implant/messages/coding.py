"""Turning enumerations into distant codes and back, with suspicion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from programmer.telemetry.wire import Malformed

Word = TypeVar("Word")


def word_of(code: int, codes: Mapping[Word, int], subject: str) -> Word:
    """Return the word that has this code. Raises ``Malformed`` for a code that is not in the table."""
    for word, known in codes.items():
        if known == code:
            return word
    raise Malformed(f"{code:#x} is no code for {subject}")
