"""A day schedule is edited as typed text, and is a schedule only when every row can be read."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from programmer.therapy.programs import Continuous, DaySchedule
from programmer.therapy.quantities import NanogramsPerDay
from programmer.ui.widgets.day_picture import DayPicture
from programmer.ui.widgets.quantity_edit import QuantityEdit
from programmer.ui.widgets.schedule_table import ScheduleTable
from tests.ui.widgets.scenes import day

THREE = day((0, 380), (7, 512), (9, 380))


@pytest.fixture
def table(qtbot: QtBot) -> ScheduleTable:
    made = ScheduleTable()
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.set_schedule(THREE, THREE)
    return made


def retype(edit: QuantityEdit, text: str) -> None:
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)


def heard(table: ScheduleTable) -> list[object]:
    told: list[object] = []
    table.schedule_changed.connect(told.append)
    return told


def test_rows_say_from_to_rate_and_what_each_step_gives(table: ScheduleTable) -> None:
    row = table.rows()[1]
    assert (row.time.text(), row._to.text(), row.dose.text()) == ("07:00", "09:00", "512")
    assert row._amount.text().replace("\u00a0", " ") == "≈ 42.67 mcg"
    assert table.rows()[-1]._to.text() == "24:00"


def test_a_new_rate_makes_a_new_schedule_and_marks_its_row(table: ScheduleTable) -> None:
    told = heard(table)
    retype(table.rows()[1].dose, "600")
    assert told[-1] == day((0, 380), (7, 600), (9, 380))
    assert [row.changed for row in table.rows()] == [False, True, False]


def test_while_a_rate_cannot_be_read_there_is_no_schedule(table: ScheduleTable) -> None:
    told = heard(table)
    retype(table.rows()[1].dose, "6,")
    assert (told[-1], table.value()) == (None, None)
    assert "comma" in table.rows()[1].reason()
    assert table.rows()[1].dose.property("wrong") is True
    assert table.rows()[1].dose.text() == "6,"


def test_a_time_that_is_none_is_refused_at_its_row(table: ScheduleTable) -> None:
    retype(table.rows()[1].time, "7:00")
    assert table.value() is None
    assert "07:00" in table.rows()[1].reason()
    assert table.rows()[0].reason() == ""


def test_two_steps_cannot_start_at_the_same_time(table: ScheduleTable) -> None:
    retype(table.rows()[2].time, "07:00")
    assert table.value() is None
    assert table.rows()[2].reason() == "Another step already starts at 07:00"


def test_rows_go_into_order_when_the_time_field_is_left(table: ScheduleTable) -> None:
    retype(table.rows()[1].time, "22:00")
    assert [row.time.text() for row in table.rows()] == ["00:00", "22:00", "09:00"]
    assert table.value() == day((0, 380), (9, 380), (22, 512))
    QTest.keyClick(table.rows()[1].time, Qt.Key.Key_Tab)
    assert [row.time.text() for row in table.rows()] == ["00:00", "09:00", "22:00"]


def test_an_added_step_is_empty_guesses_nothing_and_is_not_yet_wrong(table: ScheduleTable) -> None:
    told = heard(table)
    QTest.mouseClick(table.add_button, Qt.MouseButton.LeftButton)
    row = table.rows()[-1]
    assert (row.time.text(), row.dose.text(), row.reason(), told) == ("", "", "", [None])
    assert row.time.hasFocus()
    QTest.keyClicks(row.time, "20:30")
    QTest.keyClicks(row.dose, "400")
    assert table.value() is not None
    assert len(table.value().steps) == 4  # type: ignore[union-attr]


def test_rows_stand_in_order_after_a_double_was_taken_out(table: ScheduleTable) -> None:
    table.set_schedule(day((0, 380), (6, 512), (12, 380)), THREE)
    table.add_step()
    retype(table.rows()[3].time, "06:00")
    retype(table.rows()[3].dose, "400")
    assert table.reasons() == ("Another step already starts at 06:00",)
    table.remove_step(next(row for row in table.rows() if row.dose.text() == "512"))
    assert [row.time.text() for row in table.rows()] == ["00:00", "06:00", "12:00"]
    assert table.value() == day((0, 380), (6, 400), (12, 380))


@pytest.mark.requirement("CRISYS-048-050")
def test_tab_goes_through_the_rows_as_they_stand(table: ScheduleTable) -> None:
    retype(table.rows()[2].time, "05:00")
    QTest.keyClick(table.rows()[2].time, Qt.Key.Key_Tab)
    assert [row.time.text() for row in table.rows()] == ["00:00", "05:00", "07:00"]
    table.rows()[1].time.setFocus()
    reached = []
    for _ in range(5):
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.append(focused.accessibleName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert reached == [
        "Step 2, from, hours and minutes",
        "Step 2, rate, mcg per day",
        "Remove step 2",
        "Step 3, from, hours and minutes",
        "Step 3, rate, mcg per day",
    ]


def test_a_step_the_pump_cannot_deliver_says_so_at_its_rate_until_it_is_changed(table: ScheduleTable) -> None:
    table.set_schedule(THREE, THREE, {2: "more than 400 mcg per day cannot be pumped"})
    row = table.rows()[1]
    assert row.reason() == "More than 400 mcg per day cannot be pumped"
    assert row.dose.property("wrong") is True
    retype(row.dose, "390")
    assert row.reason() == ""
    assert row.dose.property("wrong") is False


def test_there_is_a_gap_between_a_long_rate_and_its_unit(table: ScheduleTable) -> None:
    table.setFixedWidth(512)
    dose = table.rows()[1].dose
    retype(dose, "12000")
    QCoreApplication.processEvents()
    assert dose._unit_at().x() >= 8 + dose.fontMetrics().horizontalAdvance("12000") + 10


def test_removing_a_step_lets_the_one_before_last_longer(table: ScheduleTable) -> None:
    told = heard(table)
    QTest.mouseClick(table.rows()[1]._remove, Qt.MouseButton.LeftButton)
    assert told == [day((0, 380), (9, 380))]
    assert table.rows()[0]._to.text() == "09:00"


def test_the_first_step_starts_at_midnight_and_stays(table: ScheduleTable) -> None:
    first = table.rows()[0]
    assert first.time.isReadOnly()
    assert first._remove.isHidden()


def test_a_state_that_says_what_is_typed_leaves_the_text_alone(table: ScheduleTable) -> None:
    retype(table.rows()[1].dose, "512.50")
    value = table.value()
    assert value is not None
    table.set_schedule(value, THREE)
    assert table.rows()[1].dose.text() == "512.50"


def test_no_more_steps_than_the_pump_takes(qtbot: QtBot) -> None:
    small = ScheduleTable(most_steps=3)
    qtbot.addWidget(small)
    small.set_schedule(THREE)
    assert not small.add_button.isEnabled()


def test_every_field_names_its_step_and_unit(table: ScheduleTable) -> None:
    assert table.rows()[1].dose.accessibleName() == "Step 2, rate, mcg per day"
    assert table.rows()[1]._remove.accessibleName() == "Remove step 2"


@pytest.mark.requirement("IT-3")
def test_the_picture_says_both_programs(qtbot: QtBot) -> None:
    picture = DayPicture()
    qtbot.addWidget(picture)
    picture.set_modes(THREE, Continuous(NanogramsPerDay(350_000)))
    said = picture.accessibleDescription().replace("\u00a0", " ")
    assert (
        said
        == "proposed: 391 mcg per day, peak 512 mcg per day; in the pump now: 350 mcg per day, peak 350 mcg per day; "
        "dashed: in the pump now"
    )


def test_a_higher_rate_is_drawn_higher(qtbot: QtBot) -> None:
    picture = DayPicture()
    qtbot.addWidget(picture)
    picture.resize(480, 240)
    picture.set_modes(DaySchedule(day((0, 100), (12, 400)).steps), None)
    image = picture.grab().toImage()

    def curve_at(x: int) -> int:
        purple = [y for y in range(32, 214) if image.pixelColor(x, y).saturation() > 90]
        return purple[0]

    assert curve_at(110) - curve_at(400) == pytest.approx(300 / 400 * 182, abs=4)
