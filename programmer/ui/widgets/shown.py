"""Showing and hiding a part without it ever opening as a window of its own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def set_shown(widget: QWidget, shown: bool) -> None:
    """Like ``setVisible``, but a part that has no parent yet only takes back an earlier ``hide``.

    ``setVisible(True)`` would open such a part as a window; its page shows it in good time.
    """
    if shown and widget.parentWidget() is None and not widget.isVisible():
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
    else:
        widget.setVisible(shown)
