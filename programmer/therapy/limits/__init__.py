"""What must not be given, or only for a reason: told as reasons and never as yes or no."""

from __future__ import annotations

from programmer.therapy.limits.check import check, hard, soft
from programmer.therapy.limits.last_day import LastDay, Repeated
from programmer.therapy.limits.pump import check_program
from programmer.therapy.limits.single_bolus import check_single_bolus
from programmer.therapy.limits.situation import Situation, treats
from programmer.therapy.limits.violations import PUMP_LIMITS, Limit, Severity, Violation

__all__ = [
    "Repeated",
    "PUMP_LIMITS",
    "LastDay",
    "Limit",
    "Severity",
    "Situation",
    "Violation",
    "check",
    "check_program",
    "check_single_bolus",
    "hard",
    "soft",
    "treats",
]
