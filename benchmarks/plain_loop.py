"""A pump stepped second by second in one lean loop: what the engine's speed is measured against.

It is what one would write without an engine, and written to be fast: whole numbers, local names, flows of the day
looked up in a list made once. It has a day schedule, patient boluses with lockout and a limit per 24 hours, pulses,
believed and true volume, totals by kind, low and empty reservoir.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be given. Flows in femtolitres per second, volumes in femtolitres, times in seconds."""

    steps: tuple[tuple[int, int], ...]  # from this second of the day on, this flow
    bolus_flow: int
    bolus_seconds: int
    lockout: int
    most_per_day: int
    stroke: int
    calibration_ppm: int
    reservoir: int
    low_mark: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What it came to. ``samples`` are delivered volumes, one for each ``sample_every``."""

    delivered: int
    basal: int
    boluses: int
    believed: int
    true: int
    events: list[tuple[int, str]]
    samples: list[int]


def flows_of_the_day(steps: Sequence[tuple[int, int]]) -> list[int]:
    """The basal flow of each of the day's seconds."""
    flows: list[int] = []
    for (begin, flow), (end, _) in zip(steps, [*steps[1:], (DAY, 0)], strict=True):
        flows += [flow] * (end - begin)
    return flows


def plain_loop(plan: Plan, presses: Sequence[int], seconds: int, *, sample_every: int = 0) -> Outcome:  # noqa: C901, PLR0912, PLR0915 - one loop on purpose
    """Live so many seconds; ``presses`` rise."""
    flows = flows_of_the_day(plan.steps)
    bolus_flow, bolus_seconds, stroke, mark = plan.bolus_flow, plan.bolus_seconds, plan.stroke, plan.low_mark
    moved = stroke * (1_000_000 + plan.calibration_ppm) // 1_000_000
    believed = true = plan.reservoir
    waiting = basal = boluses = delivered = 0
    bolus_left = 0
    locked_until = 0
    low = empty = False
    starts: deque[int] = deque()
    events: list[tuple[int, str]] = []
    samples: list[int] = []
    coming = iter(presses)
    next_press = next(coming, -1)
    for now in range(seconds):
        while now == next_press:
            next_press = next(coming, -1)
            while starts and starts[0] <= now - DAY:
                starts.popleft()
            if empty or low or bolus_left or now < locked_until or len(starts) >= plan.most_per_day:
                events.append((now, "bolus-refused"))
            else:
                starts.append(now)
                bolus_left = bolus_seconds
                events.append((now, "bolus-started"))
        if not empty:
            flow = flows[now % DAY]
            basal += flow
            waiting += flow
            if bolus_left:
                boluses += bolus_flow
                waiting += bolus_flow
                bolus_left -= 1
                if not bolus_left:
                    locked_until = now + 1 + plan.lockout
                    events.append((now + 1, "bolus-finished"))
            while waiting >= stroke:
                waiting -= stroke
                delivered += moved
                believed -= stroke
                true -= moved
                if believed <= mark and not low:
                    low = True
                    events.append((now + 1, "low-reservoir"))
                    if bolus_left:
                        bolus_left = 0
                        events.append((now + 1, "bolus-finished"))
                if believed <= 0 and not empty:
                    empty = True
                    events.append((now + 1, "empty-reservoir"))
        if sample_every and (now + 1) % sample_every == 0:
            samples.append(delivered)
    return Outcome(delivered, basal, boluses, believed, true, events, samples)
