"""What hands hold at a simulated pump: a syringe with its volume, where its needle goes, and what is in it."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.ui.viewmodels.common_states import ChoiceState, FieldState
from programmer.ui.viewmodels.training_state import HandsState

PLACES = (
    ("port", "the port of the pump"),
    ("pocket", "the pocket beside the pump"),
    ("catheter port", "the catheter's port"),
)
FILL = "fill"
WITH_VOLUME = frozenset({"withdraw", "aspirate", "tell-refill", FILL})
"""Deeds that need the volume of the syringe."""


@dataclass(frozen=True, slots=True)
class Hands:
    """``drug`` empty: what the program in force names. ``said``: what came of what was done last."""

    volume: str = "20 mL"
    into: str = "port"
    drug: str = ""
    concentration: str = ""
    said: str = ""

    def wish(self, deed: str) -> dict[str, object]:
        """A deed in the words of a scenario's timeline."""
        wish: dict[str, object] = {"do": deed}
        if deed in WITH_VOLUME:
            wish["volume"] = self.volume.strip()
        if deed == FILL:
            wish["into"] = self.into
            if self.drug.strip() or self.concentration.strip():
                drug = {"name": self.drug.strip(), "concentration": self.concentration.strip()}
                wish["drugs"] = [drug]
        return wish

    def state(self) -> HandsState:
        """As the page shows it."""
        return HandsState(
            FieldState(self.volume),
            ChoiceState(PLACES, self.into),
            FieldState(self.drug),
            FieldState(self.concentration),
            self.said,
        )
