"""The Qt binding neither loses nor keeps references to None and True.

Some releases of PySide6 drop a reference at every void call and at every signal on Python 3.11, and the
interpreter dies within a second of a live curve.
"""

import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.skipif(
    sys.version_info >= (3, 12),
    reason="None and True are immortal here: a lost reference neither harms nor shows in the count",
)

CALLS = 500
TOLERANCE = 50  # the test's own frames and pytest's; a faulty binding moves the count by CALLS


class Speaker(QObject):
    spoke = Signal(bool)


def drift(call: Callable[[], object], singleton: object) -> int:
    call()
    before = sys.getrefcount(singleton)
    for _ in range(CALLS):
        call()
    return sys.getrefcount(singleton) - before


def test_a_void_call_leaves_the_references_to_none_as_they_were(qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    assert abs(drift(lambda: label.setText("402 mcg per day"), None)) < TOLERANCE


def test_a_signal_leaves_the_references_to_true_and_none_as_they_were(qtbot: QtBot) -> None:
    speaker = Speaker()
    heard: list[int] = []
    speaker.spoke.connect(lambda yes: heard.append(int(yes)))
    assert abs(drift(lambda: speaker.spoke.emit(True), True)) < TOLERANCE
    assert abs(drift(lambda: speaker.spoke.emit(True), None)) < TOLERANCE
    assert sum(heard) == 2 * (CALLS + 1)
