"""STOP takes two presses, says where it stands, and never covers an alarm."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from programmer.therapy.alarms import Priority
from programmer.ui.widgets.alarm_banner import AlarmBanner, AlarmBannerState, AlarmLine
from programmer.ui.widgets.flash_clock import FlashClock
from programmer.ui.widgets.header import Header
from programmer.ui.widgets.stop_button import StopButton
from programmer.ui.widgets.stop_button_state import StopButtonState, StopPhase


class Presses:
    """What a button told, in order."""

    def __init__(self, button: StopButton) -> None:
        self.told: list[str] = []
        button.pressed_once.connect(lambda: self.told.append("once"))
        button.pressed_again.connect(lambda: self.told.append("again"))


@pytest.fixture
def button(qtbot: QtBot) -> StopButton:
    made = StopButton()
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.setFocus()
    return made


@pytest.mark.parametrize(
    ("phase", "told"),
    [
        (StopPhase.UNAVAILABLE, []),
        (StopPhase.READY, ["once"]),
        (StopPhase.ARMED, ["again"]),
        (StopPhase.SENDING, []),
        (StopPhase.STOPPED, []),
    ],
)
def test_a_press_means_what_the_phase_says(button: StopButton, phase: StopPhase, told: list[str]) -> None:
    presses = Presses(button)
    button.set_state(StopButtonState(phase))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert presses.told == told


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_space_and_enter_press_it_when_it_has_the_focus(button: StopButton, key: Qt.Key) -> None:
    presses = Presses(button)
    button.set_state(StopButtonState(StopPhase.READY))
    QTest.keyClick(button, key)
    assert presses.told == ["once"]


def test_a_key_held_down_is_one_press(button: StopButton) -> None:
    presses = Presses(button)
    button.set_state(StopButtonState(StopPhase.READY))
    QTest.keyPress(button, Qt.Key.Key_Space)
    for _ in range(5):
        again = QKeyEvent(
            QEvent.Type.KeyPress, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " ", autorep=True, count=1
        )
        QApplication.sendEvent(button, again)
    QTest.keyRelease(button, Qt.Key.Key_Space)
    assert presses.told == ["once"]


def test_stop_is_not_stopped_before_the_pump_says_so(button: StopButton) -> None:
    button.set_state(StopButtonState(StopPhase.SENDING))
    assert button.accessibleName() == "Stopping, not confirmed"
    button.set_state(StopButtonState(StopPhase.STOPPED, "Stopped 14:02", "confirmed by the pump"))
    assert (button.accessibleName(), button.accessibleDescription()) == (
        "Stopped 14:02",
        "confirmed by the pump",
    )


@pytest.fixture
def window(qtbot: QtBot) -> tuple[QWidget, Header, AlarmBanner]:
    made = QWidget()
    qtbot.addWidget(made)
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    header, banner = Header(), AlarmBanner(FlashClock(now_ms=lambda: 0))
    column.addWidget(header)
    column.addWidget(banner)
    column.addStretch(1)
    header.stop_button.keep_clear_of(banner)
    made.resize(1366, 768)
    made.show()
    return made, header, banner


def _rect_in(window: QWidget, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def test_arming_says_below_the_button_what_losing_this_drug_means(
    window: tuple[QWidget, Header, AlarmBanner],
) -> None:
    page, header, _ = window
    header.stop_button.set_state(
        StopButtonState(StopPhase.ARMED, detail="Abrupt loss of baclofen can be fatal.")
    )
    callout = header.stop_button.callout
    assert callout is not None
    assert callout.isVisible()
    assert "Abrupt loss of baclofen can be fatal." in callout.accessibleName()
    assert _rect_in(page, callout).top() >= _rect_in(page, header.stop_button).bottom()
    assert page.rect().contains(_rect_in(page, callout))


@pytest.mark.requirement("CRISYS-010-011")
def test_the_panel_never_covers_an_alarm_even_one_that_comes_later(
    window: tuple[QWidget, Header, AlarmBanner], qtbot: QtBot
) -> None:
    page, header, banner = window
    header.stop_button.set_state(StopButtonState(StopPhase.ARMED, detail="Abrupt loss can be fatal."))
    callout = header.stop_button.callout
    assert callout is not None
    banner.set_state(AlarmBannerState((AlarmLine("a", Priority.HIGH, "Reservoir empty"),)))
    qtbot.waitUntil(lambda: _rect_in(page, callout).top() > _rect_in(page, banner).bottom())


def test_leaving_armed_closes_the_panel(window: tuple[QWidget, Header, AlarmBanner]) -> None:
    _, header, _ = window
    header.stop_button.set_state(StopButtonState(StopPhase.ARMED, detail="Abrupt loss can be fatal."))
    header.stop_button.set_state(StopButtonState(StopPhase.READY))
    assert header.stop_button.callout is None


def test_the_countdown_is_drawn_shorter_as_time_runs_out(window: tuple[QWidget, Header, AlarmBanner]) -> None:
    _, header, _ = window
    header.stop_button.set_state(StopButtonState(StopPhase.ARMED, detail="Abrupt loss can be fatal."))
    callout = header.stop_button.callout
    assert callout is not None
    header.stop_button.set_time_left(1.0)
    full = callout.grab().toImage()
    header.stop_button.set_time_left(0.1)
    assert callout.grab().toImage() != full


@pytest.mark.requirement("GIP-8.7")
def test_a_double_click_is_one_press_for_what_the_second_means_could_not_be_read(button: StopButton) -> None:
    presses: list[str] = []
    button.pressed_once.connect(lambda: presses.append("once"))
    button.pressed_once.connect(lambda: button.set_state(StopButtonState(StopPhase.ARMED)))
    button.pressed_again.connect(lambda: presses.append("again"))
    button.set_state(StopButtonState(StopPhase.READY))

    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert presses == ["once"]

    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert presses == ["once", "again"]
