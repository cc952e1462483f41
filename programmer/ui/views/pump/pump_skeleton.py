"""The Pump page while the pump is read for the first time."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.views.page import GUTTER
from programmer.ui.views.skeleton import Skeleton
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.progress_panel import ProgressPanel

LEFT_WIDTH = 372
_CARDS = (
    ((14, 0.4), (38, 0.5), (16, 0.7)),
    ((14, 0.35), (24, 0.6), (16, 0.9), (16, 0.8), (16, 0.85)),
    ((16, 0.4), (14, 1.0), (14, 1.0), (14, 1.0)),
)


class PumpSkeleton(QWidget):
    """Cards without words where the cards will be, and the progress where the plot will be."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.progress = ProgressPanel()
        left = QVBoxLayout()
        left.setSpacing(GUTTER)
        for bars in _CARDS:
            card = Card()
            card.setFixedWidth(LEFT_WIDTH)
            card.add(Skeleton(bars))
            left.addWidget(card)
        left.addStretch(1)
        right = QVBoxLayout()
        right.addWidget(self.progress)
        right.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GUTTER)
        row.addLayout(left)
        row.addLayout(right, 1)
