"""What was typed before anybody knew what became of an earlier command does not count: it has to be meant anew."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from programmer.cli.output import say_json
from programmer.cli.words import became, settled_words
from programmer.known_error import RefusedError
from programmer.therapy.outcome import Uncertain
from programmer.visit.visit import SettledCommand, Visit

_ONLY_NOW = "Only now, on connecting, has the pump told what became of an earlier command"
_CUT_OFF = "A visit that was cut off knew what became of an earlier command, and may have told nobody"


def require_meant_anew(visit: Visit, options: argparse.Namespace, undone: str) -> None:
    """Let nothing go out on a line that may have been typed before its writer knew of an earlier command.

    ``undone`` says what has not happened then. Where the pump told of a command of before when this visit connected,
    or had told it to visits that were killed, however many, before any could say so, only a person at a terminal goes
    on, who is asked after that was said; neither ``--yes`` nor a piped answer does.
    Raises ``RefusedError``, after the JSON if that was asked for, and what ``Visit.require_programmable`` raises.
    """
    visit.require_programmable()
    told = [one for one in visit.learned if not isinstance(one.outcome, Uncertain)]
    reasons = [_reason(_CUT_OFF, visit.untold()), _reason(_ONLY_NOW, told)]
    if not any(reasons) or (not getattr(options, "yes", True) and _at_terminal()):
        return
    why = ". ".join(filter(None, reasons))
    if options.json:
        say_json({"outcome": "not sent", "reason": why, "settled": settled_words(visit)})
    raise RefusedError(undone, why, "If this is still meant, give the command again")


def _reason(why: str, commands: Sequence[SettledCommand]) -> str:
    return f"{why}: {'; '.join(map(became, commands))}" if commands else ""


def _at_terminal() -> bool:
    try:
        return sys.stdin.isatty()
    except (AttributeError, ValueError):
        # No standard input at all, or one that was closed: nobody can be asked.
        return False
