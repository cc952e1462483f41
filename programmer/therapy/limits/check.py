"""Everything that stands against a program, from the pump, the library, the patient's present program and the path."""

from __future__ import annotations

from collections.abc import Iterable

from programmer.therapy.drug_library import NoLibrary
from programmer.therapy.drug_library.dose_unit import unit_of
from programmer.therapy.limits.bridge import check_bridge
from programmer.therapy.limits.drugs import check_drugs
from programmer.therapy.limits.pump import check_program
from programmer.therapy.limits.reservoir import check_reservoir
from programmer.therapy.limits.rhythm import check_rhythm
from programmer.therapy.limits.situation import Situation
from programmer.therapy.limits.slips import check_slips
from programmer.therapy.limits.steps import check_steps
from programmer.therapy.limits.violations import Limit, Severity, Violation
from programmer.therapy.programs import PumpProgram


def check(program: PumpProgram, situation: Situation) -> tuple[Violation, ...]:
    """Every limit that the program passes in this situation, hard ones first; empty if nothing stands against it."""
    library = situation.library
    found = list(check_program(program, situation.limits, unit_of(library, program.drug.name)))
    if isinstance(library, NoLibrary):
        found.append(Violation(Limit.LIBRARY_REFUSED, 0, library.what, library.why, reason=library.remedy))
    else:
        found += check_drugs(program, situation, library)
        found += check_rhythm(program, situation, library)
        found += check_steps(program, situation, library)
        found += check_slips(program, situation, library)
        found += check_bridge(program, situation, library)
    found += check_reservoir(program, situation)
    return (*hard(found), *soft(found))


def hard(violations: Iterable[Violation]) -> tuple[Violation, ...]:
    """Those that nothing passes."""
    return tuple(one for one in violations if one.severity is Severity.HARD)


def soft(violations: Iterable[Violation]) -> tuple[Violation, ...]:
    """Those that a recorded reason passes."""
    return tuple(one for one in violations if one.severity is Severity.SOFT)
