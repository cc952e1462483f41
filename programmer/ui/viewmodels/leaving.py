"""Guarding the way out: nobody leaves a stopped or unsettled pump behind by accident."""

from __future__ import annotations

from programmer.therapy.moments import since_text
from programmer.ui import phrases
from programmer.ui.viewmodels.common_states import ALLOWED, FieldState, Offer, refused
from programmer.ui.viewmodels.desk import PumpDesk
from programmer.ui.viewmodels.leave_state import LeaveState
from programmer.ui.viewmodels.story import PumpStory, StopStage
from programmer.ui.viewmodels.view_model import ViewModel
from programmer.visit.proposal import reason_gap

SCENARIO_URL = "simulated:scenario/"
TRAINING_LOST = (
    "A training is under way; its pump, the time that has passed for it and your answers are not kept"
)
REASON_MISSING = "Write down why the pump is left like this; it goes into the records"


def leaving_reasons(story: PumpStory, local_offset_us: int) -> tuple[str, ...]:
    """Why letting go of the pump now is not harmless; empty if it is."""
    if not story.has_visit:
        return ()
    reasons = [
        f"It is not known what became of the {phrases.COMMANDS[intent.kind]} of "
        f"{phrases.local_clock_seen_from(story.read_utc_us, intent.confirmed_utc_us, local_offset_us)}"
        for intent in story.unsettled
    ]
    if story.stop_in_doubt and not reasons:
        reasons.append("It is not known whether STOP was carried out")
    if story.stop.stage is StopStage.NOT_DONE:
        pressed = phrases.local_clock(story.stop.pressed_utc_us, local_offset_us)
        reasons.insert(0, f"STOP of {pressed} was not carried out: {story.stop.words}")
    if story.command_under_way:
        reasons.append("A command to the pump is under way")
    if story.stopped_since is not None and story.status is not None:
        since = since_text(story.status.pump_time, story.stopped_since)
        by = "was stopped in this visit" if story.stopped_by_us else "is stopped"
        reasons.append(f"The pump {by} and delivers nothing {since}")
    elif story.stopped_by_us:
        reasons.append("The pump was stopped in this visit and delivers nothing")
    if not story.read_since_command and not story.command_under_way:
        reasons.append("The pump was not read again after the last command")
    return tuple(reasons)


def losses(story: PumpStory) -> tuple[str, ...]:
    """What closing the program now throws away, though it harms nobody."""
    training = story.has_visit and story.url.startswith(SCENARIO_URL)
    return (TRAINING_LOST,) if training else ()


def leave_offer(reasons: tuple[str, ...], typed: str) -> Offer:
    """Whether the pump may be let go of: with a reason that would be enough to pass a limit, where one is due."""
    if not reasons:
        return ALLOWED
    if not typed.strip():
        return refused(REASON_MISSING)
    gap = reason_gap(typed)
    return refused(phrases.upper_first(gap)) if gap else ALLOWED


def leave_field(typed: str) -> FieldState:
    """The reason as it is typed; what is wanting in it is said at the field once there is something in it."""
    return FieldState(typed, reason_gap(typed) if typed.strip() else "")


class LeaveGuard(ViewModel[LeaveState]):
    """``state.free``: the window may just close. Otherwise ``leave`` says so once a reason was typed."""

    def __init__(self, desk: PumpDesk) -> None:
        super().__init__(LeaveState())
        self._desk = desk
        self._reason = ""
        desk.moved.connect(self._refresh)

    @property
    def note(self) -> str:
        """What goes into the records when the window closes."""
        return self._reason.strip() if self.state.reasons else ""

    def type_reason(self, text: str) -> None:
        """Why the pump is left as it is."""
        self._reason = text
        self._refresh()

    def leave(self) -> bool:
        """Whether the window may close now; the typed reason is kept for the records."""
        self._refresh()
        return self.state.leave.enabled

    def _refresh(self) -> None:
        reasons = leaving_reasons(self._desk.story, self._desk.local_offset_us)
        offer = leave_offer(reasons, self._reason)
        lost = losses(self._desk.story)
        self._show(LeaveState(reasons, lost, leave_field(self._reason), offer))
