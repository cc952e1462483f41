"""When a training may begin: never beside a pump that is not simulated here, never over an open command."""

from __future__ import annotations

from programmer.ui.viewmodels.common_states import ALLOWED, Offer, refused
from programmer.ui.viewmodels.story import Contact, PumpStory

SIMULATED = "simulated:"


def start_offer(story: PumpStory, *, chosen: bool) -> Offer:
    """Whether a scenario can be started now; it ends the visit at a simulated pump that is connected."""
    why_not = _hindrance(story)
    if why_not:
        return refused(why_not)
    return ALLOWED if chosen else refused("Choose a scenario first")


def _hindrance(story: PumpStory) -> str:
    if story.broken:
        return "Start the program again first"
    if story.has_visit and not story.url.startswith(SIMULATED):
        return "A pump outside this program is connected; disconnect it first"
    if story.contact is Contact.CONNECTING:
        return "A pump is being connected"
    if story.command_under_way or story.unsettled or story.stop_in_doubt:
        return "A command to the pump is still open; bring it to its end first"
    if story.staged is not None:
        return "A program waits to be confirmed; confirm it or drop it first"
    return "The pump is busy" if story.tasks else ""
