"""What the pump can never tell may be closed by a person, deliberately, with a reason, and stays not known."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from programmer.device.implant.codes import Opcode
from programmer.known_error import OutcomeUncertain, RefusedError
from programmer.records.rows import OutcomeRow, SessionEnd
from programmer.telemetry.frames import Frame
from programmer.therapy.outcome import Confirmed, Uncertain
from programmer.visit.bookkeeping import ClosedMeanwhile
from programmer.visit.visit import Visit
from tests.unit.visit.bench import ANOTHER_MEMORY, Bench, a_program, stage

NOTE = "Pump read, runs 90 mcg per day, patient well"


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.records.close()


def _visit_after_an_unknowable_stop(bench: Bench) -> Visit:
    """A stop whose reply was lost, to a pump whose memory is made anew before anybody can ask it."""
    visit = bench.begin()
    bench.line.lose_all_requests()
    assert isinstance(visit.stop(), Uncertain)
    bench.line.lose_all_requests(False)
    bench.put_in_reach(bench.new_site())
    visit.reconnect()
    assert len(visit.unsettled) == 1
    return visit


def test_a_command_that_can_never_be_known_blocks_programming_until_it_is_signed(bench: Bench) -> None:
    visit = _visit_after_an_unknowable_stop(bench)
    with pytest.raises(OutcomeUncertain):
        visit.propose(a_program())

    (signed,) = visit.sign_unknown(NOTE)

    assert isinstance(signed.outcome, Uncertain)
    assert signed.outcome.signed == NOTE
    assert visit.unsettled == ()
    assert isinstance(visit.commit(stage(visit)), Confirmed)


def test_the_signature_is_in_the_records_and_the_outcome_is_still_not_known(bench: Bench) -> None:
    _visit_after_an_unknowable_stop(bench).sign_unknown(NOTE)

    assert isinstance(bench.outcomes()[-1], Uncertain)
    assert bench.outcomes()[-1] == Uncertain(ANOTHER_MEMORY, NOTE)
    assert bench.records.history().summaries()[0].open_intents == 0


@pytest.mark.parametrize("note", ["", "   "])
def test_nothing_is_signed_without_a_reason(bench: Bench, note: str) -> None:
    visit = _visit_after_an_unknowable_stop(bench)

    with pytest.raises(RefusedError, match="reason is missing"):
        visit.sign_unknown(note)

    assert len(visit.unsettled) == 1


@pytest.mark.parametrize("note", ["x", "aaaaaaaaaaaa", "123456789012"])
def test_nothing_is_signed_for_a_reason_that_would_pass_no_limit(bench: Bench, note: str) -> None:
    visit = _visit_after_an_unknowable_stop(bench)

    with pytest.raises(RefusedError, match="of 10 letters or more"):
        visit.sign_unknown(note)

    assert len(visit.unsettled) == 1


def test_what_the_pump_can_tell_after_all_is_taken_from_the_pump_and_not_from_the_signature(
    bench: Bench,
) -> None:
    visit = bench.begin()
    bench.line.lose_all_replies()
    assert isinstance(visit.stop(), Uncertain)
    bench.line.lose_all_replies(False)
    visit.driver.new_session()

    (told,) = visit.sign_unknown(NOTE)

    assert isinstance(told.outcome, Confirmed)
    assert not bench.pump_runs


def _close_next_door(bench: Bench) -> Uncertain:
    """Another process with these records signs for the one command that is open."""
    (history,) = bench.records.history().open_commands()
    intent = history.intent
    end = Uncertain(ANOTHER_MEMORY, "closed at the workstation next door")
    with bench.records.unit_of_work() as work:
        work.intents.add_outcome(
            OutcomeRow(b"n" * 16, intent.id, intent.session_id, end, bench.clock.utc_us())
        )
        work.commit()
    return end


def test_a_signature_that_came_second_is_refused_and_leaves_nothing_open_behind(bench: Bench) -> None:
    visit = _visit_after_an_unknowable_stop(bench)

    def on_request(frame: Frame) -> None:
        if frame.opcode == Opcode.TOKEN_STATUS:
            _close_next_door(bench)

    bench.plug.on_request = on_request

    with pytest.raises(ClosedMeanwhile, match="closed at the workstation next door"):
        visit.sign_unknown(NOTE)

    assert visit.unsettled == ()
    visit.interrogate()
    visit.end("read")
    end = bench.records.history().summaries()[0].end
    assert end is not None
    assert end.end is SessionEnd.CLOSED


def test_what_another_process_closed_meanwhile_is_neither_asked_about_nor_closed_again(bench: Bench) -> None:
    visit = _visit_after_an_unknowable_stop(bench)
    end = _close_next_door(bench)
    asked = len(bench.line.requests)

    assert visit.settle() == ()

    assert len(bench.line.requests) == asked
    assert visit.unsettled == ()
    assert bench.outcomes()[-1] == end
