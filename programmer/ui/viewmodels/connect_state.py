"""What the Connect page shows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from programmer.ui.viewmodels.common_states import (
    ALLOWED,
    EMPTY_FIELD,
    NO_CHOICE,
    NOT_NOW,
    ChoiceState,
    FieldState,
    Offer,
    PatientLine,
    Trouble,
)
from programmer.ui.widgets.fact_row import Fact
from programmer.ui.widgets.notice_bar import Notice
from programmer.ui.widgets.progress_panel import ProgressState
from programmer.ui.widgets.segmented_control import Choice


class ConnectPhase(Enum):
    """Where the way to a pump stands."""

    CHOOSING = "choosing"
    CONNECTING = "connecting"
    CONNECTED = "connected"
    PAIRING = "pairing"


class LinkKind(Enum):
    """Kinds of ways to a pump."""

    SIMULATED = "simulated"
    PORT = "port"
    RECENT = "recent"
    TYPED = "typed"


@dataclass(frozen=True, slots=True)
class LinkChoice:
    """One way to a pump: ``key`` for ``choose_link``, a title and a line under it."""

    key: str
    kind: LinkKind
    title: str
    line: str = ""


@dataclass(frozen=True, slots=True)
class PatientFormState:
    """The form for a new patient. While ``busy`` the records are being written."""

    open: bool = False
    name: FieldState = EMPTY_FIELD
    born_year: FieldState = EMPTY_FIELD
    reason: FieldState = EMPTY_FIELD
    condition: ChoiceState = NO_CHOICE
    age: ChoiceState = NO_CHOICE
    busy: bool = False
    add: Offer = NOT_NOW
    trouble: Trouble | None = None


NO_FORM = PatientFormState()


@dataclass(frozen=True, slots=True)
class IndicationState:
    """What the chosen patient has the pump for: ``present`` in words, empty while nobody of the records is chosen.

    ``title``, ``condition``, ``age``, ``follows``, ``record`` and ``trouble`` are of the form that corrects it, which
    ``ask`` opens. While ``busy`` the records are being written.
    """

    present: str = ""
    ask: str = ""
    open: bool = False
    title: str = ""
    condition: ChoiceState = NO_CHOICE
    age: ChoiceState = NO_CHOICE
    follows: str = ""
    busy: bool = False
    record: Offer = NOT_NOW
    trouble: Trouble | None = None


NO_INDICATION = IndicationState()


@dataclass(frozen=True, slots=True)
class GoneState:
    """Closing the open commands of a pump that will never answer again; ``offered`` where there are some.

    ``call`` says where it is called first, and ``closes`` what is closed then. While ``busy`` it is being called.
    """

    offered: bool = False
    open: bool = False
    serial: FieldState = EMPTY_FIELD
    note: FieldState = EMPTY_FIELD
    call: str = ""
    closes: str = ""
    busy: bool = False
    sign: Offer = NOT_NOW
    trouble: Trouble | None = None


NOBODY_GONE = GoneState()


@dataclass(frozen=True, slots=True)
class AssignmentState:
    """Assigning the pump: to whom it can be, and the question to be answered (empty while none was asked).

    ``may_add``: a new patient could be one of them.
    """

    candidates: tuple[PatientLine, ...] = ()
    offer: Offer = NOT_NOW
    question: str = ""
    may_add: bool = False


@dataclass(frozen=True, slots=True)
class DisconnectState:
    """Letting go of the pump. ``reasons`` are why that is not harmless; then a reason must be typed."""

    reasons: tuple[str, ...] = ()
    reason: FieldState = EMPTY_FIELD
    offer: Offer = ALLOWED

    @property
    def needs_reason(self) -> bool:
        """Whether a reason must be typed first."""
        return bool(self.reasons)


@dataclass(frozen=True, slots=True)
class ConnectedState:
    """The pump in reach: title, facts, whose it is, why it may not be programmed, and what can be done.

    ``aside`` stands under the facts.
    """

    title: str
    facts: tuple[Fact, ...]
    objection: Trouble | None
    assignment: AssignmentState
    disconnect: DisconnectState
    aside: str = ""


@dataclass(frozen=True, slots=True)
class PairingState:
    """The pump in reach and this workstation do not know each other: what is ``missing`` and why, how the code is come
    by, and the code that is typed. ``trouble`` is why the last attempt to pair came to nothing."""

    missing: str
    why: str
    steps: tuple[str, ...]
    code: FieldState = EMPTY_FIELD
    pair: Offer = NOT_NOW
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class ConnectState:
    """``link_key`` and ``patient_key`` are what is chosen; ``url`` belongs to the choice of kind ``TYPED`` and
    ``speeds`` to ``SIMULATED``. ``trouble`` is why the last attempt came to nothing; ``announcements`` say what
    became of commands of earlier visits, and that a pump was paired; ``open_elsewhere`` which commands are still open
    at pumps that are not in reach."""

    phase: ConnectPhase = ConnectPhase.CHOOSING
    links: tuple[LinkChoice, ...] = ()
    link_key: str = ""
    speeds: tuple[Choice, ...] = ()
    speed_key: int = 1
    url: FieldState = EMPTY_FIELD
    patients: tuple[PatientLine, ...] = ()
    patients_loading: bool = True
    patients_trouble: Trouble | None = None
    patient_key: str = ""
    form: PatientFormState = NO_FORM
    indication: IndicationState = NO_INDICATION
    connect: Offer = ALLOWED
    progress: ProgressState | None = None
    trouble: Trouble | None = None
    try_again: Offer = NOT_NOW
    pairing: PairingState | None = None
    connected: ConnectedState | None = None
    announcements: tuple[Notice, ...] = ()
    open_elsewhere: tuple[Notice, ...] = ()
    gone: GoneState = NOBODY_GONE
