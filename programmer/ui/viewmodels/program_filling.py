"""What is to be in the reservoir, and the bridge that a change of it takes."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from programmer.therapy.boluses import BridgeBolus
from programmer.therapy.drug_library import DrugLibrary, LibraryInForce
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.drugs import MOST_DRUGS
from programmer.therapy.limits import Situation
from programmer.therapy.notation import (
    concentration_text,
    concentration_word,
    duration_text,
    flow_text,
    length_text,
    volume_text,
)
from programmer.therapy.programs import PumpProgram
from programmer.therapy.quantities import SECONDS_PER_DAY, NanogramsPerMillilitre, Seconds
from programmer.ui.viewmodels.common_states import ALLOWED, refused
from programmer.ui.viewmodels.dose_unit import unit_of
from programmer.ui.viewmodels.drug_lines import WITH, badge_words, fill_words
from programmer.ui.viewmodels.program_draft import ProgramDraft
from programmer.ui.viewmodels.program_fields import other_keys
from programmer.ui.viewmodels.program_mixture import chosen_names
from programmer.ui.viewmodels.program_reading import DraftReading
from programmer.ui.viewmodels.program_state import OPENING_PRIME, DrugState, OtherDrugState
from programmer.ui.widgets.fact_row import Fact
from programmer.ui.widgets.segmented_control import Choice

_FULL = f"a reservoir holds at most {MOST_DRUGS} drugs"


def drug_state(
    draft: ProgramDraft, reading: DraftReading, present: PumpProgram, situation: Situation
) -> DrugState:
    """The part "Drug and concentration" of the page."""
    library = situation.library
    filling = present if reading.program is None else reading.program
    chosen = draft.new_fill and reading.program is None
    drugs, concentrations = _drugs(library), _concentrations(library, draft.drug)
    return DrugState(
        line=_line(draft, reading, present, situation),
        badge="" if chosen else badge_words(library, filling, situation),
        may_change=ALLOWED,
        changing=draft.new_fill,
        drugs=drugs,
        drug_key=draft.drug,
        concentrations=concentrations,
        bridge=() if reading.bridge is None else bridge_facts(reading.bridge, situation),
        held_unit=unit_of(library, present.drug.name),
        bridged=draft.opening_key != OPENING_PRIME,
        others=tuple(_others(draft, library)),
        may_add=ALLOWED if draft.others + 1 < MOST_DRUGS else refused(_FULL),
    )


def _others(draft: ProgramDraft, library: LibraryInForce) -> Iterator[OtherDrugState]:
    """The drugs beside the primary, each with what can be chosen for it; one that is taken already is not offered."""
    keys = [other_keys(number)[0] for number in range(1, draft.others + 1)]
    for key in keys:
        name = draft.text(key)
        taken = {draft.drug, *(draft.text(other) for other in keys if other != key)} - {name}
        drugs = tuple((str(one.key), one.text) for one in _drugs(library) if one.key not in taken)
        yield OtherDrugState(drugs, name, _concentrations(library, name))


def _line(draft: ProgramDraft, reading: DraftReading, present: PumpProgram, situation: Situation) -> str:
    """What will be in the reservoir; of a drug that is chosen, its name even before its concentration is typed."""
    library = situation.library
    if reading.program is not None:
        return fill_words(library, reading.program)
    if not draft.new_fill:
        return fill_words(library, present)
    shown = library.shown_name(draft.drug)
    if reading.drug is None:
        return WITH.join([f"{shown}, its concentration is still to be typed", *_named_others(draft, library)])
    first = f"{shown} {concentration_text(reading.drug.concentration)}"
    return WITH.join([first, *_named_others(draft, library)])


def _named_others(draft: ProgramDraft, library: LibraryInForce) -> Iterator[str]:
    """The names of the other drugs that are chosen, whether their concentrations can be read or not."""
    return (library.shown_name(name) for name in chosen_names(draft)[1:])


def _drugs(library: LibraryInForce) -> tuple[Choice, ...]:
    """The drugs of the library."""
    if not isinstance(library, DrugLibrary):
        return ()
    return tuple(Choice(name, entry.shown.word) for name, entry in sorted(library.entries.items()))


def _concentrations(library: LibraryInForce, name: str) -> tuple[Choice, ...]:
    """The concentrations of one of them, as they are typed."""
    entry = library.entry(name)
    strengths = [] if entry is None else [figure.value for figure in entry.concentrations.values()]
    return tuple(
        Choice(concentration_word(strength), concentration_text(strength))
        for strength in dict.fromkeys(strengths)
        if isinstance(strength, NanogramsPerMillilitre)
    )


def bridge_facts(bridge: BridgeBolus, situation: Situation) -> tuple[Fact, ...]:
    """A bridge in the units of the old drug: in those of the new one its figures would be wrong."""
    catheter, old = situation.catheter, bridge.old[0]
    lasts = duration_text(Seconds(int(bridge.days * SECONDS_PER_DAY)))
    words, shown = DrugWords(situation.library), situation.library.shown_name(old.name)
    return (
        Fact("Tubing in the pump", volume_text(catheter.tubing)),
        Fact(f"Catheter, {length_text(catheter.length_mm)}", volume_text(situation.catheter_volume)),
        Fact(
            "Old drug in the path", f"{volume_text(bridge.path)} of {concentration_text(old.concentration)}"
        ),
        Fact("Dose held", f"{words.rate(old.name, bridge.dose)} of the old {shown}"),
        Fact("Rate of the bridge", flow_text(bridge.flow)),
        Fact("It lasts", lasts),
        Fact("It gives", f"{words.mass(old.name, bridge.mass)} of the old {shown}"),
        *_of_the_mixture(bridge, situation),
    )


def _of_the_mixture(bridge: BridgeBolus, situation: Situation) -> Iterator[Fact]:
    """What the bridge gives of the other drugs of an old mixture."""
    primary, words = bridge.old[0], DrugWords(situation.library)
    for drug in bridge.old[1:]:
        share = Fraction(drug.concentration.value, primary.concentration.value)
        rate = words.rate(drug.name, bridge.dose.value * share)
        yield Fact(
            f"And the old {words(drug.name)}", f"{rate}, {words.mass(drug.name, bridge.mass * share)} in all"
        )
