"""What a right click on a plot offers."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget


class Picturable(Protocol):
    """A plot that can show all and be saved as a picture."""

    def show_all(self) -> None:
        """Show everything there is."""
        ...

    def save_picture(self, path: Path) -> bool:
        """Write a PNG."""
        ...


def plot_menu(plot: Picturable) -> QMenu:
    """A menu over the plot; it goes when it closes."""
    menu = QMenu(plot if isinstance(plot, QWidget) else None)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.addAction("Show all", plot.show_all)
    menu.addAction("Save picture…", lambda: _ask_and_save(plot))
    return menu


def _ask_and_save(plot: Picturable) -> None:
    over = plot if isinstance(plot, QWidget) else None
    chosen, _ = QFileDialog.getSaveFileName(over, "Save picture", "plot.png", "PNG picture (*.png)")
    if chosen:
        plot.save_picture(Path(chosen).with_suffix(".png"))
