"""What has no room on one line goes on to the next: no name of a drug and no value is cut."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from programmer.ui.theme import current_theme
from programmer.ui.widgets.action_button import ActionButton
from programmer.ui.widgets.big_figure import BigFigure, BigFigureState
from programmer.ui.widgets.fact_row import Fact, FactRow

LONG = "1,000\u00a0mcg per day of HYDROmorphone 10\u00a0mg/mL with bupivacaine 7.5\u00a0mg/mL, day schedule, 24 steps"


def shown_row(qtbot: QtBot, fact: Fact, width: int) -> FactRow:
    row = FactRow(fact)
    qtbot.addWidget(row)
    row.resize(width, 26)
    row.show()
    row.resize(width, row.height())
    QTest.qWait(10)
    return row


@pytest.mark.parametrize("width", [200, 260, 338, 600])
def test_a_long_value_stands_whole_under_its_name(qtbot: QtBot, width: int) -> None:
    row = shown_row(qtbot, Fact("After it", LONG), width)
    needed = row._value.heightForWidth(row._value.width())
    assert row._value.text() == LONG
    assert row._value.height() >= needed
    assert row._value.geometry().top() >= row._label.geometry().bottom()
    assert row.height() >= row._value.geometry().bottom()


def test_a_short_fact_stands_on_one_line(qtbot: QtBot) -> None:
    row = shown_row(qtbot, Fact("Alarms", "none active"), 338)
    assert row.height() == 26
    assert row._value.geometry().center().y() == row._label.geometry().center().y()


def test_a_long_name_goes_on_to_the_next_line_too(qtbot: QtBot) -> None:
    row = shown_row(qtbot, Fact("After it, with bupivacaine 7.5\u00a0mg/mL", "4,000\u00a0mcg per day"), 160)
    assert row._label.height() >= row._label.heightForWidth(row._label.width())


def test_a_row_that_has_room_again_is_one_line_again(qtbot: QtBot) -> None:
    row = shown_row(qtbot, Fact("After it", LONG), 200)
    row.set_fact(Fact("Alarms", "none"))
    assert row.height() == 26


@pytest.mark.requirement("IT-4")
def test_the_drug_under_the_large_figure_is_never_cut(qtbot: QtBot) -> None:
    drug = "HYDROmorphone 10\u00a0mg/mL with bupivacaine 7.5\u00a0mg/mL, the old drug"
    figure = BigFigure(BigFigureState("Bridge under way", "90", "mcg per day", drug, "0.18\u00a0mL per day"))
    qtbot.addWidget(figure)
    figure.resize(338, 140)
    figure.show()
    QTest.qWait(10)
    under, aside = figure._under.geometry(), figure._aside.geometry()
    assert under.height() >= figure._under.heightForWidth(under.width())
    assert aside.top() >= under.bottom()
    assert under.right() <= 338


def test_the_focus_ring_of_what_is_scrolled_out_of_sight_lies_over_nothing(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 300)
    top, area, inner = QWidget(), QScrollArea(), QWidget()
    top.setFixedHeight(80)
    column = QVBoxLayout(window)
    column.addWidget(top)
    column.addWidget(area)
    lines = QVBoxLayout(inner)
    buttons = [ActionButton(f"Button {number}") for number in range(30)]
    for button in buttons:
        lines.addWidget(button)
    area.setWidget(inner)
    area.setWidgetResizable(True)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
    ring = current_theme().focus_rings.ring
    assert ring is not None
    assert ring.isVisible()
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    assert buttons[0].mapTo(window, QPoint(0, 0)).y() < 0
    assert not ring.isVisible()
    area.verticalScrollBar().setValue(0)
    assert ring.isVisible()
