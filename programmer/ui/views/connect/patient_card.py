"""Where it is said who is here: a patient of the records, nobody in particular, or a new one."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from programmer.ui.viewmodels.common_states import PatientLine
from programmer.ui.viewmodels.connect import ConnectViewModel
from programmer.ui.viewmodels.connect_state import NO_INDICATION, ConnectState
from programmer.ui.views.connect.indication_panel import IndicationPanel
from programmer.ui.views.connect.patient_form import PatientForm
from programmer.ui.views.skeleton import Skeleton
from programmer.ui.views.trouble_panel import TroublePanel
from programmer.ui.widgets.action_button import ActionButton, ButtonKind
from programmer.ui.widgets.card import Card
from programmer.ui.widgets.data_table import DataTable
from programmer.ui.widgets.table_rows import Column, TableRow

_WIDEST_NAME = 260
_COLUMNS = (Column("Name", most=_WIDEST_NAME), Column("", stretch=True))


class PatientCard(Card):
    """The list of patients, under it what the chosen one has the pump for, and "Add a patient"."""

    def __init__(self, page: ConnectViewModel, *, parent: QWidget | None = None) -> None:
        super().__init__("Who is here", parent=parent)
        self._page = page
        self.table = DataTable(_COLUMNS, name="Patients", choosable=True)
        self.table.setMinimumHeight(140)
        self._loading = Skeleton(((28, 0.8), (28, 0.6), (28, 0.7)))
        self._trouble = TroublePanel()
        self.indication = IndicationPanel(page)
        self.form = PatientForm(page)
        self.open_form = ActionButton("Add a patient…", ButtonKind.QUIET, icon_name="plus")
        self._build()
        self.table.row_chosen.connect(lambda key: page.choose_patient(str(key)))
        self.open_form.clicked.connect(page.open_patient_form)

    def _build(self) -> None:
        self.add(self._loading)
        self.add(self._trouble)
        self.add(self.table, 1)
        self.add(self.indication)
        foot = QHBoxLayout()
        foot.addWidget(self.open_form)
        foot.addStretch(1)
        self.add(foot)
        self.add(self.form)

    def render_patients(self, state: ConnectState) -> None:
        """Show who can be chosen, and who is."""
        self._loading.setVisible(state.patients_loading and not state.patients)
        self._trouble.render_trouble(state.patients_trouble)
        self.table.setVisible(bool(state.patients) and not state.form.open)
        self.table.set_rows(tuple(_row(patient) for patient in state.patients))
        self.table.choose(state.patient_key)
        self.indication.render_indication(NO_INDICATION if state.form.open else state.indication)
        self.form.render_form(state.form)
        self.open_form.setVisible(not state.form.open and not state.indication.open)


def _row(patient: PatientLine) -> TableRow:
    return TableRow((patient.name, patient.line), muted=not patient.key, key=patient.key)
