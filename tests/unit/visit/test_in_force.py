"""Which programs of the last 24 hours are known is told by the numbers of the pump's log, never by a clock."""

from __future__ import annotations

from dataclasses import replace

import pytest

from programmer.simulator.site import PumpSite, default_factory_state
from programmer.therapy.canonical import encode_program
from programmer.therapy.outcome import Confirmed
from programmer.therapy.programs import Continuous, PumpProgram
from programmer.therapy.pump import PumpEventKind
from programmer.therapy.quantities import PumpTime
from programmer.visit.visit import Visit
from tests.unit.visit.bench import SECOND, Bench, a_program, micrograms

HOUR = 3_600 * SECOND
DAY = 24 * HOUR
REASON = "the patient's spasms came back"


@pytest.fixture
def bench() -> Bench:
    """The pump in it gives 90 mcg per day."""
    return Bench()


def even(mcg_per_day: int) -> PumpProgram:
    return a_program(Continuous(micrograms(mcg_per_day)))


def give(visit: Visit, mcg_per_day: int) -> None:
    """Program the pump in that visit, and end it."""
    assert isinstance(visit.commit(visit.stage(visit.propose(even(mcg_per_day), REASON))), Confirmed)
    visit.interrogate()
    visit.end()


def shift_clock(bench: Bench, hours: int) -> None:
    """Somebody sets the pump's clock by so many hours."""
    bench.site.tick()
    pump = bench.site.pump
    pump.set_clock(PumpTime(pump.now.value + hours * HOUR))


def set_workstation(bench: Bench, days: int) -> None:
    """Somebody sets the workstation's clock by so many days; neither line nor pump take notice."""
    bench.clock._start_utc_us += days * DAY


def not_known(bench: Bench) -> int:
    """Of the last 24 hours, in a visit of its own."""
    visit = bench.begin()
    lately = visit.interrogation.last_day
    visit.end()
    return lately.not_known


@pytest.mark.requirement("OPCA-R5.3.0-7")
@pytest.mark.parametrize("speed", [1, 60, 3600])
def test_a_second_program_on_the_same_day_needs_no_reason_however_fast_the_pump_s_clock_runs(
    bench: Bench, speed: int
) -> None:
    bench.clock.wait_us(60 * SECOND)
    bench.site.run_at(speed)
    give(bench.begin(), 92)
    bench.clock.wait_us(2 * SECOND)
    visit = bench.begin()
    assert visit.interrogation.last_day.not_known == 0
    assert visit.propose(even(94)).passed == ()


@pytest.mark.parametrize("hours", [-30, -7, 7, 30])
@pytest.mark.parametrize("moment", ["before", "between", "after"])
def test_the_programs_of_a_day_are_known_however_the_pump_s_clock_was_set(
    bench: Bench, hours: int, moment: str
) -> None:
    """Before a first program, between two, or after both."""
    bench.begin().end()
    for place, dose in (("before", 92), ("between", 94)):
        bench.clock.wait_us(HOUR)
        if place == moment:
            shift_clock(bench, hours)
        give(bench.begin(), dose)
    bench.clock.wait_us(HOUR)
    if moment == "after":
        shift_clock(bench, hours)
    assert not_known(bench) == 0


@pytest.mark.parametrize("days", [-2, 2])
def test_the_programs_of_a_day_are_known_however_the_workstation_s_clock_was_set(
    bench: Bench, days: int
) -> None:
    set_workstation(bench, days)
    for dose in (92, 94):
        give(bench.begin(), dose)
        bench.clock.wait_us(HOUR)
    set_workstation(bench, -days)
    visit = bench.begin()
    assert visit.interrogation.last_day.not_known == 0
    assert visit.interrogation.before == even(90)


@pytest.mark.parametrize("speed", [1, 60])
@pytest.mark.parametrize("hours", [-7, 0, 7])
def test_what_a_second_programmer_gave_and_nobody_here_has_read_stays_not_known(
    bench: Bench, speed: int, hours: int
) -> None:
    """However soon after our last reading it came, and whichever program followed it."""
    bench.begin().end()
    bench.site.run_at(speed)
    other = bench.second_programmer()
    for dose in (92, 94):
        other.commit(other.stage(other.propose(even(dose), REASON)))
        shift_clock(bench, hours)
        other.interrogate()
    other.end()
    assert not_known(bench) == 1


@pytest.mark.parametrize("hours", [-30, 0, 30])
def test_a_program_of_yesterday_that_nobody_here_has_read_stays_not_known_however_the_clock_was_set(
    bench: Bench, hours: int
) -> None:
    """It ran on into these 24 hours; by the stamps our reading of before may be the newer one."""
    bench.begin().end()
    shift_clock(bench, hours)
    give(bench.second_programmer(), 92)
    bench.clock.wait_us(DAY + HOUR)
    bench.site.tick()
    bench.site.pump.install(even(94), b"another's token.")
    assert not_known(bench) == 1


def test_what_ran_before_a_second_programmer_came_to_a_pump_never_read_here_stays_not_known(
    bench: Bench,
) -> None:
    give(bench.second_programmer(), 92)
    bench.clock.wait_us(HOUR)
    give(bench.begin(), 94)
    assert not_known(bench) == 1


# ---- other memories, and entries that are lost --------------------------------------------------------------


def write(bench: Bench, entries: int) -> None:
    """So many entries that are no change of program."""
    for _ in range(entries):
        bench.site.pump.stop(b"another's token.")


def make_memory_anew(bench: Bench) -> None:
    bench.clock.wait_us(HOUR)
    bench.put_in_reach(bench.new_site())


def test_a_second_program_after_the_memory_was_made_anew_is_known(bench: Bench) -> None:
    give(bench.begin(), 92)
    make_memory_anew(bench)
    give(bench.begin(), 94)
    assert not_known(bench) == 0


def test_what_another_memory_ran_names_no_program_of_this_one(bench: Bench) -> None:
    """Though its numbers are lower, and it was read before: the new memory's first program nobody has read."""
    bench.begin().end()
    before = bench.site.pump.log.position.last_sequence
    make_memory_anew(bench)
    write(bench, 3)
    give(bench.second_programmer(), 92)
    (change,) = [one for one in bench.site.pump.log._events if one.kind is PumpEventKind.PROGRAM_CHANGED]
    assert before < change.sequence
    assert not_known(bench) == 1


@pytest.mark.parametrize("hours", [-30, 0, 30])
@pytest.mark.parametrize(("entries", "told"), [(5, 0), (35, 1)], ids=["none is lost", "some are lost"])
def test_where_entries_were_lost_since_a_reading_it_does_not_prove_what_ran(
    bench: Bench, entries: int, told: int, hours: int
) -> None:
    """The pump's log has room for 40: what gave way may have told of any program."""
    small = replace(default_factory_state(), log_capacity=40)
    bench.put_in_reach(PumpSite(small, bench.clock, bench.randomness))
    bench.begin().end()
    shift_clock(bench, hours)
    bench.clock.wait_us(DAY + HOUR)
    bench.site.tick()
    write(bench, entries)
    bench.clock.wait_us(DAY + HOUR)
    bench.site.tick()
    bench.site.pump.install(even(94), b"another's token.")
    write(bench, 8)
    assert not_known(bench) == told


@pytest.mark.parametrize("after", [0, DAY + HOUR], ids=["within the day", "before it"])
@pytest.mark.parametrize("lost", [0, 1], ids=["none is lost", "one is lost"])
def test_a_single_entry_that_was_lost_since_a_reading_may_have_told_of_a_program(
    bench: Bench, after: int, lost: int
) -> None:
    bench.begin().end()
    entry = bench.site.pump.log.position.last_sequence
    bench.clock.wait_us(after)
    bench.site.tick()
    bench.site.pump.install(even(94), b"another's token.")
    bench.site._faulty_desk._lost_records.update([entry] * lost)
    assert not_known(bench) == lost


def test_where_the_log_names_another_program_than_was_read_neither_is_proved(bench: Bench) -> None:
    """Both are in the records; which of them ran on into the day is not known."""
    bench.site.run_at(60)
    bench.site.pump.install(even(92), b"another's token.")
    visit = bench.begin()
    bench.site.pump._canonical = encode_program(even(94))
    visit.interrogate()
    bench.clock.wait_us((DAY + HOUR) // 60)
    give(bench.begin(), 96)
    assert not_known(bench) == 1
