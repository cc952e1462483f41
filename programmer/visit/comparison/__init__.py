"""Present beside proposed, line by line, with the difference in figures and per cent."""

from __future__ import annotations

from programmer.visit.comparison.drugs import most_difference, most_in_a_day, most_text
from programmer.visit.comparison.lines import (
    ANOTHER_DRUG,
    NOTHING,
    ComparedLine,
    difference_text,
    dose_difference,
    mode_text,
)
from programmer.visit.comparison.page import compare
from programmer.visit.comparison.refill_by import RefillDay, refill_by, refill_days
from programmer.visit.comparison.reservoir import (
    BEYOND,
    FARTHEST_DAYS,
    alarm_date_text,
    alarm_time,
    deliverable_lines,
)

__all__ = [
    "ANOTHER_DRUG",
    "BEYOND",
    "FARTHEST_DAYS",
    "NOTHING",
    "ComparedLine",
    "RefillDay",
    "alarm_date_text",
    "alarm_time",
    "compare",
    "deliverable_lines",
    "difference_text",
    "dose_difference",
    "mode_text",
    "most_difference",
    "most_in_a_day",
    "most_text",
    "refill_by",
    "refill_days",
]
