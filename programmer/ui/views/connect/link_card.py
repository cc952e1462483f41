"""Where a pump is chosen: a simulated one, a port, a recent address or a typed one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from programmer.ui.theme import TypeSize
from programmer.ui.viewmodels.connect_state import ConnectState, LinkChoice, LinkKind
from programmer.ui.views.connect.link_row import LinkRow
from programmer.ui.views.text_field import TextField
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.segmented_control import SegmentedControl
from programmer.ui.widgets.text_label import TextLabel, Tone


class LinkCard(Card):
    """``link_chosen`` (key), ``speed_chosen`` (key) and ``address_typed`` (text) by a person."""

    link_chosen = Signal(str)
    speed_chosen = Signal(object)
    address_typed = Signal(str)

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__("Which pump", parent=parent)
        self._links: tuple[LinkChoice, ...] = ()
        self._group = QButtonGroup(self)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.speeds = SegmentedControl(name="Speed of the simulated pump")
        self._speed_line = self._build_speed_line()
        self.address = TextField("Address", placeholder="/dev/ttyUSB0, COM3 or socket://127.0.0.1:5000")
        self.add(self._rows)
        self.add(self._speed_line)
        self.add(self.address)
        self.speeds.chosen.connect(self.speed_chosen)
        self.address.typed.connect(self.address_typed)

    def _build_speed_line(self) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 8, 0, 0)
        row.setSpacing(16)
        row.addWidget(TextLabel("Therapy runs", size=TypeSize.TEXT, tone=Tone.MUTED))
        row.addWidget(self.speeds)
        row.addStretch(1)
        return line

    def rows(self) -> tuple[LinkRow, ...]:
        """The ways that are offered, from the top."""
        return tuple(button for button in self._group.buttons() if isinstance(button, LinkRow))

    def render_links(self, state: ConnectState) -> None:
        """Show the ways to a pump and the one that is chosen."""
        if state.links != self._links:
            self._rebuild(state.links)
        kind = None
        for row in self.rows():
            row.setChecked(row.choice.key == state.link_key)
            kind = row.choice.kind if row.choice.key == state.link_key else kind
        self.speeds.set_choices(state.speeds)
        self.speeds.choose(state.speed_key)
        self._speed_line.setVisible(kind is LinkKind.SIMULATED)
        self.address.render_field(state.url)
        self.address.setVisible(kind is LinkKind.TYPED)

    def _rebuild(self, links: tuple[LinkChoice, ...]) -> None:
        for row in self.rows():
            self._group.removeButton(row)
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._links = links
        for choice in links:
            row = LinkRow(choice)
            row.clicked.connect(lambda _checked=False, choice=choice: self._choose(choice))
            self._group.addButton(row)
            self._rows.addWidget(row)

    def _choose(self, choice: LinkChoice) -> None:
        self.link_chosen.emit(choice.key)
        if choice.kind is LinkKind.TYPED and not self.address.isHidden():
            self.address.setFocus()
