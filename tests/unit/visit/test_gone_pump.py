"""A pump that will never answer again leaves no command open for ever, and one that does answer is asked instead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from programmer.device.implant.codes import Opcode
from programmer.known_error import RefusedError
from programmer.records.rows import IntentRow, OutcomeRow, SessionRow
from programmer.settings import SIMULATED_PUMP_URL
from programmer.simulator.site import DEFAULT_SERIAL
from programmer.simulator.tokens import TokenTable
from programmer.telemetry.frames import Frame
from programmer.telemetry.link_troubles import LinkSilent
from programmer.therapy.outcome import Confirmed, Outcome, Uncertain
from programmer.therapy.pump import PumpIdentity
from programmer.therapy.quantities import PumpTime
from programmer.visit.bookkeeping import SessionBook
from programmer.visit.commands import OutcomeNotKept
from programmer.visit.gone_pump import (
    MAY_BE_UNDER_WAY_US,
    CalledInside,
    OthersOpen,
    PerhapsUnderWay,
    called_in_vain,
    close_for_gone,
    require_open,
    sign_for_gone,
)
from programmer.visit.open_commands import SettledCommand
from programmer.visit.review import told_later, told_later_text
from programmer.visit.tasks import SignForGone
from programmer.visit.visit import Visit
from tests.support.trusted import stranger
from tests.unit.records.visit_rows import a_pump, a_sample, a_session, an_end, an_intent
from tests.unit.visit.bench import OTHER_SERIAL, SECOND, URL, Bench

NOTE = "Explanted on Friday, seen on the table"
SILENCE = f"nothing answers at {URL}"


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.records.close()


class _Killed(BaseException):
    """The program is no more."""


def _killed(*_: object) -> None:
    raise _Killed


def _leave_a_stop_open(bench: Bench) -> Visit:
    visit = bench.begin()
    bench.line.lose_all_requests()
    assert isinstance(visit.stop(), Uncertain)
    visit.link_lost("the pump is out of reach")
    return visit


def _leave_a_command_open(bench: Bench, serial: str, url: str = URL, *, ended: bool = True) -> SessionRow:
    """Another program with these records sent it just now, to a pump at that address."""
    with bench.records.unit_of_work() as work:
        pump = work.pumps.by_serial(serial)
        if pump is None:
            pump = a_pump(serial)
            work.pumps.add(pump)
        session = replace(a_session(pump, started_utc_us=bench.clock.utc_us()), url=url)
        work.sessions.start(session)
        work.intents.add(replace(an_intent(session, serial), confirmed_utc_us=bench.clock.utc_us()))
        if ended:
            work.sessions.end(an_end(session))
        work.commit()
    return session


def _sign(bench: Bench, note: str = NOTE) -> tuple[SettledCommand, ...]:
    """All that is open, as if the pump had been called in vain."""
    seen = require_open(bench.context, DEFAULT_SERIAL)
    return sign_for_gone(bench.context, DEFAULT_SERIAL, seen, note, SILENCE)


def _wanted(bench: Bench) -> SignForGone:
    """What somebody signs who was shown all that is open now."""
    seen = bench.records.history().open_commands()
    return SignForGone(URL, DEFAULT_SERIAL, NOTE, tuple(one.intent.id for one in seen))


class _Meanwhile:
    """Nobody answers, and while the pump is called something else happens in these records."""

    url = URL

    def __init__(self, happens: Callable[[], object]) -> None:
        self._happens = happens
        self.called = False

    def open(self) -> None:
        self.called = True

    def identify(self) -> PumpIdentity:
        self._happens()
        raise LinkSilent("The pump does not answer", "Nothing came", "Try again")

    def disconnect(self) -> None:
        pass


def test_a_pump_that_is_silent_on_a_link_that_works_was_called_in_vain(bench: Bench) -> None:
    bench.line.lose_all_requests()
    assert called_in_vain(bench.driver(), DEFAULT_SERIAL) == SILENCE


def test_another_pump_in_its_place_is_named_and_keeps_its_session(bench: Bench) -> None:
    bench.put_in_reach(bench.new_site(OTHER_SERIAL))
    assert called_in_vain(bench.driver(), DEFAULT_SERIAL) == f"pump {OTHER_SERIAL} answers at {URL}"
    assert bench.site._responder._session is None


def test_a_pump_that_answers_is_to_be_asked_and_not_to_be_signed_for(bench: Bench) -> None:
    with pytest.raises(RefusedError, match=rf"Pump {DEFAULT_SERIAL} answers at .* no signature replaces"):
        called_in_vain(bench.driver(), DEFAULT_SERIAL)


def test_a_pump_that_does_not_know_this_workstation_answers_as_well(bench: Bench) -> None:
    bench.trust = stranger(7)
    with pytest.raises(RefusedError, match="answers at"):
        called_in_vain(bench.driver(), DEFAULT_SERIAL)


def test_over_a_link_that_cannot_be_opened_nobody_was_called(bench: Bench) -> None:
    bench.line.break_after(0)
    with pytest.raises(RefusedError, match=rf"Pump {DEFAULT_SERIAL} was not called: "):
        called_in_vain(bench.driver(), DEFAULT_SERIAL)


def test_the_signature_closes_every_command_of_that_pump_and_says_that_it_was_not_asked(bench: Bench) -> None:
    _leave_a_stop_open(bench)
    (signed,) = _sign(bench, f" {NOTE} ")
    assert signed.outcome == Uncertain(
        f"The pump was not asked: {SILENCE}, and it was signed that pump {DEFAULT_SERIAL} is gone", NOTE
    )
    assert bench.records.history().open_commands() == ()
    assert bench.outcomes()[-2:] == [Uncertain(f"The pump was not asked: {SILENCE}"), signed.outcome]


def test_who_signed_and_when_stands_beside_a_command_of_which_nothing_else_was_ever_kept(
    bench: Bench,
) -> None:
    visit = bench.begin()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SessionBook, "keep_outcome", _killed)
        with pytest.raises(_Killed):
            visit.stop()
    _sign(bench)
    (history,) = bench.histories()
    told = told_later(history)[-1]
    assert told_later_text(told, 0).endswith(f" by Dr. Okafor: {NOTE}")


def test_the_commands_of_other_pumps_stay_open(bench: Bench) -> None:
    _leave_a_stop_open(bench)
    with pytest.raises(RefusedError, match=f"No command to pump {OTHER_SERIAL} is open"):
        require_open(bench.context, OTHER_SERIAL)
    _leave_a_command_open(bench, OTHER_SERIAL)
    _sign(bench)
    (history,) = bench.records.history().open_commands()
    assert require_open(bench.context, OTHER_SERIAL) == (history,)


@pytest.mark.parametrize("note", ["", "gone", "aaaaaaaaaaaa"])
def test_a_note_that_would_pass_no_limit_closes_nothing(bench: Bench, note: str) -> None:
    _leave_a_stop_open(bench)
    with pytest.raises(RefusedError, match="Nothing was signed"):
        _sign(bench, note)
    assert len(bench.records.history().open_commands()) == 1


def test_should_the_pump_come_back_it_is_read_and_programmed_as_any_other(bench: Bench) -> None:
    _leave_a_stop_open(bench)
    _sign(bench)
    bench.line.lose_all_requests(False)
    bench.clock.wait_us(60 * SECOND)
    visit = bench.begin()
    assert (visit.unsettled, visit.learned) == ((), ())
    assert visit.status.delivery.value == "running"


@pytest.mark.requirement("IT-1")
def test_a_command_that_the_person_who_signs_was_not_shown_is_not_closed(bench: Bench) -> None:
    _leave_a_stop_open(bench)
    shown = _wanted(bench)
    _leave_a_command_open(bench, DEFAULT_SERIAL)
    caller = _Meanwhile(lambda: None)
    with pytest.raises(OthersOpen, match="has changed since it was shown"):
        close_for_gone(bench.context, caller, shown)
    assert not caller.called
    assert len(bench.records.history().open_commands()) == 2
    assert len(close_for_gone(bench.context, caller, _wanted(bench)).signed) == 2


@pytest.mark.requirement("IT-1")
def test_a_command_that_comes_while_the_pump_is_called_is_not_closed_and_no_other_is(bench: Bench) -> None:
    _leave_a_stop_open(bench)
    caller = _Meanwhile(lambda: _leave_a_command_open(bench, DEFAULT_SERIAL))
    with pytest.raises(OthersOpen):
        close_for_gone(bench.context, caller, _wanted(bench))
    assert len(bench.records.history().open_commands()) == 2


@pytest.mark.parametrize("known", [Confirmed(PumpTime(1), 2), Uncertain("It was asked, and does not tell")])
def test_where_something_becomes_known_while_the_pump_is_called_nothing_is_signed(
    bench: Bench, known: Outcome
) -> None:
    _leave_a_stop_open(bench)
    (history,) = require_open(bench.context, DEFAULT_SERIAL)

    def learn() -> None:
        row = OutcomeRow(bench.context.new_id(), history.intent.id, history.intent.session_id, known, 1)
        with bench.records.unit_of_work() as work:
            work.intents.add_outcome(row)
            work.commit()

    with pytest.raises(OthersOpen):
        close_for_gone(bench.context, _Meanwhile(learn), _wanted(bench))
    assert bench.outcomes()[-1] == known


@pytest.mark.requirement("IT-1")
def test_while_a_visit_without_an_end_wrote_lately_its_command_may_be_under_way_and_is_not_signed(
    bench: Bench,
) -> None:
    _leave_a_command_open(bench, DEFAULT_SERIAL, ended=False)
    bench.clock.wait_us(MAY_BE_UNDER_WAY_US)
    caller = _Meanwhile(lambda: None)
    with pytest.raises(PerhapsUnderWay, match="wrote into these records 120 s ago"):
        close_for_gone(bench.context, caller, _wanted(bench))
    assert not caller.called
    bench.clock.wait_us(SECOND)
    assert len(close_for_gone(bench.context, caller, _wanted(bench)).signed) == 1


def _begin_another_visit(bench: Bench, started_utc_us: int) -> SessionRow:
    with bench.records.unit_of_work() as work:
        pump = work.pumps.by_serial(DEFAULT_SERIAL)
        assert pump is not None
        session = a_session(pump, started_utc_us=started_utc_us)
        work.sessions.start(session)
        work.commit()
    return session


@pytest.mark.parametrize("ahead", [5, 120])
def test_a_clock_that_was_set_back_by_little_does_not_hide_a_visit_at_work(bench: Bench, ahead: int) -> None:
    _leave_a_stop_open(bench)
    _begin_another_visit(bench, bench.clock.utc_us() + ahead * SECOND)
    with pytest.raises(PerhapsUnderWay, match=f"{ahead} s later than the clock shows now, and a command"):
        close_for_gone(bench.context, _Meanwhile(lambda: None), _wanted(bench))


def test_rows_of_before_the_clock_was_set_back_do_not_hide_those_of_now(bench: Bench) -> None:
    _leave_a_stop_open(bench)
    session = _begin_another_visit(bench, bench.clock.utc_us() + 3600 * SECOND)
    with bench.records.unit_of_work() as work:
        work.samples.add([replace(a_sample(session), taken_utc_us=bench.clock.utc_us())])
        work.commit()
    bench.clock.wait_us(7 * SECOND)
    with pytest.raises(PerhapsUnderWay, match="wrote into these records 7 s ago"):
        close_for_gone(bench.context, _Meanwhile(lambda: None), _wanted(bench))


def test_a_visit_that_was_killed_before_the_clock_was_set_back_does_not_hold_a_signature_back_for_ever(
    bench: Bench,
) -> None:
    _leave_a_stop_open(bench)
    _begin_another_visit(bench, bench.clock.utc_us() + 3600 * SECOND)
    assert len(close_for_gone(bench.context, _Meanwhile(lambda: None), _wanted(bench)).signed) == 1


def test_a_visit_beside_that_very_pump_that_only_reads_it_proves_that_it_is_not_gone(bench: Bench) -> None:
    _leave_a_command_open(bench, DEFAULT_SERIAL)
    bench.clock.wait_us(MAY_BE_UNDER_WAY_US)
    bench.site.pump.tokens = TokenTable(b"memory made anew")
    visit = bench.begin()
    assert len(visit.unsettled) == 1
    with pytest.raises(PerhapsUnderWay, match="wrote into these records 0 s ago"):
        close_for_gone(bench.context, _Meanwhile(lambda: None), _wanted(bench))


def test_a_visit_that_begins_while_the_pump_is_called_hinders_the_signature(bench: Bench) -> None:
    _leave_a_stop_open(bench)

    caller = _Meanwhile(lambda: _begin_another_visit(bench, bench.clock.utc_us()))
    with pytest.raises(PerhapsUnderWay):
        close_for_gone(bench.context, caller, _wanted(bench))


@pytest.mark.requirement("IT-1")
def test_the_simulated_pump_inside_the_program_says_nothing_of_a_pump_that_was_reached_elsewhere(
    bench: Bench,
) -> None:
    _leave_a_stop_open(bench)
    caller = _Meanwhile(lambda: None)
    caller.url = SIMULATED_PUMP_URL
    with pytest.raises(CalledInside, match=f"is not: it was reached at {URL}"):
        close_for_gone(bench.context, caller, _wanted(bench))
    assert not caller.called


def test_a_pump_inside_the_program_is_called_inside_the_program(bench: Bench) -> None:
    _leave_a_command_open(bench, DEFAULT_SERIAL, "simulated:flex-40?speed=60")
    caller = _Meanwhile(lambda: None)
    caller.url = SIMULATED_PUMP_URL
    assert (
        close_for_gone(bench.context, caller, _wanted(bench)).found
        == f"nothing answers at {SIMULATED_PUMP_URL}"
    )


def _signed_under_way(bench: Bench) -> Visit:
    """A visit during whose STOP somebody signs that the pump is gone, with the same records."""
    visit = bench.begin()

    def on_request(frame: Frame) -> None:
        if frame.opcode == Opcode.STOP and bench.records.history().open_commands():
            _sign(bench)

    bench.plug.on_request = on_request
    return visit


@pytest.mark.requirement("IT-1")
def test_what_the_pump_says_of_a_command_that_was_signed_for_meanwhile_is_told_and_its_log_is_kept(
    bench: Bench,
) -> None:
    visit = _signed_under_way(bench)
    with pytest.raises(OutcomeNotKept) as told:
        visit.stop()
    assert isinstance(told.value.outcome, Confirmed)
    assert str(told.value).startswith(
        "The pump says that it carried the command out, and the records could not keep that. The command has its end "
        "in these records already: Meanwhile it was closed without a known outcome on "
    )
    assert f" by Dr. Okafor: {NOTE}. Interrogate the pump: its log tells" in str(told.value)
    assert told.value.remedy.endswith("the command stays closed as it is")
    assert visit.unsettled == ()
    assert bench.outcomes()[-1] == Uncertain(
        f"The pump was not asked: {SILENCE}, and it was signed that pump {DEFAULT_SERIAL} is gone", NOTE
    )
    visit.interrogate()
    visit.end("read")
    (record,) = (
        bench.records.history().session(one.session.id) for one in bench.records.history().summaries()
    )
    assert record is not None
    assert told.value.outcome.sequence in [one.event.sequence for one in record.events]


def test_silence_to_a_command_that_was_signed_for_meanwhile_still_has_the_pump_asked(bench: Bench) -> None:
    visit = _signed_under_way(bench)
    kept = SessionBook.keep_outcome

    def keep(book: SessionBook, intent: IntentRow, outcome: Outcome) -> None:
        bench.line.lose_all_replies(False)
        kept(book, intent, outcome)

    bench.line.lose_all_replies()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SessionBook, "keep_outcome", keep)
        with pytest.raises(OutcomeNotKept) as told:
            visit.stop()
    assert isinstance(told.value.outcome, Confirmed)


def test_what_another_program_was_told_and_has_kept_is_kept_once(bench: Bench) -> None:
    visit = bench.begin()
    keep = SessionBook.keep_outcome

    def keep_twice(book: SessionBook, intent: IntentRow, outcome: Outcome) -> None:
        keep(book, intent, outcome)
        keep(book, intent, outcome)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SessionBook, "keep_outcome", keep_twice)
        outcome = visit.stop()
    assert bench.outcomes() == [outcome]
