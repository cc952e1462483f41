"""Asked to close while the pump is not as it should be left, or a training is under way: what that means."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from programmer.ui.theme import TypeSize, Weight
from programmer.ui.viewmodels.leave_state import LeaveState
from programmer.ui.viewmodels.leaving import LeaveGuard
from programmer.ui.views.offered import show_offer
from programmer.ui.views.page import Page, centred
from programmer.ui.views.text_field import TextField
from programmer.ui.widgets.action_button import ActionButton, ButtonKind
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.text_label import TextLabel, Tone

_WIDTH = 720


class LeavePage(Page):
    """``stayed`` when the window is to stay open, ``left`` when it is to close with the typed reason."""

    stayed = Signal()
    left = Signal()

    def __init__(self, view_model: LeaveGuard, *, parent: QWidget | None = None) -> None:
        super().__init__("Close the program?", parent=parent)
        self._reasons = TextLabel(size=TypeSize.NAME, weight=Weight.SEMIBOLD, wraps=True)
        self._losses = TextLabel(wraps=True)
        self._kept = TextLabel("The reason is kept in the records.", tone=Tone.MUTED)
        self.reason = TextField("Why the pump is left like this", placeholder="a sentence for the records")
        self.stay = ActionButton("Stay with the pump", ButtonKind.PRIMARY, high=True)
        self.leave = ActionButton("Leave it and close", ButtonKind.DANGER, high=True)
        self._build()
        self.stay.clicked.connect(self.stayed)
        self.leave.clicked.connect(self.left)
        self.reason.typed.connect(view_model.type_reason)
        view_model.changed.connect(self.render)
        self.render(view_model.state)

    def _build(self) -> None:
        card = Card()
        card.setFixedWidth(_WIDTH)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, 8, 0, 0)
        buttons.setSpacing(12)
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.stay)
        card.add(self._reasons)
        card.add(self._losses)
        card.add(self._kept)
        card.add(self.reason)
        card.add(buttons)
        self.column.addLayout(centred(card), 1)

    def focus_first(self) -> QWidget | None:
        return self.stay if self.reason.isHidden() else self.reason

    def render(self, state: LeaveState) -> None:  # type: ignore[override]
        """Show this state."""
        self._reasons.setText("\n".join(state.reasons))
        self._losses.setText("\n".join(f"{one}." for one in state.losses))
        self._losses.setVisible(bool(state.losses))
        for part in (self._reasons, self._kept, self.reason):
            part.setVisible(bool(state.reasons))
        self.stay.setText("Stay with the pump" if state.reasons else "Stay with the training")
        self.leave.setText("Leave it and close" if state.reasons else "Close")
        self.reason.render_field(state.reason)
        show_offer(self.leave, state.leave)
