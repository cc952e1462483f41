"""What is in the reservoir after a refill: the volume as it was typed, and what telling the pump of it changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from programmer.therapy.notation import read_volume, volume_text
from programmer.therapy.quantities import Nanolitres
from programmer.ui.viewmodels.common_states import ALLOWED, FieldState, refused
from programmer.ui.viewmodels.order_offers import order_offers
from programmer.ui.viewmodels.order_sight import OrderSight
from programmer.ui.viewmodels.order_words import refill_facts, refill_notices
from programmer.ui.viewmodels.orders_state import REFILL_VOLUME, OrdersState, OrderStep
from programmer.ui.viewmodels.program_fields import FieldReader

NO_VOLUME = "Type what is in it now"


def read_refill(reader: FieldReader) -> Nanolitres | None:
    """The volume as typed, in mL; None while it is none, and ``reader`` has why."""
    return reader.read(REFILL_VOLUME, lambda text: read_volume(f"{text.strip()} mL"))


def refill_told(state: OrdersState, sight: OrderSight, texts: Mapping[str, str]) -> OrdersState:
    """The field as it stands with everything that follows from it, while it is typed and in the review."""
    reader = FieldReader(texts)
    volume, text = read_refill(reader), texts.get(REFILL_VOLUME, "")
    reason = reader.reasons.get(REFILL_VOLUME, "") if text else ""
    if volume is not None and volume > sight.found.limits.capacity:
        reason = f"This pump holds at most {volume_text(sight.found.limits.capacity)}"
    offer = order_offers(sight.story, sight.drugs).refill
    may = ALLOWED if volume is not None and not reason else refused(reason or NO_VOLUME)
    reviewed = state.step is OrderStep.REVIEW and volume is not None
    return replace(
        state,
        headline=f"{volume_text(volume)} in the reservoir" if reviewed and volume is not None else "",
        fields={REFILL_VOLUME: FieldState(text, reason)},
        facts=tuple(refill_facts(volume, sight.found, sight.status, sight.drugs)),
        notices=tuple(refill_notices(volume, sight.found, sight.status)),
        next=may if offer.enabled else offer,
    )
