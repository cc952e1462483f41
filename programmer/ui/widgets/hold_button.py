"""The button that programs a pump: it fires only after being held down by the mouse or a finger."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from programmer.ui.theme import Tokens, TypeSize, Weight, current_tokens, follow_theme, type_font
from programmer.ui.theme.style_sheet import mixed
from programmer.ui.widgets.flash_clock import monotonic_ms

HOLD_MS = 1500
_FRAME_MS = 16
_HEIGHT = 44
_PADDING = 24


class HoldButton(QAbstractButton):
    """``held`` once the button was held ``hold_ms`` without a break; letting go or sliding off starts anew.

    Enter and Space do nothing: who cannot hold a button is given a ``TypedConfirmField`` beside it.
    """

    held = Signal()

    def __init__(
        self,
        text: str,
        *,
        hold_ms: int = HOLD_MS,
        now_ms: Callable[[], int] = monotonic_ms,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._hold_ms = hold_ms
        self._now_ms = now_ms
        self._since: int | None = None
        self._frames = QTimer(self)
        self._frames.setInterval(_FRAME_MS)
        self._frames.timeout.connect(self.look_at_clock)
        self.setText(text)
        self.setAccessibleDescription(f"Hold for {hold_ms / 1000:g} s. Enter and Space do nothing.")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow_theme(self)

    @property
    def share(self) -> float:
        """How much of the hold is done, 0 to 1."""
        if self._since is None:
            return 0.0
        return min(1.0, (self._now_ms() - self._since) / self._hold_ms)

    def look_at_clock(self) -> None:
        """Fire when the time is up; otherwise draw how far it is."""
        if self._since is not None and self.share >= 1.0:
            self._let_go()
            self.held.emit()
        self.update()

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw in the new colours."""
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(type_font(TypeSize.TEXT, Weight.SEMIBOLD))
        return QSize(metrics.horizontalAdvance(self.text()) + 2 * _PADDING, _HEIGHT)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.isEnabled():
            self.setDown(True)
            self._since = self._now_ms()
            self._frames.start()
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self.rect().contains(event.position().toPoint()):
            self._let_go()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._let_go()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Space, Qt.Key.Key_Select, Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            return
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._let_go()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._let_go()
        super().hideEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.EnabledChange:
            self._let_go()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(self.rect()), 6, 6)
        painter.setClipPath(shape)
        ground = tokens.accent if self.isEnabled() else tokens.sunken
        painter.fillRect(self.rect(), QColor(ground))
        filled = mixed(tokens.accent, tokens.text if tokens.dark else "#000000", 0.4)
        painter.fillRect(QRectF(0, 0, self.width() * self.share, self.height()), QColor(filled))
        painter.setPen(QColor(tokens.on_accent if self.isEnabled() else tokens.muted))
        painter.setFont(type_font(TypeSize.TEXT, Weight.SEMIBOLD))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()

    def _let_go(self) -> None:
        self._since = None
        self._frames.stop()
        self.setDown(False)
        self.update()
