"""The two ways to program a pump, both deliberate: hold a button, or type a word and press another."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.viewmodels.program import ProgramViewModel
from programmer.ui.viewmodels.program_state import CompareState
from programmer.ui.views.program.check_line import CheckLine
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.hold_button import HoldButton
from programmer.ui.widgets.notice_bar import Notice, NoticeBar, NoticeKind
from programmer.ui.widgets.text_label import TextLabel, Tone
from programmer.ui.widgets.typed_confirm_field import TypedConfirmField

_PROGRAM = "Program the pump"


class ConfirmCard(Card):
    """The checks that were made, what to think of, and "Hold to program the pump". Enter does nothing."""

    def __init__(self, page: ProgramViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__("Confirm and send", parent=parent)
        self._checks: list[CheckLine] = []
        self._checks_column = QVBoxLayout()
        self._checks_column.setSpacing(4)
        self._passed, self._caution = NoticeBar(), NoticeBar()
        self.hold = HoldButton("Hold to program the pump")
        self._hint = TextLabel("hold 1.5 s; Enter does nothing", tone=Tone.MUTED, wraps=True)
        self.typed = TypedConfirmField("", _PROGRAM)
        self._why_not = TextLabel(tone=Tone.DANGER, wraps=True)
        self._word = ""
        self._lay_out()
        self.hold.held.connect(page.confirm)
        self.typed.confirmed.connect(page.confirm)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.hold)
        row.addWidget(self._hint, 1, Qt.AlignmentFlag.AlignVCenter)
        self.add(self._checks_column)
        self.add(self._passed)
        self.add(self._caution)
        self.add(row)
        self.add(self.typed)
        self.add(self._why_not)  # last, so that nothing moves under the pointer when it goes

    def render_confirm(self, state: CompareState) -> None:
        """Show whether it can be confirmed, and how."""
        while len(self._checks) < len(state.checks):
            line = CheckLine()
            self._checks.append(line)
            self._checks_column.addWidget(line)
        for index, line in enumerate(self._checks):
            line.show_words(state.checks[index] if index < len(state.checks) else "")
        passed = Notice(
            NoticeKind.CAUTION, f"Passed for this reason: {state.reason}.", "\n".join(state.passed)
        )
        self._passed.set_notice(passed if state.passed else None)
        self._caution.set_notice(Notice(NoticeKind.CAUTION, "", state.caution) if state.caution else None)
        self._why_not.setText(state.confirm.why_not)
        self._why_not.setVisible(bool(state.confirm.why_not))
        self.hold.setText(state.confirm_word)
        self.hold.setEnabled(state.confirm.enabled)
        self.hold.updateGeometry()
        if state.typed_word != self._word:
            self._word = state.typed_word
            self.typed.set_word(state.typed_word, _PROGRAM)
        self.typed.set_allowed(state.confirm.enabled)
