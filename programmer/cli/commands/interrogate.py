"""The command ``interrogate``: read everything the pump knows."""

from __future__ import annotations

import argparse

from programmer.cli.endings import warn
from programmer.cli.output import say, say_json
from programmer.cli.visiting import application, visiting
from programmer.cli.words import Words, link_words, visit_words
from programmer.known_error import ExitCode


def run(options: argparse.Namespace) -> int:
    """Print what was read; the reading is kept in the records."""
    with application(options) as app, visiting(app, options.url) as visit:
        words = {**visit_words(visit), "link": link_words(visit)}
        if visit.unsettled:
            warn(
                "It is not known whether an earlier command to this pump was applied. Treat it as applied. "
                "See programmer settle --help."
            )
    if options.json:
        say_json(words)
    else:
        say(_page(words))
    return int(ExitCode.DONE)


def _page(words: Words, indent: str = "") -> str:
    """The same words as lines, one for each, tables indented."""
    lines = []
    for name, value in words.items():
        label = f"{indent}{name.replace('_', ' ')}"
        if isinstance(value, dict):
            lines += [label, _page(value, f"{indent}  ")]
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            lines += [label, *(f"{indent}  {'  '.join(str(part) for part in row.values())}" for row in value)]
        else:
            lines.append(f"{label:<26}{_text(name, value)}")
    return "\n".join(lines)


_NONE_IF_NULL = {
    "link": "not told",
    "opening_left": "none",
    "bolus": "none runs",
    "lockout_until": "no lockout",
    "mode_since": "not yet begun",
    "low_reservoir_at": "never at this program",
    "maintaining_rate": "none",
    "rate_step": "any rate",
}


def _text(name: str, value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(part) for part in value) or "none"
    if value is None:
        return _NONE_IF_NULL.get(name, "not known")
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
