"""Ends of tasks and of what was staged, as several kinds of notice bring them about."""

from __future__ import annotations

from dataclasses import replace

from programmer.therapy.outcome import Uncertain
from programmer.ui.viewmodels.story import NO_STOP, CommandStory, PumpStory, StopStage

STAGE_TOO_OLD = "It lay in the pump for ten minutes without being confirmed"
STAGE_STOPPED = "STOP was pressed"
STAGE_LINK_LOST = "The link to the pump was lost"
STAGE_STATE_CHANGED = "The pump's state changed after it was read"
STAGE_NEW_SESSION = "The pump was asked anew about an earlier command"
STAGE_VISIT_OVER = "The visit was ended"


def lapse(story: PumpStory, why: str) -> PumpStory:
    """What was staged, or checked, can no longer be confirmed."""
    if story.checked is not None:
        story = replace(story, checked=None, check_lapsed=why)
    return story if story.staged is None else replace(story, staged=None, lapsed=why)


def without_results(story: PumpStory) -> PumpStory:
    """What became of a commit or resume is no longer shown; what is under way or not known stays."""
    order = unless_ended(story.order)
    return replace(story, commit=unless_ended(story.commit), resume=unless_ended(story.resume), order=order)


def without_resume_result(story: PumpStory) -> PumpStory:
    """What became of a resume is no longer shown; one that is under way or not known stays."""
    return replace(story, resume=unless_ended(story.resume))


def past_stop(story: PumpStory) -> PumpStory:
    """Another command comes: what the pump does from now on says nothing of the STOP before it."""
    if story.stop.stage is StopStage.OVERTAKEN:
        return replace(story, stop=NO_STOP)
    return replace(story, stop=replace(story.stop, seen=None))


def unless_ended(command: CommandStory | None) -> CommandStory | None:
    """None for one that has ended; one that is under way or not known stays."""
    if command is None or command.refusal is not None:
        return None
    return command if command.outcome is None or isinstance(command.outcome, Uncertain) else None


def over(story: PumpStory, *kinds: type[object]) -> PumpStory:
    """Tasks of these kinds that were begun have ended."""
    left = tuple(one for one in story.tasks if not (one.begun and isinstance(one.task, kinds)))
    return replace(story, tasks=left, progress=None if left != story.tasks else story.progress)
