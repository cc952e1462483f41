"""The command ``simulate``: a simulated pump as a process of its own."""

from __future__ import annotations

import argparse
import json
import signal
from types import FrameType

from programmer.bootstrap import MAX_SPEED
from programmer.clock import SystemClock
from programmer.known_error import ExitCode, UsageError
from programmer.randomness import Randomness, SeededRandomness, SystemRandomness
from programmer.simulator.server import PtyServer, SocketServer
from programmer.simulator.site import SERVED_SERIAL, PumpSite, default_factory_state


def run(options: argparse.Namespace) -> int:
    """Print one JSON line when ready, then serve until stopped by a signal."""
    if not 1 <= options.speed <= MAX_SPEED:
        raise UsageError(
            "The simulated pump was not started",
            f"A speed is a whole number from 1 to {MAX_SPEED}, not {options.speed}",
            "Write, for example, --speed 3600 for an hour of therapy a second",
        )
    randomness: Randomness = SystemRandomness() if options.seed is None else SeededRandomness(options.seed)
    site = PumpSite(default_factory_state(SERVED_SERIAL), SystemClock(), randomness, options.speed)
    server = PtyServer(site) if options.pty else SocketServer(site, *_address(options.listen))
    try:
        _serve(server)
    finally:
        server.close()
    return int(ExitCode.DONE)


def _serve(server: SocketServer | PtyServer) -> None:
    stopped: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopped.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    print(json.dumps({"url": server.url}), flush=True)
    server.serve(lambda: bool(stopped))


def _address(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdigit() or int(port) > 65_535:
        raise UsageError(
            f"{text} cannot be listened on",
            "It is not an address of the form HOST:PORT",
            "Write, for example, --listen 127.0.0.1:0 for any free port of this machine",
        )
    return host.strip("[]"), int(port)
