"""Serving a simulated pump from the command line: where, how fast, and until when."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Protocol

from programmer.bootstrap import MAX_SPEED
from programmer.known_error import UsageError
from programmer.randomness import Randomness, SeededRandomness, SystemRandomness
from programmer.simulator.server import PtyServer, Served, SocketServer
from programmer.telemetry.pump_keys import PumpKeys

MIN_BITS_PER_SECOND = 9_600
MAX_BITS_PER_SECOND = 10_000_000
Server = SocketServer | PtyServer
_ASK_SIGNAL: signal.Signals | None = getattr(signal, "SIGUSR1", None)
"""Asks for another code; Windows has no such signal."""


class ShowsCodes(Served, Protocol):
    """A pump that a programmer can be paired with."""

    @property
    def keys(self) -> PumpKeys:
        """Its keys, and what became of its codes."""
        ...

    @property
    def pairing_code(self) -> str:
        """The code that it shows at this moment; empty if none."""
        ...

    def show_pairing_code(self) -> str:
        """Have it show another code."""
        ...


def require_speed(speed: int) -> None:
    """Raises ``UsageError`` for a speed that is none."""
    if not 1 <= speed <= MAX_SPEED:
        raise UsageError(
            "The simulated pump was not started",
            f"A speed is a whole number from 1 to {MAX_SPEED}, not {speed}",
            "Write, for example, --speed 3600 for an hour of therapy a second",
        )


def require_bits_per_second(rate: int | None) -> None:
    """Raises ``UsageError`` for a rate at which no line works; without one it is a line without limit."""
    if rate is not None and not MIN_BITS_PER_SECOND <= rate <= MAX_BITS_PER_SECOND:
        raise UsageError(
            "The simulated pump was not started",
            f"A line has from {MIN_BITS_PER_SECOND} to {MAX_BITS_PER_SECOND} bits per second, not {rate}",
            "Write, for example, --bps 115200",
        )


def randomness_for(seed: int | None) -> Randomness:
    """The pump's random numbers: repeatable with a seed."""
    return SystemRandomness() if seed is None else SeededRandomness(seed)


def address(text: str) -> tuple[str, int]:
    """Host and port. Raises ``UsageError`` for what is no address."""
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdigit() or int(port) > 65_535:
        raise UsageError(
            f"{text} cannot be listened on",
            "It is not an address of the form HOST:PORT",
            "Write, for example, --listen 127.0.0.1:0 for any free port of this machine",
        )
    return host.strip("[]"), int(port)


def serve_until_signal(server: Server, ready: str, done: Callable[[], bool] = lambda: False) -> bool:
    """Print the ready line, then serve until SIGINT, SIGTERM, or ``done``; whether it was a signal."""
    stopped: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopped.append(number)

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        print(ready, flush=True)
        server.serve(lambda: bool(stopped) or done())
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    return bool(stopped)


class Codes:
    """The codes that a served pump shows, each as a line of JSON.

    Who started it has asked at the bench for a next one whenever a code was used or has lapsed; after three wrong
    proofs, which anybody on the link can make, somebody must ask anew (docs/protocol.md, P-1).
    """

    def __init__(self, pump: ShowsCodes) -> None:
        self._pump = pump
        self._asked = self._told = False

    def ask(self, _number: int, _frame: FrameType | None) -> None:
        """Somebody at the bench asks for another: the handler of a signal."""
        self._asked = True

    def look(self) -> bool:
        """Show another code where one is due, or say once how to get one. It never ends the serving."""
        if self._asked:
            self._asked = False
            self._show()
        elif not self._pump.pairing_code and not self._pump.keys.guessed_at:
            self._show()
        elif self._pump.keys.guessed_at and not self._told:
            self._told = True
            print(_guessed_at(), file=sys.stderr, flush=True)
        return False

    def _show(self) -> None:
        self._told = False
        print(json.dumps({"pairing_code": self._pump.show_pairing_code()}), flush=True)


def _guessed_at() -> str:
    remedy = (
        f"Get another with: kill -USR1 {os.getpid()}" if _ASK_SIGNAL else "Start the pump anew for another"
    )
    return f"The pairing code is good no longer. Three wrong proofs were made with it. {remedy}."


def serve_with_codes(pump: ShowsCodes, listen: str, *, pty: bool) -> None:
    """Print where the pump can be reached and the code that it shows, as a line of JSON; serve until a signal.

    Each further code is a line of its own (``Codes``).
    """
    codes = Codes(pump)
    server = PtyServer(pump) if pty else SocketServer(pump, *address(listen))
    before = signal.signal(_ASK_SIGNAL, codes.ask) if _ASK_SIGNAL else None
    try:
        ready = {"url": server.url, "pairing_code": pump.show_pairing_code()}
        serve_until_signal(server, json.dumps(ready), codes.look)
    finally:
        if _ASK_SIGNAL:
            signal.signal(_ASK_SIGNAL, before)
        server.close()
