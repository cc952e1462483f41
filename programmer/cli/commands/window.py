"""Plain ``programmer``: the window."""

from __future__ import annotations

import argparse

from programmer.cli.main import told_bug
from programmer.cli.visiting import application


def run(options: argparse.Namespace) -> int:
    """Run the window until it is closed."""
    from programmer.ui.window import run_window

    with application(options) as app:
        return run_window(app, told_bug)
