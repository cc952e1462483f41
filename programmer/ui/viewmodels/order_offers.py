"""What can be asked of the pump beside its program now, and if not, why."""

from __future__ import annotations

from programmer.delivery.alarm_table import alarm_table
from programmer.records.rows import IntentKind
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.drug_library import LibraryInForce
from programmer.therapy.outcome import Confirmed
from programmer.therapy.programs import Stopped
from programmer.therapy.pump import BolusKind, PumpStatus
from programmer.ui.viewmodels.common_states import ALLOWED, Offer, refused
from programmer.ui.viewmodels.orders_state import NO_OFFERS, OrderOffers
from programmer.ui.viewmodels.programming_guards import command_guards, library_guards, programming_guards
from programmer.ui.viewmodels.story import PumpStory
from programmer.visit.alarm_words import ALARMS
from programmer.visit.interrogation import Interrogation

BUSY = "The pump is busy"
DOUBT = (
    "Press Interrogate again first: it was not known whether the bolus before was given, "
    "and somebody has to look at the pump anew"
)


def order_offers(story: PumpStory, drugs: LibraryInForce) -> OrderOffers:
    """For the pump as it was heard last."""
    found, status = story.interrogation, story.status
    if not story.has_visit or found is None or status is None:
        return NO_OFFERS
    plain = _first(story, tuple(one.what for one in programming_guards(story)))
    return OrderOffers(
        bolus=_bolus(story, found, status, drugs),
        cancel=_first(story, tuple(one.what for one in command_guards(story))) if cuts(story) else None,
        acknowledge=plain if status.latched_alarms else None,
        clock=plain,
        refill=plain,
    )


def cuts(story: PumpStory) -> bool:
    """Whether there is a single bolus to be cut: one that runs, or one that waits behind a bolus of the patient."""
    found, status, order = story.interrogation, story.status, story.order
    if found is None or status is None or status.bolus is not BolusKind.PATIENT:
        return status is not None and status.bolus is BolusKind.SINGLE
    given = order is not None and order.kind is IntentKind.GIVE_BOLUS and isinstance(order.outcome, Confirmed)
    return given or isinstance(found.program.opening, SingleBolus)


def _first(story: PumpStory, hindrances: tuple[str, ...]) -> Offer:
    if hindrances:
        return refused(hindrances[0])
    return refused(BUSY) if story.tasks or story.command_under_way else ALLOWED


def _bolus(story: PumpStory, found: Interrogation, status: PumpStatus, drugs: LibraryInForce) -> Offer:
    guards = (*programming_guards(story), *library_guards(drugs))
    return _first(story, (*(one.what for one in guards), *_of_the_pump(story, found, status)))


def _of_the_pump(story: PumpStory, found: Interrogation, status: PumpStatus) -> tuple[str, ...]:
    """Why this pump gives no bolus now; it has the last word all the same."""
    words = []
    if story.bolus_in_doubt:
        words.append(DOUBT)
    if story.stopped:
        words.append("Delivery is stopped: resume it first")
    if isinstance(found.program.mode, Stopped):
        words.append("The program in force gives nothing: write one that treats")
    if status.opening_left:
        words.append("A priming or bridge bolus is not finished")
    if cuts(story):
        words.append("A single bolus is under way already")
    # Of an alarm that is only left to be seen this window cannot tell whether its cause is over: the pump can.
    alarms = (kind for kind in status.active_alarms if kind not in status.latched_alarms)
    words += [f"No bolus now: {ALARMS[kind]}" for kind in alarms if alarm_table()[kind].blocks_boluses]
    return tuple(words)
