"""Every widget in every state can be drawn, light and dark, at one and two times the density."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from programmer.ui.theme import THEMES, apply_theme
from tests.ui.widgets.gallery import draw
from tests.ui.widgets.scenes import SCENES

_ROOT = Path(__file__).resolve().parents[3]


def variety(image: QImage) -> int:
    """How many different colours a picture has, sampled."""
    return len({image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3)})


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("scene", SCENES)
def test_a_scene_is_drawn(qtbot: QtBot, qapp: QApplication, scene: str, theme: str) -> None:
    apply_theme(qapp, THEMES[theme])
    build, size = SCENES[scene]
    widget = build()
    qtbot.addWidget(widget)
    assert variety(draw(widget, size).toImage()) > 10


class WindowWatch(QObject):
    """Notes every widget that opens as a window."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.opened.append(f"{type(watched).__name__} {watched.accessibleName()}")
        return False


@pytest.mark.parametrize("scene", sorted(SCENES.keys() - {"stop-armed"}))
def test_no_part_opens_as_a_window_while_a_page_is_built(
    qtbot: QtBot, qapp: QApplication, scene: str
) -> None:
    watch = WindowWatch()
    qapp.installEventFilter(watch)
    widget = SCENES[scene][0]()
    qapp.removeEventFilter(watch)
    qtbot.addWidget(widget)
    assert watch.opened == []


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_scenes_are_drawn_on_a_screen_of_twice_the_density(tmp_path: Path, theme: str) -> None:
    environment = dict(os.environ, QT_SCALE_FACTOR="2", QT_QPA_PLATFORM="offscreen", PYTHONPATH=str(_ROOT))
    command = [sys.executable, "-W", "error", "tests/ui/widgets/gallery.py", theme, str(tmp_path)]
    subprocess.run(command, check=True, cwd=_ROOT, env=environment, capture_output=True, timeout=120)
    for name, (_, (width, height)) in SCENES.items():
        image = QImage(str(tmp_path / f"{name}-{theme}.png"))
        assert image.width() >= 2 * width
        assert image.height() >= 2 * height
        assert variety(image) > 10


@pytest.mark.parametrize("scene", SCENES)
def test_whatever_takes_the_keyboard_has_a_name(qtbot: QtBot, scene: str) -> None:
    widget = SCENES[scene][0]()
    qtbot.addWidget(widget)
    reachable = [
        w
        for w in widget.findChildren(QWidget)
        if w.focusPolicy() & Qt.FocusPolicy.TabFocus and not w.isHidden() and w.window() is widget
    ]
    nameless = [
        f"{type(w).__name__} in {type(w.parentWidget()).__name__}"
        for w in reachable
        if not QAccessible.queryAccessibleInterface(w).text(QAccessible.Text.Name)
    ]
    assert nameless == []
