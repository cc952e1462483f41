"""A pump that will never answer again leaves no command open for ever, and one that does answer is asked instead."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from programmer.known_error import RefusedError
from programmer.simulator.site import DEFAULT_SERIAL
from programmer.therapy.outcome import Uncertain
from programmer.visit.bookkeeping import SessionBook
from programmer.visit.gone_pump import called_in_vain, require_open, sign_for_gone
from programmer.visit.review import told_later, told_later_text
from programmer.visit.visit import Visit
from tests.support.trusted import stranger
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
    (signed,) = sign_for_gone(bench.context, DEFAULT_SERIAL, f" {NOTE} ", SILENCE)
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
    sign_for_gone(bench.context, DEFAULT_SERIAL, NOTE, SILENCE)
    (history,) = bench.histories()
    told = told_later(history)[-1]
    assert told_later_text(told, 0).endswith(f" by Dr. Okafor: {NOTE}")


def test_the_commands_of_other_pumps_stay_open(bench: Bench) -> None:
    _leave_a_stop_open(bench)
    with pytest.raises(RefusedError, match=f"No command to pump {OTHER_SERIAL} is open"):
        require_open(bench.context, OTHER_SERIAL)
    assert sign_for_gone(bench.context, OTHER_SERIAL, NOTE, SILENCE) == ()
    assert len(bench.records.history().open_commands()) == 1
    require_open(bench.context, DEFAULT_SERIAL)


@pytest.mark.parametrize("note", ["", "gone", "aaaaaaaaaaaa"])
def test_a_note_that_would_pass_no_limit_closes_nothing(bench: Bench, note: str) -> None:
    _leave_a_stop_open(bench)
    with pytest.raises(RefusedError, match="Nothing was signed"):
        sign_for_gone(bench.context, DEFAULT_SERIAL, note, SILENCE)
    assert len(bench.records.history().open_commands()) == 1


def test_should_the_pump_come_back_it_is_read_and_programmed_as_any_other(bench: Bench) -> None:
    _leave_a_stop_open(bench)
    sign_for_gone(bench.context, DEFAULT_SERIAL, NOTE, SILENCE)
    bench.line.lose_all_requests(False)
    bench.clock.wait_us(60 * SECOND)
    visit = bench.begin()
    assert (visit.unsettled, visit.learned) == ((), ())
    assert visit.status.delivery.value == "running"
