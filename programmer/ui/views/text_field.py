"""A labelled field for words, with what is wrong with them under it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from programmer.ui.theme import TypeSize
from programmer.ui.viewmodels.common_states import FieldState
from programmer.ui.widgets.quantity_field import sentence
from programmer.ui.widgets.text_label import TextLabel, Tone


class TextField(QWidget):
    """``typed`` carries the text after every change by a person; Enter commits nothing."""

    typed = Signal(str)

    def __init__(
        self, label: str, *, placeholder: str = "", most: int = 200, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._label = TextLabel(label, size=TypeSize.LABEL, tone=Tone.MUTED)
        self.edit = QLineEdit()
        self.edit.setPlaceholderText(placeholder)
        self.edit.setMaxLength(most)
        self.edit.setAccessibleName(label)
        self.edit.textEdited.connect(self.typed)
        self._label.setBuddy(self.edit)
        self._message = TextLabel(size=TypeSize.LABEL, tone=Tone.MUTED, wraps=True)
        self.setFocusProxy(self.edit)
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self._label, self.edit, self._message):
            column.addWidget(part)

    def render_field(self, state: FieldState) -> None:
        """Show the text as typed, and what is said of it."""
        if self.edit.text() != state.text:
            self.edit.setText(state.text)
            self.edit.setCursorPosition(len(state.text) if self.edit.hasFocus() else 0)
        wrong = bool(state.reason)
        if self.edit.property("wrong") != wrong:
            self.edit.setProperty("wrong", wrong)
            self.edit.style().unpolish(self.edit)
            self.edit.style().polish(self.edit)
        words = sentence(state.reason) if wrong else state.under
        self._message.setText(words)
        self._message.setVisible(bool(words))
        self._message.set_tone(Tone.DANGER if wrong else Tone.MUTED)
        self.edit.setAccessibleDescription(words)
