"""What stands against a draft: hard limits at their fields, soft ones with the reason that passes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from programmer.therapy.boluses import PatientBolus, PrimingBolus, SingleBolus, bolus_rate
from programmer.therapy.drug_library import Indication, LibraryInForce
from programmer.therapy.limits import Limit, Violation, hard, soft
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    MinimumRate,
    PeriodicBolus,
    PumpProgram,
    WeekSchedule,
    basal_steps,
)
from programmer.ui.viewmodels.program_fields import (
    BACKGROUND,
    BOLUS_DOSE,
    CONCENTRATION,
    DOSE,
    PERIODIC_DOSE,
    PRIME_EXTENT,
    PRIME_RATE,
    SINGLE_DOSE,
    other_keys,
)
from programmer.ui.viewmodels.program_state import SCHEDULE
from programmer.ui.viewmodels.story import PumpStory
from programmer.visit.interrogation import Interrogation
from programmer.visit.proposal import objections, situation_of, violation_sentence
from programmer.visit.strictest import strictest_note

__all__ = ["NO_CHECKS", "DraftChecks", "checks_of", "indication_of", "situation_of"]

_OF_THE_DRUG = {Limit.UNKNOWN_DRUG, Limit.CONCENTRATION, Limit.BRIDGE_MISSING, Limit.BRIDGE_OLD_DIFFERS}
_OF_THE_DRUG |= {Limit.OPENING_FLOW_TOO_HIGH, Limit.OPENING_FLOW_TOO_LOW}
_OF_THE_PRIME = {Limit.PRIME_VOLUME, Limit.PRIME_FULL_PATH, Limit.BRIDGE_MISSING, Limit.BRIDGE_UNFINISHED}
_OF_ITS_RATE = {Limit.OPENING_FLOW_TOO_HIGH, Limit.OPENING_FLOW_TOO_LOW}
_AT_A_STEP = {
    Limit.FLOW_TOO_HIGH,
    Limit.FLOW_TOO_LOW,
    Limit.BOLUS_FLOW_TOO_HIGH,
    Limit.BOLUS_FLOW_TOO_LOW,
}


@dataclass(frozen=True, slots=True)
class DraftChecks:
    """``at_fields`` are the hard limits exceeded, by field; ``soft`` the others, each as a sentence, and ``passed``
    the same as they were found. ``whose_hard`` and ``whose_soft`` say whose limits they are where the indication is
    not known, and where to enter what is; empty where nothing depends on it."""

    at_fields: dict[str, str] = field(default_factory=dict)
    step_reasons: tuple[tuple[int, str], ...] = ()
    soft: tuple[str, ...] = ()
    passed: tuple[Violation, ...] = ()
    whose_hard: str = ""
    whose_soft: str = ""

    @property
    def reason(self) -> str:
        """The first hard limit exceeded; empty if none is."""
        return next(iter(self.at_fields.values()), "")


NO_CHECKS = DraftChecks()
WHERE_TO_ENTER = (
    "Condition and age group are entered with a patient, and corrected, on the Connect page "
    "while no pump is connected"
)


def indication_of(story: PumpStory) -> Indication:
    """What the patient has the pump for; of a pump that is nobody's yet nothing is known."""
    owner = None if story.standing is None else story.standing.owner
    return Indication() if owner is None else owner.indication


def checks_of(
    program: PumpProgram, found: Interrogation, drugs: LibraryInForce, indication: Indication, day: int
) -> DraftChecks:
    """The very checks that decide when it is sent; ``day`` of the week stands in the table of steps."""
    violations = objections(program, found, drugs, indication)
    at_fields: dict[str, list[str]] = {}
    for violation in hard(violations):
        at_fields.setdefault(_field_of(violation, program, drugs), []).append(_words(program, violation))
    return DraftChecks(
        {key: "; ".join(sentences) for key, sentences in at_fields.items()},
        tuple(_at_steps(program, hard(violations), day)),
        tuple(violation_sentence(program, violation) for violation in soft(violations)),
        soft(violations),
        strictest_words(hard(violations), drugs, indication),
        strictest_words(soft(violations), drugs, indication),
    )


def strictest_words(violations: tuple[Violation, ...], drugs: LibraryInForce, indication: Indication) -> str:
    """Whose limits hold where the indication is not known, and where to enter it; empty where that changes nothing."""
    note = strictest_note(violations, drugs, indication)
    return f"{note}. {WHERE_TO_ENTER}" if note else ""


def _words(program: PumpProgram, violation: Violation) -> str:
    """The sentence at a field, which begins with a capital: a name keeps its letters."""
    words = violation_sentence(program, violation)
    return f"Limit exceeded, {words}" if violation.subject and words.startswith(violation.subject) else words


def _field_of(violation: Violation, program: PumpProgram, drugs: LibraryInForce) -> str:
    """Where the figure that passes the limit is typed."""
    if isinstance(program.opening, PrimingBolus) and (at := _of_a_prime(violation)):
        return at
    if violation.limit in _OF_THE_DRUG:
        return _field_of_the_drug(violation, program, drugs)
    if violation.limit in {Limit.BOLUS, Limit.BOLUS_FLOW_TOO_HIGH, Limit.BOLUS_FLOW_TOO_LOW}:
        at = _field_of_the_bolus(violation, program)
        if at:
            return at
    match program.mode:
        case DaySchedule() | WeekSchedule():
            return SCHEDULE
        case PeriodicBolus():
            of_the_background = violation.limit in {Limit.FLOW_TOO_HIGH, Limit.FLOW_TOO_LOW}
            return BACKGROUND if of_the_background else PERIODIC_DOSE
        case Continuous() | MinimumRate() | _:
            return DOSE


def _of_a_prime(violation: Violation) -> str:
    if violation.limit in _OF_ITS_RATE:
        return PRIME_RATE
    pushed = violation.limit is Limit.BOLUS and "prime" in violation.entered
    return PRIME_EXTENT if pushed or violation.limit in _OF_THE_PRIME else ""


def _field_of_the_drug(violation: Violation, program: PumpProgram, drugs: LibraryInForce) -> str:
    """The concentration of the drug that is meant; that of the primary where none is."""
    for number, drug in enumerate(program.others, start=1):
        if violation.subject in {drug.name, drugs.shown_name(drug.name)}:
            return other_keys(number)[1]
    return CONCENTRATION


def _field_of_the_bolus(violation: Violation, program: PumpProgram) -> str:
    """Which bolus it is: the one that is named, and of a flow the fastest or the slowest of them."""
    fields = {SINGLE_DOSE: program.opening, BOLUS_DOSE: program.patient_bolus, PERIODIC_DOSE: program.mode}
    rates = {
        key: bolus_rate(bolus.dose, bolus.duration)
        for key, bolus in fields.items()
        if isinstance(bolus, SingleBolus | PatientBolus | PeriodicBolus)
    }
    if violation.limit is Limit.BOLUS:
        words = {"single": SINGLE_DOSE, "patient": BOLUS_DOSE, "periodic": PERIODIC_DOSE}
        return next((key for word, key in words.items() if f"a {word} bolus" in violation.entered), "")
    pick = max if violation.limit is Limit.BOLUS_FLOW_TOO_HIGH else min
    return pick(rates, key=lambda key: rates[key], default="")


def _at_steps(program: PumpProgram, violations: tuple[Violation, ...], day: int) -> Iterator[tuple[int, str]]:
    """By the number of the step in the table, from 1: of a week the steps of ``day``."""
    mode = program.mode
    first, last = 0, len(basal_steps(mode))
    if isinstance(mode, WeekSchedule):
        first = sum(len(one.steps) for one in mode.days[:day])
        last = first + len(mode.days[day].steps)
    for violation in violations:
        if violation.limit in _AT_A_STEP and first <= violation.step < last:
            yield violation.step - first + 1, violation.sentence
