"""Puts what can be done now, and if not why, onto a button."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from programmer.ui.viewmodels.common_states import Offer


def show_offer(button: QWidget, offer: Offer) -> None:
    """Enable the button or not; the reason is its tooltip and is read out."""
    button.setEnabled(offer.enabled)
    button.setToolTip(offer.why_not)
    button.setAccessibleDescription(offer.why_not)
