"""What will arrive at the tip: the proposed program solid, the one in the pump dashed, a pane for each drug."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from programmer.ui.theme import Tokens, TypeSize, Weight, current_tokens, follow_theme, type_font
from programmer.ui.widgets.plots.value_ticks import tick_word, value_ticks

Steps = tuple[tuple[float, float], ...]
"""Hours from now and the rate from then on, in the unit of the pane."""
Span = tuple[float, float]

LEFT, RIGHT, AXIS = 52, 6, 22
_LINE, _GAP, _SAMPLE, _UNDER_WORDS = 18, 10, 22, 5
_PLOT, _PLOT_MOST, _NARROW, _HIGHER = 96.0, 108.0, 340, 0.1
_TICK_ROOM = 30.0
_LASTING_H = 2.0
# What lasts for less than two hours may be cut, beyond this many times what lasts.
_MOST_OVER_LASTING = 3.0
# A limit so many times above the curves is told in words: drawn, it would press them flat.
_LIMIT_IN_SIGHT = 1.5
_LEFT_TOP = Qt.AlignmentFlag.AlignLeft
_RIGHT_TOP = Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class DrugArriving:
    """One drug, rates in ``unit`` per day. ``leaving``: from, to and the rate where another leaves the pump than
    arrives; ``apart``: where another arrives than is meant. ``soft`` and ``hard`` are its limits for 24 h."""

    name: str
    unit: str
    proposed: Steps
    present: Steps
    leaving: tuple[tuple[float, float, float], ...] = ()
    apart: tuple[Span, ...] = ()
    soft: float | None = None
    hard: float | None = None


@dataclass(frozen=True, slots=True)
class Coming:
    """``hours`` from now; ``marks`` are hours with the words of the axis. ``opening`` is how long a bridge or a prime
    runs, ``swept`` when the path has been pushed through, each with its words."""

    hours: float = 72.0
    title: str = ""
    marks: tuple[tuple[float, str], ...] = ()
    drugs: tuple[DrugArriving, ...] = ()
    opening: float | None = None
    opening_words: str = ""
    swept: float | None = None
    swept_words: str = ""
    said: str = ""


NOTHING_COMING = Coming()


def top_of(drug: DrugArriving, hours: float) -> float:
    """Where the scale of a pane ends: above all that lasts, and above a limit that is not far off."""
    curves = (drug.proposed, drug.present)
    lasting = max((_lasting(one, hours) for one in curves), default=0.0)
    highest = max((rate for one in curves for _, rate in one), default=0.0)
    top = min(highest, _MOST_OVER_LASTING * lasting) if lasting else highest
    limits = [one for one in (drug.soft, drug.hard) if one is not None and one <= _LIMIT_IN_SIGHT * top]
    leaving = [rate for since, until, rate in drug.leaving if until - since >= _LASTING_H]
    return max([top, *limits, *leaving]) or 1.0


def above_the_scale(drug: DrugArriving, hours: float) -> tuple[str, ...]:
    """What the scale leaves out, a line each; empty if it leaves out nothing."""
    top = top_of(drug, hours)
    highest = max((rate for one in (drug.proposed, drug.present) for _, rate in one), default=0.0)
    unit = f"{drug.unit} per day"
    peak = [f"above: for a short time {tick_word(highest)} {unit}"] if highest > top else []
    limits = (("soft limit", drug.soft), ("hard limit", drug.hard))
    words = [f"{word} {tick_word(one)}" for word, one in limits if one is not None and one > top]
    return (*peak, f"above: {', '.join(words)} {unit}") if words else tuple(peak)


def _lasting(steps: Steps, hours: float) -> float:
    """The highest rate that is reached or exceeded for two hours in all."""
    spans = [(rate, end - at) for (at, rate), (end, _) in pairwise((*steps, (hours, 0.0)))]
    lasted = 0.0
    for rate, span in sorted(spans, reverse=True):
        lasted += span
        if lasted >= _LASTING_H:
            return rate
    return 0.0


class ArrivingPicture(QWidget):
    """Shows a ``Coming``, as high as its drugs need."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._coming = NOTHING_COMING
        self.setMinimumWidth(260)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("What will arrive at the tip")
        follow_theme(self)

    def set_coming(self, coming: Coming) -> None:
        """Show what is coming."""
        if coming != self._coming:
            self._coming = coming
            self.setAccessibleDescription(coming.said)
            self.updateGeometry()
            self.update()

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw in the new colours."""
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()  # the samples may need another row now

    def sizeHint(self) -> QSize:
        return QSize(420, int(self._head() + sum(self._height(one) for one in self._coming.drugs) + AXIS))

    def minimumSizeHint(self) -> QSize:
        return QSize(260, self.sizeHint().height())

    # ---- where -----------------------------------------------------------------------------------------------

    def _head(self) -> float:
        words = [one for one in (self._coming.opening_words, self._coming.swept_words) if one]
        return _LINE * (len(self._title_rows()) + len(self._legend_rows()) + len(words)) + 4

    def _title_rows(self) -> list[str]:
        """The title, after a comma in two rows where one has no room for it."""
        first, comma, rest = self._coming.title.partition(", ")
        room = self.width() - RIGHT
        if (
            not comma
            or QFontMetricsF(type_font(TypeSize.LABEL)).horizontalAdvance(self._coming.title) <= room
        ):
            return [self._coming.title]
        return [f"{first},", rest]

    def _height(self, drug: DrugArriving) -> float:
        return self._words_height(drug) + self._plot_height() + _GAP

    def _plot_height(self) -> float:
        """Higher where there is room beside it: two doses that lie close are told apart by the eye."""
        return min(_PLOT_MOST, _PLOT + _HIGHER * max(0, self.width() - _NARROW))

    def _words_height(self, drug: DrugArriving) -> float:
        return _LINE * (1 + len(above_the_scale(drug, self._coming.hours))) + _UNDER_WORDS

    def _x(self, area: QRectF, hour: float) -> float:
        return area.left() + min(max(hour / self._coming.hours, 0.0), 1.0) * area.width()

    # ---- painting --------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, painter = current_tokens(), QPainter(self)
        self._paint_head(painter, tokens)
        top = self._head()
        area = QRectF()
        for drug in self._coming.drugs:
            area = QRectF(
                LEFT, top + self._words_height(drug), self.width() - LEFT - RIGHT, self._plot_height()
            )
            self._paint_words(painter, tokens, drug, QRectF(0, top, self.width() - RIGHT, _LINE))
            self._paint_drug(painter, tokens, drug, area)
            top += self._height(drug)
        if self._coming.drugs:
            self._paint_hours(painter, tokens, area)
        painter.end()

    def _paint_head(self, painter: QPainter, tokens: Tokens) -> None:
        line = QRectF(0, 0, self.width() - RIGHT, _LINE)
        painter.setFont(type_font(TypeSize.LABEL))
        painter.setPen(QColor(tokens.muted))
        for words in self._title_rows():
            painter.drawText(line, _LEFT_TOP, words)
            line.translate(0, _LINE)
        for row in self._legend_rows():
            x = line.left()
            for kind, word, width in row:
                painter.setPen(self._pen(tokens, kind))
                painter.drawLine(QPointF(x, line.top() + 8.5), QPointF(x + _SAMPLE, line.top() + 8.5))
                painter.setPen(QColor(tokens.text))
                painter.drawText(QRectF(x + _SAMPLE + 6, line.top(), width, _LINE), _LEFT_TOP, word)
                x += _SAMPLE + width + 18
            line.translate(0, _LINE)
        painter.setPen(QColor(tokens.text))
        for words in (self._coming.opening_words, self._coming.swept_words):
            if words:
                painter.drawText(line, _LEFT_TOP, words)
                line.translate(0, _LINE)

    def _legend_rows(self) -> list[list[tuple[str, str, float]]]:
        """Samples of lines with their words, as many to a row as have room."""
        kinds = [("proposed", "proposed"), ("present", "in the pump now")]
        if any(drug.leaving for drug in self._coming.drugs):
            kinds.append(("leaving", "leaves the pump"))
        metrics = QFontMetricsF(type_font(TypeSize.LABEL))
        rows: list[list[tuple[str, str, float]]] = [[]]
        x = 0.0
        for kind, word in kinds:
            width = metrics.horizontalAdvance(word) + 2
            if rows[-1] and x + _SAMPLE + 6 + width > self.width() - RIGHT:
                rows.append([])
                x = 0.0
            rows[-1].append((kind, word, width))
            x += _SAMPLE + width + 18
        return rows

    def _pen(self, tokens: Tokens, kind: str) -> QPen:
        if kind == "present":
            pen = QPen(QColor(tokens.muted), 1.5)
            pen.setDashPattern([4.0, 3.0])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            return pen
        pen = (
            QPen(QColor(tokens.series_dose), 2) if kind == "proposed" else QPen(QColor(tokens.series_rate), 1)
        )
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        return pen

    def _paint_words(self, painter: QPainter, tokens: Tokens, drug: DrugArriving, line: QRectF) -> None:
        painter.setFont(type_font(TypeSize.LABEL, Weight.SEMIBOLD))
        painter.setPen(QColor(tokens.text))
        painter.drawText(line, _LEFT_TOP, f"{drug.name} at the tip")
        painter.setFont(type_font(TypeSize.LABEL))
        painter.setPen(QColor(tokens.muted))
        painter.drawText(line, _RIGHT_TOP, f"{drug.unit} per day")
        for words in above_the_scale(drug, self._coming.hours):
            line.translate(0, _LINE)
            painter.drawText(line, _LEFT_TOP, words)

    def _paint_drug(self, painter: QPainter, tokens: Tokens, drug: DrugArriving, area: QRectF) -> None:
        top = top_of(drug, self._coming.hours)
        self._paint_grounds(painter, tokens, drug, area)
        paint_scale(painter, tokens, area, value_ticks(0.0, top, area.height(), room=_TICK_ROOM), top)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.save()
        painter.setClipRect(area.adjusted(-1, -2, 1, 2))
        for since, until, rate in drug.leaving:
            painter.setPen(self._pen(tokens, "leaving"))
            y = _y(area, rate, top)
            painter.drawLine(QPointF(self._x(area, since), y), QPointF(self._x(area, until), y))
        for kind, steps in (("present", drug.present), ("proposed", drug.proposed)):
            painter.setPen(self._pen(tokens, kind))
            painter.drawPolyline(self._line(area, steps, top))
        painter.restore()
        self._paint_limits(painter, tokens, drug, area, top)

    def _paint_grounds(self, painter: QPainter, tokens: Tokens, drug: DrugArriving, area: QRectF) -> None:
        """Where a bridge or a prime runs, where another dose arrives than is meant, and where the path is swept."""
        if self._coming.opening is not None:
            painter.fillRect(self._ground(area, 0.0, self._coming.opening), QColor(tokens.accent_tint))
        for since, until in drug.apart:
            painter.fillRect(self._ground(area, since, until), QColor(tokens.caution_tint))
        if self._coming.swept is not None:
            painter.setPen(QPen(QColor(tokens.text), 1, Qt.PenStyle.DotLine))
            x = round(self._x(area, self._coming.swept)) + 0.5
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))

    def _ground(self, area: QRectF, since: float, until: float) -> QRectF:
        left, right = self._x(area, since), self._x(area, until)
        return QRectF(left, area.top(), max(2.0, right - left), area.height())

    def _line(self, area: QRectF, steps: Steps, top: float) -> QPolygonF:
        points = []
        for (at, rate), (end, _) in pairwise((*steps, (self._coming.hours, 0.0))):
            y = _y(area, rate, top)
            points += [QPointF(self._x(area, at), y), QPointF(self._x(area, end), y)]
        return QPolygonF(points)

    def _paint_limits(
        self, painter: QPainter, tokens: Tokens, drug: DrugArriving, area: QRectF, top: float
    ) -> None:
        painter.setFont(type_font(TypeSize.LABEL))
        for word, value, colour in (
            ("soft", drug.soft, tokens.alarm_medium),
            ("hard", drug.hard, tokens.danger),
        ):
            if value is None or value > top:
                continue
            y = round(_y(area, value, top)) + 0.5
            painter.setPen(QPen(QColor(colour), 1.5))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(tokens.text))
            label = QRectF(area.left(), y - 17 if y - 17 > area.top() - 4 else y + 1, area.width() - 2, 16)
            painter.drawText(label, _RIGHT_TOP, f"{word} limit {tick_word(value)}")

    def _paint_hours(self, painter: QPainter, tokens: Tokens, area: QRectF) -> None:
        marks = [(self._x(area, hour), word) for hour, word in self._coming.marks]
        paint_marks(painter, tokens, area, marks)


def ticks_to(top: float, height: float) -> tuple[float, ...]:
    """Round values from 0 to the first at or above ``top``."""
    ticks = value_ticks(0.0, top, height, room=_TICK_ROOM)
    step = ticks[1] if len(ticks) > 1 else top
    return tuple(index * step for index in range(math.ceil(top / step - 1e-9) + 1))


def paint_scale(
    painter: QPainter, tokens: Tokens, area: QRectF, ticks: tuple[float, ...], top: float
) -> None:
    """A value axis from 0 to ``top`` at the left, with its grid lines."""
    painter.setFont(type_font(TypeSize.LABEL))
    middle = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    for value in ticks:
        y = round(_y(area, value, top)) + 0.5
        painter.setPen(QPen(QColor(tokens.grid), 1))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setPen(QColor(tokens.muted))
        painter.drawText(QRectF(0, y - 9, area.left() - 8, 18), middle, tick_word(value))


def paint_marks(painter: QPainter, tokens: Tokens, area: QRectF, marks: list[tuple[float, str]]) -> None:
    """Words under an axis, each beginning at its mark; one that has no room beside the one before is left out."""
    painter.setFont(type_font(TypeSize.LABEL))
    metrics, free = QFontMetricsF(type_font(TypeSize.LABEL)), area.left() - LEFT
    for x, word in marks:
        width = metrics.horizontalAdvance(word) + 2
        left = min(max(area.left(), x), area.right() - width)
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.drawLine(QPointF(round(x) + 0.5, area.bottom()), QPointF(round(x) + 0.5, area.bottom() + 5))
        painter.setPen(QColor(tokens.muted))
        if left >= free:
            painter.drawText(QRectF(left, area.bottom() + 5, width, 16), _LEFT_TOP, word)
            free = left + width + 6


def _y(area: QRectF, value: float, top: float) -> float:
    return area.bottom() - min(1.05, value / top) * area.height()
