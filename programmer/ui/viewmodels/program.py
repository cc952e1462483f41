"""Changing therapy: edit, stage, compare, confirm, and how it ended."""

from __future__ import annotations

from dataclasses import replace

from programmer.therapy.drug_library import LibraryInForce
from programmer.therapy.programs import DaySchedule, PumpProgram
from programmer.ui.viewmodels.common_states import ALLOWED, FieldState, Trouble, refused
from programmer.ui.viewmodels.desk import PumpDesk
from programmer.ui.viewmodels.program_draft import (
    DraftReading,
    ProgramDraft,
    draft_of,
    read_draft,
    with_mode,
)
from programmer.ui.viewmodels.program_ending import CANNOT_LEAVE, inherited_result, result_of
from programmer.ui.viewmodels.program_meaning import considerations, difference_words, facts_of
from programmer.ui.viewmodels.program_notice import BESIDE, NOTHING_SENT, meanwhile, program_is_known
from programmer.ui.viewmodels.program_state import (
    MODE_CONTINUOUS,
    MODE_DAY_SCHEDULE,
    MODE_STOPPED,
    NO_EDIT,
    EditState,
    ProgramState,
    ProgramStep,
    ResultKind,
    ResultState,
)
from programmer.ui.viewmodels.program_steps import (
    SENDING,
    compare_state,
    next_offer,
    staging_progress,
    why_back_here,
)
from programmer.ui.viewmodels.programming_guards import library_guards, programming_guards
from programmer.ui.viewmodels.settling import Settling
from programmer.ui.viewmodels.story import CommandStory, PumpStory
from programmer.ui.viewmodels.view_model import ViewModel
from programmer.ui.widgets.segmented_control import Choice
from programmer.visit.interrogation import Interrogation
from programmer.visit.tasks import CommitProgram, StageProgram, Withdraw
from programmer.visit.visit import SettledCommand

TRAIL = ("Edit", "Compare", "Result")
MODES = (
    Choice(MODE_STOPPED, "Stopped"),
    Choice(MODE_CONTINUOUS, "Continuous"),
    Choice(MODE_DAY_SCHEDULE, "Day schedule"),
)
_TRAIL_INDEX = {ProgramStep.COMPARE: 1, ProgramStep.SENDING: 1, ProgramStep.RESULT: 2}


class ProgramViewModel(ViewModel[ProgramState]):
    """One step at a time; see ``ProgramStep``. Which step it is follows from the story alone."""

    def __init__(self, desk: PumpDesk, drugs: LibraryInForce) -> None:
        super().__init__(ProgramState())
        self._desk = desk
        self._drugs = drugs
        self._draft: ProgramDraft | None = None
        self._draft_of: tuple[str, bytes] | None = None
        self._finished: CommandStory | None = None
        self._inherited_seen: tuple[SettledCommand, ...] = ()
        self._settling = Settling(desk)
        desk.moved.connect(self._refresh)
        self._refresh()

    # ---- editing -------------------------------------------------------------------------------------------

    def choose_mode(self, key: str) -> None:
        """``stopped``, ``continuous`` or ``day-schedule``."""
        if self._draft is not None and key != self._draft.mode_key:
            self._edit(with_mode(self._draft, key))

    def type_dose(self, text: str) -> None:
        """The dose per day of the continuous mode, in mcg, exactly as it stands in the field."""
        if self._draft is not None and text != self._draft.dose_text:
            self._edit(replace(self._draft, dose_text=text, touched=True))

    def take_schedule(self, schedule: DaySchedule | None) -> None:
        """What the table of steps stands for (``ScheduleTable.schedule_changed``); None while it is no schedule."""
        if self._draft is not None:
            kept = self._draft.schedule if schedule is None else schedule
            self._edit(replace(self._draft, schedule=kept, schedule_read=schedule is not None, touched=True))

    def reset_to_pump(self) -> None:
        """Edit what the pump runs, from its last reading."""
        if self.state.reset.enabled:
            self._draft = None
            self._refresh()

    def _edit(self, draft: ProgramDraft) -> None:
        if self.state.step is ProgramStep.EDIT:
            self._draft = draft
        self._refresh()

    # ---- going on ------------------------------------------------------------------------------------------

    def stage(self) -> None:
        """Next: bring the program into the pump beside the one in force."""
        self._refresh()
        found, proposed = self._desk.story.interrogation, self.state.edit.proposed
        if self.state.next.enabled and found is not None and proposed is not None:
            self._desk.submit(StageProgram(PumpProgram(found.program.drug, proposed)))

    def cancel(self) -> None:
        """Give up staging."""
        if self.state.step is ProgramStep.STAGING:
            self._desk.cancel()

    def back(self) -> None:
        """From COMPARE to EDIT; what is staged is withdrawn."""
        staged = self._desk.story.staged
        if staged is not None:
            self._desk.submit(Withdraw(staged))

    def confirm(self) -> None:
        """Program the pump. Valid in COMPARE only and once."""
        self._desk.tick()
        staged, shown = self._desk.story.staged, self.state.compare
        if staged is not None and shown is not None and shown.confirm.enabled:
            self._desk.submit(CommitProgram(staged))

    def ask_pump_again(self) -> None:
        """Ask the pump what became of the command."""
        self._settling.ask_again()

    def type_signature(self, text: str) -> None:
        """Why the command is closed although its outcome can never be known."""
        self._settling.type_note(text)
        self._refresh()

    def sign_unknown(self) -> None:
        """Close it with that note."""
        self._settling.sign()

    def finish(self) -> None:
        """Leave the result; editing begins anew from what the pump runs."""
        result = self.state.result
        if result is not None and result.finish.enabled:
            self._finished = self._desk.story.commit
            self._inherited_seen = self._desk.story.inherited
            self._draft = None
            self._refresh()

    # ---- showing -------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        story = self._desk.story
        self._take_up(story.interrogation)
        step = self._step(story)
        state = ProgramState(step, trail=TRAIL, trail_index=_TRAIL_INDEX.get(step, 0))
        match step:
            case ProgramStep.EDIT:
                state = self._editing(state, story)
            case ProgramStep.STAGING:
                notice = meanwhile(story, differs=True, after=NOTHING_SENT)
                state = replace(state, notice=notice, progress=staging_progress(story))
            case ProgramStep.COMPARE:
                state = self._comparing(state, story)
            case ProgramStep.SENDING:
                state = replace(state, progress=SENDING, may_leave=refused(CANNOT_LEAVE))
            case ProgramStep.RESULT:
                state = self._ended(state, story)
        self._show(state)

    def _step(self, story: PumpStory) -> ProgramStep:
        if not story.has_visit:
            return ProgramStep.EDIT
        if story.inherited and story.inherited != self._inherited_seen:
            return ProgramStep.RESULT
        if story.commit is not None and not self._is_finished(story.commit):
            done = self._result(story) is not None
            return ProgramStep.RESULT if done else ProgramStep.SENDING
        if story.staged is not None:
            return ProgramStep.COMPARE
        return ProgramStep.STAGING if story.doing(StageProgram) else ProgramStep.EDIT

    def _is_finished(self, commit: CommandStory) -> bool:
        """Whether this very command was shown and left; a later word of the pump on it is shown again."""
        return commit == self._finished

    def _take_up(self, found: Interrogation | None) -> None:
        """Begin a draft from what the pump runs: at first, for another pump, and while nothing was typed."""
        if found is None:
            self._draft = self._draft_of = None
            return
        basis = (found.identity.serial, found.status.program_hash)
        same_pump = self._draft_of is not None and self._draft_of[0] == basis[0]
        typed = self._draft is not None and self._draft.touched and same_pump
        if self._draft is None or (basis != self._draft_of and not typed):
            self._draft = draft_of(found.program)
        self._draft_of = basis

    def _editing(self, state: ProgramState, story: PumpStory) -> ProgramState:
        found, draft = story.interrogation, self._draft
        if not story.has_visit or found is None or draft is None:
            return replace(
                state, empty_words="No pump yet: connect to one first, then its program can be changed"
            )
        if story.status is not None:
            found = replace(found, status=story.status)
        reading = read_draft(draft, found.program, found.limits)
        blocked = self._blocked(story)
        return replace(
            state,
            notice=meanwhile(story, differs=_differs(reading, found), after=NOTHING_SENT),
            blocked=blocked,
            trouble=why_back_here(story),
            edit=self._edit_state(draft, reading, found, known=program_is_known(story)),
            next=next_offer(blocked, reading, found, busy=bool(story.tasks)),
            reset=ALLOWED if draft.touched else refused("Nothing was changed here"),
        )

    def _edit_state(
        self, draft: ProgramDraft, reading: DraftReading, found: Interrogation, *, known: bool
    ) -> EditState:
        edit = replace(
            NO_EDIT,
            modes=MODES,
            mode_key=draft.mode_key,
            dose=FieldState(draft.dose_text, reading.dose_reason, reading.dose_under),
            schedule=draft.schedule,
            schedule_reason=reading.schedule_reason,
            step_reasons=reading.step_reasons,
            most_steps=found.limits.max_steps,
            present=found.program.mode,
            proposed=reading.mode,
        )
        if reading.mode is None:
            return edit
        proposed = PumpProgram(found.program.drug, reading.mode)
        return replace(
            edit,
            difference=difference_words(found, proposed) if known else "",
            facts=facts_of(found, proposed),
            consider=considerations(found, proposed, self._loss(found)),
        )

    def _comparing(self, state: ProgramState, story: PumpStory) -> ProgramState:
        staged = story.staged
        if staged is None:
            raise RuntimeError("nothing is staged")
        loss = self._loss(staged.proposal.based_on)
        shown = compare_state(story, staged, loss, self._desk.local_offset_us)
        notice = meanwhile(story, differs=True, after=BESIDE)
        return replace(state, notice=notice, blocked=self._blocked(story), compare=shown)

    def _ended(self, state: ProgramState, story: PumpStory) -> ProgramState:
        result = self._result(story)
        if result is None:
            raise RuntimeError("the command has not ended")
        leave = ALLOWED
        if result.kind is ResultKind.UNCERTAIN and not result.finish.enabled:
            leave = refused(CANNOT_LEAVE)
        return replace(state, result=result, may_leave=leave, may_read=True)

    def _result(self, story: PumpStory) -> ResultState | None:
        if story.inherited and story.inherited != self._inherited_seen:
            return inherited_result(story, self._settling.state(), self._desk.local_offset_us)
        return None if story.commit is None else result_of(story, story.commit, self._settling.state())

    def _blocked(self, story: PumpStory) -> tuple[Trouble, ...]:
        return (*programming_guards(story), *library_guards(self._drugs))

    def _loss(self, found: Interrogation) -> str:
        return self._drugs.loss(found.program.drug.name)


def _differs(reading: DraftReading, found: Interrogation) -> bool:
    """Whether the fields stand for something else than what the pump was read to run."""
    return reading.mode != found.program.mode
