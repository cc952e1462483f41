"""Somebody else's programmer, which asks the pump what is so: its whole log, its status, its tokens."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.clock import SystemClock
from programmer.device.driver import CommandDone, TokenReport
from programmer.device.implant.driver import ImplantDriver
from programmer.randomness import SeededRandomness
from programmer.telemetry.attention import Attention
from programmer.telemetry.exchange import Exchange
from programmer.telemetry.noise.keys import new_key_pair
from programmer.telemetry.pairing_code import PairingCode
from programmer.telemetry.transceiver import Transceiver
from programmer.telemetry.trust import TrustInMemory
from programmer.therapy.pump import Delivery, PumpEvent, PumpEventKind
from tests.trials.plain_socket import PlainSocket

_TOKEN = 16
KINDS = {
    PumpEventKind.PROGRAM_CHANGED: "program",
    PumpEventKind.STOPPED: "stop",
    PumpEventKind.RESUMED: "resume",
}


@dataclass(frozen=True, slots=True)
class Executed:
    """A command that stands in the pump's log."""

    token: bytes
    kind: str
    sequence: int
    program: bytes


@dataclass(frozen=True, slots=True)
class Truth:
    """The pump as it is: its log, what it runs, whether it runs, and what it knows of the tokens asked about."""

    events: tuple[PumpEvent, ...]
    program: bytes
    running: bool
    tokens: dict[bytes, TokenReport]

    @property
    def executed(self) -> tuple[Executed, ...]:
        """Every execution of a command, in order."""
        return tuple(
            Executed(one.detail[:_TOKEN], KINDS[one.kind], one.sequence, one.detail[_TOKEN:])
            for one in self.events
            if one.kind in KINDS
        )

    def said_of(self, token: bytes) -> int | None:
        """Under which number the pump's table of tokens has it as done; None if it has not."""
        reply = self.tokens[token].reply
        return reply.sequence if isinstance(reply, CommandDone) else None


class Witness:
    """Paired with a code of its own. Between two looks it holds no line."""

    def __init__(self, target: tuple[str, int], code: str) -> None:
        randomness = SeededRandomness(1)
        trust = TrustInMemory(new_key_pair(randomness))
        exchange = Exchange(randomness, trust)
        transceiver = Transceiver(PlainSocket(target), exchange, SystemClock(), Attention())
        self._driver = ImplantDriver(transceiver, PairingCode.read(code))

    def look(self, tokens: tuple[bytes, ...]) -> Truth:
        """Ask for everything."""
        driver = self._driver
        driver.connect()
        try:
            status = driver.status()
            canonical_hash = driver.read_program()[1]
            assert canonical_hash == status.program_hash
            events = self._log(status.log.last_sequence)
            reports = {token: driver.token_status(token) for token in tokens}
        finally:
            driver.disconnect()
        return Truth(events, status.program_hash, status.delivery is not Delivery.STOPPED, reports)

    def _log(self, last: int) -> tuple[PumpEvent, ...]:
        events: list[PumpEvent] = []
        while len(events) < last:
            part = self._driver.read_log(len(events) + 1).events
            assert part, "the log does not come to its end"
            events += part
        return tuple(events)
