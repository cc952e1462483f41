"""The foot of the window."""

from __future__ import annotations

from programmer.ui.viewmodels.footer_state import FooterPageState
from programmer.ui.viewmodels.view_model import ViewModel


class FooterViewModel(ViewModel[FooterPageState]):
    """Only shows."""
