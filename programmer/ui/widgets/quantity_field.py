"""A labelled field for one quantity, which says under itself what it understood or why it did not."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from programmer.therapy.notation import NotAQuantity
from programmer.ui.theme import TypeSize
from programmer.ui.widgets.quantity_edit import QuantityEdit
from programmer.ui.widgets.shown import set_shown
from programmer.ui.widgets.text_label import TextLabel, Tone

Reader = Callable[[str], object]


class QuantityField(QWidget):
    """Text is kept exactly as typed; ``reader`` turns it into a quantity or raises ``NotAQuantity``.

    ``value_changed`` carries the quantity, or ``None`` while the text is none. An empty field that was never
    touched is no quantity either, but is not called wrong. Nothing is committed by Enter or by leaving.
    """

    value_changed = Signal(object)

    def __init__(
        self, label: str, unit: str, reader: Reader, *, dose: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._reader = reader
        self._hint = ""
        self._outside_reason = ""
        self._reason = ""
        self._value: object | None = None
        self._label = TextLabel(label, size=TypeSize.LABEL, tone=Tone.MUTED)
        self.edit = QuantityEdit(unit, look="dose" if dose else "")
        self._message = TextLabel(size=TypeSize.LABEL, tone=Tone.MUTED, wraps=True)
        self._name_for_everyone(label, unit)
        self._lay_out()
        self.edit.textEdited.connect(self._read_typed)

    def _name_for_everyone(self, label: str, unit: str) -> None:
        self._label.setBuddy(self.edit)
        set_shown(self._label, bool(label))
        self.edit.setAccessibleName(f"{label}, {unit}" if unit else label)
        self.setFocusProxy(self.edit)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self._label, self.edit, self._message):
            column.addWidget(part)
        column.addStretch(1)

    def value(self) -> object | None:
        """The quantity the text stands for, or ``None``."""
        return self._value

    def text(self) -> str:
        """The text as typed."""
        return self.edit.text()

    def reason(self) -> str:
        """Why the text is refused; empty when it is not."""
        return self._reason

    def set_value_text(self, text: str) -> None:
        """Put a text there as if from the pump: it is read, but nobody is told of a change."""
        if text != self.edit.text():
            self.edit.setText(text)
        self._read(tell=False, pristine=not text)

    def set_unit(self, unit: str) -> None:
        """Let the number stand for another unit; the text stays, and is for who asks for it to clear."""
        if unit != self.edit.unit:
            self.edit.set_unit(unit)
            self.edit.setAccessibleName(f"{self._label.text()}, {unit}")

    def set_hint(self, hint: str) -> None:
        """What follows from the value, shown under the field while there is no reason against it."""
        self._hint = hint
        self._show_message()

    def set_reason(self, reason: str) -> None:
        """A reason from outside (a limit, say) against a text that can be read; empty takes it back."""
        self._outside_reason = reason
        self._show_message()

    def set_read_only(self, read_only: bool) -> None:
        """Show without letting anyone type."""
        self.edit.setReadOnly(read_only)
        self.edit.style().unpolish(self.edit)
        self.edit.style().polish(self.edit)

    def _read_typed(self, _text: str) -> None:
        self._read(tell=True, pristine=False)

    def _read(self, *, tell: bool, pristine: bool) -> None:
        before = self._value
        try:
            self._value, self._reason = self._reader(self.edit.text()), ""
        except NotAQuantity as refusal:
            self._value, self._reason = None, "" if pristine else str(refusal)
        self._show_message()
        if tell and before != self._value:
            self.value_changed.emit(self._value)

    def _show_message(self) -> None:
        reason = self._reason or self._outside_reason
        self.edit.set_wrong(bool(reason))
        self._message.setText(sentence(reason) if reason else self._hint)
        self._message.set_tone(Tone.DANGER if reason else Tone.MUTED)
        self.edit.setAccessibleDescription(reason or self._hint)


def sentence(reason: str) -> str:
    """A reason as a sentence on its own."""
    return reason[:1].upper() + reason[1:]
