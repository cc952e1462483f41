"""The command ``calc``: a calculation of the clinic, without a pump."""

from __future__ import annotations

import argparse

from programmer.cli.calc import compounding, demands, paths, rates, refills
from programmer.cli.output import say, say_json
from programmer.known_error import ExitCode, RefusedError
from programmer.therapy.calculations.working import CannotBe
from programmer.therapy.drug_library import DrugLibrary

_ANSWERS = {
    "rate": rates.rate,
    "mixture": rates.mixture,
    "bolus": rates.bolus,
    "catheter": paths.catheter,
    "prime": paths.prime,
    "bridge": paths.bridge,
    "refill": refills.refill,
    "expected": refills.expected,
    "discrepancy": refills.discrepancy,
    "residual": refills.residual,
    "replace-by": refills.replace_by,
    "admixture": compounding.admixture,
    "screening": compounding.screening,
    "window": demands.window,
    "boluses": demands.boluses,
}


def run(options: argparse.Namespace) -> int:
    """Calculate and print. Raises ``RefusedError`` for what cannot be: then there is no number at all."""
    try:
        answer = _ANSWERS[options.calculation](options)
    except CannotBe as trouble:
        reason = str(trouble).replace("\u00a0", " ")
        raise RefusedError(
            "This cannot be calculated",
            reason[:1].upper() + reason[1:],
            "Correct the figures; nothing was sent to a pump",
        ) from trouble
    if options.json:
        say_json(answer.json_words())
    elif answer.drugs:
        say(answer.text(_library(options).shown_name))
    else:
        say(answer.text())
    return int(ExitCode.DONE)


def _library(options: argparse.Namespace) -> DrugLibrary:
    """What drugs are called; read only where one is named, for a calculation of figures alone needs no library."""
    from programmer.bootstrap import read_library

    return read_library(getattr(options, "library", ""))
