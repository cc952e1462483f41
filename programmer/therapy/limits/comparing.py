"""An amount against a pair of limits of the library: the hard one first, and a gap blocks."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.drug_library import Figure, LimitPair, figure_text
from programmer.therapy.limits.violations import Limit, Severity, Violation
from programmer.therapy.notation import mass_text


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: which limit bounds it, of which drug, how much in that limit's unit, and in words."""

    limit: Limit
    subject: str
    amount: Fraction
    entered: str
    reason: str = ""


def against(pair: LimitPair, asked: Asked) -> list[Violation]:
    """The limit of the pair that is passed, the hard one before the soft; a gap stands beside a soft one."""
    hard, soft = pair.hard, pair.soft
    if hard is not None and asked.amount > hard.amount:
        return [_passed(asked, hard, Severity.HARD)]
    found = [_missing(asked)] if pair.missing else []
    if soft is not None and asked.amount > soft.amount:
        found.append(_passed(asked, soft, Severity.SOFT))
    return found


def given_text(given: Fraction, unit: str) -> str:
    """Names what a figure holds of boluses of the 24 hours before, in ng; empty if nothing."""
    return f" and {mass_text(given, unit=unit)} that boluses gave in the last 24 hours" if given else ""


def _passed(asked: Asked, figure: Figure, severity: Severity) -> Violation:
    never = "never more than" if severity is Severity.HARD else "usually at most"
    return Violation(
        asked.limit,
        0,
        asked.entered,
        f"{never} {figure_text(figure)}",
        severity,
        asked.subject,
        asked.amount / figure.amount if figure.amount else None,
        asked.reason,
        figure.fact,
    )


def _missing(asked: Asked) -> Violation:
    return Violation(
        Limit.HARD_LIMIT_MISSING,
        0,
        f"for “{asked.limit.value}”",
        "without one it is not given",
        subject=asked.subject,
    )
