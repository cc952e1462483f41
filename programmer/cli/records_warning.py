"""What the command line says beside its work where the records are not what was written."""

from __future__ import annotations

import sys

from programmer.bootstrap import Application
from programmer.cli.output import visible
from programmer.known_error import KnownError
from programmer.visit.marks import check_records, findings, lost_marks, mark_text


def warn_of_lost_marks(app: Application) -> None:
    """After a pump was read: whether its log holds what these records do not. Takes no longer with older records."""
    try:
        lost = lost_marks(app.records.history())
    except KnownError:
        return  # what goes wrong with the records is told where it stops something
    if lost:
        _warn(mark_text(lost[-1]))


def warn_of_changed_records(app: Application) -> None:
    """Before what they hold is shown: whether every row is as it was written. Reads all of them."""
    found = list(findings(check_records(app.records.history())))
    if found:
        _warn(found[0])


def _warn(finding: str) -> None:
    print(
        visible(
            f"programmer: The records are not what this program wrote. {finding}. What is counted from them may be "
            "too little, and what they show no evidence: programmer records says more."
        ),
        file=sys.stderr,
        flush=True,
    )
