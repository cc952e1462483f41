"""What stands against a single bolus that is given now, beside the program in force."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from programmer.therapy.boluses import SingleBolus
from programmer.therapy.drug_library import DrugLibrary, NoLibrary
from programmer.therapy.limits.check import check, hard, soft
from programmer.therapy.limits.rhythm import least_lockout
from programmer.therapy.limits.situation import Situation
from programmer.therapy.limits.violations import Limit, Severity, Violation
from programmer.therapy.notation import duration_text
from programmer.therapy.programs import PumpProgram

# What stands against the program in force stands against a bolus too where it says that nobody can judge one.
_ALWAYS = {
    Limit.LIBRARY_REFUSED,
    Limit.UNKNOWN_DRUG,
    Limit.HARD_LIMIT_MISSING,
    Limit.LAST_DAY_NOT_KNOWN,
    Limit.BRIDGE_UNFINISHED,
    Limit.PRIME_UNFINISHED,
}


def check_single_bolus(
    program: PumpProgram, bolus: SingleBolus, situation: Situation
) -> tuple[Violation, ...]:
    """Every limit that ``bolus`` passes on top of ``program``, which is in force; hard ones first.

    It is checked as what opens that program now: with the doses of the last 24 hours, the flow together with the basal
    rate, and what is left in the reservoir. What the program passes without it is not said again, unless it stands
    harder against the bolus. Raises ``ValueError`` for a stopped program, which gives none.
    """
    alone = replace(program, opening=None)
    known = set(map(_named, check(alone, situation)))
    opened = replace(program, opening=bolus)
    found = [one for one in check(opened, situation) if one.limit in _ALWAYS or _named(one) not in known]
    if not isinstance(situation.library, NoLibrary):
        found += _check_wait(program, situation, situation.library)
    return (*hard(found), *soft(found))


def _named(one: Violation) -> tuple[Limit, int, str, str, Severity]:
    return one.limit, one.step, one.subject, one.entered, one.severity


def _check_wait(program: PumpProgram, situation: Situation, library: DrugLibrary) -> Iterator[Violation]:
    """The wait between boluses that the library has for patients holds for a clinician, with a reason."""
    ago = situation.last_day.last_asked
    least, figure = least_lockout(program, situation, library)
    if ago is not None and ago < least:
        yield Violation(
            Limit.LOCKOUT_SHORT,
            0,
            f"the last bolus began {duration_text(ago)} ago",
            f"usually at least {duration_text(least)} lie between two",
            Severity.SOFT,
            reason="what was given last may not have taken effect",
            fact=None if figure is None else figure.fact,
        )
