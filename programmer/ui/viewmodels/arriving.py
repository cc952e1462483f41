"""What the card "What will arrive" shows: both courses as curves, what must be noticed, and what is supposed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from programmer.delivery.preview import Ahead
from programmer.therapy.boluses import BridgeBolus, PrimingBolus
from programmer.therapy.calculations.refill import LimitedBy
from programmer.therapy.drug_library import Figure, Indication, LibraryInForce
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.moments import clock_text, date_text
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import Delivery
from programmer.therapy.quantities import (
    MICROSECONDS_PER_DAY,
    MICROSECONDS_PER_SECOND,
    NANOGRAMS_PER_MICROGRAM,
    NANOGRAMS_PER_MILLIGRAM,
    NANOLITRES_PER_MILLILITRE,
    NanogramsPerDay,
    PumpTime,
)
from programmer.ui.viewmodels.dose_unit import MG, unit_of
from programmer.ui.viewmodels.foresight import Question
from programmer.ui.widgets.arriving_picture import NOTHING_COMING, Coming, DrugArriving, Steps
from programmer.ui.widgets.level_picture import NO_LEVELS, Levels
from programmer.visit.comparison import refill_days
from programmer.visit.departures import departures
from programmer.visit.foretold import (
    NOTHING_UNTIL_RESUME,
    opening_until,
    stretches,
    swept_at,
    taken_for_granted,
    to_notice,
)
from programmer.visit.interrogation import Interrogation
from programmer.visit.twin import Twin, twin

_HOUR_US = 3_600 * MICROSECONDS_PER_SECOND
COMPUTING = "Calculating what will arrive…"
FAILED = (
    "What will arrive could not be calculated: a fault of this program, whose account is in the log. "
    "The program can be confirmed without it; everything else was checked."
)
_IF_RESUMED = " as if delivery were resumed now"
WAIT_FOR_IT = "What will arrive is still being calculated"


@dataclass(frozen=True, slots=True)
class ArrivingState:
    """``status`` stands alone while nothing can be shown. ``notices`` must not be overlooked; ``supposed`` is what
    nobody has told."""

    status: str = COMPUTING
    coming: Coming = NOTHING_COMING
    levels: Levels = NO_LEVELS
    notices: tuple[str, ...] = ()
    supposed: tuple[str, ...] = ()


STILL_COMPUTING = ArrivingState()
NOT_CALCULATED = ArrivingState(FAILED)


def arriving(question: Question, drugs: LibraryInForce) -> ArrivingState:
    """Run both programs ahead, and make of it what is shown."""
    found, proposed = question.found, question.proposed
    stopped = found.status.delivery is Delivery.STOPPED
    if stopped:
        # What a stopped pump will give begins with RESUME, and that is the next press after this program.
        found = replace(found, status=replace(found.status, delivery=Delivery.RUNNING))
        question = replace(question, found=found)
    both = twin(found, proposed)
    return ArrivingState(
        "",
        _coming(both, question, drugs, stopped=stopped),
        _levels(both, question, drugs),
        (*((NOTHING_UNTIL_RESUME,) if stopped else ()), *to_notice(both.proposed, found, DrugWords(drugs))),
        taken_for_granted(found, proposed, DrugWords(drugs)),
    )


# ---- what arrives ---------------------------------------------------------------------------------------------


def _coming(both: Twin, question: Question, drugs: LibraryInForce, *, stopped: bool) -> Coming:
    found, proposed = question.found, question.proposed
    begin, end = both.proposed.knots[0].at, both.proposed.until
    opening, swept = _opening_end(both.proposed, found, proposed), swept_at(both.proposed)
    names = [name for name in both.proposed.drugs() if name == proposed.drug.name]
    names += [name for name in {*both.proposed.drugs(), *both.present.drugs()} if name not in names]
    names = [*names[:1], *sorted(names[1:])]
    panes = tuple(_pane(name, both, drugs, question.indication) for name in names)
    calculated = f"Calculated{_IF_RESUMED if stopped else ''}"
    return Coming(
        _hours(begin, end),
        f"{calculated}, {_hours(begin, end):g} h from {_moment(begin)} by the pump's clock",
        tuple(_marks(begin, end)),
        panes,
        None if opening is None else _hours(begin, opening),
        _opening_words(proposed, opening, swept),
        None if swept is None else _hours(begin, swept),
        "" if swept in {None, opening} else f"dotted: the path is swept, {_moment(swept)}",
        f"{proposed.drug.name}: the curves of present and proposed over {_hours(begin, end):g} h",
    )


def _pane(name: str, both: Twin, drugs: LibraryInForce, indication: Indication) -> DrugArriving:
    unit, begin = unit_of(drugs, name), both.proposed.knots[0].at
    entry = drugs.entry(name)
    pair = None if entry is None else entry.limits(indication).dose_per_day
    leaving = [
        (_hours(begin, one.since), _hours(begin, one.until), _scaled(dict(one.at_pump)[name], unit))
        for one in stretches(both.proposed)
        if dict(one.at_pump).get(name, 0) != dict(one.at_tip).get(name, 0)
        and one.flow
        and name in dict(one.at_pump)
    ]
    apart = [
        (_hours(begin, one.since), _hours(begin, one.until))
        for one in departures(both.proposed)
        if one.name == name
    ]
    return DrugArriving(
        drugs.shown_name(name),
        unit,
        _steps(both.proposed, name, unit),
        _steps(both.present, name, unit),
        tuple(leaving),
        tuple(apart),
        None if pair is None else _limit(pair.soft, unit),
        None if pair is None else _limit(pair.hard, unit),
    )


def _steps(ahead: Ahead, name: str, unit: str) -> Steps:
    steps: list[tuple[float, float]] = []
    for one in stretches(ahead):
        rate = _scaled(dict(one.at_tip).get(name, Fraction(0)), unit)
        if not steps or steps[-1][1] != rate:
            steps.append((_hours(ahead.knots[0].at, one.since), rate))
    return tuple(steps)


def _scaled(rate: Fraction, unit: str) -> float:
    """As a plot's coordinate, in the unit of the axis."""
    return float(rate / (NANOGRAMS_PER_MILLIGRAM if unit == MG else NANOGRAMS_PER_MICROGRAM))


def _limit(figure: Figure | None, unit: str) -> float | None:
    value = None if figure is None else figure.value
    return _scaled(Fraction(value.value), unit) if isinstance(value, NanogramsPerDay) else None


def _opening_end(ahead: Ahead, found: Interrogation, proposed: PumpProgram) -> PumpTime | None:
    """Until when a bridge or a prime runs, at most as far as is looked; None if none does."""
    runs = isinstance(proposed.opening, BridgeBolus | PrimingBolus)
    return (opening_until(ahead) or ahead.until) if runs and found.status.reservoir.value else None


def _opening_words(proposed: PumpProgram, until: PumpTime | None, swept: PumpTime | None) -> str:
    if until is None:
        return ""
    what = "bridge" if isinstance(proposed.opening, BridgeBolus) else "prime"
    end = f"until the path is swept, {_moment(until)}" if until == swept else f"to {_moment(until)}"
    return f"tinted: the {what}, {end}"


def _hours(begin: PumpTime, time: PumpTime) -> float:
    return (time.value - begin.value) / _HOUR_US


def _moment(time: PumpTime) -> str:
    """``Sat 08:51``."""
    return f"{date_text(time)[:3]} {clock_text(time)}"


def _marks(begin: PumpTime, end: PumpTime) -> Iterator[tuple[float, str]]:
    """Now, and where each day of the pump's clock begins."""
    yield 0.0, "now"
    midnight = begin.value - begin.value % MICROSECONDS_PER_DAY + MICROSECONDS_PER_DAY
    for at in range(midnight, end.value + 1, MICROSECONDS_PER_DAY):
        yield _hours(begin, PumpTime(at)), date_text(PumpTime(at))[:3]


# ---- the reservoir --------------------------------------------------------------------------------------------


def _levels(both: Twin, question: Question, drugs: LibraryInForce) -> Levels:
    found, begin = question.found, both.proposed.knots[0].at
    return Levels(
        _falling(both.proposed, begin),
        _falling(both.present, begin),
        found.limits.low_reservoir_mark.value / NANOLITRES_PER_MILLILITRE,
        (
            f"proposed: {_low(both.proposed, question.proposed)}",
            f"dashed, in the pump now: {_low(both.present, found.program)}",
            *_refill_line(both.proposed, question, drugs),
        ),
    )


def _refill_line(ahead: Ahead, question: Question, drugs: LibraryInForce) -> Iterator[str]:
    """The refill day of the comparison, where it is another than that of the curve: never later, and why."""
    _, day = refill_days(question.found, question.proposed, drugs)
    if day.at is None or (ahead.low is not None and date_text(day.at) == date_text(ahead.low)):
        return
    by_drug = day.limited_by is LimitedBy.STABILITY
    yield f"refill by {day.text}: {'the drug keeps no longer' if by_drug else 'every bolus taken'}"


def _falling(ahead: Ahead, begin: PumpTime) -> tuple[tuple[float, float], ...]:
    """Days and mL; the end of the look ahead knot by knot is one of them, so that a bridge shows its kink."""
    inner = ((knot.at, knot.reservoir) for knot in ahead.knots)
    return tuple(
        ((at.value - begin.value) / MICROSECONDS_PER_DAY, level.value / NANOLITRES_PER_MILLILITRE)
        for at, level in (*inner, *ahead.levels[2:])
    )


def _low(ahead: Ahead, program: PumpProgram) -> str:
    """When the curve comes to the mark, which has none of the boluses that the patient may ask for."""
    if ahead.low is None:
        return "never comes to its low mark"
    without = "" if program.patient_bolus is None else " without boluses"
    return "is low now" if ahead.low == ahead.knots[0].at else f"low on {date_text(ahead.low)}{without}"
