"""A pump's whole state at one moment, to look at and to compare: pumps that have lived the same have equal ones."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.delivery.core import NEVER
from programmer.delivery.courses import REMEMBERED_US
from programmer.delivery.fluid import Fluid
from programmer.delivery.happenings import Hold
from programmer.delivery.ledger import Totals
from programmer.delivery.readings import Readings
from programmer.delivery.state import BolusUnderWay
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.programs import PumpProgram


@dataclass(frozen=True, slots=True)
class EngineState:
    """Times are elapsed microseconds but ``clock``; amounts nL, exact.

    ``told`` was told to be pushed by kind since the pump was made. ``path``: volumes from the connector to the tip,
    and of what. ``due``: when something is due that is not under way: periodic bolus, 48 h, stall noticed, scanner.
    """

    now: int
    clock: int
    program: PumpProgram
    told: tuple[Fraction, ...]
    totals: Totals
    contents: Fluid
    path: tuple[tuple[Fraction, Fluid | None], ...]
    boluses: tuple[BolusUnderWay, ...]
    opening_left: Fraction
    mode_since: int | None
    starts: tuple[int, ...]
    last_end: int | None
    holds: frozenset[Hold]
    alarms: frozenset[AlarmKind]
    stopped_since: int | None
    stalled_by: frozenset[str]
    occluded: bool
    leak_ppm: int
    calibration_ppm: int
    due: tuple[int | None, ...]


def snapshot(engine: Readings) -> EngineState:
    """How the engine stands now."""
    now = engine.copy()
    now.settle()
    ledger = now.ledger
    due = (now.t_periodic, now.t_long, now.t_notice, now.t_restart)
    return EngineState(
        now=now.now,
        clock=now.clock,
        program=now.program,
        told=tuple(amount / 1_000_000 for amount in now.motor.told_by_kind(now.now)),
        totals=now.totals(),
        contents=ledger.contents,
        path=_merged(tuple((Fraction(volume) / 1_000_000, fluid) for volume, fluid in ledger.path.slugs)),
        boluses=now.boluses,
        opening_left=now.opening_left,
        mode_since=now.mode_since,
        starts=tuple(start for start in now.starts if start > now.now - REMEMBERED_US),
        last_end=now.last_end,
        holds=frozenset(now.holds),
        alarms=frozenset(now.alarms),
        stopped_since=now.stopped_since,
        stalled_by=frozenset(now.stalled_by),
        occluded=ledger.occluded,
        leak_ppm=ledger.leak,
        calibration_ppm=ledger.ppm,
        due=tuple(None if moment >= NEVER else moment for moment in due),
    )


def _merged(slugs: tuple[tuple[Fraction, Fluid | None], ...]) -> tuple[tuple[Fraction, Fluid | None], ...]:
    """Neighbours of the same fluid are one."""
    found: list[tuple[Fraction, Fluid | None]] = []
    for volume, fluid in slugs:
        if found and found[-1][1] == fluid:
            found[-1] = (found[-1][0] + volume, fluid)
        else:
            found.append((volume, fluid))
    return tuple(found)
