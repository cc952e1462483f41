"""Where a person signs for a pump that will never answer again."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.viewmodels.connect import ConnectViewModel
from programmer.ui.viewmodels.connect_state import GoneState
from programmer.ui.views.offered import show_offer
from programmer.ui.views.text_field import TextField
from programmer.ui.views.trouble_panel import TroublePanel
from programmer.ui.widgets.action_button import ActionButton, ButtonKind
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.text_label import TextLabel, Tone

_WHAT = "Exchanged, explanted or dead: a person may close its commands as not known."
_SIGN = "Call it, and close them"


class GoneCard(Card):
    """One sentence with "Close its commands…", or the form; takes no room while no command is open."""

    def __init__(self, page: ConnectViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__("A pump that is gone for good", parent=parent)
        self.ask = ActionButton("Close its commands…")
        self.serial = TextField("Serial number of that pump", placeholder="as it stands on its card", most=64)
        self.note = TextField(
            "Why they are closed without their outcome", placeholder="a sentence for the records"
        )
        self._closes = TextLabel(wraps=True)
        self._call = TextLabel(tone=Tone.MUTED, wraps=True)
        self._trouble = TroublePanel()
        self._why_not = TextLabel(tone=Tone.MUTED, wraps=True)
        self.close_button = ActionButton("Not now")
        self.sign = ActionButton(_SIGN, ButtonKind.DANGER)
        self._form = self._build_form()
        self._lay_out()
        self.ask.clicked.connect(page.open_gone_form)
        self.serial.typed.connect(page.type_gone_serial)
        self.note.typed.connect(page.type_gone_note)
        self.close_button.clicked.connect(page.close_gone_form)
        self.sign.clicked.connect(page.sign_for_gone)

    def _build_form(self) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(12)
        for part in (self._trouble, self.serial, self._closes, self.note, self._call, self._why_not):
            column.addWidget(part)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addStretch(1)
        row.addWidget(self.close_button)
        row.addWidget(self.sign)
        column.addLayout(row)
        return form

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(TextLabel(_WHAT, tone=Tone.MUTED, wraps=True), 1)
        row.addWidget(self.ask)
        self.add(row)
        self.add(self._form)

    def render_gone(self, state: GoneState) -> None:
        """Show the offer, or the form."""
        opened = state.open and self._form.isHidden()
        self.setVisible(state.offered)
        self.ask.setVisible(not state.open)
        self._form.setVisible(state.open)
        self.serial.render_field(state.serial)
        self.note.render_field(state.note)
        self._closes.setText(state.closes)
        self._closes.setVisible(bool(state.closes))
        self._call.setText(state.call)
        self._trouble.render_trouble(state.trouble)
        self._why_not.setText(state.sign.why_not)
        self._why_not.setVisible(bool(state.sign.why_not))
        self.sign.setText("Calling the pump…" if state.busy else _SIGN)
        show_offer(self.sign, state.sign)
        for part in (self.serial, self.note, self.close_button):
            part.setEnabled(not state.busy)
        if opened:
            self.serial.setFocus()
