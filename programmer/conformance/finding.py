"""What became of each clause, and the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Outcome(Enum):
    """How a clause came out."""

    PASS = "PASS"  # noqa: S105 - a verdict
    FAIL = "FAIL"
    NOT_TRIED = "NOT TRIED"


class Departure(Exception):
    """The device did not do as the standard says. ``clause``: another one than the one that was being tried."""

    def __init__(self, why: str, clause: str = "") -> None:
        super().__init__(why)
        self.why = why
        self.clause = clause


class CannotTry(Exception):
    """A clause cannot be tried as things are, and why."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class OutOfTime(CannotTry):
    """The trial has taken as long as it may."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one clause. ``sent`` and ``came`` are the last bytes each way where it failed."""

    clause: str
    title: str
    outcome: Outcome
    why: str = ""
    sent: str = ""
    came: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A finding for every clause, in the order of the standard.

    ``pump``: what it calls itself, where that could be read. ``left``: what the trial has left behind, in
    sentences. ``seconds``: how long it took, rounded up.
    """

    findings: tuple[Finding, ...]
    pump: str
    left: tuple[str, ...]
    seconds: int
    out_of_time: bool = False

    @property
    def conforms(self) -> bool:
        """Whether nothing that was tried failed, and there was time to try everything."""
        return not self.count(Outcome.FAIL) and not self.out_of_time

    def count(self, outcome: Outcome) -> int:
        """How many clauses came out like that."""
        return sum(finding.outcome is outcome for finding in self.findings)
