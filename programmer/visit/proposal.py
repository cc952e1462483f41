"""A program that somebody wants the pump to run, checked before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import category

from programmer.known_error import RefusedError
from programmer.therapy.canonical import encode_program, program_hash
from programmer.therapy.drug_library import Indication, LibraryInForce, NoLibrary
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.limits import Limit, Severity, Situation, Violation, check
from programmer.therapy.moments import WEEKDAYS
from programmer.therapy.notation import concentration_text, fill_text, time_of_day_text
from programmer.therapy.programs import PumpProgram, WeekSchedule, basal_steps
from programmer.therapy.pump import Delivery
from programmer.visit.interrogation import Interrogation

_AT_A_STEP = {
    Limit.FLOW_TOO_HIGH,
    Limit.FLOW_TOO_LOW,
    Limit.BOLUS_FLOW_TOO_HIGH,
    Limit.BOLUS_FLOW_TOO_LOW,
}
# This project's own bound: the shortest phrases that tell anything ("pain at night") have as many.
_LEAST_LETTERS = 10
_LEAST_DIFFERENT = 4
_MOST_CHARACTERS = 1_000
_NOT_TEXT = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # what controls a terminal or breaks a line


@dataclass(frozen=True, slots=True)
class Proposal:
    """A program that passed the checks, and the reading of the pump that it was made on.

    ``passed`` are the soft limits that it passes all the same, and ``reason`` is why; empty where it passes none.
    """

    program: PumpProgram
    canonical: bytes
    based_on: Interrogation
    passed: tuple[Violation, ...] = ()
    reason: str = ""

    @property
    def sha256(self) -> bytes:
        """The name the program will have."""
        return program_hash(self.canonical)

    @property
    def passed_sentences(self) -> tuple[str, ...]:
        """The soft limits that were passed, for people and for the records."""
        return tuple(violation_sentence(self.program, violation) for violation in self.passed)


class ProposalRefused(RefusedError):
    """The program must not be sent. ``violations`` are the limits that it passes, if that is why."""

    def __init__(self, what: str, why: str, remedy: str, violations: tuple[Violation, ...] = ()) -> None:
        super().__init__(what, why, remedy)
        self.violations = violations


class ReasonMissing(ProposalRefused):
    """Only soft limits are passed; with a reason that says something, which is recorded, the program may be sent."""


def reason_gap(reason: str) -> str:
    """What is wanting in a reason for passing a limit, for people and without full stop; empty if nothing is.

    Whoever reads the records later must be able to see why: a few letters, figures or a key held down do not tell.
    """
    if unfit := _unfit(reason):
        return unfit
    letters = [one for one in reason.casefold() if one.isalpha()]
    if len(letters) >= _LEAST_LETTERS and len(set(letters)) >= _LEAST_DIFFERENT:
        return ""
    return (
        f"a reason says why in a few words, of {_LEAST_LETTERS} letters or more, "
        f"at least {_LEAST_DIFFERENT} of them different"
    )


def _unfit(reason: str) -> str:
    """Why the records do not take this reason, whatever it is for; empty if they do."""
    if len(reason) > _MOST_CHARACTERS:
        return f"a reason has at most {_MOST_CHARACTERS:,} characters, and this one has {len(reason):,}"
    if any(category(one) in _NOT_TEXT for one in reason.strip()):
        return (
            "a reason is one line of plain text, without line breaks and without signs that cannot be printed"
        )
    return ""


def situation_of(interrogation: Interrogation, drugs: LibraryInForce, indication: Indication) -> Situation:
    """What a program, or the draft of one, is read and checked in: this pump as it was read, for this patient."""
    return Situation(
        limits=interrogation.limits,
        library=drugs,
        present=interrogation.program,
        indication=indication,
        catheter=interrogation.catheter,
        reservoir=interrogation.status.reservoir,
        bridge_left=interrogation.status.opening_left,
        before=interrogation.before,
        last_day=interrogation.last_day,
        suspended=interrogation.status.delivery is Delivery.STOPPED,
    )


def objections(
    program: PumpProgram, interrogation: Interrogation, drugs: LibraryInForce, indication: Indication
) -> tuple[Violation, ...]:
    """Every limit that the program passes in this pump, for a patient with this indication."""
    return check(program, situation_of(interrogation, drugs, indication))


def propose(
    program: PumpProgram,
    interrogation: Interrogation,
    drugs: LibraryInForce,
    indication: Indication,
    reason: str = "",
) -> Proposal:
    """Check a program against the pump as it was read and against the drug library; nothing is adjusted.

    Raises ``ReasonMissing`` where soft limits are passed without a ``reason``, or for one that has a ``reason_gap``,
    and ``ProposalRefused`` for the rest.
    """
    require_judged(drugs, reason)
    violations = objections(program, interrogation, drugs, indication)
    hard = tuple(one for one in violations if one.severity is Severity.HARD)
    if hard:
        other = _other_filling(program, interrogation.program, DrugWords(drugs))
        raise _refused(program, hard, _slips(violations), other)
    if violations and reason_gap(reason):
        raise _unreasoned(program, violations, reason.strip())
    kept = reason.strip() if violations else ""
    return Proposal(program, encode_program(program), interrogation, violations, kept)


def require_judged(drugs: LibraryInForce, reason: str) -> None:
    """Raise ``ProposalRefused`` where there is no library to judge by, or the records do not take the reason."""
    if isinstance(drugs, NoLibrary):
        raise ProposalRefused(drugs.what, drugs.why, drugs.remedy)
    if unfit := _unfit(reason):
        raise ProposalRefused(
            "The reason is not taken", unfit.capitalize(), "Write it anew; nothing was sent"
        )


def violation_sentence(program: PumpProgram, violation: Violation) -> str:
    """What is wrong, and in a schedule at which step."""
    steps = basal_steps(program.mode)
    if len(steps) == 1 or violation.limit not in _AT_A_STEP:
        return violation.sentence
    number, day = violation.step + 1, ""
    if isinstance(program.mode, WeekSchedule):
        number, day = _within_week(program.mode, violation.step)
    at = time_of_day_text(steps[violation.step].at)
    return f"Step {number}, from {day}{at}: {violation.sentence}"


def _within_week(mode: WeekSchedule, step: int) -> tuple[int, str]:
    """The step's number within its day, and the day."""
    for name, day in zip(WEEKDAYS, mode.days, strict=True):
        if step < len(day.steps):
            return step + 1, f"{name} "
        step -= len(day.steps)
    raise IndexError(step)


def _slips(violations: tuple[Violation, ...]) -> tuple[Violation, ...]:
    """Those that name what may have been meant: to be told beside a limit that is hard as well."""
    return tuple(
        one for one in violations if one.severity is Severity.SOFT and one.limit is Limit.LIKELY_SLIP
    )


def _refused(
    program: PumpProgram, hard: tuple[Violation, ...], slips: tuple[Violation, ...], other: str
) -> ProposalRefused:
    """``other`` says what else the pump holds; told where a bridge is missing."""
    why = [violation_sentence(program, violation) for violation in (*hard, *slips)]
    remedy = (
        "Change the program so that it stays within these limits; nothing was rounded and nothing was sent"
    )
    if any(violation.limit is Limit.BRIDGE_MISSING for violation in hard):
        why.insert(0, other)
        remedy = (
            "Check that this is the right patient and the right file; a change of drug or concentration needs "
            "its bridge in the program. Nothing was sent"
        )
    return ProposalRefused("This program cannot be sent", "; ".join(why), remedy, hard)


def _other_filling(program: PumpProgram, present: PumpProgram, shown: DrugWords) -> str:
    if program.drug.name != present.drug.name:
        return f"It is for {shown(program.drug.name)}, and the pump holds {shown(present.drug.name)}"
    if program.drug != present.drug:
        held = concentration_text(present.drug.concentration)
        return f"It is for {fill_text((program.drug,), shown)}, and the pump holds {held}"
    return (
        f"It is for {fill_text(program.drugs, shown)}, and the pump holds {fill_text(present.drugs, shown)}"
    )


def _unreasoned(program: PumpProgram, soft: tuple[Violation, ...], reason: str) -> ReasonMissing:
    why = [violation_sentence(program, violation) for violation in soft]
    what = "This program passes a limit that needs a reason"
    if reason:
        what = "The reason for passing a limit says too little"
        why.insert(0, f"“{reason}” was given, and {reason_gap(reason)}")
    return ReasonMissing(
        what,
        "; ".join(why),
        'Change the program, or give the reason, which is recorded: on the Program page, or with --reason "…"; '
        "nothing was sent",
        soft,
    )
