"""A pump that is stepped second by second, written from docs/delivery.md alone, to hold the engine against."""

from __future__ import annotations

from fractions import Fraction

from programmer.therapy.boluses import PatientBolus, SingleBolus
from programmer.therapy.programs import PeriodicBolus, PumpProgram, Stopped, steps_on
from tests.reference.fluid import Mixture
from tests.reference.motor import Machine, Motor
from tests.reference.told import DAY, ORDER, Dose, basal_flow, bolus, carried_on, opening

_TOO_LONG = 48 * 3600
_REMEMBERED = 366 * DAY
_ERI_BEFORE_END = 90 * DAY
_HOLDS_OF_THEIR_OWN = frozenset({"motor-stall", "end-of-service"})

Event = tuple[int, str, str]
"""Second, what, and of which kind or for which reason."""


class NaivePump:
    """Slow and simple. Times are whole seconds since it was made; ``step`` must divide every one of them."""

    def __init__(
        self,
        machine: Machine,
        program: PumpProgram,
        *,
        reservoir: int,
        mixture: Mixture | None = None,
        in_path: Mixture | None = None,
        clock: int = 0,
        step: int = 1,
    ) -> None:
        own = {drug.name: Fraction(drug.concentration.value) for drug in program.drugs}
        mixture = own if mixture is None else mixture
        self.machine, self.step = machine, step
        self.motor = Motor(machine, reservoir, mixture, mixture if in_path is None else in_path)
        self.now, self.clock_ahead = 0, clock
        self.events: list[Event] = []
        self.holds: set[str] = set()
        self.alarms: set[str] = set()
        self.withheld_since: int | None = None
        self.motor_stands_by: set[str] = set()
        self.stalled_since: int | None = None
        self.stall_only_shown = False
        self.motor_turns_at: int | None = None
        self.starts: list[int] = []
        self.last_end: int | None = None
        self.boluses: dict[str, Dose] = {}
        self.running: str | None = None
        self.opening: Dose | None = None
        self.opening_begun = False
        self.mode_since: int | None = None
        self._notice_level()
        self._take(program)
        self.look_whether_withheld()

    # ---- time -------------------------------------------------------------------------------------------

    def run(self, until: int) -> None:
        """Live until then, and let happen what is due at that moment."""
        self.look_whether_withheld()
        while self.now < until:
            self.motor.push([] if self.holds else self._told())
            self.now += self.step
            self._what_ends()
            self._what_is_noticed()
            self._what_is_due()
            self.look_whether_withheld()

    def _told(self) -> list[tuple[str, Fraction]]:
        if self.opening is not None:
            return [(self.opening.kind, _part(self.opening, self.step))]
        clock = self.now + self.clock_ahead
        told = [("basal", basal_flow(self.program, clock, self.machine.flow_step) * self.step)]
        if self.running is not None:
            told.append((self.running, _part(self.boluses[self.running], self.step)))
        return told

    def _what_ends(self) -> None:
        if self.opening is not None and not self.opening.left:
            self._say("opening-finished", self.opening.kind)
            self.opening = None
            self.motor.spread_front()
            self._begin_mode()
        if self.running is not None and not self.boluses[self.running].left:
            self._end_bolus(self.running)

    def _what_is_noticed(self) -> None:
        if self.motor_turns_at == self.now:
            self.motor_turns()
        self._notice_stall()
        self._notice_level()
        if self.now == self.machine.lasts - _ERI_BEFORE_END:
            self._raise("battery-replace")
        if self.now == self.machine.lasts:
            self._hold("end of service")
            self._raise("end-of-service")
        if self.withheld_since is not None and self.now == self.withheld_since + _TOO_LONG:
            self._raise("stopped-too-long")

    def look_whether_withheld(self) -> None:
        """After whatever happened: the count begins, goes on or is over."""
        by_program = self._gives_nothing() and self.opening is None and not self.boluses
        if "stopped" not in self.holds and not by_program:
            self.withheld_since = None
            self._clear("stopped-too-long")
        elif self.withheld_since is None:
            self.withheld_since = self.now

    def _gives_nothing(self) -> bool:
        mode = self.program.mode
        if self.program.patient_bolus is not None or isinstance(mode, PeriodicBolus):
            return False
        moments = (day * DAY + step.at.value for day in range(7) for step in steps_on(mode, (day + 3) % 7))
        return not any(basal_flow(self.program, moment, self.machine.flow_step) for moment in moments)

    def _notice_stall(self) -> None:
        since = self.stalled_since
        if since is not None and self.now == since + self.machine.stall_noticed_after:
            self._hold("stall")
            if self.stall_only_shown:
                self.stall_only_shown = False
                self.alarms.remove("motor-stall")
            self._raise("motor-stall")

    def _notice_level(self) -> None:
        if self.motor.believed <= self.machine.low_mark and "low-reservoir" not in self.alarms:
            self._raise("low-reservoir")
        if self.motor.takes_itself_for_empty and "empty-reservoir" not in self.alarms:
            self._raise("empty-reservoir")

    def _what_is_due(self) -> None:
        mode = self.program.mode
        if not isinstance(mode, PeriodicBolus) or self.mode_since is None:
            return
        lived = self.now - self.mode_since
        if lived and lived % mode.interval.value == 0 and not self.holds and "periodic" not in self.boluses:
            self._start(bolus(self.program, "periodic", mode))

    # ---- boluses ----------------------------------------------------------------------------------------

    def press(self) -> str | None:
        """The patient asks for a bolus; why there is none, or None."""
        told = self.program.patient_bolus
        reason = self._refusal(told)
        if reason is not None or told is None:
            self._say("bolus-refused", f"patient_bolus: {reason}")
            return reason
        self.starts.append(self.now)
        self._start(bolus(self.program, "patient_bolus", told))
        return None

    def give(self, single: SingleBolus) -> str | None:
        """A clinician's bolus now; why there is none, or None."""
        return self._single(single, self._beyond_the_motor(single))

    def _single(self, single: SingleBolus, beyond: str | None = None) -> str | None:
        reason = self._not_now()
        if reason is None and "bolus" in self.boluses:
            reason = "under way"
        reason = reason or beyond
        if reason is not None:
            self._say("bolus-refused", f"bolus: {reason}")
            return reason
        self._start(bolus(self.program, "bolus", single))
        return None

    def _beyond_the_motor(self, single: SingleBolus) -> str | None:
        """Look at every step of a week."""
        mode = self.program.mode
        flow = bolus(self.program, "bolus", single).flow * DAY
        steps = [step.dose.value for day in range(7) for step in steps_on(mode, day)]
        sums = [Fraction(dose * 1_000_000, self.program.drug.concentration.value) + flow for dose in steps]
        if self.machine.max_flow is not None and any(both > self.machine.max_flow for both in sums):
            return "too fast"
        if any(both < self.machine.min_flow for both in sums):
            return "too slow"
        return "held" if isinstance(mode, Stopped) else None

    def _refusal(self, told: PatientBolus | None) -> str | None:
        if told is None:
            return "no patient bolus"
        return self._not_now() or self._too_soon(told)

    def _not_now(self) -> str | None:
        if self.motor.takes_itself_for_empty:
            return "empty"
        if self.holds & {"stopped", "telemetry"}:
            return "held"
        if self.holds:
            return "alarm"
        if self.opening is not None:
            return "opening"
        blocking = self._that_inhibit() & self.machine.blocks_boluses
        if blocking:
            return "low reservoir" if "low-reservoir" in blocking else "alarm"
        return None

    def _too_soon(self, told: PatientBolus) -> str | None:
        if "patient_bolus" in self.boluses:
            return "lockout"
        if self.last_end is not None and self.now < self.last_end + told.lockout.value:
            return "lockout"
        if self._starts_within(DAY) >= told.most_per_day:
            return "most per 24 h"
        if told.window is not None and self._starts_within(told.window.length.value) >= told.window.most:
            return "most per window"
        return None

    def _starts_within(self, window: int) -> int:
        window = min(window, _REMEMBERED)
        return sum(1 for start in self.starts if self.now - window < start <= self.now)

    def _start(self, dose: Dose) -> None:
        self.boluses[dose.kind] = dose
        self._say("bolus-started", dose.kind)
        if self.running is None:
            self.running = dose.kind
        elif ORDER.index(dose.kind) < ORDER.index(self.running):
            self._say("bolus-suspended", self.running)
            self.running = dose.kind
        else:
            self._say("bolus-suspended", dose.kind)

    def _end_bolus(self, kind: str) -> None:
        """It is over, or cut: what it had left is not pushed. The next in order goes on."""
        self._drop(kind)
        if self.running == kind:
            self.running = next((other for other in ORDER if other in self.boluses), None)
            if self.running is not None:
                self._say("bolus-resumed", self.running)

    def _drop(self, kind: str) -> None:
        missing = self.boluses.pop(kind).left
        self._say("bolus-finished", f"{kind}: cut" if missing else kind)
        if kind == "patient_bolus":
            self.last_end = self.now

    def _cut_all(self) -> None:
        self.running = None
        for kind in ORDER:
            if kind in self.boluses:
                self._drop(kind)

    # ---- programs ---------------------------------------------------------------------------------------

    def write(self, program: PumpProgram) -> None:
        """A programmer commits another program."""
        self._say("program-changed", "")
        self._cut_all()
        left = Fraction(0) if self.opening is None else self.opening.left
        carried = carried_on(self.program, left, program)
        self.opening_begun = carried and self.opening_begun
        self.motor.new_program()
        self._clear("memory-error")
        self._take(program)
        if carried and self.opening is not None:
            self.opening.left = left
        else:
            self.motor.spread_front()

    def _take(self, program: PumpProgram) -> None:
        self.program, self.opening, self.mode_since = program, opening(program), None
        self._begin_mode()

    def _begin_mode(self) -> None:
        """Unless delivery is held, or something comes before it, which begins then or goes on."""
        if self.holds:
            return
        if self.opening is not None:
            if not self.opening_begun:
                self._say("opening-started", self.opening.kind)
            self.opening_begun = True
        elif self.mode_since is None:
            self.mode_since = self.now
            if isinstance(self.program.opening, SingleBolus) and self._single(self.program.opening) is None:
                self._say("opening-started", "bolus")

    # ---- holds and alarms -------------------------------------------------------------------------------

    def stop(self) -> None:
        """The programmer's STOP."""
        if "stopped" not in self.holds:
            self._hold("stopped")

    def resume(self) -> str | None:
        """The programmer's RESUME; why not, or None."""
        if "stopped" not in self.holds:
            return "not stopped"
        if self.motor.takes_itself_for_empty:
            return "empty"
        if (self._that_inhibit() & self.machine.stops_basal) - {"reset"}:
            return "alarm"
        self._clear("reset")
        self._release("stopped")
        return None

    def telemetry(self, *, on: bool) -> None:
        """The pump enters or leaves telemetry mode."""
        if self.machine.holds_in_telemetry:
            if on:
                self._hold("telemetry")
            else:
                self._release("telemetry")

    def _hold(self, why: str) -> None:
        if why in self.holds:
            return
        self.holds.add(why)
        if why == "stopped":
            self._say("stopped", "")
        self._cut_all()

    def _release(self, why: str) -> None:
        if why not in self.holds:
            return
        self.holds.remove(why)
        if why == "stopped":
            self._say("resumed", "")
        self._prime_goes_on()
        self._begin_mode()

    def _raise(self, alarm: str) -> None:
        if alarm in self.alarms:
            return
        self.alarms.add(alarm)
        self._say("alarm-raised", alarm)
        if alarm in self.machine.stops_basal - _HOLDS_OF_THEIR_OWN:
            self._hold("stopped")
        if alarm in self.machine.blocks_boluses:
            for kind in ("bolus", "patient_bolus"):  # the one that waits first: it must not go on
                if kind in self.boluses:
                    self._end_bolus(kind)

    def _that_inhibit(self) -> set[str]:
        """What is only still shown inhibits nothing."""
        return self.alarms - {"motor-stall"} if self.stall_only_shown else self.alarms

    def _clear(self, alarm: str) -> None:
        if alarm in self.alarms:
            self.alarms.remove(alarm)
            self._say("alarm-cleared", alarm)

    # ---- what befalls it --------------------------------------------------------------------------------

    def set_clock(self, clock: int) -> None:
        """Seconds since 1970 on the pump's own clock."""
        self.clock_ahead = clock - self.now

    def refilled(self, believed: int) -> None:
        """The programmer tells the pump what is in it now."""
        self.motor.believed = Fraction(believed)
        if believed > self.machine.empty_mark:
            self._clear("empty-reservoir")
        if believed > self.machine.low_mark:
            self._clear("low-reservoir")
        self._notice_level()

    def fill(self, volume: int, mixture: Mixture) -> None:
        """Hands fill the reservoir."""
        self.motor.fill(volume, mixture)
        self._prime_goes_on()

    def _prime_goes_on(self) -> None:
        if not self.holds and self.opening is not None and self.opening.kind == "prime":
            self.motor.prime_goes_on()

    def stall(self) -> None:
        """The motor stops turning."""
        self._stands("itself")

    def motor_turns(self) -> None:
        """The motor turns again, unless the path is blocked and it stands for that too."""
        self.motor_turns_at = None
        self._stands_no_more("itself")

    def occlude(self) -> None:
        """The path is blocked."""
        self.motor.occluded = True
        if self.machine.stalls_when_occluded:
            self._stands("blocked path")

    def free(self) -> None:
        """The path is free."""
        self.motor.occluded = False
        self._stands_no_more("blocked path")

    def _stands(self, why: str) -> None:
        self.motor_stands_by.add(why)
        if not self.motor.stalled:
            self.motor.stalled, self.stalled_since = True, self.now
            self._say("stall", "")
            self._notice_stall()

    def _stands_no_more(self, why: str) -> None:
        self.motor_stands_by.discard(why)
        if not self.motor.stalled or self.motor_stands_by:
            return
        noticed = "stall" in self.holds
        self.motor.stalled, self.stalled_since = False, None
        self._say("stall-recovered", "")
        if self.machine.recovery_logged:
            self._clear("motor-stall")
        elif noticed:
            self.stall_only_shown = True
        self._release("stall")

    def interrogated(self) -> None:
        """Somebody reads the pump again: what it only still shows of a stall is over."""
        if self.stall_only_shown:
            self.stall_only_shown = False
            self._clear("motor-stall")

    def acknowledge(self) -> None:
        """A person has seen what is latched."""
        self._clear("reset")
        self.interrogated()

    def into_scanner(self) -> None:
        """The field stops the motor."""
        self.motor_turns_at = None
        self.stall()

    def out_of_scanner(self) -> None:
        """The motor turns again after a while."""
        self.motor_turns_at = self.now + self.machine.motor_turns_after_scanner

    def memory_error(self) -> None:
        """The pump finds its memory wrong."""
        self._raise("memory-error")

    def reset(self) -> None:
        """The pump starts anew and stays stopped."""
        self._raise("reset")

    # ---- books ------------------------------------------------------------------------------------------

    @property
    def delivered(self) -> Fraction:
        """Nanolitres that have truly left the pump."""
        return self.motor.delivered

    @property
    def by_kind(self) -> dict[str, Fraction]:
        """The same by kind."""
        return self.motor.by_kind

    def _say(self, what: str, which: str) -> None:
        self.events.append((self.now, what, which))


def _part(dose: Dose, seconds: int) -> Fraction:
    """What it pushes in so many seconds: its flow, and no more than it has left."""
    part = min(dose.left, dose.flow * seconds)
    dose.left -= part
    return part
