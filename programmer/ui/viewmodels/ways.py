"""Which pages may be opened now: reading always, another pump or a training not over a command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from programmer.ui.viewmodels.common_states import ALLOWED, Offer, refused
from programmer.ui.viewmodels.desk import PumpDesk
from programmer.ui.viewmodels.story import PumpStory
from programmer.ui.viewmodels.view_model import ViewModel

UNDER_WAY = "A command to the pump is under way"
COMMAND_OPEN = "It is not known what became of a command: first the pump is asked, or the command is closed"


@dataclass(frozen=True, slots=True)
class WaysState:
    """Whether the Connect page and the Train page may be opened. Pump, Program and History always may."""

    connect: Offer = ALLOWED
    train: Offer = ALLOWED


def ways(story: PumpStory, *, trained: bool) -> WaysState:
    """One rule for commands of every kind, of this sitting and of another. ``trained``: the pump in reach is one
    inside this program, whose faults are switched off on the Train page."""
    if story.command_under_way:
        return WaysState(refused(UNDER_WAY), refused(UNDER_WAY))
    return WaysState(train=refused(COMMAND_OPEN) if story.unsettled and not trained else ALLOWED)


class WaysViewModel(ViewModel[WaysState]):
    """What the rail and the keys obey."""

    def __init__(self, desk: PumpDesk, is_trained: Callable[[], bool]) -> None:
        super().__init__(WaysState())
        self._desk = desk
        self._is_trained = is_trained
        desk.moved.connect(self._refresh)

    def _refresh(self) -> None:
        self._show(ways(self._desk.story, trained=self._is_trained()))
