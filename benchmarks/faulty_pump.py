"""A simulated pump in a process of its own whose faults are switched on while somebody is at it."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
from random import Random
from typing import Any

from programmer.cli.pump_server import serve_until_signal
from programmer.clock import SystemClock
from programmer.randomness import SeededRandomness
from programmer.simulator.faults.reading import read_fault
from programmer.simulator.server import SocketServer
from programmer.simulator.site import SERVED_SERIAL, PumpSite, default_factory_state

STORM = "storm"
_PIECES, _PIECE = 300, 7


class FaultyPump:
    """``url`` and ``code`` of a pump that runs in another process; ``befall`` says what goes wrong from now on."""

    def __init__(self, bits_per_second: int = 0) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.faulty_pump", str(bits_per_second)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        ready = json.loads(self._process.stdout.readline())
        self.url: str = ready["url"]
        self.code: str = ready["pairing_code"]

    def befall(self, *faults: dict[str, Any]) -> None:
        """These faults, each as docs/faults.md lists it, or a storm of garbage: ``{"fault": "storm"}``."""
        assert self._process.stdin is not None
        for fault in faults:
            self._process.stdin.write(f"{json.dumps(fault)}\n")
        self._process.stdin.flush()

    def end(self) -> None:
        """Take the pump and its port away, as a kill does. Nothing happens where they are gone."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()


class _Server(SocketServer):
    """Serves as ever; in a storm it sends, beside its answers, whatever comes, in pieces that look like frames."""

    def __init__(self, site: PumpSite) -> None:
        super().__init__(site, "127.0.0.1", 0)
        self._random = Random(1)
        self.storms = False

    def _send_what_is_due(self) -> None:
        super()._send_what_is_due()
        for key in list(self._selector.get_map().values()):
            if self.storms and key.data is not None:
                try:
                    key.fileobj.send(self._burst())  # type: ignore[union-attr]
                except OSError:
                    self._let_go(key.fileobj)  # type: ignore[arg-type]

    def _burst(self) -> bytes:
        return b"\0".join(self._random.randbytes(_PIECE) for _ in range(_PIECES))


def _serve(bits_per_second: int) -> None:
    site = PumpSite(default_factory_state(SERVED_SERIAL), SystemClock(), SeededRandomness(1))
    site.bits_per_second = bits_per_second
    server = _Server(site)

    def listen() -> bool:
        while select.select([0], [], [], 0)[0]:
            told = os.read(0, 65_536)
            if not told:
                return True
            for line in told.decode().splitlines():
                fault = json.loads(line)
                if fault["fault"] == STORM:
                    server.storms = True
                else:
                    site.faults.arm(read_fault(fault))
        return False

    ready = {"url": server.url, "pairing_code": site.show_pairing_code()}
    serve_until_signal(server, json.dumps(ready), listen)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
