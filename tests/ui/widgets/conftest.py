"""Every test of a widget starts in the light theme."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from programmer.ui.theme import LIGHT, apply_theme


@pytest.fixture(autouse=True)
def light_theme(qapp: QApplication) -> None:
    apply_theme(qapp, LIGHT)
