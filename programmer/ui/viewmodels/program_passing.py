"""The reason for passing soft limits: what it was written for, and when it is asked for."""

from __future__ import annotations

from dataclasses import replace

from programmer.therapy.limits import Limit, Violation
from programmer.therapy.programs import PumpProgram
from programmer.ui.viewmodels.program_checks import DraftChecks
from programmer.ui.viewmodels.story import PumpStory
from programmer.visit.proposal import ReasonMissing, violation_sentence
from programmer.visit.tasks import StageProgram

_Key = tuple[Limit, str, int]


class PassingReason:
    """The reason as typed. It holds for the limits that it was written for, and for no others."""

    def __init__(self) -> None:
        self.text = ""
        self._written_for: frozenset[_Key] = frozenset()

    def follow(self, passed: tuple[Violation, ...]) -> None:
        """Forget the reason once other limits are passed than those on the screen while it was written."""
        now = frozenset(_key(one) for one in passed)
        if now != self._written_for:
            self.text, self._written_for = "", now

    def clear(self) -> None:
        """Begin anew."""
        self.text, self._written_for = "", frozenset()


def _key(violation: Violation) -> _Key:
    return violation.limit, violation.subject, violation.step


def reason_was_missing(program: PumpProgram | None, story: PumpStory) -> ReasonMissing | None:
    """The refusal of this very program for want of a reason, if that was the last word on it."""
    refusal = story.refusal
    if refusal is None or not isinstance(refusal.task, StageProgram) or refusal.task.program != program:
        return None
    return refusal.error if isinstance(refusal.error, ReasonMissing) else None


def with_limits_of_the_visit(
    checks: DraftChecks, program: PumpProgram | None, story: PumpStory
) -> DraftChecks:
    """Add soft limits that this page did not see and the visit asked a reason for."""
    missing = reason_was_missing(program, story)
    if missing is None or program is None:
        return checks
    seen = {_key(one) for one in checks.passed}
    more = tuple(one for one in missing.violations if _key(one) not in seen)
    sentences = tuple(violation_sentence(program, one) for one in more)
    return replace(checks, soft=(*checks.soft, *sentences), passed=(*checks.passed, *more))
