"""A drawn reservoir: how full it is, where its alarm lies, and the volume in words on it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from programmer.therapy.notation import volume_text
from programmer.therapy.quantities import Nanolitres
from programmer.ui.theme import Tokens, TypeSize, Weight, current_tokens, follow_theme, type_font
from programmer.ui.theme.style_sheet import mixed

_SIZE = QSize(72, 150)
_RADIUS = 14.0
_WORDS_HEIGHT = 40.0
_PLACES = 2  # more do not fit on the glass


@dataclass(frozen=True, slots=True)
class ReservoirState:
    """Volume left and volume it holds; the volume of the low alarm; ``stale`` when it is no longer sure."""

    left: Nanolitres
    capacity: Nanolitres
    alarm: Nanolitres | None = None
    stale: bool = False

    @property
    def share(self) -> float:
        """How full, 0 to 1."""
        return _share(self.left, self.capacity)


def _share(part: Nanolitres, whole: Nanolitres) -> float:
    return min(1.0, max(0.0, part.value / whole.value)) if whole.value > 0 else 0.0


class ReservoirGlass(QWidget):
    """Shows one ``ReservoirState``, or an empty outline while none is known."""

    def __init__(self, state: ReservoirState | None = None, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = state
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(_SIZE)
        self.set_state(state)
        follow_theme(self)

    def set_state(self, state: ReservoirState | None) -> None:
        """Show this level."""
        self._state = state
        name = "Reservoir, volume not known"
        if state is not None:
            name = f"Reservoir: {volume_text(state.left, places=_PLACES)} of {volume_text(state.capacity)}"
        self.setAccessibleName(name)
        self.update()

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw in the new colours."""
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(body, _RADIUS, _RADIUS)
        painter.fillPath(shape, QColor(tokens.sunken))
        if self._state is not None:
            painter.setClipPath(shape)
            self._paint_level(painter, tokens, body, self._state)
            painter.setClipping(False)
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.drawPath(shape)
        painter.end()

    def _paint_level(self, painter: QPainter, tokens: Tokens, body: QRectF, state: ReservoirState) -> None:
        top = body.bottom() - body.height() * state.share
        fluid = mixed(tokens.muted if state.stale else tokens.series_reservoir, tokens.surface, 0.14)
        painter.fillRect(QRectF(body.left(), top, body.width(), body.bottom() - top), QColor(fluid))
        if state.alarm is not None:
            level = round(body.bottom() - body.height() * _share(state.alarm, state.capacity)) + 0.5
            pen = QPen(QColor(tokens.alarm_medium), 2, Qt.PenStyle.CustomDashLine)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([2.5, 1.5])
            painter.setPen(pen)
            painter.drawLine(round(body.left()), round(level), round(body.right()), round(level))
        self._paint_words(painter, tokens, body, state, top)

    def _paint_words(
        self, painter: QPainter, tokens: Tokens, body: QRectF, state: ReservoirState, top: float
    ) -> None:
        """The words stand in the fluid when they fit there, and above it when it is low."""
        inside = body.bottom() - top > _WORDS_HEIGHT + 20
        ink = tokens.on_accent if inside else tokens.text
        start = top + 8 if inside else top - _WORDS_HEIGHT - 6
        number, unit = volume_text(state.left, places=_PLACES).rsplit("\u00a0", 1)
        whole = volume_text(state.capacity).partition("\u00a0")[0]
        painter.setPen(QColor(ink))
        painter.setFont(type_font(TypeSize.TEXT, Weight.SEMIBOLD))
        painter.drawText(QRectF(0, start, self.width(), 20), Qt.AlignmentFlag.AlignCenter, number)
        painter.setFont(type_font(TypeSize.LABEL))
        painter.drawText(
            QRectF(0, start + 18, self.width(), 16), Qt.AlignmentFlag.AlignCenter, f"{unit} of {whole}"
        )
