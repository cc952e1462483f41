"""The frame every page stands in: its head, its margins, and scrolling where the window is low."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from programmer.ui.widgets.page_head import PageHead

MARGINS = (24, 16, 24, 20)
GUTTER = 16


class Page(QWidget):
    """``head`` and under it whatever is put into ``column``."""

    def __init__(self, title: str, line: str = "", *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "page")
        self.setAccessibleName(title)
        self.head = PageHead(title, line)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(*MARGINS)
        self.column.setSpacing(GUTTER)
        self.column.addWidget(self.head)

    def focus_first(self) -> QWidget | None:
        """What takes the keyboard when the page opens; nothing that could change anything by Space alone."""
        return None

    def take_focus(self) -> bool:
        """Give the keyboard to what the page begins with; whether there is such a thing now."""
        first = self.focus_first()
        shown = first is not None and (
            first.isVisibleTo(self) if self.isAncestorOf(first) else first.isVisible()
        )
        if first is None or not first.isEnabled() or not shown:
            return False
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        return True


def centred(*parts: QWidget) -> QHBoxLayout:
    """Parts one under the other in the middle of the width, each as high as its words need."""
    column = QVBoxLayout()
    column.setSpacing(GUTTER)
    for part in parts:
        column.addWidget(part)
    column.addStretch(1)
    row = QHBoxLayout()
    row.setContentsMargins(0, GUTTER, 0, 0)
    row.addStretch(1)
    row.addLayout(column)
    row.addStretch(1)
    return row


class Scrolled(QScrollArea):
    """Gives a page all the room there is, and scrolls it where that is too little; its head stays where it is.

    When what has the keyboard vanishes or can no longer be used, the keyboard goes to what the page begins with, or
    to the page itself: Qt would hand it to whatever comes next, and scroll there.
    """

    def __init__(self, page: Page, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._page = page
        self._keep_head(page)
        self.setWidget(page)

    def _keep_head(self, page: Page) -> None:
        """Taken out of the page before that comes in: so it is also what Tab comes to first."""
        left, top, _, _ = MARGINS
        page.column.removeWidget(page.head)
        page.column.setContentsMargins(left, GUTTER, MARGINS[2], MARGINS[3])
        page.head.setParent(self)
        self.setViewportMargins(0, top + page.head.height(), 0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        left, top, right, _ = MARGINS
        # as wide as the page, whose scroll bar takes its room from the right
        width = self.viewport().width() - left - right
        self._page.head.setGeometry(left, top, width, self._page.head.height())
        self._page.head.raise_()

    def focusNextPrevChild(self, forward: bool) -> bool:
        focused = QApplication.focusWidget()
        if focused is None or (focused.isVisible() and focused.isEnabled()):
            return super().focusNextPrevChild(forward)
        self._page.setFocus(Qt.FocusReason.OtherFocusReason)
        QTimer.singleShot(0, self, self._take_focus_back)  # once the page shows all of its new state
        return True

    def _take_focus_back(self) -> None:
        if self._page.hasFocus():
            self._page.take_focus()

    def keep_in_view(self, part: QWidget) -> None:
        """Scroll to a part, once it stands where it will be."""
        QTimer.singleShot(0, self, lambda: self.ensureWidgetVisible(part))
