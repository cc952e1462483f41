"""A window over a workstation made by hand, in the fonts and the style of the program."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from programmer.ui.main_window import MainWindow
from programmer.ui.theme import LIGHT, apply_theme
from tests.ui.views.handmade import HandmadeWorkstation


def dressed_window(desk: HandmadeWorkstation) -> MainWindow:
    """The window in the light theme, which it is given when it stands: that takes a third of the time."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = MainWindow(desk.as_workstation())
    apply_theme(app, LIGHT)
    return window
