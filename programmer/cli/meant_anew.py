"""What was typed before anybody knew what became of an earlier command does not count: it has to be meant anew."""

from __future__ import annotations

import argparse
import sys

from programmer.cli.output import say_json
from programmer.cli.words import settled_words
from programmer.known_error import RefusedError
from programmer.therapy.moments import moment_text
from programmer.therapy.outcome import Uncertain, outcome_word
from programmer.therapy.quantities import PumpTime
from programmer.visit.visit import SettledCommand, Visit

_WHY = "Only now, on connecting, has the pump told what became of an earlier command"


def require_meant_anew(visit: Visit, options: argparse.Namespace, undone: str) -> None:
    """Let nothing go out on a line that may have been typed before its writer knew of an earlier command.

    ``undone`` says what has not happened then. Where the pump told of a command of before when this visit connected,
    only a person at a terminal goes on, who is asked after that was said; neither ``--yes`` nor a piped answer does.
    Raises ``RefusedError``, after the JSON if that was asked for, and what ``Visit.require_programmable`` raises.
    """
    visit.require_programmable()
    told = [one for one in visit.learned if not isinstance(one.outcome, Uncertain)]
    if not told or (not getattr(options, "yes", True) and _at_terminal()):
        return
    why = f"{_WHY}: {'; '.join(_became(one) for one in told)}"
    if options.json:
        say_json({"outcome": "not sent", "reason": why, "settled": settled_words(visit)})
    raise RefusedError(undone, why, "If this is still meant, give the command again")


def _became(told: SettledCommand) -> str:
    """For people: ``the bolus of Fri 20 Nov 2026, 14:02 UTC was confirmed``."""
    when = moment_text(PumpTime(told.intent.confirmed_utc_us))
    return f"the {told.intent.kind.value} of {when} UTC was {outcome_word(told.outcome)}"


def _at_terminal() -> bool:
    try:
        return sys.stdin.isatty()
    except (AttributeError, ValueError):
        # No standard input at all, or one that was closed: nobody can be asked.
        return False
