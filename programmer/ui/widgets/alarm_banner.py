"""What the pump warns of, across the window under the header, most urgent first."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from programmer.therapy.alarms import Priority
from programmer.ui.widgets.alarm_strip import AlarmStrip
from programmer.ui.widgets.flash_clock import FlashClock
from programmer.ui.widgets.shown import set_shown


@dataclass(frozen=True, slots=True)
class AlarmLine:
    """One alarm in words: what (``words``), since when (``since``), and by whom it was acknowledged, if so."""

    key: str
    priority: Priority
    words: str
    since: str = ""
    acknowledged: str = ""
    can_acknowledge: bool = True


@dataclass(frozen=True, slots=True)
class AlarmBannerState:
    """All alarms, the newest first, and what is to be said of the sound (empty while it is on)."""

    alarms: tuple[AlarmLine, ...] = ()
    sound: str = ""

    def by_urgency(self) -> tuple[AlarmLine, ...]:
        """Most urgent first, and among equals the newest first."""
        return tuple(sorted(self.alarms, key=lambda line: -line.priority))


class AlarmBanner(QWidget):
    """One strip for the most urgent alarm, "n more" opening the others; takes no room without alarms.

    ``acknowledge_asked`` carries the key of an alarm.
    """

    acknowledge_asked = Signal(str)

    def __init__(self, clock: FlashClock, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._state = AlarmBannerState()
        self._open = False
        self._holding = False
        self._strips: list[AlarmStrip] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)
        clock.edge.connect(self._flash)
        self.hide()

    def set_state(self, state: AlarmBannerState) -> None:
        """Show these alarms; an equal state changes nothing, so that flashing and focus go on undisturbed."""
        if state == self._state:
            return
        self._state = state
        self._open = self._open and len(state.alarms) > 1
        self._hold_clock(any(line.priority > Priority.LOW for line in state.alarms))
        self._render()

    @property
    def opened(self) -> bool:
        """Whether all alarms are listed."""
        return self._open

    def toggle(self) -> None:
        """List all alarms, or only the most urgent."""
        self._open = not self._open
        self._render()

    def strips(self) -> tuple[AlarmStrip, ...]:
        """The strips now shown, from the top."""
        return tuple(strip for strip in self._strips if not strip.isHidden())

    def _hold_clock(self, hold: bool) -> None:
        if hold and not self._holding:
            self._clock.hold()
        if self._holding and not hold:
            self._clock.release()
        self._holding = hold

    def _render(self) -> None:
        lines = self._state.by_urgency()
        shown = lines if self._open else lines[:1]
        while len(self._strips) < len(shown):
            self._strips.append(self._new_strip())
        for index, strip in enumerate(self._strips):
            set_shown(strip, index < len(shown))
            if index < len(shown):
                self._fill(strip, shown[index], more=len(lines) - 1 if index == 0 else 0)
        set_shown(self, bool(lines))
        self.setAccessibleName(f"{len(lines)} alarms" if len(lines) != 1 else "1 alarm")

    def _fill(self, strip: AlarmStrip, line: AlarmLine, *, more: int) -> None:
        strip.show_alarm(line.key, line.priority, line.words, line.since)
        strip.show_acknowledged(line.acknowledged, can_acknowledge=line.can_acknowledge)
        strip.show_more(more, opened=self._open)
        strip.show_sound(self._state.sound if strip is self._strips[0] else "")
        strip.set_lit(self._clock.lit(line.priority))

    def _new_strip(self) -> AlarmStrip:
        strip = AlarmStrip()
        strip.more_asked.connect(self.toggle)
        strip.acknowledge_asked.connect(self.acknowledge_asked)
        self._column.addWidget(strip)
        return strip

    def _flash(self) -> None:
        for strip in self.strips():
            strip.set_lit(self._clock.lit(strip.priority))
