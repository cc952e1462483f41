"""The drug library on the Pump page: which it is, and which hard limits of this pump's drugs a clinic loosened."""

from __future__ import annotations

from programmer.therapy.drug_library import LibraryInForce, NoLibrary
from programmer.therapy.programs import PumpProgram
from programmer.ui.viewmodels.drug_lines import loosened_word
from programmer.ui.widgets.fact_row import Fact
from programmer.ui.widgets.notice_bar import Notice, NoticeKind
from programmer.ui.widgets.text_label import Tone


def library_facts(drugs: LibraryInForce) -> tuple[Fact, ...]:
    """The shipped library and the clinic's own, or why there is none; then how many hard limits are loosened."""
    if isinstance(drugs, NoLibrary):
        return (Fact("Drug library", f"none in force: {drugs.what}", Tone.DANGER),)
    facts = [
        Fact("Drug library" if one.clinic is None else f"Library of {one.clinic}", f"version {one.version}")
        for one in drugs.identities
    ]
    loosened = loosened_word(drugs)
    return (*facts, Fact("Against the shipped library", loosened, Tone.DANGER)) if loosened else tuple(facts)


def loosened_notice(drugs: LibraryInForce, program: PumpProgram) -> tuple[Notice, ...]:
    """Every loosened hard limit of the drugs in this pump, each in its own sentence."""
    held = {drug.name for drug in program.drugs}
    sentences = [f"{one.sentence}." for one in drugs.loosened if one.name in held]
    if not sentences:
        return ()
    return (Notice(NoticeKind.CAUTION, "The clinic loosened hard limits of this drug.", " ".join(sentences)),)
