"""What a killed visit knew is told by the first that lives to its end, and by no later one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from programmer.device.implant.codes import Opcode
from programmer.known_error import LinkTrouble
from programmer.records.rows import IntentKind
from programmer.telemetry.frames import Frame
from programmer.therapy.outcome import Confirmed, Uncertain
from programmer.visit.attendant import Attendant
from programmer.visit.notices import LinkRestored, VisitBegun
from programmer.visit.tasks import Connect
from programmer.visit.visit import Visit
from tests.unit.visit.bench import OTHER_SERIAL, SECOND, URL, Bench

NOTE = "Pump read, runs 90 mcg per day, patient well"


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.records.close()


def kinds(visit: Visit) -> list[IntentKind]:
    return [one.intent.kind for one in visit.untold()]


def _killed(bench: Bench, visit: Visit) -> None:
    """It ends nothing and tells nobody; the pump lets go of it in time."""
    visit.driver.disconnect()
    bench.clock.wait_us(60 * SECOND)


def _a_stop_left_open(bench: Bench) -> None:
    """The pump has done it, and its reply was lost with the link; that visit ends as left unresolved."""
    visit = bench.begin()
    bench.line.lose_all_replies()
    assert isinstance(visit.stop(), Uncertain)
    bench.line.lose_all_replies(False)
    visit.link_lost("out of reach")


def test_a_visit_that_was_killed_after_its_commands_leaves_them_to_the_next_in_their_order(
    bench: Bench,
) -> None:
    visit = bench.begin()
    assert isinstance(visit.stop(), Confirmed)
    assert isinstance(visit.resume(visit.interrogate().status), Confirmed)
    assert visit.untold() == ()
    _killed(bench, visit)
    again = bench.begin()
    assert kinds(again) == [IntentKind.STOP, IntentKind.RESUME]
    assert all(isinstance(one.outcome, Confirmed) for one in again.untold())
    again.end()
    assert kinds(bench.begin()) == []


def test_what_a_killed_visit_learned_of_an_earlier_one_is_untold_until_a_visit_ends(bench: Bench) -> None:
    _a_stop_left_open(bench)
    for number in range(3):
        visit = bench.begin()
        assert [one.intent.kind for one in visit.learned] == ([] if number else [IntentKind.STOP])
        assert kinds(visit) == ([IntentKind.STOP] if number else [])
        _killed(bench, visit)
    bench.begin().end()
    assert kinds(bench.begin()) == []


def test_a_visit_that_breaks_off_has_ended(bench: Bench) -> None:
    visit = bench.begin()
    visit.stop()
    _killed(bench, visit)
    again = bench.begin()
    bench.line.break_after(0)
    with pytest.raises(LinkTrouble):
        again.interrogate()
    again.link_lost("it broke")
    assert kinds(bench.begin()) == []


def test_what_is_open_or_signed_is_not_among_it(bench: Bench) -> None:
    visit = bench.begin()
    bench.line.lose_all_requests()
    visit.stop()
    bench.line.lose_all_requests(False)
    bench.put_in_reach(bench.new_site())
    visit.reconnect()
    assert kinds(visit) == []
    visit.sign_unknown(NOTE)
    _killed(bench, visit)
    assert kinds(bench.begin()) == []


def test_what_was_done_to_one_pump_is_not_told_at_another(bench: Bench) -> None:
    visit = bench.begin()
    visit.stop()
    _killed(bench, visit)
    first = bench.site
    bench.put_in_reach(bench.new_site(OTHER_SERIAL))
    other = bench.begin()
    assert kinds(other) == []
    other.end()
    bench.put_in_reach(first)
    assert kinds(bench.begin()) == [IntentKind.STOP]


def test_the_window_is_told_on_connecting_what_a_killed_visit_knew(bench: Bench) -> None:
    visit = bench.begin()
    visit.stop()
    _killed(bench, visit)
    attendant = bench.attendant()
    for expected in ([IntentKind.STOP], []):
        attendant.handle(Connect(URL))
        (begun,) = (notice for notice in bench.told() if isinstance(notice, VisitBegun))
        assert [one.intent.kind for one in begun.settled] == expected


# ---- what a visit learned before it came to nothing -----------------------------------------------------------


def _lost_in_the_reading(bench: Bench) -> None:
    """The pump tells what became of the open command, and does not answer from its log on."""

    def silent_about_its_log(frame: Frame) -> None:
        if frame.opcode == Opcode.LOG_READ:
            bench.line.lose_all_replies()

    bench.plug.on_request = silent_about_its_log


def _heard_again(bench: Bench) -> None:
    bench.plug.on_request = lambda _frame: None
    bench.line.lose_all_replies(False)


def _settled_in(kind: type[VisitBegun | LinkRestored], bench: Bench) -> list[tuple[IntentKind, bool]]:
    (told,) = [notice for notice in bench.told() if isinstance(notice, kind)]
    return [(one.intent.kind, isinstance(one.outcome, Confirmed)) for one in told.settled]


def test_what_connecting_learned_before_it_failed_is_told_by_the_next_connection(bench: Bench) -> None:
    _a_stop_left_open(bench)
    attendant = bench.attendant()
    _lost_in_the_reading(bench)
    attendant.handle(Connect(URL))
    assert not attendant.link_up
    _heard_again(bench)
    bench.told()
    attendant.handle(Connect(URL))
    assert _settled_in(VisitBegun, bench) == [(IntentKind.STOP, True)]
    attendant.handle(Connect(URL))
    assert _settled_in(VisitBegun, bench) == []


def test_what_a_killed_visit_knew_is_told_also_where_the_next_connection_fails(bench: Bench) -> None:
    visit = bench.begin()
    assert isinstance(visit.stop(), Confirmed)
    _killed(bench, visit)
    attendant = bench.attendant()
    _lost_in_the_reading(bench)
    attendant.handle(Connect(URL))
    _heard_again(bench)
    bench.told()
    attendant.handle(Connect(URL))
    assert _settled_in(VisitBegun, bench) == [(IntentKind.STOP, True)]


def test_what_calling_again_learned_before_it_failed_is_told_when_the_pump_is_back(bench: Bench) -> None:
    attendant = bench.attendant()
    attendant.handle(Connect(URL))
    bench.line.lose_all_replies()
    attendant.attention.ask_to_stop()
    _attend_for(bench, attendant, 20)
    _lost_in_the_reading(bench)
    bench.line.lose_all_replies(False)
    _attend_for(bench, attendant, 20)
    assert [history.outcomes[-1].outcome for history in bench.histories()] != []
    _heard_again(bench)
    bench.told()
    _attend_for(bench, attendant, 20)
    assert _settled_in(LinkRestored, bench) == [(IntentKind.STOP, True)]


def _attend_for(bench: Bench, attendant: Attendant, seconds: int) -> None:
    end = bench.clock.monotonic_us() + seconds * SECOND
    while bench.clock.monotonic_us() < end:
        attendant.attend()
        if not attendant.link_up:
            bench.clock.wait_us(SECOND // 20)
