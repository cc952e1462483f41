"""What the Pump page shows of orders: a bolus and its end, alarms seen, the clock and a refill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from programmer.ui.viewmodels.common_states import NOT_NOW, FieldState, Offer, Trouble
from programmer.ui.viewmodels.dose_unit import MCG
from programmer.ui.viewmodels.program_state import ResultState
from programmer.ui.widgets.fact_row import Fact
from programmer.ui.widgets.notice_bar import Notice

REFILL_VOLUME = "refill-volume"


class OrderKind(Enum):
    """What can be asked of the pump beside its program."""

    BOLUS = "bolus"
    CANCEL = "cancel"
    ACKNOWLEDGE = "acknowledge"
    CLOCK = "clock"
    REFILL = "refill"


TYPED = frozenset({OrderKind.BOLUS, OrderKind.REFILL})
"""What begins with something to type; of the others the review is the first step."""


class OrderStep(Enum):
    """Where an order stands: nothing is sent before ``SENDING``."""

    CLOSED = "closed"
    EDIT = "edit"
    CHECKING = "checking"
    REVIEW = "review"
    SENDING = "sending"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class OrderOffers:
    """What can be asked for now; cancelling and acknowledging are None while there is nothing of the kind."""

    bolus: Offer = NOT_NOW
    cancel: Offer | None = None
    acknowledge: Offer | None = None
    clock: Offer = NOT_NOW
    refill: Offer = NOT_NOW


NO_OFFERS = OrderOffers()


@dataclass(frozen=True, slots=True)
class OrdersState:
    """``title`` and ``words`` head the panel, and ``headline`` says large what is confirmed.

    ``facts`` say exactly what will happen, ``notices`` what to think of. ``reason`` is there while soft limits are
    passed. ``next`` leads from typing to the review, ``confirm`` sends; ``confirm_word`` is on the button that is
    held, ``typed_word`` what is typed instead.
    """

    step: OrderStep = OrderStep.CLOSED
    kind: OrderKind | None = None
    offers: OrderOffers = NO_OFFERS
    title: str = ""
    words: str = ""
    headline: str = ""
    unit: str = MCG
    fields: Mapping[str, FieldState] = field(default_factory=dict)
    reason: FieldState | None = None
    facts: tuple[Fact, ...] = ()
    notices: tuple[Notice, ...] = ()
    trouble: Trouble | None = None
    next: Offer = NOT_NOW
    confirm: Offer = NOT_NOW
    confirm_word: str = ""
    typed_word: str = ""
    close_word: str = ""
    result: ResultState | None = None
