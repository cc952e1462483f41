"""What the Program page shows, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from programmer.therapy.programs import DaySchedule, DeliveryMode
from programmer.ui.viewmodels.arriving import STILL_COMPUTING, ArrivingState
from programmer.ui.viewmodels.common_states import (
    EMPTY_FIELD,
    NOT_NOW,
    NOTHING_TO_SETTLE,
    FieldState,
    Offer,
    SettleState,
    Trouble,
)
from programmer.ui.viewmodels.dose_unit import MCG
from programmer.ui.widgets.compare_table import CompareRow
from programmer.ui.widgets.day_picture import NO_DAY, DayPictureState
from programmer.ui.widgets.fact_row import Fact
from programmer.ui.widgets.limit_bar import LimitBarState
from programmer.ui.widgets.notice_bar import Notice
from programmer.ui.widgets.progress_panel import ProgressState
from programmer.ui.widgets.segmented_control import Choice

MODE_STOPPED = "stopped"
MODE_MINIMUM = "minimum-rate"
MODE_CONTINUOUS = "continuous"
MODE_DAY_SCHEDULE = "day-schedule"
MODE_WEEK_SCHEDULE = "week-schedule"
MODE_PERIODIC = "periodic-bolus"
MODE_KEPT = "as-in-the-pump"
SCHEDULES = (MODE_DAY_SCHEDULE, MODE_WEEK_SCHEDULE)

PATIENT_NONE, PATIENT_FIELDS, PATIENT_KEPT = "none", "patient-bolus", "as-in-the-pump"
OPENING_NONE, OPENING_SINGLE, OPENING_PRIME = "none", "single-bolus", "prime"
SECTION_DELIVERY, SECTION_PATIENT, SECTION_DRUG = "delivery", "patient", "drug"
SECTION_OPENING = "opening"
# Not a field of one text: the table of steps.
SCHEDULE = "schedule"


class ProgramStep(Enum):
    """Where a change of therapy stands."""

    EDIT = "edit"
    STAGING = "staging"
    COMPARE = "compare"
    SENDING = "sending"
    RESULT = "result"


class ResultKind(Enum):
    """How it ended: one of four ways."""

    CONFIRMED = "confirmed"
    REFUSED = "refused"
    FAILED = "not applied"
    UNCERTAIN = "not known"


@dataclass(frozen=True, slots=True)
class ScheduleState:
    """``day`` goes to ``ScheduleTable.set_schedule`` together with ``present``, the same day in the pump.

    Without ``day`` no rate is known yet; while not ``read`` the texts in the table stand for no schedule. In a week
    ``days`` are there to choose from, and ``day_key`` is the one in the table; ``totals`` says what each day brings,
    ``hint`` what is still to be done. ``reason`` is why the pump cannot deliver the schedule, and ``step_reasons`` the
    same by the number of the step in the table, from 1; what is wrong with a text the table says itself.
    """

    day: DaySchedule | None = None
    present: DaySchedule | None = None
    read: bool = True
    days: tuple[Choice, ...] = ()
    day_key: int = 0
    totals: str = ""
    hint: str = ""
    reason: str = ""
    step_reasons: tuple[tuple[int, str], ...] = ()
    most_steps: int = 1


@dataclass(frozen=True, slots=True)
class PatientBolusState:
    """``choices`` are none, a bolus by its fields, or as it is in the pump; ``taken`` reads back what it comes to."""

    choices: tuple[Choice, ...] = ()
    key: str = PATIENT_NONE
    facts: tuple[Fact, ...] = ()
    taken: str = ""


@dataclass(frozen=True, slots=True)
class OpeningState:
    """What is given once, when the program takes effect. ``extents`` are what a prime can fill; ``working`` tells how
    its volume and duration come about, ``facts`` what the patient gets. ``note`` says what the choice means."""

    choices: tuple[Choice, ...] = ()
    key: str = OPENING_NONE
    note: str = ""
    by_fields: bool = False
    extents: tuple[Choice, ...] = ()
    extent_key: str = ""
    working: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherDrugState:
    """One drug of a mixture beside the primary: those of the library to choose from, and its concentrations there."""

    drugs: tuple[tuple[str, str], ...] = ()
    drug_key: str = ""
    concentrations: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class DrugState:
    """What is to be in the reservoir. ``may_change`` says whether it can be changed on this page, ``changing`` whether
    it is being. ``bridge`` is read back in the units of the old drug, ``held_unit`` is that of its dose; ``bridged``
    whether there is one. ``others`` follow the primary by their concentration; ``may_add`` one more."""

    line: str = ""
    badge: str = ""
    may_change: Offer = NOT_NOW
    changing: bool = False
    drugs: tuple[Choice, ...] = ()
    drug_key: str = ""
    concentrations: tuple[Choice, ...] = ()
    bridge: tuple[Fact, ...] = ()
    held_unit: str = MCG
    bridged: bool = True
    others: tuple[OtherDrugState, ...] = ()
    may_add: Offer = NOT_NOW


@dataclass(frozen=True, slots=True)
class LimitsState:
    """``bars`` are the doses among the limits of the library, ``words`` say the same, ``not_known`` what has none;
    ``sources`` says where each number comes from. ``hard`` are the limits that nothing passes, ``soft`` those that
    ``reason`` passes once no hard one is exceeded. ``unbridged`` is what another drug would do without its bridge."""

    bars: tuple[LimitBarState, ...] = ()
    words: tuple[str, ...] = ()
    not_known: str = ""
    sources: tuple[str, ...] = ()
    hard: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()
    reason: FieldState = EMPTY_FIELD
    unbridged: tuple[str, ...] = ()


NO_SCHEDULE_STATE = ScheduleState()
NO_PATIENT_BOLUS = PatientBolusState()
NO_OPENING = OpeningState()
NO_DRUG = DrugState()
NO_LIMITS = LimitsState()


@dataclass(frozen=True, slots=True)
class EditState:
    """``fields`` are the single fields by their names in ``program_fields``, their doses in ``unit``. ``proposed`` is
    the mode the fields stand for, None while they stand for nothing; ``under_mode`` is what follows from it, ``kept``
    tells a mode that the fields cannot say. ``day`` is what 24 hours bring. ``difference`` says whether this differs
    from what the pump runs, and how; ``library`` which drug library is in force.
    """

    sections: tuple[Choice, ...] = ()
    section_key: str = SECTION_DELIVERY
    modes: tuple[Choice, ...] = ()
    mode_key: str = MODE_CONTINUOUS
    fields: Mapping[str, FieldState] = field(default_factory=dict)
    under_mode: str = ""
    kept: tuple[Fact, ...] = ()
    schedule: ScheduleState = NO_SCHEDULE_STATE
    patient: PatientBolusState = NO_PATIENT_BOLUS
    opening: OpeningState = NO_OPENING
    drug: DrugState = NO_DRUG
    limits: LimitsState = NO_LIMITS
    library: tuple[str, ...] = ()
    unit: str = MCG
    day: DayPictureState = NO_DAY
    proposed: DeliveryMode | None = None
    difference: str = ""
    facts: tuple[Fact, ...] = ()
    consider: tuple[str, ...] = ()

    @property
    def dose(self) -> FieldState:
        """The field of the continuous mode."""
        return self.fields.get("dose", EMPTY_FIELD)


NO_EDIT = EditState()


@dataclass(frozen=True, slots=True)
class CompareState:
    """What the pump read back beside what it runs. ``checks`` are sentences; ``caution`` what to think of.

    ``passed`` are the soft limits that it passes, and ``reason`` is why. ``filling`` is the drugs with their badge,
    and ``library`` names what the program was checked by, a line each. ``arriving`` is what both programs will do.
    """

    rows: tuple[CompareRow, ...]
    hash_text: str
    checks: tuple[str, ...]
    caution: str
    confirm: Offer
    confirm_word: str
    typed_word: str
    expires: str
    passed: tuple[str, ...] = ()
    reason: str = ""
    filling: str = ""
    library: tuple[str, ...] = ()
    arriving: ArrivingState = STILL_COMPUTING


@dataclass(frozen=True, slots=True)
class ResultState:
    """``headline`` is the sentence that counts; ``lines`` say more; ``trouble`` what, why and what to do.

    While ``kind`` is ``UNCERTAIN`` the page cannot be left: ``finish`` is not enabled, and ``settle`` is what can be
    done.
    """

    kind: ResultKind
    headline: str
    lines: tuple[str, ...] = ()
    trouble: Trouble | None = None
    settle: SettleState = NOTHING_TO_SETTLE
    finish: Offer = NOT_NOW

    @property
    def ask_again(self) -> Offer:
        """Whether the pump can be asked what became of the command."""
        return self.settle.ask_again

    @property
    def asking(self) -> bool:
        """Whether it is being asked."""
        return self.settle.asking


@dataclass(frozen=True, slots=True)
class ProgramState:
    """One step at a time: ``progress`` is there in ``STAGING`` and ``SENDING``, ``compare`` in ``COMPARE``,
    ``result`` in ``RESULT``. ``blocked`` are the reasons why this pump cannot be programmed now; without a pump
    ``empty_words`` stand alone."""

    step: ProgramStep = ProgramStep.EDIT
    title: str = "Change therapy"
    trail: tuple[str, ...] = ()
    trail_index: int = 0
    empty_words: str = ""
    notice: Notice | None = None
    blocked: tuple[Trouble, ...] = ()
    trouble: Trouble | None = None
    edit: EditState = NO_EDIT
    next: Offer = NOT_NOW
    reset: Offer = NOT_NOW
    progress: ProgressState | None = None
    compare: CompareState | None = None
    result: ResultState | None = None
