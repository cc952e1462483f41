"""What the pump's thread tells the window: frozen, so that they may cross between threads."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.device.driver import CountedByPump
from programmer.known_error import KnownError
from programmer.records.rows import IntentKind, IntentRow, PatientRow
from programmer.telemetry.statistics import LinkStatistics
from programmer.therapy.outcome import Outcome
from programmer.therapy.pump import PumpStatus
from programmer.visit.bolus_proposal import BolusProposal
from programmer.visit.interrogation import Interrogation
from programmer.visit.staging import StagedProgram
from programmer.visit.standing import Standing
from programmer.visit.tasks import Task
from programmer.visit.visit import SettledCommand


@dataclass(frozen=True, slots=True)
class TaskBegun:
    """Work on a task has begun."""

    task: Task


@dataclass(frozen=True, slots=True)
class TaskProgress:
    """So many frames of so many are through."""

    task: Task
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class TaskRefused:
    """A task came to nothing for a known reason; nothing was changed by it."""

    task: Task
    error: KnownError


@dataclass(frozen=True, slots=True)
class TaskCancelled:
    """A task was given up because somebody pressed Cancel or STOP; nothing was changed by it."""

    task: Task
    by_stop: bool


@dataclass(frozen=True, slots=True)
class VisitBegun:
    """The pump answered and was read."""

    interrogation: Interrogation
    standing: Standing
    settled: tuple[SettledCommand, ...]


@dataclass(frozen=True, slots=True)
class VisitEnded:
    """The pump was let go of."""

    note: str


@dataclass(frozen=True, slots=True)
class PumpRead:
    """Everything was read again."""

    interrogation: Interrogation


@dataclass(frozen=True, slots=True)
class PatientAdded:
    """A person is in the records now."""

    patient: PatientRow


@dataclass(frozen=True, slots=True)
class IndicationCorrected:
    """What is known of this patient's indication is in the records; it holds from the next pump that is read."""

    patient: PatientRow


@dataclass(frozen=True, slots=True)
class StandingChanged:
    """The pump was assigned."""

    standing: Standing


@dataclass(frozen=True, slots=True)
class StatusRead:
    """The changing figures, once a second, with how the link does."""

    status: PumpStatus
    statistics: LinkStatistics
    read_utc_us: int


@dataclass(frozen=True, slots=True)
class LinkCounted:
    """What the pump's side of the link did not take; None where this pump does not tell."""

    counted: CountedByPump | None


@dataclass(frozen=True, slots=True)
class ProgramStaged:
    """A proposal lies in the pump, verified and read back; it waits for the clinician."""

    staged: StagedProgram


@dataclass(frozen=True, slots=True)
class BolusChecked:
    """A single bolus passed the checks; it waits for the clinician."""

    proposal: BolusProposal


@dataclass(frozen=True, slots=True)
class CommandEnded:
    """A command that touches therapy ended in one of the four ways. A reading of the pump follows if it answers."""

    kind: IntentKind
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class StopBegun:
    """STOP is on its way; nothing is confirmed yet."""


@dataclass(frozen=True, slots=True)
class StopNotSent:
    """STOP could not be sent at all; the pump goes on as it was."""

    error: KnownError


@dataclass(frozen=True, slots=True)
class UnsettledChanged:
    """Which commands have an outcome that is not known; empty when all is settled again."""

    intents: tuple[IntentRow, ...]
    settled: tuple[SettledCommand, ...] = ()


@dataclass(frozen=True, slots=True)
class GoneSigned:
    """The open commands of a pump that is gone are closed; ``found`` is what calling it has shown."""

    serial: str
    found: str
    signed: tuple[SettledCommand, ...]


@dataclass(frozen=True, slots=True)
class LinkLost:
    """The pump no longer answers; what is on the screen is of before. It is being called again."""

    error: KnownError


@dataclass(frozen=True, slots=True)
class LinkRestored:
    """It answers again, was asked about open commands and read anew."""

    interrogation: Interrogation
    settled: tuple[SettledCommand, ...]


@dataclass(frozen=True, slots=True)
class RecordsFailed:
    """The records could not be written; the error says what to do."""

    error: KnownError


@dataclass(frozen=True, slots=True)
class ThreadBroke:
    """A bug stopped the pump's thread. The pump itself goes on as it was."""

    trace: str


Notice = (
    TaskBegun
    | TaskProgress
    | TaskRefused
    | TaskCancelled
    | VisitBegun
    | VisitEnded
    | PumpRead
    | PatientAdded
    | IndicationCorrected
    | StandingChanged
    | StatusRead
    | LinkCounted
    | ProgramStaged
    | BolusChecked
    | CommandEnded
    | StopBegun
    | StopNotSent
    | UnsettledChanged
    | GoneSigned
    | LinkLost
    | LinkRestored
    | RecordsFailed
    | ThreadBroke
)
