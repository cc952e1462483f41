"""The command ``settle``: ask the pump about commands whose outcome is not known, and close what it cannot tell."""

from __future__ import annotations

import argparse

from programmer.cli.output import say, say_json
from programmer.cli.visiting import application, visiting
from programmer.cli.words import intent_words, outcome_words
from programmer.known_error import ExitCode, OutcomeUncertain
from programmer.visit.visit import SettledCommand


def run(options: argparse.Namespace) -> int:
    """Connecting asks already; what is still open then is signed if a reason was given, else told."""
    with application(options) as app, visiting(app, options.url) as visit:
        signed = visit.sign_unknown(options.sign) if options.sign is not None and visit.unsettled else ()
        left = visit.unsettled
    if options.json:
        say_json([_words(command) for command in signed])
    if left:
        raise OutcomeUncertain(
            "The pump cannot tell what became of an earlier command",
            "Its memory was made anew, or it has been given too many commands since",
            "Interrogate it, judge what it runs now, and close the command with settle --sign REASON",
        )
    if not options.json:
        lines = [f"Closed without a known outcome: {c.intent.kind.value}." for c in signed]
        say("\n".join(lines) or "Nothing is open.")
    return int(ExitCode.DONE)


def _words(command: SettledCommand) -> dict[str, object]:
    return {**intent_words(command.intent), **outcome_words(command.outcome)}
