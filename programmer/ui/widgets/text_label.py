"""A line or paragraph of text in one size of the scale and one tone."""

from __future__ import annotations

from enum import Enum
from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QWidget

from programmer.ui.theme import TypeSize, Weight, type_font


class Tone(Enum):
    """What a text's colour says; the words must say it too."""

    PLAIN = "plain"
    MUTED = "muted"
    ACCENT = "accent"
    DONE = "done"
    DANGER = "danger"
    ON_ACCENT = "on-accent"
    ON_HIGH_ALARM = "on-high-alarm"
    ON_ALARM = "on-alarm"


_LINE_HEIGHTS = {
    TypeSize.LABEL: 16,
    TypeSize.TEXT: 20,
    TypeSize.NAME: 22,
    TypeSize.TITLE: 28,
    TypeSize.DOSE: 32,
    TypeSize.NUMBER: 40,
}


def _escaped(text: str) -> str:
    return escape(text).replace("\n", "<br>").replace("  ", "&nbsp; ")


class TextLabel(QLabel):
    """Words taken as they are (nothing in them is read as markup) that can change tone.

    With ``wraps`` it is a paragraph with the line height of its size.
    """

    def __init__(
        self,
        text: str = "",
        *,
        size: TypeSize = TypeSize.TEXT,
        weight: Weight = Weight.REGULAR,
        tone: Tone = Tone.PLAIN,
        wraps: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        self._weight = weight  # read by changeEvent, which the base class may call
        super().__init__(parent)
        self._wraps = wraps
        self._plain = ""
        self._line_height = _LINE_HEIGHTS[size]
        self.setTextFormat(Qt.TextFormat.RichText if wraps else Qt.TextFormat.PlainText)
        self.setFont(type_font(size, weight))
        self.setWordWrap(wraps)
        self.setProperty("tone", tone.value)
        self.setText(text)

    def setText(self, text: str) -> None:
        self._plain = text
        super().setText(self._paragraph(_escaped(text)) if self._wraps else text)
        self._keep_room()

    def set_headline(self, headline: str, text: str) -> None:
        """A paragraph that opens with bold words (only with ``wraps``)."""
        self._plain = f"{headline} {text}".strip()
        bold = f'<span style="font-weight:600">{_escaped(headline)}</span>'
        super().setText(self._paragraph(f"{bold} {_escaped(text)}"))
        self._keep_room()

    def _paragraph(self, markup: str) -> str:
        return f'<p style="line-height:{self._line_height}px">{markup}</p>' if self._plain else ""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_room()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._keep_room()

    def _keep_room(self) -> None:
        """A paragraph is never squeezed below its lines, however tight the page."""
        if self._wraps and self.isVisible():  # before that the width is not the one it will have
            self.setMinimumHeight(0)  # else the height for a width is never less than the last one
            self.setMinimumHeight(self.heightForWidth(self.width()) if self._plain else 0)

    def text(self) -> str:
        """The words as they were given."""
        return self._plain

    def set_tone(self, tone: Tone) -> None:
        """Change what the colour says."""
        if self.property("tone") != tone.value:
            self.setProperty("tone", tone.value)
            self.style().unpolish(self)
            self.style().polish(self)

    def set_weight(self, weight: Weight) -> None:
        """Change how bold it is, keeping the size."""
        self._weight = weight
        self._keep_weight()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # A style sheet gives a widget that moves to another parent the font of its first polish back.
        if event.type() == QEvent.Type.FontChange:
            self._keep_weight()

    def _keep_weight(self) -> None:
        font = self.font()
        if font.weight() != int(self._weight):
            font.setWeight(font.Weight(int(self._weight)))
            self.setFont(font)
