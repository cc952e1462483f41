"""How an outcome becomes an exit code and a sentence."""

from __future__ import annotations

import sys

from programmer.cli.output import say, say_json
from programmer.cli.words import Words, outcome_words
from programmer.known_error import ExitCode, KnownError, LinkTrouble, OutcomeUncertain, RefusedError
from programmer.telemetry.attention import CancelWanted
from programmer.therapy.moments import moment_text
from programmer.therapy.outcome import Confirmed, Failed, Outcome, Refused, Uncertain
from programmer.visit.visit import Visit


def finish(outcome: Outcome, done: str, subject: str, *, as_json: bool, more: Words | None = None) -> int:
    """Print how a command ended. ``done`` completes "… confirmed by the pump"; ``subject`` names the command.

    Returns 0 for confirmed, raises the known error for every other end (after the JSON, if that was asked for).
    """
    if as_json:
        say_json({**outcome_words(outcome), **(more or {})})
    error = _error(outcome, subject)
    if error is not None:
        raise error
    if not as_json and isinstance(outcome, Confirmed):
        when = moment_text(outcome.pump_time, seconds=True)
        say(f"{done}, confirmed by the pump at {when} (its log entry {outcome.sequence}).")
    return int(ExitCode.DONE)


def _error(outcome: Outcome, subject: str) -> KnownError | None:
    match outcome:
        case Confirmed():
            return None
        case Refused(reason):
            return RefusedError(
                f"{subject} was refused by the pump",
                reason,
                "Nothing was changed; interrogate again and look at what is there now",
            )
        case Failed(reason, proof):
            return LinkTrouble(
                f"{subject} was not applied", f"{reason}. {proof}", "Check the link and do it again"
            )
        case Uncertain(reason):
            return OutcomeUncertain(
                f"It is not known whether {subject[:1].lower()}{subject[1:]} was applied",
                reason,
                "Treat it as applied, do not repeat it, and interrogate the pump: it is asked then",
            )


def read_again(visit: Visit) -> None:
    """Read the pump once more after a command. That this fails takes nothing from what the pump confirmed."""
    # Ctrl-C that was pressed while the command was on its way came too late to cancel anything.
    visit.driver.attention.forget_cancel()
    try:
        visit.interrogate()
    except KnownError as trouble:
        warn(f"The pump confirmed, but could not be read again afterwards: {trouble}")
    except CancelWanted:
        warn("The pump confirmed, and was not read again because you pressed Ctrl-C.")


def warn(text: str) -> None:
    """Say something beside the output proper."""
    print(f"programmer: {text}", file=sys.stderr, flush=True)
