"""The STOP button, always at the top right, in every state of a STOP."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from programmer.ui.assets import paint_icon
from programmer.ui.theme import Tokens, TypeSize, Weight, current_tokens, follow_theme, type_font
from programmer.ui.widgets.stop_button_state import StopButtonState, StopPhase
from programmer.ui.widgets.stop_callout import StopCallout

_HEIGHT = 44
_PADDING = 22
_ICON = 21
_ICON_GAP = 4
_SMALLEST_WIDTH = 156
_SOLID = {StopPhase.READY, StopPhase.ARMED}
_PRESS_KEYS = {Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter}


class StopButton(QAbstractButton):
    """Driven by ``set_state``; it times nothing and sends nothing itself.

    ``pressed_once`` when pressed in ``READY``, ``pressed_again`` when pressed in ``ARMED``. With the focus on
    it, Space and Enter are presses; a key held down is one press, not many, and so is a double click: what the
    second press means could not have been read yet.
    """

    pressed_once = Signal()
    pressed_again = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = StopButtonState()
        self._callout: StopCallout | None = None
        self._keep_clear: QWidget | None = None
        self._left = 1.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._take_press)
        follow_theme(self)
        self._name()

    @property
    def state(self) -> StopButtonState:
        """What is shown."""
        return self._state

    @property
    def callout(self) -> StopCallout | None:
        """The panel under the button while ``ARMED``."""
        return self._callout

    def set_state(self, state: StopButtonState) -> None:
        """Show this; arming opens the panel, leaving ``ARMED`` closes it."""
        if state == self._state:
            return
        self._state = state
        self._left = 1.0
        self._name()
        self.updateGeometry()
        self.update()
        self._show_callout()

    def set_time_left(self, share: float) -> None:
        """What is left of the time for the second press, 1.0 to 0.0; only drawn."""
        self._left = min(1.0, max(0.0, share))
        if self._callout is not None:
            self._callout.set_time_left(self._left)

    def keep_clear_of(self, banner: QWidget) -> None:
        """The panel never covers this widget."""
        self._keep_clear = banner

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw in the new colours."""
        self.update()

    def sizeHint(self) -> QSize:
        icon = _ICON + _ICON_GAP if self._state.phase in _SOLID else 0
        widths = [
            QFontMetrics(self._caption_font()).horizontalAdvance(self._state.words) + icon,
            QFontMetrics(type_font(TypeSize.LABEL)).horizontalAdvance(self._second_line()),
        ]
        return QSize(max(_SMALLEST_WIDTH, max(widths) + 2 * _PADDING), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in _PRESS_KEYS:
            if not event.isAutoRepeat():
                self._take_press()
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) not in _PRESS_KEYS:
            super().keyReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._drop_callout()

    def paintEvent(self, event: QPaintEvent) -> None:
        ground, edge, ink = self._colors(current_tokens())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(edge), 2))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        self._paint_words(painter, ink)
        painter.end()

    def _paint_words(self, painter: QPainter, ink: str) -> None:
        second = self._second_line()
        painter.setFont(self._caption_font())
        painter.setPen(QColor(ink))
        icon = _ICON + _ICON_GAP if self._state.phase in _SOLID else 0
        width = painter.fontMetrics().horizontalAdvance(self._state.words)
        left = (self.width() - width - icon) / 2
        line = QRectF(left + icon, 4 if second else 0, width + 4, 22 if second else self.height())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._state.words)
        if icon:
            paint_icon(painter, "stop", ink, QRectF(left - 2, line.center().y() - _ICON / 2, _ICON, _ICON))
        if second:
            painter.setFont(type_font(TypeSize.LABEL))
            painter.drawText(QRectF(0, 23, self.width(), 16), Qt.AlignmentFlag.AlignCenter, second)

    def _caption_font(self) -> QFont:
        # Armed it has more to say than ready, and must not push the header's words away for it.
        large = self._state.phase is StopPhase.READY
        return type_font(TypeSize.NAME if large else TypeSize.TEXT, Weight.BOLD)

    def _second_line(self) -> str:
        return "" if self._state.phase is StopPhase.ARMED else self._state.detail

    def _colors(self, tokens: Tokens) -> tuple[str, str, str]:
        """Ground, edge and ink."""
        match self._state.phase:
            case StopPhase.READY | StopPhase.ARMED:
                edge = tokens.text if self._state.phase is StopPhase.ARMED else tokens.stop
                return tokens.stop, edge, tokens.on_stop
            case StopPhase.SENDING:
                return tokens.danger_tint, tokens.danger, tokens.text
            case StopPhase.STOPPED:
                return tokens.surface, tokens.danger, tokens.text
            case StopPhase.UNAVAILABLE:
                return tokens.sunken, tokens.border, tokens.muted

    def _name(self) -> None:
        self.setText("")
        self.setAccessibleName(self._state.words)
        self.setAccessibleDescription(self._state.detail)

    def _take_press(self) -> None:
        if self._state.phase is StopPhase.READY:
            self.pressed_once.emit()
        elif self._state.phase is StopPhase.ARMED:
            self.pressed_again.emit()

    def _show_callout(self) -> None:
        if self._state.phase is not StopPhase.ARMED or not self.isVisible():
            self._drop_callout()
            return
        if self._callout is None:
            self._callout = StopCallout(self, self._keep_clear)
        self._callout.show_words(self._state.detail)

    def _drop_callout(self) -> None:
        if self._callout is not None:
            self._callout.hide()
            self._callout.deleteLater()
            self._callout = None
