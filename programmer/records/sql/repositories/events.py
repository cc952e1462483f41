"""Copies of the pumps' own logs, on their tables."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import bindparam, exists, func, or_, select

from programmer.records.rows import PumpEventRow
from programmer.records.sql.mapping.readings import event_columns, event_of
from programmer.records.sql.repositories.repository import Repository
from programmer.records.sql.tables import StoredConflict, StoredPumpEvent
from programmer.therapy.pump import PumpEvent, PumpEventKind
from programmer.therapy.quantities import PumpTime

_log = logging.getLogger(__name__)
_CHANGES = (
    PumpEventKind.PROGRAM_CHANGED.value,
    PumpEventKind.MEMORY_MADE.value,
    PumpEventKind.CLOCK_SET.value,
)


# Asked at every reading of a pump: built once.
_OF_LOG = (StoredPumpEvent.pump_id == bindparam("pump"), StoredPumpEvent.epoch == bindparam("log"))
_HIGHEST = select(func.max(StoredPumpEvent.sequence)).where(*_OF_LOG)
_NEWEST = select(StoredPumpEvent).where(*_OF_LOG).order_by(StoredPumpEvent.sequence.desc()).limit(1)
_COUNT = (
    select(func.count())
    .select_from(StoredPumpEvent)
    .where(*_OF_LOG, StoredPumpEvent.sequence.between(bindparam("first"), bindparam("last")))
)
_EPOCHS = (
    select(StoredPumpEvent.epoch)
    .where(StoredPumpEvent.pump_id == bindparam("pump"))
    .group_by(StoredPumpEvent.epoch)
    .order_by(func.max(StoredPumpEvent.arrival).desc())
)
_CHANGED = (
    select(StoredPumpEvent)
    .where(*_OF_LOG, StoredPumpEvent.kind.in_(_CHANGES))
    .order_by(StoredPumpEvent.sequence)
)
_LEADING = select(func.max(StoredPumpEvent.sequence)).where(
    *_OF_LOG,
    StoredPumpEvent.kind == PumpEventKind.PROGRAM_CHANGED.value,
    StoredPumpEvent.pump_time_us <= bindparam("after"),
)
_FROM = (
    select(StoredPumpEvent)
    .where(
        *_OF_LOG,
        or_(
            StoredPumpEvent.pump_time_us > bindparam("after"),
            StoredPumpEvent.sequence == bindparam("first"),
        ),
    )
    .order_by(StoredPumpEvent.sequence)
)
_HELD = select(StoredPumpEvent.sequence, StoredPumpEvent.id, StoredPumpEvent.raw).where(
    *_OF_LOG, StoredPumpEvent.sequence.between(bindparam("first"), bindparam("last"))
)


class _Held(NamedTuple):
    """An event that is in the records already."""

    id: bytes
    raw: bytes


class SqlPumpEvents(Repository):
    """``ports.PumpEvents``. A second event under a number that is taken, with other bytes, is kept as a conflict."""

    def add(self, events: Sequence[PumpEventRow]) -> int:
        def log_of(row: PumpEventRow) -> tuple[bytes, bytes]:
            return row.pump_id, row.epoch

        return sum(self._add_to_one_log(list(rows)) for _, rows in groupby(events, log_of))

    def last_sequence(self, pump_id: bytes, epoch: bytes) -> int | None:
        return self._session.scalar(_HIGHEST, {"pump": pump_id, "log": epoch})

    def newest(self, pump_id: bytes, epoch: bytes) -> PumpEvent | None:
        found = self._session.scalar(_NEWEST, {"pump": pump_id, "log": epoch})
        return None if found is None else event_of(found).event

    def count(self, pump_id: bytes, epoch: bytes, first: int, last: int) -> int:
        asked = {"pump": pump_id, "log": epoch, "first": first, "last": last}
        return self._session.scalar(_COUNT, asked) or 0

    def epochs(self, pump_id: bytes) -> tuple[bytes, ...]:
        return tuple(self._session.scalars(_EPOCHS, {"pump": pump_id}))

    def changes(self, pump_id: bytes, epoch: bytes) -> tuple[PumpEvent, ...]:
        found = self._session.scalars(_CHANGED, {"pump": pump_id, "log": epoch})
        return tuple(event_of(stored).event for stored in found)

    def since(self, pump_id: bytes, epoch: bytes, after: PumpTime) -> tuple[PumpEvent, ...]:
        asked = {"pump": pump_id, "log": epoch, "after": after.value}
        first = self._session.scalar(_LEADING, asked)
        # Numbers begin at 1.
        found = self._session.scalars(_FROM, asked | {"first": 0 if first is None else first})
        return tuple(event_of(stored).event for stored in found)

    def _add_to_one_log(self, rows: list[PumpEventRow]) -> int:
        held = self._held(rows)
        new: list[PumpEventRow] = []
        conflicts: list[PumpEventRow] = []
        for row in rows:
            known = held.get(row.event.sequence)
            if known is None:
                held[row.event.sequence] = _Held(row.id, row.event.raw)
                new.append(row)
            elif known.raw != row.event.raw:
                conflicts.append(row)
        self._keep_many(StoredPumpEvent, [event_columns(row) for row in new])
        for row in conflicts:
            self._keep_conflict(row, held[row.event.sequence].id)
        return len(new)

    def _held(self, rows: list[PumpEventRow]) -> dict[int, _Held]:
        numbers = [row.event.sequence for row in rows]
        log, span = rows[0], {"first": min(numbers), "last": max(numbers)}
        found = self._session.execute(_HELD, {"pump": log.pump_id, "log": log.epoch, **span})
        return {sequence: _Held(event_id, raw) for sequence, event_id, raw in found}

    def _keep_conflict(self, row: PumpEventRow, kept_id: bytes) -> None:
        """Once per different bytes: the same disagreement is read again at every visit."""
        known = exists().where(
            StoredConflict.pump_id == row.pump_id,
            StoredConflict.epoch == row.epoch,
            StoredConflict.sequence == row.event.sequence,
            StoredConflict.raw == row.event.raw,
        )
        if self._session.scalar(select(known)):
            return
        _log.warning("the pump's log holds another record %d than was read before", row.event.sequence)
        self._keep(StoredConflict(kept_id=kept_id, **event_columns(row)))
