"""Present beside proposed, line by line, with the difference in figures and per cent."""

from __future__ import annotations

from programmer.visit.comparison.lines import NOTHING, ComparedLine, difference_text, mode_text
from programmer.visit.comparison.page import compare
from programmer.visit.comparison.reservoir import alarm_time

__all__ = ["NOTHING", "ComparedLine", "alarm_time", "compare", "difference_text", "mode_text"]
