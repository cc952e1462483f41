"""Errors a person can act on: what happened, why, and what to do next."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process tells the shell that started it."""

    DONE = 0
    BUG = 1
    USAGE = 2
    REFUSED = 3
    LINK_TROUBLE = 4
    UNCERTAIN = 5
    NOT_AS_MEANT = 6


class KnownError(Exception):
    """A foreseen trouble. Anything that is not a ``KnownError`` is a bug and is treated as one.

    ``what`` is a fact, ``why`` its cause as far as known, ``remedy`` the next step for the reader.
    Each is a sentence without its full stop.
    """

    exit_code = ExitCode.REFUSED

    def __init__(self, what: str, why: str, remedy: str) -> None:
        super().__init__(what, why, remedy)
        self.what = what
        self.why = why
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what}. {self.why}. {self.remedy}."


class UsageError(KnownError):
    """The command or its arguments cannot be understood."""

    exit_code = ExitCode.USAGE


class RefusedError(KnownError):
    """Something was asked that must not be done; nothing was changed."""

    exit_code = ExitCode.REFUSED


class LinkTrouble(KnownError):
    """The pump cannot be reached or does not answer as a pump does."""

    exit_code = ExitCode.LINK_TROUBLE


class OutcomeUncertain(KnownError):
    """A command may or may not have taken effect; only the pump can say."""

    exit_code = ExitCode.UNCERTAIN


class PumpNotAsMeant(KnownError):
    """How a command ended is known, and the pump does not do what it should. Not to be repeated unseen."""

    exit_code = ExitCode.NOT_AS_MEANT
