"""Every row says who wrote it, where, with which version and when."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from programmer.clock import ManualClock
from programmer.records.sql.tables import Base
from tests.unit.records.visit_rows import (
    NOW,
    PROVENANCE,
    a_sample,
    open_store,
    start_session,
    write_a_visit,
)


@pytest.mark.requirement("OPCA-R6.6.0-8")
def test_every_table_is_stamped_at_the_moment_of_writing() -> None:
    clock = ManualClock()
    records = open_store(clock=clock)
    write_a_visit(records, pause=lambda: clock.wait_us(1_500_000))
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
