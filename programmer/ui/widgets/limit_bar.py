"""Where a dose lies among its limits: usual, above the soft limit, beyond the hard one."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from programmer.therapy.notation import decimal_text
from programmer.therapy.quantities import NANOGRAMS_PER_MICROGRAM, NANOGRAMS_PER_MILLIGRAM, NanogramsPerDay
from programmer.ui.theme import Tokens, TypeSize, Weight, current_tokens, follow_theme, type_font
from programmer.ui.theme.style_sheet import mixed

_BAR_TOP = 24
_BAR_HEIGHT = 10
_HEIGHT = 60
_HEADROOM = 1.2


@dataclass(frozen=True, slots=True)
class LimitBarState:
    """The most in a day of what is in the pump and of what is proposed, ng, and the limits; ``label`` says whose.

    Without ``usual_to`` all between ``usual_from`` and ``soft`` is usual. ``unit`` is ``mcg`` or ``mg``.
    """

    label: str
    now: Fraction | None
    proposed: Fraction | None
    usual_from: NanogramsPerDay | None
    soft: NanogramsPerDay | None
    hard: NanogramsPerDay | None
    usual_to: NanogramsPerDay | None = None
    unit: str = "mcg"


class LimitBar(QWidget):
    """Shows one ``LimitBarState``; the words under the bar say what its colours say."""

    def __init__(self, state: LimitBarState | None = None, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: LimitBarState | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT)
        self.set_state(state)
        follow_theme(self)

    def set_state(self, state: LimitBarState | None) -> None:
        """Show these limits; ``None`` shows nothing."""
        self._state = state
        words = [] if state is None else [state.label, *(words for _, words, _ in self._marks(state))]
        self.setAccessibleName(", ".join(words) or "Limits")
        self.update()

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw in the new colours."""
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, _HEIGHT)

    def _marks(self, state: LimitBarState) -> list[tuple[Fraction, str, bool]]:
        """Dose, words under it, and whether they are bold, in the order in which they claim room."""
        marks = (
            (state.proposed, "", True),
            (_amount(state.hard), " hard", False),
            (_amount(state.soft), " soft", False),
        )
        found = [
            (dose, f"{_number(dose, state.unit)}{word}", bold)
            for dose, word, bold in marks
            if dose is not None
        ]
        if state.now is not None and state.now != state.proposed:
            found.append((state.now, f"now {_number(state.now, state.unit)}", False))
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._state is None:
            return
        tokens = current_tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(type_font(TypeSize.LABEL))
        painter.setPen(QColor(tokens.muted))
        painter.drawText(QRectF(0, 0, self.width(), 16), Qt.AlignmentFlag.AlignLeft, self._state.label)
        painter.drawText(
            QRectF(0, 0, self.width(), 16), Qt.AlignmentFlag.AlignRight, f"{self._state.unit} per day"
        )
        self._paint_zones(painter, tokens, self._state)
        self._paint_ticks(painter, tokens, self._state)
        self._paint_words(painter, tokens, self._state)
        painter.end()

    def _x(self, dose: Fraction, state: LimitBarState) -> float:
        known = (state.now, state.proposed, _amount(state.usual_from))
        limit = _amount(state.hard or state.soft)
        ordinary = limit if limit is not None else max(one for one in known if one is not None)
        whole = max(float(ordinary) * _HEADROOM, 1.0)
        return min(1.0, float(dose) / whole) * self.width()

    def _paint_zones(self, painter: QPainter, tokens: Tokens, state: LimitBarState) -> None:
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(0, _BAR_TOP, self.width(), _BAR_HEIGHT), 5, 5)
        painter.setClipPath(shape)
        painter.fillRect(QRectF(0, _BAR_TOP, self.width(), _BAR_HEIGHT), QColor(tokens.sunken))
        zones = (
            (state.usual_from or NanogramsPerDay(0), mixed(tokens.done, tokens.surface, 0.55)),
            (state.usual_to, tokens.sunken),
            (state.soft, mixed(tokens.alarm_medium, tokens.surface, 0.3)),
            (state.hard, mixed(tokens.danger, tokens.surface, 0.4)),
        )
        for start, color in zones:
            if start is not None:
                left = self._x(Fraction(start.value), state)
                painter.fillRect(QRectF(left, _BAR_TOP, self.width() - left, _BAR_HEIGHT), QColor(color))
        painter.setClipping(False)

    def _paint_ticks(self, painter: QPainter, tokens: Tokens, state: LimitBarState) -> None:
        for dose, width, reach in ((state.now, 2, 3), (state.proposed, 3, 6)):
            if dose is not None:
                left = min(self._x(dose, state), self.width() - width)
                tick = QRectF(left - width / 2, _BAR_TOP - reach, width, _BAR_HEIGHT + 2 * reach)
                painter.fillRect(tick, QColor(tokens.text))

    def _paint_words(self, painter: QPainter, tokens: Tokens, state: LimitBarState) -> None:
        taken: list[tuple[float, float]] = []
        for dose, words, bold in self._marks(state):
            painter.setFont(type_font(TypeSize.LABEL, Weight.SEMIBOLD if bold else Weight.REGULAR))
            painter.setPen(QColor(tokens.text if bold else tokens.muted))
            width = painter.fontMetrics().horizontalAdvance(words) + 1
            left = _free_place(self._x(dose, state) - width / 2, width, self.width(), taken)
            taken.append((left, left + width))
            painter.drawText(QRectF(left, _BAR_TOP + 18, width, 16), Qt.AlignmentFlag.AlignLeft, words)


def _free_place(wanted: float, width: float, room: float, taken: list[tuple[float, float]]) -> float:
    """Where words of that width stand without touching others: as wanted, else pushed to the nearer free side."""
    gap = 8.0
    places = [wanted]
    for start, end in taken:
        places += [start - gap - width, end + gap]
    inside = [min(max(0.0, place), max(0.0, room - width)) for place in places]
    free = [
        p
        for p in inside
        if all(p + width + gap <= start + 0.1 or p >= end + gap - 0.1 for start, end in taken)
    ]
    return min(free or inside, key=lambda place: abs(place - wanted))


def _amount(dose: NanogramsPerDay | None) -> Fraction | None:
    return None if dose is None else Fraction(dose.value)


def _number(dose: Fraction, unit: str) -> str:
    whole = NANOGRAMS_PER_MILLIGRAM if unit == "mg" else NANOGRAMS_PER_MICROGRAM
    return decimal_text(dose / whole, digits=6)
