"""The ordinary button: plain, primary, danger or quiet."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from programmer.ui.assets import icon
from programmer.ui.theme import Tokens, TypeSize, Weight, follow_theme, type_font

_ICON = 16
_ICON_GAP = 5


class ButtonKind(Enum):
    """How much a button asks to be pressed."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"
    QUIET = "quiet"


class ActionButton(QPushButton):
    """36 px high (44 with ``high``); pressed by the mouse or Space, never by Enter and never by a dialog's Enter."""

    def __init__(
        self,
        text: str,
        kind: ButtonKind = ButtonKind.PLAIN,
        *,
        icon_name: str = "",
        high: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._kind = kind
        self._icon_name = icon_name
        self.setProperty("kind", kind.value)
        self.setProperty("high", high)
        self.setFont(type_font(TypeSize.TEXT, Weight.SEMIBOLD))
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if icon_name:
            self.setIconSize(QSize(_ICON + _ICON_GAP, _ICON))
            follow_theme(self)

    def apply_tokens(self, tokens: Tokens) -> None:
        """Draw the icon in the colour of the text."""
        colors = {
            ButtonKind.PLAIN: tokens.text,
            ButtonKind.PRIMARY: tokens.on_accent,
            ButtonKind.DANGER: tokens.danger,
            ButtonKind.QUIET: tokens.accent,
        }
        self.setIcon(icon(self._icon_name, colors[self._kind], _ICON_GAP))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            event.ignore()
            return
        super().keyPressEvent(event)
