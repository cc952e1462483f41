"""The ring around whatever has the keyboard: two pixels of accent with two pixels of gap."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from shiboken6 import isValid

GAP = 2
WIDTH = 2
REACH = GAP + WIDTH
_RADIUS = 8.0
RINGED_INSTEAD = "ringed-instead"
_FOLLOWED = {
    QEvent.Type.Move,
    QEvent.Type.Resize,
    QEvent.Type.Show,
    QEvent.Type.Hide,
    QEvent.Type.ParentChange,
    QEvent.Type.LayoutRequest,
}


class FocusRing(QWidget):
    """Drawn over a window, around one of its widgets; lets every click through."""

    def __init__(self, window: QWidget, color: str, ground: str) -> None:
        super().__init__(window)
        self._color, self._ground = color, ground
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def take_colors(self, color: str, ground: str) -> None:
        """Draw in other colours."""
        self._color, self._ground = color, ground
        self.update()

    def surround(self, rect: QRect, visible: QRect) -> None:
        """Lie around ``rect`` (in window coordinates), cut to ``visible``; hidden where none of it is seen."""
        outer = rect.adjusted(-REACH, -REACH, REACH, REACH)
        frame = QRegion(outer) - QRegion(rect.adjusted(2, 2, -2, -2))
        seen = visible.adjusted(-REACH, -REACH, REACH, REACH)
        shown = frame.intersected(seen) if visible.isValid() else QRegion()
        if shown.isEmpty():  # an empty mask is none: the whole ring would lie over whatever is there
            self.hide()
            return
        self.setGeometry(outer)
        self.setMask(shown.translated(-outer.topLeft()))
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # the gap is filled too: on a red or yellow ground the ring would otherwise drown
        for color, inset, radius in (
            (self._ground, WIDTH + GAP / 2, _RADIUS - GAP),
            (self._color, WIDTH / 2, _RADIUS),
        ):
            painter.setPen(QPen(QColor(color), WIDTH))
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), radius, radius
            )
        painter.end()


class FocusRings(QObject):
    """Keeps one ring around the focused widget, wherever it moves."""

    def __init__(self, owner: QObject, colors: Callable[[], tuple[str, str]]) -> None:
        super().__init__(owner)
        self._colors = colors
        self._ring: FocusRing | None = None
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._move_to)

    @property
    def ring(self) -> FocusRing | None:
        """The ring now shown, if any."""
        return self._ring if self._ring is not None and isValid(self._ring) else None

    def take_colors(self) -> None:
        """Draw the ring that is shown in the colours of now."""
        ring = self.ring
        if ring is not None:
            ring.take_colors(*self._colors())

    def _move_to(self, _old: QWidget | None, new: QWidget | None) -> None:
        self._let_go()
        if new is None or new.focusPolicy() == Qt.FocusPolicy.NoFocus:
            return
        target = ringed_widget(new)
        window = target.window()
        if target is window or isinstance(target, QMainWindow) or window.windowType() == Qt.WindowType.Popup:
            return
        self._target = target
        self._ring = FocusRing(window, *self._colors())
        self._watch(target, window)
        self._place()

    def _watch(self, target: QWidget, window: QWidget) -> None:
        step: QWidget | None = target
        while step is not None:
            step.installEventFilter(self)
            self._watched.append(step)
            step = None if step is window else step.parentWidget()

    def _let_go(self) -> None:
        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._watched.clear()
        ring = self.ring
        if ring is not None:
            ring.hide()
            ring.deleteLater()
        self._ring = self._target = None

    def _place(self) -> None:
        ring, target = self.ring, self._target
        if ring is None or target is None or not isValid(target):
            return
        if not target.isVisible():
            ring.hide()
            return
        window = target.window()
        rect = QRect(target.mapTo(window, target.rect().topLeft()), target.size())
        ring.surround(rect, _seen(target, rect))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _FOLLOWED:
            self._place()
        return False


def _seen(target: QWidget, rect: QRect) -> QRect:
    """What of ``rect`` no ancestor cuts off. (Qt's visible region leaves out whatever lies under the children.)"""
    window = target.window()
    seen, step = rect, target.parentWidget()
    while step is not None and step is not window:
        seen = seen.intersected(QRect(step.mapTo(window, step.rect().topLeft()), step.size()))
        step = step.parentWidget()
    return seen


def ringed_widget(focused: QWidget) -> QWidget:
    """The widget the ring is drawn around: the focused one, or the frame that stands for it."""
    instead = focused.property(RINGED_INSTEAD)
    return instead if isinstance(instead, QWidget) else focused
