"""Nothing programs a pump by accident: holding, or typing a word, and Enter never."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from programmer.ui.widgets.hold_button import HoldButton
from programmer.ui.widgets.typed_confirm_field import TypedConfirmField


class Hands:
    """A hold button on a clock that moves by hand, and how often it fired."""

    def __init__(self, qtbot: QtBot) -> None:
        self.now = 1000
        self.fired = 0
        self.button = HoldButton("Hold to program the pump", now_ms=lambda: self.now)
        self.button.held.connect(self._count)
        qtbot.addWidget(self.button)
        with qtbot.waitActive(self.button):
            self.button.show()
            self.button.activateWindow()
        self.button.setFocus()

    def _count(self) -> None:
        self.fired += 1

    def press(self) -> None:
        QTest.mousePress(self.button, Qt.MouseButton.LeftButton)

    def release(self) -> None:
        QTest.mouseRelease(self.button, Qt.MouseButton.LeftButton)

    def let_pass(self, ms: int) -> None:
        self.now += ms
        self.button.look_at_clock()


@pytest.fixture
def hands(qtbot: QtBot) -> Hands:
    return Hands(qtbot)


def test_holding_for_a_second_and_a_half_fires_once(hands: Hands) -> None:
    hands.press()
    hands.let_pass(1499)
    assert hands.fired == 0
    hands.let_pass(1)
    hands.let_pass(5000)
    assert hands.fired == 1


def test_letting_go_early_fires_nothing_and_starts_anew(hands: Hands) -> None:
    hands.press()
    hands.let_pass(1400)
    hands.release()
    hands.press()
    hands.let_pass(1400)
    assert hands.fired == 0


def test_sliding_off_the_button_gives_up(hands: Hands) -> None:
    hands.press()
    hands.let_pass(700)
    QTest.mouseMove(hands.button, QPoint(-20, -20))
    hands.let_pass(1000)
    assert hands.fired == 0


@pytest.mark.parametrize("way", ["disable", "hide", "lose focus"])
def test_whatever_takes_the_button_away_gives_up(hands: Hands, way: str) -> None:
    hands.press()
    hands.let_pass(1000)
    if way == "disable":
        hands.button.setEnabled(False)
    elif way == "hide":
        hands.button.hide()
    else:
        hands.button.clearFocus()
    hands.let_pass(1000)
    assert hands.fired == 0


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Select])
def test_no_key_fires_it_however_long_it_is_held(hands: Hands, key: Qt.Key) -> None:
    QTest.keyPress(hands.button, key)
    hands.let_pass(3000)
    QTest.keyRelease(hands.button, key)
    assert hands.fired == 0


def test_a_click_fires_nothing(hands: Hands) -> None:
    hands.press()
    hands.release()
    hands.let_pass(3000)
    assert hands.fired == 0


def test_the_button_fills_as_it_is_held(hands: Hands) -> None:
    hands.press()
    empty = hands.button.grab().toImage()
    hands.let_pass(750)
    half = hands.button.grab().toImage()
    assert hands.button.share == 0.5
    assert empty.pixelColor(8, 8) != half.pixelColor(8, 8)
    assert empty.pixelColor(half.width() - 8, 8) == half.pixelColor(half.width() - 8, 8)


@pytest.fixture
def typed(qtbot: QtBot) -> TypedConfirmField:
    made = TypedConfirmField("PROGRAM", "Program the pump")
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.setFocus()
    return made


@pytest.mark.parametrize("text", ["", "PROGRA", "program", "PROGRAM ", "PROGRAMM"])
def test_only_the_exact_word_unlocks_the_button(typed: TypedConfirmField, text: str) -> None:
    QTest.keyClicks(typed.edit, text)
    assert not typed.button.isEnabled()


def test_enter_in_the_field_or_on_the_button_confirms_nothing(typed: TypedConfirmField, qtbot: QtBot) -> None:
    QTest.keyClicks(typed.edit, "PROGRAM")
    with qtbot.assertNotEmitted(typed.confirmed):
        for target in (typed.edit, typed.button):
            target.setFocus()
            QTest.keyClick(target, Qt.Key.Key_Return)
            QTest.keyClick(target, Qt.Key.Key_Enter)


@pytest.mark.parametrize("by", ["mouse", "space"])
def test_the_word_and_then_the_button_confirm_once(typed: TypedConfirmField, qtbot: QtBot, by: str) -> None:
    QTest.keyClicks(typed.edit, "PROGRAM")
    with qtbot.waitSignal(typed.confirmed):
        if by == "mouse":
            QTest.mouseClick(typed.button, Qt.MouseButton.LeftButton)
        else:
            typed.button.setFocus()
            QTest.keyClick(typed.button, Qt.Key.Key_Space)
    assert typed.edit.text() == ""
    assert not typed.button.isEnabled()


def test_what_is_not_allowed_cannot_be_confirmed(typed: TypedConfirmField) -> None:
    QTest.keyClicks(typed.edit, "PROGRAM")
    typed.set_allowed(False)
    assert not typed.button.isEnabled()
