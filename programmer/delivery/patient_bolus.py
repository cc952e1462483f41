"""Whether the patient may have a bolus now: lockout, limits, and what else holds one back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from programmer.delivery.boluses import begin_bolus
from programmer.delivery.happenings import BolusBegun
from programmer.delivery.rates import bolus_end
from programmer.delivery.state import DeliveryState, PatientBoluses
from programmer.therapy.boluses import PatientBolus
from programmer.therapy.pump import BolusKind
from programmer.therapy.quantities import (
    MICROSECONDS_PER_SECOND,
    SECONDS_PER_DAY,
    Nanolitres,
    PumpTime,
    Seconds,
)

_DAY = Seconds(SECONDS_PER_DAY)


class RefusalReason(Enum):
    """Why the patient gets no bolus now."""

    NOT_PROGRAMMED = "the program has no patient bolus"
    STOPPED = "delivery is stopped"
    EMPTY = "the reservoir is empty"
    OPENING = "a priming or bridge bolus is running"
    LOW_RESERVOIR = "the reservoir is low"
    LOCKOUT = "the lockout is not over"
    MOST_PER_DAY = "as many as allowed began in the last 24 h"
    MOST_PER_WINDOW = "as many as allowed began in the window of the second limit"


@dataclass(frozen=True, slots=True)
class BolusRefused:
    """The patient gets no bolus now; ``until`` is when this reason is over, where that is known."""

    reason: RefusalReason
    until: PumpTime | None = None


def request_bolus(
    state: DeliveryState, low_mark: Nanolitres
) -> tuple[DeliveryState, BolusBegun | BolusRefused]:
    """The patient asks for a bolus at the state's own moment: it begins, or nothing changes.

    A bolus of another kind that runs is suspended and goes on after it. A reservoir at ``low_mark`` or below is low.
    """
    bolus = state.program.patient_bolus
    if bolus is None:
        return state, BolusRefused(RefusalReason.NOT_PROGRAMMED)
    refused = next(_held_back(state, low_mark), None) or next(_limited(state, bolus), None)
    if refused is not None:
        return state, refused
    state, begun = begin_bolus(state, BolusKind.PATIENT)
    return replace(state, patient=_with_start(state, bolus)), begun


def lockout_until(state: DeliveryState) -> PumpTime | None:
    """When the lockout is over, counted from the end of the last bolus; None if none holds.

    Of a bolus that runs, the end is the one it will have if nothing cuts it.
    """
    bolus = state.program.patient_bolus
    end = _last_end(state)
    if bolus is None or end is None:
        return None
    until = _after(end, bolus.lockout)
    return until if until > state.time else None


def begun_in_last_day(state: DeliveryState) -> int:
    """How many patient boluses began in the last 24 hours."""
    return len(_recent(state, _DAY))


def _held_back(state: DeliveryState, low_mark: Nanolitres) -> Iterator[BolusRefused]:
    if not state.running:
        yield BolusRefused(RefusalReason.STOPPED)
    if state.empty:
        yield BolusRefused(RefusalReason.EMPTY)
    if state.opening_left:
        yield BolusRefused(RefusalReason.OPENING)
    if state.reservoir <= low_mark:
        yield BolusRefused(RefusalReason.LOW_RESERVOIR)


def _limited(state: DeliveryState, bolus: PatientBolus) -> Iterator[BolusRefused]:
    locked = lockout_until(state)
    if locked is not None:
        yield BolusRefused(RefusalReason.LOCKOUT, locked)
    limits = [(RefusalReason.MOST_PER_DAY, bolus.most_per_day, _DAY)]
    if bolus.window is not None:
        limits.append((RefusalReason.MOST_PER_WINDOW, bolus.window.most, bolus.window.length))
    for reason, most, window in limits:
        recent = _recent(state, window)
        if len(recent) >= most:
            yield BolusRefused(reason, _after(recent[-most], window))


def _last_end(state: DeliveryState) -> PumpTime | None:
    if state.boluses and state.boluses[0].kind is BolusKind.PATIENT:
        return bolus_end(state)
    return state.patient.last_end


def _recent(state: DeliveryState, window: Seconds) -> tuple[PumpTime, ...]:
    """The starts that a window [t, t + length) beginning with them still holds together with the present moment."""
    return tuple(start for start in state.patient.starts if _after(start, window) > state.time)


def _with_start(state: DeliveryState, bolus: PatientBolus) -> PatientBoluses:
    """The starts with this one, without those that no limit looks back to any more."""
    longest = _DAY if bolus.window is None else max(_DAY, bolus.window.length)
    return replace(state.patient, starts=(*_recent(state, longest), state.time))


def _after(moment: PumpTime, duration: Seconds) -> PumpTime:
    return PumpTime(moment.value + duration.value * MICROSECONDS_PER_SECOND)
