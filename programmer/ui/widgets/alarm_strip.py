"""One alarm on one strip: its shape, its marks, its words, and a ground that flashes at the pace of its urgency."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from programmer.therapy.alarms import Priority
from programmer.ui.assets import paint_icon
from programmer.ui.theme import Tokens, TypeSize, Weight, current_tokens, follow_theme
from programmer.ui.widgets.elided_label import ElidedLabel
from programmer.ui.widgets.shown import set_shown
from programmer.ui.widgets.strip_button import StripButton
from programmer.ui.widgets.text_label import TextLabel, Tone

HEIGHT = 36
_LEFT = 24
_ICON = 22
_EDGE = 4
MARKS = {Priority.HIGH: "***", Priority.MEDIUM: "**", Priority.LOW: "*"}
WORDS = {Priority.HIGH: "High alarm", Priority.MEDIUM: "Alarm", Priority.LOW: "Advice"}
ICONS = {Priority.HIGH: "alarm-high", Priority.MEDIUM: "alarm-medium", Priority.LOW: "alarm-low"}


def strip_colors(tokens: Tokens, priority: Priority, *, lit: bool) -> tuple[str, str]:
    """Ground and text: full colour when lit, the surface with a coloured edge when dark; readable in both."""
    if not lit:
        return tokens.surface, tokens.text
    return {
        Priority.HIGH: (tokens.alarm_high, tokens.on_alarm_high),
        Priority.MEDIUM: (tokens.alarm_medium, tokens.on_alarm),
        Priority.LOW: (tokens.alarm_low, tokens.on_alarm),
    }[priority]


class AlarmStrip(QWidget):
    """``more_asked`` when the others are wanted, ``acknowledge_asked`` with the key of this alarm."""

    more_asked = Signal()
    acknowledge_asked = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.priority = Priority.LOW
        self._key = ""
        self._lit = True
        self.setFixedHeight(HEIGHT)
        self._marks = TextLabel(weight=Weight.BOLD, size=TypeSize.NAME)
        self._words = ElidedLabel(weight=Weight.SEMIBOLD, size=TypeSize.NAME, at_least=160)
        self._since = TextLabel()
        self._sound = TextLabel(weight=Weight.SEMIBOLD)
        self._acknowledged = TextLabel()
        self._acknowledge = StripButton("Acknowledge")
        self._more = StripButton("")
        self._lay_out()
        self._acknowledge.clicked.connect(lambda: self.acknowledge_asked.emit(self._key))
        self._more.clicked.connect(self.more_asked)
        follow_theme(self)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(_LEFT + _ICON + 12, 0, 24, 0)
        row.setSpacing(12)
        row.addWidget(self._marks)
        row.addWidget(self._words)
        row.addWidget(self._since)
        row.addStretch(1)
        for part in (self._sound, self._acknowledged, self._acknowledge, self._more):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_alarm(self, key: str, priority: Priority, words: str, since: str) -> None:
        """Say which alarm this is."""
        self._key, self.priority = key, priority
        self._marks.setText(f"{MARKS[priority]} {WORDS[priority]}")
        self._words.setText(words)
        self._since.setText(since)
        self.setAccessibleName(
            f"{WORDS[priority]}, {priority.name.lower()} priority: {words} {since}".strip()
        )
        self.apply_tokens(current_tokens())

    def show_acknowledged(self, words: str, *, can_acknowledge: bool) -> None:
        """Say who acknowledged it, or offer to."""
        self._acknowledged.setText(words)
        set_shown(self._acknowledged, bool(words))
        set_shown(self._acknowledge, can_acknowledge and not words)
        self._acknowledge.setAccessibleName(f"Acknowledge: {self._words.text()}")

    def show_more(self, more: int, *, opened: bool) -> None:
        """Offer the others."""
        self._more.setText("Show less" if opened else f"{more} more")
        set_shown(self._more, more > 0)
        self._more.setAccessibleName("Show fewer alarms" if opened else f"Show {more} more alarms")

    def show_sound(self, words: str) -> None:
        """Say that the sound is not on."""
        self._sound.setText(words)
        set_shown(self._sound, bool(words))

    def set_lit(self, lit: bool) -> None:
        """Turn lit or dark."""
        if lit != self._lit:
            self._lit = lit
            self.apply_tokens(current_tokens())

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw the words in the colour that reads on the ground."""
        _, ink = strip_colors(tokens, self.priority, lit=self._lit)
        on_ground = Tone.ON_HIGH_ALARM if self.priority is Priority.HIGH else Tone.ON_ALARM
        for part in (self._marks, self._words, self._since, self._sound, self._acknowledged):
            part.set_tone(on_ground if self._lit else Tone.PLAIN)
        for button in (self._acknowledge, self._more):
            button.set_ink(ink)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = current_tokens()
        ground, ink = strip_colors(tokens, self.priority, lit=self._lit)
        alarm, _ = strip_colors(tokens, self.priority, lit=True)
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(ground))
        painter.fillRect(QRectF(0, 0, self.width(), _EDGE), QColor(alarm))
        painter.fillRect(QRectF(0, self.height() - _EDGE, self.width(), _EDGE), QColor(alarm))
        top = (self.height() - _ICON) / 2
        paint_icon(painter, ICONS[self.priority], ink, QRectF(_LEFT, top, _ICON, _ICON))
        painter.end()
