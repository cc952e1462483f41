"""What a known patient has the pump for, and the form that sets or changes it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from programmer.records.rows import PatientRow
from programmer.therapy.drug_library import Indication
from programmer.ui.phrases import upper_first
from programmer.ui.viewmodels.common_states import ALLOWED, Offer, Trouble, refused
from programmer.ui.viewmodels.connect_state import NO_INDICATION, IndicationState
from programmer.ui.viewmodels.desk import PumpDesk
from programmer.ui.viewmodels.patient_form import age_choice, condition_choice, with_age, with_condition
from programmer.ui.viewmodels.story import Contact
from programmer.visit.indications import STRICTEST, indication_text
from programmer.visit.notices import TaskRefused
from programmer.visit.tasks import CorrectIndication

NOT_BESIDE_A_PUMP = (
    "To set or change the indication, disconnect the pump first: its limits are those of what was known when it was "
    "read."
)
_UNCHANGED = "Nothing is changed yet"
_OTHERWISE_BY_NOW = "It was recorded anew meanwhile: choose Not now, and look again"
_KEPT = "It is recorded who changes it and when; what was known before stays in the records."


def present_words(indication: Indication) -> str:
    """``Pain, adult``, or ``Not known: the strictest limits hold``."""
    return upper_first(indication_text(indication).removeprefix("indication "))


@dataclass(frozen=True, slots=True)
class _Begun:
    """Whose indication is being changed, what was ``known`` of it when that was begun, and what is chosen by now."""

    patient_id: bytes
    known: Indication
    chosen: Indication


class Correction:
    """What is chosen for a patient until it is recorded or dropped."""

    def __init__(self, desk: PumpDesk) -> None:
        self._desk = desk
        self._begun: _Begun | None = None
        self._refusal_before: TaskRefused | None = None
        self._told: PatientRow | None = None

    def open(self, patient: PatientRow) -> None:
        """Begin with what is known."""
        self._begun = _Begun(patient.id, patient.indication, patient.indication)
        self._refusal_before = self._desk.story.refusal

    def close(self) -> None:
        """Drop what was chosen."""
        self._begun = None

    def choose_condition(self, key: str) -> None:
        """What is treated; empty for not known."""
        if self._begun is not None:
            self._begun = replace(self._begun, chosen=with_condition(self._begun.chosen, key))

    def choose_age(self, key: str) -> None:
        """The age group; empty for not known."""
        if self._begun is not None:
            self._begun = replace(self._begun, chosen=with_age(self._begun.chosen, key))

    def record(self, patient: PatientRow) -> None:
        """Write it into the records."""
        begun = self._begun_for(patient)
        if begun is not None and self._record_offer(patient, begun).enabled:
            self._desk.submit(CorrectIndication(patient.id, begun.chosen, begun.known))

    def hear(self) -> PatientRow | None:
        """The patient whose correction was recorded since this was asked last; that patient's form is done with."""
        told = self._desk.story.patient_corrected
        if told is None or told is self._told:
            return None
        self._told = told
        if self._begun_for(told) is not None:
            self.close()
        return told

    def follow(self, patient: PatientRow | None) -> None:
        """The records were read anew: where nothing is left to record, the form is of what is known now."""
        begun = self._begun_for(patient)
        if patient is not None and begun is not None and begun.chosen in {begun.known, patient.indication}:
            self._begun = _Begun(patient.id, patient.indication, patient.indication)

    def is_pending(self, patient: PatientRow | None) -> bool:
        """Whether something is chosen that is not recorded."""
        begun = self._begun_for(patient)
        return begun is not None and begun.chosen != begun.known

    def _begun_for(self, patient: PatientRow | None) -> _Begun | None:
        begun = self._begun
        return None if patient is None or begun is None or begun.patient_id != patient.id else begun

    def state(self, patient: PatientRow | None) -> IndicationState:
        """What is known of the chosen patient, and the form."""
        if patient is None:
            return NO_INDICATION
        begun, present = self._begun_for(patient), present_words(patient.indication)
        ask = "Set the indication…" if patient.indication == Indication() else "Change the indication…"
        if begun is None:
            return IndicationState(present, ask)
        return IndicationState(
            present,
            ask,
            open=True,
            title=f"Indication of {patient.name}",
            condition=condition_choice(begun.chosen.condition),
            age=age_choice(begun.chosen.age),
            follows=self._follows(patient, begun),
            busy=self._desk.story.doing(CorrectIndication),
            record=self._record_offer(patient, begun),
            trouble=self._trouble(),
        )

    @staticmethod
    def _follows(patient: PatientRow, begun: _Begun) -> str:
        if patient.indication != begun.known:
            return f"Recorded since this was opened: {present_words(patient.indication)}."
        if begun.chosen == begun.known:
            first = _UNCHANGED
        elif begun.chosen == Indication():
            first = f"From now on the indication is not known: {STRICTEST}"
        else:
            first = f"From now on: {indication_text(begun.chosen)}"
        return f"{first}. {_KEPT}"

    def _record_offer(self, patient: PatientRow, begun: _Begun) -> Offer:
        story = self._desk.story
        if story.broken:
            return refused("Start the program again first")
        if story.contact is not Contact.NONE:
            return refused(NOT_BESIDE_A_PUMP.rstrip("."))
        if story.doing(CorrectIndication):
            return refused("The records are being written")
        if patient.indication != begun.known:
            return refused(_OTHERWISE_BY_NOW)
        return refused(_UNCHANGED) if begun.chosen == begun.known else ALLOWED

    def _trouble(self) -> Trouble | None:
        refusal = self._desk.story.refusal
        if (
            refusal is None
            or refusal is self._refusal_before
            or not isinstance(refusal.task, CorrectIndication)
        ):
            return None
        return Trouble(refusal.error.what, refusal.error.why, refusal.error.remedy)
