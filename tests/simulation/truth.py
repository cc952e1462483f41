"""What is so at the pump, read from the simulator itself and not over any line."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.delivery.happenings import BolusFinished, BolusStarted, Happening
from programmer.simulator.site import PumpSite
from programmer.therapy.boluses import PatientBolus
from programmer.therapy.canonical import encode_program, program_hash
from programmer.therapy.pump import BolusKind, PumpEvent, PumpEventKind

TOKEN = 16
COMMANDS = (PumpEventKind.PROGRAM_CHANGED, PumpEventKind.STOPPED, PumpEventKind.RESUMED)


@dataclass(frozen=True, slots=True)
class Executed:
    """A command that the pump did: its token, what it was, and the program that a commit put in force."""

    token: bytes
    kind: PumpEventKind
    sequence: int
    program: bytes


@dataclass(frozen=True, slots=True)
class PatientBolusGiven:
    """A patient's bolus: when it began, under which rule."""

    began_us: int
    rule: PatientBolus


class PumpTruth:
    """``look`` takes in what is new; ``fresh`` is what the last look found, ``moved`` whether it found anything."""

    def __init__(self, site: PumpSite) -> None:
        self._site = site
        pump = self.pump = site.pump
        self.factory_hash = pump.active_hash
        self.events: list[PumpEvent] = []
        self.executed: dict[bytes, Executed] = {}
        self.fresh: list[Executed] = []
        self.moved = True
        self.program_named = self.factory_hash
        self.stopped_by_command = False
        self.boluses: list[PatientBolusGiven] = []
        self.bolus_ended_us: int | None = None
        self.bolus_objections: list[str] = []
        self._seen: tuple[int, int, bytes, bool] | None = None
        pump.listen(self._hear)

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
        self.fresh = []
        seen = (self.last_sequence, pump.state_rev, pump.canonical, pump.engine.stopped)
        self.moved = seen != self._seen
        if not self.moved:
            return
        self._seen = seen
        while len(self.events) < self.last_sequence:
            for event in pump.log.part(len(self.events) + 1, 100).events:
                self.events.append(event)
                if event.kind in COMMANDS:
                    self._take(event)

    def _take(self, event: PumpEvent) -> None:
        one = Executed(event.detail[:TOKEN], event.kind, event.sequence, event.detail[TOKEN:])
        self.fresh.append(one)
        if event.kind is PumpEventKind.PROGRAM_CHANGED:
            self.program_named = one.program
        else:
            self.stopped_by_command = event.kind is PumpEventKind.STOPPED

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
