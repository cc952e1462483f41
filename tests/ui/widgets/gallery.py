"""Draws every scene in one theme into PNG files: ``python -m``-free, called by tests and in a child process."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from programmer.ui.theme import THEMES, apply_theme
from tests.ui.widgets.scenes import SCENES


def draw(widget: QWidget, size: tuple[int, int]) -> QPixmap:
    """The widget as it looks at that size."""
    page = widget
    page.setAutoFillBackground(True)
    page.resize(*size)
    page.show()
    for _ in range(3):
        QCoreApplication.processEvents()
    return page.grab()


def draw_all(app: QApplication, theme: str, folder: Path, only: tuple[str, ...] = ()) -> list[Path]:
    """Write a PNG of each scene; returns their paths."""
    apply_theme(app, THEMES[theme])
    written = []
    for name, (build, size) in SCENES.items():
        if only and name not in only:
            continue
        widget = build()
        path = folder / f"{name}-{theme.replace(' ', '-')}.png"
        draw(widget, size).save(str(path))
        widget.close()
        widget.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        written.append(path)
    return written


if __name__ == "__main__":
    application = QApplication(sys.argv[:1])
    draw_all(application, sys.argv[1], Path(sys.argv[2]), tuple(sys.argv[3:]))
