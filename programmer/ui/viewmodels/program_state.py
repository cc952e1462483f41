"""What the Program page shows, step by step."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from programmer.therapy.programs import DaySchedule, DeliveryMode
from programmer.ui.viewmodels.common_states import (
    ALLOWED,
    EMPTY_FIELD,
    NOT_NOW,
    NOTHING_TO_SETTLE,
    FieldState,
    Offer,
    SettleState,
    Trouble,
)
from programmer.ui.widgets.compare_table import CompareRow
from programmer.ui.widgets.fact_row import Fact
from programmer.ui.widgets.notice_bar import Notice
from programmer.ui.widgets.progress_panel import ProgressState
from programmer.ui.widgets.segmented_control import Choice

MODE_STOPPED = "stopped"
MODE_CONTINUOUS = "continuous"
MODE_DAY_SCHEDULE = "day-schedule"


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
class EditState:
    """``dose`` is the field of the continuous mode; ``schedule`` goes to ``ScheduleTable.set_schedule`` in the mode
    of that name, together with ``present``. ``proposed`` is what the fields stand for, None while they stand for
    nothing. ``schedule_reason`` is why the pump cannot deliver the schedule, and ``step_reasons`` the same by the
    number of the step, from 1; what is wrong with a text the table says itself. ``difference`` says whether this
    differs from what the pump runs, and how.
    """

    modes: tuple[Choice, ...] = ()
    mode_key: str = MODE_CONTINUOUS
    dose: FieldState = EMPTY_FIELD
    schedule: DaySchedule | None = None
    schedule_reason: str = ""
    step_reasons: tuple[tuple[int, str], ...] = ()
    most_steps: int = 1
    present: DeliveryMode | None = None
    proposed: DeliveryMode | None = None
    difference: str = ""
    facts: tuple[Fact, ...] = ()
    consider: tuple[str, ...] = ()


NO_EDIT = EditState()


@dataclass(frozen=True, slots=True)
class CompareState:
    """What the pump read back beside what it runs. ``checks`` are sentences; ``caution`` what to think of."""

    rows: tuple[CompareRow, ...]
    hash_text: str
    checks: tuple[str, ...]
    caution: str
    confirm: Offer
    confirm_word: str
    typed_word: str
    expires: str


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
    ``empty_words`` stand alone.
    ``may_leave`` says whether another page may be opened; ``may_read`` whether the Pump page may all the same."""

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
    may_leave: Offer = ALLOWED
    may_read: bool = False
