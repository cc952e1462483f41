"""The buttons that begin an order, to stand beside what they change."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.theme import TypeSize
from programmer.ui.viewmodels.orders import OrdersViewModel
from programmer.ui.viewmodels.orders_state import OrderKind, OrderOffers
from programmer.ui.views.offered import show_offer
from programmer.ui.widgets.action_button import ActionButton
from programmer.ui.widgets.text_label import TextLabel, Tone


class OrderButtons:
    """``of_dose``, ``of_reservoir`` and ``of_pump`` go into the cards that these orders belong to."""

    def __init__(self, page: OrdersViewModel) -> None:
        self.give = ActionButton("Give a bolus…")
        self.cancel = ActionButton("Cancel the bolus…")
        self.refill = ActionButton("Tell of a refill…")
        self.clock = ActionButton("Set the clock…")
        self.acknowledge = ActionButton("Acknowledge…")
        self._why_no_bolus = TextLabel(size=TypeSize.LABEL, tone=Tone.MUTED, wraps=True)
        self.of_dose = QWidget()
        column = QVBoxLayout(self.of_dose)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(6)
        column.addWidget(_row(self.give, self.cancel))
        column.addWidget(self._why_no_bolus)
        self.of_reservoir = _row(self.refill)
        self.of_pump = _row(self.clock, self.acknowledge)
        for button, kind in (
            (self.give, OrderKind.BOLUS),
            (self.cancel, OrderKind.CANCEL),
            (self.refill, OrderKind.REFILL),
            (self.clock, OrderKind.CLOCK),
            (self.acknowledge, OrderKind.ACKNOWLEDGE),
        ):
            button.clicked.connect(lambda _checked=False, kind=kind: page.open(kind))

    def render_offers(self, offers: OrderOffers) -> None:
        """What can be asked for now; why there is no bolus stands under its button."""
        for button, offer in (
            (self.give, offers.bolus),
            (self.refill, offers.refill),
            (self.clock, offers.clock),
        ):
            show_offer(button, offer)
        for button, some in ((self.cancel, offers.cancel), (self.acknowledge, offers.acknowledge)):
            button.setVisible(some is not None)
            if some is not None:
                show_offer(button, some)
        self._why_no_bolus.setText(offers.bolus.why_not)
        self._why_no_bolus.setVisible(bool(offers.bolus.why_not))


def _row(*buttons: QWidget) -> QWidget:
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(12)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return whole
