"""Runs one command line and turns how it ends into an exit code and, for errors, one line."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import traceback
from collections.abc import Sequence

from programmer.cli.arguments import parser, with_negative_values
from programmer.cli.output import visible
from programmer.clock import SystemClock
from programmer.known_error import ExitCode, KnownError

INTERRUPTED = 130
_COMMANDS = {
    None: "window",
    "demo": "demo",
    "simulate": "simulate",
    "train": "train",
    "interrogate": "interrogate",
    "program": "program",
    "preview": "preview",
    "pair": "pair",
    "conformance": "conformance",
    "stop": "delivery",
    "resume": "delivery",
    "bolus": "orders",
    "cancel-bolus": "orders",
    "acknowledge": "orders",
    "set-clock": "orders",
    "refill": "orders",
    "settle": "settle",
    "sessions": "sessions",
    "records": "records",
    "patients": "patients",
    "assign": "patients",
    "calc": "calc",
    "library": "library",
    "ports": "ports",
    "capture": "capture",
    "decode": "decode",
    "replay": "replay",
}


def run(arguments: Sequence[str]) -> int:
    """Run the command that ``arguments`` name and return its exit code. Nothing is raised to the caller but
    ``SystemExit`` for --help and --version."""
    try:
        options = parser().parse_args(with_negative_values(arguments))
        return _run_command(options)
    except KnownError as trouble:
        print(_one_line(f"programmer: {trouble}"), file=sys.stderr)
        return int(trouble.exit_code)
    except KeyboardInterrupt:
        print(
            "programmer: Interrupted. Nothing more was sent. Interrogate the pump to see its state.",
            file=sys.stderr,
        )
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone; keep Python from complaining about it once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return int(ExitCode.DONE)
    except Exception:  # noqa: BLE001 - the last resort: no traceback reaches a user
        print(_one_line(f"programmer: {told_bug(traceback.format_exc())}"), file=sys.stderr)
        return int(ExitCode.BUG)


def _run_command(options: argparse.Namespace) -> int:
    """Each command lives in a module of its own, so that a start pays only for what it uses."""
    module = importlib.import_module(f"programmer.cli.commands.{_COMMANDS[options.command]}")
    return int(module.run(options))


def _one_line(text: str) -> str:
    return visible(" ".join(text.split()))


def told_bug(trace: str) -> str:
    """Keep the account of a bug in a file, and say where it is and what to do now."""
    from programmer.bootstrap import log_folder

    remedy = "Interrogate the pump before anything else, and report this"
    try:
        folder = log_folder()
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"bug-{SystemClock().utc_us()}-{os.getpid()}.txt"
        file.write_text(trace)
    except OSError as trouble:
        return f"This program has a bug and stopped. Its account could not be written ({trouble}). {remedy}."
    return f"This program has a bug and stopped. Its account is in {file}. {remedy}."
