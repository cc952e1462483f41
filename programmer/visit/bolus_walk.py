"""Goes along a pump's log, and knows at each entry which program was in force and which boluses ran."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from programmer.device.implant.messages.bolus_events import decode_begun, decode_ended, decode_given
from programmer.telemetry.wire import Malformed
from programmer.therapy.bolus_kinds import dose_of
from programmer.therapy.limits import LastDay, Repeated
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import BolusKind, PumpEvent, PumpEventKind, PumpStatus
from programmer.therapy.quantities import (
    MICROSECONDS_PER_SECOND,
    NANOLITRES_PER_MILLILITRE,
    Nanograms,
    Nanolitres,
    Seconds,
)
from programmer.visit.in_force import program_named

_NONE_MISSING = Nanolitres(0)


@dataclass(frozen=True, slots=True)
class _Bolus:
    """A bolus of that dose of the primary with its program."""

    program: PumpProgram
    dose: Nanograms

    def given(self, missing: Nanolitres = _NONE_MISSING) -> Iterator[tuple[str, Fraction]]:
        """Nanograms of each drug, but for what was not pushed."""
        lost = Fraction(missing.value * self.program.drug.concentration.value, NANOLITRES_PER_MILLILITRE)
        given = max(Fraction(0), self.dose.value - lost)
        return ((drug.name, given * self.program.share(drug)) for drug in self.program.drugs)


class BolusWalk:
    """``programs`` by their SHA-256, ``first`` the one that leads the log, ``now`` by the log's own clock."""

    def __init__(self, programs: Mapping[bytes, PumpProgram], first: bytes, now: int) -> None:
        self._programs, self._now = programs, now
        self._repeated: list[Repeated] = []
        self._under_way: dict[BolusKind, tuple[PumpProgram | None, int]] = {}
        self._given: list[tuple[str, Fraction]] = []
        self._waiting: _Bolus | None = None
        self._running: _Bolus | None = None
        # What opens a program that leads the log began before it: it waits no more.
        self._in_force = programs.get(first)
        self._ordered: Nanograms | None = None
        self._single_at: int | None = None
        self._single_ended: tuple[int, Nanolitres] | None = None
        self._counted = False
        self.not_known = int(self._in_force is None)

    def take(self, event: PumpEvent) -> None:
        """The next entry."""
        match event.kind:
            case PumpEventKind.PROGRAM_CHANGED:
                self._take_over(program_named(event))
            case PumpEventKind.BOLUS_GIVEN:
                self._ordered = _ordered(event)
            case PumpEventKind.BOLUS_BEGUN:
                self._begin(_begun(event), event.pump_time.value)
            case PumpEventKind.BOLUS_ENDED:
                kind, missing = _ended(event)
                if kind is BolusKind.SINGLE:
                    self._single_ended = event.sequence, missing
                    self._end(missing)
                elif kind is not None:
                    self._end_repeated(kind, missing, event.pump_time.value)
            case _:
                pass

    def told(self, status: PumpStatus) -> LastDay:
        """What was found, with what runs or waits at the end, where the log is the pump's present one."""
        runs = self._bolus() if status.bolus is BolusKind.SINGLE else None
        if status.bolus is not None and status.bolus is not BolusKind.SINGLE:
            self._end_repeated(status.bolus, _NONE_MISSING, self._now)
        found = self._found(runs)
        return replace(found, since_midnight=status.delivered_today, single_ended=self._single_ended)

    def told_by_an_earlier_memory(self) -> LastDay:
        """What was found; nobody reads the end of what ran or waited then, so that it counts whole."""
        for kind in tuple(self._under_way):
            self._end_repeated(kind, _NONE_MISSING, self._now)
        return self._found(None)

    def _found(self, runs: _Bolus | None) -> LastDay:
        left = self._running or self._waiting or runs
        given = (*self._given, *(() if left is None else left.given()))
        ago = None if self._single_at is None else self._ago(self._single_at)
        return LastDay(given, self.not_known, repeated=tuple(self._repeated), single_ago=ago)

    def _ago(self, at: int) -> Seconds:
        return Seconds(max(0, self._now - at) // MICROSECONDS_PER_SECOND)

    def _take_over(self, name: bytes) -> None:
        self._in_force = self._programs.get(name)
        self._waiting = self._bolus()
        self.not_known += self._in_force is None

    def _bolus(self) -> _Bolus | None:
        program = self._in_force
        dose = None if program is None else dose_of(program, BolusKind.SINGLE)
        return None if program is None or dose is None else _Bolus(program, dose)

    def _begin(self, kind: BolusKind | None, at: int) -> None:
        if kind is BolusKind.SINGLE:
            self._begin_single(at)
        elif kind is not None:
            self._under_way[kind] = self._in_force, at

    def _end_repeated(self, kind: BolusKind, missing: Nanolitres, at: int) -> None:
        """A patient's or a periodic one, which may have begun under the program before.

        Where its beginning is not in this part of the log, it counts from its end ``at`` on.
        """
        program, begun = self._under_way.pop(kind, (self._in_force, at))
        dose = None if program is None else dose_of(program, kind)
        if program is None:
            return  # it is counted as a program that nobody here has read
        if dose is None:
            self.not_known += 1  # nobody here knows how much
            return
        given = tuple(_Bolus(program, dose).given(missing))
        self._repeated.append(Repeated(self._ago(begun), given, kind is BolusKind.PATIENT))

    def _begin_single(self, at: int) -> None:
        """One that a programmer gave, or the one that opens the program."""
        program, dose = self._in_force, self._ordered
        self._running = self._bolus() if program is None or dose is None else _Bolus(program, dose)
        self._waiting = self._ordered = None
        self._single_at = at
        self._counted = self._running is None
        if self._running is None and program is not None:
            self.not_known += 1  # nobody here knows how much

    def _end(self, missing: Nanolitres) -> None:
        # One whose beginning is not in this part of the log began under the program that leads it, or was given.
        ended, self._running = self._running or self._bolus(), None
        if ended is not None:
            self._given += ended.given(missing)
        elif self._in_force is not None and not self._counted:
            self.not_known += 1
        self._counted = False


def _begun(event: PumpEvent) -> BolusKind | None:
    try:
        return decode_begun(event.detail)
    except Malformed:
        return None


def _ordered(event: PumpEvent) -> Nanograms | None:
    try:
        return decode_given(event.detail).dose
    except Malformed:
        return None


def _ended(event: PumpEvent) -> tuple[BolusKind | None, Nanolitres]:
    try:
        return decode_ended(event.detail)
    except Malformed:
        return None, _NONE_MISSING
