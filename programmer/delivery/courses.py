"""How boluses and openings begin, give way to each other and end."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from programmer.delivery.build import FEMTOLITRES_PER_NANOLITRE
from programmer.delivery.core import NEVER, Core
from programmer.delivery.happenings import (
    BolusFinished,
    BolusRefused,
    BolusResumed,
    BolusStarted,
    BolusSuspended,
    Hold,
    ModeBegan,
    OpeningFinished,
    OpeningStarted,
    RefusalReason,
)
from programmer.delivery.motor import Course
from programmer.delivery.orders import KINDS, PRIME, Kind, Portion
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.boluses import BolusWindow
from programmer.therapy.pump import BolusKind
from programmer.therapy.quantities import MICROSECONDS_PER_DAY, MICROSECONDS_PER_SECOND

_ORDER = {kind: place for place, kind in enumerate(BolusKind)}
_NOTHING = Fraction(0)
REMEMBERED_US = 366 * MICROSECONDS_PER_DAY
"""How far back the pump remembers when boluses began."""
HELD_BACK = frozenset({BolusKind.PATIENT, BolusKind.SINGLE})
"""The boluses that an alarm can hold back."""

_BY_SOMEBODY = frozenset({Hold.STOPPED, Hold.TELEMETRY})
"""The holds that are no alarm's own: a stall and the end of service are told as the alarms that they are."""


def window_us(window: BolusWindow) -> int:
    """The length of the window of a limit, as far as the pump remembers."""
    return min(window.length.value * MICROSECONDS_PER_SECOND, REMEMBERED_US)


class Courses(Core):
    """One runs at a time: an opening in place of everything, or the first of the boluses on top of the basal rate."""

    __slots__ = ()

    # ---- the opening and the mode -------------------------------------------------------------------------------

    def take_up(self) -> None:
        """Nothing holds delivery: the opening goes on where it was, else the mode does, or begins."""
        if self.opening is not None:
            self._opening_begins(self.opening)
            self._run(self.opening)
            if self.opening.place == PRIME:
                self.prime_runs()
        elif self.mode_since is None:
            self._begin_mode()
        else:
            self.motor.start_basal(self.now)
        self.replan()

    def _opening_begins(self, opening: Course) -> None:
        if not opening.begun:
            opening.begun = True
            self.record(OpeningStarted, KINDS[opening.place], self._nanolitres(opening.left))

    def _nanolitres(self, ticks: int) -> Fraction:
        return Fraction(ticks, self.motor.orders.den * FEMTOLITRES_PER_NANOLITRE)

    def _begin_mode(self) -> None:
        self.mode_since = self.now
        self.motor.start_basal(self.now)
        self.record(ModeBegan)
        interval = self.motor.orders.interval_us
        self.t_periodic = NEVER if interval is None else self.now + interval
        single = self.motor.orders.boluses.get(BolusKind.SINGLE)
        if single is None:
            return
        if self.bolus_blocked:
            self.record(BolusRefused, BolusKind.SINGLE, self.blocking_reason())
        else:
            self.record(OpeningStarted, Kind.BOLUS, self._nanolitres(single.volume))
            self.begin(BolusKind.SINGLE, single)

    def prime_runs(self) -> None:
        """Whatever enters the path from now on enters at a priming rate."""
        self.settle()
        last = self.ledger.path.from_pump
        if self.build.mixing and last is not None and last != self.ledger.contents:
            self.ledger.path.prime_front(self.build.mixing.value * FEMTOLITRES_PER_NANOLITRE)

    def end_opening(self) -> None:
        """The opening is over, or dropped; nothing of it runs."""
        if self.opening is not None and self.opening.place == PRIME:
            self.settle()
            self.ledger.path.end_prime()
        self.opening = None

    # ---- begin and end ------------------------------------------------------------------------------------------

    def begin(self, kind: BolusKind, portion: Portion) -> None:
        """A bolus begins: it runs, suspends the one that runs, or waits for it."""
        course, before = Course(portion, kind, portion.volume), self.under_way
        if not before:
            before.append(course)
            self._run(course)
            self.record(BolusStarted, kind)
            return
        first = before[0]
        before.append(course)
        before.sort(key=lambda one: _ORDER[one.bolus])  # type: ignore[index]
        if before[0] is course:
            self.motor.pause(self.now)
            self.record(BolusSuspended, first.bolus)
            self._run(course)
            self.record(BolusStarted, kind)
        else:
            self.record(BolusStarted, kind)
            self.record(BolusSuspended, kind)

    def finish(self) -> None:
        """What runs has pushed all it had to."""
        course, motor = self.motor.running, self.motor
        assert course is not None
        motor.pause(self.now)
        if course.bolus is None:
            self.end_opening()
            self.record(OpeningFinished)
            return
        del self.under_way[0]
        if course.bolus is BolusKind.PATIENT:
            self.last_end = self.now
        self.record(BolusFinished, course.bolus, _NOTHING)
        self._next_turn()

    def cut(self, kinds: Collection[BolusKind] = frozenset(BolusKind)) -> None:
        """Boluses of these kinds under way end now, whatever of them is still to be pushed. None is made up for."""
        for course in [one for one in self.under_way if one.bolus in kinds]:
            if course is self.motor.running:
                self.motor.pause(self.now)
            self.cut_one(course)
        if not self.holds:
            self._next_turn()

    def cut_one(self, course: Course) -> None:
        """A bolus that does not run ends now."""
        self.under_way.remove(course)
        if course.bolus is BolusKind.PATIENT:
            self.last_end = self.now
        self.record(BolusFinished, course.bolus, self._nanolitres(course.left))

    def _next_turn(self) -> None:
        if self.motor.running is None:
            self.t_course = NEVER
            if self.under_way:
                self._run(self.under_way[0])
                self.record(BolusResumed, self.under_way[0].bolus)

    def _run(self, course: Course) -> None:
        self.motor.run(course, self.now)
        self.t_course = course.end(self.now)

    def periodic_due(self) -> None:
        """The moment of a periodic bolus: left out if delivery is held or the one before has not ended."""
        interval = self.motor.orders.interval_us
        assert interval is not None
        self.t_periodic += interval
        waits = any(one.bolus is BolusKind.PERIODIC for one in self.under_way)
        if not self.holds and not waits:
            self.begin(BolusKind.PERIODIC, self.motor.orders.boluses[BolusKind.PERIODIC])

    def replan(self) -> None:
        """What runs is another now."""
        if not self.loose:
            self.plan_level()
        self.t_next = min(self.t_course, self.t_periodic, self.t_level, self.t_rare, self.t_day)

    # ---- the patient's request ----------------------------------------------------------------------------------

    def asked(self) -> tuple[RefusalReason, int | None] | None:
        """The patient asks for a bolus now: it begins, or why not, and until when if that is known."""
        portion = self.motor.orders.boluses.get(BolusKind.PATIENT)
        if portion is None or self.holds or self.opening is not None or self.bolus_blocked:
            return self._no_bolus(portion is None), None
        bolus, now, starts = self.program.patient_bolus, self.now, self.starts
        assert bolus is not None
        until = self.lockout_until
        if until is not None:
            return RefusalReason.LOCKOUT, until
        while starts and starts[0] <= now - REMEMBERED_US:
            starts.popleft()
        most = bolus.most_per_day
        if len(starts) >= most and now < starts[-most] + MICROSECONDS_PER_DAY:
            return RefusalReason.MOST_PER_DAY, starts[-most] + MICROSECONDS_PER_DAY
        if bolus.window is not None:
            most, length = bolus.window.most, window_us(bolus.window)
            if len(starts) >= most and now < starts[-most] + length:
                return RefusalReason.MOST_PER_WINDOW, starts[-most] + length
        starts.append(now)
        self.begin(BolusKind.PATIENT, portion)
        self.replan()
        return None

    @property
    def lockout_until(self) -> int | None:
        """When the lockout is over, counted from the end of the last bolus; None if none holds.

        Of a bolus that runs, the end is the one it will have if nothing cuts it.
        """
        bolus, running = self.program.patient_bolus, self.motor.running
        if bolus is None:
            return None
        end = self.last_end
        if running is not None and running.bolus is BolusKind.PATIENT:
            end = self.t_course
        if end is None:
            return None
        until = end + bolus.lockout.value * MICROSECONDS_PER_SECOND
        return until if until > self.now else None

    def _no_bolus(self, missing: bool) -> RefusalReason:
        reason = RefusalReason.NOT_PROGRAMMED if missing else self.held_back()
        assert reason is not None  # whoever asks this knows that there is one
        return reason

    def held_back(self) -> RefusalReason | None:
        """Why no bolus that anybody asks for begins now, whatever the program has; None: it may."""
        if AlarmKind.EMPTY_RESERVOIR in self.alarms:
            return RefusalReason.EMPTY
        if self.holds & _BY_SOMEBODY:
            return RefusalReason.STOPPED
        if self.holds:
            return RefusalReason.ALARM
        if self.opening is not None:
            return RefusalReason.OPENING
        return self.blocking_reason() if self.bolus_blocked else None

    def blocking_reason(self) -> RefusalReason:
        """Which alarm holds boluses back; a low reservoir has its own word."""
        low = AlarmKind.LOW_RESERVOIR in self.alarms
        return RefusalReason.LOW_RESERVOIR if low else RefusalReason.ALARM
