"""What a killed visit knew is told by the first that lives to its end, and by no later one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from programmer.known_error import LinkTrouble
from programmer.records.rows import IntentKind
from programmer.therapy.outcome import Confirmed, Uncertain
from programmer.visit.notices import VisitBegun
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
