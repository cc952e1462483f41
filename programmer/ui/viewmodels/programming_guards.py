"""Why a pump cannot be programmed now."""

from __future__ import annotations

from programmer.therapy.boluses import BridgeBolus
from programmer.therapy.drug_library import LibraryInForce, NoLibrary
from programmer.therapy.notation import volume_text
from programmer.ui import phrases
from programmer.ui.viewmodels.common_states import Trouble
from programmer.ui.viewmodels.drug_lines import fill_words
from programmer.ui.viewmodels.story import Contact, PumpStory, StopStage


def programming_guards(story: PumpStory) -> tuple[Trouble, ...]:
    """Every reason, the most urgent first; empty if the pump may be programmed."""
    return (*_of_this_side(story), *_of_commands(story), *_of_the_patient(story))


def library_guards(drugs: LibraryInForce) -> tuple[Trouble, ...]:
    """Why no program may be sent though the pump could take one: there is no drug library to check it by."""
    return (Trouble(drugs.what, drugs.why, drugs.remedy),) if isinstance(drugs, NoLibrary) else ()


def opening_guards(story: PumpStory, drugs: LibraryInForce) -> tuple[Trouble, ...]:
    """Why the window changes nothing while a prime or a bridge is under way: it would cut that off."""
    found = story.interrogation
    status = story.status if story.status is not None or found is None else found.status
    if found is None or status is None or not status.opening_left:
        return ()
    what = "bridge" if isinstance(found.program.opening, BridgeBolus) else "prime"
    left = volume_text(status.opening_left)
    return (
        Trouble(
            f"A {what} is still under way",
            f"{left} are still to be pushed before {fill_words(drugs, found.program)} is given",
            f"Let the {what} end first, or change the program from a program file (programmer program FILE)",
        ),
    )


def _of_this_side(story: PumpStory) -> list[Trouble]:
    found = []
    if story.broken:
        found.append(
            Trouble(
                "The pump cannot be reached any more",
                "A fault of this program came in between",
                "Close the program, start it again and interrogate; the pump goes on as it was",
            )
        )
    if story.contact is Contact.LOST and story.lost is not None:
        found.append(Trouble("The link to the pump is lost", story.lost.what, story.lost.remedy))
    if story.records_error is not None:
        error = story.records_error
        found.append(Trouble(error.what, error.why, error.remedy))
    return found


def _of_commands(story: PumpStory) -> list[Trouble]:
    if story.unsettled or story.stop_in_doubt:
        return [
            Trouble(
                "Nothing but STOP and reading is possible now",
                "It is not known whether an earlier command to this pump was carried out",
                f"Keep the pump in reach until it has told. {phrases.ONLY_STOP_AND_READING}",
            )
        ]
    if story.stop.stage is StopStage.UNDER_WAY:
        return [Trouble("STOP is under way", "It goes before everything else", "Wait for the pump")]
    return []


def _of_the_patient(story: PumpStory) -> list[Trouble]:
    objection = None if story.standing is None else story.standing.objection
    return [] if objection is None else [Trouble(objection.what, objection.why, objection.remedy)]
