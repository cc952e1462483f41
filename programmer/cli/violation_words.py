"""The limits that a program or a bolus passes, in the words that JSON uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from programmer.cli.calc.answer import mass_words, minutes_words, quantity, rate_words, volume_words
from programmer.cli.words import Words
from programmer.therapy.boluses import BridgeBolus, PrimingBolus, SingleBolus
from programmer.therapy.drug_library import DrugLibrary, Figure, Indication, LibraryInForce
from programmer.therapy.drug_library.dose_unit import unit_in, unit_of
from programmer.therapy.limits import Limit, Violation
from programmer.therapy.limits.rhythm import longest_pause
from programmer.therapy.notation import number_word, plain_words
from programmer.therapy.programs import MinimumRate, PumpProgram
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    NanolitresPerDay,
    Seconds,
    mass,
)
from programmer.visit.bolus_proposal import bolus_objections
from programmer.visit.interrogation import Interrogation
from programmer.visit.proposal import objections, violation_sentence
from programmer.visit.strictest import Found, found_in, strictest, strictest_note

Pair = tuple[Words | None, Words | None]
_TOO_HIGH = {Limit.FLOW_TOO_HIGH, Limit.BOLUS_FLOW_TOO_HIGH, Limit.OPENING_FLOW_TOO_HIGH}
_TOO_LOW = {Limit.FLOW_TOO_LOW, Limit.BOLUS_FLOW_TOO_LOW, Limit.OPENING_FLOW_TOO_LOW}
_PATHS = {Limit.BRIDGE_PATH_DIFFERS, Limit.PRIME_VOLUME}


@dataclass(frozen=True, slots=True)
class Checked:
    """A program that was checked in a pump, for a patient with this indication; or a ``bolus`` on top of the one in
    force, which ``program`` is then."""

    program: PumpProgram
    found: Interrogation
    drugs: LibraryInForce
    indication: Indication
    bolus: SingleBolus | None = None

    def violations(self) -> tuple[Violation, ...]:
        """Every limit that it passes, hard ones first."""
        if self.bolus is None:
            return objections(self.program, self.found, self.drugs, self.indication)
        return bolus_objections(self.bolus, self.found, self.drugs, self.indication)

    def note(self, violations: Iterable[Violation]) -> str:
        """Whose limits hold where the indication is not known, for people; empty where nothing depends on that."""
        return strictest_note(violations, self.drugs, self.indication)


def violations_words(checked: Checked, violations: Iterable[Violation]) -> list[Words]:
    """Each limit that is passed: which, of which drug, what was entered and what is allowed, and where it is from."""
    return [_violation_words(checked, one) for one in violations]


def _violation_words(checked: Checked, one: Violation) -> Words:
    found = found_in(checked.drugs, one.fact)
    entered, allowed = _figures(checked, one, found)
    fact = one.fact
    return {
        "limit": one.limit.value,
        "severity": one.severity.value,
        "drug": _drug(checked, one, found),
        "entered": entered,
        "allowed": allowed,
        "ratio": None if one.ratio is None else number_word(one.ratio),
        "reason": plain_words(one.reason),
        "sentence": plain_words(violation_sentence(checked.program, one)),
        "source": None if fact is None else fact.source,
        "tag": None if fact is None else fact.tag,
        "clinic": None if fact is None else fact.clinic,
        "strictest_of": _strictest_words(checked, one),
    }


def _drug(checked: Checked, one: Violation, found: Found | None) -> str | None:
    """By the name that programs have; null where the limit is of no drug."""
    if found is not None:
        return found.entry.name
    if isinstance(checked.drugs, DrugLibrary):
        for entry in checked.drugs.entries.values():
            if entry.shown.word == one.subject or (one.fact is not None and entry.use is one.fact):
                return entry.name
    return one.subject if one.subject in {drug.name for drug in checked.program.drugs} else None


def _strictest_words(checked: Checked, one: Violation) -> Words | None:
    """Whose number it is, where it holds because the indication is not known or the library has no row for it."""
    held = strictest(one, checked.drugs, checked.indication)
    if held is None:
        return None
    return {
        "rows": [{"condition": condition.value, "age": age.value} for condition, age in held.rows],
        "sentence": plain_words(checked.note((one,))),
    }


# ---- figures --------------------------------------------------------------------------------------------------


def _figures(checked: Checked, one: Violation, found: Found | None) -> Pair:
    """What was entered and what is allowed; null is what only the sentence can tell."""
    if found is not None:
        return _of_the_library(checked, one, found)
    if one.limit is Limit.MINIMUM_RATE_DIFFERS:
        return _minimum_rate(checked)
    if one.ratio is None:
        return None, None
    return _of_the_pump(checked, one, one.ratio)


def _of_the_library(checked: Checked, one: Violation, found: Found) -> Pair:
    unit, figure = unit_in(found.entry), found.figure
    allowed = _in_its_unit(figure, figure.amount, unit)
    if one.limit is Limit.LIKELY_SLIP:
        return None, None
    if one.ratio is not None:
        return _in_its_unit(figure, one.ratio * figure.amount, unit), allowed
    seconds = next(_seconds_entered(checked, one), None)
    return None if seconds is None else minutes_words(Fraction(seconds)), allowed


def _in_its_unit(figure: Figure, amount: Fraction, unit: str) -> Words | None:
    match figure.value:
        case NanogramsPerDay():
            return mass_words(amount, unit, "/day")
        case Nanograms():
            return mass_words(amount, unit)
        case NanogramsPerMillilitre():
            return mass_words(amount, "mg" if "mg/" in figure.fact.word else "mcg", "/mL")
        case Seconds():
            return minutes_words(amount)
        case Fraction():
            return quantity(amount, "%")
        case _:
            return None


def _seconds_entered(checked: Checked, one: Violation) -> Iterator[int]:
    """The wait or the pause that a limit in time is held against."""
    ago, asked = checked.found.last_day.last_asked, checked.program.patient_bolus
    if one.limit is Limit.PAUSE_LONG:
        yield longest_pause(checked.program.mode)
    elif one.limit is Limit.LOCKOUT_SHORT and checked.bolus is not None and ago is not None:
        yield ago.value
    elif one.limit is Limit.LOCKOUT_SHORT and checked.bolus is None and asked is not None:
        yield asked.lockout.value


def _minimum_rate(checked: Checked) -> Pair:
    mode, drug = checked.program.mode, checked.program.drug
    if not isinstance(mode, MinimumRate):
        return None, None
    unit, least = unit_of(checked.drugs, drug.name), checked.found.limits.maintaining_flow
    due = mass_words(int(mass(least, drug.concentration)), unit, "/day") if least else None
    return mass_words(mode.dose.value, unit, "/day"), due


def _of_the_pump(checked: Checked, one: Violation, ratio: Fraction) -> Pair:
    limits, opening = checked.found.limits, checked.program.opening
    if one.limit in _TOO_HIGH | _TOO_LOW:
        bound = Fraction((limits.max_flow if one.limit in _TOO_HIGH else limits.min_flow).value)
        return rate_words(NanolitresPerDay(ratio * bound)), rate_words(NanolitresPerDay(bound))
    if one.limit is Limit.TOO_MANY_STEPS:
        return quantity(ratio * limits.max_steps, "steps"), quantity(limits.max_steps, "steps")
    if one.limit is Limit.RESERVOIR_OVERFILLED:
        capacity = Fraction(limits.capacity.value)
        return volume_words(ratio * capacity), volume_words(capacity)
    if one.limit in _PATHS and isinstance(opening, BridgeBolus | PrimingBolus):
        volume = Fraction((opening.path if isinstance(opening, BridgeBolus) else opening.volume).value)
        return volume_words(volume), volume_words(volume / ratio)
    return None, None
