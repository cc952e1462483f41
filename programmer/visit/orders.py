"""What a clinician has the pump do beside its program: a bolus, its end, alarms seen, clock, refill.

Each is a command like a new program or STOP: its intent durable before its first byte leaves, its outcome the pump's
own word, and while any command is open none of these is possible.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from programmer.device.driver import CommandReply, PumpDriver
from programmer.known_error import RefusedError
from programmer.records.rows import IntentKind
from programmer.therapy.moments import moment_text
from programmer.therapy.notation import volume_text
from programmer.therapy.outcome import Outcome
from programmer.therapy.pump import PumpLimits, PumpStatus
from programmer.therapy.quantities import Nanolitres, PumpTime
from programmer.visit.alarm_words import ALARMS
from programmer.visit.bolus_proposal import BolusProposal
from programmer.visit.commands import Send
from programmer.visit.context import VisitContext
from programmer.visit.open_commands import OpenCommands

# A clock that shows another year than one of these was never set, at the workstation or in the pump.
_EARLIEST = PumpTime(1_577_836_800_000_000)  # 2020
_LATEST = PumpTime(4_102_444_800_000_000)  # 2100


class Orders:
    """Of one visit. ``seen`` is always the status that the clinician saw when confirming, never a newer one."""

    def __init__(
        self, driver: PumpDriver, commands: OpenCommands, context: VisitContext, require: Callable[[], None]
    ) -> None:
        """``require`` raises where this pump must not be told anything now, or not for this patient."""
        self._driver = driver
        self._commands = commands
        self._context = context
        self._require = require
        self._asked_for: BolusProposal | None = None

    def give_bolus(self, proposal: BolusProposal) -> Outcome:
        """Have the pump give it now. A proposal is good for one asking, whatever came of it.

        Raises ``RefusedError`` if it was asked for before: then it has to be checked and confirmed anew.
        """
        self._require()
        if proposal is self._asked_for:
            raise RefusedError(
                "The bolus was not sent again",
                "It was asked for once already, and a dose is never repeated with one press",
                "Look at what the pump gives now; then check the bolus anew and confirm it anew",
            )
        self._asked_for = proposal
        seen, bolus = proposal.based_on.status, proposal.bolus

        def send(token: bytes) -> CommandReply:
            return self._driver.give_bolus(bolus, seen.program_hash, seen.state_rev, token)

        return self._give(IntentKind.GIVE_BOLUS, seen, send, proposal.text, proposal)

    def cancel_bolus(self, seen: PumpStatus) -> Outcome:
        """Cut the single bolus that is under way; what was not given is not made up for."""
        self._commands.require_settled()
        return self._give(IntentKind.CANCEL_BOLUS, seen, self._driver.cancel_bolus)

    def acknowledge(self, seen: PumpStatus) -> Outcome:
        """The clinician has seen the alarms that stay although they are over. Nothing starts by it."""
        self._require()
        alarms = seen.latched_alarms
        if not alarms:
            raise RefusedError(
                "Nothing was acknowledged",
                "No alarm of this pump stays for a person to see it",
                "An alarm whose cause lasts ends with its cause: deal with that",
            )

        def send(token: bytes) -> CommandReply:
            return self._driver.acknowledge(alarms, token)

        asked = "; ".join(ALARMS[kind] for kind in alarms)
        return self._give(IntentKind.ACKNOWLEDGE, seen, send, asked)

    def set_clock(self, seen: PumpStatus) -> Outcome:
        """Set the pump's clock to what the workstation's shows here."""
        self._require()
        clock = self._context.clock
        to = PumpTime(clock.utc_us() + clock.local_offset_us())
        if not _EARLIEST <= to < _LATEST:
            raise RefusedError(
                "The pump's clock was not set",
                f"This workstation's own clock shows {moment_text(to)}",
                "Set the clock of this workstation first",
            )

        def send(token: bytes) -> CommandReply:
            return self._driver.set_clock(to, seen.state_rev, token)

        asked = f"to {moment_text(to, seconds=True)}; it showed {moment_text(seen.pump_time, seconds=True)}"
        return self._give(IntentKind.SET_CLOCK, seen, send, asked)

    def tell_refill(self, volume: Nanolitres, seen: PumpStatus, limits: PumpLimits) -> Outcome:
        """Tell the pump what is in its reservoir now; program and drug stay as they are."""
        self._require()
        if volume > limits.capacity:
            raise RefusedError(
                "The pump was not told of the refill",
                f"{volume_text(volume)} is more than this pump holds, {volume_text(limits.capacity)}",
                "Check the volume; if more was filled in, empty the reservoir and fill it again",
            )

        def send(token: bytes) -> CommandReply:
            return self._driver.tell_refill(volume, seen.program_hash, seen.state_rev, token)

        return self._give(IntentKind.TELL_REFILL, seen, send, f"{volume_text(volume)} in the reservoir")

    def _give(
        self,
        kind: IntentKind,
        seen: PumpStatus,
        send: Send,
        asked: str = "",
        proposal: BolusProposal | None = None,
    ) -> Outcome:
        intent = replace(self._commands.intent(kind, seen, seen.program_hash), asked=asked)
        if proposal is not None:
            intent = replace(intent, passed=proposal.passed_sentences, reason=proposal.reason)
        return self._commands.carry_out(intent, send, self._driver.attention.past_cancelling())
