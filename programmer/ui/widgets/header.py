"""The top of the window: who, which pump, link, reservoir, battery, and STOP."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from programmer.ui.theme import TypeSize, Weight
from programmer.ui.widgets.elided_label import ElidedLabel
from programmer.ui.widgets.hairline import Hairline
from programmer.ui.widgets.header_field import HeaderField
from programmer.ui.widgets.link_field import LinkField
from programmer.ui.widgets.shown import set_shown
from programmer.ui.widgets.stop_button import StopButton
from programmer.ui.widgets.text_label import Tone

HEIGHT = 64
_NONE = "–"


@dataclass(frozen=True, slots=True)
class HeaderState:
    """The words of the header; ``stale`` turns what came from the pump muted; ``link_note`` is beside the label."""

    patient: str = "No patient"
    patient_line: str = ""
    pump: str = _NONE
    link: str = "Not connected"
    link_tone: Tone = Tone.MUTED
    link_note: str = ""
    reservoir: str = _NONE
    reservoir_tone: Tone = Tone.PLAIN
    battery: str = _NONE
    battery_tone: Tone = Tone.PLAIN
    stale: bool = False


class Header(QFrame):
    """64 px; shows one ``HeaderState`` and carries the ``stop_button``."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "bar")
        self.setFixedHeight(HEIGHT)
        self._patient = ElidedLabel(size=TypeSize.NAME, weight=Weight.SEMIBOLD, at_least=120)
        self._patient_line = ElidedLabel(size=TypeSize.LABEL, tone=Tone.MUTED, at_least=120)
        self._pump = HeaderField("Pump", keeps_end=True)
        self._pump.setMinimumWidth(self._pump.width_of_end())
        self.link = LinkField(at_least=190)
        self._reservoir = HeaderField("Reservoir", at_least=240)
        self._battery = HeaderField("Battery", at_least=170)
        self.stop_button = StopButton()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # see minimumSizeHint
        column.addLayout(self._build_row(), 1)
        column.addWidget(Hairline())
        self.set_state(HeaderState())

    def _build_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(24, 0, 16, 0)
        row.setSpacing(24)
        row.addLayout(self._build_patient())
        for field in (self._pump, self.link, self._reservoir, self._battery):
            row.addWidget(Hairline(upright_height=36))
            row.addWidget(field)
        row.addStretch(1)
        row.addWidget(self.stop_button)
        return row

    def _build_patient(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(self._patient)
        column.addWidget(self._patient_line)
        column.addStretch(1)
        return column

    def set_state(self, state: HeaderState) -> None:
        """Show these words."""
        self._patient.setText(state.patient)
        self._patient_line.setText(state.patient_line)
        set_shown(self._patient_line, bool(state.patient_line))

        def tone(wanted: Tone) -> Tone:
            return Tone.MUTED if state.stale else wanted

        self._pump.show_value(state.pump, tone(Tone.PLAIN))
        self.link.show_value(state.link, state.link_tone)
        self.link.show_note(state.link_note)
        self._reservoir.show_value(state.reservoir, tone(state.reservoir_tone))
        self._battery.show_value(state.battery, tone(state.battery_tone))
        self._share_width_soon()
        self.setAccessibleName(f"Patient {state.patient}, pump {state.pump}, link {state.link}")

    def minimumSizeHint(self) -> QSize:
        """With the name cut short and of the pump only its serial number."""
        spare = self._pump.minimumWidth() - self._pump.width_of_end()
        return QSize(super().minimumSizeHint().width() - max(0, spare), HEIGHT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width_soon()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # STOP and the values need other widths than before
            self._share_width_soon()
        return super().event(event)

    def _share_width_soon(self) -> None:
        QTimer.singleShot(0, self, self._share_width)  # once every part knows what its new words need

    def _share_width(self) -> None:
        """The patient's name gives way first, then the pump's model, and never its serial number."""
        whole = self._pump.width_of_all()
        others = super().minimumSizeHint().width() - self._pump.minimumWidth()
        fits = others + whole <= self.width()
        self._pump.setMinimumWidth(whole if fits else self._pump.width_of_end())
