"""A whole workstation on a bench: real view-models, visit, records and simulated pump, driven turn by turn."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent

from programmer.clock import ManualClock
from programmer.device.implant.driver import ImplantDriver
from programmer.randomness import SeededRandomness
from programmer.records.ports import History
from programmer.records.rows import PatientRow, Provenance
from programmer.records.sql import open_records
from programmer.resources_location import resource_path
from programmer.simulator.site import PumpSite, default_factory_state
from programmer.simulator.training_room import SimulatedRoom
from programmer.telemetry.attention import Attention
from programmer.telemetry.byte_channel import ByteChannel
from programmer.telemetry.exchange import Exchange
from programmer.telemetry.links.discovery import FoundPort
from programmer.telemetry.links.memory_link import MemoryLink
from programmer.telemetry.pairing_code import PairingCode
from programmer.telemetry.transceiver import Transceiver
from programmer.therapy.drug_library import load_library
from programmer.ui.history_thread import Question, answer
from programmer.ui.link_tap import LinkTap
from programmer.ui.pairing_thread import PairingQuestion, answer_of
from programmer.ui.viewmodels.program_state import ProgramStep
from programmer.ui.viewmodels.workstation import TICK_MS, Workstation, WorkstationParts
from programmer.visit.attendant import Attendant
from programmer.visit.context import VisitContext
from programmer.visit.gone_pump import close_for_gone
from programmer.visit.notices import GoneSigned, Notice
from programmer.visit.register import add_patient, corrected_patient
from programmer.visit.tasks import Connect, SignForGone, Task
from programmer.visit.visit import Visit
from tests.support.library import shipped_library
from tests.support.lossy_line import LossyLine
from tests.support.trusted import trusted_by

PORT = FoundPort("/dev/ttyUSB0", "Telemetry head")
_MILLISECONDS_20 = 20_000


class HandDrivenPump:
    """The pump's thread without a thread: tasks wait until the bench takes a turn."""

    def __init__(self, attendant: Attendant) -> None:
        self.attendant = attendant
        self.waiting: deque[Task] = deque()
        self.submitted: list[Task] = []

    def submit(self, task: Task) -> None:
        self.waiting.append(task)
        self.submitted.append(task)

    def stop_pump(self) -> None:
        self.attendant.attention.ask_to_stop()

    def cancel(self) -> None:
        self.attendant.attention.ask_to_cancel()

    def count_link(self, wanted: bool) -> None:
        self.attendant.counts_link = wanted

    def close(self, note: str) -> None:
        self.attendant.close(note)

    def turn(self) -> None:
        self.attendant.attend()
        if self.waiting:
            self.attendant.handle(self.waiting.popleft())


class HandDrivenHistory:
    """The records' reader without a thread: questions wait until the bench takes a turn."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.waiting: deque[tuple[int, Question]] = deque()
        self._number = 0

    def ask(self, question: Question) -> int:
        self._number += 1
        self.waiting.append((self._number, question))
        return self._number

    def close(self) -> None:
        self.waiting.clear()


class HandDrivenPairings:
    """The key store's reader without a thread: questions wait until the bench takes a turn."""

    def __init__(self) -> None:
        self.waiting: deque[PairingQuestion] = deque()

    def ask(self, question: PairingQuestion) -> None:
        self.waiting.append(question)

    def close(self) -> None:
        self.waiting.clear()


class Bench:
    """Time stands still but for ``run`` and for what waiting on the link takes."""

    def __init__(self, folder: Path, seed: int = 7) -> None:
        self.clock = ManualClock()
        self.randomness = SeededRandomness(seed)
        provenance = Provenance("J. Clinician", "bench", "0.1.0")
        self.records = open_records(str(folder / "records.sqlite"), provenance, self.clock, self.randomness)
        self.context = VisitContext(self.clock, self.randomness, self.records, shipped_library())
        self.site = PumpSite(default_factory_state(), self.clock, SeededRandomness(8))
        self.trust = trusted_by(self.site)
        self.line = LossyLine(self.site.line(), self.clock, "lossy:pump")
        self.room = SimulatedRoom(self.clock, SeededRandomness(9))
        self.notices: list[Notice] = []
        self.on_notice: Callable[[Notice], None] | None = None
        self._next_beat_us = 0
        attendant = Attendant(
            self._make_visit,
            self.clock,
            self._tell,
            lambda wanted: add_patient(self.context, wanted),
            lambda wanted: corrected_patient(self.context, wanted),
            sign_gone=self._sign_gone,
        )
        self.pump = HandDrivenPump(attendant)
        self.history = HandDrivenHistory(self.records.history())
        self.tap = LinkTap(self.clock)
        self.pairings = HandDrivenPairings()
        self.looks_ahead: list[Callable[[], None]] | None = None
        drugs = load_library(resource_path("drugs.toml").read_bytes())
        self.workstation = Workstation(
            WorkstationParts(
                self.pump,
                self.history,
                self.clock,
                drugs,
                provenance,
                lambda: (PORT,),
                self.room,
                self.tap,
                self.pairings,
                self._look_ahead,
            )
        )

    def _make_visit(self, url: str, attention: Attention, patient: bytes | None, code: str) -> Visit:
        line: ByteChannel = self.line
        if self.room.bench(url) is not None:
            line = MemoryLink(url, self.room.line(url, url.partition(":")[2], None, self.trust), self.clock)
        return Visit(self._driver(line, attention, code), self.context, patient)

    def _driver(self, line: ByteChannel, attention: Attention, code: str) -> ImplantDriver:
        exchange = Exchange(self.randomness, self.trust, self.tap.see)
        transceiver = Transceiver(line, exchange, self.clock, attention, self.tap.count)
        return ImplantDriver(transceiver, PairingCode.read(code) if code else None)

    def _sign_gone(self, task: SignForGone, attention: Attention) -> GoneSigned:
        return close_for_gone(self.context, self._driver(self.line, attention, ""), task)

    def _look_ahead(self, work: Callable[[], None]) -> None:
        """At once; once ``looks_ahead`` is a list, whenever the test takes it from there."""
        if self.looks_ahead is None:
            work()
        else:
            self.looks_ahead.append(work)

    def _tell(self, notice: Notice) -> None:
        self.notices.append(notice)
        self.workstation.take_notice(notice)
        if self.on_notice is not None:
            self.on_notice(notice)

    def turn(self) -> None:
        """One round of everybody, and a beat of the workstation's heart."""
        self._round()
        self._beat()

    def _round(self) -> None:
        before = self.clock.monotonic_us()
        self.pump.turn()
        while self.history.waiting:
            self.workstation.take_answer(answer(self.history.history, *self.history.waiting.popleft()))
        while self.pairings.waiting:
            self.workstation.take_pairings(answer_of(self.trust, self.pairings.waiting.popleft()))
        if self.clock.monotonic_us() == before:
            self.clock.wait_us(_MILLISECONDS_20)
        self.hear_the_look_ahead()

    def _beat(self) -> None:
        self._next_beat_us = self.clock.monotonic_us() + TICK_MS * 1000
        self.workstation.tick()
        self.hear_the_look_ahead()

    def _live(self) -> None:
        """One round, with the heart beating no more often than it does in the window."""
        self._round()
        if self.clock.monotonic_us() >= self._next_beat_us:
            self._beat()

    def take_looks(self) -> None:
        """Do what was put off, and hear of it."""
        for work in self.looks_ahead or ():
            work()
        self.hear_the_look_ahead()

    @staticmethod
    def hear_the_look_ahead() -> None:
        """What was told in between arrives, and no timer runs."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.MetaCall.value)

    def run(self, seconds: float) -> None:
        """Let that much time pass on the workstation's clock."""
        end = self.clock.monotonic_us() + int(seconds * 1_000_000)
        while self.clock.monotonic_us() < end:
            self._live()
        self._beat()

    def run_until(self, reached: Callable[[], bool], seconds: float = 60) -> None:
        """Take turns until something holds. Raises ``AssertionError`` if it never does."""
        end = self.clock.monotonic_us() + int(seconds * 1_000_000)
        while not reached():
            assert self.clock.monotonic_us() < end, "it did not happen in time"
            self._live()

    # ---- what a clinician does first -----------------------------------------------------------------------

    def add_patient(self, name: str = "Demo patient 0042") -> PatientRow:
        """A patient in the records."""
        patient = PatientRow(self.context.new_id(), name, 1961, "spasticity")
        with self.records.unit_of_work() as work:
            work.patients.add(patient)
            work.commit()
        return patient

    def connect(self) -> None:
        """Begin a visit and wait for the first status."""
        self.workstation.connect_page.connect_pump()
        self.run(1.5)
        assert self.workstation.desk.story.live

    def edit_dose(self, text: str) -> None:
        """Type a dose per day on the Program page."""
        self.workstation.program.choose_mode("continuous")
        self.workstation.program.type_dose(text)

    def stage(self, text: str = "102") -> None:
        """Bring a continuous dose to the comparison."""
        self.edit_dose(text)
        self.workstation.program.stage()
        self.run_until(lambda: self.workstation.program.state.step is ProgramStep.COMPARE)
        self.hear_the_look_ahead()

    def tasks(self, kind: type[object]) -> list[Task]:
        """Tasks of this kind that the window asked for."""
        return [task for task in self.pump.submitted if isinstance(task, kind)]

    @property
    def connects(self) -> list[Task]:
        """Every attempt to connect."""
        return self.tasks(Connect)
