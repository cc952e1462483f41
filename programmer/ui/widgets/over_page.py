"""Lays a part over the lower edge of the page, so that nothing under it moves when it comes and goes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

_MARGIN = 16


class OverPage(QObject):
    """Keeps ``part`` within ``page``, both inside ``parent``; the part shows and hides itself."""

    def __init__(self, page: QWidget, part: QWidget, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._page, self._part = page, part
        part.setParent(parent)
        part.hide()
        for watched in (page, part):
            watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {
            QEvent.Type.Resize,
            QEvent.Type.Move,
            QEvent.Type.Show,
            QEvent.Type.LayoutRequest,
        }:
            self._place()
        return False

    def _place(self) -> None:
        width = max(0, self._page.width() - 2 * _MARGIN)
        height = (
            self._part.heightForWidth(width)
            if self._part.hasHeightForWidth()
            else self._part.sizeHint().height()
        )
        bottom = self._page.geometry().bottom() - _MARGIN
        self._part.setGeometry(self._page.x() + _MARGIN, bottom - height, width, height)
        self._part.raise_()
