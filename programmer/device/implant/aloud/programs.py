"""A program that came in one piece, read aloud in the words of a program file."""

from __future__ import annotations

from typing import Any

from programmer.device.implant.aloud.figures import Lines
from programmer.device.implant.messages.programs import Piece
from programmer.therapy.canonical import NotCanonical, decode_program
from programmer.therapy.program_words.writing import program_words


def program_in(piece: Piece) -> Lines:
    """The program, where the piece is all of it; nothing where it is a part."""
    if piece.offset or len(piece.part) != piece.whole_length or not piece.part:
        return []
    try:
        return _lines("", program_words(decode_program(piece.part)))
    except NotCanonical as trouble:
        return [("no program of schema 1", str(trouble))]


def _lines(path: str, words: dict[str, Any]) -> Lines:
    lines: Lines = []
    for key, value in words.items():
        name = f"{path} {key}".strip().replace("_", " ").replace("-", " ")
        if isinstance(value, dict):
            lines += _lines(name, value)
        elif value is not None:
            lines.append((name, _word(value)))
    return lines


def _word(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_word, value))
    return " ".join(map(_word, value.values())) if isinstance(value, dict) else str(value)
