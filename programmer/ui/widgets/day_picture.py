"""Twenty-four hours as a curve: the proposed program solid, the one in the pump dashed, boluses as they are given."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from programmer.therapy.calculations.course_of_day import Stretch, course_of_day
from programmer.therapy.drugs import DrugFill
from programmer.therapy.notation import dose_rate_text
from programmer.therapy.programs import (
    DeliveryMode,
    PeriodicBolus,
    PumpProgram,
    WeekSchedule,
    dose_per_day,
    peak_dose_rate,
)
from programmer.therapy.quantities import (
    MICROSECONDS_PER_DAY,
    NANOGRAMS_PER_MICROGRAM,
    NANOGRAMS_PER_MILLIGRAM,
    SECONDS_PER_DAY,
    NanogramsPerMillilitre,
    PumpTime,
)
from programmer.ui.theme import Tokens, TypeSize, Weight, current_tokens, follow_theme, type_font
from programmer.ui.widgets.plots.value_ticks import tick_word, value_ticks

_LEFT, _BOTTOM, _RIGHT = 52, 26, 4
_LINE, _UNDER_WORDS = 18, 14
_HOURS, _FEWER_HOURS = 4, 8
_ROOM_FOR_HOURS = 300
_TICK_ROOM = 40.0
_HALF = 20.0  # of the room of an hour's word
# A short bolus runs at many times the basal rate: beyond this many times its bar is cut, and the words say so.
_MOST_OVER_BASAL = 3
IN_THE_PUMP = "dashed: in the pump now"
BEFORE = "dashed: at the first reading"
CUT = "bars reach above the scale"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# The first Monday that a pump's clock can tell; where only modes are known, every day is as good as another.
_MONDAY = 4 * MICROSECONDS_PER_DAY
_ANY_DRUG = DrugFill("drug", NanogramsPerMillilitre(NANOGRAMS_PER_MILLIGRAM))


@dataclass(frozen=True, slots=True)
class DayPictureState:
    """``title`` says which 24 hours; ``first_second`` of the day stands at the left. ``words`` are a line each.

    ``opening`` says what a stretch is in which a bridge or a prime runs. ``unit`` is ``mcg`` or ``mg``. ``said`` is
    the same for a screen reader.
    """

    title: str = "One day"
    proposed: tuple[Stretch, ...] = ()
    present: tuple[Stretch, ...] = ()
    first_second: int = 0
    words: tuple[str, ...] = ()
    opening: str = ""
    unit: str = "mcg"
    said: str = ""


NO_DAY = DayPictureState()


class DayPicture(QWidget):
    """Shows a ``DayPictureState``, or two modes; ``dashed`` says what the dashed line is then."""

    def __init__(self, *, dashed: str = IN_THE_PUMP, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dashed = dashed
        self._state = NO_DAY
        self.setMinimumSize(260, 140)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.set_state(NO_DAY)
        follow_theme(self)

    def set_state(self, state: DayPictureState) -> None:
        """Show these 24 hours."""
        self._state = state
        self.setAccessibleName(state.title)
        self.setAccessibleDescription("; ".join(part for part in (state.said, *state.words) if part))
        self.update()

    def set_modes(
        self, proposed: DeliveryMode | None, present: DeliveryMode | None, *, weekday: int = 0
    ) -> None:
        """Show two modes as if both took effect at midnight; ``None`` where there is none.

        Of a week it shows that ``weekday`` (0 is Monday) and says so.
        """
        modes = (proposed, present)
        title = _DAYS[weekday] if any(isinstance(mode, WeekSchedule) for mode in modes) else "One day"
        begins = PumpTime(_MONDAY + weekday * MICROSECONDS_PER_DAY)
        solid, dashes = (
            () if mode is None else course_of_day(PumpProgram(_ANY_DRUG, mode), begins) for mode in modes
        )
        said = [
            f"{word}: {mode_said(mode, weekday)}"
            for mode, word in zip(modes, ("proposed", self._dashed.removeprefix("dashed: ")), strict=True)
            if mode is not None
        ]
        periodic = any(isinstance(mode, PeriodicBolus) for mode in modes)
        words = [self._dashed] if present is not None else []
        words += ["boluses as if it took effect at 00:00"] if periodic else []
        self.set_state(DayPictureState(title, solid, dashes, words=tuple(words), said="; ".join(said)))

    @property
    def is_cut(self) -> bool:
        """Whether a bolus runs at a rate above the scale."""
        return self._peak(with_boluses=True) > self._most_shown()

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw in the new colours."""
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, 230)

    # ---- scale -----------------------------------------------------------------------------------------------

    def _scaled(self, nanograms: Fraction) -> float:
        """In the unit of the axis, as a plot's coordinate."""
        whole = NANOGRAMS_PER_MILLIGRAM if self._state.unit == "mg" else NANOGRAMS_PER_MICROGRAM
        return float(nanograms / whole)

    def _peak(self, *, with_boluses: bool) -> float:
        rates = [
            one.rate - (0 if with_boluses else one.bolus)
            for one in (*self._state.proposed, *self._state.present)
            if one.rate is not None
        ]
        return self._scaled(Fraction(max(rates, default=Fraction(0))))

    def _most_shown(self) -> float:
        basal, whole = self._peak(with_boluses=False), self._peak(with_boluses=True)
        return min(whole, basal * _MOST_OVER_BASAL) if basal else whole

    def _ticks(self, area: QRectF) -> tuple[float, ...]:
        """Round values from 0 to the first at or above the curve."""
        most = self._most_shown() or 1.0
        ticks = value_ticks(0.0, most, area.height(), room=_TICK_ROOM)
        step = ticks[1] if len(ticks) > 1 else most
        return tuple(index * step for index in range(math.ceil(most / step - 1e-9) + 1))

    # ---- painting --------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = current_tokens()
        words = self._words()
        head = _LINE * (1 + len(words)) + _UNDER_WORDS
        area = QRectF(_LEFT, head, self.width() - _LEFT - _RIGHT, self.height() - head - _BOTTOM)
        ticks = self._ticks(area)
        painter = QPainter(self)
        self._paint_words(painter, tokens, area, words)
        self._paint_opening(painter, tokens, area)
        self._paint_scales(painter, tokens, area, ticks)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(area.adjusted(-1, -2, 1, 2))
        dashes = QPen(QColor(tokens.muted), 1.5)
        dashes.setDashPattern([4.0, 3.0])
        dashes.setCapStyle(Qt.PenCapStyle.FlatCap)
        solid = QPen(QColor(tokens.series_rate), 2)
        solid.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        for pen, course in ((dashes, self._state.present), (solid, self._state.proposed)):
            painter.setPen(pen)
            for line in self._lines(area, course, ticks[-1]):
                painter.drawPolyline(line)
        painter.end()

    def _words(self) -> tuple[str, ...]:
        return (*self._state.words, CUT) if self.is_cut else self._state.words

    def _paint_words(self, painter: QPainter, tokens: Tokens, area: QRectF, words: tuple[str, ...]) -> None:
        line = QRectF(area.left(), 0, area.width(), _LINE)
        painter.setFont(type_font(TypeSize.LABEL, Weight.SEMIBOLD))
        painter.setPen(QColor(tokens.text))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, self._state.title)
        painter.setFont(type_font(TypeSize.LABEL))
        painter.setPen(QColor(tokens.muted))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, f"{self._state.unit} per day")
        for number, one in enumerate(words, start=1):
            painter.drawText(line.translated(0, number * _LINE), Qt.AlignmentFlag.AlignLeft, one)

    def _paint_opening(self, painter: QPainter, tokens: Tokens, area: QRectF) -> None:
        """A ground of its own where a bridge or a prime runs in place of the mode."""
        for one in self._state.proposed:
            if one.opening:
                right = min(area.right(), area.left() + one.end / SECONDS_PER_DAY * area.width())
                ground = QRectF(area.left(), area.top(), max(2.0, right - area.left()), area.height())
                painter.fillRect(ground, QColor(tokens.caution_tint))
                room = QRectF(ground.left() + 8, ground.top() + 4, area.width() - 16, ground.height() - 8)
                painter.setPen(QColor(tokens.text))
                painter.setFont(type_font(TypeSize.LABEL, Weight.MEDIUM))
                high = one.rate is not None and self._scaled(one.rate) > self._most_shown() / 2
                side = Qt.AlignmentFlag.AlignBottom if high else Qt.AlignmentFlag.AlignTop
                flags = Qt.AlignmentFlag.AlignLeft | side  # clear of the curve
                painter.drawText(
                    room, int(flags.value) | int(Qt.TextFlag.TextWordWrap.value), self._state.opening
                )

    def _paint_scales(
        self, painter: QPainter, tokens: Tokens, area: QRectF, ticks: tuple[float, ...]
    ) -> None:
        painter.setFont(type_font(TypeSize.LABEL))
        for value in ticks:
            y = round(area.bottom() - value / ticks[-1] * area.height()) + 0.5
            painter.setPen(QPen(QColor(tokens.grid), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(tokens.muted))
            label = QRectF(0, y - 9, area.left() - 8, 18)
            painter.drawText(
                label, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, tick_word(value)
            )
        for second, word in self._hours(area):
            middle = area.left() + second / SECONDS_PER_DAY * area.width()
            left = min(max(area.left(), middle - _HALF), area.right() - 2 * _HALF)
            side = Qt.AlignmentFlag.AlignHCenter
            side = Qt.AlignmentFlag.AlignLeft if middle - _HALF < area.left() else side
            side = Qt.AlignmentFlag.AlignRight if middle + _HALF > area.right() else side
            painter.drawText(QRectF(left, area.bottom() + 8, 2 * _HALF, 16), side, word)

    def _hours(self, area: QRectF) -> list[tuple[int, str]]:
        """Round hours of the clock, with the seconds from the left at which they stand."""
        apart = (_HOURS if area.width() >= _ROOM_FOR_HOURS else _FEWER_HOURS) * 3600
        first = -(-self._state.first_second // apart) * apart
        marks = range(first, self._state.first_second + SECONDS_PER_DAY + 1, apart)
        found = []
        for at in marks:
            hour = at // 3600 % 24
            word = "24:00" if at == SECONDS_PER_DAY and not self._state.first_second else f"{hour:02d}:00"
            found.append((at - self._state.first_second, word))
        return found

    def _lines(self, area: QRectF, course: tuple[Stretch, ...], top: float) -> list[QPolygonF]:
        """Steps, broken where the rate is not one of this drug."""
        lines: list[list[QPointF]] = []
        before: Fraction | None = None
        for one in course:
            if one.rate is None:
                before = None
                continue
            y = area.bottom() - min(1.05, self._scaled(one.rate) / top) * area.height()
            left = area.left() + one.start / SECONDS_PER_DAY * area.width()
            right = area.left() + min(one.end, SECONDS_PER_DAY) / SECONDS_PER_DAY * area.width()
            if before is None:
                lines.append([])
            lines[-1] += [QPointF(left, y), QPointF(right, y)]
            before = one.rate
        return [QPolygonF(line) for line in lines]


def mode_said(mode: DeliveryMode, weekday: int, unit: str = "") -> str:
    """The dose, in the drug's ``unit``, and the peak: of a week those of the day that is shown."""
    if isinstance(mode, WeekSchedule):
        day = mode.days[weekday]
        mean = dose_rate_text(dose_per_day(mode), unit=unit)
        return f"{_DAYS[weekday]} {mode_said(day, weekday, unit)}, mean of the week {mean}"
    peak = peak_dose_rate(PumpProgram(_ANY_DRUG, mode))
    return f"{dose_rate_text(dose_per_day(mode), unit=unit)}, peak {dose_rate_text(peak, unit=unit)}"
