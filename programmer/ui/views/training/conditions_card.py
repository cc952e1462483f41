"""What befalls the simulated pump and its catheter, as buttons: what no alarm may tell, and what no one wants."""

from __future__ import annotations

from programmer.ui.viewmodels.training_hands import ERROR, INTERFERENCE, LEFT, NO_INTERFERENCE, SHARE
from programmer.ui.views.training.deed_card import DeedCard

_PATH = (
    ("occlude", "Occlude the path"),
    ("clear-occlusion", "Free it"),
    ("disconnect", "Disconnect the catheter"),
    ("mend", "Connect it again"),
)
_MOTOR = (("stall", "The motor stands"), ("recover", "It turns again"))
_ELECTRONICS = (
    ("memory-error", "Memory fails"),
    ("reset", "It starts anew"),
    (INTERFERENCE, "Interference begins"),
    (NO_INTERFERENCE, "Interference ends"),
)


class ConditionsCard(DeedCard):
    """What happens without anybody's will; faults of the link to the pump have a card of their own."""

    def _build(self) -> None:
        self.add_heading("Between pump and tip")
        self.add_row(*_PATH)
        self.add_row(self.text(SHARE, "Lost at the connector", "such as 20 %"), ("leak", "Let it leak"))
        self.add_heading("Motor")
        error = self.text(ERROR, "Each pulse moves more by", "such as -3 %")
        self.add_row(error, ("calibrate", "Let it be so"), *_MOTOR)
        self.add_heading("Battery and electronics")
        left = self.text(LEFT, "Life left in the battery", "such as 30 days")
        self.add_row(left, ("battery", "Let that be left"))
        self.add_row(*_ELECTRONICS)
