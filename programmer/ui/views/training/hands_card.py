"""What patient, scanner, other programmers and a surgeon's hands do to the simulated pump, as buttons."""

from __future__ import annotations

from programmer.ui.viewmodels.training_hands import CONCENTRATION, DRUG, FILLED, INTO, LENGTH, VOLUME
from programmer.ui.views.training.deed_card import DeedCard

_PATIENT = (
    ("press", "Press the patient's button"),
    ("enter-scanner", "Into the scanner"),
    ("leave-scanner", "Out of the scanner"),
)
_OTHERS = (
    ("interrogate", "Read it"),
    ("stop", "Stop it"),
    ("resume", "Resume it"),
    ("set-clock", "Set its clock right"),
)
_SYRINGE = (
    ("fill", "Fill"),
    ("withdraw", "Withdraw"),
    ("empty", "Empty the reservoir"),
    ("tell-refill", "Tell the pump it was refilled"),
)
_CATHETER_PORT = (("aspirate", "Aspirate from the catheter"), ("dye", "Dye study"))
_CATHETER = (("change-catheter", "Change it"), ("trim-catheter", "Trim it"))


class HandsCard(DeedCard):
    """What people do on purpose, rightly or wrongly."""

    def _build(self) -> None:
        self.add_heading("Patient and scanner")
        self.add_row(*_PATIENT)
        self.add_heading("With another programmer")
        self.add_row(*_OTHERS)
        self.add_heading("With a syringe; the volume is that of every needle")
        self.add_fields(
            (self.text(VOLUME, "Volume", "such as 20 mL"), 2),
            (self.choice(INTO, "Needle in"), 3),
            (self.text(DRUG, "Drug", "as the program says"), 3),
            (self.text(CONCENTRATION, "Concentration", "such as 500 mcg/mL"), 3),
        )
        self.add_row(*_SYRINGE)
        self.add_row(*_CATHETER_PORT)
        self.add_heading("At an operation on the catheter")
        length = self.text(LENGTH, "Its length", "as before")
        self.add_row(length, self.choice(FILLED, "It comes filled with"), *_CATHETER)
