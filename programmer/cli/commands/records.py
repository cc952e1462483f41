"""The command ``records``: is every row there as it was written?"""

from __future__ import annotations

import argparse

from programmer.cli.output import say, say_json
from programmer.cli.visiting import application, note_missing_records
from programmer.cli.words import Words
from programmer.known_error import ExitCode
from programmer.visit.marks import (
    CheckedRecords,
    check_records,
    elsewhere_text,
    findings,
    not_sound,
    sound_text,
)


def run(options: argparse.Namespace) -> int:
    """Read every row, and say what was found. Raises ``KnownError`` where the records are not what was written."""
    with application(options) as app:
        note_missing_records(app)
        checked = check_records(app.records.history())
        place = app.database_url.removeprefix("sqlite:///")
    if options.json:
        say_json(_words(checked))
    else:
        say("\n".join(f"{line}." for line in _lines(checked)))
    trouble = not_sound(checked, f"The records in {place}")
    if trouble is not None:
        raise trouble
    return int(ExitCode.DONE)


def _lines(checked: CheckedRecords) -> list[str]:
    told = [sound_text(checked)] if checked.sound else list(findings(checked))
    return [line for line in (*told, elsewhere_text(checked)) if line]


def _words(checked: CheckedRecords) -> Words:
    found = checked.soundness
    return {
        "sound": checked.sound,
        "rows": found.rows,
        "seals": found.seals,
        "newest_seal": found.newest.hex(),
        "findings": list(findings(checked)),
        "marks": {
            "found": checked.found,
            "seals_since": checked.since,
            "lost": len(checked.lost),
            "of_other_records": checked.elsewhere,
        },
    }
