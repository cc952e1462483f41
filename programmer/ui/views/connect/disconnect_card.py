"""The way to let go of a pump, and the reason that is due where this is not harmless."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from programmer.ui.viewmodels.connect import ConnectViewModel
from programmer.ui.viewmodels.connect_state import DisconnectState
from programmer.ui.views.offered import show_offer
from programmer.ui.views.text_field import TextField
from programmer.ui.widgets.action_button import ActionButton
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.text_label import TextLabel, Tone


class DisconnectCard(Card):
    """ "Disconnect", under the reasons against it and a field for why it is done all the same."""

    def __init__(self, page: ConnectViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__("End this visit", parent=parent)
        self._words = TextLabel(tone=Tone.MUTED, wraps=True)
        self.reason = TextField("Why it is left like this", placeholder="a sentence for the records")
        self.button = ActionButton("Disconnect", icon_name="unlink")
        self.add(self._words)
        self.add(self.reason)
        self.add(self.button)
        self.layout_button()
        self.reason.typed.connect(page.type_leaving_reason)
        self.button.clicked.connect(page.disconnect_pump)

    def layout_button(self) -> None:
        """Keep the button as wide as its words."""
        layout = self.layout()
        if layout is not None:
            layout.setAlignment(self.button, Qt.AlignmentFlag.AlignLeft)

    def render_disconnect(self, state: DisconnectState) -> None:
        """Show whether it is harmless, and if not, why."""
        if state.needs_reason:
            self._words.setText("\n".join(state.reasons))
        else:
            self._words.setText(
                "The pump goes on with the program it runs. The visit is closed in the records."
            )
        self._words.set_tone(Tone.DANGER if state.needs_reason else Tone.MUTED)
        self.reason.setVisible(state.needs_reason)
        self.reason.render_field(state.reason)
        show_offer(self.button, state.offer)
