"""What a known patient has the pump for, and the form that sets or changes it."""

from __future__ import annotations

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
_KEPT = "It is recorded who changes it and when; what was known before stays in the records."


def present_words(indication: Indication) -> str:
    """``Pain, adult``, or ``Not known: the strictest limits hold``."""
    return upper_first(indication_text(indication).removeprefix("indication "))


class Correction:
    """What is chosen for a patient until it is recorded or dropped."""

    def __init__(self, desk: PumpDesk) -> None:
        self._desk = desk
        self._chosen: Indication | None = None
        self._refusal_before: TaskRefused | None = None
        self._told: PatientRow | None = None

    def open(self, patient: PatientRow) -> None:
        """Begin with what is known."""
        self._chosen, self._refusal_before = patient.indication, self._desk.story.refusal

    def close(self) -> None:
        """Drop what was chosen."""
        self._chosen = None

    def choose_condition(self, key: str) -> None:
        """What is treated; empty for not known."""
        if self._chosen is not None:
            self._chosen = with_condition(self._chosen, key)

    def choose_age(self, key: str) -> None:
        """The age group; empty for not known."""
        if self._chosen is not None:
            self._chosen = with_age(self._chosen, key)

    def record(self, patient: PatientRow) -> None:
        """Write it into the records."""
        if self._chosen is not None and self._record_offer(patient, self._chosen).enabled:
            self._desk.submit(CorrectIndication(patient.id, self._chosen))

    def hear(self) -> PatientRow | None:
        """The patient whose correction was recorded since this was asked last; the form is done with then."""
        told = self._desk.story.patient_corrected
        if told is None or told is self._told:
            return None
        self._told, self._chosen = told, None
        return told

    def is_pending(self, patient: PatientRow | None) -> bool:
        """Whether something is chosen that is not recorded."""
        return patient is not None and self._chosen not in {None, patient.indication}

    def state(self, patient: PatientRow | None) -> IndicationState:
        """What is known of the chosen patient, and the form."""
        if patient is None:
            return NO_INDICATION
        present = present_words(patient.indication)
        ask = "Set the indication…" if patient.indication == Indication() else "Change the indication…"
        if self._chosen is None:
            return IndicationState(present, ask)
        return IndicationState(
            present,
            ask,
            open=True,
            title=f"Indication of {patient.name}",
            condition=condition_choice(self._chosen.condition),
            age=age_choice(self._chosen.age),
            follows=self._follows(patient, self._chosen),
            busy=self._desk.story.doing(CorrectIndication),
            record=self._record_offer(patient, self._chosen),
            trouble=self._trouble(),
        )

    @staticmethod
    def _follows(patient: PatientRow, chosen: Indication) -> str:
        if chosen == patient.indication:
            first = _UNCHANGED
        elif chosen == Indication():
            first = f"From now on the indication is not known: {STRICTEST}"
        else:
            first = f"From now on: {indication_text(chosen)}"
        return f"{first}. {_KEPT}"

    def _record_offer(self, patient: PatientRow, chosen: Indication) -> Offer:
        story = self._desk.story
        if story.broken:
            return refused("Start the program again first")
        if story.contact is not Contact.NONE:
            return refused(NOT_BESIDE_A_PUMP.rstrip("."))
        if story.doing(CorrectIndication):
            return refused("The records are being written")
        return refused(_UNCHANGED) if chosen == patient.indication else ALLOWED

    def _trouble(self) -> Trouble | None:
        refusal = self._desk.story.refusal
        if (
            refusal is None
            or refusal is self._refusal_before
            or not isinstance(refusal.task, CorrectIndication)
        ):
            return None
        return Trouble(refusal.error.what, refusal.error.why, refusal.error.remedy)
