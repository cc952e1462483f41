"""How many boluses a patient can take in a day."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.therapy.calculations import told
from programmer.therapy.calculations.window import DAY, most_by_spacing
from programmer.therapy.calculations.working import CannotBe, Steps, require_not_negative, require_some
from programmer.therapy.notation import duration_text
from programmer.therapy.quantities import Seconds


@dataclass(frozen=True, slots=True)
class Demand:
    """The most boluses that can begin in any 24 hours."""

    most_per_day: int
    steps: Steps


def boluses_a_day(lockout: Seconds | None, duration: Seconds, limit: int | None) -> Demand:
    """The most boluses of any 24 hours by lockout and by limit; the smaller binds. One of the two must be there.

    Source: min(limit, ceil(24 h / (lockout + duration))) for windows [t, t + 24 h); the lockout counts from the end
    of a bolus, so one of 5 h allows five in a day and not four: at 0, 5, 10, 15 and 20 h.
    """
    require_not_negative("the duration of a bolus", duration)
    found = [*_by_lockout(lockout, duration), *_by_limit(limit)]
    if not found:
        raise CannotBe("nothing limits the boluses: neither a lockout nor a most per day is given")
    most = min(count for count, _ in found)
    steps = tuple(step for _, step in found)
    both = len(found) > 1
    return Demand(most, (*steps, f"the smaller binds: {told.number(most)} a day") if both else steps)


def _by_lockout(lockout: Seconds | None, duration: Seconds) -> list[tuple[int, str]]:
    if lockout is None:
        return []
    require_not_negative("a lockout", lockout)
    spacing = lockout + duration
    require_some("the time from one bolus to the next", spacing)
    count = most_by_spacing(spacing, DAY)
    step = (
        f"by lockout = 24 h / (lockout + duration), rounded up = 24 h / ({duration_text(lockout)} + "
        f"{duration_text(duration)}) = {told.number(count)} a day"
    )
    return [(count, step)]


def _by_limit(limit: int | None) -> list[tuple[int, str]]:
    if limit is None:
        return []
    require_not_negative("the most boluses per day", limit)
    return [(limit, f"by limit = {told.number(limit)} a day")]
