"""The program as a process of its own, worked with a real mouse and keyboard on a virtual screen."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from programmer.ui.theme import LIGHT
from tests.support.real_screen import TOOLS, RealScreen, missing_tools
from tests.ui.window_bench import WindowBench

_SIZE = (1366, 768)
_PATIENCE_S = 40.0
_REQUIRED = os.environ.get("PROGRAMMER_REQUIRE_XVFB") == "1"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        bool(missing_tools()) and not _REQUIRED,
        reason=f"needs {', '.join(TOOLS)}; PROGRAMMER_REQUIRE_XVFB=1 insists",
    ),
]


@dataclass(frozen=True)
class Places:
    """Where things lie in the window, in its own coordinates."""

    program: QPoint
    dose: QPoint
    next: QPoint
    hold: QPoint
    hold_ground: QPoint
    next_ground: QPoint


@pytest.fixture
def places(bench_window: WindowBench) -> Places:
    """Measured in the same window at the same size, drawn without a screen."""
    window = bench_window.window
    window.resize(*_SIZE)
    bench_window.connect_pump()
    bench_window.go("program")
    QApplication.processEvents()
    editing = window.program_page.edit.dose.dose.edit
    # Measured before anything is typed: the notice that comes then moves the field down.
    program, dose = _middle(window.rail.button("program"), window), _middle(editing, window)
    bench_window.propose("102")
    bench_window.until(window.program_page.next.isEnabled)
    following, following_ground = (
        _middle(window.program_page.next, window),
        _edge(window.program_page.next, window),
    )
    bench_window.stage("102")
    hold = window.program_page.compare.confirm.hold
    bench_window.until(hold.isEnabled)
    for _ in range(5):  # words that wrap find their height in several rounds
        QApplication.processEvents()
    return Places(program, dose, following, _middle(hold, window), _edge(hold, window), following_ground)


def _middle(part: QWidget, window: QWidget) -> QPoint:
    return part.mapTo(window, part.rect().center())


def _edge(part: QWidget, window: QWidget) -> QPoint:
    """A point on the part's ground, beside its words."""
    rect: QRect = part.rect()
    return part.mapTo(window, QPoint(10, rect.center().y()))


class RealProgram:
    """The running program, its window, and hands."""

    def __init__(self, screen: RealScreen, database: Path) -> None:
        self.screen = screen
        self._database = database
        self._process = subprocess.Popen(
            [sys.executable, "-m", "programmer", "--database", str(database)],
            env={**screen.environment, "QT_QPA_PLATFORM": "xcb"},
            stderr=subprocess.PIPE,
            text=True,
        )
        self.window = self._wait_for(self._find_window, "the window appears")
        screen.do("windowsize", "--sync", self.window, *_SIZE)
        self._origin = self._measured_origin()
        self.wait_until(lambda: "Simulated pump" in self.title(), "the simulated pump is connected")

    def _find_window(self) -> str:
        return self.screen.do("search", "--onlyvisible", "--name", "Intrathecal programmer").partition("\n")[
            0
        ]

    def title(self) -> str:
        return self.screen.do("getwindowname", self.window)

    def _wait_for(self, ask: Callable[[], str], what: str) -> str:
        found = ""

        def there() -> bool:
            nonlocal found
            found = ask()
            return bool(found)

        self.wait_until(there, what)
        return found

    def wait_until(self, reached: Callable[[], bool], what: str) -> None:
        """Look until it is so."""
        end = time.monotonic() + _PATIENCE_S
        while not reached():
            assert self._process.poll() is None, f"the program ended before {what}: {self._errors()}"
            assert time.monotonic() < end, f"{what}: not within {_PATIENCE_S:g} s; title {self.title()!r}"

    def _errors(self) -> str:
        return "" if self._process.stderr is None else self._process.stderr.read()

    def point(self, at: QPoint) -> None:
        """Move the mouse to a place in the window."""
        self.screen.do("mousemove", "--sync", "--window", self.window, at.x(), at.y())

    def click(self, at: QPoint) -> None:
        """Click there."""
        self.point(at)
        self.screen.do("click", 1)

    def ground(self, at: QPoint) -> str:
        """The colour at a place in the window."""
        return self.screen.color_at(self._origin.x() + at.x(), self._origin.y() + at.y())

    def _measured_origin(self) -> QPoint:
        """Where the window begins on the screen: xdotool's own answer counts the decoration twice."""
        self.point(QPoint(0, 0))
        where = dict(
            line.split("=", 1) for line in self.screen.do("getmouselocation", "--shell").splitlines()
        )
        return QPoint(int(where["X"]), int(where["Y"]))

    def end(self) -> None:
        """End it as the system does, and let it come to its end."""
        self._process.send_signal(signal.SIGTERM)
        assert self._process.wait(_PATIENCE_S) == 0, self._errors()
        if self._process.stderr is not None:
            self._process.stderr.close()

    def kill(self) -> None:
        """Be rid of it in any case."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait(_PATIENCE_S)
        if self._process.stderr is not None:
            self._process.stderr.close()

    def sessions(self) -> list[dict[str, object]]:
        """The history as the command line tells it."""
        done = subprocess.run(
            [sys.executable, "-m", "programmer", "sessions", "--json", "--database", str(self._database)],
            capture_output=True,
            text=True,
            check=True,
            timeout=_PATIENCE_S,
        )
        listed: list[dict[str, object]] = json.loads(done.stdout)
        return listed


@pytest.fixture
def program(tmp_path: Path) -> Iterator[RealProgram]:
    """The program on a virtual screen, the simulated pump connected. What it showed last is kept as screen.png."""
    assert not missing_tools(), f"not installed: {', '.join(missing_tools())}"
    memory = tmp_path / "screen"
    memory.mkdir()
    with RealScreen(memory) as screen:
        started = RealProgram(screen, tmp_path / "clicked.sqlite")
        try:
            yield started
        finally:
            screen.keep_picture(tmp_path / "screen.png")
            started.kill()


def test_a_program_is_changed_with_a_real_mouse_and_keyboard(
    places: Places, program: RealProgram, qtbot: QtBot
) -> None:
    program.click(places.program)
    program.click(places.dose)
    program.screen.do("key", "ctrl+a")
    program.screen.do("type", "--delay", 30, "102")
    program.wait_until(lambda: program.ground(places.next_ground) == LIGHT.accent, "Next can be pressed")
    program.click(places.next)
    program.wait_until(lambda: program.ground(places.hold_ground) == LIGHT.accent, "the comparison is shown")
    program.screen.do("key", "Return")
    program.screen.do("key", "KP_Enter")
    assert program.ground(places.hold_ground) == LIGHT.accent
    program.point(places.hold)
    program.screen.do("mousedown", 1)
    program.wait_until(lambda: _outcome(program) == "confirmed", "the pump has confirmed")
    program.screen.do("mouseup", 1)
    program.end()
    (session,) = program.sessions()
    assert (session["dose_before"], session["dose_after"]) == ("90 mcg/day", "102 mcg/day")
    assert session["simulated"] is True
    assert session["end"] == "closed"


def _outcome(program: RealProgram) -> object:
    """What became of the last command of the only visit."""
    (session,) = program.sessions()
    outcome = session["outcome"]
    return outcome["outcome"] if isinstance(outcome, dict) else None
