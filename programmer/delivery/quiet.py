"""Long stretches in which nothing can happen but boluses that the patient asks for: lived without stopping at each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction

from programmer.delivery.core import NEVER
from programmer.delivery.courses import REMEMBERED_US, Courses, window_us
from programmer.delivery.happenings import BolusFinished, BolusRefused, BolusStarted, RefusalReason
from programmer.delivery.holding import Holding
from programmer.delivery.motor import Course
from programmer.therapy.boluses import PatientBolus
from programmer.therapy.pump import BolusKind
from programmer.therapy.quantities import MICROSECONDS_PER_DAY, MICROSECONDS_PER_SECOND

_NOTHING = Fraction(0)
_WORTH_IT_US = 2 * MICROSECONDS_PER_DAY


def run(engine: Holding, presses: Sequence[int], until: int) -> None:
    """Live to ``until`` while the patient presses the button at those elapsed moments, in order."""
    index = 0
    while index < len(presses):
        engine.advance(presses[index])
        behind = live_quietly(engine, presses, index, until)
        if behind == index:
            pressed(engine)
            behind = index + 1
        index = behind
    live_quietly(engine, presses, index, until)
    engine.advance(until)


def pressed(engine: Courses) -> None:
    """The patient presses the button now, and nobody waits for the answer."""
    refused = engine.asked()
    if refused is not None:
        engine.record(BolusRefused, BolusKind.PATIENT, *refused)


def live_quietly(engine: Courses, presses: Sequence[int], first: int, until: int) -> int:
    """Live as long as only the patient's button can change anything, to a midnight at or before ``until``.

    ``presses`` are elapsed moments in order, of which ``first`` is the next. Returns which is the next then: the same
    if the present is not quiet, or not for long enough.
    """
    end = quiet_until(engine, until)
    if end is None:
        return first
    behind = bisect_left(presses, end, first)
    arrive(engine, answer(engine, presses[first:behind], end), end)
    return behind


def arrive(engine: Courses, begun: Sequence[int], end: int) -> None:
    """It is ``end`` now, a midnight; the boluses that began have been pushed, but for the last if it still runs."""
    portion = engine.motor.orders.boluses.get(BolusKind.PATIENT)
    engine.now = end
    if portion is not None and begun:
        runs = begun[-1] + portion.lasts > end
        engine.motor.count(portion.place, (len(begun) - runs) * portion.volume)
        if runs:
            course = Course(portion, BolusKind.PATIENT, portion.volume)
            engine.under_way.append(course)
            engine.motor.run(course, begun[-1])
            engine.t_course = course.end(end)
    engine.begin_day()
    engine.plan_level()
    engine.replan()


def quiet_until(engine: Courses, until: int) -> int | None:
    """The last midnight before anything else can be due, if that is far enough to be worth it."""
    motor, now = engine.motor, engine.now
    if engine.holds or engine.under_way or engine.mode_since is None or engine.t_periodic != NEVER:
        return None
    end = min(until, engine.t_rare - 1)
    target = min(engine.to_low, engine.to_empty, engine.to_dry)
    if target != NEVER:
        # no moment pushes more than that: up to there the level cannot be reached
        end = min(end, now + (target - 1 - motor.commanded(now)) // max(1, engine.greatest_flow()))
    end -= (end + motor.offset) % MICROSECONDS_PER_DAY
    return end if end - now > _WORTH_IT_US else None


def answer(engine: Courses, presses: Sequence[int], until: int) -> list[int]:
    """Begin or refuse each; when those that began did. All that end by ``until`` have ended."""
    bolus, motor, begun = engine.program.patient_bolus, engine.motor, list[int]()
    offset, starts, note, patient = motor.offset, engine.starts, engine.happened.append, BolusKind.PATIENT
    if bolus is None or engine.bolus_blocked:
        reason = RefusalReason.NOT_PROGRAMMED if bolus is None else engine.blocking_reason()
        for at in presses:
            note((BolusRefused, at, at + offset, patient, reason, None))
        return begun
    lasts = motor.orders.boluses[BolusKind.PATIENT].lasts
    lockout, limits = bolus.lockout.value * MICROSECONDS_PER_SECOND, _limits(bolus)
    free = -NEVER if engine.last_end is None else engine.last_end + lockout
    ends = NEVER
    for at in presses:
        if ends <= at:
            note((BolusFinished, ends, ends + offset, patient, _NOTHING))
            engine.last_end, ends = ends, NEVER
        if at < free:
            note((BolusRefused, at, at + offset, patient, RefusalReason.LOCKOUT, free))
            continue
        for most, length, reason in limits:
            if len(starts) >= most and at < starts[-most] + length:
                note((BolusRefused, at, at + offset, patient, reason, starts[-most] + length))
                break
        else:
            starts.append(at)
            begun.append(at)
            note((BolusStarted, at, at + offset, patient))
            ends = at + lasts
            free = ends + lockout
    if ends <= until:
        note((BolusFinished, ends, ends + offset, patient, _NOTHING))
        engine.last_end = ends
    while starts and starts[0] <= until - REMEMBERED_US:
        starts.popleft()
    return begun


def _limits(bolus: PatientBolus) -> list[tuple[int, int, RefusalReason]]:
    """How many, in how many microseconds, and what is said of one more."""
    limits = [(bolus.most_per_day, MICROSECONDS_PER_DAY, RefusalReason.MOST_PER_DAY)]
    if bolus.window is not None:
        limits.append((bolus.window.most, window_us(bolus.window), RefusalReason.MOST_PER_WINDOW))
    return limits
