"""The root of the window: one story of the pump, and every page made of it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer

from programmer.clock import Clock
from programmer.records.rows import Provenance
from programmer.therapy.drug_library import LibraryInForce
from programmer.training import TrainingRoom
from programmer.ui.history_thread import HistoryAnswer
from programmer.ui.link_tap import LinkTap
from programmer.ui.pairing_thread import PairingAnswer
from programmer.ui.viewmodels.banner import BannerViewModel
from programmer.ui.viewmodels.connect import ConnectViewModel, FindPorts
from programmer.ui.viewmodels.desk import PumpCommands, PumpDesk
from programmer.ui.viewmodels.footer import FooterViewModel
from programmer.ui.viewmodels.foresight import Start, in_a_thread
from programmer.ui.viewmodels.header import HeaderViewModel
from programmer.ui.viewmodels.history import HistoryViewModel
from programmer.ui.viewmodels.leaving import LeaveGuard
from programmer.ui.viewmodels.link import LinkViewModel
from programmer.ui.viewmodels.orders import OrdersViewModel
from programmer.ui.viewmodels.program import ProgramViewModel
from programmer.ui.viewmodels.pump import PumpViewModel
from programmer.ui.viewmodels.questions import HistoryQuestions, PairingQuestions
from programmer.ui.viewmodels.training import TrainingViewModel
from programmer.ui.viewmodels.ways import WaysViewModel
from programmer.visit.notices import Notice

TICK_MS = 500
CLOSED = "the program was closed"


@dataclass(frozen=True, slots=True)
class WorkstationParts:
    """What a workstation is made of; handed in by whoever puts the program together."""

    pump: PumpCommands
    history: HistoryQuestions
    clock: Clock
    drugs: LibraryInForce
    provenance: Provenance
    find_ports: FindPorts
    training: TrainingRoom
    tap: LinkTap
    pairings: PairingQuestions
    look_ahead: Start = in_a_thread


class Workstation(QObject):
    """``header``, ``banner``, ``footer``, ``connect_page``, ``pump``, ``orders``, ``program``, ``history``,
    ``training``, ``link``, ``leaving``, ``ways``.
    """

    def __init__(self, parts: WorkstationParts) -> None:
        super().__init__()
        self._parts = parts
        self.desk = PumpDesk(parts.pump, parts.clock)
        self.header = HeaderViewModel(self.desk, parts.drugs, parts.tap)
        self.banner = BannerViewModel(self.desk)
        self.footer = FooterViewModel(self.desk, parts.provenance, parts.drugs)
        self.connect_page = ConnectViewModel(self.desk, parts.history, parts.find_ports)
        self.pump = PumpViewModel(self.desk, parts.drugs)
        self.orders = OrdersViewModel(self.desk, parts.drugs)
        self.program = ProgramViewModel(self.desk, parts.drugs, parts.look_ahead)
        self.history = HistoryViewModel(self.desk, parts.history, parts.drugs)
        self.training = TrainingViewModel(self.desk, parts.training)
        self.link = LinkViewModel(self.desk, parts.tap, parts.pairings)
        self.leaving = LeaveGuard(self.desk)
        self.ways = WaysViewModel(self.desk, self.training.has_pump)
        self._heartbeat = QTimer(self)
        self._heartbeat.setInterval(TICK_MS)
        self._heartbeat.timeout.connect(self.tick)

    def start(self) -> None:
        """Begin: ask for patients, ports and history, and let time pass."""
        self.connect_page.refresh()
        self.history.refresh()
        self._heartbeat.start()

    def take_notice(self, notice: Notice) -> None:
        """Hear what the pump's thread tells (``PumpBridge.notice``)."""
        self.desk.take(notice)

    def take_answer(self, answer: HistoryAnswer) -> None:
        """Hear what the records answer (``HistoryThread.answered``)."""
        self.connect_page.take_answer(answer)
        self.history.take_answer(answer)
        self.banner.take_answer(answer)

    def take_pairings(self, answer: PairingAnswer) -> None:
        """Hear about the pairings (``PairingThread.answered``)."""
        self.link.take_answer(answer)

    def tick(self) -> None:
        """Let time pass: what is old turns stale, what was armed is disarmed, what lay too long lapses."""
        self.desk.tick()

    def close(self) -> None:
        """Ask the visit to end (with the reason given to ``leaving``), and all that runs. Call once, at the end."""
        self._heartbeat.stop()
        self.link.watch(False)
        self._parts.pump.close(self.leaving.note or CLOSED)
        self._parts.history.close()
        self._parts.pairings.close()
