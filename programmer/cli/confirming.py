"""Asks at the terminal for the word yes, while the session with the pump is kept alive."""

from __future__ import annotations

import os
import sys
from threading import Thread

from programmer.visit.visit import Visit

_BLOCK = 1024


def typed_yes(visit: Visit, purpose: str) -> bool:
    """Whether the word yes was typed; ``purpose`` completes "Type the word yes to …". Anything else is no."""
    question = f"Type the word yes to {purpose}, anything else to leave it as it is: "
    print(question, end="", file=sys.stderr, flush=True)
    answers: list[bytes] = []
    Thread(target=lambda: answers.append(_read_line()), daemon=True).start()
    visit.wait_until(lambda: bool(answers))
    return answers[0].strip() == b"yes"


def _read_line() -> bytes:
    """One line as bytes, so that no encoding can fail; nothing if there is no standard input.

    Read past Python's own buffer: a thread that still waits in it when the program leaves would hold its lock, and
    the interpreter would abort.
    """
    try:
        descriptor = sys.stdin.fileno()
        line = b""
        while b"\n" not in line and (more := os.read(descriptor, _BLOCK)):
            line += more
    except (AttributeError, OSError, ValueError):
        # No standard input at all, or one that was closed: nobody has said yes.
        return b""
    return line.partition(b"\n")[0]
