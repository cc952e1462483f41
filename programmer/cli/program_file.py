"""A program file, read whole or refused."""

from __future__ import annotations

import tomllib
from pathlib import Path

from programmer.known_error import RefusedError, UsageError
from programmer.therapy.program_words import NotAProgram, program_from_words
from programmer.therapy.programs import PumpProgram

_LARGEST_FILE = 64 * 1024


def read_program_file(file: Path) -> PumpProgram:
    """Read a program file. Raises ``UsageError`` if there is none, ``RefusedError`` for what it says."""
    try:
        with file.open("rb") as opened:
            content = opened.read(_LARGEST_FILE + 1)
        if len(content) > _LARGEST_FILE:
            raise _refused(file, f"It is larger than {_LARGEST_FILE // 1024} KiB, and so no program file")
        words = tomllib.loads(content.decode("utf-8"))
    except OSError as trouble:
        raise UsageError(
            f"The program file {file} cannot be read",
            trouble.strerror or str(trouble),
            "Check its name and rights",
        ) from trouble
    except ValueError as trouble:
        # Not TOML, not UTF-8, or a number of thousands of digits.
        raise _refused(file, f"It is not TOML: {trouble}") from trouble
    except RecursionError as trouble:
        raise _refused(file, "Its tables or lists lie in each other too deeply") from trouble
    try:
        return program_from_words(words)
    except NotAProgram as trouble:
        reason = str(trouble)
        raise _refused(file, reason[:1].upper() + reason[1:]) from trouble


def _refused(file: Path, why: str) -> RefusedError:
    return RefusedError(
        f"The program file {file} is refused", why, "Correct the file; nothing was sent to the pump"
    )
