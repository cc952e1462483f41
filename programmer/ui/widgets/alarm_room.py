"""The room under the header that belongs to alarms, kept free while a pump is connected so that no page ever moves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QMoveEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from programmer.ui.theme import Tokens, TypeSize, current_tokens, follow_theme
from programmer.ui.widgets.alarm_banner import AlarmBanner
from programmer.ui.widgets.alarm_strip import HEIGHT
from programmer.ui.widgets.text_label import TextLabel, Tone

_LEFT = 24
_NONE = "No alarms"


class AlarmRoom(QWidget):
    """Says in small letters that there is no alarm; the ``banner`` lies over it, and over the page where its list is
    open. Takes no room while nothing is connected and nothing is to be said."""

    def __init__(self, banner: AlarmBanner, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._banner = banner
        self._kept = False
        self.setFixedHeight(HEIGHT)
        self._none = TextLabel(size=TypeSize.LABEL, tone=Tone.MUTED)
        row = QHBoxLayout(self)
        row.setContentsMargins(_LEFT, 0, _LEFT, 0)
        row.addWidget(self._none)
        banner.setParent(parent)
        banner.hide()
        banner.installEventFilter(self)
        follow_theme(self)
        self._follow()

    def keep(self, kept: bool, *, told: bool) -> None:
        """Whether the room is kept free though there is no alarm, and whether a pump has told that there is none."""
        self._kept = kept
        self._none.setText(_NONE if told else "")
        self._follow()

    def _follow(self) -> None:
        self.setVisible(self._kept or not self._banner.isHidden())
        self._none.setVisible(self._banner.isHidden())
        self._place()

    def _place(self) -> None:
        self._banner.setGeometry(self.x(), self.y(), self.width(), self._banner.sizeHint().height())
        self._banner.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.ShowToParent, QEvent.Type.HideToParent, QEvent.Type.LayoutRequest}:
            self._follow()
        return False

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw in the new colours."""
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = current_tokens()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(tokens.surface))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(tokens.border))
        painter.end()
