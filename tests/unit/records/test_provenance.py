"""Every row says who wrote it, where, with which version and when."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from programmer.clock import ManualClock
from programmer.records.sql.tables import Base
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.outcome import Uncertain
from tests.unit.records.visit_rows import (
    NOW,
    PROVENANCE,
    a_patient,
    a_program,
    a_sample,
    an_assignment,
    an_end,
    an_event,
    an_intent,
    an_interrogation,
    an_outcome,
    open_store,
    start_session,
)


@pytest.mark.requirement("OPCA-R6.6.0-8")
def test_every_table_is_stamped_at_the_moment_of_writing() -> None:
    clock = ManualClock()
    records = open_store(clock=clock)
    patient = a_patient()
    session = start_session(records, patient)
    program, intent = a_program(session), an_intent(session)
    with records.unit_of_work() as work:
        pump = work.pumps.by_serial("SIM-0001")
        assert pump is not None
        clock.wait_us(1_500_000)
        work.pumps.assign(an_assignment(pump, patient))
        work.sessions.add_program(program)
        work.sessions.add_interrogation(an_interrogation(session, program, AlarmKind.LOW_RESERVOIR))
        work.intents.add(intent)
        work.intents.add_outcome(an_outcome(intent, Uncertain("silence")))
        work.samples.add([a_sample(session)])
        work.events.add([an_event(session, 1), an_event(session, 1, b"other")])
        work.sessions.end(an_end(session))
        work.commit()

    who = (PROVENANCE.actor, PROVENANCE.workstation, PROVENANCE.program_version)
    earlier = {"patients", "indications", "pumps", "sessions"}
    with records._reader.connect() as connection:
        for name, table in Base.metadata.tables.items():
            columns = table.c
            stamp = select(
                columns.actor,
                columns.workstation,
                columns.program_version,
                columns.recorded_utc_us,
                columns.id,
            )
            rows = connection.execute(stamp).all()
            assert rows, f"the test wrote nothing into {name}"
            moments = (
                {NOW, NOW + 1_500_000} if name == "seals" else {NOW if name in earlier else NOW + 1_500_000}
            )
            assert {tuple(row[:4]) for row in rows} == {(*who, moment) for moment in moments}, name
            assert {len(row[4]) for row in rows} == {16}, name
    records.close()


def test_ids_of_rows_that_come_without_one_are_drawn_from_the_given_randomness() -> None:
    drawn = []
    for _ in range(2):
        records = open_store()
        session = start_session(records)
        with records.unit_of_work() as work:
            work.samples.add([a_sample(session, 0), a_sample(session, 1)])
            work.commit()
        with records._reader.connect() as connection:
            drawn.append(
                connection.exec_driver_sql("SELECT id FROM samples ORDER BY arrival").scalars().all()
            )
        records.close()
    assert drawn[0] == drawn[1]
    assert len(set(drawn[0])) == 2
