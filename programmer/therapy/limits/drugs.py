"""Each drug of a program against the drug library: dose, bolus, concentration, and whether it is meant for this."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from programmer.therapy.boluses import PrimingBolus, SingleBolus
from programmer.therapy.calculations.window import DAY, largest_dose
from programmer.therapy.drug_library import DrugEntry, DrugLibrary, figure_text
from programmer.therapy.drug_library.dose_unit import unit_in
from programmer.therapy.drugs import DrugFill
from programmer.therapy.limits.comparing import Asked, against, given_text
from programmer.therapy.limits.prime import check_prime
from programmer.therapy.limits.situation import Situation
from programmer.therapy.limits.slips import listed_slip
from programmer.therapy.limits.violations import Limit, Severity, Violation
from programmer.therapy.notation import concentration_text, dose_rate_text, mass_text
from programmer.therapy.programs import PeriodicBolus, PumpProgram, Stopped


def check_drugs(program: PumpProgram, situation: Situation, library: DrugLibrary) -> Iterator[Violation]:
    """What the library has against this program. One that is stopped gives nothing, and nothing is said of it."""
    if isinstance(program.mode, Stopped):
        return
    for drug in program.drugs:
        entry = library.entry(drug.name)
        if entry is None:
            yield _unknown(drug)
        else:
            yield from _check_boluses(program, drug, entry, situation)
            yield from _check_concentration(drug, entry, situation)
            yield from _check_label(drug, entry, situation)
    yield from _check_doses(program, situation, library)
    yield from _check_mixture(program, situation, library)
    if isinstance(program.opening, PrimingBolus):
        yield from check_prime(program, program.opening, situation, library)


def _unknown(drug: DrugFill) -> Violation:
    return Violation(
        Limit.UNKNOWN_DRUG, 0, drug.name, "a drug without limits is not given", subject=drug.name
    )


def _check_doses(program: PumpProgram, situation: Situation, library: DrugLibrary) -> Iterator[Violation]:
    """The worst 24 hours of each drug, also of one that only the bridge still brings, with what was given once in the
    24 hours before: a window that begins in them holds both."""
    for name, most in largest_dose(program, DAY).items():
        entry = library.entry(name)
        if entry is not None:
            given = situation.last_day.counted(name, program)
            unit = unit_in(entry)
            total = dose_rate_text(most + given, unit=unit)
            entered = f"{total} with every allowed bolus{given_text(given, unit)}"
            asked = Asked(Limit.DOSE_PER_DAY, entry.shown.word, most + given, entered)
            yield from against(entry.limits(situation.row).dose_per_day, asked)


def _check_boluses(
    program: PumpProgram, drug: DrugFill, entry: DrugEntry, situation: Situation
) -> Iterator[Violation]:
    pair = entry.limits(situation.row).bolus
    for word, nanograms in boluses_of(program):
        dose = nanograms * program.share(drug)
        asked = Asked(
            Limit.BOLUS, entry.shown.word, dose, f"{mass_text(dose, unit=unit_in(entry))} as a {word} bolus"
        )
        yield from against(pair, asked)


def boluses_of(program: PumpProgram) -> Iterator[tuple[str, int]]:
    """Every bolus of the primary that can be given, in a word and its nanograms."""
    if program.patient_bolus is not None:
        yield "patient", program.patient_bolus.dose.value
    if isinstance(program.mode, PeriodicBolus):
        yield "periodic", program.mode.dose.value
    if isinstance(program.opening, SingleBolus):
        yield "single", program.opening.dose.value


def _check_concentration(drug: DrugFill, entry: DrugEntry, situation: Situation) -> Iterator[Violation]:
    entered = concentration_text(drug.concentration)
    amount = Fraction(drug.concentration.value)
    asked = Asked(Limit.CONCENTRATION, entry.shown.word, amount, entered)
    yield from against(entry.highest_concentration, asked)
    listed = entry.concentrations.values()
    if drug.concentration not in [one.value for one in listed] and drug not in _present_drugs(situation):
        words = ", ".join(figure_text(one) for one in listed)
        yield Violation(
            Limit.CONCENTRATION_NOT_LISTED,
            0,
            entered,
            f"the library has {words}",
            Severity.SOFT,
            entry.shown.word,
            reason=listed_slip(amount, [one.amount for one in listed]),
        )


def _present_drugs(situation: Situation) -> tuple[DrugFill, ...]:
    return () if situation.present is None else situation.present.drugs


def _is_new(drug: DrugFill, situation: Situation) -> bool:
    return drug.name not in {one.name for one in _present_drugs(situation)}


def _check_label(drug: DrugFill, entry: DrugEntry, situation: Situation) -> Iterator[Violation]:
    """Asked for once, when the drug is new: from then on its reason is in the records."""
    if not _is_new(drug, situation):
        return
    shown = entry.shown.word
    if entry.off_label:
        allowed = "no labelling covers it in a pump"
        yield Violation(Limit.OFF_LABEL, 0, shown, allowed, Severity.SOFT, fact=entry.use)
    elif not entry.is_for(situation.row):
        allowed = "the library has no limits for this indication; its strictest hold"
        yield Violation(Limit.OFF_LABEL, 0, shown, allowed, Severity.SOFT, fact=entry.use)


def _check_mixture(program: PumpProgram, situation: Situation, library: DrugLibrary) -> Iterator[Violation]:
    names = {drug.name for drug in program.drugs}
    if len(names) > 1 and names != {drug.name for drug in _present_drugs(situation)}:
        shown = " with ".join(library.shown_name(drug.name) for drug in program.drugs)
        yield Violation(Limit.MIXTURE, 0, shown, "no labelling covers a mixture in a pump", Severity.SOFT)
