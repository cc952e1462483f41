"""Bringing a proposal into the pump beside the program in force, and checking it three times over."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.device.driver import CommandRefused, Progress, PumpDriver, StagedReadback
from programmer.known_error import RefusedError
from programmer.therapy.calculations.reservoir import critical_figures
from programmer.therapy.canonical import NotCanonical, decode_program
from programmer.therapy.programs import PumpProgram
from programmer.therapy.second_opinion import NoSecondOpinion, second_opinion
from programmer.visit.proposal import Proposal


@dataclass(frozen=True, slots=True)
class StagedProgram:
    """What lies in the pump, ready to be committed. ``program`` is decoded from what the pump read back."""

    proposal: Proposal
    readback: StagedReadback
    program: PumpProgram


class StagingRefused(RefusedError):
    """The proposal did not reach the pump in good order; the program in force is untouched."""


def stage(driver: PumpDriver, proposal: Proposal, progress: Progress) -> StagedProgram:
    """Send, let the pump verify, read back and compare. The program in force runs on whatever happens.

    Raises ``StagingRefused``, ``LinkTrouble`` or an ``Interruption``; in each case nothing was committed.
    """
    status = proposal.based_on.status
    readback = driver.stage(proposal.canonical, status.program_hash, status.state_rev, progress)
    if isinstance(readback, CommandRefused):
        raise StagingRefused(
            "The pump did not take the new program",
            readback.reason,
            "The program in force runs on; interrogate again and look at what is there now",
        )
    try:
        return _checked(proposal, readback)
    except StagingRefused:
        driver.abort_stage(readback.stage)
        raise


def _checked(proposal: Proposal, readback: StagedReadback) -> StagedProgram:
    if readback.canonical != proposal.canonical or readback.sha256 != proposal.sha256:
        raise _differs("The pump read back another program than was sent")
    try:
        program = decode_program(readback.canonical)
    except NotCanonical as trouble:
        raise _differs("What the pump read back is not a program") from trouble
    _compare_figures(proposal, readback, program)
    return StagedProgram(proposal, readback, program)


def _compare_figures(proposal: Proposal, readback: StagedReadback, program: PumpProgram) -> None:
    """Pump, form and second opinion must say the same of the same reservoir, to the last digit."""
    mark = proposal.based_on.limits.low_reservoir_mark
    reservoir = readback.figures.reservoir
    try:
        opinion = second_opinion(readback.canonical, reservoir, mark)
    except NoSecondOpinion as trouble:
        raise _differs("The second decoder cannot read the program") from trouble
    if opinion != critical_figures(program, reservoir, mark):
        raise _differs("The second decoder comes to other figures than the first")
    if readback.figures != opinion:
        raise _differs("The pump's own arithmetic comes to other figures than this program")


def _differs(why: str) -> StagingRefused:
    return StagingRefused(
        "The new program was not offered for confirmation",
        why,
        "The program in force runs on; try once more, and if it happens again do not program this pump",
    )
