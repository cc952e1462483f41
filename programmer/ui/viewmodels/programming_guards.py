"""Why a pump cannot be programmed now."""

from __future__ import annotations

import math

from programmer.therapy.boluses import BridgeBolus, PrimingBolus, SingleBolus
from programmer.therapy.drug_library import LibraryInForce, NoLibrary
from programmer.therapy.moments import clock_text_seen_from, moment_text
from programmer.therapy.notation import duration_text, mass_text, volume_text
from programmer.therapy.pump import BolusKind, Delivery, PumpStatus
from programmer.therapy.quantities import PumpTime
from programmer.ui import phrases
from programmer.ui.viewmodels.common_states import Trouble
from programmer.ui.viewmodels.drug_lines import fill_words
from programmer.ui.viewmodels.story import Contact, PumpStory, StopStage
from programmer.visit.interrogation import Interrogation


def programming_guards(story: PumpStory) -> tuple[Trouble, ...]:
    """Every reason, the most urgent first; empty if the pump may be programmed."""
    return (*_of_this_side(story), *_of_commands(story), *_of_the_patient(story))


def command_guards(story: PumpStory) -> tuple[Trouble, ...]:
    """Why nothing but STOP can be told to the pump now, whoever's it is."""
    return (*_of_this_side(story), *_of_commands(story))


def library_guards(drugs: LibraryInForce) -> tuple[Trouble, ...]:
    """Why no program may be sent though the pump could take one: there is no drug library to check it by."""
    return (Trouble(drugs.what, drugs.why, drugs.remedy),) if isinstance(drugs, NoLibrary) else ()


def opening_guards(story: PumpStory, drugs: LibraryInForce) -> tuple[Trouble, ...]:
    """Why the window changes nothing while a prime, a bridge or a single bolus is under way: it would cut that off."""
    found = story.interrogation
    status = story.status if story.status is not None or found is None else found.status
    if found is None or status is None:
        return ()
    if status.opening_left:
        return (_in_place_of_the_mode(found, status, drugs),)
    return _single_bolus(found, status)


def _in_place_of_the_mode(found: Interrogation, status: PumpStatus, drugs: LibraryInForce) -> Trouble:
    opening = found.program.opening
    what = "bridge" if isinstance(opening, BridgeBolus) else "prime"
    left = volume_text(status.opening_left, places=3)
    until = ""
    if isinstance(opening, BridgeBolus | PrimingBolus) and status.delivery is Delivery.RUNNING:
        microseconds = math.ceil(status.opening_left.value / opening.flow.per_microsecond)
        until = f", until about {moment_text(PumpTime(status.pump_time.value + microseconds))}"
    return Trouble(
        f"A {what} is still under way",
        f"{left} are still to be pushed before {fill_words(drugs, found.program)} is given{until}",
        f"Let the {what} end first: a new program would cut it off. STOP stays possible",
    )


def _single_bolus(found: Interrogation, status: PumpStatus) -> tuple[Trouble, ...]:
    """One that runs, or that still waits behind a bolus of the patient."""
    opening = found.program.opening
    if not isinstance(opening, SingleBolus) or status.bolus is not BolusKind.SINGLE:
        return ()
    until = ""
    if status.bolus_until is not None:
        until = f" until {clock_text_seen_from(status.pump_time, status.bolus_until)}"
    dose, duration = mass_text(opening.dose.value), duration_text(opening.duration)
    return (
        Trouble(
            "A single bolus is still under way",
            f"{dose} over {duration}{until}; a new program would cut it off, and what is left would not be given",
            "Let it end first. STOP stays possible",
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
