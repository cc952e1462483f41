"""What is typed for an order: dose and time of a bolus, the volume after a refill, the reason for passing a limit."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.viewmodels.common_states import EMPTY_FIELD
from programmer.ui.viewmodels.orders import OrdersViewModel
from programmer.ui.viewmodels.orders_state import REFILL_VOLUME, TYPED, OrderKind, OrdersState, OrderStep
from programmer.ui.viewmodels.program_fields import SINGLE_DOSE, SINGLE_OVER
from programmer.ui.views.text_field import TextField
from programmer.ui.widgets.quantity_field import QuantityField

_TIME_WIDTH, _GAP = 92, 8
_ROOM = 250  # of dose, time and a reason, which may be asked for while one types
_OVER = (("Given over, hours", "h"), ("minutes", "min"), ("seconds", "s"))


class OrderFields(QWidget):
    """Renders the fields of an ``OrdersState``; none is ever filled in by itself."""

    def __init__(self, page: OrdersViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.dose = QuantityField("Dose of the single bolus", "mcg", str, dose=True)
        self.over = tuple(QuantityField(label, unit, str) for label, unit in _OVER)
        self.volume = QuantityField("In the reservoir now, after the refill", "mL", str, dose=True)
        self.reason = TextField(
            "Reason for passing this limit, for the records", placeholder="why it is right for this patient"
        )
        self._keyed = {SINGLE_DOSE: self.dose, REFILL_VOLUME: self.volume}
        self._keyed |= dict(zip(SINGLE_OVER, self.over, strict=True))
        for key, field in self._keyed.items():
            field.edit.textEdited.connect(lambda text, key=key: page.type_text(key, text))
        self.reason.typed.connect(page.type_reason)
        self._lay_out()

    def _lay_out(self) -> None:
        self._times = QWidget()
        row = QHBoxLayout(self._times)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_GAP)
        for field in self.over:
            field.setMinimumWidth(_TIME_WIDTH)
            row.addWidget(field, 0, Qt.AlignmentFlag.AlignBottom)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for field in (self.dose, self.volume):
            column.addWidget(field)
        column.addWidget(self._times)
        column.addWidget(self.reason)
        column.addStretch(1)

    def first(self) -> QWidget:
        """What is typed first."""
        return self.dose.edit if self.dose.isVisible() else self.volume.edit

    def render_fields(self, state: OrdersState) -> None:
        """Show every field as typed, with what is said of it; while it is checked nothing can be typed."""
        typing = state.step in {OrderStep.EDIT, OrderStep.CHECKING}
        bolus = typing and state.kind is OrderKind.BOLUS
        self.setVisible(typing and state.kind in TYPED)
        self.setMinimumHeight(_ROOM if bolus else 0)
        self.dose.setVisible(bolus)
        self._times.setVisible(bolus)
        self.volume.setVisible(state.kind is OrderKind.REFILL)
        self.dose.set_unit(state.unit)
        for key, field in self._keyed.items():
            shown = state.fields.get(key, EMPTY_FIELD)
            field.set_value_text(shown.text)
            field.set_reason(shown.reason)
            field.set_read_only(state.step is OrderStep.CHECKING)
        self.reason.setVisible(bolus and state.reason is not None)
        self.reason.render_field(state.reason or EMPTY_FIELD)
        self.reason.edit.setReadOnly(state.step is OrderStep.CHECKING)
