"""The one thread that owns a pump: it takes tasks, puts STOP first, ends when it is told to and tells its own bugs."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from queue import SimpleQueue

import pytest

from programmer.clock import SystemClock
from programmer.device.implant.driver import ImplantDriver
from programmer.randomness import SeededRandomness
from programmer.records.sql import SqlRecords, open_records
from programmer.simulator.site import PumpSite, default_factory_state
from programmer.telemetry.attention import Attention
from programmer.telemetry.exchange import Exchange
from programmer.telemetry.links.memory_link import MemoryLink
from programmer.telemetry.transceiver import Transceiver
from programmer.therapy.outcome import Confirmed
from programmer.therapy.pump import Delivery
from programmer.visit.context import VisitContext
from programmer.visit.notices import (
    CommandEnded,
    Notice,
    ProgramStaged,
    StatusRead,
    StopNotSent,
    TaskBegun,
    TaskRefused,
    ThreadBroke,
    VisitBegun,
    VisitEnded,
)
from programmer.visit.pump_thread import PumpThread
from programmer.visit.tasks import CommitProgram, Connect, EndVisit, StageProgram
from programmer.visit.visit import Visit
from tests.support.library import shipped_library
from tests.support.trusted import trusted_by
from tests.unit.visit.bench import PROVENANCE, URL, a_program

PATIENCE_S = 60


class Station:
    """A pump, records and a pump thread on the machine's own clock; notices come in over a queue."""

    def __init__(self) -> None:
        self.clock = SystemClock()
        self.randomness = SeededRandomness(1)
        self.records: SqlRecords = open_records(":memory:", PROVENANCE, self.clock, self.randomness)
        self.site = PumpSite(default_factory_state(), self.clock, self.randomness)
        self.trust = trusted_by(self.site)
        self.notices: SimpleQueue[Notice] = SimpleQueue()
        self.told_in: set[str] = set()
        self.broken = False
        self.thread = PumpThread(self._make_visit, self.clock, self._take)

    def _make_visit(self, url: str, attention: Attention, patient_id: bytes | None, _code: str) -> Visit:
        if self.broken:
            raise ZeroDivisionError("a bug, planted by a test")
        link = MemoryLink(url, self.site.line(), self.clock)
        driver = ImplantDriver(
            Transceiver(link, Exchange(self.randomness, self.trust), self.clock, attention)
        )
        return Visit(
            driver, VisitContext(self.clock, self.randomness, self.records, shipped_library()), patient_id
        )

    def _take(self, notice: Notice) -> None:
        self.told_in.add(threading.current_thread().name)
        self.notices.put(notice)

    def wait_for(self, kind: type[Notice]) -> Notice:
        """The next notice of that kind; others before it are passed over."""
        while True:
            notice = self.notices.get(timeout=PATIENCE_S)
            if isinstance(notice, kind):
                return notice

    def left(self) -> list[str]:
        """What is in the queue now, by name."""
        return [type(self.notices.get_nowait()).__name__ for _ in range(self.notices.qsize())]


@pytest.fixture
def station() -> Iterator[Station]:
    made = Station()
    yield made
    made.thread.close()
    made.records.close()
    assert "pump" not in {thread.name for thread in threading.enumerate()}


def test_it_takes_tasks_in_order_and_tells_every_notice_in_its_own_thread(station: Station) -> None:
    station.thread.start()
    station.thread.submit(Connect(URL))
    station.thread.submit(StageProgram(a_program()))
    begun = station.wait_for(VisitBegun)
    staged = station.wait_for(ProgramStaged)
    assert isinstance(begun, VisitBegun)
    assert isinstance(staged, ProgramStaged)
    station.thread.submit(CommitProgram(staged.staged))
    ended = station.wait_for(CommandEnded)
    assert isinstance(ended, CommandEnded)
    assert isinstance(ended.outcome, Confirmed)
    station.wait_for(StatusRead)
    station.thread.submit(EndVisit("done"))
    station.wait_for(VisitEnded)
    assert station.told_in == {"pump"}


def test_stop_goes_before_what_is_queued(station: Station) -> None:
    station.thread.start()
    station.thread.submit(Connect(URL))
    station.wait_for(VisitBegun)
    station.thread.stop_pump()
    station.thread.submit(StageProgram(a_program()))
    stopped = station.wait_for(CommandEnded)
    assert isinstance(stopped, CommandEnded)
    assert isinstance(stopped.outcome, Confirmed)
    assert station.site.pump.status().delivery is Delivery.STOPPED


def test_stop_pressed_just_before_the_window_closes_is_sent(station: Station) -> None:
    station.thread.start()
    station.thread.submit(Connect(URL))
    station.wait_for(VisitBegun)
    station.thread.stop_pump()
    station.thread.close()
    assert station.site.pump.status().delivery is Delivery.STOPPED
    assert station.left()[-1] == "VisitEnded"


def test_stop_without_a_pump_is_answered_too(station: Station) -> None:
    station.thread.start()
    station.thread.stop_pump()
    station.wait_for(StopNotSent)


def test_closing_ends_the_visit_with_its_note(station: Station) -> None:
    station.thread.start()
    station.thread.submit(Connect(URL))
    station.wait_for(VisitBegun)
    station.thread.close("the lid was closed")
    ended = station.wait_for(VisitEnded)
    assert ended == VisitEnded("the lid was closed")
    station.thread.close()


def test_closing_what_was_never_started_is_nothing(station: Station) -> None:
    station.thread.close()
    assert station.left() == []


def test_a_known_trouble_is_a_notice_and_the_thread_goes_on(station: Station) -> None:
    station.thread.start()
    station.thread.submit(StageProgram(a_program()))
    station.wait_for(TaskRefused)
    station.thread.submit(Connect(URL))
    station.wait_for(VisitBegun)


def test_a_bug_is_told_with_its_trace_and_ends_the_thread(station: Station) -> None:
    station.broken = True
    station.thread.start()
    station.thread.submit(Connect(URL))
    station.wait_for(TaskBegun)
    broke = station.wait_for(ThreadBroke)
    assert isinstance(broke, ThreadBroke)
    assert broke.trace.rstrip().endswith("ZeroDivisionError: a bug, planted by a test")
    station.thread.close()
    assert station.site.pump.status().delivery is Delivery.RUNNING
