"""The boluses that wait behind the one that runs: a status does not tell of them, the pump's own log does."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from programmer.delivery.build import FEMTOLITRES_PER_NANOLITRE
from programmer.delivery.orders import bolus_amounts, bolus_of, nanolitres_per_day
from programmer.delivery.state import BolusUnderWay
from programmer.device.implant.messages.bolus_events import decode_begun, decode_ended, decode_given
from programmer.records.ports import UnitOfWork
from programmer.telemetry.wire import Malformed
from programmer.therapy.boluses import PatientBolus, SingleBolus
from programmer.therapy.programs import PeriodicBolus, PumpProgram
from programmer.therapy.pump import BolusKind, PumpEvent, PumpEventKind
from programmer.therapy.quantities import MICROSECONDS_PER_DAY, MICROSECONDS_PER_SECOND, PumpTime
from programmer.visit.interrogation import Interrogation
from programmer.visit.log_clock import entries_since

AnyBolus = PatientBolus | SingleBolus | PeriodicBolus
_ORDER = tuple(BolusKind)
_FURTHER = 4


def waiting_boluses(work: UnitOfWork, pump_id: bytes, found: Interrogation) -> tuple[BolusUnderWay, ...]:
    """What by the log has begun before that reading, has not ended and does not run, with what is left of it; nothing
    where the last kind in their order runs, or none.

    One that the log does not tell the size of is not among them.
    """
    if not _behind(found):
        return ()
    queue = _Queue(found.program)
    for event in _from_where_all_is_told(work, pump_id, found):
        queue.take(event)
    queue.advance(found.status.pump_time.value)
    return tuple(one for kind in _behind(found) for one in queue.left_of(kind))


def _behind(found: Interrogation) -> tuple[BolusKind, ...]:
    """The kinds that wait for the one that runs."""
    return () if found.status.bolus is None else _ORDER[_ORDER.index(found.status.bolus) + 1 :]


def _from_where_all_is_told(work: UnitOfWork, pump_id: bytes, found: Interrogation) -> tuple[PumpEvent, ...]:
    """The log of the day before that reading; of a longer time where that does not tell what became last of each kind
    that may wait: the single bolus that a program opens with may last for weeks."""
    status, back = found.status, MICROSECONDS_PER_DAY
    while True:
        since = PumpTime(max(0, status.pump_time.value - back))
        read = entries_since(work, pump_id, status.log.epoch, since, status.log.last_sequence)
        if not since.value or _tells_all(read, found):
            return read
        back *= _FURTHER


def _tells_all(events: Sequence[PumpEvent], found: Interrogation) -> bool:
    """Nothing is under way when a program changes, so that what was before it does not matter."""
    if any(event.kind in {PumpEventKind.PROGRAM_CHANGED, PumpEventKind.MEMORY_MADE} for event in events):
        return True
    told = {_kind_of(event) for event in events}
    periodic = isinstance(found.program.mode, PeriodicBolus)
    return all(kind in told for kind in _behind(found) if periodic or kind is not BolusKind.PERIODIC)


def _kind_of(event: PumpEvent) -> BolusKind | None:
    with suppress(Malformed):
        if event.kind is PumpEventKind.BOLUS_BEGUN:
            return decode_begun(event.detail)
        if event.kind is PumpEventKind.BOLUS_ENDED:
            return decode_ended(event.detail)[0]
    return None


class _Queue:
    """Goes along the log as the pump did: of what has begun the first in the order runs, the rest waits."""

    def __init__(self, program: PumpProgram) -> None:
        self._program = program
        self._left_us: dict[BolusKind, int] = {}
        self._boluses: dict[BolusKind, AnyBolus] = {}
        self._single: AnyBolus | None = bolus_of(program, BolusKind.SINGLE)
        self._now = 0

    def take(self, event: PumpEvent) -> None:
        """The next entry. A new program cuts what was under way, which the log tells of each by itself."""
        self.advance(event.pump_time.value)
        if event.kind is PumpEventKind.BOLUS_GIVEN:
            self._single = None
        with suppress(Malformed):
            self._read(event)

    def advance(self, now: int) -> None:
        """Up to that moment what runs has run."""
        for kind in _ORDER:
            if kind in self._left_us:
                self._left_us[kind] -= max(0, now - self._now)
                break
        self._now = now

    def left_of(self, kind: BolusKind) -> tuple[BolusUnderWay, ...]:
        """What waits of that kind, if anything."""
        left = self._left_us.get(kind, 0)
        if left <= 0:
            return ()
        volume, per_us = bolus_amounts(self._boluses[kind], self._program.drug)
        nanolitres = min(volume, per_us * left) / FEMTOLITRES_PER_NANOLITRE
        return (BolusUnderWay(kind, nanolitres, nanolitres_per_day(per_us)),)

    def _read(self, event: PumpEvent) -> None:
        match event.kind:
            case PumpEventKind.PROGRAM_CHANGED:
                self._single = bolus_of(self._program, BolusKind.SINGLE)
            case PumpEventKind.BOLUS_GIVEN:
                self._single = decode_given(event.detail)
            case PumpEventKind.BOLUS_BEGUN:
                self._begin(decode_begun(event.detail))
            case PumpEventKind.BOLUS_ENDED:
                self._left_us.pop(decode_ended(event.detail)[0], None)
            case _:
                pass

    def _begin(self, kind: BolusKind) -> None:
        bolus = self._single if kind is BolusKind.SINGLE else bolus_of(self._program, kind)
        if bolus is not None:
            self._boluses[kind] = bolus
            self._left_us[kind] = bolus.duration.value * MICROSECONDS_PER_SECOND
