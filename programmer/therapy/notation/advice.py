"""What is wrong with a quantity that cannot be taken, where it is a known slip: it is named, never mended."""

from __future__ import annotations

import re
from collections.abc import Mapping

NUMBER = re.compile(r"(0|[1-9][0-9]{0,11})(\.[0-9]{1,9})?")
_POWER = re.compile(r"[0-9.]+[eE][+-]?[0-9]")
_LETTER_IN_NUMBER = re.compile(r"(?=[^ ]*[0-9])[0-9.]*([Oo]|[Il](?=[0-9O.]))[0-9OoIl.]*(?=\s|$|m|%)")
_GAP = re.compile(r"[0-9]+\s+[0-9]")
_MICRO = re.compile(r"[µμ]|(?<![a-zA-Z])u(?=[gGlL])")
_WORD = re.compile(r"[a-zA-Z]+")
_UNITS = ("mcg", "mg", "mL", "day", "h", "hour", "min", "s", "cm", "mm", "per")
_BY_SMALL_LETTERS = {unit.lower(): unit for unit in _UNITS}
_MOST_DIGITS = 12
_IN_WORDS = {
    "ng": "masses are written in mcg or mg",
    "g": "masses are written in mcg or mg",
    "cc": "volumes are written in mL",
    "d": "day is written in full",
    "hr": "an hour is written h",
}
_OF_TIME = {
    "d": "days are written in hours",
    "day": "days are written in hours",
    "days": "days are written in hours",
    "hr": "hours are written h",
    "hrs": "hours are written h",
    "hour": "hours are written h",
    "hours": "hours are written h",
    "m": "minutes are written min",
    "mins": "minutes are written min",
    "minute": "minutes are written min",
    "minutes": "minutes are written min",
    "sec": "seconds are written s",
    "seconds": "seconds are written s",
}


def of_quantity(text: str, *, of_time: bool = False) -> str:
    """What to add to the refusal of a number with its unit, with a colon before it; empty where no slip is known.

    ``of_time``: a duration was due.
    """
    typed = text.strip()
    reason = _of_number(typed) or _of_micro(typed) or _of_units(typed, _OF_TIME if of_time else _IN_WORDS)
    return f": {reason}" if reason else ""


def of_number(text: str) -> str:
    """The same for a bare number, with a semicolon before it."""
    if re.match(r"0[0-9]", text):
        return "; leave out the leading zero"
    better = f"0{text}" if text.startswith(".") else text.removesuffix(".")
    if better != text and NUMBER.fullmatch(better):
        return f"; write {better}"
    reason = _of_length(text) or _of_number(text)
    return f"; {reason}" if reason else ""


def _of_length(text: str) -> str:
    match = re.fullmatch(r"([0-9]+)(?:\.([0-9]+))?", text)
    if match is None:
        return ""
    if len(match[1]) > _MOST_DIGITS:
        return f"it has more than {_MOST_DIGITS} digits before the point"
    return "it has more than 9 decimals, and nothing is rounded"


def _of_number(typed: str) -> str:
    if _POWER.match(typed):
        return "powers of ten are not read, so write the number in full"
    if _LETTER_IN_NUMBER.match(typed):
        return "a letter stands in the number, where a digit is due"
    return "a number is written without spaces" if _GAP.match(typed) else ""


def _of_micro(typed: str) -> str:
    match = _MICRO.search(typed)
    if match is None:
        return ""
    if typed[match.end() :][:1] in {"l", "L"}:
        return "volumes are written in mL"
    return "micrograms are written mcg, never µg"


def _of_units(typed: str, in_words: Mapping[str, str]) -> str:
    for word in _WORD.findall(typed):
        unit = _BY_SMALL_LETTERS.get(word.lower(), word)
        if word in in_words:
            return in_words[word]
        if unit == "mL" != word:
            return "mL has a small m and a capital L"
        if unit != word:
            return f"{unit} is written in small letters"
    return ""
