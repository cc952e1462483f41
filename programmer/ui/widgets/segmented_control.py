"""A few choices side by side of which exactly one holds."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from programmer.ui.theme import TypeSize, Weight, current_tokens, follow_theme, type_font
from programmer.ui.theme.tokens import Tokens

_HEIGHT = 36
_RADIUS = 6.0
_PADDING = 14


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen (``key``), the word for it, and whether it can be chosen now."""

    key: Hashable
    text: str
    enabled: bool = True
    why: str = ""


class _Segment(QAbstractButton):
    """One segment; its sides are round at the ends of the row."""

    def __init__(self, choice: Choice, *, first: bool, last: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._first, self._last = first, last
        self.setText(choice.text)
        self.setToolTip(choice.why)
        self.setCheckable(True)
        self.setEnabled(choice.enabled)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        widest = QFontMetrics(type_font(TypeSize.TEXT, Weight.SEMIBOLD)).horizontalAdvance(self.text())
        return QSize(widest + 2 * _PADDING, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = (
            tokens.accent_tint if self.isChecked() else tokens.sunken if self.underMouse() else tokens.surface
        )
        painter.fillPath(self._shape(), QColor(ground if self.isEnabled() else tokens.background))
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.drawPath(self._shape())
        color = tokens.accent if self.isChecked() else tokens.text if self.underMouse() else tokens.muted
        painter.setPen(QColor(color if self.isEnabled() else tokens.muted))
        weight = Weight.SEMIBOLD if self.isChecked() else Weight.REGULAR
        painter.setFont(type_font(TypeSize.TEXT, weight))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()

    def _shape(self) -> QPainterPath:
        """The outline; a neighbour's left side is drawn by this one's right side."""
        rect = QRectF(self.rect()).adjusted(0.5 if self._first else -0.5, 0.5, -0.5, -0.5)
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        if not (self._first or self._last):
            path.addRect(rect)
            return path
        path.addRoundedRect(rect, _RADIUS, _RADIUS)
        if not self._first:
            path.addRect(QRectF(rect.left(), rect.top(), _RADIUS * 2, rect.height()))
        if not self._last:
            path.addRect(QRectF(rect.right() - _RADIUS * 2, rect.top(), _RADIUS * 2, rect.height()))
        return path.simplified()


class SegmentedControl(QWidget):
    """Left and Right move the choice. ``chosen`` carries the key when a person chose, not when code did."""

    chosen = Signal(object)

    def __init__(
        self, choices: tuple[Choice, ...] = (), *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._choices: tuple[Choice, ...] = ()
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self._group.idClicked.connect(self._tell)
        self.set_choices(choices)
        follow_theme(self)

    def set_choices(self, choices: tuple[Choice, ...]) -> None:
        """Offer these; what was chosen stays chosen where it is still offered."""
        if choices == self._choices:
            return
        kept = self.chosen_key()
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._choices = choices
        for index, choice in enumerate(choices):
            segment = _Segment(choice, first=index == 0, last=index == len(choices) - 1, parent=self)
            segment.setAccessibleName(f"{self.accessibleName()}: {choice.text}".removeprefix(": "))
            self._group.addButton(segment, index)
            self._row.addWidget(segment)
        self.choose(kept)

    def choose(self, key: Hashable | None) -> None:
        """Mark a choice without telling anyone; ``None`` marks nothing."""
        self._group.setExclusive(False)
        for choice, button in zip(self._choices, self._group.buttons(), strict=True):
            button.setChecked(choice.key == key)
        self._group.setExclusive(True)
        self._let_tab_in()

    def _let_tab_in(self) -> None:
        """Tab comes to what holds now, not to its neighbours; where nothing holds, to the first that can be chosen."""
        buttons = self._group.buttons()
        entry = self._group.checkedButton() or next((one for one in buttons if one.isEnabled()), None)
        for button in buttons:
            here = Qt.FocusPolicy.StrongFocus if button is entry else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(here)

    def chosen_key(self) -> Hashable | None:
        """The key of what holds now, if anything does."""
        index = self._group.checkedId()
        return self._choices[index].key if index >= 0 else None

    def take_focus(self) -> None:
        """Give the keyboard to what holds now."""
        button = self._group.checkedButton()
        if button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw in the new colours."""
        for button in self._group.buttons():
            button.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self._move(step)

    def _move(self, step: int) -> None:
        index = self._group.checkedId() + step
        while 0 <= index < len(self._choices):
            button = self._group.button(index)
            if button.isEnabled():
                button.setFocus()
                button.click()
                return
            index += step

    def _tell(self, index: int) -> None:
        self._let_tab_in()
        self.chosen.emit(self._choices[index].key)
