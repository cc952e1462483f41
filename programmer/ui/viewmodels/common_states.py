"""Small states that several pages share."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trouble:
    """What happened, why, and what to do next; each a sentence without its full stop."""

    what: str
    why: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Whether something can be done now, and if not, why (for the tooltip or a line beside the button)."""

    enabled: bool
    why_not: str = ""


ALLOWED = Offer(True)
NOT_NOW = Offer(False)


def refused(why_not: str) -> Offer:
    """An offer that cannot be taken, with the reason."""
    return Offer(False, why_not)


@dataclass(frozen=True, slots=True)
class FieldState:
    """A field: its text exactly as typed, why it cannot be taken (empty if it can), and what follows from it."""

    text: str
    reason: str = ""
    under: str = ""


EMPTY_FIELD = FieldState("")


@dataclass(frozen=True, slots=True)
class ChoiceState:
    """One out of a few: their keys and words, the key of the one that holds, and what follows from it."""

    choices: tuple[tuple[str, str], ...] = ()
    key: str = ""
    under: str = ""


NO_CHOICE = ChoiceState()


@dataclass(frozen=True, slots=True)
class SettleState:
    """Commands whose outcome is not known: ``commands`` name them. ``ask_again`` asks the pump; ``sign`` closes them
    with the typed ``note`` once the pump was asked and could not tell."""

    commands: tuple[str, ...] = ()
    asking: bool = False
    ask_again: Offer = NOT_NOW
    note: FieldState = EMPTY_FIELD
    sign: Offer = NOT_NOW
    trouble: Trouble | None = None


NOTHING_TO_SETTLE = SettleState()


@dataclass(frozen=True, slots=True)
class PatientLine:
    """A patient to choose: ``key`` (empty: nobody in particular), name, and ``born 1961 · spasticity``."""

    key: str
    name: str
    line: str = ""
