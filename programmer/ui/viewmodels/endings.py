"""Ends of tasks and of what was staged, as several kinds of notice bring them about."""

from __future__ import annotations

from dataclasses import replace

from programmer.ui.viewmodels.story import PumpStory

STAGE_TOO_OLD = "It lay in the pump for ten minutes without being confirmed"
STAGE_STOPPED = "STOP was pressed"
STAGE_LINK_LOST = "The link to the pump was lost"
STAGE_STATE_CHANGED = "The pump's state changed after it was read"
STAGE_NEW_SESSION = "The pump was asked anew about an earlier command"
STAGE_VISIT_OVER = "The visit was ended"


def lapse(story: PumpStory, why: str) -> PumpStory:
    """What was staged can no longer be confirmed."""
    return story if story.staged is None else replace(story, staged=None, lapsed=why)


def over(story: PumpStory, *kinds: type[object]) -> PumpStory:
    """Tasks of these kinds that were begun have ended."""
    left = tuple(one for one in story.tasks if not (one.begun and isinstance(one.task, kinds)))
    return replace(story, tasks=left, progress=None if left != story.tasks else story.progress)
