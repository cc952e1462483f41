"""A program file, read whole or refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from programmer.therapy.program_words import NotAProgram, program_from_words
from programmer.therapy.programs import PumpProgram
from programmer.toml_tables import FileKind

_PROGRAM_FILE = FileKind(
    "program file",
    largest=64 * 1024,
    missing="Check its name and rights",
    faulty="Correct the file; nothing was sent to the pump",
)


def read_program_file(file: Path) -> PumpProgram:
    """Read a program file. Raises ``UsageError`` if there is none, ``RefusedError`` for what it says."""
    return read_program_and_words(file)[0]


def read_program_and_words(file: Path) -> tuple[PumpProgram, dict[str, Any]]:
    """The same, with the words as they were typed."""
    words = _PROGRAM_FILE.tables(file)
    try:
        return program_from_words(words), words
    except NotAProgram as trouble:
        raise _PROGRAM_FILE.refused(file, str(trouble)) from trouble
