"""The form for a new patient: what was typed, and what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from programmer.therapy.drug_library import AgeGroup, Condition, Indication
from programmer.therapy.moments import date_text
from programmer.therapy.quantities import PumpTime
from programmer.ui.phrases import upper_first
from programmer.ui.viewmodels.common_states import ALLOWED, ChoiceState, FieldState, Offer, Trouble, refused
from programmer.ui.viewmodels.connect_state import PatientFormState
from programmer.visit.indications import AGE_GROUPS, CONDITIONS, STRICTEST
from programmer.visit.tasks import AddPatient

OLDEST_YEAR = 1900
LONGEST_NAME = 120
NOT_KNOWN = "Not known"


@dataclass(frozen=True, slots=True)
class PatientForm:
    """Texts exactly as typed; ``name_touched`` once anything was typed as a name. Nothing is known of the
    ``indication`` until it is chosen."""

    open: bool = False
    name: str = ""
    born_year: str = ""
    reason: str = ""
    indication: Indication = Indication()  # noqa: RUF009 - frozen
    name_touched: bool = False

    def patient(self, this_year: int) -> AddPatient | None:
        """Whom the texts stand for; None while something is wrong."""
        if self._name_reason() or self._born_reason(this_year):
            return None
        born = self.born_year.strip()
        return AddPatient(
            self.name.strip(), int(born) if born else None, self.reason.strip(), self.indication
        )

    def with_condition(self, key: str) -> PatientForm:
        """What is treated; an empty key is not known. Raises ``ValueError`` for any other that is none."""
        return replace(self, indication=with_condition(self.indication, key))

    def with_age(self, key: str) -> PatientForm:
        """The age group, in the same way."""
        return replace(self, indication=with_age(self.indication, key))

    def state(self, this_year: int, *, busy: bool, trouble: Trouble | None) -> PatientFormState:
        """The form as it is shown."""
        name_reason, born_reason = self._name_reason(), self._born_reason(this_year)
        return PatientFormState(
            open=self.open,
            name=FieldState(self.name, name_reason if self.name_touched else ""),
            born_year=FieldState(self.born_year, born_reason),
            reason=FieldState(self.reason),
            condition=condition_choice(self.indication.condition),
            age=age_choice(self.indication.age),
            busy=busy,
            add=_offer(name_reason or born_reason, busy=busy),
            trouble=trouble,
        )

    def _name_reason(self) -> str:
        if not self.name.strip():
            return "A name is missing"
        return "A name this long cannot be shown whole" if len(self.name) > LONGEST_NAME else ""

    def _born_reason(self, this_year: int) -> str:
        text = self.born_year.strip()
        if not text:
            return ""
        digits = text.isascii() and text.isdigit() and len(text) == 4
        if digits and OLDEST_YEAR <= int(text) <= this_year:
            return ""
        return f"A year from {OLDEST_YEAR} to {this_year} in four digits, or nothing if it is not known"


def with_condition(indication: Indication, key: str) -> Indication:
    """The same with what is treated; an empty key is not known. Raises ``ValueError`` for any other that is none."""
    return replace(indication, condition=Condition(key) if key else None)


def with_age(indication: Indication, key: str) -> Indication:
    """The same with the age group, in the same way."""
    return replace(indication, age=AgeGroup(key) if key else None)


def condition_choice(chosen: Condition | None) -> ChoiceState:
    """What is treated."""
    known = tuple((condition.value, upper_first(words)) for condition, words in CONDITIONS.items())
    return _choice(known, None if chosen is None else chosen.value)


def age_choice(chosen: AgeGroup | None) -> ChoiceState:
    """The age group."""
    known = tuple((age.value, upper_first(words)) for age, words in AGE_GROUPS.items())
    return _choice(known, None if chosen is None else chosen.value)


def _choice(known: tuple[tuple[str, str], ...], chosen: str | None) -> ChoiceState:
    """What is not known comes first and is said to be safe, not to be easy."""
    return ChoiceState(
        (("", NOT_KNOWN), *known), chosen or "", "" if chosen else f"Until it is known, {STRICTEST}"
    )


def _offer(reason: str, *, busy: bool) -> Offer:
    if busy:
        return refused("The records are being written")
    return refused(reason) if reason else ALLOWED


def year_of(local: PumpTime) -> int:
    """The calendar year of a local time."""
    return int(date_text(local).rsplit(" ", 1)[1])
