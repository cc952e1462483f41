"""One run: a world made from a seed, lived through with its faults, and judged after every step."""

from __future__ import annotations

import hashlib
import traceback
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

from programmer.clock import ManualClock
from programmer.known_error import KnownError
from programmer.randomness import SeededRandomness
from programmer.records.rows import IntentKind
from programmer.simulator.site import PumpSite, default_factory_state
from programmer.simulator.tokens import TokenTable
from programmer.telemetry.attention import Interruption
from programmer.visit.attendant import Attendant
from programmer.visit.notices import Notice
from tests.simulation.application import Application
from tests.simulation.channel import Air, opcode_of
from tests.simulation.clinician import Act, Clinician, close_quietly
from tests.simulation.clocks import PointedClock
from tests.simulation.disk import Disk, EnginesKept
from tests.simulation.fates import SECOND, AtPoint, Fate, FrameFault, OnDisk, OnLine, Way
from tests.simulation.invariants import (
    AsConfirmed,
    DoneOnce,
    HostileFrame,
    IntentFirst,
    LockoutHolds,
    NeverSilentlyStopped,
    NoFourthState,
    OnlyEvidence,
    RecordIsThePumps,
    RowsStay,
    WholeProgram,
    Witnesses,
    reconciled,
)
from tests.simulation.ledger import Ledger
from tests.simulation.link import acquainted
from tests.simulation.points import Crash, Place, Points
from tests.simulation.screen import Screen
from tests.simulation.template import PATIENT_ID, template
from tests.simulation.truth import OPCODES, PumpTruth
from tests.simulation.visits import continuous

BUG = "I0"
"""That nothing unforeseen is raised."""
_MOST_LIVES = 12
_DOWN_US = 3 * SECOND
_HOUR_US = 3_600 * SECOND
_CLOCK_JUMP_US = 7 * _HOUR_US


@dataclass(frozen=True, slots=True)
class Violation:
    """An invariant that was broken, how, and at which point of the run."""

    invariant: str
    how: str
    point: int

    def __str__(self) -> str:
        return f"{self.invariant} at point {self.point}: {self.how}"


@dataclass
class Verdict:
    """What became of a run. ``struck`` counts faults by kind and by what was under way."""

    violations: list[Violation] = field(default_factory=list)
    log_hash: str = ""
    points: int = 0
    disk_operations: int = 0
    frames: dict[Way, int] = field(default_factory=dict)
    struck: Counter[tuple[str, str]] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    lives: int = 0
    pump_us: int = 0
    trace: list[str] = field(default_factory=list)


class Run:
    """Lives through ``acts`` under ``fate``. ``trace`` keeps the log in words; its hash is made in any case."""

    def __init__(
        self,
        seed: int,
        acts: tuple[Act, ...],
        fate: Fate,
        engines: EnginesKept,
        folder: Path,
        *,
        trace: bool = False,
    ) -> None:
        self._verdict = Verdict()
        self._trace = trace
        self._hash = hashlib.blake2b(digest_size=16)
        self._seed = seed
        self._acts = acts
        self._engines = engines
        self._time = ManualClock()
        self._phase = "start"
        self._crash_behind: int | None = None
        self._points = Points(fate)
        self._disk = Disk(folder, template(), self._points)
        self._clock = PointedClock(self._time, self._points)
        self._site = _site(seed, self._time)
        self._trust = acquainted(self._site, seed)
        self._air = Air(self._site, self._time, self._points, SeededRandomness(seed + 3))
        self._application: Application | None = None
        self._make_witnesses()
        self._listen()

    def _make_witnesses(self) -> None:
        self.seen = Witnesses(PumpTruth(self._site), Ledger(self._disk), Screen())
        self._evidence, self._intent_first = OnlyEvidence(), IntentFirst()
        self._rows_stay, self._hostile = RowsStay(), HostileFrame()
        self._invariants = (
            DoneOnce(),
            WholeProgram(),
            AsConfirmed(),
            LockoutHolds(),
            RecordIsThePumps(),
            self._evidence,
            self._intent_first,
            NeverSilentlyStopped(),
            NoFourthState(),
            self._rows_stay,
        )

    def _listen(self) -> None:
        self._points.on_step = self._observe
        self._points.on_event = self._befall
        self._points.on_disk_error = self._note_disk_error
        self._air.on_frame = self._note_frame
        self._air.on_fault = self._note_frame_fault
        self._air.before_pump = self._before_delivery
        self._air.after_pump = self._after_delivery

    # ---- the clinician's hands -------------------------------------------------------------------------------

    @property
    def attendant(self) -> Attendant:
        assert self._application is not None
        return self._application.attendant

    @property
    def now_us(self) -> int:
        return self._time.monotonic_us()

    def let_pass(self, duration_us: int) -> None:
        self._time.wait_us(duration_us)

    def enter(self, phase: str) -> None:
        self._phase = phase
        self._log(f"-- {phase}")

    def crash_behind(self, opcode: int) -> None:
        self._crash_behind = opcode

    # ---- the run ---------------------------------------------------------------------------------------------

    def verdict(self) -> Verdict:
        """Live, end in good order, and be judged."""
        self._engines.disk = self._disk
        try:
            self._live_through()
        except Exception:  # noqa: BLE001 - a bug is a finding like any other
            self._object(BUG, traceback.format_exc(limit=-6))
        self._points.dead = False
        self._engines.let_go()
        self._look_last()
        self.seen.ledger.end_life()
        return self._sum_up()

    def _live_through(self) -> None:
        clinician = Clinician(self, PATIENT_ID)
        for act in self._acts:
            self._live(clinician, act)
        self._mend()
        leave_stopped = bool(self._seed % 4)
        self._live(clinician, lambda one: self._object_all(one.finish(leave_stopped=leave_stopped)))
        self._observe()
        self._object_all(reconciled(self.seen))
        self._live(clinician, Clinician.end)
        self._observe()
        self._stop_application()

    def _look_last(self) -> None:
        """Whatever the end was, the file holds together and has every row that was seen in it."""
        self.seen.ledger.begin_life()
        self._rows_stay.begin_life(self.seen, self._object)
        soundness = self.seen.ledger.soundness()
        if soundness != "ok":
            self._object("I14", soundness)

    def _live(self, clinician: Clinician, act: Act) -> None:
        """One act, in this life or cut short by its end."""
        try:
            if self._start_application():
                act(clinician)
        except Crash:
            self._bury()
        except Interruption:
            self._object(BUG, "an interruption came through to the window")

    def _start_application(self) -> bool:
        if self._application is not None:
            return True
        self._verdict.lives += 1
        self.enter("start")
        self._disk_of_this_life()
        randomness = SeededRandomness(self._seed * 1_000 + self._verdict.lives)
        try:
            self._application = Application(
                self._disk,
                self._air,
                self._clock,
                randomness=randomness,
                trust=self._trust,
                tell=self._tell,
            )
        except KnownError as trouble:
            self._log(f"no start: {trouble.what}")
            self._engines.let_go()
            return False
        return True

    def _disk_of_this_life(self) -> None:
        self._points.revive()
        self.seen.screen = Screen()
        self.seen.ledger.begin_life()
        self._rows_stay.begin_life(self.seen, self._object)
        self._observe()
        self._intent_first.begin_life(self.seen)

    def _bury(self) -> None:
        """The process is gone; the line with it. A while later somebody starts the program again."""
        self._log("crashed")
        self._engines.let_go()
        self._air.close()
        self._application = None
        self._points.dead = False
        self._time.wait_us(_DOWN_US if self._seed % 3 else _HOUR_US)

    def _stop_application(self) -> None:
        if self._application is not None:
            close_quietly(self._application.close)
            self._application = None

    def _mend(self) -> None:
        self._points.mend()
        self._clock.set_off_us = 0
        self._crash_behind = None
        self._log("mended")

    # ---- what happens on the way -------------------------------------------------------------------------------

    def _tell(self, notice: Notice) -> None:
        self._observe()
        self.seen.screen.show(notice)
        self._log(f"told {type(notice).__name__}", _in_words(notice) if self._trace else "")
        for one in self._invariants:
            one.at_notice(self.seen, notice, self._object)

    def _observe(self) -> None:
        """Judge what the last step has left."""
        truth, ledger = self.seen.truth, self.seen.ledger
        truth.look()
        ledger.look()
        if truth.moved or ledger.fresh_anything or truth.bolus_objections:
            for one in self._invariants:
                one.after_step(self.seen, self._object)
            truth.keep_fresh()

    def _befall(self, event: AtPoint) -> None:
        self._strike(event.value)
        match event:
            case AtPoint.CRASH:
                self._disk.kill()
            case AtPoint.STOP if self._application is not None:
                self.seen.asked[IntentKind.STOP] += 1
                self.attendant.attention.ask_to_stop()
            case AtPoint.CANCEL if self._application is not None:
                self.attendant.attention.ask_to_cancel()
            case AtPoint.CLOCK_JUMPS:
                self._clock.set_off_us = 0 if self._clock.set_off_us else _CLOCK_JUMP_US
            case AtPoint.PATIENT:
                self._site.pump.press_button()
            case AtPoint.TIME_PASSES:
                self._site.skip(_HOUR_US)
            case _:
                pass

    def _note_disk_error(self, error: OnDisk, place: Place) -> None:
        self._strike(f"{place.value}: {error.value}")

    def _note_frame_fault(self, way: Way, number: int, fault: FrameFault) -> None:
        self._strike(f"{way.value}: {fault.kind.value}")
        if fault.kind in {OnLine.OTHER_BEFORE, OnLine.OTHER_AFTER}:
            self.seen.others = True

    def _note_frame(self, way: Way, number: int, frame: bytes) -> None:
        self._log(f"{way.value} {number} {frame.hex()}")
        if way is Way.REQUEST:
            self._observe()
            opcode = opcode_of(frame)
            if opcode in OPCODES:
                for one in self._invariants:
                    one.at_command(self.seen, OPCODES[opcode], self._object)
            if self._crash_behind is not None and opcode == self._crash_behind:
                self._crash_behind = None
                self._points.crash_next = True

    def _before_delivery(self, hostile: bool) -> None:
        if hostile:
            self._observe()
            self._hostile.before_delivery(self.seen)

    def _after_delivery(self, hostile: bool) -> None:
        if hostile:
            self._hostile.after_delivery(self.seen, self._object)

    def _strike(self, what: str) -> None:
        self._verdict.struck[what, self._phase] += 1
        self._log(f"!! {what} ({self._phase}, point {self._points.passed})")

    def _object(self, invariant: str, how: str) -> None:
        violation = Violation(invariant, how, self._points.passed)
        self._log(f"** {violation}")
        self._verdict.violations.append(violation)

    def _object_all(self, objections: list[tuple[str, str]]) -> None:
        for invariant, how in objections:
            self._object(invariant, how)

    def _log(self, line: str, more: str = "") -> None:
        """``more`` is for the eye alone: the hash is the same whether anybody reads or not."""
        self._hash.update(line.encode())
        self._hash.update(self._time.monotonic_us().to_bytes(8, "little"))
        if self._trace:
            self._verdict.trace.append(f"{self._time.monotonic_us() / 1e6:10.3f}  {line} {more}".rstrip())

    def _sum_up(self) -> Verdict:
        verdict = self._verdict
        verdict.log_hash = self._hash.hexdigest()
        verdict.points = self._points.passed
        verdict.disk_operations, verdict.frames = self._points.disk_operations, self._air.numbers
        verdict.pump_us = self._site.elapsed_us
        verdict.outcomes = Counter(intent.closed or "open" for intent in self.seen.ledger.intents.values())
        return verdict


def _site(seed: int, time: ManualClock) -> PumpSite:
    """A pump fresh from the factory; of some seeds with a button for the patient, or a short memory of commands."""
    factory = replace(default_factory_state(), program=continuous(90, button=seed % 2 == 0))
    site = PumpSite(factory, time, SeededRandomness(seed + 2))
    if seed % 5 == 4:
        pump = site.pump
        pump.tokens = TokenTable(pump.log.position.epoch, capacity=1)
    return site


def _in_words(notice: Notice) -> str:
    words = repr(notice)
    return words if len(words) < 300 else f"{words[:300]}…"
