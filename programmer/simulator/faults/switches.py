"""The switchboard of one simulated pump: which faults are armed, how often each has struck, and when."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Lock

from programmer.randomness import Randomness
from programmer.simulator.faults.fault import Fault, opcode_name
from programmer.simulator.faults.kinds import CONDITIONS, Direction, FaultKind
from programmer.therapy.quantities import PumpTime

STRIKES_KEPT = 1000
_CHANCES = 1 << 32


@dataclass(frozen=True, slots=True)
class ArmedFault:
    """How a switch stands. ``last_us`` is the link's time of its last strike, None before the first; ``in_force``
    says that a condition holds now."""

    number: int
    fault: Fault
    opportunities: int
    struck: int
    last_us: int | None
    in_force: bool

    @property
    def spent(self) -> bool:
        """Whether it has struck as often as it was to."""
        return self.fault.times is not None and self.struck >= self.fault.times


@dataclass(frozen=True, slots=True)
class Strike:
    """One fault that struck. ``at_us`` is the link's monotonic time, ``opcode`` what was under way, if anything."""

    fault_number: int
    kind: FaultKind
    what: str
    opcode: int | None
    at_us: int
    pump_time: PumpTime


@dataclass(frozen=True, slots=True)
class Moment:
    """Now: the link's monotonic time, the pump's clock, and the microseconds that the pump has counted."""

    link_us: int
    pump_time: PumpTime
    pump_us: int


@dataclass(slots=True)
class _Switch:
    number: int
    fault: Fault
    opportunities: int = 0
    struck: int = 0
    last_us: int | None = None
    ends_us: int | None = None
    in_force: bool = False

    def shown(self) -> ArmedFault:
        return ArmedFault(
            self.number, self.fault, self.opportunities, self.struck, self.last_us, self.in_force
        )


class FaultSwitches:
    """Arms and disarms faults, from any thread; the pump's own thread offers them their opportunities."""

    def __init__(self, randomness: Randomness, moment: Callable[[], Moment]) -> None:
        self._randomness = randomness
        self._moment = moment
        self._lock = Lock()
        self._switches: dict[int, _Switch] = {}
        self._strikes: deque[Strike] = deque(maxlen=STRIKES_KEPT)
        self._made = 0

    # ---- for people, scenarios and tests -------------------------------------------------------------------

    def arm(self, fault: Fault) -> int:
        """Switch a fault on and return the number of its switch. A condition that waits for no request begins
        with the pump's next moment."""
        with self._lock:
            self._made += 1
            self._switches[self._made] = _Switch(self._made, fault)
            return self._made

    def disarm(self, number: int) -> None:
        """Switch a fault off; a condition ends. A number that is not in the list changes nothing."""
        with self._lock:
            self._switches.pop(number, None)

    def clear(self) -> None:
        """Switch everything off. What has struck stays in the log of strikes."""
        with self._lock:
            self._switches.clear()

    def listed(self) -> tuple[ArmedFault, ...]:
        """Every switch that was not switched off, spent ones too, in the order in which they were armed."""
        with self._lock:
            return tuple(switch.shown() for switch in self._switches.values())

    def armed(self) -> tuple[ArmedFault, ...]:
        """The switches that can still strike, and those whose condition holds."""
        return tuple(one for one in self.listed() if one.in_force or not one.spent)

    def struck(self) -> tuple[Strike, ...]:
        """The last 1,000 strikes, oldest first."""
        with self._lock:
            return tuple(self._strikes)

    # ---- for the line and the pump -------------------------------------------------------------------------

    def offer(
        self, kind: FaultKind, opcode: int | None, way: Direction, chunk: int | None = None
    ) -> tuple[Fault, ...]:
        """Give every armed fault of that kind and way its opportunity, and return those that strike.

        ``chunk`` is the number of the chunk served, from 1, for a reset at one of them.
        """
        with self._lock:
            meeting = [
                switch
                for switch in self._of(kind)
                if switch.fault.way is way
                and switch.fault.meets(opcode)
                and (switch.fault.chunk is None or switch.fault.chunk == chunk)
            ]
            return tuple(switch.fault for switch in meeting if self._strikes_now(switch, opcode))

    def offer_conditions(self, opcode: int | None) -> None:
        """Give conditions their opportunity: those that wait for a request at its opcode, the others at None."""
        with self._lock:
            for switch in [one for kind in sorted(CONDITIONS) for one in self._of(kind)]:
                waiting = switch.fault.at_once if opcode is None else not switch.fault.at_once
                if switch.in_force or not waiting or not switch.fault.meets(opcode):
                    continue
                if switch.fault.at_once and switch.struck:
                    continue
                if self._strikes_now(switch, opcode):
                    self._begin(switch)

    def in_force(self, kind: FaultKind) -> tuple[Fault, ...]:
        """The conditions of that kind that hold now."""
        with self._lock:
            return tuple(
                one.fault for one in self._switches.values() if one.in_force and one.fault.kind is kind
            )

    def next_end(self) -> int | None:
        """When the first condition ends by itself, in the pump's own microseconds; None if none does."""
        with self._lock:
            ends = [one.ends_us for one in self._switches.values() if one.ends_us is not None]
            return min(ends, default=None)

    def end_conditions(self, pump_us: int) -> None:
        """End the conditions whose time is over by then."""
        with self._lock:
            for switch in self._switches.values():
                if switch.ends_us is not None and switch.ends_us <= pump_us:
                    switch.in_force, switch.ends_us = False, None

    # ---- inside --------------------------------------------------------------------------------------------

    def _of(self, kind: FaultKind) -> Iterator[_Switch]:
        for switch in self._switches.values():
            fault = switch.fault
            if fault.kind is kind and (fault.times is None or switch.struck < fault.times):
                yield switch

    def _strikes_now(self, switch: _Switch, opcode: int | None) -> bool:
        switch.opportunities += 1
        chance = switch.fault.chance
        if chance < 1:
            drawn = int.from_bytes(self._randomness.token_bytes(4), "little")
            if drawn * chance.denominator >= chance.numerator * _CHANCES:
                return False
        now = self._moment()
        switch.struck += 1
        switch.last_us = now.link_us
        kind = switch.fault.kind
        what = f"{kind} at {opcode_name(opcode)}" if opcode is not None else kind.value
        self._strikes.append(Strike(switch.number, kind, what, opcode, now.link_us, now.pump_time))
        return True

    def _begin(self, switch: _Switch) -> None:
        switch.in_force = True
        if switch.fault.lasts_us is not None:
            switch.ends_us = self._moment().pump_us + switch.fault.lasts_us
