"""What the History page shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from programmer.therapy.programs import DeliveryMode
from programmer.ui.viewmodels.common_states import PatientLine, Trouble
from programmer.ui.viewmodels.plot_samples import PlotSamples
from programmer.ui.widgets.fact_row import Fact
from programmer.ui.widgets.table_rows import TableRow

SESSION_COLUMNS = ("Visit", "Patient", "Pump", "By", "Dose per day", "Outcome", "Alarms", "Ended")
COMMAND_COLUMNS = ("Confirmed at", "Command", "What became of it")
EVENT_COLUMNS = ("Entry", "Pump time", "Event")

ALL_KINDS, REAL, SIMULATED = "", "real", "simulated"
KINDS = ((ALL_KINDS, "All pumps"), (REAL, "Without simulated pumps"), (SIMULATED, "Simulated pumps alone"))
"""What can be listed: a visit at a simulated pump was training, and no patient's."""


class HistoryPhase(Enum):
    """What there is to show."""

    LOADING = "loading"
    EMPTY = "empty"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RecordState:
    """One stored visit, read-only. ``commands`` have ``COMMAND_COLUMNS`` cells and ``events`` ``EVENT_COLUMNS``.

    ``weekday`` of the pump's week; ``samples`` the stored readings for the plots, whose doses are of ``dosed``.
    ``conflicts`` names log entries that the pump told in two ways. ``passed`` are the soft limits that were passed:
    when and why, and which. ``later`` says which commands were asked about again or closed without an outcome: which,
    and when, by whom and with what note.
    """

    key: str
    phase: HistoryPhase
    title: str = ""
    weekday: int = 0
    trouble: Trouble | None = None
    summary: tuple[Fact, ...] = ()
    pump_facts: tuple[Fact, ...] = ()
    program: tuple[Fact, ...] = ()
    before: DeliveryMode | None = None
    after: DeliveryMode | None = None
    samples: PlotSamples | None = None
    dosed: str = ""
    commands: tuple[TableRow, ...] = ()
    passed: tuple[tuple[str, str], ...] = ()
    later: tuple[tuple[str, str], ...] = ()
    events: tuple[TableRow, ...] = ()
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HistoryState:
    """``rows`` have ``SESSION_COLUMNS`` cells and the session's key, and are of the ``kind`` of ``KINDS``; ``record``
    is the opened one. ``tampered`` says that the records are not what was written, ``checked`` that they are."""

    phase: HistoryPhase = HistoryPhase.LOADING
    headline: str = ""
    empty_words: str = ""
    trouble: Trouble | None = None
    patients: tuple[PatientLine, ...] = ()
    patient_key: str = ""
    rows: tuple[TableRow, ...] = ()
    record: RecordState | None = None
    kind: str = ALL_KINDS
    tampered: Trouble | None = None
    checked: str = ""
