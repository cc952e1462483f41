"""What the Train page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from programmer.training import EventWords, Lesson, SwitchWords, TruthWords, Verdict
from programmer.ui.viewmodels.common_states import (
    EMPTY_FIELD,
    NO_CHOICE,
    NOT_NOW,
    ChoiceState,
    FieldState,
    Offer,
    Trouble,
)
from programmer.ui.widgets.notice_bar import Notice
from programmer.ui.widgets.progress_panel import ProgressState
from programmer.ui.widgets.segmented_control import Choice


class TrainingPhase(Enum):
    """Where a training stands."""

    CHOOSING = "choosing"
    CONNECTING = "connecting"
    RUNNING = "running"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class OptionState:
    """One field of the form for a fault: a choice where there are ``choice.choices``, else a text."""

    key: str
    label: str
    choice: ChoiceState = NO_CHOICE
    field: FieldState = EMPTY_FIELD
    like: str = ""


@dataclass(frozen=True, slots=True)
class FaultsState:
    """The form for one more switch, why it could not be thrown, and the switches that there are."""

    kind: ChoiceState = NO_CHOICE
    often: ChoiceState = NO_CHOICE
    times: FieldState | None = None
    chance: FieldState = EMPTY_FIELD
    options: tuple[OptionState, ...] = ()
    switches: tuple[SwitchWords, ...] = ()
    failed: str = ""
    clear: Offer = NOT_NOW


@dataclass(frozen=True, slots=True)
class HandsState:
    """What hands hold, by the keys of ``training_hands``; what came of what they did last, or why it failed."""

    fields: Mapping[str, FieldState] = field(default_factory=dict)
    choices: Mapping[str, ChoiceState] = field(default_factory=dict)
    said: str = ""
    failed: str = ""


@dataclass(frozen=True, slots=True)
class AnswerState:
    """One question and the answer as it stands: a choice, or a text under ``label``, written ``like``."""

    key: str
    ask: str
    choice: ChoiceState = NO_CHOICE
    field: FieldState = EMPTY_FIELD
    like: str = ""
    label: str = "Answer"


@dataclass(frozen=True, slots=True)
class BenchState:
    """The simulated pump that is trained with. ``jump`` while time is skipped; ``truth`` once it is asked for."""

    clock: str = ""
    lived: str = ""
    here: str = ""
    speeds: tuple[Choice, ...] = ()
    speed: int = 1
    jump: ProgressState | None = None
    faults: FaultsState = FaultsState()
    hands: HandsState = HandsState()
    truth_shown: bool = False
    truth: tuple[TruthWords, ...] = ()
    events: tuple[EventWords, ...] = ()


@dataclass(frozen=True, slots=True)
class TrainingState:
    """``lessons`` can be chosen while choosing; ``title`` and ``story`` are of the one under way, both empty while
    one practises freely. ``practise`` leads back to the pump that is connected. ``restart``: None where there is no
    scenario to be started anew. ``ends_visit``: a start ends the visit at a simulated pump."""

    phase: TrainingPhase = TrainingPhase.CHOOSING
    lessons: tuple[Lesson, ...] = ()
    chosen: Lesson | None = None
    start: Offer = NOT_NOW
    ends_visit: bool = False
    practise: Offer = NOT_NOW
    practise_words: str = ""
    restart: Offer | None = None
    notice: Notice | None = None
    trouble: Trouble | None = None
    title: str = ""
    story: str = ""
    task: str = ""
    questions: tuple[AnswerState, ...] = ()
    check: Offer = NOT_NOW
    verdict: Verdict | None = None
    headline: str = ""
    connect: Offer = NOT_NOW
    progress: ProgressState | None = None
    bench: BenchState = BenchState()
