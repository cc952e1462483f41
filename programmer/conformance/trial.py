"""The whole trial of a device: who it is, whether a session opens, then clause after clause."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from programmer.clock import Clock
from programmer.conformance import (
    commands,
    events,
    forms,
    framing,
    greeting,
    history,
    orders,
    pairing,
    reading,
    sessions,
    staging,
)
from programmer.conformance.caller import EACH_US, Caller
from programmer.conformance.check import Check, Where
from programmer.conformance.clauses import CLAUSES, How
from programmer.conformance.demanded import NotServed
from programmer.conformance.finding import CannotTry, Departure, Finding, Outcome, OutOfTime, Report
from programmer.conformance.line import Line
from programmer.conformance.pairing import Pairing
from programmer.conformance.stand import Stand
from programmer.known_error import RefusedError
from programmer.randomness import Randomness
from programmer.telemetry import link_troubles
from programmer.telemetry.byte_channel import ByteChannel
from programmer.telemetry.codes import LinkOpcode
from programmer.telemetry.frames import Dropped
from programmer.telemetry.pairing_code import PairingCode
from programmer.telemetry.trust import Trust

_CONTACTS = 5
_ENOUGH_US = 32_000_000
_SECOND_US = 1_000_000
READING_CHECKS: tuple[Check[Caller], ...] = (
    *framing.CHECKS,
    *greeting.CHECKS,
    *pairing.CHECKS,
    *reading.CHECKS,
    *history.CHECKS,
    *sessions.CHECKS,
)
_BENCH = (*staging.CHECKS, *forms.CHECKS, *commands.CHECKS, *orders.CHECKS, *events.LAST)
ALL_CHECKS: tuple[Check[Caller] | Check[Stand], ...] = (*READING_CHECKS, *_BENCH)
"""Everything that is tried once a session is open."""
_WHY_NO_FRAME = {Dropped.BAD_CRC: "F-2", Dropped.BAD_COBS: "F-3"}
_NOT_REACHED = "the trial came to its end before: no session could be opened"


@dataclass(slots=True)
class Trial:
    """A trial under way. ``code`` is used where the device is not paired yet."""

    channel: ByteChannel
    clock: Clock
    randomness: Randomness
    trust: Trust
    code: PairingCode | None = None
    bench: bool = False
    _caller: Caller = field(init=False)
    _line: Line = field(init=False)
    _begun_us: int = field(init=False)
    _found: dict[str, Finding] = field(default_factory=dict)
    _pump: str = ""
    _left: list[str] = field(default_factory=list)
    _late: bool = False

    def __post_init__(self) -> None:
        self._line = Line(self.channel, self.clock)
        self._caller = Caller(self._line, self.randomness, self.trust)
        self._begun_us = self.clock.monotonic_us()

    def run(self) -> Report:
        """Try everything. The channel is opened and closed.

        Raises ``LinkTrouble`` where nothing answers, the link breaks, or the device is not paired; ``RefusedError``
        for a bench trial of a device that does not say that it is simulated.
        """
        self.channel.open()
        try:
            if self._contact() and self._introduce() and self._identify():
                self._try_all()
        finally:
            self.channel.close()
        return self._report()

    # ---- beginning ----------------------------------------------------------------------------------------------

    def _contact(self) -> bool:
        """Ask who is there; what comes back must be a frame."""
        probe, raw, kinds = self._caller.clear(LinkOpcode.IDENT), b"", list[Dropped]()
        for _ in range(_CONTACTS):
            self._line.send(probe.encoded, probe.words)
            heard = self._line.hear(EACH_US, lambda _: True)
            if any(not isinstance(one.event, Dropped) for one in heard):
                return True
            raw += self._line.raw
            kinds += [one.event for one in heard if isinstance(one.event, Dropped)]
        if not raw:
            raise link_troubles.silent(self.channel.url, _CONTACTS, EACH_US)
        clause = _WHY_NO_FRAME.get(kinds[0], "F-1") if kinds else "F-3"
        self._fail(clause, "bytes came back, and none of them was a frame")
        return False

    def _introduce(self) -> bool:
        """Pair if that is needed and there is a code, then open a session."""
        try:
            greeted = self._caller.greet()
            answer = greeted.answer
            if not (answer.knows_you and self.trust.pump_key(answer.fingerprint) is not None):
                if self.code is None or not answer.shows_code:
                    raise link_troubles.not_paired(self.channel.url, answer)
                self._pair(Pairing(self.code, self.clock.utc_us()))
            self._caller.open()
        except Departure as trouble:
            self._fail(trouble.clause or ("S-6" if self._caller.greetings else "S-2"), trouble.why)
            return False
        return True

    def _pair(self, paired: Pairing) -> None:
        self._try(Check(("P-5",), paired.prove_nothing), self._caller)
        self._try(Check(("P-5",), pairing.a_new_beginning_ends_a_pairing), self._caller)
        paired.pair(self._caller)
        self._left.append("The pump and this workstation stay paired")
        self._passed(pairing.PAIRED_CLAUSES)
        self._try(Check(("P-10",), paired.opens_no_session), self._caller)
        self._try(Check(("P-4",), paired.is_used_up), self._caller)

    def _identify(self) -> bool:
        """Who it says that it is, within the session; a bench trial ends here unless that is a simulated pump."""
        try:
            identity = reading.read_identity(self._caller)
        except (Departure, NotServed) as trouble:
            why = trouble.verdict if isinstance(trouble, NotServed) else trouble.why
            self._fail(trouble.clause or "R-2", why)
            if self.bench:
                raise _not_simulated(self.channel.url) from trouble
            return True
        self._pump = f"{identity.serial} ({identity.model}, {identity.firmware})"
        if self.bench and not identity.simulated:
            raise _not_simulated(self._pump)
        return True

    # ---- trying -------------------------------------------------------------------------------------------------

    def _try_all(self) -> None:
        self._line.until_us = self._begun_us + _ENOUGH_US
        for check in READING_CHECKS:
            self._try(check, self._caller)
        if self.bench:
            self._try_bench()

    def _try_bench(self) -> None:
        clauses = [clause for check in _BENCH for clause in check.clauses]
        try:
            self._caller.leave()
            stand = Stand.of(self._caller)
        except (CannotTry, Departure) as trouble:
            self._late |= isinstance(trouble, OutOfTime)
            self._not_tried(clauses, trouble.why)
            return
        try:
            for check in _BENCH:
                self._try(check, stand)
        finally:
            self._line.until_us = None
            stand.put_back()
            self._left += stand.left

    def _try(self, check: Check[Where], where: Where) -> None:
        if self._caller.doubtful:
            self._caller.leave()
        try:
            check.run(where)
        except NotServed as trouble:
            self._fail(trouble.clause, trouble.verdict)
            self._not_tried(check.clauses, trouble.why)
        except CannotTry as trouble:
            self._late |= isinstance(trouble, OutOfTime)
            self._not_tried(check.clauses, trouble.why)
        except Departure as trouble:
            self._fail(trouble.clause or check.clauses[0], trouble.why)
            self._not_tried(check.clauses, "what was tried for it failed for another clause")
            self._caller.leave()
        else:
            self._passed(check.clauses)

    # ---- what came of it ----------------------------------------------------------------------------------------

    def _fail(self, clause: str, why: str) -> None:
        before = self._found.get(clause)
        if before is None or before.outcome is not Outcome.FAIL:
            title = CLAUSES[clause][1]
            self._found[clause] = Finding(clause, title, Outcome.FAIL, why, self._line.sent, self._line.came)

    def _passed(self, clauses: Iterable[str]) -> None:
        for clause in clauses:
            before = self._found.get(clause)
            if before is None or before.outcome is Outcome.NOT_TRIED:
                self._found[clause] = Finding(clause, CLAUSES[clause][1], Outcome.PASS)

    def _not_tried(self, clauses: Iterable[str], why: str) -> None:
        for clause in clauses:
            untried = Finding(clause, CLAUSES[clause][1], Outcome.NOT_TRIED, why)
            self._found.setdefault(clause, untried)

    def _report(self) -> Report:
        for clause, why in self._caller.observed.items():
            self._fail(clause, why)
        spent_us = self.clock.monotonic_us() - self._begun_us
        findings = tuple(self._finding(clause) for clause in CLAUSES)
        return Report(findings, self._pump, tuple(self._left), -(-spent_us // _SECOND_US), self._late)

    def _finding(self, clause: str) -> Finding:
        found = self._found.get(clause)
        if found is not None:
            return found
        how, title = CLAUSES[clause]
        ended = not self._pump and how in (How.READING, How.BENCH)
        return Finding(clause, title, Outcome.NOT_TRIED, _NOT_REACHED if ended else how.value)


def _not_simulated(pump: str) -> RefusedError:
    return RefusedError(
        f"No command was sent to {pump}",
        "It does not say, within a session, that it is a simulated pump, and --bench stops, programs and resumes",
        "Leave --bench away to try what can be read only",
    )
