"""A program that somebody wants the pump to run, checked before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.known_error import RefusedError
from programmer.therapy.canonical import encode_program, program_hash
from programmer.therapy.limits import Limit, Violation, check_program
from programmer.therapy.notation import concentration_text, time_of_day_text
from programmer.therapy.programs import PumpProgram, basal_steps
from programmer.visit.interrogation import Interrogation


@dataclass(frozen=True, slots=True)
class Proposal:
    """A program that passed the checks, and the reading of the pump that it was made on."""

    program: PumpProgram
    canonical: bytes
    based_on: Interrogation

    @property
    def sha256(self) -> bytes:
        """The name the program will have."""
        return program_hash(self.canonical)


class ProposalRefused(RefusedError):
    """The program must not be sent. ``violations`` are the pump's limits that it passes, if that is why."""

    def __init__(self, what: str, why: str, remedy: str, violations: tuple[Violation, ...] = ()) -> None:
        super().__init__(what, why, remedy)
        self.violations = violations


def propose(program: PumpProgram, interrogation: Interrogation) -> Proposal:
    """Check a program against the pump as it was read. Raises ``ProposalRefused``; nothing is adjusted."""
    _require_same_drug(program, interrogation)
    violations = check_program(program, interrogation.limits)
    if violations:
        raise ProposalRefused(
            "This program cannot be sent",
            "; ".join(_reason(program, violation) for violation in violations),
            "Change the dose so that the pump can deliver it; nothing was rounded and nothing was sent",
            violations,
        )
    return Proposal(program, encode_program(program), interrogation)


def _reason(program: PumpProgram, violation: Violation) -> str:
    """What is wrong, and in a schedule at which step."""
    steps = basal_steps(program.mode)
    if len(steps) == 1 or violation.limit is Limit.TOO_MANY_STEPS:
        return violation.sentence
    return (
        f"Step {violation.step + 1}, from {time_of_day_text(steps[violation.step].at)}: {violation.sentence}"
    )


def _require_same_drug(program: PumpProgram, interrogation: Interrogation) -> None:
    held, wanted = interrogation.program.drug, program.drug
    if held.name != wanted.name:
        raise ProposalRefused(
            "This program cannot be sent",
            f"It is for {wanted.name}, and the pump holds {held.name}",
            "Check that this is the right patient and the right file; a change of drug needs a refill with bridging",
        )
    if held.concentration != wanted.concentration:
        raise ProposalRefused(
            "This program cannot be sent",
            f"It is for {wanted.name} {concentration_text(wanted.concentration)}, "
            f"and the pump holds {concentration_text(held.concentration)}",
            "Check the concentration on the label; a change of concentration needs a refill with bridging",
        )
