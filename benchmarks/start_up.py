"""How long a second start takes to its first output, and to the painted window, beside a bare Python."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
ROUNDS = 7
LIMIT_S = 2.0

_PAINTED = """
import sys
from PySide6.QtWidgets import QApplication
from programmer.bootstrap import Application
from programmer.settings import Settings
from programmer.ui.window import dressed_run
app = QApplication(["start-up"])
run = dressed_run(app, Application(Settings(database=sys.argv[1])))
run.window.show()
app.processEvents()
print("painted", flush=True)
"""


def first_output_s(command: list[str]) -> float:
    """Seconds from starting a process to its first line."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    start = time.monotonic()
    with subprocess.Popen(
        command, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        taken = time.monotonic() - start
        process.kill()
    return taken


def main() -> int:
    """Print medians and ratios; 1 if the first output takes longer than promised."""
    with tempfile.TemporaryDirectory() as scratch:
        database = str(Path(scratch, "records.sqlite"))
        runs = {
            "bare Python": [sys.executable, "-c", "print()"],
            "./run --version": ["./run", "--version"],
            "./run demo, first line": ["./run", "demo", "--out", scratch, "--database", database],
            "./run sessions": ["./run", "sessions", "--database", database],
            "window painted": [sys.executable, "-c", _PAINTED, database],
        }
        taken: dict[str, list[float]] = {name: [] for name in runs}
        for _ in range(ROUNDS):
            for name, command in runs.items():
                taken[name].append(first_output_s(command))
    medians = {name: statistics.median(times) for name, times in taken.items()}
    for name, median in medians.items():
        print(f"{name:<26}{median * 1000:8.0f} ms {median / medians['bare Python']:8.1f} x bare Python")
    return int(medians["./run demo, first line"] > LIMIT_S)


if __name__ == "__main__":
    sys.exit(main())
