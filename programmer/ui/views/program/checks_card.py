"""What was checked before a program may be confirmed, the limits it exceeds, and what to think of."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from programmer.ui.theme import TypeSize
from programmer.ui.viewmodels.program_state import CompareState
from programmer.ui.views.program.check_line import CheckLine
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.notice_bar import Notice, NoticeBar, NoticeKind
from programmer.ui.widgets.text_label import TextLabel, Tone


class ChecksCard(Card):
    """Renders the words of a ``CompareState``."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__("Before you confirm", parent=parent)
        self._checks: list[CheckLine] = []
        self._checks_column = QVBoxLayout()
        self._checks_column.setSpacing(4)
        self._passed, self._caution = NoticeBar(), NoticeBar()
        self._filling = TextLabel(wraps=True)
        self._library = TextLabel(size=TypeSize.LABEL, tone=Tone.MUTED, wraps=True)
        self.add(self._passed)
        self.add(self._caution)
        self.add(self._checks_column)
        self.add(self._filling)
        self.add(self._library)

    def render_checks(self, state: CompareState) -> None:
        """Show them."""
        while len(self._checks) < len(state.checks):
            line = CheckLine()
            self._checks.append(line)
            self._checks_column.addWidget(line)
        for index, line in enumerate(self._checks):
            line.show_words(state.checks[index] if index < len(state.checks) else "")
        exceeded = Notice(
            NoticeKind.CAUTION, f"Limits exceeded for this reason: {state.reason}.", "\n".join(state.passed)
        )
        self._passed.set_notice(exceeded if state.passed else None)
        self._caution.set_notice(Notice(NoticeKind.CAUTION, "", state.caution) if state.caution else None)
        self._filling.setText(state.filling)
        self._library.setText("\n".join(state.library))
