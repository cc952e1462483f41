"""Taking delivery up again, in two steps: the question, then the answer."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.theme import TypeSize, Weight
from programmer.ui.viewmodels.pump import PumpViewModel
from programmer.ui.viewmodels.pump_state import ResumeState
from programmer.ui.views.offered import show_offer
from programmer.ui.widgets.action_button import ActionButton, ButtonKind
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.notice_bar import NoticeBar
from programmer.ui.widgets.text_label import TextLabel


class ResumePanel(QWidget):
    """Shown while the pump is stopped and after it was resumed; Enter confirms nothing.

    ``asked`` when the question is put, with the keyboard on the answer that changes nothing.
    """

    asked = Signal()

    def __init__(self, page: PumpViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._result = NoticeBar()
        self._card = Card()
        self._question = TextLabel(size=TypeSize.NAME, weight=Weight.SEMIBOLD, wraps=True)
        self.ask = ActionButton("Resume delivery…", high=True)
        self.no = ActionButton("Leave it stopped", high=True)
        self.yes = ActionButton("Resume delivery now", ButtonKind.PRIMARY, high=True)
        self._lay_out()
        self.ask.clicked.connect(page.ask_to_resume)
        self.no.clicked.connect(page.drop_resume)
        self.yes.clicked.connect(page.confirm_resume)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._question, 1)
        for button in (self.ask, self.no, self.yes):
            row.addWidget(button)
        self._card.add(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._card)
        column.addWidget(self._result)

    def render_resume(self, state: ResumeState) -> None:
        """Show the offer, the question, or how it ended."""
        asked = bool(state.question)
        newly = asked and not state.under_way and self.yes.isHidden()
        self._result.set_notice(state.result)
        self._card.setVisible(state.visible)
        if state.under_way:
            self._question.setText("Resuming delivery. Not confirmed yet.")
        else:
            self._question.setText(state.question or "Delivery is stopped. The program stays in the pump.")
        self.ask.setVisible(not asked and not state.under_way)
        self.no.setVisible(asked and not state.under_way)
        self.yes.setVisible(asked and not state.under_way)
        show_offer(self.ask, state.offer)
        show_offer(self.yes, state.confirm)
        self.setVisible(state.visible or state.result is not None)
        if newly and self.isVisible():
            self.no.setFocus()
            self.asked.emit()
