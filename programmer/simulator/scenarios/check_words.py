"""Reads what a scenario asks a trainee, and the answers that a trainee gives."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from programmer.simulator.scenarios.check import (
    Bounds,
    Check,
    Choice,
    Measure,
    Number,
    OpeningKind,
    PumpConditions,
    Question,
)
from programmer.simulator.scenarios.events import EVENT_KINDS
from programmer.simulator.scenarios.quantities import read_fine_volume, read_span
from programmer.simulator.scenarios.tables import (
    as_people_read,
    one_of,
    optional,
    optional_prose,
    part,
    plain_text,
    prose,
)
from programmer.therapy.notation import (
    NotAQuantity,
    read_concentration,
    read_count,
    read_dose_per_day,
    read_mass,
    read_number,
    read_percent,
)
from programmer.therapy.program_words import NotAProgram
from programmer.therapy.program_words.tables import Table
from programmer.therapy.quantities import MICROSECONDS_PER_DAY, MICROSECONDS_PER_SECOND

_READERS: dict[Measure, Callable[[str], Fraction]] = {
    Measure.DOSE_PER_DAY: lambda text: Fraction(read_dose_per_day(text).value),
    Measure.MASS: lambda text: Fraction(read_mass(text).value),
    Measure.CONCENTRATION: lambda text: Fraction(read_concentration(text).value),
    Measure.VOLUME: lambda text: Fraction(read_fine_volume(text).value),
    Measure.SHARE: read_percent,
    Measure.TIME: lambda text: Fraction(read_span(text)),
    Measure.COUNT: lambda text: Fraction(read_count(text)),
}
_UNITS = {
    "min": 60 * MICROSECONDS_PER_SECOND,
    "h": 3_600 * MICROSECONDS_PER_SECOND,
    "day": MICROSECONDS_PER_DAY,
    "days": MICROSECONDS_PER_DAY,
}
_DECIMAL = re.compile(r"([0-9]+\.[0-9]+) *(min|h|days?)")
_CONDITIONS = {
    "delivery",
    "opening",
    "dose",
    "tip",
    "believed_off_by",
    "clock_off_by",
    "must_happen",
    "must_not_happen",
    "withdrawn_at_least",
    "reservoir_at_least",
}
_RUNNING = {"running": True, "stopped": False}
_OPENINGS = {kind.value: kind for kind in OpeningKind}


def read_check(table: Table) -> Check:
    """Read the table [check]. Raises ``NotAProgram``."""
    table.only({"after", "within", "questions", "pump"})
    questions = tuple(_question(row) for row in table.tables("questions", "[[check.questions]]"))
    keys = [question.key for question in questions]
    for key in keys:
        if keys.count(key) > 1:
            raise NotAProgram(f"[[check.questions]]: “{key}” is the key of two questions")
    pump = _conditions(part(table, "pump"))
    if not questions and pump == PumpConditions():
        raise NotAProgram("[check] asks nothing and looks at nothing")
    after = optional(table, "after", read_span, 0)
    within = optional(table, "within", read_span, None)
    if within is not None and within < after:
        raise NotAProgram("“within” in [check] must not come before “after”")
    return Check(questions, pump, after, within)


def _question(row: Table) -> Question:
    row.only({"key", "ask", "choices", "right", "tolerance", "because"})
    answer = _choice(row) if "choices" in row.words else _number(row)
    return Question(plain_text(row, "key"), prose(row, "ask"), answer, optional_prose(row, "because"))


def _choice(row: Table) -> Choice:
    if "tolerance" in row.words:
        raise NotAProgram(f"“tolerance” in {row.where} goes with a number, not with choices")
    table = row.table("choices", f"choices in {row.where}")
    choices = {key: prose(table, key) for key in table.words}
    if len(choices) < 2:
        raise NotAProgram(f"{table.where} must offer two at least")
    right = plain_text(row, "right")
    if right not in choices:
        raise NotAProgram(f"right in {row.where}: “{right}” is none of the choices {', '.join(choices)}")
    return Choice(choices, right)


def _number(row: Table) -> Number:
    words = plain_text(row, "right")
    measure = measure_of(words)
    if measure is None:
        examples = ", ".join(each.examples[0] for each in Measure)
        raise NotAProgram(
            f"right in {row.where}: “{words}” is no number with its unit; write it like {examples}"
        )
    read = _READERS[measure]
    tolerance = row.quantity("tolerance", read) if "tolerance" in row.words else Fraction(0)
    return Number(measure, read(words), tolerance, as_people_read(words))


def measure_of(text: str) -> Measure | None:
    """What a number with its unit is a number of; None where it is none."""
    for measure, read in _READERS.items():
        try:
            read(text)
        except NotAQuantity:
            continue
        return measure
    return None


def read_answer(question: Question, text: str) -> Fraction | str:
    """Read what a trainee answers. Raises ``NotAQuantity`` with the reason."""
    stripped = text.strip()
    match question.answer:
        case Choice(choices, _):
            if stripped not in choices:
                raise NotAQuantity(f"“{stripped}” is none of the choices {', '.join(choices)}")
            return stripped
        case Number(measure) as number:
            try:
                return _ANSWERED.get(measure, _READERS[measure])(stripped)
            except NotAQuantity as trouble:
                like = like_this(number)
                raise NotAQuantity(f"a {measure.word} is due, like {like}: {trouble}") from trouble


def like_this(number: Number) -> str:
    """How such a number is written, by one that is not the answer."""
    first, second = number.measure.examples
    return second if number.holds(_READERS[number.measure](first)) else first


def _read_stretch(text: str) -> Fraction:
    """As in a scenario, in whatever case, and as a decimal too: ``1.25 days`` is 30 h."""
    lower = text.lower()
    match = _DECIMAL.fullmatch(lower)
    return Fraction(read_span(lower)) if match is None else Fraction(read_number(match[1])) * _UNITS[match[2]]


_ANSWERED: dict[Measure, Callable[[str], Fraction]] = {Measure.TIME: _read_stretch}
"""Where a trainee may write more freely than a scenario."""


def _conditions(table: Table) -> PumpConditions:
    table.only(_CONDITIONS)
    words = table.words
    return PumpConditions(
        running=one_of(table, "delivery", _RUNNING) if "delivery" in words else None,
        opening=one_of(table, "opening", _OPENINGS) if "opening" in words else None,
        dose=_bounds(table, "dose"),
        tip=_bounds(table, "tip"),
        believed_off_by=optional(table, "believed_off_by", read_fine_volume, None),
        clock_off_by_us=optional(table, "clock_off_by", read_span, None),
        must_happen=_kinds(table, "must_happen"),
        must_not_happen=_kinds(table, "must_not_happen"),
        withdrawn=optional(table, "withdrawn_at_least", read_fine_volume, None),
        reservoir=optional(table, "reservoir_at_least", read_fine_volume, None),
    )


def _bounds(table: Table, key: str) -> Bounds | None:
    if key not in table.words:
        return None
    bounds = table.table(key, f"{key} in {table.where}").only({"at_least", "at_most"})
    read = _READERS[Measure.DOSE_PER_DAY]
    least, most = (optional(bounds, bound, read, None) for bound in ("at_least", "at_most"))
    if least is None and most is None:
        raise NotAProgram(f"{bounds.where} needs at_least, at_most, or both")
    return Bounds(least, most)


def _kinds(table: Table, key: str) -> tuple[str, ...]:
    kinds: Any = table.words.get(key, [])
    if not isinstance(kinds, list):
        raise NotAProgram(f"“{key}” in {table.where} must be a list of kinds of event")
    for kind in kinds:
        if not isinstance(kind, str) or kind not in EVENT_KINDS:
            raise NotAProgram(f"{key} in {table.where}: {kind!r} is no kind of event")
    return tuple(kinds)
