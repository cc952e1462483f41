"""A workstation with its two threads, put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from programmer.clock import Clock
from programmer.records.ports import History, Records
from programmer.records.rows import PatientRow, Provenance
from programmer.telemetry.attention import Attention
from programmer.telemetry.exchange import FrameSeen
from programmer.telemetry.statistics import LinkStatistics
from programmer.telemetry.trust import Trust
from programmer.therapy.drug_library import LibraryInForce
from programmer.training import TrainingRoom
from programmer.ui.history_thread import HistoryThread
from programmer.ui.io_thread import PumpBridge
from programmer.ui.link_tap import LinkTap
from programmer.ui.pairing_thread import PairingThread
from programmer.ui.viewmodels.connect import FindPorts
from programmer.ui.viewmodels.workstation import Workstation, WorkstationParts
from programmer.visit.notices import GoneSigned
from programmer.visit.tasks import AddPatient, CorrectIndication, SignForGone
from programmer.visit.visit import Visit


class ApplicationParts(Protocol):
    """What a workstation needs of the running program; ``records`` are opened when they are first asked for.

    ``watch_link`` is told of every frame of the visits made after it was set, ``count_link`` of how their link does
    whenever that has changed, both in the pump's thread.
    """

    clock: Clock
    provenance: Provenance
    watch_link: Callable[[FrameSeen], None] | None
    count_link: Callable[[LinkStatistics], None] | None

    @property
    def records(self) -> Records: ...
    @property
    def training(self) -> TrainingRoom: ...
    @property
    def trust(self) -> Trust: ...
    def make_visit(
        self, url: str, attention: Attention, expected_patient: bytes | None = None, pairing_code: str = ""
    ) -> Visit: ...
    def register_patient(self, task: AddPatient) -> PatientRow: ...
    def correct_indication(self, task: CorrectIndication) -> PatientRow: ...
    def sign_for_gone(self, task: SignForGone, attention: Attention) -> GoneSigned: ...
    def drugs(self) -> LibraryInForce: ...


@dataclass(frozen=True, slots=True)
class RunningWorkstation:
    """``start`` once the window is there; ``workstation.close`` asks the threads to end, ``over`` once they have."""

    workstation: Workstation
    bridge: PumpBridge
    history: HistoryThread
    pairings: PairingThread

    def start(self) -> None:
        """Start both threads and the workstation."""
        self.bridge.start()
        self.history.start()
        self.workstation.start()

    @property
    def over(self) -> bool:
        """Whether every thread has ended: the records may be closed."""
        return self.bridge.over and self.history.over and self.pairings.over


def assemble(parts: ApplicationParts, find_ports: FindPorts) -> RunningWorkstation:
    """Put a workstation together; call it in the window's thread. The records need not be open before ``start``."""

    def open_history() -> History:
        return parts.records.history()

    bridge = PumpBridge(
        parts.make_visit, parts.clock, parts.register_patient, parts.correct_indication, parts.sign_for_gone
    )
    history = HistoryThread(open_history)
    pairings = PairingThread(parts.trust)
    tap = LinkTap(parts.clock)
    parts.watch_link, parts.count_link = tap.see, tap.count
    workstation = Workstation(
        WorkstationParts(
            bridge,
            history,
            parts.clock,
            parts.drugs(),
            parts.provenance,
            find_ports,
            parts.training,
            tap,
            pairings,
        )
    )
    bridge.notice.connect(workstation.take_notice)
    history.answered.connect(workstation.take_answer)
    pairings.answered.connect(workstation.take_pairings)
    return RunningWorkstation(workstation, bridge, history, pairings)
