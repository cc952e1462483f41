"""The cards that show what will arrive at the tip, and how long the reservoir lasts, before anything takes effect."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from programmer.ui.theme import TypeSize
from programmer.ui.viewmodels.arriving import ArrivingState
from programmer.ui.views.notice_list import NoticeList
from programmer.ui.widgets.arriving_picture import ArrivingPicture
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.level_picture import LevelPicture
from programmer.ui.widgets.notice_bar import Notice, NoticeKind
from programmer.ui.widgets.text_label import TextLabel, Tone


class ArrivingCard(Card):
    """Renders an ``ArrivingState``."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__("What will arrive", parent=parent)
        self.notices = NoticeList()
        self.status = TextLabel(tone=Tone.MUTED, wraps=True)
        self.picture = ArrivingPicture()
        self.supposed = TextLabel(size=TypeSize.LABEL, tone=Tone.MUTED, wraps=True)
        for part in (self.notices, self.status, self.picture, self.supposed):
            self.add(part)

    def render_arriving(self, state: ArrivingState) -> None:
        """Show it; while it is calculated the words say so."""
        self.notices.render_notices(tuple(Notice(NoticeKind.CAUTION, "", words) for words in state.notices))
        self.status.setText(state.status)
        self.status.setVisible(bool(state.status))
        self.picture.set_coming(state.coming)
        self.picture.setVisible(bool(state.coming.drugs))
        self.supposed.setText("\n".join(state.supposed))
        self.supposed.setVisible(bool(state.supposed))


class LevelCard(Card):
    """How the reservoir falls with both programs; takes no room while that is not known."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__("", parent=parent)
        self.setAccessibleName("Reservoir")
        self.picture = LevelPicture()
        self.add(self.picture)

    def render_levels(self, state: ArrivingState) -> None:
        """Show them."""
        self.picture.set_levels(state.levels)
        self.setVisible(bool(state.levels.proposed))
