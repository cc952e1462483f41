"""One line of text that ends in … where it does not fit, and then says it all in its tooltip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from programmer.ui.theme import TypeSize, Weight
from programmer.ui.widgets.text_label import TextLabel, Tone


class ElidedLabel(TextLabel):
    """Gives way when space is short: down to ``at_least`` pixels, at its beginning if it ``keeps_end``."""

    def __init__(
        self,
        text: str = "",
        *,
        size: TypeSize = TypeSize.TEXT,
        weight: Weight = Weight.REGULAR,
        tone: Tone = Tone.PLAIN,
        at_least: int = 48,
        keeps_end: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        self._side = Qt.TextElideMode.ElideLeft if keeps_end else Qt.TextElideMode.ElideRight
        super().__init__(text, size=size, weight=weight, tone=tone, parent=parent)
        self._at_least = at_least
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._tell_all()

    def shown_text(self) -> str:
        """What fits."""
        return self.fontMetrics().elidedText(self.text(), self._side, self.width())

    def sizeHint(self) -> QSize:
        # the width of the text as drawn; one pixel more, for a glyph's fraction must not cost its last word
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + 1, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self._at_least, self.sizeHint().width()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_all()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.style().drawItemText(
            painter,
            self.rect(),
            int(self.alignment()) if isinstance(self.alignment(), int) else self.alignment().value,
            self.palette(),
            self.isEnabled(),
            self.shown_text(),
            QPalette.ColorRole.WindowText,
        )
        painter.end()

    def _tell_all(self) -> None:
        self.setToolTip(self.text() if self.shown_text() != self.text() else "")
