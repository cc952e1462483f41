"""Somebody else's programmer, which asks the pump what is so: its whole log, its status, its tokens."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.clock import SystemClock
from programmer.device.driver import CommandDone, TokenReport
from programmer.device.implant.driver import ImplantDriver
from programmer.randomness import SeededRandomness
from programmer.records.rows import IntentKind
from programmer.telemetry.attention import Attention
from programmer.telemetry.exchange import Exchange
from programmer.telemetry.noise.keys import new_key_pair
from programmer.telemetry.pairing_code import PairingCode
from programmer.telemetry.transceiver import Transceiver
from programmer.telemetry.trust import TrustInMemory
from programmer.therapy.pump import BolusKind, Delivery, PumpEvent, PumpEventKind
from tests.trials.plain_socket import PlainSocket

_TOKEN = 16
_WITH_TOKEN = {
    PumpEventKind.PROGRAM_CHANGED: IntentKind.COMMIT_PROGRAM,
    PumpEventKind.STOPPED: IntentKind.STOP,
    PumpEventKind.RESUMED: IntentKind.RESUME,
    PumpEventKind.BOLUS_GIVEN: IntentKind.GIVE_BOLUS,
    PumpEventKind.BOLUS_CANCELLED: IntentKind.CANCEL_BOLUS,
}
_WITHOUT_TOKEN = {
    PumpEventKind.CLOCK_SET: IntentKind.SET_CLOCK,
    PumpEventKind.REFILL_TOLD: IntentKind.TELL_REFILL,
}


@dataclass(frozen=True, slots=True)
class Executed:
    """A command that stands in the pump's log. ``detail`` is what its record holds besides the token.

    Records of clock and refill hold none: theirs is the token that the pump's table has under their number, empty if
    there is none of this workstation's.
    """

    token: bytes
    kind: IntentKind
    sequence: int
    detail: bytes


@dataclass(frozen=True, slots=True)
class Truth:
    """The pump as it is: its log, what it runs, whether it runs, the bolus that runs, and what it knows of the tokens
    asked about."""

    events: tuple[PumpEvent, ...]
    program: bytes
    running: bool
    bolus: BolusKind | None
    tokens: dict[bytes, TokenReport]

    @property
    def executed(self) -> tuple[Executed, ...]:
        """Every execution of a command, in order."""
        return tuple(one for event in self.events if (one := self._executed(event)) is not None)

    def _executed(self, event: PumpEvent) -> Executed | None:
        if event.kind in _WITH_TOKEN:
            token, detail = event.detail[:_TOKEN], event.detail[_TOKEN:]
            return Executed(token, _WITH_TOKEN[event.kind], event.sequence, detail)
        if event.kind in _WITHOUT_TOKEN:
            token = next((one for one in self.tokens if self.said_of(one) == event.sequence), b"")
            return Executed(token, _WITHOUT_TOKEN[event.kind], event.sequence, event.detail)
        return None

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
        running = status.delivery is not Delivery.STOPPED
        return Truth(events, status.program_hash, running, status.bolus, reports)

    def _log(self, last: int) -> tuple[PumpEvent, ...]:
        events: list[PumpEvent] = []
        while len(events) < last:
            part = self._driver.read_log(len(events) + 1).events
            assert part, "the log does not come to its end"
            events += part
        return tuple(events)
