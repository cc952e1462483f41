"""A program in the words of a program file, and back. Unknown words are refused, never passed over."""

from __future__ import annotations

from programmer.therapy.program_words.reading import program_from_words
from programmer.therapy.program_words.tables import NotAProgram
from programmer.therapy.program_words.writing import MODES, mode_word, program_words

__all__ = ["MODES", "NotAProgram", "mode_word", "program_from_words", "program_words"]
