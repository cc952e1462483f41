"""What the Link page shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from programmer.ui.viewmodels.common_states import NOT_NOW, Offer, Trouble
from programmer.ui.widgets.big_figure import BigFigureState
from programmer.ui.widgets.fact_row import Fact
from programmer.ui.widgets.frame_table import FrameLine

_NO_FIGURE = BigFigureState("Round trip", "–", "")


class LinkPart(Enum):
    """What stands beside the figures."""

    FRAMES = "frames"
    PUMPS = "pumps"


@dataclass(frozen=True, slots=True)
class ChosenFrame:
    """One frame read aloud: its ``title`` with the verdict, its ``envelope``, and name and value of each field."""

    number: int
    title: str
    envelope: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PairedLine:
    """A pump that this workstation trusts: ``key`` to forget it by, serial number, since when, fingerprint."""

    key: str
    serial: str
    since: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class PairingsState:
    """``pumps`` None: not known yet. ``question`` is to be answered before the chosen one is forgotten."""

    pumps: tuple[PairedLine, ...] | None = None
    chosen: str = ""
    forget: Offer = NOT_NOW
    question: str = ""
    busy: bool = False
    done: str = ""
    trouble: Trouble | None = None


NO_PAIRINGS = PairingsState()


@dataclass(frozen=True, slots=True)
class LinkState:
    """``frames`` are the newest, oldest first. ``line`` says what the page speaks of, ``paused`` how the list stands
    still (empty while it is live)."""

    line: str = ""
    part: LinkPart = LinkPart.FRAMES
    figure: BigFigureState = _NO_FIGURE
    quality: tuple[Fact, ...] = ()
    trust: tuple[Fact, ...] = ()
    by_pump: tuple[Fact, ...] = ()
    frames: tuple[FrameLine, ...] = ()
    paused: str = ""
    chosen: ChosenFrame | None = None
    pairings: PairingsState = NO_PAIRINGS
