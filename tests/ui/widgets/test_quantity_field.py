"""A dose field keeps what was typed, never guesses, and says why it refuses."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from programmer.therapy.notation import read_dose_number
from programmer.therapy.quantities import NanogramsPerDay
from programmer.ui.widgets.quantity_field import QuantityField


@pytest.fixture
def field(qtbot: QtBot) -> QuantityField:
    made = QuantityField("Dose per day", "mcg per day", read_dose_number, dose=True)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.setFocus()
    return made


def test_a_typed_number_becomes_an_exact_dose(field: QuantityField) -> None:
    QTest.keyClicks(field.edit, "0.048")
    assert field.value() == NanogramsPerDay(48)
    assert field.text() == "0.048"
    assert field.reason() == ""


@pytest.mark.parametrize("text", ["1,5", ".5", "5.", "1.2.3", "-3", "1e3", "007", "٣", "1 5", "0x1"])
def test_what_is_no_plain_number_is_refused_and_left_as_typed(field: QuantityField, text: str) -> None:
    field.edit.insert(text)
    field.edit.textEdited.emit(text)
    assert field.value() is None
    assert field.text() == text
    assert field.reason()
    assert field.edit.property("wrong") is True


def test_a_comma_is_never_taken_for_a_decimal_mark(field: QuantityField, qtbot: QtBot) -> None:
    values: list[object] = []
    field.value_changed.connect(values.append)
    QTest.keyClicks(field.edit, "1,5")
    assert values == [NanogramsPerDay(1000), None]


def test_a_repaired_text_takes_the_reason_back(field: QuantityField) -> None:
    QTest.keyClicks(field.edit, "4,")
    QTest.keyClick(field.edit, Qt.Key.Key_Backspace)
    assert (field.reason(), field.value(), field.edit.property("wrong")) == ("", NanogramsPerDay(4000), False)


def test_an_empty_field_nobody_touched_is_not_called_wrong(field: QuantityField) -> None:
    field.set_value_text("")
    assert (field.value(), field.reason()) == (None, "")
    QTest.keyClicks(field.edit, "4")
    QTest.keyClick(field.edit, Qt.Key.Key_Backspace)
    assert field.reason() == "a number is missing"


def test_a_text_put_by_code_is_read_without_telling_of_a_change(field: QuantityField, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(field.value_changed):
        field.set_value_text("402")
    assert field.value() == NanogramsPerDay(402_000)


@pytest.mark.requirement("GIP-8.7")
def test_the_wheel_changes_nothing(field: QuantityField) -> None:
    field.set_value_text("402")
    turn = QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, 120),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field.edit, turn)
    assert field.text() == "402"


def test_enter_commits_nothing(field: QuantityField, qtbot: QtBot) -> None:
    QTest.keyClicks(field.edit, "402")
    with qtbot.assertNotEmitted(field.value_changed):
        QTest.keyClick(field.edit, Qt.Key.Key_Return)
        QTest.keyClick(field.edit, Qt.Key.Key_Enter)
    assert field.text() == "402"


def test_pasting_passes_the_same_grammar(field: QuantityField) -> None:
    QApplication.clipboard().setText("1,500")
    field.edit.paste()
    assert field.value() is None
    assert "comma" in field.reason()


def test_the_unit_is_in_the_name_and_the_value_is_not(field: QuantityField) -> None:
    field.set_value_text("402")
    spoken = QAccessible.queryAccessibleInterface(field.edit)
    assert spoken.text(QAccessible.Text.Name) == "Dose per day, mcg per day"
    assert spoken.text(QAccessible.Text.Value) == "402"


def test_a_screen_reader_hears_the_reason(field: QuantityField) -> None:
    QTest.keyClicks(field.edit, "4,")
    assert "comma" in field.edit.accessibleDescription()


def test_a_limit_from_outside_is_said_at_the_field_and_taken_back(field: QuantityField) -> None:
    field.set_value_text("1200")
    field.set_reason("1,200 mcg per day is above the hard limit of 1,000 mcg per day")
    assert field.edit.property("wrong") is True
    assert field.value() == NanogramsPerDay(1_200_000)
    field.set_reason("")
    assert field.edit.property("wrong") is False


def test_a_dose_field_is_52_high_and_an_ordinary_one_36(qtbot: QtBot) -> None:
    for dose, height in ((True, 52), (False, 36)):
        field = QuantityField("Dose", "mcg per day", read_dose_number, dose=dose)
        qtbot.addWidget(field)
        assert field.edit.sizeHint().height() == height
        field.set_value_text(",")
        assert field.edit.sizeHint().height() == height


def test_the_number_never_runs_under_its_unit(field: QuantityField) -> None:
    field.resize(200, 120)
    field.set_value_text("123456789012.123456789")
    unit = field.edit._unit_at().x()
    assert unit + field.edit._unit_width() <= field.edit.width()
    assert field.edit.textMargins().right() >= field.edit._unit_width()
