"""Interrogation, polling and the copy of the pump's log, and whose pump it is."""

from __future__ import annotations

import pytest

from programmer.device.implant.codes import Opcode
from programmer.device.implant.messages.commands import Stop
from programmer.known_error import LinkTrouble, RefusedError
from programmer.records.rows import PatientRow, ProgramOrigin, SessionEnd
from programmer.simulator.faults.fault import Fault
from programmer.simulator.faults.kinds import FaultKind
from programmer.telemetry.attention import CancelWanted
from programmer.telemetry.codes import LinkStatus
from programmer.telemetry.frames import Frame
from programmer.therapy.canonical import encode_program
from programmer.therapy.outcome import Confirmed, Uncertain
from programmer.therapy.pump import PumpEventKind
from programmer.visit.commands import judged
from programmer.visit.visit import Visit
from tests.unit.visit.bench import OTHER_SERIAL, SECOND, Bench, a_program, stage


@pytest.mark.requirement("CRISYS-077-081", "OPCA-R6.6.0-1")
def test_an_interrogation_reads_everything_and_is_kept() -> None:
    bench = Bench()
    visit = bench.begin()
    found, pump = visit.interrogation, bench.site.pump
    assert found.identity == pump.identity
    assert found.limits == pump.model.limits
    assert found.catheter == pump.model.catheter
    assert found.canonical == pump.canonical
    assert found.status.program_hash == pump.active_hash
    assert found.offset_us == 0
    record = bench.records.history().session(bench.records.history().summaries()[0].session.id)
    assert record is not None
    assert [row.status for row in record.interrogations] == [found.status]
    assert [(row.origin, row.canonical) for row in record.programs] == [(ProgramOrigin.READ, found.canonical)]
    assert [row.event.kind for row in record.events] == [PumpEventKind.MEMORY_MADE]


@pytest.mark.requirement("CRISYS-077-081", "GPCA-C13", "OPCA-R6.6.0-1", "OPCA-R6.7.0-1")
def test_polls_are_kept_as_samples_and_new_log_entries_are_fetched() -> None:
    bench = Bench()
    visit = bench.begin()
    for _ in range(5):
        visit.poll()
        visit.driver.rest(SECOND)
    bench.site.pump.stop(b"somebody else's.")
    visit.poll()
    record = bench.records.history().session(bench.records.history().summaries()[0].session.id)
    assert record is not None
    assert [sample.running for sample in record.samples] == [True] * 5 + [False]
    assert [row.event.kind for row in record.events] == [PumpEventKind.MEMORY_MADE, PumpEventKind.STOPPED]


@pytest.mark.requirement("OPCA-R6.6.0-1")
def test_a_long_log_is_read_to_its_end_and_only_once() -> None:
    bench = Bench()
    for number in range(200):
        bench.site.pump.stop(number.to_bytes(16, "little"))
    bench.begin().end()
    asked = len(bench.line.requests)
    bench.begin()
    events = [
        row.event.sequence
        for summary in bench.records.history().summaries()
        for record in [bench.records.history().session(summary.session.id)]
        if record is not None
        for row in record.events
    ]
    # The first visit has left its mark, which only the second can read.
    assert sorted(events) == list(range(1, 203))
    assert len(bench.line.requests) - asked < 12


@pytest.mark.requirement("OPCA-R6.6.0-6")
def test_a_log_that_has_wrapped_leaves_a_gap_and_not_a_guess() -> None:
    bench = Bench()
    bench.begin().end()
    for number in range(2100):
        bench.site.pump.stop(number.to_bytes(16, "little"))
    visit = bench.begin()
    record = bench.records.history().session(bench.records.history().summaries()[0].session.id)
    assert record is not None
    sequences = [row.event.sequence for row in record.events]
    assert sequences == list(range(103, 2103))
    assert visit.status.log.first_sequence == 103


def test_progress_counts_the_entries_of_the_log_that_are_still_to_come() -> None:
    bench = Bench()
    visit = bench.begin()
    for number in range(200):
        bench.site.pump.stop(number.to_bytes(16, "little"))
    told: list[tuple[int, int]] = []
    visit.interrogate(lambda done, total: told.append((done, total)))
    log = told[5:]
    assert told[:5] == [(done, 5) for done in range(1, 6)]
    assert len(log) > 2
    assert log == sorted(set(log))
    assert {total for _, total in log} == {205}
    assert log[-1] == (205, 205)


def test_a_new_memory_of_the_pump_is_read_from_its_beginning() -> None:
    bench = Bench()
    bench.begin().end()
    bench.put_in_reach(bench.new_site())
    bench.begin()
    record = bench.records.history().session(bench.records.history().summaries()[0].session.id)
    assert record is not None
    assert [row.event.sequence for row in record.events] == [1]


def test_waiting_keeps_the_session_alive_for_as_long_as_it_takes() -> None:
    bench = Bench()
    visit = bench.begin()
    until = bench.clock.monotonic_us() + 60 * SECOND
    visit.wait_until(lambda: bench.clock.monotonic_us() >= until)
    assert isinstance(visit.commit(stage(visit)), Confirmed)
    bench.attention.ask_to_cancel()
    with pytest.raises(CancelWanted):
        visit.wait_until(lambda: False)


def test_a_pump_that_does_not_tell_about_tokens_leaves_the_command_not_known() -> None:
    """It may be of another version; that it refuses the question says nothing about the command."""
    bench = Bench()
    visit = bench.begin()
    staged = stage(visit)

    unknown = LinkStatus.UNKNOWN_REQUEST
    bench.site.faults.arm(Fault(FaultKind.REFUSE, opcode=Opcode.TOKEN_STATUS, status=unknown, times=None))
    bench.line.break_after(105)
    outcome = visit.commit(staged)
    assert outcome == Uncertain(
        "The pump does not tell what became of it (The pump does not know this request)"
    )
    assert [intent.program_after for intent in visit.unsettled] == [staged.readback.sha256]
    (settled,) = visit.reconnect()
    assert isinstance(settled.outcome, Uncertain)


@pytest.mark.requirement("GIP-5.11")
def test_a_pump_that_names_another_program_than_the_confirmed_one_has_not_confirmed() -> None:
    bench = Bench()
    visit = bench.begin()
    staged = stage(visit)

    def other_hash(frame: Frame) -> Frame:
        if frame.opcode != Opcode.COMMIT:
            return frame
        payload = frame.payload[:-1] + bytes([frame.payload[-1] ^ 1])
        return Frame(frame.flags, frame.opcode, frame.session, frame.counter, payload)

    bench.plug.on_reply = other_hash
    assert visit.commit(staged) == Uncertain(
        "The pump says it is done, but names another program than the one confirmed"
    )
    bench.plug.on_reply = lambda frame: frame
    assert [type(command.outcome) for command in visit.settle()] == [Confirmed]


def test_an_answer_of_an_unknown_kind_to_a_command_is_no_refusal_and_the_pump_is_asked() -> None:
    bench = Bench()
    visit = bench.begin()
    staged = stage(visit)

    def other_status(frame: Frame) -> Frame:
        if frame.opcode != Opcode.COMMIT:
            return frame
        payload = frame.payload[:4] + b"\x48\x48"
        return Frame(frame.flags, frame.opcode, frame.session, frame.counter, payload)

    bench.plug.on_reply = other_status
    assert isinstance(visit.commit(staged), Confirmed)
    assert [type(outcome) for outcome in bench.outcomes()] == [Uncertain, Confirmed]


def test_judging_needs_the_pumps_word_or_a_whole_proof() -> None:
    """The token table's own answers, from the pump that knows the token and from the one that never saw it."""
    bench = Bench()
    visit = bench.begin()
    visit.stop()
    (history,) = bench.histories()
    known = visit.driver.token_status(history.intent.token)
    unknown = visit.driver.token_status(Stop(b"never sent to it").token)
    assert judged(history.intent, known) == bench.outcomes()[0]
    assert type(judged(history.intent, unknown)).__name__ == "Failed"


# ---- whose pump it is -----------------------------------------------------------------------------------------


def assigned(bench: Bench, patient: PatientRow) -> Visit:
    visit = bench.begin(patient)
    visit.assign(patient.id)
    visit.interrogate()
    return visit


@pytest.mark.requirement("GPCA-EC15")
def test_a_pump_without_a_patient_may_be_programmed_when_nobody_was_chosen() -> None:
    visit = Bench().begin()
    assert visit.standing.owner is None
    assert visit.standing.objection is None
    assert isinstance(visit.commit(stage(visit)), Confirmed)


@pytest.mark.requirement("GIP-8.6", "GPCA-EC16", "OPCA-R6.8.0-5", "OPCA-R8.1.0-1")
def test_a_pump_must_be_the_chosen_patients_before_it_is_programmed_or_resumed() -> None:
    bench = Bench()
    ada, bo = bench.patient("Ada Byron"), bench.patient("Bo Diddley")
    visit = bench.begin(ada)
    reason = "Pump RF20-10432 may not be programmed for Ada Byron"
    with pytest.raises(RefusedError, match=reason):
        visit.propose(a_program())
    with pytest.raises(RefusedError, match=reason):
        visit.resume(visit.status)
    visit.assign(ada.id)
    assert visit.standing.owner == ada
    assert isinstance(visit.commit(stage(visit)), Confirmed)
    visit.end()

    wrong = bench.begin(bo)
    with pytest.raises(RefusedError, match="It is Ada Byron's pump"):
        wrong.propose(a_program())
    with pytest.raises(RefusedError, match="It is Ada Byron's pump"):
        wrong.resume(wrong.status)
    with pytest.raises(RefusedError, match="It is Ada Byron's pump"):
        wrong.assign(bo.id)
    assert wrong.standing.owner == ada


@pytest.mark.requirement("GPCA-EC16")
def test_stop_asks_nobody_whose_pump_it_is() -> None:
    bench = Bench()
    assigned(bench, bench.patient("Ada Byron")).end()
    visit = bench.begin(bench.patient("Bo Diddley"))
    assert visit.standing.objection is not None
    assert isinstance(visit.stop(), Confirmed)
    assert not bench.pump_runs


def test_an_assigned_pump_may_be_programmed_without_choosing_anybody() -> None:
    bench = Bench()
    ada = bench.patient("Ada Byron")
    assigned(bench, ada).end()
    visit = bench.begin()
    assert visit.standing.owner == ada
    assert visit.standing.objection is None


@pytest.mark.requirement("GPCA-EC15")
def test_assigning_closes_the_sitting_so_far_and_what_follows_is_the_patients() -> None:
    bench = Bench()
    ada = bench.patient("Ada Byron")
    visit = assigned(bench, ada)
    visit.commit(stage(visit))
    visit.end()
    newest, before = bench.records.history().summaries()
    assert (before.patient, newest.patient) == (None, ada)
    assert before.end is not None
    assert before.end.end is SessionEnd.CLOSED
    assert before.program_after is not None
    assert newest.program_before is not None
    assert newest.program_before.canonical == before.program_after.canonical
    assert newest.last_intent is not None


def test_the_pump_of_one_patient_says_nothing_of_another_pump() -> None:
    bench = Bench()
    assigned(bench, bench.patient("Ada Byron")).end()
    bench.put_in_reach(bench.new_site(OTHER_SERIAL))
    assert bench.begin().standing.owner is None


def test_a_patient_who_is_not_in_the_records_is_refused_before_a_session_begins() -> None:
    bench = Bench()
    ghost = PatientRow(bytes(16), "Nobody", None, "")
    with pytest.raises(RefusedError, match="The chosen patient is not in the records"):
        bench.begin(ghost)
    assert bench.records.history().summaries() == ()


def test_a_pump_with_a_program_of_an_unknown_kind_is_not_taken_for_read() -> None:
    bench = Bench()
    visit = bench.visit()
    bench.site.pump._canonical = b"\x02\x00" + encode_program(a_program())[2:]
    with pytest.raises(LinkTrouble, match="The pump runs a program that this version cannot read"):
        visit.begin()
