"""A process that has nothing to do but to beat: what it misses, the machine has taken from everybody."""

from __future__ import annotations

import select
import subprocess
import sys
import time

BEAT_S = 0.005


class Bystander:
    """Beats beside whatever is measured. ``longest_ms`` is its longest stretch since ``begin``."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.bystander"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.begin()

    def begin(self) -> None:
        """From now on."""
        self._ask()

    def longest_ms(self) -> float:
        """Until now."""
        return self._ask()

    def end(self) -> None:
        """Let it go."""
        self._process.communicate()

    def _ask(self) -> float:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return float(self._process.stdout.readline())


def _beat() -> None:
    """Until nobody asks any more: tell the longest stretch since the last question."""
    longest, last = 0.0, time.perf_counter()
    while True:
        asked, _, _ = select.select([sys.stdin], [], [], BEAT_S)
        now = time.perf_counter()
        longest, last = max(longest, (now - last) * 1000), now
        if asked:
            if not sys.stdin.readline():
                return
            print(longest, flush=True)
            longest = 0.0


if __name__ == "__main__":
    _beat()
