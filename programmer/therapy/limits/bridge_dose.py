"""The dose at which a bridge keeps the old drugs going, held against what the patient had of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.boluses import BridgeBolus
from programmer.therapy.drug_library import DrugEntry, DrugLibrary
from programmer.therapy.drug_library.dose_unit import unit_in
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.limits.comparing import Asked, against
from programmer.therapy.limits.daily import scheduled_day, worst_day
from programmer.therapy.limits.situation import Situation
from programmer.therapy.limits.steps import IN_THE_BRIDGE, check_bridge_step
from programmer.therapy.limits.violations import Limit, Violation
from programmer.therapy.notation import dose_rate_text, duration_text
from programmer.therapy.programs import PumpProgram, dose_per_day
from programmer.therapy.quantities import SECONDS_PER_DAY, Seconds


@dataclass(frozen=True, slots=True)
class _Given:
    """A dose per day in ng, and where it is not the present one, the words that say which it is."""

    dose: Fraction
    since: str = ""


# This project's own bound, the same as for other likely slips.
_NEAR = Fraction(15, 100)


def check_bridge_dose(
    program: PumpProgram, bridge: BridgeBolus, situation: Situation, library: DrugLibrary
) -> Iterator[Violation]:
    """A bridge lasts for hours or days: its dose is a step from what treated 24 hours ago like any other, and a
    start where nothing did. The others of a mixture follow the first by concentration, each with its own limits.
    Where it is such a step and brings what a forgotten bridge would bring, it is refused as that is."""
    found = list(_check_doses(bridge, situation, library))
    without = _dose_without(program, bridge)
    if found and without and abs(bridge.dose.value / without - 1) <= _NEAR:
        yield _no_bridge(bridge, without, library)
    yield from found


def _dose_without(program: PumpProgram, bridge: BridgeBolus) -> Fraction:
    """What the new rate would push of the old primary, ng per day."""
    return dose_per_day(program.mode) * bridge.old[0].concentration.value / program.drug.concentration.value


def _no_bridge(bridge: BridgeBolus, without: Fraction, library: DrugLibrary) -> Violation:
    words, name, lasting = DrugWords(library), bridge.old[0].name, Seconds(int(bridge.days * SECONDS_PER_DAY))
    return Violation(
        Limit.BRIDGE_OF_NO_USE,
        0,
        f"{words.rate(name, bridge.dose)} of {words(name)} for {duration_text(lasting)}",
        f"without any bridge it would be {words.rate(name, without)}",
        reason=f"a bridge keeps the dose that was given before; {library.loss(name).rstrip('.')}",
    )


def _check_doses(bridge: BridgeBolus, situation: Situation, library: DrugLibrary) -> Iterator[Violation]:
    for drug in bridge.old:
        entry = library.entry(drug.name)
        if entry is not None:
            share = Fraction(drug.concentration.value, bridge.old[0].concentration.value)
            yield from _check_drug(entry, bridge.dose.value * share, situation)


def _check_drug(entry: DrugEntry, dose: Fraction, situation: Situation) -> Iterator[Violation]:
    given = _given(entry.name, situation)
    if given is not None:
        yield from check_bridge_step(given.dose, dose, given.since, entry, situation)
        return
    asked = Asked(
        Limit.START_DOSE,
        entry.shown.word,
        dose,
        f"{dose_rate_text(dose, unit=unit_in(entry))} {IN_THE_BRIDGE}",
    )
    yield from against(entry.limits(situation.row).start_dose, asked)


def _given(name: str, situation: Situation) -> _Given | None:
    """What the patient had of the drug: as scheduled, or by request where nothing was. In a bridge that has not
    ended it is the bridge that gives it and not the program behind it, unless another treated 24 hours ago."""
    therapy, running = situation.therapy_with(name), _running(name, situation)
    if running is not None and (therapy is None or therapy == situation.present):
        return _Given(running)
    if therapy is None:
        return None
    return _Given(scheduled_day(therapy)[name] or worst_day(therapy)[name], situation.since(therapy))


def _running(name: str, situation: Situation) -> Fraction | None:
    """The dose per day of that drug in the bridge that is carried on; None where none is."""
    begun = None if situation.present is None else situation.present.opening
    if not situation.bridge_left or not isinstance(begun, BridgeBolus):
        return None
    held = {drug.name: drug.concentration.value for drug in begun.old}
    return Fraction(begun.dose.value * held[name], begun.old[0].concentration.value)
