"""The way to a pump: which link, which patient, connecting, assigning, letting go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from programmer.known_error import KnownError
from programmer.records.rows import PatientRow
from programmer.telemetry.links.discovery import FoundPort
from programmer.ui import phrases
from programmer.ui.history_thread import AskOpenCommands, AskPatients, AskSummaries, HistoryAnswer
from programmer.ui.viewmodels.common_states import ALLOWED, NOT_NOW, FieldState, Offer, refused
from programmer.ui.viewmodels.connect_state import (
    ConnectedState,
    ConnectPhase,
    ConnectState,
    LinkChoice,
    PairingState,
    PatientFormState,
)
from programmer.ui.viewmodels.connected import (
    announcements,
    assignment_state,
    connected_facts,
    connected_title,
    disconnect_state,
)
from programmer.ui.viewmodels.desk import PumpDesk
from programmer.ui.viewmodels.leaving import leaving_reasons
from programmer.ui.viewmodels.link_choices import (
    SIMULATED_KEY,
    TYPED_KEY,
    link_choices,
    recent_urls,
    speed_choices,
    url_of,
)
from programmer.ui.viewmodels.open_elsewhere import open_notices
from programmer.ui.viewmodels.pairing import Attempts, asks_for_code, paired_notice, pairing_state
from programmer.ui.viewmodels.patient_form import PatientForm, year_of
from programmer.ui.viewmodels.patient_indication import NOT_BESIDE_A_PUMP, Correction
from programmer.ui.viewmodels.patient_lines import NOBODY_LINE, patient_lines
from programmer.ui.viewmodels.program_ending import trouble_of
from programmer.ui.viewmodels.pump import reading_progress
from programmer.ui.viewmodels.questions import HistoryQuestions
from programmer.ui.viewmodels.signing_for_gone import (
    OpenElsewhere,
    SigningForGone,
    gone_notices,
    last_addresses,
)
from programmer.ui.viewmodels.story import Contact, PumpStory
from programmer.ui.viewmodels.view_model import ViewModel
from programmer.ui.widgets.notice_bar import Notice
from programmer.ui.widgets.progress_panel import ProgressState
from programmer.visit.notices import TaskRefused
from programmer.visit.tasks import AddPatient, Assign, Connect, CorrectIndication, EndVisit, SignForGone

FindPorts = Callable[[], tuple[FoundPort, ...]]


class ConnectViewModel(ViewModel[ConnectState]):
    """Navigation is the window's own matter."""

    def __init__(self, desk: PumpDesk, questions: HistoryQuestions, find_ports: FindPorts) -> None:
        super().__init__(ConnectState())
        self._desk = desk
        self._questions = questions
        self._find_ports = find_ports
        self._ports: tuple[FoundPort, ...] = ()
        self._recent: tuple[str, ...] = ()
        self._link_key, self._speed, self._url_text = SIMULATED_KEY, 1, ""
        self._patients: tuple[PatientRow, ...] | None = None
        self._patients_error: KnownError | None = None
        self._patient_key = ""
        self._form = PatientForm()
        self._correction = Correction(desk)
        self._added: PatientRow | None = None
        self._assign_to = ""
        self._leaving_reason = ""
        self._last_attempt: Connect | None = None
        self._code, self._attempts = "", Attempts()
        self._pairing_given_up: TaskRefused | None = None
        self._asked_patients = self._asked_summaries = self._asked_open = 0
        self._open = OpenElsewhere()
        self._signing = SigningForGone(desk)
        self._had_visit = False
        self._writing: set[type[AddPatient | CorrectIndication]] = set()
        desk.moved.connect(self._follow)
        self._refresh()

    # ---- what can be chosen --------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Look for ports and ask the records for patients and recent links again."""
        if self._desk.story.contact is not Contact.CONNECTING:
            self._ports = self._find_ports()
        self._ask_the_records()
        self._refresh()

    def _ask_the_records(self) -> None:
        self._ask_for_patients()
        self._asked_summaries = self._questions.ask(AskSummaries())
        self._asked_open = self._questions.ask(AskOpenCommands())

    def _ask_for_patients(self) -> None:
        """Other workstations write into these records too. What was asked before is not heard any more."""
        self._asked_patients = self._questions.ask(AskPatients())

    def take_answer(self, answer: HistoryAnswer) -> None:
        """Hear what the records answer; an answer that a newer question has overtaken is dropped."""
        if answer.number == self._asked_patients:
            self._patients_error = answer.error
            if answer.error is None:
                self._patients = answer.patients
                self._correction.follow(self._chosen_patient())
        elif answer.number == self._asked_summaries and answer.error is None:
            self._recent = recent_urls(answer.summaries)
            self._open = replace(self._open, reached=last_addresses(answer.summaries))
        elif answer.number == self._asked_open and answer.error is None:
            self._open = replace(self._open, commands=tuple(one.intent for one in answer.open_commands))
        self._refresh()

    def choose_link(self, key: str) -> None:
        """Take one of ``state.links``."""
        if any(link.key == key for link in self.state.links):
            self._link_key = key
        self._refresh()

    def choose_speed(self, speed: int) -> None:
        """How fast the simulated pump lives."""
        if any(choice.key == speed for choice in self.state.speeds):
            self._speed = speed
        self._refresh()

    def type_url(self, text: str) -> None:
        """What stands in the field for an address."""
        self._url_text = text
        self._refresh()

    def choose_patient(self, key: str) -> None:
        """Take one of ``state.patients``; empty for nobody in particular."""
        if any(line.key == key for line in self.state.patients) and key != self._patient_key:
            self._patient_key = key
            self._correction.close()
        self._refresh()

    # ---- a new patient -------------------------------------------------------------------------------------

    def open_patient_form(self) -> None:
        """Begin a new patient."""
        self._form = PatientForm(open=True)
        self._correction.close()
        self._refresh()

    def close_patient_form(self) -> None:
        """Drop what was typed there."""
        self._form = PatientForm()
        self._refresh()

    def type_patient_name(self, text: str) -> None:
        """What stands in the field."""
        self._form = replace(self._form, name=text, name_touched=True)
        self._refresh()

    def type_born_year(self, text: str) -> None:
        """What stands in the field."""
        self._form = replace(self._form, born_year=text)
        self._refresh()

    def type_patient_reason(self, text: str) -> None:
        """What stands in the field."""
        self._form = replace(self._form, reason=text)
        self._refresh()

    def choose_condition(self, key: str) -> None:
        """Take one of ``state.form.condition``; empty for not known."""
        self._form = self._form.with_condition(key)
        self._refresh()

    def choose_age(self, key: str) -> None:
        """Take one of ``state.form.age``; empty for not known."""
        self._form = self._form.with_age(key)
        self._refresh()

    def add_patient(self) -> None:
        """Write the new patient into the records; chosen once that is done."""
        patient = self._form.patient(self._this_year())
        if patient is not None and self.state.form.add.enabled:
            self._desk.submit(patient)

    # ---- the indication of a known patient -----------------------------------------------------------------

    def open_indication(self) -> None:
        """Begin to set or change what the chosen patient has the pump for."""
        patient = self._chosen_patient()
        if patient is not None:
            self._form = PatientForm()
            self._correction.open(patient)
            self._ask_for_patients()
        self._refresh()

    def close_indication(self) -> None:
        """Drop what was chosen there."""
        self._correction.close()
        self._refresh()

    def choose_known_condition(self, key: str) -> None:
        """Take one of ``state.indication.condition``; empty for not known."""
        self._correction.choose_condition(key)
        self._refresh()

    def choose_known_age(self, key: str) -> None:
        """Take one of ``state.indication.age``; empty for not known."""
        self._correction.choose_age(key)
        self._refresh()

    def record_indication(self) -> None:
        """Write it into the records."""
        patient = self._chosen_patient()
        if patient is not None:
            self._correction.record(patient)

    def _chosen_patient(self) -> PatientRow | None:
        return next((one for one in self._patients or () if one.id.hex() == self._patient_key), None)

    # ---- a pump that is gone -------------------------------------------------------------------------------

    def open_gone_form(self) -> None:
        """Begin to sign for a pump that will never answer again."""
        self._signing.open()
        self._refresh()

    def close_gone_form(self) -> None:
        """Drop what was typed there."""
        self._signing.close()
        self._refresh()

    def type_gone_serial(self, text: str) -> None:
        """What stands in the field."""
        self._signing.type_serial(text)
        self._refresh()

    def type_gone_note(self, text: str) -> None:
        """What stands in the field."""
        self._signing.type_note(text)
        self._refresh()

    def sign_for_gone(self) -> None:
        """Have the pump called over the chosen link, and its commands closed if it does not answer."""
        self._signing.sign(self._open, self._url())

    def _url(self) -> str:
        return url_of(self._link_key, self._speed, self._url_text)

    # ---- connecting ----------------------------------------------------------------------------------------

    def connect_pump(self) -> None:
        """Begin a visit."""
        if self.state.connect.enabled:
            self._begin(Connect(self._url(), bytes.fromhex(self._patient_key) or None))

    def try_again(self) -> None:
        """Connect once more in the same way."""
        if self._last_attempt is not None and self.state.try_again.enabled:
            self._begin(self._last_attempt)

    def cancel(self) -> None:
        """Give up connecting."""
        if self.state.phase is ConnectPhase.CONNECTING:
            self._desk.cancel()

    # ---- pairing -------------------------------------------------------------------------------------------

    def type_pairing_code(self, text: str) -> None:
        """What stands in the field."""
        self._code = text
        self._refresh()

    def pair_pump(self) -> None:
        """Pair with the pump that was tried last, by the typed code, and begin a visit."""
        pairing = self.state.pairing
        if self._last_attempt is not None and pairing is not None and pairing.pair.enabled:
            self._begin(replace(self._last_attempt, pairing_code=self._code))

    def give_up_pairing(self) -> None:
        """Back to the choice of pumps; the typed code is forgotten."""
        self._code, self._pairing_given_up = "", self._desk.story.refusal
        self._refresh()

    def _begin(self, task: Connect) -> None:
        self._last_attempt = task
        self._assign_to = self._leaving_reason = ""
        self._desk.submit(task)

    # ---- the pump in reach ---------------------------------------------------------------------------------

    def ask_to_assign(self, key: str) -> None:
        """Ask whether the pump shall be this patient's."""
        connected = self.state.connected
        if connected is not None and connected.assignment.offer.enabled:
            known = any(line.key == key for line in connected.assignment.candidates)
            self._assign_to = key if known else ""
        self._refresh()

    def confirm_assignment(self) -> None:
        """Yes, assign it."""
        connected = self.state.connected
        if connected is not None and connected.assignment.question and connected.assignment.offer.enabled:
            patient_id, self._assign_to = bytes.fromhex(self._assign_to), ""
            self._desk.submit(Assign(patient_id))

    def drop_assignment(self) -> None:
        """No."""
        self._assign_to = ""
        self._refresh()

    def type_leaving_reason(self, text: str) -> None:
        """Why the pump is left as it is."""
        self._leaving_reason = text
        self._refresh()

    def disconnect_pump(self) -> None:
        """End the visit, with the typed reason where one is due."""
        self._refresh()
        connected = self.state.connected
        if connected is not None and connected.disconnect.offer.enabled:
            note = self._leaving_reason.strip() if connected.disconnect.needs_reason else ""
            self._leaving_reason = ""
            self._desk.submit(EndVisit(note))

    # ---- showing -------------------------------------------------------------------------------------------

    def _follow(self) -> None:
        """Whatever began or ended a visit may have opened or settled a command, and took time: the records know."""
        had, self._had_visit = self._had_visit, self._desk.story.has_visit
        if had != self._had_visit or self._signing.hear():
            self._ask_the_records()
        elif self._writing_has_ended():
            self._ask_for_patients()
        self._refresh()

    def _writing_has_ended(self) -> bool:
        """Whether a patient was written, or was not, since this was asked last: any answer from before is old."""
        story, before = self._desk.story, self._writing
        self._writing = {kind for kind in (AddPatient, CorrectIndication) if story.doing(kind)}
        return bool(before - self._writing)

    def _refresh(self) -> None:
        story = self._desk.story
        self._note_added(story)
        self._note_corrected()
        phase = self._phase(story)
        self._attempts.hear(story.refusal)
        if phase is ConnectPhase.CONNECTED:
            self._code = ""
            self._attempts.over()
        refusal, given_up = None, story.refusal is self._pairing_given_up
        if story.refusal is not None and isinstance(story.refusal.task, Connect) and not given_up:
            refusal = trouble_of(story.refusal.error)
        self._show(
            ConnectState(
                phase=phase,
                links=self._links(),
                link_key=self._link_key,
                speeds=speed_choices(),
                speed_key=self._speed,
                url=FieldState(self._url_text),
                patients=(NOBODY_LINE, *patient_lines(self._patients or ())),
                patients_loading=self._patients is None and self._patients_error is None,
                patients_trouble=None if self._patients_error is None else trouble_of(self._patients_error),
                patient_key=self._patient_key,
                form=self._form_state(story),
                indication=self._correction.state(self._chosen_patient()),
                connect=self._connect_offer(story),
                progress=self._progress(story),
                trouble=None if phase is ConnectPhase.PAIRING else refusal,
                try_again=NOT_NOW
                if refusal is None or phase is not ConnectPhase.CHOOSING
                else self._visit_offer(story),
                connected=self._connected(story),
                pairing=self._pairing(story, phase),
                announcements=self._announcements(story),
                open_elsewhere=open_notices(self._open.commands, story, self._desk.local_offset_us),
                gone=self._signing.state(self._open, self._url()),
            )
        )

    def _pairing(self, story: PumpStory, phase: ConnectPhase) -> PairingState | None:
        if phase is not ConnectPhase.PAIRING or story.refusal is None:
            return None
        return pairing_state(story.refusal, self._code, self._attempts.wrong)

    def _announcements(self, story: PumpStory) -> tuple[Notice, ...]:
        offset_us = self._desk.local_offset_us
        return (*self._paired(story), *announcements(story, offset_us), *gone_notices(story, offset_us))

    def _paired(self, story: PumpStory) -> tuple[Notice, ...]:
        attempt = self._last_attempt
        made = attempt is not None and attempt.pairing_code and attempt.url == story.url
        return (paired_notice(story),) if made and story.has_visit else ()

    def _phase(self, story: PumpStory) -> ConnectPhase:
        if story.contact is Contact.CONNECTING:
            return ConnectPhase.CONNECTING
        if story.has_visit:
            return ConnectPhase.CONNECTED
        asked = asks_for_code(story.refusal) and story.refusal is not self._pairing_given_up
        return ConnectPhase.PAIRING if asked else ConnectPhase.CHOOSING

    def _links(self) -> tuple[LinkChoice, ...]:
        return link_choices(self._ports, self._recent)

    def _note_added(self, story: PumpStory) -> None:
        """A patient who has just been added is chosen, and the form is done with."""
        added = story.patient_added
        if added is None or added == self._added:
            return
        self._added = added
        others = [patient for patient in self._patients or () if patient.id != added.id]
        self._patients = tuple(sorted([*others, added], key=lambda patient: patient.name.casefold()))
        self._patient_key = added.id.hex()
        self._form = PatientForm()

    def _note_corrected(self) -> None:
        corrected = self._correction.hear()
        if corrected is not None:
            self._patients = tuple(
                corrected if patient.id == corrected.id else patient for patient in self._patients or ()
            )

    def _form_state(self, story: PumpStory) -> PatientFormState:
        refusal = story.refusal
        trouble = None
        if refusal is not None and isinstance(refusal.task, AddPatient):
            trouble = trouble_of(refusal.error)
        return self._form.state(self._this_year(), busy=story.doing(AddPatient), trouble=trouble)

    def _connect_offer(self, story: PumpStory) -> Offer:
        offer = self._visit_offer(story)
        if offer.enabled and self._link_key == TYPED_KEY and not self._url_text.strip():
            return refused("An address is missing")
        return offer

    def _visit_offer(self, story: PumpStory) -> Offer:
        """Whether a visit may begin now, wherever the pump is."""
        if story.broken:
            return refused("Start the program again first")
        if story.contact is not Contact.NONE:
            return refused("A pump is connected already")
        if story.doing(SignForGone):
            return refused("A pump is being called")
        if self._correction.is_pending(self._chosen_patient()):
            return refused("The indication is chosen and not recorded yet")
        return ALLOWED

    @staticmethod
    def _progress(story: PumpStory) -> ProgressState | None:
        if story.contact is not Contact.CONNECTING:
            return None
        return reading_progress(story, f"Connecting to {story.url}")

    def _connected(self, story: PumpStory) -> ConnectedState | None:
        if not story.has_visit or story.interrogation is None or story.standing is None:
            return None
        objection = story.standing.objection
        reasons = leaving_reasons(story, self._desk.local_offset_us)
        return ConnectedState(
            title=connected_title(story.interrogation),
            facts=connected_facts(story),
            objection=None if objection is None else trouble_of(objection),
            assignment=assignment_state(story, self._patients or (), self._assign_to),
            disconnect=disconnect_state(reasons, self._leaving_reason),
            aside="" if story.standing.owner is None else NOT_BESIDE_A_PUMP,
        )

    def _this_year(self) -> int:
        now = self._desk.now.utc_us
        return year_of(phrases.local_time(now, self._desk.local_offset_us))
