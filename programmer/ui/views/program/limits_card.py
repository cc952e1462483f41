"""The limits that a program exceeds: hard ones, which no reason passes, and those that one does."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from programmer.ui.viewmodels.program import ProgramViewModel
from programmer.ui.viewmodels.program_state import LimitsState
from programmer.ui.views.text_field import TextField
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.notice_bar import Notice, NoticeBar, NoticeKind

_MOST = 500
_HARD = "Cannot be sent, and no reason changes that."
_TITLE, _NOT_BRIDGED = "Limits exceeded", "Not bridged yet"
_WITHOUT = "Without a bridge, and so not sent."


class LimitsCard(Card):
    """Takes no room while no limit is exceeded."""

    def __init__(self, page: ProgramViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__(_TITLE, parent=parent)
        self._bars: list[NoticeBar] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        self.reason = TextField("Reason for exceeding these limits (recorded)", most=_MOST)
        self.add(self._list)
        self.add(self.reason)
        self.reason.typed.connect(page.type_reason)

    def render_limits(self, state: LimitsState) -> None:
        """Show each with its sentence; the reason only where one is all that is wanting."""
        notices = [Notice(NoticeKind.DANGER, _HARD, words) for words in state.hard]
        notices += [Notice(NoticeKind.CAUTION, "Needs a reason.", words) for words in state.soft]
        self.set_title(_TITLE if notices else _NOT_BRIDGED)
        if state.unbridged:
            notices.append(Notice(NoticeKind.DANGER, _WITHOUT, "\n".join(state.unbridged)))
        while len(self._bars) < len(notices):
            bar = NoticeBar()
            self._bars.append(bar)
            self._list.addWidget(bar)
        for index, bar in enumerate(self._bars):
            bar.set_notice(notices[index] if index < len(notices) else None)
        self.reason.setVisible(bool(state.soft) and not state.hard)
        self.reason.render_field(state.reason)
        self.setVisible(bool(notices))
