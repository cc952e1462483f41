"""What the Pump page shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from programmer.ui.viewmodels.common_states import NOT_NOW, NOTHING_TO_SETTLE, Offer, SettleState, Trouble
from programmer.ui.viewmodels.plot_samples import PlotRow, PlotSamples
from programmer.ui.widgets.big_figure import BigFigureState
from programmer.ui.widgets.fact_row import Fact
from programmer.ui.widgets.notice_bar import Notice
from programmer.ui.widgets.progress_panel import ProgressState
from programmer.ui.widgets.reservoir_glass import ReservoirState


class PumpPhase(Enum):
    """How much of a pump there is to show."""

    EMPTY = "empty"
    LOADING = "loading"
    LIVE = "live"
    STALE = "stale"
    STOPPED = "stopped"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class PumpPlots:
    """Floats for drawing only; times are seconds of the pump's clock since 1970-01-01T00:00 without a zone.

    ``samples`` is append-only: its first ``count`` entries are valid for this state; when it is another object
    than before, begin anew. ``now`` is the last reading (None before the first). ``predicted`` are calculated rows
    as ``PlotSamples.rows`` gives them, from now to the low-reservoir mark; the refill is due at ``refill_at``.
    ``words`` say what the predicted rows leave out. ``rate_of`` and ``delivered_of`` name the drug of these doses.
    """

    samples: PlotSamples
    count: int = 0
    now: float | None = None
    capacity_ml: float = 0.0
    low_mark_ml: float = 0.0
    low_mark_words: str = ""
    refill_at: float | None = None
    predicted: tuple[PlotRow, ...] = ()
    live: bool = False
    words: str = ""
    rate_of: str = ""
    delivered_of: str = ""


@dataclass(frozen=True, slots=True)
class ResumeState:
    """Taking delivery up again: shown only while ``visible``; ``question`` is there once it was asked for."""

    visible: bool = False
    offer: Offer = NOT_NOW
    question: str = ""
    confirm: Offer = NOT_NOW
    under_way: bool = False
    result: Notice | None = None


NO_FIGURE = BigFigureState("", "–", "")
_NO_RESUME = ResumeState()


@dataclass(frozen=True, slots=True)
class PumpState:
    """``headline`` is ``interrogated Fri 20 Nov 2026, 14:31:05 · live``; ``notices`` stand under it, worst first.

    ``now`` stands under ``figure`` and belongs to it; ``program`` is the rest of the program on a card of its own.
    ``alarm_title``, ``alarm_date`` and ``alarm_line`` are the reservoir card; ``facts`` with ``facts_title``
    the card below it. ``settle`` has ``commands`` while the outcome of any is not known.
    """

    phase: PumpPhase
    plots: PumpPlots
    headline: str = ""
    empty_words: str = ""
    progress: ProgressState | None = None
    notices: tuple[Notice, ...] = ()
    trouble: Trouble | None = None
    figure: BigFigureState = NO_FIGURE
    now: tuple[Fact, ...] = ()
    program: tuple[Fact, ...] = ()
    reservoir: ReservoirState | None = None
    alarm_title: str = ""
    alarm_date: str = ""
    alarm_line: str = ""
    reservoir_facts: tuple[Fact, ...] = ()
    facts_title: str = ""
    facts: tuple[Fact, ...] = ()
    interrogate: Offer = NOT_NOW
    change_therapy: Offer = NOT_NOW
    resume: ResumeState = _NO_RESUME
    settle: SettleState = NOTHING_TO_SETTLE
