"""What a look ahead shows, for people: what is given when, what is taken for granted, and what must be noticed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from programmer.delivery.build import FEMTOLITRES_PER_NANOLITRE
from programmer.delivery.happenings import EmptyReservoir, OpeningFinished
from programmer.delivery.preview import Ahead, Rates
from programmer.therapy.boluses import BridgeBolus, PrimeExtent, PrimingBolus
from programmer.therapy.calculations.window import DAY, largest_dose
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.moments import moment_text
from programmer.therapy.notation import (
    APPROXIMATELY,
    duration_text,
    fill_text,
    volume_text,
)
from programmer.therapy.programs import PumpProgram, dose_per_day
from programmer.therapy.pump import Delivery
from programmer.therapy.quantities import (
    MICROSECONDS_PER_DAY,
    MICROSECONDS_PER_SECOND,
    NANOLITRES_PER_MILLILITRE,
    SECONDS_PER_DAY,
    Nanolitres,
    PumpTime,
    Seconds,
)
from programmer.visit.comparison import most_text
from programmer.visit.departures import departure_text, departures
from programmer.visit.interrogation import Interrogation
from programmer.visit.twin import present_pump

NOTHING_UNTIL_RESUME = "The pump is stopped: nothing will be delivered until RESUME."
Shown = DrugWords
"""How a drug and its doses must be written."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """From ``since`` to ``until`` nothing changes: the ``flow`` in nL per day, and each drug's rate in ng per day."""

    since: PumpTime
    until: PumpTime
    flow: Fraction
    at_pump: Rates
    at_tip: Rates


def stretches(ahead: Ahead) -> tuple[Stretch, ...]:
    """What is given when, like stretches joined."""
    found: list[Stretch] = []
    ends = [knot.at for knot in ahead.knots[1:]] + [ahead.until]
    for knot, end in zip(ahead.knots, ends, strict=True):
        here = Stretch(knot.at, end, knot.flow, knot.at_pump, knot.at_tip)
        if found and replace(found[-1], since=here.since, until=end) == here:
            found[-1] = replace(found[-1], until=end)
        elif end > knot.at:
            found.append(here)
    return tuple(found)


def swept_at(ahead: Ahead) -> PumpTime | None:
    """From when on what leaves the pump is what arrives; None if it is from the beginning, or not by the end."""
    found = stretches(ahead)
    apart = [one for one in found if one.at_pump != one.at_tip]
    return apart[-1].until if apart and apart[-1].until < ahead.until else None


def opening_until(ahead: Ahead) -> PumpTime | None:
    """When the prime or bridge that runs, or begins at once, will have ended; None if that is not looked at."""
    return next((one.time for one in ahead.happenings if isinstance(one, OpeningFinished)), None)


def levels_by_day(ahead: Ahead) -> tuple[tuple[int, Nanolitres], ...]:
    """The reservoir after each whole day that was looked at knot by knot: hours, and what the pump will say."""
    begin = ahead.knots[0].at.value
    days = {
        knot.at.value: knot.reservoir
        for knot in ahead.knots[1:]
        if not (knot.at.value - begin) % MICROSECONDS_PER_DAY
    }
    return tuple((24 * (at - begin) // MICROSECONDS_PER_DAY, level) for at, level in days.items())


def to_notice(ahead: Ahead, found: Interrogation, shown: Shown) -> tuple[str, ...]:
    """Everything about it that nobody may overlook, as sentences."""
    if found.status.delivery is Delivery.STOPPED:
        return (NOTHING_UNTIL_RESUME,)
    return (*(departure_text(one, shown) for one in departures(ahead)), *_empty(ahead))


def _empty(ahead: Ahead) -> Iterator[str]:
    if not ahead.knots[0].reservoir.value:
        yield "The reservoir is empty: nothing is delivered."
    for one in ahead.happenings:
        if isinstance(one, EmptyReservoir):
            yield f"From {moment_text(one.time)} the reservoir is empty, and nothing is delivered."


def taken_for_granted(found: Interrogation, proposed: PumpProgram, shown: Shown) -> tuple[str, ...]:
    """What the look ahead supposes that nobody has told."""
    return tuple(_supposed(found, proposed, shown))


def _supposed(found: Interrogation, proposed: PumpProgram, shown: Shown) -> Iterator[str]:
    if set(proposed.drugs) != set(found.program.drugs):
        level = level_text(found.status.reservoir)
        filled = fill_text(proposed.drugs, shown)
        yield f"The reservoir is taken to be emptied now and filled with {level} of {filled}."
    match proposed.opening:
        case PrimingBolus(PrimeExtent.CATHETER_CHANGED):
            yield "The catheter is taken to be a new one, full of spinal fluid."
        case PrimingBolus():
            yield "The path is taken to hold what it holds by the pump's own word; only an empty one may be primed."
        case BridgeBolus() | _:
            pass
    if any(program.patient_bolus is not None for program in (found.program, proposed)):
        yield "The boluses that the patient may ask for are not in it."
        yield from _most_with_boluses(proposed, shown)
    yield from _path_supposed(found, shown)


def _most_with_boluses(proposed: PumpProgram, shown: Shown) -> Iterator[str]:
    """The figure of the table beside it: the most that any 24 hours can bring."""
    if proposed.patient_bolus is None:
        return
    most = largest_dose(proposed, DAY).items()
    amounts = " and ".join(f"{most_text(name, dose, shown)} of {shown(name)}" for name, dose in most)
    yield f"With every bolus that is allowed, at most {amounts} can leave the pump in any 24 h."


def _path_supposed(found: Interrogation, shown: Shown) -> Iterator[str]:
    """What tubing and catheter are taken to hold, and since when: the word of the program, and nothing else."""
    status, since = found.status, found.status.mode_since
    held = f"be full of {fill_text(found.program.drugs, shown)}"
    if status.opening_left.value:
        held = "hold what the opening under way has put there so far"
    when = "" if since is None else f" and has said since {moment_text(since)}"
    yield (
        f"Tubing and catheter are taken to {held}, as the pump's program says{when}; they are taken to be free and "
        "tight, the reservoir to hold what was told, and each pulse to move what it should. The pump cannot tell."
    )
    if since is not None and not status.opening_left.value:
        yield from _unswept(found, PumpTime(status.pump_time.value - since.value))


def _unswept(found: Interrogation, run: PumpTime) -> Iterator[str]:
    """A program that has not run for long enough to have swept the path fills it only if a bridge came before it."""
    flow = (
        dose_per_day(found.program.mode) * NANOLITRES_PER_MILLILITRE / found.program.drug.concentration.value
    )
    path = Fraction(present_pump(found).ledger.path.volume, FEMTOLITRES_PER_NANOLITRE)
    if not flow or run.value * flow >= path * MICROSECONDS_PER_DAY:
        return
    needs = Seconds(int(path / flow * SECONDS_PER_DAY))
    has = Seconds(max(run.value, 0) // MICROSECONDS_PER_SECOND)
    yield (
        f"The program has run for {_long(has)}, and takes {_long(needs)} to sweep tubing and catheter: if another "
        "drug or concentration was in them and was not bridged, something else arrives than is shown."
    )


def _long(span: Seconds) -> str:
    """To the minute."""
    return duration_text(Seconds(span.value - span.value % 60))


def level_text(level: Nanolitres) -> str:
    """What is in the reservoir, to a hundredth of a millilitre: ``19.82 mL``."""
    return volume_text(level, places=2).removeprefix(APPROXIMATELY)


def rates_text(rates: Rates, shown: Shown) -> str:
    """Each drug with its rate: ``baclofen 90 mcg per day``; ``nothing``."""
    return ", ".join(f"{shown(name)} {shown.rate(name, rate)}" for name, rate in rates) or "nothing"
