"""The step from what treated 24 hours ago to the next: how much more, how much less, what is no longer given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.boluses import SingleBolus
from programmer.therapy.drug_library import DrugEntry, DrugLibrary
from programmer.therapy.drug_library.dose_unit import unit_in
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.limits.comparing import Asked, against, given_text
from programmer.therapy.limits.daily import first_day, scheduled_day, worst_day
from programmer.therapy.limits.last_day import LastDay
from programmer.therapy.limits.situation import Situation
from programmer.therapy.limits.violations import Limit, Severity, Violation
from programmer.therapy.notation import dose_rate_text, dose_rates_text, mass_text, percent_text
from programmer.therapy.programs import MinimumRate, PumpProgram, Stopped

_PERCENT = 100
IN_THE_BRIDGE = "in the bridge"
_NEXT = "ask who treated the patient today, and with what"


@dataclass(frozen=True, slots=True)
class _Change:
    """A dose per day of one drug in the program before and in the next, in ng; ``since`` says which is before, and
    ``place`` where the new dose is given, if that is not the program itself."""

    old: Fraction
    new: Fraction
    since: str = ""
    place: str = ""

    @property
    def ratio(self) -> Fraction:
        """New / old."""
        return self.new / self.old

    @property
    def percent(self) -> Fraction:
        """The change in per cent of the old dose, without its sign."""
        return abs(self.new - self.old) * _PERCENT / self.old


def check_steps(program: PumpProgram, situation: Situation, library: DrugLibrary) -> Iterator[Violation]:
    """Every step that is larger than the library has it, and every drug that begins or ends."""
    if not isinstance(program.mode, Stopped | MinimumRate):
        yield from _check_what_is_known(situation.last_day)
    for drug in program.drugs:
        entry, therapy = library.entry(drug.name), situation.therapy_with(drug.name)
        if entry is None:
            continue
        if therapy is None:
            yield from _check_start(program, entry, situation)
        else:
            changes = _changes(program, therapy, drug.name, situation.since(therapy))
            lasting = list(_check_change(changes, entry, situation))
            yield from _with_what_is_given_once(lasting, program, therapy, entry, situation)
    if situation.therapy is not None:
        yield from _check_dropped(program, situation.therapy, library)


def _check_start(program: PumpProgram, entry: DrugEntry, situation: Situation) -> Iterator[Violation]:
    once = isinstance(program.opening, SingleBolus)
    if isinstance(program.mode, Stopped | MinimumRate) and not once:
        return
    given = situation.last_day.counted(entry.name, program)
    dose, unit = first_day(program)[entry.name] + given, unit_in(entry)
    asked = Asked(
        Limit.START_DOSE,
        entry.shown.word,
        dose,
        f"{dose_rate_text(dose, unit=unit)}{given_text(given, unit)}",
    )
    yield from against(entry.limits(situation.row).start_dose, asked)


def _check_what_is_known(lately: LastDay) -> Iterator[Violation]:
    since = f"by its own count the pump gave {mass_text(lately.since_midnight.value)} since midnight"
    if lately.not_known:
        word = "program or bolus" if lately.not_known == 1 else "programs or boluses"
        yield _not_known(
            f"{lately.not_known} {word} of the last 24 hours that these records do not know",
            since,
            "the dose of 24 hours ago may be another than the one that steps are counted from here",
        )
    if lately.log_lacks:
        yield _not_known(
            "entries of the pump's log that may be of the last 24 hours are missing here",
            since,
            f"a bolus or another program may not be known here: {_NEXT}",
        )
    if lately.memory_made:
        yield _not_known(
            "the pump's log tells of less than 24 hours, since its memory was made anew",
            "what it gave before counts here only as far as it was read then",
            f"a bolus or another program may not be known here: {_NEXT}",
        )


def _not_known(entered: str, allowed: str, reason: str) -> Violation:
    return Violation(Limit.LAST_DAY_NOT_KNOWN, 0, entered, allowed, Severity.SOFT, reason=reason)


def _with_what_is_given_once(
    lasting: list[Violation],
    program: PumpProgram,
    therapy: PumpProgram,
    entry: DrugEntry,
    situation: Situation,
) -> list[Violation]:
    """The steps that last, and where a single bolus opens the program the step of its first day, if that is worse.

    One bolus for itself is bounded by the hard limits of a bolus and of the day, and asks for a reason; together with
    those of the 24 hours before it the hard limits of a step hold as well.
    """
    old = worst_day(therapy)[entry.name]
    if not old or not isinstance(program.opening, SingleBolus):
        return lasting
    given = situation.last_day.counted(entry.name, program)
    new = first_day(program)[entry.name] + given
    place = f"with the single bolus{given_text(given, unit_in(entry))}"
    change = _Change(old, new, situation.since(therapy), place)
    once = _check_step_up(change, entry, situation, bounded=not given)
    found = {one.limit: one for one in (*once, *lasting)}
    found |= {one.limit: one for one in once if one.severity is Severity.HARD}
    return list(found.values())


def _changes(program: PumpProgram, therapy: PumpProgram, name: str, since: str) -> list[_Change]:
    """As scheduled, and with every allowed bolus: whoever raises the one and lowers the other shows in one of them."""
    worst = _Change(worst_day(therapy)[name], worst_day(program)[name], since)
    scheduled = _Change(scheduled_day(therapy)[name], scheduled_day(program)[name], since)
    return [change for change in (worst, scheduled) if change.old]


def _check_change(changes: list[_Change], entry: DrugEntry, situation: Situation) -> Iterator[Violation]:
    up = max(changes, key=lambda change: change.ratio)
    down = min(changes, key=lambda change: change.ratio)
    if up.ratio > 1:
        yield from _check_step_up(up, entry, situation)
    if down.ratio < 1:
        yield from _check_step_down(down, entry, situation)


def check_bridge_step(
    old: Fraction, new: Fraction, since: str, entry: DrugEntry, situation: Situation
) -> Iterator[Violation]:
    """A dose per day of ``old`` ng, more than zero, that is ``new`` ng in a bridge, against the limits of a step."""
    yield from _check_change([_Change(old, new, since, IN_THE_BRIDGE)], entry, situation)


def _check_step_up(
    change: _Change, entry: DrugEntry, situation: Situation, *, bounded: bool = False
) -> list[Violation]:
    """Of one that is ``bounded`` by other hard limits the soft ones alone."""
    row, shown, more = entry.limits(situation.row), entry.shown.word, change.new - change.old
    pairs = row.step_up_percent, row.step_up_amount
    if bounded:
        pairs = pairs[0].asking, pairs[1].asking
    percent = f"{_from_to(change, unit_in(entry))}, {percent_text(change.percent)} more"
    amount = f"{_from_to(change, unit_in(entry))}, {_difference(change, unit_in(entry))} more"
    return [
        *against(pairs[0], Asked(Limit.STEP_UP, shown, change.percent, percent)),
        *against(pairs[1], Asked(Limit.STEP_UP_AMOUNT, shown, more, amount)),
    ]


def _check_step_down(change: _Change, entry: DrugEntry, situation: Situation) -> list[Violation]:
    row, shown, reason = entry.limits(situation.row), entry.shown.word, entry.withdrawal.word.rstrip(".")
    less = change.old - change.new
    percent = f"{_from_to(change, unit_in(entry))}, {percent_text(change.percent)} less"
    amount = f"{_from_to(change, unit_in(entry))}, {_difference(change, unit_in(entry))} less"
    return [
        *against(row.step_down_percent, Asked(Limit.STEP_DOWN, shown, change.percent, percent, reason)),
        *against(row.step_down_amount, Asked(Limit.STEP_DOWN_AMOUNT, shown, less, amount, reason)),
    ]


def _from_to(change: _Change, unit: str) -> str:
    since, place = (
        (f" ({change.since})" if change.since else ""),
        (f"{change.place} " if change.place else ""),
    )
    old, new = dose_rates_text(change.old, change.new, unit=unit)
    return f"{place}from {old}{since} to {new}"


def _difference(change: _Change, unit: str) -> str:
    """How much more or less, in the unit of the doses it is between."""
    return dose_rates_text(abs(change.new - change.old), max(change.old, change.new), unit=unit)[0]


def _check_dropped(program: PumpProgram, therapy: PumpProgram, library: DrugLibrary) -> Iterator[Violation]:
    kept = {drug.name for drug in program.drugs}
    for drug in therapy.drugs:
        if drug.name not in kept:
            yield Violation(
                Limit.DRUG_DROPPED,
                0,
                DrugWords(library).rate(drug.name, scheduled_day(therapy)[drug.name]),
                library.loss(drug.name).rstrip("."),
                Severity.SOFT,
                library.shown_name(drug.name),
            )
