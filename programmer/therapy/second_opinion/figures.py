"""Works the critical figures out of what was found in a program's bytes, by sums of its own.

Where the form takes differences of running totals, this adds up overlaps; where the form lets boluses begin one
after the other, this counts whole cycles.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor

from programmer.therapy.critical_figures import CriticalFigures, DrugPerDay
from programmer.therapy.quantities import Nanolitres
from programmer.therapy.second_opinion.walk import Found

_DAY = 24 * 60 * 60
_NANOLITRES = 1_000_000  # in a millilitre


def figures_of(found: Found, reservoir: Nanolitres, alarm_mark: Nanolitres) -> CriticalFigures:
    """Return the figures from this reservoir level down to ``alarm_mark``."""
    return CriticalFigures(
        tuple(DrugPerDay(name, _up(dose)) for name, dose in _doses(found).items()),
        _up(_peak(found)),
        _patient_boluses(found) + _periodic_boluses(found),
        reservoir,
        _days(found, reservoir.value - alarm_mark.value),
    )


def _up(amount: Fraction) -> int:
    return -((-amount.numerator) // amount.denominator)


# ---- doses --------------------------------------------------------------------------------------------------


def _doses(found: Found) -> dict[str, Fraction]:
    primary = Fraction(_fullest(found, _DAY), _DAY)
    primary += _patient_boluses(found) * found.patient[0]
    primary += _periodic_boluses(found) * found.periodic[0] + found.single[0]
    measure = found.drugs[0][1]
    doses = {name: primary * concentration / measure for name, concentration in found.drugs}
    if found.bridge[0]:
        for name, more in _from_the_path(found):
            doses[name] = doses.get(name, Fraction(0)) + more
    return doses


def _from_the_path(found: Found) -> list[tuple[str, Fraction]]:
    """What a bridge can bring of each old drug beyond the lowest basal rate of the same drug."""
    path, dose = found.bridge
    old_measure, measure = found.old[0][1], found.drugs[0][1]
    # the bridge's ng of the old primary, over its ng per day: days, of which 24 hours can hold one at most
    days = min(Fraction(1), Fraction(path * old_measure, _NANOLITRES * dose))
    lowest = min(rate for _, rate in found.rows)
    new = {name: Fraction(lowest * concentration, measure) for name, concentration in found.drugs}
    rates = [(name, Fraction(dose * concentration, old_measure)) for name, concentration in found.old]
    return [(name, max(Fraction(0), rate - new.get(name, 0)) * days) for name, rate in rates]


def _fullest(found: Found, seconds: int) -> int:
    """The fullest stretch of that length, ng per day x s: it begins or ends where a row begins."""
    starts = [start for start, _ in found.rows]
    return max(_poured(found, at, seconds) for start in starts for at in (start, start - seconds))


def _poured(found: Found, begin: int, seconds: int) -> int:
    """What flows from ``begin`` on for that long: the overlap with every row of every day or week it touches."""
    total = 0
    ends = [start for start, _ in found.rows[1:]] + [found.period]
    first, last = begin // found.period, (begin + seconds) // found.period
    for turn in range(first, last + 1):
        shift = turn * found.period
        for (start, rate), end in zip(found.rows, ends, strict=True):
            overlap = min(shift + end, begin + seconds) - max(shift + start, begin)
            total += rate * max(0, overlap)
    return total


# ---- boluses ------------------------------------------------------------------------------------------------


def _patient_boluses(found: Found) -> int:
    """The most that can begin in 24 hours: whole cycles of the other limit, and what fits in the rest."""
    dose, duration, lockout, most = found.patient
    if not dose:
        return 0
    spacing = duration + lockout
    in_cycle, length = found.window if found.window[0] else (1, spacing)
    cycle = max(length, in_cycle * spacing)
    cycles, rest = divmod(_DAY, cycle)
    return min(most, cycles * in_cycle + min(in_cycle, _rounded_up(rest, spacing)))


def _periodic_boluses(found: Found) -> int:
    dose, _, interval = found.periodic
    if not dose:
        return 0
    # a patient's bolus goes before a running one and can push it into a window from before it
    return _rounded_up(_DAY, interval) + (1 if found.patient[0] else 0)


def _rounded_up(whole: int, part: int) -> int:
    return (whole + part - 1) // part


def _peak(found: Found) -> Fraction:
    boluses = (found.patient[:2], found.periodic[:2], found.single)
    on_top = [Fraction(dose * _DAY, duration) for dose, duration in boluses if dose]
    steady = max(rate for _, rate in found.rows) + max(on_top, default=Fraction(0))
    _, dose = found.bridge
    if not dose:
        return steady
    # what the bridge pushes of the drug that the program calls its first
    first, old_measure = found.drugs[0][0], found.old[0][1]
    bridged = [
        Fraction(dose * concentration, old_measure) for name, concentration in found.old if name == first
    ]
    return max([steady, *bridged])


# ---- days ---------------------------------------------------------------------------------------------------


def _days(found: Found, usable: int) -> int | None:
    """The time of a bridge, and then, all in ng of the primary, what is left above the mark by what a day takes."""
    path, bridged = found.bridge
    if not bridged:
        return _days_behind(found, usable)
    # nL per day of the bridge, and how many days it can take before the mark is reached
    flow = Fraction(bridged * _NANOLITRES, found.old[0][1])
    if usable <= path:
        return max(0, usable) * flow.denominator // flow.numerator
    behind = usable - path
    rate = found.rows[0][1] if len(found.rows) == 1 else 0
    if rate and not found.patient[0] and not found.periodic[0]:
        lasting = Fraction(behind * found.drugs[0][1], _NANOLITRES * rate)
        return floor(path / flow + lasting)
    days = _days_behind(found, behind)
    return None if days is None else days + floor(path / flow)


def _days_behind(found: Found, usable: int) -> int | None:
    """What is above the mark, less what goes at once, by what a day takes."""
    measure = found.drugs[0][1]
    taken = found.single[0] + found.periodic[0]
    left = Fraction((usable - found.primed) * measure, _NANOLITRES) - taken
    boluses = _patient_boluses(found) * found.patient[0]
    turn = Fraction(_poured(found, 0, found.period), _DAY)
    days_of_turn = found.period // _DAY
    turn += boluses * days_of_turn
    if found.periodic[0]:
        turn += Fraction(found.periodic[0] * found.period, found.periodic[2])
    if not turn:
        return None
    if left <= 0:
        return 0
    turns = left // turn
    rest = left - turns * turn
    more = 0
    while more + 1 < days_of_turn and _needed(found, more + 1, boluses) <= rest:
        more += 1
    return int(turns) * days_of_turn + more


def _needed(found: Found, days: int, boluses: int) -> Fraction:
    return Fraction(_fullest(found, days * _DAY), _DAY) + boluses * days
