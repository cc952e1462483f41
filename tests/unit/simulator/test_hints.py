"""A pump whose state moves on by itself hints at it over the line that holds the session; nothing depends on it."""

from __future__ import annotations

from programmer.device.implant.codes import Opcode
from programmer.telemetry.frames import EVENT, Frame, FrameDecoder
from programmer.therapy.alarms import AlarmKind
from programmer.visit.notices import PumpRead, StatusRead, VisitBegun
from programmer.visit.tasks import Connect
from programmer.visit.visit import KEEP_ALIVE_US
from tests.support.simulated import SECOND, Clinic, Connection, done
from tests.unit.visit.bench import URL, Bench


def events(at: Connection) -> list[Frame]:
    """Frames that the pump sent unasked."""
    decoder = FrameDecoder()
    found = [event for reply in at.line.replies for event in decoder.receive(reply)]
    return [event for event in found if isinstance(event, Frame) and event.flags & EVENT]


def listen(clinic: Clinic, at: Connection) -> bool:
    at.driver.rest(SECOND // 10)
    return at.driver.take_hint()


def test_a_pump_that_starts_anew_in_a_session_hints_at_it_once() -> None:
    clinic = Clinic()
    at = clinic.connect()
    assert not listen(clinic, at)
    clinic.site.pump.reset()
    assert listen(clinic, at)
    assert not listen(clinic, at)
    (event,) = events(at)
    assert event.opcode == Opcode.EVENT
    assert at.driver.statistics.hints == 1


def test_what_the_holder_of_the_session_has_done_is_no_news_to_him() -> None:
    clinic = Clinic()
    at = clinic.connect()
    done(at.driver.stop(clinic.token()))
    assert not listen(clinic, at)
    assert events(at) == []


def test_a_hint_goes_to_who_holds_the_session_and_to_nobody_else() -> None:
    clinic = Clinic()
    first = clinic.connect()
    second = clinic.connect()
    second.driver.status()
    clinic.site.pump.reset()
    assert listen(clinic, second)
    assert not listen(clinic, first)


def test_where_nobody_holds_a_session_nothing_is_sent() -> None:
    clinic = Clinic()
    at = clinic.connect()
    clinic.clock.wait_us(6 * SECOND)
    clinic.site.tick()
    clinic.site.pump.reset()
    clinic.site.tick()
    assert events(at) == []


def test_an_answer_is_believed_that_comes_after_a_hint_and_a_hint_that_comes_after_an_answer() -> None:
    clinic = Clinic()
    at = clinic.connect()
    for _ in range(3):
        clinic.site.pump.reset()
        clinic.site.pump.resume(b"somebody else's.")
        assert at.driver.status().active_alarms == ()
        assert at.driver.take_hint()
    assert at.driver.statistics.distrusted == 0


def test_a_visit_that_waits_looks_at_once_when_the_pump_hints() -> None:
    bench = Bench()
    attendant = bench.attendant()
    attendant.handle(Connect(URL))
    attendant.attend()
    assert any(isinstance(notice, VisitBegun) for notice in bench.told())
    bench.site.pump.reset()
    end = bench.clock.monotonic_us() + KEEP_ALIVE_US // 2
    while bench.clock.monotonic_us() < end:
        attendant.attend()
    told = bench.told()
    (read,) = [notice.interrogation for notice in told if isinstance(notice, PumpRead)]
    assert read.status.active_alarms == (AlarmKind.RESET,)
    assert len([notice for notice in told if isinstance(notice, StatusRead)]) == 1


def test_a_hint_that_is_lost_changes_nothing_but_when_it_is_seen() -> None:
    bench = Bench()
    visit = bench.begin()
    bench.line.lose_reply(bench.line.next_reply)
    bench.site.pump.reset()
    bench.line.read(10)
    assert visit.poll().active_alarms == (AlarmKind.RESET,)
