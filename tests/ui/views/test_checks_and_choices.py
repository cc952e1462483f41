"""The choices of the patient form, and what a stored visit says of limits, as they stand in the window."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from programmer.ui.viewmodels.common_states import ChoiceState
from programmer.ui.viewmodels.connect_state import PatientFormState
from programmer.ui.viewmodels.history_state import HistoryPhase, RecordState
from programmer.ui.views.choice_field import ChoiceField
from programmer.ui.views.connect.patient_form import PatientForm
from programmer.ui.views.history.record_view import RecordView
from tests.ui.views.handmade import HandmadeWorkstation

AGES = ChoiceState((("", "Not known"), ("adult", "Adult"), ("child", "Child")), "", "The strictest hold")


def _words(part: QWidget) -> str:
    return "\n".join(label.text() for label in part.findChildren(QLabel) if label.isVisible())


def _shown(qtbot: QtBot) -> ChoiceField:
    field = ChoiceField("Age group")
    qtbot.addWidget(field)
    field.show()
    field.render_choice(AGES)
    return field


def test_what_holds_is_shown_with_what_follows_from_it(qtbot: QtBot) -> None:
    field = _shown(qtbot)
    assert field.box.currentText() == "Not known"
    assert "The strictest hold" in _words(field)
    field.render_choice(replace(AGES, key="child", under=""))
    assert field.box.currentText() == "Child"
    assert "The strictest hold" not in _words(field)


def test_only_a_person_chooses(qtbot: QtBot) -> None:
    field, chosen = _shown(qtbot), list[str]()
    field.chosen.connect(chosen.append)
    field.render_choice(replace(AGES, key="adult"))
    assert chosen == []
    QTest.keyClick(field.box, Qt.Key.Key_Down)
    assert chosen == ["child"]


def test_the_form_asks_the_view_model_for_condition_and_age_and_waits_while_it_writes(qtbot: QtBot) -> None:
    desk = HandmadeWorkstation()
    form = PatientForm(desk.as_workstation().connect_page)
    qtbot.addWidget(form)
    state = PatientFormState(
        open=True, condition=replace(AGES, choices=(("", "–"), ("pain", "Pain"))), age=AGES
    )
    form.render_form(state)
    for field in (form.condition, form.age):
        QTest.keyClick(field.box, Qt.Key.Key_Down)
    assert desk.connect_page.asked == [("choose_condition", "pain"), ("choose_age", "adult")]
    form.render_form(replace(state, busy=True))
    assert not form.condition.isEnabled()
    assert not form.age.isEnabled()


def test_a_stored_visit_shows_the_limits_that_were_passed_and_why_as_they_were_typed(qtbot: QtBot) -> None:
    view = RecordView()
    qtbot.addWidget(view)
    view.show()
    record = RecordState("1", HistoryPhase.READY, passed=(("Passed, because: <b>spasms</b>", "Too much."),))
    view.render_record(record)
    assert "Passed, because: <b>spasms</b> Too much." in _words(view)
    view.render_record(replace(record, passed=()))
    assert "Too much." not in _words(view)
