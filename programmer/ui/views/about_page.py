"""What this program is, and what it is not."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from programmer.ui.theme import TypeSize, Weight
from programmer.ui.viewmodels.footer import FooterViewModel
from programmer.ui.viewmodels.footer_state import FooterPageState
from programmer.ui.views.page import Page
from programmer.ui.widgets.action_button import ActionButton
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.notice_bar import Notice, NoticeBar, NoticeKind
from programmer.ui.widgets.text_label import TextLabel

_WIDTH = 720


class AboutPage(Page):
    """``closed`` when the page before it is wanted again."""

    closed = Signal()

    def __init__(self, view_model: FooterViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__("About", parent=parent)
        self.back = ActionButton("Close", icon_name="close")
        self._card = Card()
        self._card.setFixedWidth(_WIDTH)
        self._title = TextLabel(size=TypeSize.TITLE, weight=Weight.SEMIBOLD, wraps=True)
        self._statement = NoticeBar()
        self._paragraphs = TextLabel(wraps=True)
        self._paragraphs.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._build()
        self.back.clicked.connect(self.closed)
        view_model.changed.connect(self.render)
        self.render(view_model.state)

    def _build(self) -> None:
        self.head.add_action(self.back)
        self._card.add(self._title)
        self._card.add(self._statement)
        self._card.add(self._paragraphs)
        column = QVBoxLayout()
        column.addWidget(self._card)
        column.addStretch(1)
        self.column.addLayout(column)

    def focus_first(self) -> QWidget | None:
        return self.back

    def render(self, state: FooterPageState) -> None:  # type: ignore[override]
        """Show this state."""
        title, statement, *paragraphs = state.about or ("", "")
        self._title.setText(title)
        self._statement.set_notice(Notice(NoticeKind.CAUTION, statement))
        self._paragraphs.setText("\n\n".join(paragraphs))
