"""Everything the window knows of its pump, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from programmer.known_error import KnownError
from programmer.records.rows import IntentKind, IntentRow, PatientRow
from programmer.telemetry.statistics import LinkStatistics
from programmer.therapy.outcome import Confirmed, Outcome
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import BolusKind, Delivery, PumpStatus
from programmer.therapy.quantities import PumpTime
from programmer.visit.bolus_proposal import BolusProposal
from programmer.visit.interrogation import Interrogation
from programmer.visit.notices import GoneSigned, LinkCounted, TaskCancelled, TaskRefused
from programmer.visit.staging import StagedProgram
from programmer.visit.standing import Standing
from programmer.visit.tasks import Task
from programmer.visit.visit import SettledCommand


@dataclass(frozen=True, slots=True)
class Now:
    """A moment on both clocks of the workstation."""

    utc_us: int
    monotonic_us: int


class Contact(Enum):
    """Whether there is a pump."""

    NONE = "none"
    CONNECTING = "connecting"
    HELD = "held"
    LOST = "lost"


class StopStage(Enum):
    """Where the STOP pressed last stands."""

    NONE = "none"
    UNDER_WAY = "under way"
    CONFIRMED = "confirmed"
    OVERTAKEN = "overtaken"
    NOT_KNOWN = "not known"
    NOT_DONE = "not done"


@dataclass(frozen=True, slots=True)
class StopStory:
    """The STOP pressed last. ``words`` and ``remedy`` say why it was not done, and what to do.
    ``read_since`` says whether the pump was read after it ended. ``OVERTAKEN``: it was confirmed, and the pump was
    read to run since. ``seen`` is the status that the clinician saw; None once another command was given, from when
    on what the pump does says nothing of this STOP."""

    stage: StopStage = StopStage.NONE
    pressed_utc_us: int = 0
    outcome: Outcome | None = None
    words: str = ""
    remedy: str = ""
    read_since: bool = False
    seen: PumpStatus | None = None

    @property
    def done(self) -> Confirmed | None:
        """The pump's word that it was carried out."""
        return self.outcome if isinstance(self.outcome, Confirmed) else None


@dataclass(frozen=True, slots=True)
class TaskUnderWay:
    """A task that was asked for; ``begun`` once the pump's thread has taken it up."""

    task: Task
    begun: bool = False


@dataclass(frozen=True, slots=True)
class CommandStory:
    """A commit, a resume or an order of this window. ``outcome`` None: under way. ``refusal``: it was never sent.

    ``before`` and ``after`` are the programs of a commit, ``patient`` and ``serial`` whose pump it went to.
    ``objection``: what the pump was read to run after it had confirmed is something else. ``bolus`` is the bolus that
    ran when it was sent, by the last word of the pump, and ``bolus_until`` when that would have ended.
    ``seen`` is the status that the clinician saw when confirming. ``asked`` says what was asked for, in words.
    """

    kind: IntentKind
    program_after: bytes
    confirmed_utc_us: int
    outcome: Outcome | None = None
    refusal: KnownError | None = None
    objection: KnownError | None = None
    before: PumpProgram | None = None
    after: PumpProgram | None = None
    patient: str = ""
    serial: str = ""
    bolus: BolusKind | None = None
    bolus_until: PumpTime | None = None
    seen: PumpStatus | None = None
    asked: str = ""


NO_STOP = StopStory()


@dataclass(frozen=True, slots=True)
class PumpStory:
    """``status`` is the newest of any kind and ``read_utc_us`` when it was read. ``lapsed`` says why what was
    staged can no longer be confirmed. ``settled`` are commands of before whose end became known when the pump was
    reached; ``inherited`` those of another sitting that were still open then, with what is known of them by now.
    ``read_since_command`` is False from a command until the pump was read after it.
    ``order`` is what was asked for last of bolus, its end, acknowledgement, clock and refill; ``checked`` a bolus
    that may be confirmed, ``check_lapsed`` why one no longer may be. ``bolus_in_doubt``: the outcome of a bolus was
    not known, and nobody has interrogated the pump since."""

    contact: Contact = Contact.NONE
    url: str = ""
    interrogation: Interrogation | None = None
    standing: Standing | None = None
    status: PumpStatus | None = None
    read_utc_us: int = 0
    statistics: LinkStatistics | None = None
    link_counted: LinkCounted | None = None
    lost: KnownError | None = None
    lost_utc_us: int = 0
    tasks: tuple[TaskUnderWay, ...] = ()
    progress: tuple[int, int] | None = None
    refusal: TaskRefused | None = None
    cancelled: TaskCancelled | None = None
    staged: StagedProgram | None = None
    staged_utc_us: int = 0
    staged_monotonic_us: int = 0
    lapsed: str = ""
    stop: StopStory = NO_STOP
    commit: CommandStory | None = None
    resume: CommandStory | None = None
    order: CommandStory | None = None
    checked: BolusProposal | None = None
    check_lapsed: str = ""
    bolus_in_doubt: bool = False
    unsettled: tuple[IntentRow, ...] = ()
    settled: tuple[SettledCommand, ...] = ()
    inherited: tuple[SettledCommand, ...] = ()
    stopped_by_us: bool = False
    read_since_command: bool = True
    patient_added: PatientRow | None = None
    patient_corrected: PatientRow | None = None
    gone: GoneSigned | None = None
    records_error: KnownError | None = None
    broken: str = ""

    @property
    def has_visit(self) -> bool:
        """Whether a visit is open, in reach or not."""
        return self.contact in {Contact.HELD, Contact.LOST}

    @property
    def live(self) -> bool:
        """Whether the pump answers and what is known of it is of now."""
        return self.contact is Contact.HELD and not self.broken

    @property
    def stopped(self) -> bool:
        """Whether delivery is suspended: the pump said so last, or it confirmed a STOP and was not read since."""
        return self.stopped_since is not None

    @property
    def stopped_since(self) -> PumpTime | None:
        """Since when delivery is suspended, by the pump's clock; None if it is not, as far as the pump told."""
        if self.status is not None and self.status.delivery is Delivery.STOPPED:
            return self.status.delivery_since
        confirmed = self.stop.stage is StopStage.CONFIRMED
        return self.stop.done.pump_time if confirmed and self.stop.done is not None else None

    @property
    def surely_stopped(self) -> bool:
        """The same where nothing was sent since that may have taken delivery up again."""
        resuming = any(intent.kind is IntentKind.RESUME for intent in self.unsettled)
        resumed = self.resume is not None and not self.read_since_command
        return self.stopped and not resuming and not resumed

    @property
    def stop_in_doubt(self) -> bool:
        """Whether it is not known what became of the last STOP, and the pump was not read since."""
        return self.stop.stage is StopStage.NOT_KNOWN and not self.stop.read_since

    def doing(self, *kinds: type[object]) -> bool:
        """Whether a task of one of these kinds was asked for and has not ended."""
        return any(isinstance(under_way.task, kinds) for under_way in self.tasks)

    @property
    def command_under_way(self) -> bool:
        """Whether a command that touches therapy was given and has not ended."""
        open_ones = (story for story in (self.commit, self.resume, self.order) if story is not None)
        unfinished = any(story.outcome is None and story.refusal is None for story in open_ones)
        return unfinished or self.stop.stage is StopStage.UNDER_WAY
