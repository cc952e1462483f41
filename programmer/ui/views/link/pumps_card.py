"""The pumps that this workstation is paired with, and the two steps by which one is forgotten."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from programmer.ui.theme import Weight
from programmer.ui.viewmodels.link import LinkViewModel
from programmer.ui.viewmodels.link_state import PairedLine, PairingsState
from programmer.ui.views.offered import show_offer
from programmer.ui.views.skeleton import Skeleton
from programmer.ui.views.trouble_panel import TroublePanel
from programmer.ui.widgets.action_button import ActionButton, ButtonKind
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.data_table import DataTable
from programmer.ui.widgets.notice_bar import Notice, NoticeBar, NoticeKind
from programmer.ui.widgets.table_rows import Column, TableRow
from programmer.ui.widgets.text_label import TextLabel, Tone

_COLUMNS = (Column("Serial number"), Column("Paired"), Column("Fingerprint of its key", stretch=True))
_NONE = (
    "This workstation is paired with no pump yet. Connecting to one asks for the code that the pump shows."
)


class PumpsCard(Card):
    """A list, "Forget…", and the question with Yes and No."""

    def __init__(self, page: LinkViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__("Paired pumps", parent=parent)
        self._loading = Skeleton(((28, 0.7), (28, 0.6)))
        self._trouble = TroublePanel()
        self._done = NoticeBar()
        self._none = TextLabel(_NONE, tone=Tone.MUTED, wraps=True)
        self.table = DataTable(_COLUMNS, name="Paired pumps", choosable=True, fits_rows=True)
        self.ask = ActionButton("Forget…")
        self._question = TextLabel(weight=Weight.SEMIBOLD, wraps=True)
        self.no = ActionButton("No, keep it")
        self.yes = ActionButton("Yes, forget it", ButtonKind.DANGER)
        self._build()
        self.table.row_chosen.connect(lambda key: page.choose_pump(str(key)))
        self.ask.clicked.connect(page.ask_to_forget)
        self.yes.clicked.connect(page.forget)
        self.no.clicked.connect(page.keep)

    def _build(self) -> None:
        for part in (self._trouble, self._done, self._loading, self._none):
            self.add(part)
        self.add(self.table)
        self.add(self._question)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addStretch(1)
        for button in (self.ask, self.no, self.yes):
            foot.addWidget(button)
        self.add(foot)

    def render_pumps(self, state: PairingsState) -> None:
        """Show which are trusted, or the question."""
        asked = bool(state.question)
        self._trouble.render_trouble(state.trouble)
        self._done.set_notice(Notice(NoticeKind.INFO, state.done) if state.done else None)
        self._loading.setVisible(state.pumps is None and state.trouble is None)
        self._none.setVisible(state.pumps == ())
        self.table.setVisible(bool(state.pumps))
        self.table.setEnabled(not asked)
        self.table.set_rows(tuple(_row(pump) for pump in state.pumps or ()))
        self.table.choose(state.chosen)
        self._question.setText(state.question)
        self._question.setVisible(asked)
        self.ask.setVisible(bool(state.pumps) and not asked)
        show_offer(self.ask, state.forget)
        for button in (self.no, self.yes):
            button.setVisible(asked)


def _row(pump: PairedLine) -> TableRow:
    return TableRow((pump.serial, pump.since, pump.fingerprint), key=pump.key)
