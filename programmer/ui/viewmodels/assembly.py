"""A workstation with its two threads, put together."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.records.rows import Provenance
from programmer.therapy.drug_facts import DrugLibrary
from programmer.ui.history_thread import HistoryThread
from programmer.ui.io_thread import PumpBridge
from programmer.ui.viewmodels.connect import FindPorts
from programmer.ui.viewmodels.workstation import Workstation, WorkstationParts
from programmer.visit.attendant import MakeVisit
from programmer.visit.context import VisitContext
from programmer.visit.register import add_patient


@dataclass(frozen=True, slots=True)
class RunningWorkstation:
    """``start`` once the window is there; ``workstation.close`` ends both threads."""

    workstation: Workstation
    bridge: PumpBridge
    history: HistoryThread

    def start(self) -> None:
        """Start both threads and the workstation."""
        self.bridge.start()
        self.history.start()
        self.workstation.start()


def assemble(
    make_visit: MakeVisit,
    context: VisitContext,
    drugs: DrugLibrary,
    provenance: Provenance,
    find_ports: FindPorts,
) -> RunningWorkstation:
    """Put a workstation together; call it in the window's thread."""
    bridge = PumpBridge(make_visit, context.clock, lambda wanted: add_patient(context, wanted))
    history = HistoryThread(context.records.history)
    parts = WorkstationParts(bridge, history, context.clock, drugs, provenance, find_ports)
    workstation = Workstation(parts)
    bridge.notice.connect(workstation.take_notice)
    history.answered.connect(workstation.take_answer)
    return RunningWorkstation(workstation, bridge, history)
