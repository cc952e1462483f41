"""An intent stays open until the pump's own evidence closes it, and is closed once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from programmer.records.rows import IntentHistory, IntentKind, SessionRow
from programmer.records.sql import SqlRecords
from programmer.records.sql.mapping.commands import stored_outcome
from programmer.therapy.outcome import Confirmed, Failed, Outcome, Refused, Uncertain
from programmer.therapy.quantities import PumpTime
from tests.unit.records.visit_rows import NOW, an_intent, an_outcome, new_id, start_session

CONFIRMED = Confirmed(PumpTime(NOW), 13)
REFUSED = Refused("the reservoir is empty")
FAILED = Failed("the link broke", "the pump does not know the token")
UNCERTAIN = Uncertain("no answer came")


@pytest.mark.parametrize("kind", IntentKind)
def test_an_intent_comes_back_open(records: SqlRecords, session: SessionRow, kind: IntentKind) -> None:
    intent = an_intent(session, kind=kind)
    with records.unit_of_work() as work:
        work.intents.add(intent)
        work.commit()
    with records.unit_of_work() as work:
        assert work.intents.open() == (IntentHistory(intent, ()),)


@pytest.mark.parametrize("outcome", [CONFIRMED, REFUSED, FAILED])
def test_a_closing_outcome_closes(records: SqlRecords, session: SessionRow, outcome: Outcome) -> None:
    intent = an_intent(session)
    row = an_outcome(intent, outcome)
    with records.unit_of_work() as work:
        work.intents.add(intent)
        work.intents.add_outcome(row)
        assert work.intents.open() == ()
        work.commit()
    record = records.history().session(session.id)
    assert record is not None
    assert record.intents == (IntentHistory(intent, (row,)),)


def test_uncertain_outcomes_leave_an_intent_open(records: SqlRecords, session: SessionRow) -> None:
    intent = an_intent(session)
    rows = tuple(an_outcome(intent, Uncertain(f"silence {number}")) for number in range(3))
    with records.unit_of_work() as work:
        work.intents.add(intent)
        for row in rows:
            work.intents.add_outcome(row)
        assert work.intents.open() == (IntentHistory(intent, rows),)
        work.intents.add_outcome(an_outcome(intent, CONFIRMED))
        assert work.intents.open() == ()


def test_a_signature_closes_what_stays_uncertain(records: SqlRecords, session: SessionRow) -> None:
    intent = an_intent(session)
    signed = an_outcome(intent, Uncertain("the pump cannot tell", "read and judged"))
    with records.unit_of_work() as work:
        work.intents.add(intent)
        work.intents.add_outcome(an_outcome(intent, UNCERTAIN))
        work.intents.add_outcome(signed)
        assert work.intents.open() == ()
        work.commit()
    record = records.history().session(session.id)
    assert record is not None
    assert record.intents[0].outcomes[-1] == signed
    assert record.summary.open_intents == 0


@pytest.mark.parametrize("late", [CONFIRMED, REFUSED, FAILED, UNCERTAIN])
def test_a_closed_intent_takes_no_further_outcome(
    records: SqlRecords, session: SessionRow, late: Outcome
) -> None:
    intent = an_intent(session)
    with records.unit_of_work() as work:
        work.intents.add(intent)
        work.intents.add_outcome(an_outcome(intent, REFUSED))
        with pytest.raises(ValueError, match="closing outcome already"):
            work.intents.add_outcome(an_outcome(intent, late))


def test_the_table_itself_takes_one_closing_outcome(records: SqlRecords, session: SessionRow) -> None:
    """Where another program writes between the question and the row, the index is what holds."""
    intent = an_intent(session)
    with records.unit_of_work() as work:
        work.intents.add(intent)
        work.intents.add_outcome(an_outcome(intent, UNCERTAIN))
        work.intents.add_outcome(an_outcome(intent, CONFIRMED))
        repository = work.intents
        with pytest.raises(IntegrityError):
            repository._keep(stored_outcome(an_outcome(intent, FAILED)))  # type: ignore[attr-defined]


def test_an_outcome_found_in_a_later_session_closes_the_intent_of_the_earlier_one(
    records: SqlRecords, session: SessionRow
) -> None:
    intent = an_intent(session)
    later = start_session(records, started_utc_us=NOW + 3_600_000_000)
    found = replace(an_outcome(intent, CONFIRMED), session_id=later.id)
    with records.unit_of_work() as work:
        work.intents.add(intent)
        work.intents.add_outcome(an_outcome(intent, UNCERTAIN))
        work.intents.add_outcome(found)
        work.commit()
    first, second = (records.history().session(each.id) for each in (session, later))
    assert first is not None
    assert first.intents[0].outcomes[-1] == found
    assert first.summary.open_intents == 0
    assert second is not None
    assert second.intents == ()


def test_open_intents_are_of_one_pump_or_of_all_and_oldest_first(records: SqlRecords) -> None:
    here, there = start_session(records, serial="SIM-0001"), start_session(records, serial="SIM-0002")
    intents = [
        an_intent(here, "SIM-0001"),
        an_intent(there, "SIM-0002"),
        replace(an_intent(here, "SIM-0001"), confirmed_utc_us=NOW - 1),  # the clock was set back
    ]
    with records.unit_of_work() as work:
        for intent in intents:
            work.intents.add(intent)
        assert [history.intent for history in work.intents.open()] == intents
        assert [history.intent for history in work.intents.open("SIM-0001")] == [intents[0], intents[2]]
        assert work.intents.open("SIM-0003") == ()


def test_a_token_is_used_once(records: SqlRecords, session: SessionRow) -> None:
    intent = an_intent(session)
    with records.unit_of_work() as work:
        work.intents.add(intent)
        with pytest.raises(IntegrityError):
            work.intents.add(replace(intent, id=new_id()))


def test_an_intent_of_an_unknown_session_is_refused(records: SqlRecords, session: SessionRow) -> None:
    stranger = replace(session, id=new_id())
    with records.unit_of_work() as work, pytest.raises(IntegrityError):
        work.intents.add(an_intent(stranger))


@pytest.mark.requirement("GPCA-EC02", "OPCA-R6.5.0-9")
@pytest.mark.parametrize("passed", [(), ("above 20 %",), ("one", "another", "one")])
@pytest.mark.parametrize("reason", ["", "a second opinion was asked"])
def test_the_limits_that_an_intent_passes_come_back_in_their_order_with_the_reason(
    records: SqlRecords, session: SessionRow, passed: tuple[str, ...], reason: str
) -> None:
    other = an_intent(session)
    intent = replace(an_intent(session), passed=passed, reason=reason)
    with records.unit_of_work() as work:
        work.intents.add(intent)
        work.intents.add(other)
        work.commit()
    with records.unit_of_work() as work:
        assert [history.intent for history in work.intents.open()] == [intent, other]
    record = records.history().session(session.id)
    assert record is not None
    assert [history.intent for history in record.intents] == [intent, other]
    assert record.summary.last_intent == IntentHistory(other, ())


def test_an_intent_that_is_not_committed_leaves_no_reason_behind(
    records: SqlRecords, session: SessionRow
) -> None:
    with records.unit_of_work() as work:
        work.intents.add(an_intent(session))
    with records._reader.connect() as connection:
        for table in ("intents", "intent_reasons", "passed_limits"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() == 0
