"""The part "At the start" of the Program page: what is given once, and what the patient gets by it."""

from __future__ import annotations

from programmer.therapy.boluses import PrimeExtent
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.limits import Situation
from programmer.ui import phrases
from programmer.ui.viewmodels.program_draft import ProgramDraft
from programmer.ui.viewmodels.program_fields import PRIME_EXTENT
from programmer.ui.viewmodels.program_once import once_totals, prime_working
from programmer.ui.viewmodels.program_reading import BRIDGE_FIRST, DraftReading
from programmer.ui.viewmodels.program_state import (
    MODE_STOPPED,
    OPENING_NONE,
    OPENING_PRIME,
    OPENING_SINGLE,
    OpeningState,
)
from programmer.ui.widgets.segmented_control import Choice

_STOPPED = "A stopped program gives no bolus: choose another mode under Delivery."
_BRIDGE = "The bridge to another filling: its figures stand under Drug and concentration."
_NOTES = {
    OPENING_NONE: "The program begins with its rate, and gives nothing beside.",
    OPENING_SINGLE: "Given once, as soon as the program takes effect, on top of the delivery.",
    OPENING_PRIME: (
        "Fills an empty path with what is in the reservoir, in place of the delivery, which begins after it. "
        "Volume and duration are worked out from the tubing and the catheter of this pump."
    ),
}
_WORDS = {OPENING_NONE: "none", OPENING_SINGLE: "single bolus", OPENING_PRIME: "prime"}
_EXTENTS = tuple(Choice(extent.value, phrases.upper_first(extent.value)) for extent in PrimeExtent)


def opening_word(draft: ProgramDraft, reading: DraftReading) -> str:
    """What is given once, in a word."""
    if draft.mode_key == MODE_STOPPED:
        return _WORDS[OPENING_NONE]
    return "bridge" if reading.bridge is not None else _WORDS[draft.opening_key]


def opening_state(draft: ProgramDraft, reading: DraftReading, situation: Situation) -> OpeningState:
    """Choices, fields and figures of it."""
    bridged, stopped = reading.bridge is not None, draft.mode_key == MODE_STOPPED
    program, shown = reading.program, DrugWords(situation.library)
    return OpeningState(
        choices=(
            Choice(OPENING_NONE, "Bridge" if bridged else "None"),
            Choice(OPENING_SINGLE, "Single bolus", not bridged, BRIDGE_FIRST if bridged else ""),
            Choice(OPENING_PRIME, "Priming bolus"),
        ),
        key=draft.opening_key,
        note=_STOPPED if stopped else _BRIDGE if bridged else _NOTES[draft.opening_key],
        by_fields=not stopped,
        extents=_EXTENTS,
        extent_key=draft.text(PRIME_EXTENT),
        working=prime_working(reading.once, draft, situation),
        facts=() if program is None else tuple(once_totals(program, shown)),
    )
