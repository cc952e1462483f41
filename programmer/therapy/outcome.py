"""How a command to a pump can end: four ways, and "probably" is not one of them."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.therapy.quantities import PumpTime


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The pump says that it did it: when, on its own clock, and under which number of its log."""

    pump_time: PumpTime
    sequence: int


@dataclass(frozen=True, slots=True)
class Refused:
    """The pump says that it would not do it; this command changed nothing."""

    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """Provably not applied; ``proof`` says how that is known. Of the pump since then it says nothing."""

    reason: str
    proof: str


@dataclass(frozen=True, slots=True)
class Uncertain:
    """Nobody here knows whether it was applied. Only STOP and reading are safe until the pump tells.

    ``signed`` is the note with which a person closed it because the pump can never tell; empty while it is open.
    """

    reason: str
    signed: str = ""


Outcome = Confirmed | Refused | Failed | Uncertain


def outcome_word(outcome: Outcome | None) -> str:
    """The same in a word or three, for people; None stands for a command of which nothing has been kept since."""
    match outcome:
        case Confirmed():
            return "confirmed"
        case Refused():
            return "refused"
        case Failed():
            return "not applied"
        case Uncertain(_, signed) if signed:
            return "closed as not known"
        case _:
            return "not known"
