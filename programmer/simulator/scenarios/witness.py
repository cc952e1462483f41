"""Looks at a pump when a trainee has done, for the check to judge."""

from __future__ import annotations

from fractions import Fraction

from programmer.delivery.happenings import Hold
from programmer.simulator.scenarios.check import Witness
from programmer.simulator.scenarios.play import Play
from programmer.therapy.programs import dose_per_day


def _ends_with_session(in_session: bool) -> set[Hold]:
    """Whoever has done with a pump lets go of it: what the open session holds goes on by itself then."""
    return {Hold.TELEMETRY} if in_session else set()


def witness_of(play: Play, happened: frozenset[str], withdrawn: Fraction) -> Witness:
    """How the pump is now; ``happened`` are the kinds of event since the trainee came, ``withdrawn`` the nL drawn."""
    engine = play.pump.engine
    totals, program = engine.totals(), engine.program
    return Witness(
        running=engine.holds <= _ends_with_session(engine.in_session),
        program=program,
        dose=dose_per_day(program.mode),
        tip=dict(engine.tip().rates).get(program.drug.name, Fraction(0)),
        believed=Fraction(totals.believed),
        true=Fraction(totals.reservoir),
        clock_error_us=play.clock_error_us,
        happened=happened,
        withdrawn=withdrawn,
    )
