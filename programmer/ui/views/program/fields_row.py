"""Labelled fields of a program side by side, each told to the view-model by its name."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from programmer.ui.viewmodels.common_states import EMPTY_FIELD, FieldState
from programmer.ui.viewmodels.program import ProgramViewModel
from programmer.ui.widgets.quantity_field import QuantityField

_GAP = 12


class FieldsRow(QWidget):
    """``add`` puts the next field at the right; nothing that is typed is changed here."""

    def __init__(self, page: ProgramViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page = page
        self.fields: dict[str, QuantityField] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_GAP)
        self._row.addStretch(1)

    def add(self, key: str, label: str, unit: str, width: int, *, dose: bool = False) -> QuantityField:
        """A field of that name; ``unit`` stands in it behind the number."""
        field = QuantityField(label, unit, as_typed, dose=dose)
        field.setFixedWidth(width)
        field.edit.textEdited.connect(lambda text: self._page.type_text(key, text))
        self.fields[key] = field
        self._row.insertWidget(self._row.count() - 1, field, 0, Qt.AlignmentFlag.AlignTop)
        return field

    def set_unit(self, key: str, unit: str) -> None:
        """The unit of a field, which may be that of another drug now."""
        self.fields[key].set_unit(unit)

    def render_fields(self, states: Mapping[str, FieldState]) -> None:
        """Show every field as typed, with what is said of it."""
        for key, field in self.fields.items():
            state = states.get(key, EMPTY_FIELD)
            field.set_value_text(state.text)
            field.set_reason(state.reason)
            field.set_hint(state.under)


def as_typed(text: str) -> str:
    """Whether a text is a quantity is for the view-model to say."""
    return text
