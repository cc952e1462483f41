"""What is said on standard output, also to a reader who goes away before the end."""

from __future__ import annotations

import io
import json
import os
import sys
from typing import Any
from unicodedata import category

from programmer.therapy.notation import NO_BREAK


def speak_utf8() -> None:
    """Write UTF-8 whatever the locale: names and quotation marks must not end a command half way."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def visible(text: str) -> str:
    """The same with every control character but the end of a line written out: none of them reaches a terminal."""
    return "".join(f"\\u{ord(one):04x}" if _controls(one) else one for one in text)


def _controls(one: str) -> bool:
    """Whether a terminal would do something at this character instead of showing it, but for the end of a line."""
    return one != "\n" and category(one) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def breaking(text: str) -> str:
    """The same for a terminal, where a line may break anywhere: also between a number and its unit."""
    return text.replace(NO_BREAK, " ")


def say(text: str) -> None:
    """Print a text. If nobody reads any more, as after ``| head -1``, go on without a word: the pump comes first."""
    try:
        print(visible(text), flush=True)
    except BrokenPipeError:
        # Python would complain once more when it flushes at exit; and the number must not go to the link.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say_json(words: Any) -> None:
    """Print JSON."""
    say(json.dumps(words, indent=2, ensure_ascii=False))
