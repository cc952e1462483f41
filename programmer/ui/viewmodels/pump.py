"""The pump as it is now."""

from __future__ import annotations

from dataclasses import replace

from programmer.therapy.drug_library import LibraryInForce
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.notation import volume_text
from programmer.therapy.programs import peak_dose_rate
from programmer.therapy.pump import Delivery, PumpStatus
from programmer.therapy.quantities import MICROSECONDS_PER_SECOND, NANOLITRES_PER_MILLILITRE
from programmer.ui import phrases
from programmer.ui.viewmodels.common_states import ALLOWED, NOT_NOW, Offer, Trouble, refused
from programmer.ui.viewmodels.desk import PumpDesk
from programmer.ui.viewmodels.drug_lines import WITH
from programmer.ui.viewmodels.kept import Kept
from programmer.ui.viewmodels.opening_under_way import given_now, rate_words
from programmer.ui.viewmodels.plot_samples import PlotSamples
from programmer.ui.viewmodels.prediction import predicted, status_row
from programmer.ui.viewmodels.program_ending import trouble_of
from programmer.ui.viewmodels.programming_guards import library_guards, opening_guards, programming_guards
from programmer.ui.viewmodels.pump_facts import (
    LARGE_CLOCK_DIFFERENCE_US,
    clock_difference_us,
    prediction_words,
    pump_facts,
)
from programmer.ui.viewmodels.pump_library import library_facts, loosened_notice
from programmer.ui.viewmodels.pump_state import PumpPhase, PumpPlots, PumpState, ResumeState
from programmer.ui.viewmodels.pump_told import told_by
from programmer.ui.viewmodels.refill_due import refill_due
from programmer.ui.viewmodels.settling import Settling
from programmer.ui.viewmodels.since_command import resume_notice, stop_notice
from programmer.ui.viewmodels.story import Contact, PumpStory
from programmer.ui.viewmodels.view_model import ViewModel
from programmer.ui.widgets.notice_bar import Notice, NoticeKind
from programmer.ui.widgets.progress_panel import ProgressState
from programmer.ui.widgets.progress_step_row import ProgressStep, StepState
from programmer.visit.interrogation import READING_STEPS, Interrogation
from programmer.visit.program_rows import opening_left_text
from programmer.visit.tasks import Connect, Interrogate, Resume

LOOK_ANEW = (
    "Press Interrogate again before another bolus.",
    "It was not known whether the bolus before was given, and somebody has to look at the pump anew.",
)
EMPTY = "No pump yet: connect to the simulated pump, or to one through a telemetry head"
_PREDICT_AGAIN_US = 600 * MICROSECONDS_PER_SECOND


def reading_progress(story: PumpStory, title: str) -> ProgressState:
    """What is being read, step by step; the log, which may be long, counts its entries."""
    if story.progress is None:
        return ProgressState(title, _reading_steps(0, ""), None)
    done, total = story.progress
    steps, kept, entries = min(done, READING_STEPS), done - READING_STEPS, total - READING_STEPS
    counted = f"{kept:,} of {entries:,}" if entries > 0 else ""
    log_share = kept / entries if entries > 0 else 0.0
    share = (steps + log_share) / len(phrases.READING_STEPS)
    return ProgressState(title, _reading_steps(steps, counted), share)


def _reading_steps(done: int, counted: str) -> tuple[ProgressStep, ...]:
    return tuple(
        ProgressStep(words, _step_state(index, done), counted if index == READING_STEPS else "")
        for index, words in enumerate(phrases.READING_STEPS)
    )


def _step_state(index: int, done: int) -> StepState:
    if index < done:
        return StepState.DONE
    return StepState.CURRENT if index == done else StepState.WAITING


class PumpViewModel(ViewModel[PumpState]):
    """“Change therapy” opens the Program page, which is the window's own matter."""

    def __init__(self, desk: PumpDesk, drugs: LibraryInForce) -> None:
        self._drugs = drugs
        self._samples = PlotSamples()
        super().__init__(PumpState(PumpPhase.EMPTY, PumpPlots(self._samples)))
        self._desk = desk
        self._serial = ""
        self._dosed = ("", "")
        self._resume_asked_at: int | None = None
        self._settling, self._told = Settling(desk), Kept(told_by)
        self._predicted_from: tuple[int, int] | None = None
        self._plots = self.state.plots
        desk.moved.connect(self._refresh)
        self._refresh()

    def interrogate(self) -> None:
        """Read everything again."""
        if self.state.interrogate.enabled:
            self._desk.submit(Interrogate())

    def cancel(self) -> None:
        """Give up reading."""
        self._desk.cancel()

    # ---- resuming ------------------------------------------------------------------------------------------

    def ask_to_resume(self) -> None:
        """First step of taking delivery up again: put the question."""
        status = self._desk.story.status
        if self.state.resume.offer.enabled and status is not None:
            self._resume_asked_at = status.state_rev
        self._refresh()

    def confirm_resume(self) -> None:
        """Second step: send it. Valid only while the question stands."""
        self._refresh()
        seen = self._desk.story.status
        if self.state.resume.confirm.enabled and seen is not None:
            self._resume_asked_at = None
            self._desk.submit(Resume(seen))

    def drop_resume(self) -> None:
        """Leave delivery stopped."""
        self._resume_asked_at = None
        self._refresh()

    # ---- settling ------------------------------------------------------------------------------------------

    def ask_pump_again(self) -> None:
        """Ask the pump what became of the commands whose outcome is not known."""
        self._settling.ask_again()

    def type_signature(self, text: str) -> None:
        """Why they are closed although their outcome can never be known."""
        self._settling.type_note(text)
        self._refresh()

    def sign_unknown(self) -> None:
        """Close them with that note."""
        self._settling.sign()

    # ---- showing -------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        story = self._desk.story
        found = story.interrogation
        if not story.has_visit or found is None:
            self._resume_asked_at = None
            self._show(self._without_pump(story))
            return
        self._keep_sample(story, found)
        self._show(self._with_pump(story, found))

    def _without_pump(self, story: PumpStory) -> PumpState:
        trouble = None
        if story.refusal is not None and isinstance(story.refusal.task, Connect):
            trouble = trouble_of(story.refusal.error)
        if story.contact is Contact.CONNECTING:
            progress = reading_progress(story, f"Connecting to {story.url}")
            return PumpState(PumpPhase.LOADING, PumpPlots(self._samples), progress=progress)
        return PumpState(PumpPhase.EMPTY, PumpPlots(self._samples), empty_words=EMPTY, trouble=trouble)

    def _with_pump(self, story: PumpStory, found: Interrogation) -> PumpState:
        status = _as_confirmed(story, story.status or found.status)
        # Resuming needs no library and takes up what waits; a change of therapy does and must not cut it off.
        guards = programming_guards(story)
        hindrances = (*guards, *library_guards(self._drugs), *opening_guards(story, self._drugs))
        reading = story.doing(Interrogate)
        told = self._told(found, status, self._drugs, live=story.live)
        return PumpState(
            _phase(story),
            self._plots,
            headline=self._headline(story, found),
            progress=reading_progress(story, "Reading the pump") if reading else None,
            notices=(
                *told.opening,
                *stop_notice(story, self._desk.local_offset_us, DrugWords(self._drugs)),
                *_notices(story, status, self._desk.local_offset_us),
                *loosened_notice(self._drugs, found.program),
            ),
            trouble=_trouble(story),
            figure=told.figure,
            now=told.now,
            program=told.program,
            reservoir=told.reservoir,
            alarm_title=told.alarm_title,
            alarm_date=told.alarm_date,
            alarm_line=told.alarm_line,
            reservoir_facts=told.reservoir_facts,
            facts_title="Not ready to program" if hindrances else "Ready to program",
            facts=(
                *pump_facts(story, found, status, self._desk.local_offset_us),
                *library_facts(self._drugs),
            ),
            interrogate=_interrogate_offer(story, reading=reading),
            change_therapy=refused(hindrances[0].what) if hindrances else ALLOWED,
            resume=self._resume(story, guards),
            settle=self._settling.state(),
        )

    def _headline(self, story: PumpStory, found: Interrogation) -> str:
        offset = self._desk.local_offset_us
        read_at = phrases.local_moment(found.read_utc_us, offset, seconds=True)
        age = phrases.ago(self._desk.now.utc_us - story.read_utc_us)
        return f"interrogated {read_at}{phrases.DOT}{'live' if story.live else f'last heard {age}'}"

    def _resume(self, story: PumpStory, guards: tuple[Trouble, ...]) -> ResumeState:
        command = story.resume
        under_way = command is not None and command.outcome is None and command.refusal is None
        result = resume_notice(story, self._desk.local_offset_us, DrugWords(self._drugs))
        if story.status is None or story.status.delivery is Delivery.RUNNING:  # not read as stopped
            self._resume_asked_at = None
            return ResumeState(under_way=under_way, result=result)
        offer = _resume_offer(guards, busy=bool(story.tasks) or under_way)
        # A question that was put to another state of the pump no longer stands.
        same_state = story.status.state_rev == self._resume_asked_at
        if not (same_state and offer.enabled):
            self._resume_asked_at = None
        asked = self._resume_asked_at is not None
        question = _resume_question(story, self._drugs) if asked else ""
        confirm = ALLOWED if asked else NOT_NOW
        return ResumeState(True, offer, question, confirm, under_way, result)

    # ---- plots ---------------------------------------------------------------------------------------------

    def _keep_sample(self, story: PumpStory, found: Interrogation) -> None:
        status = story.status or found.status
        if found.identity.serial != self._serial:
            self._serial, self._samples, self._predicted_from = found.identity.serial, PlotSamples(), None
        self._keep_drugs_apart(found, status)
        if story.contact is Contact.LOST:
            self._samples.append_gap()
        else:
            self._samples.append(status_row(status))
        self._plots = replace(
            self._plots,
            samples=self._samples,
            count=len(self._samples),
            now=status.pump_time.value / MICROSECONDS_PER_SECOND,
            capacity_ml=found.limits.capacity.value / NANOLITRES_PER_MILLILITRE,
            low_mark_ml=found.limits.low_reservoir_mark.value / NANOLITRES_PER_MILLILITRE,
            low_mark_words=f"low-reservoir alarm {volume_text(found.limits.low_reservoir_mark)}",
            live=story.live,
            rate_of=rate_words(found.program, status, DrugWords(self._drugs)),
            delivered_of=self._drugs.shown_name(found.program.drug.name),
        )
        self._predict(story, found)

    def _keep_drugs_apart(self, found: Interrogation, status: PumpStatus) -> None:
        """Once the doses are of another drug, those of before are no longer drawn on the same axis."""
        dosed = (given_now(found.program, status), found.program.drug.name)
        if dosed != self._dosed and len(self._samples):
            self._samples = self._samples.levels_alone()
        self._dosed = dosed

    def _predict(self, story: PumpStory, found: Interrogation) -> None:
        """Work the curve to come out anew when the pump's state changed, or ten minutes of its clock went by."""
        status = story.status or found.status
        before = self._predicted_from
        moved = before is None or status.pump_time.value - before[1] >= _PREDICT_AGAIN_US
        if before is not None and before[0] == status.state_rev and not moved:
            return
        self._predicted_from = (status.state_rev, status.pump_time.value)
        at = refill_due(found, status, self._drugs).at
        self._plots = replace(
            self._plots,
            predicted=predicted(found, status),
            words=prediction_words(found.program),
            refill_at=None if at is None else at.value / MICROSECONDS_PER_SECOND,
        )


def _phase(story: PumpStory) -> PumpPhase:
    if story.unsettled or story.stop_in_doubt:
        return PumpPhase.UNCERTAIN
    if not story.live:
        return PumpPhase.STALE
    return PumpPhase.STOPPED if story.stopped else PumpPhase.LIVE


def _as_confirmed(story: PumpStory, status: PumpStatus) -> PumpStatus:
    """Stopped as soon as the pump confirmed STOP, and not only once it was read after it."""
    if story.stopped_since is None or status.delivery is Delivery.STOPPED:
        return status
    since = story.stopped_since
    return replace(status, delivery=Delivery.STOPPED, delivery_since=since, bolus=None, bolus_until=None)


def _interrogate_offer(story: PumpStory, *, reading: bool) -> Offer:
    if not story.live:
        return refused("The pump does not answer; it is being called again")
    return refused("The pump is busy") if reading or story.tasks else ALLOWED


def _trouble(story: PumpStory) -> Trouble | None:
    if story.refusal is not None and isinstance(story.refusal.task, Interrogate):
        return trouble_of(story.refusal.error)
    return None if story.lost is None or story.live else trouble_of(story.lost)


def _notices(story: PumpStory, status: PumpStatus, local_offset_us: int) -> tuple[Notice, ...]:
    found = []
    objection = None if story.standing is None else story.standing.objection
    if objection is not None:
        found.append(Notice(NoticeKind.CAUTION, objection.what, f"{objection.why}. {objection.remedy}."))
    if story.bolus_in_doubt and story.live and not story.unsettled:
        found.append(Notice(NoticeKind.CAUTION, *LOOK_ANEW))
    clock_us = clock_difference_us(story, status, local_offset_us)
    # A simulated pump may run far ahead on purpose; there the fact on the page is enough.
    simulated = story.interrogation is not None and story.interrogation.identity.simulated
    if abs(clock_us) > LARGE_CLOCK_DIFFERENCE_US and not simulated:
        apart = f"{phrases.clock_difference(clock_us)}{' of' if clock_us > 0 else ''} this workstation"
        words = (f"The pump's clock is {apart}.", "Schedules follow the pump's clock.")
        found.append(Notice(NoticeKind.CAUTION, *words))
    return tuple(found)


# ---- resuming, in words ----------------------------------------------------------------------------------------


def _resume_offer(guards: tuple[Trouble, ...], *, busy: bool) -> Offer:
    if guards:
        return refused(guards[0].what)
    return refused("The pump is busy") if busy else ALLOWED


def _resume_question(story: PumpStory, drugs: LibraryInForce) -> str:
    found, status = story.interrogation, story.status
    if found is None:
        return ""
    shown, program = DrugWords(drugs), found.program
    opening = "" if status is None else opening_left_text(program, status, shown)
    if opening:
        return f"Take it up again: {opening}?"
    drug = WITH.join(shown(one.name) for one in program.drugs)
    most = shown.rate(program.drug.name, peak_dose_rate(program))
    return f"Take delivery of {drug} up again, at up to {most}?"
