"""Notices one under the other; takes no room without any."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from programmer.ui.widgets.notice_bar import Notice, NoticeBar


class NoticeList(QWidget):
    """Shows ``Notice`` values in their order, and reuses the bars it has."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: list[NoticeBar] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.hide()

    def render_notices(self, notices: tuple[Notice, ...]) -> None:
        """Show these."""
        while len(self._bars) < len(notices):
            bar = NoticeBar()
            self._bars.append(bar)
            self._column.addWidget(bar)
        for index, bar in enumerate(self._bars):
            bar.set_notice(notices[index] if index < len(notices) else None)
        self.setVisible(bool(notices))
