"""What must hold after every step of every run; each with the name that docs/reliability.md uses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from programmer.device.implant.messages.orders import Checkpoint
from programmer.records.rows import IntentKind, SessionEnd
from programmer.records.sql.tables.commands import CONFIRMED, SIGNED
from programmer.therapy.outcome import Confirmed, Failed, Outcome, Refused
from programmer.therapy.pump import Delivery, PumpEventKind
from programmer.visit.notices import (
    CommandEnded,
    LinkRestored,
    Notice,
    StatusRead,
    StopBegun,
    StopNotSent,
    TaskBegun,
    TaskRefused,
    UnsettledChanged,
    VisitBegun,
)
from programmer.visit.open_commands import SettledCommand
from tests.simulation.ledger import Ledger, LedgerIntent
from tests.simulation.screen import Screen
from tests.simulation.truth import Executed, PumpTruth

Object = Callable[[str, str], None]
"""Called with the name of an invariant and how it was broken."""


@dataclass
class Witnesses:
    """Everything there is to judge by.

    ``asked_for`` are the hashes of programs that the clinician confirmed, ``asked_boluses`` dose (ng) and duration
    (s) of single boluses, and ``asked`` counts each command; ``others`` says that a second programmer was here.
    """

    truth: PumpTruth
    ledger: Ledger
    screen: Screen
    asked_for: set[bytes] = field(default_factory=set)
    asked_boluses: set[tuple[int, int]] = field(default_factory=set)
    asked: dict[IntentKind, int] = field(default_factory=lambda: dict.fromkeys(IntentKind, 0))
    others: bool = False


class Invariant(Protocol):
    """Asked after each step that changed something, at each notice, and whenever a frame of a command leaves."""

    def after_step(self, seen: Witnesses, object_: Object) -> None: ...

    def at_notice(self, seen: Witnesses, notice: Notice, object_: Object) -> None: ...

    def at_command(self, seen: Witnesses, kind: IntentKind, object_: Object) -> None: ...


class _Quiet:
    def after_step(self, seen: Witnesses, object_: Object) -> None:
        return

    def at_notice(self, seen: Witnesses, notice: Notice, object_: Object) -> None:
        return

    def at_command(self, seen: Witnesses, kind: IntentKind, object_: Object) -> None:
        return


class DoneOnce(_Quiet):
    """I1: no token is executed twice."""

    def after_step(self, seen: Witnesses, object_: Object) -> None:
        new = [one.token for one in seen.truth.fresh]
        for token in new:
            if token in seen.truth.executed or new.count(token) > 1:
                object_("I1", f"the command {token.hex()} was executed again")


class WholeProgram(_Quiet):
    """I2: the program in force is byte for byte the one that was committed last."""

    def after_step(self, seen: Witnesses, object_: Object) -> None:
        if seen.truth.moved and not seen.truth.program_is_whole:
            object_("I2", "what runs is not the program that the pump's log names as committed")


class AsConfirmed(_Quiet):
    """I3: what is committed is what the clinician typed and confirmed; nothing is done that nobody asked for."""

    def after_step(self, seen: Witnesses, object_: Object) -> None:
        for one in seen.truth.fresh:
            if one.kind is not None:
                self._judge(seen, one, object_)
        for given in seen.truth.fresh_boluses:
            if given not in seen.asked_boluses:
                object_("I3", f"a bolus of {given} (ng, s) was given that nobody confirmed")
        for kind, times in seen.asked.items():
            known = sum(intent.kind is kind for intent in seen.ledger.fresh_intents)
            if known and sum(intent.kind is kind for intent in seen.ledger.intents.values()) > times:
                object_("I3", f"there are more intents to {kind.value} than were asked for")

    def _judge(self, seen: Witnesses, one: Executed, object_: Object) -> None:
        intent = seen.ledger.by_token.get(one.token)
        if intent is None:
            if not seen.others:
                object_("I3", f"{one.what} was executed with a token of no intent")
            return
        if intent.kind is not one.kind:
            object_("I3", f"{one.what} was executed for an intent to {intent.kind.value}")
        if one.program and (one.program != intent.program_after or one.program not in seen.asked_for):
            object_("I3", "the program committed is not the one that the clinician confirmed")


class LockoutHolds(_Quiet):
    """I5: lockout and most boluses of the patient hold through resets, new sessions and other programs."""

    def after_step(self, seen: Witnesses, object_: Object) -> None:
        for objection in seen.truth.bolus_objections:
            object_("I5", objection)
        seen.truth.bolus_objections.clear()


class RecordIsThePumps(_Quiet):
    """I6, at each step: what is recorded of the pump is the pump's own, and what is confirmed is in its log."""

    def after_step(self, seen: Witnesses, object_: Object) -> None:
        events, epoch = seen.truth.events, seen.truth.pump.log.position.epoch
        for recorded_epoch, sequence, raw in seen.ledger.fresh_events:
            if recorded_epoch == epoch and events[sequence - 1].raw != raw:
                object_("I6", f"record {sequence} of the pump's log was kept otherwise than it is")
        for intent in seen.ledger.fresh_confirmed:
            done = _done(seen, intent.token)
            if done is None or done != intent.sequence:
                object_(
                    "I6",
                    f"an intent to {intent.kind.value} is recorded as confirmed and not in the pump's log",
                )


class OnlyEvidence(_Quiet):
    """I7: success is said only of what the pump did, failure only of what it did not do and never will."""

    def __init__(self) -> None:
        self.said_no: set[bytes] = set()
        self._before: set[bytes] = set()
        self._told = False

    def after_step(self, seen: Witnesses, object_: Object) -> None:
        for one in seen.truth.fresh:
            if one.token in self.said_no:
                object_("I7", f"{one.what} was executed after it was said not to have been")

    def at_notice(self, seen: Witnesses, notice: Notice, object_: Object) -> None:
        match notice:
            case TaskBegun() | StopBegun():
                self._before, self._told = set(seen.ledger.intents), False
            case CommandEnded(kind, outcome):
                self._told = True
                intents = [one for one in self._new_intents(seen) if one.kind is kind]
                if intents:
                    self._judge(seen, intents[-1].token, outcome, object_)
                elif isinstance(outcome, Confirmed):
                    object_("I7", f"{kind.value} is said to be confirmed, and there is no intent")
            case TaskRefused() | StopNotSent() if not self._told:
                for intent in self._new_intents(seen):
                    self._said_no(seen, intent.token, "“nothing was changed”", object_)
            case (
                VisitBegun(settled=settled)
                | LinkRestored(settled=settled)
                | UnsettledChanged(settled=settled)
            ):
                self._judge_all(seen, settled, object_)
            case _:
                pass

    def _new_intents(self, seen: Witnesses) -> list[LedgerIntent]:
        return [intent for row_id, intent in seen.ledger.intents.items() if row_id not in self._before]

    def _judge_all(self, seen: Witnesses, settled: tuple[SettledCommand, ...], object_: Object) -> None:
        for command in settled:
            self._judge(seen, command.intent.token, command.outcome, object_)

    def _judge(self, seen: Witnesses, token: bytes, outcome: Outcome, object_: Object) -> None:
        match outcome:
            case Confirmed(_, sequence):
                if _done(seen, token) != sequence:
                    object_(
                        "I7",
                        f"a command is said to be confirmed as {sequence}, and the pump has no such record",
                    )
            case Failed() | Refused():
                self._said_no(seen, token, type(outcome).__name__, object_)
            case _:
                pass

    def _said_no(self, seen: Witnesses, token: bytes, what: str, object_: Object) -> None:
        self.said_no.add(token)
        if _done(seen, token) is not None:
            object_("I7", f"{what} is said of a command that the pump has carried out")


class IntentFirst(_Quiet):
    """I8: no byte of a command leaves before its intent is durable, and after a crash the intent is found."""

    def __init__(self) -> None:
        self.open_at_start: set[bytes] = set()

    def begin_life(self, seen: Witnesses) -> None:
        """What the next life must find."""
        self.open_at_start = {intent.id for intent in seen.ledger.open_intents}

    def at_command(self, seen: Witnesses, kind: IntentKind, object_: Object) -> None:
        if not any(intent.kind is kind for intent in seen.ledger.open_intents):
            object_("I8", f"{kind.value} leaves, and no intent to it is durable")

    def at_notice(self, seen: Witnesses, notice: Notice, object_: Object) -> None:
        if isinstance(notice, VisitBegun):
            asked = {command.intent.id for command in notice.settled}
            still_open = {intent.id for intent in seen.ledger.open_intents}
            if self.open_at_start & still_open - asked:
                object_("I8", "a command that was open before is not asked about")
            self.open_at_start = set()


class NeverSilentlyStopped(_Quiet):
    """I9: the pump stands because somebody stopped it, or with an alarm, be it acknowledged; and says so."""

    def after_step(self, seen: Witnesses, object_: Object) -> None:
        truth = seen.truth
        if not truth.moved or not truth.pump.engine.stopped:
            return
        if not (truth.stopped_by or truth.pump.engine.alarms or truth.acknowledged):
            object_("I9", "the pump stands without a STOP and without an alarm")
        if truth.pump.status().delivery is not Delivery.STOPPED:
            object_("I9", "the pump stands and does not say so")


class NoFourthState(_Quiet):
    """I11: an open command is shown as such, nothing but STOP leaves beside it, and no session ends as closed.

    Nor does one that leaves a pump standing by a STOP of this workstation, or seen to stand.
    """

    def at_notice(self, seen: Witnesses, notice: Notice, object_: Object) -> None:
        if isinstance(notice, StatusRead):
            shown = {intent.id for intent in seen.screen.unsettled}
            if not {intent.id for intent in seen.ledger.open_intents} <= shown:
                object_("I11", "a command is open, and the screen does not say so")

    def at_command(self, seen: Witnesses, kind: IntentKind, object_: Object) -> None:
        if kind is not IntentKind.STOP and len(seen.ledger.open_intents) > 1:
            object_("I11", "another command leaves while one is not known")

    def after_step(self, seen: Witnesses, object_: Object) -> None:
        if SessionEnd.CLOSED.value not in seen.ledger.fresh_ends:
            return
        if seen.ledger.open_intents:
            object_("I11", "a session ends as closed with a command that is not known")
        if seen.truth.stopped_by in seen.ledger.by_token:
            object_("I11", "a session ends as closed with the pump stopped by this workstation")
        status = seen.screen.status
        shown = status is not None and status.delivery is Delivery.STOPPED
        if shown and seen.truth.pump.engine.stopped:
            object_("I11", "a session ends as closed with a pump that is seen to stand")


class RowsStay(_Quiet):
    """I14: every commit is sealed with all before it, and what was durable is there in every later life, unchanged.

    What the pump's log holds of the records' seals is in them, too.
    """

    def after_step(self, seen: Witnesses, object_: Object) -> None:
        for objection in seen.ledger.chain.objections:
            object_("I14", objection)
        seen.ledger.chain.objections.clear()

    def begin_life(self, seen: Witnesses, object_: Object) -> None:
        for objection in seen.ledger.lost_seals():
            object_("I14", objection)
        marks = [one.detail for one in seen.truth.events if one.kind is PumpEventKind.CHECKPOINT]
        if not {Checkpoint.decode(detail).sha256 for detail in marks} <= set(seen.ledger.chain.seals):
            object_("I14", "the pump's log holds a seal that the records do not")
        for name in seen.ledger.lost_rows():
            object_("I14", f"rows of {name} that were durable are gone or changed")


@dataclass
class HostileFrame:
    """I13: a frame that is damaged, forged or of before changes nothing at the pump."""

    before: tuple[object, ...] = ()

    def before_delivery(self, seen: Witnesses) -> None:
        self.before = seen.truth.snapshot()

    def after_delivery(self, seen: Witnesses, object_: Object) -> None:
        if seen.truth.snapshot() != self.before:
            object_("I13", "a hostile frame changed something at the pump")


def reconciled(seen: Witnesses) -> list[tuple[str, str]]:
    """I6 and I11 when all is over: the records tell what the pump's log tells, and every command has an end."""
    truth, ledger = seen.truth, seen.ledger
    found = []
    epoch = truth.pump.log.position.epoch
    kept = {sequence: raw for _, held, sequence, raw in ledger.rows("events") if held == epoch}
    read = seen.screen.interrogation
    read_to = 0 if read is None else read.status.log.last_sequence
    wanted = {event.sequence: event.raw for event in truth.events if event.sequence <= read_to}
    if read is None or read_to == 0:
        found.append(("I10", "the pump was not read in the end"))
    elif {sequence: raw for sequence, raw in kept.items() if sequence <= read_to} != wanted:
        found.append(
            ("I6", f"of the {len(wanted)} records of the pump's log {len(kept)} were kept, or others")
        )
    for intent in ledger.intents.values():
        done = _done(seen, intent.token) is not None
        if not intent.closed:
            found.append(("I11", f"an intent to {intent.kind.value} has no end"))
        elif done != (intent.closed == CONFIRMED) and intent.closed != SIGNED:
            found.append(("I6", f"{intent.kind.value} is {intent.closed}, and the pump's log says otherwise"))
    return found


def _done(seen: Witnesses, token: bytes) -> int | None:
    """Under which number of its log the pump has carried the command out; None if it has not."""
    one = seen.truth.executed.get(token)
    if one is None:
        one = next((fresh for fresh in seen.truth.fresh if fresh.token == token), None)
    return None if one is None else one.sequence
