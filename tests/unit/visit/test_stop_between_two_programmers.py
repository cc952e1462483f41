"""STOP outlives whoever ends its session before it has left, and never the end of the session that it was sent in."""

from __future__ import annotations

import pytest

from programmer.device.implant.codes import Opcode
from programmer.known_error import LinkTrouble
from programmer.telemetry.codes import LinkOpcode
from programmer.telemetry.frames import Frame
from programmer.therapy.outcome import Confirmed, Failed
from programmer.visit.notices import CommandEnded, StopNotSent
from programmer.visit.tasks import Connect
from programmer.visit.visit import Visit
from tests.unit.visit.bench import URL, Bench, opcodes


def somebody_else_comes_before(bench: Bench, opcode: int, times: int, other: Visit | None = None) -> None:
    """Another programmer opens a session just before a request of this kind reaches the pump, so many times."""
    other = other or bench.second_programmer()
    left = times

    def take_the_session(request: Frame) -> None:
        nonlocal left
        if request.opcode == opcode and left:
            left -= 1
            other.driver.new_session()

    bench.plug.on_request = take_the_session


def stops(bench: Bench) -> int:
    """How often STOP was written to the line."""
    return opcodes(bench.line.requests).count(Opcode.STOP)


@pytest.mark.parametrize("opcode", [LinkOpcode.IDENT, Opcode.STATUS])
def test_a_session_that_is_ended_before_stop_has_left_is_opened_anew(opcode: int) -> None:
    bench = Bench()
    somebody_else_comes_before(bench, opcode, times=2)
    visit = bench.visit()

    visit.begin_to_stop()

    assert isinstance(visit.stop(), Confirmed)
    assert not bench.pump_runs
    assert stops(bench) == 1


@pytest.mark.parametrize("opcode", [LinkOpcode.IDENT, Opcode.STATUS])
def test_after_three_sessions_it_says_that_stop_has_to_be_given_again(opcode: int) -> None:
    bench = Bench()
    somebody_else_comes_before(bench, opcode, times=3)

    with pytest.raises(LinkTrouble, match="Give STOP again at once"):
        bench.visit().begin_to_stop()

    assert stops(bench) == 0
    assert bench.histories() == ()


def test_a_question_about_an_open_command_that_is_cut_off_does_not_hold_up_stop() -> None:
    bench = Bench()
    visit = bench.begin()
    bench.line.lose_all_requests()
    visit.stop()
    bench.line.lose_all_requests(False)
    before = stops(bench)
    somebody_else_comes_before(bench, Opcode.TOKEN_STATUS, times=1)
    later = bench.visit()

    later.begin_to_stop()

    assert isinstance(later.stop(), Confirmed)
    assert stops(bench) == before + 1
    assert [type(history.outcomes[-1].outcome) for history in bench.histories()[1:]] == [Confirmed]
    assert len(later.unsettled) == 1


@pytest.mark.parametrize(("times", "confirmed"), [(2, True), (3, False)])
def test_the_button_too_opens_another_session_twice_before_stop_has_left(times: int, confirmed: bool) -> None:
    bench = Bench()
    attendant = bench.attendant()
    attendant.handle(Connect(URL))
    other = bench.second_programmer()
    while attendant.link_up:
        attendant.attend()
    bench.told()
    somebody_else_comes_before(bench, LinkOpcode.IDENT, times, other)

    attendant.attention.ask_to_stop()
    attendant.attend()

    told = bench.told()
    ended = [one.outcome for one in told if isinstance(one, CommandEnded)]
    kept_out = [one.error.remedy for one in told if isinstance(one, StopNotSent)]
    assert [type(one) for one in ended] == ([Confirmed] if confirmed else [])
    assert [remedy.startswith("Give STOP again at once") for remedy in kept_out] == [True] * (not confirmed)
    assert stops(bench) == confirmed
    assert bench.pump_runs is not confirmed


def test_a_stop_that_has_left_is_never_sent_in_another_session() -> None:
    bench = Bench()
    visit = bench.visit()
    visit.begin_to_stop()
    somebody_else_comes_before(bench, Opcode.STOP, times=1)

    assert isinstance(visit.stop(), Failed)

    assert stops(bench) == 1
    assert bench.pump_runs
