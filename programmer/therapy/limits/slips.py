"""Slips that look like one: a number out by ten, a hundred or a thousand, an hour for a day, a minute for an hour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from programmer.therapy.drug_library import DrugEntry, DrugLibrary
from programmer.therapy.drug_library.dose_unit import unit_in, unit_of
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.drugs import DrugFill
from programmer.therapy.limits.daily import scheduled_day, worst_day
from programmer.therapy.limits.situation import Situation
from programmer.therapy.limits.violations import Limit, Severity, Violation
from programmer.therapy.notation import (
    concentration_text,
    decimal_text,
    dose_rate_text,
    duration_text,
    mass_text,
    volume_text,
)
from programmer.therapy.programs import MinimumRate, PeriodicBolus, PumpProgram, Stopped, peak_basal_rate
from programmer.therapy.quantities import Nanolitres, Seconds

# A published rule for number entry: within 15 % of a power of ten is likely a slip, not a decision.
_NEAR = Fraction(15, 100)
_FACTORS = {
    10: "a decimal point may be misplaced",
    100: "a decimal point may be misplaced",
    1000: "mg and mcg may be mixed up",
    24: "per hour and per day may be mixed up",
    60: "minutes and hours may be mixed up",
}
_SHORTEST_INTERVAL = Seconds(3600)
# What software for a common implant showed as the volume of its tubing before it was set right (RC-2017-RN-00065-1),
# less what the tubing truly holds: 0.199 mL and 0.140 mL.
_OLD_TUBING_EXCESS = Nanolitres(199_000 - 140_000)


def likely_factor(ratio: Fraction) -> int | None:
    """The factor that a ratio, or its inverse, is within 15 % of."""
    if ratio <= 0:
        return None
    greater = max(ratio, 1 / ratio)
    return next((factor for factor in _FACTORS if abs(greater / factor - 1) <= _NEAR), None)


def listed_slip(amount: Fraction, listed: Iterable[Fraction]) -> str:
    """What the slip may be if a concentration is such a factor away from a listed one; empty if none is."""
    factors = [factor for one in listed if (factor := likely_factor(amount / one)) is not None]
    return _FACTORS[factors[0]] if factors else ""


def old_tubing(excess: Fraction) -> str:
    """Names the tubing volume of old software if a path is wrong by just that; empty otherwise."""
    if excess != _OLD_TUBING_EXCESS.value:
        return ""
    return f"{volume_text(_OLD_TUBING_EXCESS)} more is what software before 2016 had for the tubing: 0.199 mL"


@dataclass(frozen=True, slots=True)
class _Pair:
    """The same figure of the program and of the one before it. ``subject`` is the drug, where it is one's own, and
    ``since`` says which program is before; empty for the present one."""

    what: str
    new: Fraction
    old: Fraction
    entered: str
    before: str
    subject: str = ""
    since: str = ""


def check_slips(program: PumpProgram, situation: Situation, library: DrugLibrary) -> Iterator[Violation]:
    """Every figure that looks like a slip beside the program before, or beside what is usual for a new drug."""
    if isinstance(program.mode, Stopped | MinimumRate):
        return
    for therapy, pairs in _pairs(program, situation, library):
        named = (replace(pair, since=situation.since(therapy)) for pair in pairs)
        yield from (slip for pair in named if (slip := _slip(pair)) is not None)
    yield from _unusual(program, situation, library)
    if situation.therapy is not None and situation.therapy_with(program.drug.name) is None:
        yield from _same_number(program, situation.therapy, library)
    if isinstance(program.mode, PeriodicBolus) and program.mode.interval < _SHORTEST_INTERVAL:
        yield _short_interval(program.mode, unit_of(library, program.drug.name))


def _pairs(
    program: PumpProgram, situation: Situation, library: DrugLibrary
) -> Iterator[tuple[PumpProgram, Iterator[_Pair]]]:
    """Pairs of figures, with the program that they are compared with."""
    for drug in program.drugs:
        given = situation.therapy_with(drug.name)
        if given is not None:
            yield given, _dose_pairs(drug, program, given, library)
    main = situation.therapy_with(program.drug.name) or situation.therapy
    if main is not None:
        yield main, _rate_pairs(program, main, library)
        yield main, _bolus_pairs(program, main, library)


def _slip(pair: _Pair) -> Violation | None:
    factor = likely_factor(pair.new / pair.old) if pair.old else None
    if factor is None:
        return None
    times = decimal_text(max(pair.new / pair.old, pair.old / pair.new), digits=3)
    word = f"{times} times" if pair.new > pair.old else f"one part in {times} of"
    return Violation(
        Limit.LIKELY_SLIP,
        0,
        f"{pair.what} {pair.entered}",
        f"{word} the {pair.before} {pair.since}" if pair.since else f"{word} the present {pair.before}",
        Severity.SOFT,
        pair.subject,
        reason=_FACTORS[factor],
    )


def _dose_pairs(
    drug: DrugFill, program: PumpProgram, therapy: PumpProgram, library: DrugLibrary
) -> Iterator[_Pair]:
    name, shown, words = drug.name, library.shown_name(drug.name), DrugWords(library)
    new, old = worst_day(program)[name], worst_day(therapy)[name]
    yield _Pair("dose", new, old, words.rate(name, new), words.rate(name, old), shown)
    held = next(one.concentration for one in therapy.drugs if one.name == name)
    texts = concentration_text(drug.concentration), concentration_text(held)
    yield _Pair("concentration", Fraction(drug.concentration.value), Fraction(held.value), *texts, shown)


def _rate_pairs(program: PumpProgram, therapy: PumpProgram, library: DrugLibrary) -> Iterator[_Pair]:
    """The highest rate, where it is not the dose of the day anyway."""
    if program.drug.name != therapy.drug.name:
        return
    rates = peak_basal_rate(program.mode), peak_basal_rate(therapy.mode)
    if Fraction(rates[0].value) != worst_day(program)[program.drug.name]:
        unit = unit_of(library, program.drug.name)
        texts = dose_rate_text(rates[0], unit=unit), dose_rate_text(rates[1], unit=unit)
        yield _Pair("highest rate", Fraction(rates[0].value), Fraction(rates[1].value), *texts)


def _bolus_pairs(program: PumpProgram, present: PumpProgram, library: DrugLibrary) -> Iterator[_Pair]:
    new, old = program.patient_bolus, present.patient_bolus
    units = [unit_of(library, one.drug.name) for one in (program, present)]
    if new is not None and old is not None:
        doses = mass_text(new.dose.value, unit=units[0]), mass_text(old.dose.value, unit=units[1])
        yield _Pair("patient bolus", Fraction(new.dose.value), Fraction(old.dose.value), *doses)
        yield _times("duration of the patient bolus", new.duration, old.duration)
        yield _times("lockout", new.lockout, old.lockout)
    periodic, before = program.mode, present.mode
    if isinstance(periodic, PeriodicBolus) and isinstance(before, PeriodicBolus):
        doses = (
            mass_text(periodic.dose.value, unit=units[0]),
            mass_text(before.dose.value, unit=units[1]),
        )
        yield _Pair("periodic bolus", Fraction(periodic.dose.value), Fraction(before.dose.value), *doses)
        yield _times("duration of the periodic bolus", periodic.duration, before.duration)
        yield _times("interval", periodic.interval, before.interval)


def _times(what: str, new: Seconds, old: Seconds) -> _Pair:
    return _Pair(what, Fraction(new.value), Fraction(old.value), duration_text(new), duration_text(old))


def _same_number(program: PumpProgram, therapy: PumpProgram, library: DrugLibrary) -> Iterator[Violation]:
    """Another drug at the very figure of the one before it: names are taken for each other, and the figure stays."""
    new, old = program.drug.name, therapy.drug.name
    if old in {one.name for one in program.drugs}:
        return
    dose = scheduled_day(program)[new]
    if dose and dose == scheduled_day(therapy)[old]:
        yield Violation(
            Limit.LIKELY_SLIP,
            0,
            f"dose {DrugWords(library).rate(new, dose)}",
            f"the very figure of the {library.shown_name(old)} before it",
            Severity.SOFT,
            library.shown_name(new),
            reason="two drugs are not given at one figure; one name may have been taken for the other",
        )


def _unusual(program: PumpProgram, situation: Situation, library: DrugLibrary) -> Iterator[Violation]:
    """A drug that begins at a dose out of its usual range by one of the factors."""
    for name, dose in worst_day(program).items():
        entry = library.entry(name)
        if entry is not None and situation.therapy_with(name) is None:
            yield from _unusual_dose(entry, dose, situation)


def _unusual_dose(entry: DrugEntry, dose: Fraction, situation: Situation) -> Iterator[Violation]:
    row = entry.limits(situation.row)
    if row.usual_low is None or row.usual_high is None:
        return
    low, high, unit = row.usual_low.amount, row.usual_high.amount, unit_in(entry)
    if low <= dose <= high:
        return
    nearer = [
        factor for factor in _FACTORS if low <= (dose / factor if dose > high else dose * factor) <= high
    ]
    if nearer:
        yield Violation(
            Limit.LIKELY_SLIP,
            0,
            f"dose {dose_rate_text(dose, unit=unit)}",
            f"usual are {dose_rate_text(low, unit=unit)} to {dose_rate_text(high, unit=unit)}",
            Severity.SOFT,
            entry.shown.word,
            reason=" or ".join(dict.fromkeys(_FACTORS[factor] for factor in nearer)),
            fact=row.usual_high.fact if dose > high else row.usual_low.fact,
        )


def _short_interval(mode: PeriodicBolus, unit: str) -> Violation:
    boluses = decimal_text(mode.boluses_per_day, digits=4)
    day = mass_text(mode.boluses_per_day * mode.dose.value, unit=unit)
    return Violation(
        Limit.INTERVAL_SHORT,
        0,
        f"a bolus every {duration_text(mode.interval)}",
        f"it makes {boluses} boluses and {day} per day",
        Severity.SOFT,
        reason="hours are usual, and minutes may have been typed for hours",
    )
