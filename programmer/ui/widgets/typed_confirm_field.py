"""Confirming by typing a word: the way past a hold button for hands that cannot hold."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from programmer.ui.theme import TypeSize
from programmer.ui.widgets.action_button import ActionButton, ButtonKind
from programmer.ui.widgets.text_label import TextLabel, Tone


class TypedConfirmField(QWidget):
    """``confirmed`` when the shown word was typed exactly and the button then pressed by mouse or Space.

    Enter does nothing, neither in the field nor on the button. The word is taken away after each use.
    """

    confirmed = Signal()

    def __init__(self, word: str, action: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._word = word
        self._allowed = True
        self._prompt = TextLabel(f"Or type {word} and press the button", size=TypeSize.LABEL, tone=Tone.MUTED)
        self.edit = QLineEdit()
        self.edit.setAccessibleName(f"Type {word} to confirm")
        self.edit.setMaxLength(32)
        self.edit.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._prompt.setBuddy(self.edit)
        self.button = ActionButton(action, ButtonKind.PRIMARY)
        self.button.setAccessibleDescription("Press with the mouse or Space. Enter does nothing.")
        self.edit.textChanged.connect(self._weigh)
        self.button.clicked.connect(self._fire)
        self._lay_out()
        self._weigh()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.edit, 1)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._prompt)
        column.addLayout(row)
        self.setFocusProxy(self.edit)

    def set_word(self, word: str, action: str) -> None:
        """Ask for another word for another action."""
        self._word = word
        self._prompt.setText(f"Or type {word} and press the button")
        self.edit.setAccessibleName(f"Type {word} to confirm")
        self.button.setText(action)
        self.edit.clear()

    def set_allowed(self, allowed: bool) -> None:
        """Whether confirming is possible at all now."""
        self._allowed = allowed
        self.edit.setEnabled(allowed)
        self._weigh()

    def _weigh(self) -> None:
        self.button.setEnabled(self._allowed and self.edit.text() == self._word)

    def _fire(self) -> None:
        self.edit.clear()
        self.confirmed.emit()
