"""Which program was in force when the pump's log came to an entry, as far as that can be proved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from programmer.records.ports import UnitOfWork
from programmer.records.rows import LogMoment, ProgramInForce
from programmer.therapy.pump import PumpEvent, PumpEventKind
from programmer.visit.day_log import holds_all

_HASH_LENGTH = 32
_NOT_KNOWN = b""


def program_named(change: PumpEvent) -> bytes:
    """The SHA-256 of the program that this entry brought into force."""
    return change.detail[-_HASH_LENGTH:]


def in_force_before(
    work: UnitOfWork,
    pump_id: bytes,
    epoch: bytes,
    events: Sequence[PumpEvent],
    kept: Iterable[ProgramInForce],
    *,
    until: int,
) -> bytes:
    """The SHA-256 of the program in force from the first of these entries up to entry ``until``, which follows the
    last of them and none of which is a change; empty if nothing proves it.

    The pump's own log orders all of it, never a clock: either may have been set since, and a simulated pump's runs
    fast. The newest reading, confirmed command or change before that one tells, if our copy of the log holds
    every entry since, which therefore tell of no other. A gap in the numbers may hide a change by somebody else.
    """
    first = events[0].sequence if events else until
    changes = work.events.changes(pump_id, epoch)
    told = [one for one in (*_by_records(kept, epoch), *_by_log(epoch, changes)) if one.at.sequence < until]
    newest = max(told, key=lambda one: one.at.sequence, default=None)
    if newest is None or until - first != len(events):
        return _NOT_KNOWN
    names = {one.name for one in told if one.at.sequence == newest.at.sequence}
    if len(names) != 1 or not holds_all(work, pump_id, epoch, newest.at.sequence + 1, first - 1):
        return _NOT_KNOWN
    return names.pop()


@dataclass(frozen=True, slots=True)
class _Told:
    """That a program of that name was in force."""

    at: LogMoment
    name: bytes


def _by_records(kept: Iterable[ProgramInForce], epoch: bytes) -> Iterator[_Told]:
    for one in kept:
        if one.at is not None and one.at.epoch == epoch:
            yield _Told(one.at, one.program.sha256)


def _by_log(epoch: bytes, changes: Iterable[PumpEvent]) -> Iterator[_Told]:
    for event in changes:
        if event.kind is PumpEventKind.PROGRAM_CHANGED:
            yield _Told(LogMoment(epoch, event.sequence, event.pump_time), program_named(event))
