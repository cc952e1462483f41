"""Sessions, programs and interrogations come back as they were stored."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from programmer.records.rows import ProgramOrigin, SessionEnd, SessionRecord, SessionRow
from programmer.records.sql import SqlRecords
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.pump import Battery, BatteryState, ChangedBy, Delivery, LogPosition
from programmer.therapy.quantities import Nanolitres, PumpTime
from tests.unit.records.visit_rows import a_program, an_end, an_interrogation

LARGEST = 2**63 - 1


def _record(records: SqlRecords, session: SessionRow) -> SessionRecord:
    record = records.history().session(session.id)
    assert record is not None
    return record


@pytest.mark.parametrize("how", SessionEnd)
def test_a_session_and_its_end_come_back(records: SqlRecords, session: SessionRow, how: SessionEnd) -> None:
    end = an_end(session, how)
    with records.unit_of_work() as work:
        work.sessions.end(end)
        work.commit()
    summary = _record(records, session).summary
    assert summary.session == session
    assert summary.end == end


def test_a_session_ends_once(records: SqlRecords, session: SessionRow) -> None:
    with records.unit_of_work() as work:
        work.sessions.end(an_end(session))
        with pytest.raises(IntegrityError):
            work.sessions.end(an_end(session, SessionEnd.LINK_LOST))


@pytest.mark.parametrize("origin", ProgramOrigin)
def test_a_program_comes_back(records: SqlRecords, session: SessionRow, origin: ProgramOrigin) -> None:
    program = replace(a_program(session), origin=origin)
    with records.unit_of_work() as work:
        work.sessions.add_program(program)
        work.commit()
    assert _record(records, session).programs == (program,)


def test_a_program_under_the_hash_of_another_is_not_stored(records: SqlRecords, session: SessionRow) -> None:
    program = replace(a_program(session, 97_000), sha256=a_program(session, 98_000).sha256)
    with records.unit_of_work() as work, pytest.raises(ValueError, match="SHA-256"):
        work.sessions.add_program(program)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"active_alarms": (AlarmKind.BATTERY_REPLACE, AlarmKind.LOW_RESERVOIR), "latched_alarms": ()},
        {"active_alarms": tuple(AlarmKind), "latched_alarms": tuple(AlarmKind)},
        {"delivery": Delivery.STOPPED, "delivery_by": ChangedBy.PUMP},
        {"delivery_by": ChangedBy.FACTORY},
        {"battery": Battery(BatteryState.ERI, 0)},
        {"battery": Battery(BatteryState.END_OF_SERVICE, None)},
        {"pump_time": PumpTime(-1), "delivery_since": PumpTime(-LARGEST)},
        {"reservoir": Nanolitres(LARGEST), "state_rev": LARGEST, "log": LogPosition(b"\0" * 16, 0, LARGEST)},
    ],
)
def test_an_interrogation_comes_back(
    records: SqlRecords, session: SessionRow, changes: dict[str, Any]
) -> None:
    program = a_program(session)
    reading = an_interrogation(session, program)
    reading = replace(reading, status=replace(reading.status, **changes))
    with records.unit_of_work() as work:
        work.sessions.add_program(program)
        work.sessions.add_interrogation(reading)
        work.commit()
    assert _record(records, session).interrogations == (reading,)


def test_each_interrogation_keeps_its_own_alarms(records: SqlRecords, session: SessionRow) -> None:
    program = a_program(session)
    readings = (
        an_interrogation(session, program, AlarmKind.LOW_RESERVOIR),
        an_interrogation(session, program),
        an_interrogation(session, program, AlarmKind.EMPTY_RESERVOIR, AlarmKind.LOW_RESERVOIR),
    )
    with records.unit_of_work() as work:
        work.sessions.add_program(program)
        for reading in readings:
            work.sessions.add_interrogation(reading)
        work.commit()
    assert _record(records, session).interrogations == readings


def test_an_interrogation_of_a_program_that_is_not_stored_is_refused(
    records: SqlRecords, session: SessionRow
) -> None:
    with records.unit_of_work() as work, pytest.raises(IntegrityError):
        work.sessions.add_interrogation(an_interrogation(session, a_program(session)))
