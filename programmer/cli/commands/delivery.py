"""The commands ``stop`` and ``resume``: suspend delivery, and take it up again."""

from __future__ import annotations

import argparse

from programmer.bootstrap import Application
from programmer.cli.endings import Telling, finish
from programmer.cli.meant_anew import require_meant_anew
from programmer.cli.output import say
from programmer.cli.visiting import application, patient_id, visiting
from programmer.known_error import KnownError
from programmer.records.rows import IntentKind
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.outcome import Outcome
from programmer.visit.aftermath import CommandSeen
from programmer.visit.commands import OutcomeNotKept
from programmer.visit.visit import Visit


def run(options: argparse.Namespace) -> int:
    """Do the one or the other, and say what the pump confirmed."""
    return _stop(options) if options.command == "stop" else _resume(options)


def _stop(options: argparse.Namespace) -> int:
    """STOP asks nobody back: whoever types it means it. What loss of the drug means is said with the outcome."""
    sent = False
    try:
        with (
            application(options) as app,
            visiting(app, options.url, begin=Visit.begin_to_stop) as visit,
        ):
            seen = CommandSeen(IntentKind.STOP, visit.status, visit.status.program_hash)
            outcome = visit.stop()
            sent = True
            return _tell_stop(app, visit, seen, outcome, as_json=options.json)
    except OutcomeNotKept:
        raise
    except KnownError as trouble:
        if sent:
            raise
        raise _not_sent(trouble) from trouble


def _tell_stop(app: Application, visit: Visit, seen: CommandSeen, outcome: Outcome, *, as_json: bool) -> int:
    # Asked for after the reading that follows STOP: before it nobody knows which drug it is.
    def loss() -> str:
        return app.drugs().loss(visit.drug_name)

    shown = DrugWords(app.drugs())
    telling = Telling("Delivery is stopped", "STOP", as_json, lambda: {"loss_of_drug": loss()}, shown)
    code = finish(visit, seen, outcome, telling)
    if not as_json:
        say(loss())
    return code


def _not_sent(trouble: KnownError) -> KnownError:
    """Whatever went wrong before STOP left: the first thing to know is that it has stopped nothing.

    Whether the pump delivers is not said: it was not asked, and an earlier STOP may have stopped it.
    """
    error = KnownError(
        "STOP was not sent and has stopped nothing; whether the pump delivers is not known now",
        f"{trouble.what}: {trouble.why}",
        f"{trouble.remedy}; if that does not help and the pump must stop now, use another programmer",
    )
    error.exit_code = trouble.exit_code
    return error


def _resume(options: argparse.Namespace) -> int:
    with (
        application(options) as app,
        visiting(app, options.url, patient_id(app, options.patient)) as visit,
    ):
        require_meant_anew(visit, options, "RESUME was not sent")
        seen = CommandSeen(IntentKind.RESUME, visit.status, visit.status.program_hash)
        outcome = visit.resume(seen.before)
        telling = Telling("Delivery is running again", "RESUME", options.json, shown=DrugWords(app.drugs()))
        return finish(visit, seen, outcome, telling)
