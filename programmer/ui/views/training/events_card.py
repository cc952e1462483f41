"""What has happened to the simulated pump since the trainee came, the newest first."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from programmer.training import EventWords
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.data_table import DataTable
from programmer.ui.widgets.table_rows import Column, TableRow
from programmer.ui.widgets.text_label import TextLabel, Tone

_HEIGHT = 320


class EventsCard(Card):
    """A table, or a sentence while there is nothing for it."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__("What happened since you came", parent=parent)
        columns = (Column("On the pump's clock"), Column("What happened", stretch=True), Column("Pump knows"))
        self.table = DataTable(columns, name="Events")
        self.table.setMinimumHeight(_HEIGHT)
        self._none = TextLabel("Nothing has happened yet.", tone=Tone.MUTED)
        self.add(self._none)
        self.add(self.table, 1)

    def render_events(self, events: tuple[EventWords, ...]) -> None:
        """Show them; what the pump itself does not know stands out."""
        self._none.setVisible(not events)
        self.table.setVisible(bool(events))
        self.table.set_rows(
            tuple(
                TableRow((event.clock, event.what, "yes" if event.known else "no"), muted=event.known)
                for event in events
            )
        )
