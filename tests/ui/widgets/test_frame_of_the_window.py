"""Rail, header and foot: reachable by keyboard, whole at 1366 pixels."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from programmer.ui.widgets.footer import Footer, FooterState
from programmer.ui.widgets.header import Header, HeaderState
from programmer.ui.widgets.navigation_rail import NavigationRail
from programmer.ui.widgets.segmented_control import Choice, SegmentedControl
from programmer.ui.widgets.stop_button_state import StopButtonState, StopPhase
from programmer.ui.widgets.text_label import Tone
from tests.ui.widgets.scenes import CONNECTED, FOOT, LONG, RAIL


@pytest.fixture
def rail(qtbot: QtBot) -> NavigationRail:
    made = NavigationRail(RAIL)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.choose("pump")
    return made


def test_every_page_is_reached_with_arrows_and_space(rail: NavigationRail, qtbot: QtBot) -> None:
    rail.button("pump").setFocus()
    QTest.keyClick(rail.button("pump"), Qt.Key.Key_Down)
    assert rail.button("program").hasFocus()
    with qtbot.waitSignal(rail.chosen) as chosen:
        QTest.keyClick(rail.button("program"), Qt.Key.Key_Space)
    assert chosen.args == ["program"]


def test_marking_a_page_by_code_tells_nobody(rail: NavigationRail, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(rail.chosen):
        rail.choose("history")
    assert rail.chosen_key() == "history"


def test_a_page_that_cannot_be_reached_says_why(rail: NavigationRail) -> None:
    rail.set_enabled("visit", False, "Connect to a pump first")
    assert not rail.button("visit").isEnabled()
    assert rail.button("visit").toolTip() == "Connect to a pump first"


def _shown_header(qtbot: QtBot) -> Header:
    header = Header()
    qtbot.addWidget(header)
    header.resize(1366, 64)
    header.show()
    return header


def test_ordinary_values_stand_whole_in_the_header(qtbot: QtBot) -> None:
    header = _shown_header(qtbot)
    header.set_state(CONNECTED)
    header.stop_button.set_state(StopButtonState(StopPhase.SENDING, "Stopping, not confirmed", "try 2 of 8"))
    qtbot.waitUntil(lambda: header._pump._value.width() > 60)
    for label in (header._patient, header._pump._value, header.link._value, header._battery._value):
        assert label.shown_text() == label.text()


@pytest.mark.parametrize("before", [HeaderState(), CONNECTED], ids=["no pump", "another pump"])
def test_that_a_pump_is_being_connected_stands_whole_in_the_header(qtbot: QtBot, before: HeaderState) -> None:
    header = _shown_header(qtbot)
    header.set_state(before)
    QCoreApplication.processEvents()
    header.set_state(HeaderState("No patient", link="Connecting…", link_tone=Tone.ACCENT))
    QCoreApplication.processEvents()
    assert header.link._value.shown_text() == "Connecting…"


@pytest.mark.requirement("OPCA-R6.5.0-1")
def test_long_values_give_way_but_never_link_reservoir_battery_or_stop(qtbot: QtBot) -> None:
    header = _shown_header(qtbot)
    header.set_state(LONG)
    header.stop_button.set_state(
        StopButtonState(StopPhase.STOPPED, "Stopped 14:02,", "confirmed by the pump")
    )
    qtbot.waitUntil(lambda: header._patient.shown_text().endswith("…"))
    qtbot.waitUntil(lambda: header.stop_button.geometry().right() <= 1366)
    for field in (header.link, header._reservoir, header._battery):
        assert field._value.shown_text() == field.value()
    assert header._patient.toolTip() == LONG.patient
    assert header.stop_button.geometry().right() <= 1366
    assert header.minimumSizeHint().width() <= 1366


def test_an_armed_stop_leaves_the_lost_link_its_words_and_the_serial_number_its_digits(qtbot: QtBot) -> None:
    header = _shown_header(qtbot)
    lost = replace(CONNECTED, patient="Unidentified patient", pump="Reference 20  RF20-10432")
    header.set_state(replace(lost, link="Lost 16:00:59, calling", link_tone=Tone.DANGER, stale=True))
    header.stop_button.set_state(StopButtonState(StopPhase.READY, detail="calls the pump first"))
    ready = header.stop_button.sizeHint().width()
    header.stop_button.set_state(StopButtonState(StopPhase.ARMED, detail="What its loss means"))
    assert header.stop_button.sizeHint().width() - ready < 55
    for _ in range(5):
        QCoreApplication.processEvents()
    assert header.stop_button.geometry().right() <= 1366
    for label in (header.link._value, header._battery._value, header._patient):
        assert label.shown_text() == label.text()
    assert header._pump._value.shown_text().endswith("RF20-10432")


@pytest.mark.requirement("OPCA-R6.5.0-1")
@pytest.mark.parametrize("width", [1180, 1366])
def test_the_serial_number_is_always_to_be_read_and_the_name_gives_way_first(
    qtbot: QtBot, width: int
) -> None:
    header = _shown_header(qtbot)
    header.resize(width, 64)
    header.set_state(replace(LONG, pump="Reference 20  RF20-10432"))
    qtbot.waitUntil(lambda: header._patient.shown_text().endswith("…"))
    QCoreApplication.processEvents()
    shown = header._pump._value.shown_text()
    assert shown.endswith("RF20-10432")
    if width == 1366:
        assert shown == "Reference 20  RF20-10432"


def test_what_this_is_never_gives_way_in_the_foot(qtbot: QtBot) -> None:
    foot = Footer()
    qtbot.addWidget(foot)
    foot.resize(500, 28)
    foot.show()
    foot.set_state(FOOT)
    qtbot.waitUntil(lambda: foot._labels[1].shown_text().endswith("…"))
    assert foot._labels[0].shown_text() == "Simulated pump  —  not a patient"
    foot.set_state(FooterState(("Reference 20",), ()))
    assert [label.text() for label in foot._labels] == ["Reference 20"]


@pytest.fixture
def modes(qtbot: QtBot) -> SegmentedControl:
    choices = (
        Choice("a", "Continuous"),
        Choice("b", "Minimum rate", enabled=False),
        Choice("c", "Day schedule"),
    )
    made = SegmentedControl(choices, name="Mode")
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.choose("a")
    return made


def test_an_arrow_passes_over_what_cannot_be_chosen(modes: SegmentedControl, qtbot: QtBot) -> None:
    first = modes._group.buttons()[0]
    first.setFocus()
    told: list[object] = []
    modes.chosen.connect(told.append)
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert (modes.chosen_key(), told) == ("c", ["c"])


def test_exactly_one_choice_holds_and_code_tells_nobody(modes: SegmentedControl, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(modes.chosen):
        modes.choose("c")
    assert [button.isChecked() for button in modes._group.buttons()] == [False, False, True]


def test_other_choices_keep_what_still_stands(modes: SegmentedControl) -> None:
    modes.set_choices((Choice("a", "Continuous"), Choice("d", "Stopped")))
    assert modes.chosen_key() == "a"
    modes.set_choices((Choice("d", "Stopped"),))
    assert modes.chosen_key() is None
