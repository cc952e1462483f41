"""What is so at the pump, read from the simulator itself and not over any line."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass

from programmer.delivery.happenings import BolusFinished, BolusStarted, Happening
from programmer.device.implant.codes import Opcode, Status
from programmer.device.implant.messages.commands import Done
from programmer.records.rows import IntentKind
from programmer.simulator.requests import RequestDesk
from programmer.simulator.site import PumpSite
from programmer.telemetry.responder import Answer
from programmer.therapy.boluses import PatientBolus
from programmer.therapy.canonical import encode_program, program_hash
from programmer.therapy.pump import BolusKind, PumpEvent, PumpEventKind

OPCODES: dict[int, IntentKind] = {
    Opcode.COMMIT: IntentKind.COMMIT_PROGRAM,
    Opcode.STOP: IntentKind.STOP,
    Opcode.RESUME: IntentKind.RESUME,
    Opcode.BOLUS: IntentKind.GIVE_BOLUS,
    Opcode.BOLUS_CANCEL: IntentKind.CANCEL_BOLUS,
    Opcode.ALARM_ACKNOWLEDGE: IntentKind.ACKNOWLEDGE,
    Opcode.CLOCK_SET: IntentKind.SET_CLOCK,
    Opcode.REFILL: IntentKind.TELL_REFILL,
}
"""Every request that carries the token of an intent, and what it is in the records."""
_TOKEN = 16
_GIVEN = struct.Struct("<QI")
_NAMED = {
    PumpEventKind.PROGRAM_CHANGED: IntentKind.COMMIT_PROGRAM,
    PumpEventKind.STOPPED: IntentKind.STOP,
    PumpEventKind.RESUMED: IntentKind.RESUME,
    PumpEventKind.BOLUS_GIVEN: IntentKind.GIVE_BOLUS,
    PumpEventKind.BOLUS_CANCELLED: IntentKind.CANCEL_BOLUS,
    PumpEventKind.ALARMS_ACKNOWLEDGED: IntentKind.ACKNOWLEDGE,
}
"""The records of the pump's log that begin with the token of their command."""

Act = Callable[[], Done | Status]


@dataclass(frozen=True, slots=True)
class Executed:
    """A command that the pump did: its token, what it was, its number in the log, and the program of a commit.

    ``kind`` is None for the mark at the end of a visit, which is done once like a command and is no intent.
    """

    token: bytes
    kind: IntentKind | None
    sequence: int
    program: bytes = b""

    @property
    def what(self) -> str:
        return "mark a visit" if self.kind is None else self.kind.value


@dataclass(frozen=True, slots=True)
class PatientBolusGiven:
    """A patient's bolus: when it began, under which rule."""

    began_us: int
    rule: PatientBolus


class PumpTruth:
    """``look`` takes in what is new; ``fresh`` is what the last look found, ``moved`` whether it found anything.

    ``stopped_by`` is the token of the STOP by which the pump stands, empty while no STOP holds it.
    """

    def __init__(self, site: PumpSite) -> None:
        self._site = site
        pump = self.pump = site.pump
        self.factory_hash = pump.active_hash
        self.events: list[PumpEvent] = []
        self.executed: dict[bytes, Executed] = {}
        self.fresh: list[Executed] = []
        self.moved = True
        self.program_named = self.factory_hash
        self.stopped_by = b""
        self.acknowledged = False
        self.boluses: list[PatientBolusGiven] = []
        self.bolus_ended_us: int | None = None
        self.bolus_objections: list[str] = []
        self._seen: tuple[int, int, bytes, bool] | None = None
        self._done_unseen: list[Executed] = []
        self.fresh_boluses: list[tuple[int, int]] = []
        pump.listen(self._hear)
        self._watch(site._desk)

    def _watch(self, desk: RequestDesk) -> None:
        """Count every time that the pump does what a token asks, whatever its log says of it."""
        once = desk._once

        def watched(token: bytes, opcode: Opcode, payload: bytes, act: Act) -> Answer:
            def done() -> Done | Status:
                result = act()
                if isinstance(result, Done):
                    program = result.active_hash if opcode is Opcode.COMMIT else b""
                    self._done_unseen.append(Executed(token, OPCODES.get(opcode), result.sequence, program))
                return result

            return once(token, opcode, payload, done)

        setattr(desk, "_once", watched)  # noqa: B010 - a method, replaced for this one pump

    @property
    def last_sequence(self) -> int:
        return self.pump.log._next - 1

    @property
    def program_is_whole(self) -> bool:
        """Whether the bytes in force, the program the motor runs, and the log's name for it are one and the same."""
        pump = self.pump
        return (
            program_hash(pump.canonical) == self.program_named
            and encode_program(pump.engine.program) == pump.canonical
        )

    def look(self) -> None:
        """Take in what the pump has done since."""
        pump = self.pump
        self.fresh, self._done_unseen, self.fresh_boluses = self._done_unseen, [], []
        seen = (self.last_sequence, pump.state_rev, pump.canonical, pump.engine.stopped)
        self.moved = seen != self._seen or bool(self.fresh)
        if not self.moved:
            return
        self._seen = seen
        while len(self.events) < self.last_sequence:
            for event in pump.log.part(len(self.events) + 1, 100).events:
                self.events.append(event)
                self._take(event)

    def _take(self, event: PumpEvent) -> None:
        kind, token = _NAMED.get(event.kind), event.detail[:_TOKEN]
        if kind is not None and not any(one.token == token for one in self.fresh):
            # In the log, and nobody asked at the desk.
            self.fresh.append(Executed(token, kind, event.sequence))
        match event.kind:
            case PumpEventKind.PROGRAM_CHANGED:
                self.program_named = event.detail[_TOKEN:]
            case PumpEventKind.BOLUS_GIVEN:
                self.fresh_boluses.append(_GIVEN.unpack_from(event.detail, _TOKEN))
            case PumpEventKind.STOPPED:
                self.stopped_by = token
            case PumpEventKind.RESUMED | PumpEventKind.ALARM_RAISED:
                self.stopped_by = b"" if event.kind is PumpEventKind.RESUMED else self.stopped_by
                self.acknowledged = False
            case PumpEventKind.ALARMS_ACKNOWLEDGED:
                self.acknowledged = True
            case _:
                pass

    def keep_fresh(self) -> None:
        """What was new is known from now on."""
        for one in self.fresh:
            self.executed.setdefault(one.token, one)

    def snapshot(self) -> tuple[object, ...]:
        """Everything a command can change, to be compared."""
        pump, stage = self.pump, self._site._desk._stage
        staged = None if stage is None else (stage.number, stage.whole(), stage.verified is not None)
        return (self.last_sequence, pump.state_rev, pump.canonical, pump.engine.stopped, staged)

    def _hear(self, happening: Happening) -> None:
        match happening:
            case BolusStarted(at, _, BolusKind.PATIENT):
                rule = self.pump.engine.program.patient_bolus
                if rule is not None:
                    self._judge_bolus(at, rule)
                    self.boluses.append(PatientBolusGiven(at, rule))
            case BolusFinished(at, _, BolusKind.PATIENT):
                self.bolus_ended_us = at
            case _:
                pass

    def _judge_bolus(self, at_us: int, rule: PatientBolus) -> None:
        """The law once more, by itself: the lockout from the end of the last, so many in any stretch of time."""
        ended_us = self.bolus_ended_us
        if ended_us is not None and at_us < ended_us + rule.lockout.value * 1_000_000:
            self.bolus_objections.append(f"a bolus began at {at_us}, the last ended at {ended_us}")
        limits = [(rule.most_per_day, 86_400)]
        if rule.window is not None:
            limits.append((rule.window.most, rule.window.length.value))
        for most, seconds in limits:
            lately = [one for one in self.boluses if one.began_us > at_us - seconds * 1_000_000]
            if len(lately) + 1 > most:
                self.bolus_objections.append(
                    f"{len(lately) + 1} boluses began within {seconds} s, {most} may"
                )
