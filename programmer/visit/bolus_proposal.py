"""A single bolus that somebody wants the pump to give now, checked before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.therapy.boluses import LONGEST_ORDER, SingleBolus
from programmer.therapy.drug_library import Indication, LibraryInForce
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.limits import Limit, Severity, Violation, check_single_bolus
from programmer.therapy.notation import duration_text
from programmer.therapy.programs import PumpProgram, Stopped
from programmer.visit.interrogation import Interrogation
from programmer.visit.proposal import (
    ProposalRefused,
    ReasonMissing,
    reason_gap,
    require_judged,
    situation_of,
    violation_sentence,
)


@dataclass(frozen=True, slots=True)
class BolusProposal:
    """A bolus that passed the checks, and the reading of the pump that it was made on.

    ``text`` is what is asked for, as the library in force writes it, for people and for the records:
    ``0.2 mg of HYDROmorphone over 20 min``. ``passed`` are the soft limits that it passes all the same, and ``reason``
    is why; empty where it passes none.
    """

    bolus: SingleBolus
    based_on: Interrogation
    text: str
    passed: tuple[Violation, ...] = ()
    reason: str = ""

    @property
    def program(self) -> PumpProgram:
        """The program in force, on top of which it is given."""
        return self.based_on.program

    @property
    def passed_sentences(self) -> tuple[str, ...]:
        """The soft limits that were passed, for people and for the records."""
        return tuple(violation_sentence(self.program, one) for one in self.passed)


def bolus_objections(
    bolus: SingleBolus, interrogation: Interrogation, drugs: LibraryInForce, indication: Indication
) -> tuple[Violation, ...]:
    """Every limit that the bolus passes in this pump, for a patient with this indication."""
    situation = situation_of(interrogation, drugs, indication)
    return check_single_bolus(interrogation.program, bolus, situation)


def propose_bolus(
    bolus: SingleBolus,
    interrogation: Interrogation,
    drugs: LibraryInForce,
    indication: Indication,
    reason: str = "",
) -> BolusProposal:
    """Check a bolus against the pump as it was read and against the drug library; nothing is adjusted.

    Raises ``ReasonMissing`` where soft limits are passed without a ``reason``, or for one that has a ``reason_gap``,
    and ``ProposalRefused`` for the rest.
    """
    require_judged(drugs, reason)
    program = interrogation.program
    if isinstance(program.mode, Stopped):
        raise ProposalRefused(
            "This bolus cannot be given",
            "The program in force is one that gives nothing",
            "Write a program that treats, with the bolus as what opens it; nothing was sent",
        )
    if bolus.duration > LONGEST_ORDER:
        raise ProposalRefused(
            "This bolus cannot be given",
            f"It takes {duration_text(bolus.duration)}, and one given now at most {duration_text(LONGEST_ORDER)}",
            "Give a shorter one, or raise the rate with a program; nothing was sent",
        )
    violations = bolus_objections(bolus, interrogation, drugs, indication)
    hard = tuple(one for one in violations if one.severity is Severity.HARD)
    if hard:
        slips = [
            one for one in violations if one.severity is Severity.SOFT and one.limit is Limit.LIKELY_SLIP
        ]
        raise ProposalRefused(
            "This bolus cannot be given",
            _sentences(program, (*hard, *slips)),
            "Give one that stays within these limits; nothing was rounded and nothing was sent",
            hard,
        )
    if violations and reason_gap(reason):
        raise _unreasoned(program, violations, reason.strip())
    text = _text(bolus, program.drug.name, DrugWords(drugs))
    return BolusProposal(bolus, interrogation, text, violations, reason.strip() if violations else "")


def _text(bolus: SingleBolus, drug: str, shown: DrugWords) -> str:
    return f"{shown.mass(drug, bolus.dose.value)} of {shown(drug)} over {duration_text(bolus.duration)}"


def _sentences(program: PumpProgram, violations: tuple[Violation, ...]) -> str:
    return "; ".join(violation_sentence(program, one) for one in violations)


def _unreasoned(program: PumpProgram, soft: tuple[Violation, ...], reason: str) -> ReasonMissing:
    what, why = "This bolus passes a limit that needs a reason", _sentences(program, soft)
    if reason:
        what = "The reason for passing a limit says too little"
        why = f"“{reason}” was given, and {reason_gap(reason)}; {why}"
    remedy = 'Change the bolus, or give the reason, which is recorded, with --reason "…"; nothing was sent'
    return ReasonMissing(what, why, remedy, soft)
