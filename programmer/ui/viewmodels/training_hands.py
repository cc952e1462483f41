"""What is done to a simulated pump by hand or befalls it, with what was typed for it, in a timeline's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from programmer.known_error import KnownError
from programmer.training import TrainingBench
from programmer.ui.viewmodels.common_states import ChoiceState, FieldState
from programmer.ui.viewmodels.training_state import HandsState

VOLUME, INTO, DRUG, CONCENTRATION = "volume", "into", "drug", "concentration"
LENGTH, FILLED, SHARE, ERROR, LEFT = "length", "filled", "share", "error", "left"
PLACES = (
    ("port", "the port of the pump"),
    ("pocket", "the pocket beside the pump"),
    ("catheter port", "the catheter's port"),
)
SPINAL_FLUID, EMPTY = "spinal fluid", "nothing"
FILLINGS = ((SPINAL_FLUID, "spinal fluid"), (EMPTY, "nothing"))
_CHOICES = {INTO: PLACES, FILLED: FILLINGS}
_TYPED = {
    VOLUME: "20 mL",
    DRUG: "",
    CONCENTRATION: "",
    LENGTH: "",
    SHARE: "20 %",
    ERROR: "+14.5 %",
    LEFT: "30 days",
}
_BEGINNING = {**_TYPED, INTO: "port", FILLED: SPINAL_FLUID}
INTERFERENCE, NO_INTERFERENCE = "interference", "interference-ends"
_FIXED: Mapping[str, Mapping[str, object]] = {
    INTERFERENCE: {"do": "telemetry", "on": True, "by_interference": True},
    NO_INTERFERENCE: {"do": "telemetry", "on": False},
}
_KEYS = {
    "withdraw": (VOLUME,),
    "aspirate": (VOLUME,),
    "dye": (VOLUME,),
    "tell-refill": (VOLUME,),
    "fill": (VOLUME, INTO),
    "trim-catheter": (LENGTH,),
    "leak": (SHARE,),
    "calibrate": (ERROR,),
    "battery": (LEFT,),
}
"""What a deed needs of the fields, each under the name that it has in a timeline too."""


@dataclass(frozen=True, slots=True)
class Hands:
    """``drug`` empty: what the program in force names; ``length`` empty: another catheter as long as the one before.

    ``said`` is what came of what was done last, ``failed`` why it could not be done.
    """

    texts: Mapping[str, str] = field(default_factory=lambda: _BEGINNING)
    said: str = ""
    failed: str = ""

    def with_text(self, key: str, text: str) -> Hands:
        """The same with one field filled in, or one choice made. Raises ``KeyError`` for one that is not known."""
        _ = self.texts[key]
        return replace(self, texts={**self.texts, key: text})

    def doing(self, bench: TrainingBench, deed: str) -> Hands:
        """Do it at the bench; what came of it, or why not, takes the place of what was said before."""
        try:
            return replace(self, said=bench.do(self.wish(deed)) or "done", failed="")
        except KnownError as trouble:
            return replace(self, said="", failed=f"{trouble.what}: {trouble.why}. {trouble.remedy}.")

    def wish(self, deed: str) -> dict[str, object]:
        """A deed in the words of a scenario's timeline."""
        if deed in _FIXED:
            return dict(_FIXED[deed])
        wish: dict[str, object] = {"do": deed, **{key: self._text(key) for key in _KEYS.get(deed, ())}}
        if deed == "fill" and (self._text(DRUG) or self._text(CONCENTRATION)):
            wish["drugs"] = [{"name": self._text(DRUG), "concentration": self._text(CONCENTRATION)}]
        if deed in {"change-catheter", "trim-catheter"}:
            wish["filled"] = self.texts[FILLED] == SPINAL_FLUID
        if deed == "change-catheter" and self._text(LENGTH):
            wish["length"] = self._text(LENGTH)
        return wish

    def _text(self, key: str) -> str:
        return self.texts[key].strip()

    def state(self) -> HandsState:
        """As the page shows it."""
        return HandsState(
            {key: FieldState(self.texts[key]) for key in _TYPED},
            {key: ChoiceState(choices, self.texts[key]) for key, choices in _CHOICES.items()},
            self.said,
            self.failed,
        )
