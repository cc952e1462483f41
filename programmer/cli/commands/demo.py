"""The command ``demo``: a scripted visit to a simulated pump, through the real window, offscreen."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from programmer.cli.arguments import NOTICE
from programmer.cli.visiting import application
from programmer.known_error import ExitCode


def run(options: argparse.Namespace) -> int:
    """Play the script, say what happens, and leave pictures, a report and a session behind."""
    _say(f"A scripted visit to a simulated pump. {NOTICE}")
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    out = Path(options.out)
    with application(options) as app:
        _say(f"Records: {app.database_url}")
        from programmer.bootstrap import play_demonstration

        report = play_demonstration(app, out, _say)
    _say(f"Report: {report}")
    _say("Done. The visit is in the history: programmer sessions")
    return int(ExitCode.DONE)


def _say(words: str) -> None:
    print(words, flush=True)
