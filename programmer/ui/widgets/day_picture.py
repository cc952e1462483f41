"""One day as a curve: the proposed program solid, the one in the pump dashed."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from programmer.therapy.notation import dose_rate_text
from programmer.therapy.programs import (
    DeliveryMode,
    PeriodicBolus,
    WeekSchedule,
    dose_per_day,
    peak_basal_rate,
    steps_on,
)
from programmer.therapy.quantities import NANOGRAMS_PER_MICROGRAM, SECONDS_PER_DAY
from programmer.ui.theme import Tokens, TypeSize, Weight, current_tokens, follow_theme, type_font
from programmer.ui.widgets.plots.value_ticks import tick_word, value_ticks

_LEFT, _TOP, _BOTTOM, _RIGHT = 60, 32, 26, 4
_HOURS = range(0, 25, 4)
_FEWER_HOURS = range(0, 25, 8)
_ROOM_FOR_HOURS = 300
_WORD_GAP = 14
_UNIT = "mcg per day"
IN_THE_PUMP = ("dashed: in the pump now", "dashed: in the pump", "dashed: now")
BEFORE = ("dashed: at the first reading", "dashed: before")
_HEADROOM = 1.08
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class DayPicture(QWidget):
    """Shows a ``DeliveryMode`` and, dashed, the one that is in the pump.

    ``dashed`` says what the dashed line is, the longest words first.
    """

    def __init__(self, *, dashed: tuple[str, ...] = IN_THE_PUMP, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dashed = dashed
        self._proposed: DeliveryMode | None = None
        self._present: DeliveryMode | None = None
        self._weekday, self._title = 0, ""
        self.setMinimumSize(260, 140)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.set_modes(None, None)
        follow_theme(self)

    def set_modes(
        self, proposed: DeliveryMode | None, present: DeliveryMode | None, *, weekday: int = 0
    ) -> None:
        """Show these; ``None`` where there is none (the text in the fields is no program yet, say).

        Of a week it shows that ``weekday`` (0 is Monday) and says so; boluses it names, for their times are not known.
        """
        self._proposed, self._present, self._weekday = proposed, present, weekday
        self._title = self._title_of(weekday)
        said = [
            f"{word}: {_in_words(mode, weekday)}"
            for word, mode in (("proposed", proposed), ("in the pump", present))
            if mode is not None
        ]
        self.setAccessibleName(self._title)
        self.setAccessibleDescription("; ".join(said))
        self.update()

    def _title_of(self, weekday: int) -> str:
        modes = (self._proposed, self._present)
        title = _DAYS[weekday] if any(isinstance(mode, WeekSchedule) for mode in modes) else "One day"
        if any(isinstance(mode, PeriodicBolus) for mode in modes):
            return f"{title}, without boluses"
        return title

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw in the new colours."""
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 230)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = current_tokens()
        area = QRectF(_LEFT, _TOP, self.width() - _LEFT - _RIGHT, self.height() - _TOP - _BOTTOM)
        top = self._top_of_scale()
        painter = QPainter(self)
        self._paint_title(painter, tokens, area)
        self._paint_scales(painter, tokens, area, top)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._present is not None:
            pen = QPen(QColor(tokens.muted), 1.5)
            pen.setDashPattern([4.0, 3.0])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            self._paint_curve(painter, pen, area, self._present, top)
        if self._proposed is not None:
            pen = QPen(QColor(tokens.series_rate), 2)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            self._paint_curve(painter, pen, area, self._proposed, top)
        painter.end()

    def _top_of_scale(self) -> float:
        modes = [mode for mode in (self._proposed, self._present) if mode is not None]
        peak = max((_mcg(peak_basal_rate(mode).value) for mode in modes), default=0.0)
        return peak * _HEADROOM or 1.0

    def _paint_title(self, painter: QPainter, tokens: Tokens, area: QRectF) -> None:
        line = QRectF(area.left(), 0, area.width(), 18)
        painter.setFont(type_font(TypeSize.LABEL, Weight.SEMIBOLD))
        painter.setPen(QColor(tokens.text))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, self._title)
        left = painter.fontMetrics().horizontalAdvance(self._title) + _WORD_GAP
        painter.setFont(type_font(TypeSize.LABEL))
        painter.setPen(QColor(tokens.muted))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, _UNIT)
        if self._present is not None:
            room = line.width() - painter.fontMetrics().horizontalAdvance(_UNIT) - _WORD_GAP - left
            dashed = _fitting(self._dashed, painter, room)
            painter.drawText(line.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignLeft, dashed)

    def _paint_scales(self, painter: QPainter, tokens: Tokens, area: QRectF, top: float) -> None:
        painter.setFont(type_font(TypeSize.LABEL))
        for value in value_ticks(0.0, top, area.height(), room=56.0):
            y = round(area.bottom() - value / top * area.height()) + 0.5
            painter.setPen(QPen(QColor(tokens.grid), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(tokens.muted))
            label = QRectF(0, y - 9, area.left() - 8, 18)
            painter.drawText(
                label, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, tick_word(value)
            )
        for hour in _HOURS if area.width() >= _ROOM_FOR_HOURS else _FEWER_HOURS:
            middle = area.left() + hour / 24 * area.width()
            left = min(max(area.left(), middle - 30), area.right() - 60)
            side = Qt.AlignmentFlag.AlignLeft if hour == 0 else Qt.AlignmentFlag.AlignHCenter
            side = Qt.AlignmentFlag.AlignRight if hour == 24 else side
            painter.drawText(QRectF(left, area.bottom() + 8, 60, 16), side, f"{hour:02d}:00")

    def _paint_curve(
        self, painter: QPainter, pen: QPen, area: QRectF, mode: DeliveryMode, top: float
    ) -> None:
        points: list[QPointF] = []
        height = area.bottom()
        for step in steps_on(mode, self._weekday):
            x = area.left() + step.at.value / SECONDS_PER_DAY * area.width()
            if points:
                points.append(QPointF(x, height))
            height = area.bottom() - _mcg(step.dose.value) / top * area.height()
            points.append(QPointF(x, height))
        points.append(QPointF(area.right(), height))
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(points))


def _fitting(choices: tuple[str, ...], painter: QPainter, room: float) -> str:
    """The longest words that fit."""
    metrics = painter.fontMetrics()
    return next((words for words in choices if metrics.horizontalAdvance(words) <= room), "")


def _mcg(nanograms: int) -> float:
    """Micrograms as a plot's coordinate."""
    return float(Fraction(nanograms, NANOGRAMS_PER_MICROGRAM))


def _in_words(mode: DeliveryMode, weekday: int) -> str:
    """The dose and the peak: of a week those of the day that is shown."""
    if isinstance(mode, WeekSchedule):
        day = mode.days[weekday]
        mean = dose_rate_text(dose_per_day(mode))
        return f"{_DAYS[weekday]} {_in_words(day, weekday)}, mean of the week {mean}"
    return f"{dose_rate_text(dose_per_day(mode))}, peak {dose_rate_text(peak_basal_rate(mode))}"
