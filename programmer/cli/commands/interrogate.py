"""The command ``interrogate``: read everything the pump knows."""

from __future__ import annotations

import argparse

from programmer.cli.command_names import typed_names
from programmer.cli.endings import warn
from programmer.cli.interrogation_page import interrogation_page
from programmer.cli.output import breaking, say, say_json
from programmer.cli.visiting import application, visiting
from programmer.cli.words import link_words, settled_commands, visit_words
from programmer.known_error import ExitCode
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.visit.until_known import until_it_tells
from programmer.visit.visit import Visit


def run(options: argparse.Namespace) -> int:
    """Print what was read; the reading is kept in the records."""
    with application(options) as app, visiting(app, options.url) as visit:
        words = {**visit_words(visit), "link": link_words(visit)}
        settled = settled_commands(visit)
        if visit.unsettled:
            warn(_not_known(visit))
    if options.json:
        say_json(words)
    else:
        page = interrogation_page(visit, DrugWords(app.drugs()), settled, words["link"])
        say(breaking(page))
    return int(ExitCode.DONE)


def _not_known(visit: Visit) -> str:
    kinds = [intent.kind for intent in visit.unsettled]
    named = typed_names(visit.unsettled)
    return (
        f"It is not known what became of the {named}. {until_it_tells(kinds)}. See programmer settle --help."
    )
