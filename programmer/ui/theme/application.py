"""Puts a theme on the running application, and tells everyone when it changes."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QDir, QObject, QTemporaryDir, Signal
from PySide6.QtWidgets import QApplication, QStyleFactory

from programmer.ui.assets import load_fonts, recoloured_svg
from programmer.ui.theme.focus_ring import FocusRings
from programmer.ui.theme.palette import palette_of
from programmer.ui.theme.style_sheet import style_sheet_of
from programmer.ui.theme.tokens import LIGHT, Tokens
from programmer.ui.theme.type_scale import type_font

_NAME = "programmer-theme"


class Themed(Protocol):
    """A widget that paints with tokens itself."""

    def apply_tokens(self, tokens: Tokens) -> None:
        """Take over the colours of a theme."""
        ...


class Theme(QObject):
    """The theme now on the application. ``changed`` carries the new ``Tokens``."""

    changed = Signal(object)

    def __init__(self, app: QCoreApplication) -> None:
        super().__init__(app)
        self.setObjectName(_NAME)
        self.tokens = LIGHT
        self.focus_rings = FocusRings(self, lambda: (self.tokens.accent, self.tokens.surface))
        self._pictures = QTemporaryDir()  # a style sheet takes pictures only from files
        QDir.setSearchPaths("theme", [self._pictures.path()])

    def write_pictures(self) -> None:
        """Draw the pictures the style sheet names, in the colours of the theme."""
        for name, color in (("check", self.tokens.on_accent), ("chevron-down", self.tokens.muted)):
            Path(self._pictures.path(), f"{name}.svg").write_text(
                recoloured_svg(name, color), encoding="utf-8"
            )


def current_theme() -> Theme:
    """The theme of the running application. There must be a QApplication."""
    app = QCoreApplication.instance()
    if app is None:
        raise RuntimeError("a theme needs a running application")
    found = app.findChild(Theme, _NAME)
    return found if found is not None else Theme(app)


def current_tokens() -> Tokens:
    """The colours now in force."""
    return current_theme().tokens


def foresee_theme(app: QApplication, tokens: Tokens) -> None:
    """What a window needs that is built for ``tokens`` before ``lay_theme``: fonts, measures and colours.

    Built under the style sheet a window stands after twice the time: each part is styled anew wherever it is put.
    """
    load_fonts()
    current_theme().tokens = tokens
    app.setStyle(QStyleFactory.create("Fusion"))
    app.setFont(type_font())


def apply_theme(app: QApplication, tokens: Tokens) -> None:
    """Fonts, palette, style sheet and focus ring of ``tokens`` on the whole application, also while it runs."""
    foresee_theme(app, tokens)
    lay_theme(app)


def lay_theme(app: QApplication) -> None:
    """Palette, style sheet and focus ring of the theme that was foreseen, on everything that is built."""
    theme = current_theme()
    theme.write_pictures()
    app.setPalette(palette_of(theme.tokens))
    app.setStyleSheet(style_sheet_of(theme.tokens))
    theme.focus_rings.take_colors()
    theme.changed.emit(theme.tokens)


def follow_theme(widget: Themed) -> None:
    """Give ``widget`` the colours of now and of every later theme, for as long as it lives."""
    theme = current_theme()
    widget.apply_tokens(theme.tokens)
    theme.changed.connect(widget.apply_tokens)
