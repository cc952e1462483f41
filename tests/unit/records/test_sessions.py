"""Sessions, programs and interrogations come back as they were stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from programmer.records.rows import ProgramOrigin, SessionEnd, SessionRecord, SessionRow
from programmer.records.sql import SqlRecords
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.drug_library import LibraryIdentity
from programmer.therapy.pump import Battery, BatteryState, BolusKind, ChangedBy, Delivery, LogPosition
from programmer.therapy.quantities import Nanolitres, PumpTime
from tests.unit.records.visit_rows import CLINICS, SHIPPED, a_program, an_end, an_interrogation, new_id

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
        {"bolus": None, "bolus_until": None, "lockout_until": None, "mode_since": None},
        *({"bolus": kind} for kind in BolusKind),
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


@pytest.mark.requirement("GIP-5.6")
@pytest.mark.parametrize("library", [(), (SHIPPED,), (SHIPPED, CLINICS), (CLINICS, SHIPPED)])
@pytest.mark.parametrize("origin", ProgramOrigin)
def test_a_program_names_the_libraries_that_were_in_force_in_their_order(
    records: SqlRecords, session: SessionRow, library: tuple[LibraryIdentity, ...], origin: ProgramOrigin
) -> None:
    other = a_program(session)
    program = replace(a_program(session), library=library, origin=origin)
    with records.unit_of_work() as work:
        work.sessions.add_program(other)
        work.sessions.add_program(program)
        work.sessions.add_interrogation(an_interrogation(session, program))
        work.commit()
    record = _record(records, session)
    assert record.programs == (other, program)
    assert record.summary.program_before == record.summary.program_after == program


def test_a_library_is_stored_once_for_all_its_programs(records: SqlRecords, session: SessionRow) -> None:
    with records.unit_of_work() as work:
        for _ in range(3):
            work.sessions.add_program(a_program(session))
        work.commit()
    with records._reader.connect() as connection:
        seals = (
            connection.exec_driver_sql("SELECT sha256 FROM drug_libraries ORDER BY arrival").scalars().all()
        )
        links = connection.exec_driver_sql("SELECT count(*) FROM program_libraries").scalar_one()
    assert (seals, links) == ([SHIPPED.sha256, CLINICS.sha256], 6)


@pytest.mark.parametrize(
    "changes",
    [
        {"version": "4"},
        {"clinic": "St. Y"},
        {"signed_by": "nobody"},
        {"name": "x"},
        {"date": date(2020, 1, 1)},
    ],
)
def test_a_seal_names_one_library_only(
    records: SqlRecords, session: SessionRow, changes: dict[str, Any]
) -> None:
    program = replace(a_program(session), id=new_id(), library=(replace(SHIPPED, **changes),))
    with records.unit_of_work() as work:
        work.sessions.add_program(a_program(session))
        with pytest.raises(ValueError, match="with other words"):
            work.sessions.add_program(program)
