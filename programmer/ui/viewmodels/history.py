"""Stored visits, read-only."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import replace

from programmer.records.rows import PatientRow, SessionSummary
from programmer.therapy.drug_library import LibraryInForce
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.ui.history_thread import AskPatients, AskSession, AskSoundness, AskSummaries, HistoryAnswer
from programmer.ui.viewmodels.common_states import Trouble
from programmer.ui.viewmodels.desk import PumpDesk
from programmer.ui.viewmodels.history_record import record_state
from programmer.ui.viewmodels.history_rows import headline, session_row
from programmer.ui.viewmodels.history_state import (
    ALL_KINDS,
    KINDS,
    SIMULATED,
    HistoryPhase,
    HistoryState,
    RecordState,
)
from programmer.ui.viewmodels.patient_lines import EVERYBODY_LINE, patient_lines
from programmer.ui.viewmodels.program_ending import trouble_of
from programmer.ui.viewmodels.questions import HistoryQuestions
from programmer.ui.viewmodels.story import PumpStory
from programmer.ui.viewmodels.view_model import ViewModel
from programmer.visit.marks import CheckedRecords, not_sound, sound_text
from programmer.visit.session_ends import IN_PROGRESS

NO_VISITS = "No visits yet: each sitting with a pump is kept here"
NONE_OF_THIS_PATIENT = "No visits of this patient yet"
NONE_OF_THIS_KIND = "All visits were at pumps of the other kind: choose All pumps to see them"


class HistoryViewModel(ViewModel[HistoryState]):
    """What is stored is asked for again by ``refresh``, and by itself once a command or a reading was written down."""

    def __init__(self, desk: PumpDesk, questions: HistoryQuestions, drugs: LibraryInForce) -> None:
        super().__init__(HistoryState(patients=(EVERYBODY_LINE,)))
        self._desk = desk
        self._questions = questions
        self._drugs = drugs
        self._patients: tuple[PatientRow, ...] = ()
        self._found: Sequence[SessionSummary] = ()
        self._asked_patients = self._asked_summaries = self._asked_session = self._asked_soundness = 0
        self._written = _written_of(desk.story)
        self._had_visit = desk.story.has_visit
        desk.moved.connect(self._follow)

    def _follow(self) -> None:
        """Read the records again when something of this visit has come to stand in them."""
        if self._desk.story.has_visit is not self._had_visit:
            # The pump's log has just been read, with what it holds of these records; or a visit has been sealed.
            self._had_visit = self._desk.story.has_visit
            self._asked_soundness = self._questions.ask(AskSoundness())
        written = _written_of(self._desk.story)
        changed, self._written = written != self._written, written
        if changed and self._asked_summaries:
            self.refresh()

    def refresh(self) -> None:
        """Ask the records again; whether they are sound, at the first time and while there is no visit."""
        self._asked_patients = self._questions.ask(AskPatients())
        self._ask_summaries(self.state.patient_key)
        opened = self.state.record
        if opened is not None:
            self._asked_session = self._questions.ask(AskSession(bytes.fromhex(opened.key)))
        if not self._asked_soundness or not self._desk.story.has_visit:
            self._asked_soundness = self._questions.ask(AskSoundness())

    def choose_patient(self, key: str) -> None:
        """Show the visits of one patient; empty for all."""
        if not any(line.key == key for line in self.state.patients):
            return
        self._show(replace(self.state, patient_key=key, record=None, rows=(), phase=HistoryPhase.LOADING))
        self._ask_summaries(key)

    def choose_kind(self, kind: str) -> None:
        """List simulated visits or the others alone, or all of them, by the keys of ``KINDS``."""
        if kind not in dict(KINDS) or kind == self.state.kind:
            return
        self._show(replace(self.state, kind=kind))
        if self.state.phase in {HistoryPhase.READY, HistoryPhase.EMPTY}:
            self._list()

    def open_session(self, key: Hashable) -> None:
        """Open one stored visit, by the key of its row."""
        if any(row.key == key for row in self.state.rows):
            name = str(key)
            self._show(replace(self.state, record=RecordState(name, HistoryPhase.LOADING)))
            self._asked_session = self._questions.ask(AskSession(bytes.fromhex(name)))

    def close_session(self) -> None:
        """Back to the list."""
        self._asked_session = 0
        self._show(replace(self.state, record=None))

    def _ask_summaries(self, key: str) -> None:
        self._asked_summaries = self._questions.ask(AskSummaries(bytes.fromhex(key) or None))

    def take_answer(self, answer: HistoryAnswer) -> None:
        """Hear what the records answer; an answer that a newer question has overtaken is dropped."""
        match answer.question:
            case AskPatients() if answer.number == self._asked_patients and answer.error is None:
                self._patients = answer.patients
                self._show(replace(self.state, patients=(EVERYBODY_LINE, *patient_lines(answer.patients))))
            case AskSummaries() if answer.number == self._asked_summaries:
                self._take_summaries(answer)
            case AskSession() if answer.number == self._asked_session:
                self._take_session(answer)
            case AskSoundness() if answer.number == self._asked_soundness and answer.checked is not None:
                self._take_soundness(answer.checked)
            case _:
                return

    def _take_soundness(self, checked: CheckedRecords) -> None:
        trouble = not_sound(checked)
        told = "" if trouble is not None else f"{sound_text(checked)}."
        self._show(
            replace(self.state, tampered=None if trouble is None else trouble_of(trouble), checked=told)
        )

    def _take_summaries(self, answer: HistoryAnswer) -> None:
        if answer.error is not None:
            trouble = trouble_of(answer.error)
            self._show(replace(self.state, phase=HistoryPhase.FAILED, trouble=trouble, rows=(), headline=""))
            return
        self._found = answer.summaries
        self._list()

    def _list(self) -> None:
        """Show those of the kind that was chosen."""
        kind, shown = self.state.kind, DrugWords(self._drugs)
        found = [one for one in self._found if _is_of(kind, one)]
        at_work = _at_work(self._desk.story, self._found)
        self._show(
            replace(
                self.state,
                phase=HistoryPhase.READY if found else HistoryPhase.EMPTY,
                headline=headline(self._title(), found),
                empty_words="" if found else self._none(),
                trouble=None,
                rows=tuple(session_row(one, shown, in_progress=one is at_work) for one in found),
            )
        )

    def _none(self) -> str:
        """Why nothing is listed."""
        if self._found:
            return NONE_OF_THIS_KIND
        return NONE_OF_THIS_PATIENT if self.state.patient_key else NO_VISITS

    def _is_newest(self, key: str) -> bool:
        """Whether no later visit is listed that is not ended either."""
        marks = [row.key for row in self.state.rows if row.cells[-1] == IN_PROGRESS]
        return not marks or key in marks

    def _title(self) -> str:
        key = self.state.patient_key
        return next((line.name for line in self.state.patients if line.key == key), EVERYBODY_LINE.name)

    def _take_session(self, answer: HistoryAnswer) -> None:
        opened = self.state.record
        if opened is None:
            return
        if answer.error is not None:
            failed = RecordState(opened.key, HistoryPhase.FAILED, trouble=trouble_of(answer.error))
            self._show(replace(self.state, record=failed))
        elif answer.session is None:
            failed = RecordState(opened.key, HistoryPhase.FAILED, trouble=_GONE)
            self._show(replace(self.state, record=failed))
        else:
            summary = answer.session.summary
            in_progress = _at_work(self._desk.story, (summary,)) is not None and self._is_newest(opened.key)
            record = record_state(opened.key, answer.session, DrugWords(self._drugs), in_progress=in_progress)
            self._show(replace(self.state, record=record))


def _is_of(kind: str, summary: SessionSummary) -> bool:
    return kind == ALL_KINDS or summary.session.simulated == (kind == SIMULATED)


def _written_of(story: PumpStory) -> tuple[object, ...]:
    """What of the pump's story stands in the records; another value means that they have grown."""
    commands = [None if one is None else one.outcome for one in (story.commit, story.resume)]
    read = None if story.interrogation is None else story.interrogation.read_utc_us
    return (story.has_visit, *commands, story.stop.stage, story.unsettled, story.standing, read)


def _at_work(story: PumpStory, found: Sequence[SessionSummary]) -> SessionSummary | None:
    """The visit that is in progress: the newest without an end, of the pump in reach. Any other was cut off."""
    pump = story.interrogation
    if not story.has_visit or pump is None:
        return None
    serial = pump.identity.serial
    return next((one for one in found if one.end is None and one.pump.serial == serial), None)


_GONE = Trouble(
    "This visit is not in the records",
    "The records were exchanged for others since the list was read",
    "Read the list again",
)
