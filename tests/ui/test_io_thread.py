"""The bridge to the pump's thread: nothing of it keeps the window waiting, and what is told arrives in order."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QTimer
from pytestqt.qtbot import QtBot

from programmer.clock import SystemClock
from programmer.known_error import RefusedError
from programmer.records.rows import PatientRow
from programmer.telemetry.attention import Attention
from programmer.ui.io_thread import PumpBridge, WaitingNotices
from programmer.visit.notices import GoneSigned, Notice, TaskBegun, TaskProgress, VisitEnded
from programmer.visit.tasks import AddPatient, Connect, CorrectIndication, Interrogate, SignForGone
from programmer.visit.visit import Visit

TASK = Interrogate()


class Busy:
    """A bridge whose thread does not come away from calling a pump until it is ``freed``."""

    def __init__(self) -> None:
        self.calling, self.freed = Event(), Event()
        self.bridge = PumpBridge(
            self._make_visit, SystemClock(), self._register, self._correct, self._sign_gone
        )
        self.bridge.start()

    def _make_visit(self, _url: str, _attention: Attention, _patient: bytes | None, _code: str) -> Visit:
        self.calling.set()
        self.freed.wait()
        raise RefusedError("No pump", "There is none here", "Plug one in")

    def _register(self, _task: AddPatient) -> PatientRow:
        raise RefusedError("No records", "There are none here", "Open some")

    def _sign_gone(self, _task: SignForGone, _attention: Attention) -> GoneSigned:
        raise RefusedError("No records", "There are none here", "Open some")

    def _correct(self, _task: CorrectIndication) -> PatientRow:
        raise RefusedError("No records", "There are none here", "Open some")


@pytest.fixture
def busy(qtbot: QtBot) -> Iterator[Busy]:
    made = Busy()
    yield made
    made.freed.set()
    made.bridge.close("the test is over")
    qtbot.waitUntil(lambda: made.bridge.over)


def test_to_close_is_not_to_wait(busy: Busy, qtbot: QtBot) -> None:
    busy.bridge.submit(Connect("socket://nowhere:1"))
    busy.calling.wait()
    busy.bridge.close("the window was closed")
    assert not busy.bridge.over
    busy.freed.set()
    qtbot.waitUntil(lambda: busy.bridge.over)


def test_between_two_notices_the_window_has_its_turn(busy: Busy, qtbot: QtBot) -> None:
    turns: list[str] = []
    listener = QObject()

    def hear(notice: Notice) -> None:
        turns.append(type(notice).__name__)
        QTimer.singleShot(0, listener, lambda: turns.append("turn"))

    busy.bridge.notice.connect(hear)
    busy.freed.set()
    for _ in range(3):
        busy.bridge.submit(Connect("socket://nowhere:1"))
    busy.bridge.close("the test is over")
    while not busy.bridge.over:
        pass  # nothing is heard yet: everything waits
    assert turns == []
    qtbot.waitUntil(lambda: len(turns) == 12)
    QCoreApplication.processEvents()
    assert turns == ["TaskBegun", "turn", "TaskRefused", "turn"] * 3


def test_of_what_is_superseded_only_the_newest_is_told() -> None:
    waiting = WaitingNotices()
    assert waiting.put(TaskBegun(TASK))
    for done in range(1, 4):
        assert not waiting.put(TaskProgress(TASK, done, 3))
    assert not waiting.put(VisitEnded("left"))
    assert waiting.take() == (TaskBegun(TASK), True)
    assert waiting.take() == (TaskProgress(TASK, 3, 3), True)
    assert waiting.take() == (VisitEnded("left"), False)


def test_a_progress_after_something_else_is_no_news_of_the_one_before_it() -> None:
    waiting = WaitingNotices()
    told: tuple[Notice, ...] = (TaskProgress(TASK, 1, 2), VisitEnded("left"), TaskProgress(TASK, 2, 2))
    for notice in told:
        waiting.put(notice)
    assert tuple(waiting.take()[0] for _ in told) == told
