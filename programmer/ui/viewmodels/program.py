"""Changing therapy: edit, stage, compare, confirm, and how it ended."""

from __future__ import annotations

from dataclasses import replace

from programmer.therapy.drug_library import Indication, LibraryInForce
from programmer.therapy.programs import DaySchedule, PumpProgram
from programmer.ui.viewmodels.arriving import NOT_CALCULATED, WAIT_FOR_IT, arriving
from programmer.ui.viewmodels.common_states import ALLOWED, Trouble, refused
from programmer.ui.viewmodels.desk import PumpDesk
from programmer.ui.viewmodels.dose_unit import unit_of
from programmer.ui.viewmodels.foresight import Foresight, Question, Start, in_a_thread
from programmer.ui.viewmodels.kept import Kept
from programmer.ui.viewmodels.program_checks import NO_CHECKS, checks_of, indication_of, situation_of
from programmer.ui.viewmodels.program_draft import (
    ProgramDraft,
    draft_of,
    with_day,
    with_day_everywhere,
    with_drug,
    with_mode,
    with_new_fill,
    with_one_more,
    with_other,
    with_schedule,
    with_text,
    without_other,
)
from programmer.ui.viewmodels.program_editing import Editing, edit_state, typed_state
from programmer.ui.viewmodels.program_ending import inherited_result, result_of
from programmer.ui.viewmodels.program_fields import DOSE, other_keys
from programmer.ui.viewmodels.program_notice import BESIDE, NOTHING_SENT, meanwhile, program_is_known
from programmer.ui.viewmodels.program_passing import PassingReason, with_limits_of_the_visit
from programmer.ui.viewmodels.program_reading import DraftReading, read_draft, without_bridge
from programmer.ui.viewmodels.program_state import (
    SECTION_DELIVERY,
    ProgramState,
    ProgramStep,
    ResultState,
)
from programmer.ui.viewmodels.program_steps import (
    SENDING,
    as_it_is_now,
    compare_state,
    next_offer,
    staging_progress,
    why_back_here,
)
from programmer.ui.viewmodels.programming_guards import library_guards, opening_guards, programming_guards
from programmer.ui.viewmodels.settling import Settling
from programmer.ui.viewmodels.story import CommandStory, PumpStory
from programmer.ui.viewmodels.view_model import ViewModel
from programmer.visit.interrogation import Interrogation
from programmer.visit.staging import StagedProgram
from programmer.visit.tasks import CommitProgram, StageProgram, Withdraw
from programmer.visit.visit import SettledCommand

TRAIL = ("Edit", "Compare", "Result")
_TRAIL_INDEX = {ProgramStep.COMPARE: 1, ProgramStep.SENDING: 1, ProgramStep.RESULT: 2}


class ProgramViewModel(ViewModel[ProgramState]):
    """One step at a time; see ``ProgramStep``. Which step it is follows from the story alone."""

    def __init__(self, desk: PumpDesk, drugs: LibraryInForce, look_ahead: Start = in_a_thread) -> None:
        super().__init__(ProgramState())
        self._desk = desk
        self._drugs = drugs
        self._draft: ProgramDraft | None = None
        self._draft_of: tuple[str, bytes] | None = None
        self._proposed: PumpProgram | None = None
        self._section, self._reason = SECTION_DELIVERY, PassingReason()
        self._compared: tuple[StagedProgram, Interrogation] | None = None
        self._finished: CommandStory | None = None
        self._inherited_seen: tuple[SettledCommand, ...] = ()
        self._settling = Settling(desk)
        self._read, self._check = Kept(read_draft), Kept(checks_of)
        self._typed, self._page = Kept(typed_state), Kept(edit_state)
        self._foresight = Foresight(lambda question: arriving(question, drugs), NOT_CALCULATED, look_ahead)
        self._foresight.changed.connect(self._refresh)
        desk.moved.connect(self._refresh)
        self._refresh()

    # ---- editing -------------------------------------------------------------------------------------------

    def choose_section(self, key: str) -> None:
        """Which part of the program is in sight: delivery, patient bolus, or drug and concentration."""
        self._section = key
        self._refresh()

    def choose_mode(self, key: str) -> None:
        """One of the modes of ``state.edit.modes``."""
        if self._draft is not None and key != self._draft.mode_key:
            self._edit(with_mode(self._draft, key))

    def type_text(self, key: str, text: str) -> None:
        """A field of ``program_fields``, exactly as it stands."""
        if self._draft is not None and text != self._draft.text(key):
            self._edit(with_text(self._draft, key, text))

    def type_dose(self, text: str) -> None:
        """The dose per day of the continuous mode, in mcg, exactly as it stands in the field."""
        self.type_text(DOSE, text)

    def take_schedule(self, schedule: DaySchedule | None) -> None:
        """What the table of steps stands for (``ScheduleTable.schedule_changed``); None while it is no schedule."""
        if self._draft is not None:
            self._edit(with_schedule(self._draft, schedule))

    def choose_day(self, day: int) -> None:
        """The day of the week in the table."""
        if self._draft is not None:
            self._edit(with_day(self._draft, day))

    def copy_to_all_days(self) -> None:
        """The day in the table on all days."""
        if self._draft is not None:
            self._edit(with_day_everywhere(self._draft))

    def choose_patient_bolus(self, key: str) -> None:
        """None, by its fields, or as it is in the pump."""
        if self._draft is not None and key != self._draft.patient_key:
            self._edit(replace(self._draft, patient_key=key, touched=True))

    def change_filling(self, change: bool) -> None:
        """Whether another drug or concentration is to be in the reservoir."""
        if self._draft is not None and self.state.edit.drug.may_change.enabled:
            self._edit(with_new_fill(self._draft) if change else self._as_in_the_pump())

    def choose_drug(self, name: str) -> None:
        """The drug that is to be in the reservoir."""
        if self._draft is not None and name != self._draft.drug:
            self._edit(with_drug(self._draft, name, unit_of(self._drugs, name)))

    def add_other_drug(self) -> None:
        """Room for one more drug in the mixture."""
        if self._draft is not None:
            self._edit(with_one_more(self._draft))

    def remove_other_drug(self, number: int) -> None:
        """The mixture without that drug, counted from 1 behind the primary."""
        if self._draft is not None:
            self._edit(without_other(self._draft, number))

    def choose_other_drug(self, number: int, name: str) -> None:
        """Which drug that is."""
        if self._draft is not None and name != self._draft.text(other_keys(number)[0]):
            self._edit(with_other(self._draft, number, name))

    def choose_opening(self, key: str) -> None:
        """What is given once when the program takes effect: nothing beside a bridge, a single bolus, or a prime."""
        if self._draft is not None and key != self._draft.opening_key:
            self._edit(replace(self._draft, opening_key=key, touched=True))

    def type_reason(self, text: str) -> None:
        """Why the soft limits are passed."""
        self._reason.text = text
        self._refresh()

    def reset_to_pump(self) -> None:
        """Edit what the pump runs, from its last reading."""
        if self.state.reset.enabled:
            self._drop_draft()
            self._refresh()

    def _as_in_the_pump(self) -> ProgramDraft | None:
        """Everything anew: no dose that was typed for another filling may stand for the one that is there."""
        found = self._desk.story.interrogation
        if found is None:
            return self._draft
        unit = unit_of(self._drugs, found.program.drug.name)
        return draft_of(found.program, today=found.status.pump_time.weekday, unit=unit)

    def _drop_draft(self) -> None:
        self._draft, self._section = None, SECTION_DELIVERY
        self._reason.clear()

    def _edit(self, draft: ProgramDraft | None) -> None:
        if self.state.step is ProgramStep.EDIT:
            self._draft = draft
        self._refresh()

    # ---- going on ------------------------------------------------------------------------------------------

    def stage(self) -> None:
        """Next: bring the program into the pump beside the one in force."""
        self._refresh()
        if self.state.next.enabled and self._proposed is not None:
            self._desk.submit(
                StageProgram(self._proposed, self._reason.text.strip() if self.state.edit.limits.soft else "")
            )

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
            self._drop_draft()
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
                state = replace(state, progress=SENDING)
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
            self._drop_draft()
            self._draft_of = None
            return
        basis = (found.identity.serial, found.status.program_hash)
        same_pump = self._draft_of is not None and self._draft_of[0] == basis[0]
        typed = self._draft is not None and self._draft.touched and same_pump
        if self._draft is None or (basis != self._draft_of and not typed):
            self._drop_draft()
            self._draft = self._as_in_the_pump()
        self._draft_of = basis

    def _editing(self, state: ProgramState, story: PumpStory) -> ProgramState:
        found, draft = story.interrogation, self._draft
        if not story.has_visit or found is None or draft is None:
            return replace(
                state, empty_words="No pump yet: connect to one first, then its program can be changed"
            )
        now = self._editing_now(story, found, draft)
        self._proposed = now.reading.program
        blocked = self._blocked(story)
        return replace(
            state,
            notice=meanwhile(story, differs=_differs(now), after=NOTHING_SENT),
            blocked=blocked,
            trouble=why_back_here(story, now.reading.program),
            edit=self._page(now, self._typed(replace(now, found=found))),
            next=next_offer(
                blocked, now.reading, now.checks, found, reason=self._reason.text, busy=bool(story.tasks)
            ),
            reset=ALLOWED if draft.touched else refused("Nothing was changed here"),
        )

    def _editing_now(self, story: PumpStory, found: Interrogation, draft: ProgramDraft) -> Editing:
        """Checked against the reading that the visit checks by, and told of the pump as it is now."""
        indication = indication_of(story)
        situation = situation_of(found, self._drugs, indication)
        reading, checks = self._read(draft, situation), NO_CHECKS
        if reading.program is not None and reading.program != found.program.settled:
            checks = self._check(reading.program, found, self._drugs, indication, draft.day)
            checks = with_limits_of_the_visit(checks, reading.program, story)
        if reading.program is not None:
            self._reason.follow(checks.passed)
        now = found if story.status is None else replace(found, status=story.status)
        return Editing(
            draft,
            reading,
            checks,
            now,
            situation,
            self._section,
            self._reason.text,
            program_is_known(story),
            self._unbridged(found, reading, indication),
        )

    def _unbridged(
        self, found: Interrogation, reading: DraftReading, indication: Indication
    ) -> tuple[str, ...]:
        """What another drug or concentration would do, as long as its bridge is not planned."""
        program = without_bridge(found.program, reading)
        foreseen = None if program is None else self._foresight.ask(Question(found, program, indication))
        return () if foreseen is None else foreseen.notices

    def _comparing(self, state: ProgramState, story: PumpStory) -> ProgramState:
        staged = story.staged
        if staged is None:
            raise RuntimeError("nothing is staged")
        if self._compared is None or self._compared[0] is not staged:
            self._compared = staged, as_it_is_now(story, staged)
        found = self._compared[1]
        shown = compare_state(story, staged, self._drugs, self._desk.local_offset_us, found)
        foreseen = self._foresight.ask(Question(found, staged.program, indication_of(story)))
        if foreseen is not None:
            shown = replace(shown, arriving=foreseen)
        elif shown.confirm.enabled:
            shown = replace(shown, confirm=refused(WAIT_FOR_IT))
        notice = meanwhile(story, differs=True, after=BESIDE)
        return replace(state, notice=notice, blocked=self._blocked(story), compare=shown)

    def _ended(self, state: ProgramState, story: PumpStory) -> ProgramState:
        result = self._result(story)
        if result is None:
            raise RuntimeError("the command has not ended")
        return replace(state, result=result)

    def _result(self, story: PumpStory) -> ResultState | None:
        if story.inherited and story.inherited != self._inherited_seen:
            return inherited_result(story, self._settling.state(), self._desk.local_offset_us)
        return (
            None
            if story.commit is None
            else result_of(
                story, story.commit, self._settling.state(), self._drugs, self._desk.local_offset_us
            )
        )

    def _blocked(self, story: PumpStory) -> tuple[Trouble, ...]:
        opening = opening_guards(story, self._drugs)
        return (*programming_guards(story), *library_guards(self._drugs), *opening)


def _differs(now: Editing) -> bool:
    """Whether the fields stand for something else than what the pump was read to run."""
    return now.reading.program != now.present
