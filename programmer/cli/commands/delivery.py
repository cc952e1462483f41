"""The commands ``stop`` and ``resume``: suspend delivery, and take it up again."""

from __future__ import annotations

import argparse

from programmer.cli.endings import finish, read_again
from programmer.cli.output import say
from programmer.cli.visiting import application, patient_id, visiting
from programmer.therapy.drug_facts import UNKNOWN_DRUG
from programmer.therapy.outcome import Confirmed
from programmer.visit.visit import Visit


def run(options: argparse.Namespace) -> int:
    """Do the one or the other, and say what the pump confirmed."""
    return _stop(options) if options.command == "stop" else _resume(options)


def _stop(options: argparse.Namespace) -> int:
    """STOP asks nobody back: whoever types it means it. What loss of the drug means is said with the outcome."""
    with application(options) as app, visiting(app, options.url, begin=Visit.begin_to_stop) as visit:
        outcome = visit.stop()
        if isinstance(outcome, Confirmed):
            read_again(visit)
        loss = app.drugs().facts(visit.drug_name or UNKNOWN_DRUG).loss
        code = finish(
            outcome, "Delivery is stopped", "STOP", as_json=options.json, more={"loss_of_drug": loss}
        )
        if not options.json:
            say(loss)
        return code


def _resume(options: argparse.Namespace) -> int:
    with application(options) as app, visiting(app, options.url, patient_id(app, options.patient)) as visit:
        code = finish(visit.resume(visit.status), "Delivery is running again", "RESUME", as_json=options.json)
        read_again(visit)
        return code
