"""The command ``replay``: a recorded link as a pump, in a process of its own."""

from __future__ import annotations

import argparse
from pathlib import Path

from programmer.cli.pump_server import serve_with_codes
from programmer.clock import SystemClock
from programmer.known_error import ExitCode, RefusedError
from programmer.randomness import SystemRandomness
from programmer.simulator.replay.pump import ReplayedPump
from programmer.simulator.replay.recorded import RecordedAnswers
from programmer.telemetry.capture.reading import read_capture


def run(options: argparse.Namespace) -> int:
    """Print one JSON line when ready, and answer as was recorded until stopped by a signal."""
    recorded = RecordedAnswers.of(read_capture(Path(options.file)))
    if recorded.identity is None:
        raise RefusedError(
            f"{options.file} cannot be replayed",
            "No pump says in it who it is",
            "Record the link again with programmer capture, until it has read the pump",
        )
    pump = ReplayedPump(recorded, SystemClock(), SystemRandomness())
    serve_with_codes(pump, options.listen, pty=options.pty)
    return int(ExitCode.DONE)
