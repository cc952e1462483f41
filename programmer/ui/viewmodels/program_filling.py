"""What is to be in the reservoir, and the bridge that a change of it takes."""

from __future__ import annotations

from programmer.therapy.boluses import BridgeBolus
from programmer.therapy.drug_library import DrugLibrary
from programmer.therapy.limits import Situation
from programmer.therapy.notation import (
    concentration_text,
    concentration_word,
    dose_rate_text,
    duration_text,
    flow_text,
    length_text,
    mass_text,
    volume_text,
)
from programmer.therapy.programs import PumpProgram
from programmer.therapy.quantities import SECONDS_PER_DAY, NanogramsPerMillilitre, Seconds
from programmer.ui.viewmodels.common_states import ALLOWED, Offer, refused
from programmer.ui.viewmodels.dose_unit import unit_of
from programmer.ui.viewmodels.drug_lines import badge_words, fill_words
from programmer.ui.viewmodels.program_draft import ProgramDraft
from programmer.ui.viewmodels.program_reading import DraftReading
from programmer.ui.viewmodels.program_state import DrugState
from programmer.ui.widgets.fact_row import Fact
from programmer.ui.widgets.segmented_control import Choice

BY_FILE = "The filling of a mixture is changed from a program file: programmer program FILE"


def drug_state(
    draft: ProgramDraft, reading: DraftReading, present: PumpProgram, situation: Situation
) -> DrugState:
    """The part "Drug and concentration" of the page."""
    library = situation.library
    filling = present if reading.program is None else reading.program
    chosen = draft.new_fill and reading.program is None
    drugs, concentrations = _choices(draft, situation)
    return DrugState(
        line=_line(draft, reading, present, situation),
        badge="" if chosen else badge_words(library, filling, situation),
        may_change=_may_change(present),
        changing=draft.new_fill,
        drugs=drugs,
        drug_key=draft.drug,
        concentrations=concentrations,
        bridge=() if reading.bridge is None else bridge_facts(reading.bridge, situation),
        held_unit=unit_of(library, present.drug.name),
    )


def _line(draft: ProgramDraft, reading: DraftReading, present: PumpProgram, situation: Situation) -> str:
    """What will be in the reservoir; of a drug that is chosen, its name even before its concentration is typed."""
    library = situation.library
    if reading.program is not None:
        return fill_words(library, reading.program)
    if not draft.new_fill:
        return fill_words(library, present)
    shown = library.shown_name(draft.drug)
    if reading.drug is None:
        return f"{shown}, its concentration is still to be typed"
    return f"{shown} {concentration_text(reading.drug.concentration)}"


def _may_change(present: PumpProgram) -> Offer:
    return refused(BY_FILE) if present.others else ALLOWED


def _choices(draft: ProgramDraft, situation: Situation) -> tuple[tuple[Choice, ...], tuple[Choice, ...]]:
    """The drugs of the library, and the concentrations of the one that is chosen, as they are typed."""
    library = situation.library
    if not isinstance(library, DrugLibrary):
        return (), ()
    drugs = tuple(Choice(name, entry.shown.word) for name, entry in sorted(library.entries.items()))
    entry = library.entry(draft.drug)
    strengths = [] if entry is None else [figure.value for figure in entry.concentrations.values()]
    return drugs, tuple(
        Choice(concentration_word(strength), concentration_text(strength))
        for strength in dict.fromkeys(strengths)
        if isinstance(strength, NanogramsPerMillilitre)
    )


def bridge_facts(bridge: BridgeBolus, situation: Situation) -> tuple[Fact, ...]:
    """A bridge in the units of the old drug: in those of the new one its figures would be wrong."""
    catheter, old = situation.catheter, bridge.old[0]
    lasts = duration_text(Seconds(int(bridge.days * SECONDS_PER_DAY)))
    shown = situation.library.shown_name(old.name)
    return (
        Fact("Tubing in the pump", volume_text(catheter.tubing)),
        Fact(f"Catheter, {length_text(catheter.length_mm)}", volume_text(situation.catheter_volume)),
        Fact(
            "Old drug in the path", f"{volume_text(bridge.path)} of {concentration_text(old.concentration)}"
        ),
        Fact("Dose held", f"{dose_rate_text(bridge.dose)} of the old {shown}"),
        Fact("Rate of the bridge", flow_text(bridge.flow)),
        Fact("It lasts", lasts),
        Fact("It gives", f"{mass_text(bridge.mass)} of the old {shown}"),
    )
