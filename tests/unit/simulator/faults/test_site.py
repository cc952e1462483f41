"""Faults of the pump itself: what lasts, what is lost from its log, and a scenario's hand on its time."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from programmer.clock import ManualClock
from programmer.device.implant.codes import Opcode
from programmer.device.implant.driver import ImplantDriver
from programmer.randomness import SeededRandomness
from programmer.simulator.faults.fault import Fault
from programmer.simulator.faults.kinds import FaultKind
from programmer.simulator.pump import FactoryState, SimulatedPump
from programmer.simulator.site import PumpSite
from programmer.telemetry.attention import Attention
from programmer.telemetry.exchange import Exchange
from programmer.telemetry.links.memory_link import MemoryLink
from programmer.telemetry.transceiver import Transceiver
from programmer.therapy.quantities import PumpTime
from tests.support.simulated import HOUR, SECOND, factory_state
from tests.support.trusted import trusted_by

K = FaultKind
MS = 1000


class Bench:
    """A pump, its clock, and a programmer on a line that has only the faults that are switched on."""

    def __init__(self, seed: int = 1, factory: FactoryState | None = None) -> None:
        self.clock = ManualClock()
        self.site = PumpSite(factory or factory_state(), self.clock, SeededRandomness(seed))
        link = MemoryLink("simulated:bench", self.site.line(), self.clock)
        exchange = Exchange(SeededRandomness(9), trusted_by(self.site))
        self.driver = ImplantDriver(Transceiver(link, exchange, self.clock, Attention()))
        self.driver.connect()

    def lived_in(self, true_us: int) -> int:
        """How much of its own time the pump lives in that much true time."""
        self.site.tick()
        before = self.site.pump.now.value
        self.clock.wait_us(true_us)
        self.site.tick()
        return self.site.pump.now.value - before


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.mark.parametrize(("ppm", "lived"), [(150, HOUR + 540 * MS), (-150, HOUR - 540 * MS)])
def test_a_crystal_that_is_off_makes_another_hour_of_an_hour(bench: Bench, ppm: int, lived: int) -> None:
    bench.site.faults.arm(Fault(K.DRIFT, ppm=ppm))
    assert bench.lived_in(HOUR) == lived


def test_a_drift_ends_when_it_is_switched_off_and_what_was_gained_stays(bench: Bench) -> None:
    number = bench.site.faults.arm(Fault(K.DRIFT, ppm=1000))
    assert bench.lived_in(HOUR) == HOUR + 3_600 * MS
    bench.site.faults.disarm(number)
    assert bench.lived_in(HOUR) == HOUR


def test_drifts_add_up_and_motor_and_clock_share_the_crystal(bench: Bench) -> None:
    for ppm in (300_000, 200_000):
        bench.site.faults.arm(Fault(K.DRIFT, ppm=ppm))
    before = bench.site.pump.status().delivered_total
    assert bench.lived_in(20 * HOUR) == 30 * HOUR
    assert (bench.site.pump.status().delivered_total - before).value == 30 * 7_500


@pytest.mark.parametrize("pace", [HOUR, 7 * SECOND + 1])
def test_a_drift_that_lasts_ends_at_its_moment_however_time_is_cut(bench: Bench, pace: int) -> None:
    bench.site.faults.arm(Fault(K.DRIFT, ppm=250_000, lasts_us=HOUR))
    first = bench.site.pump.now.value
    while bench.clock.monotonic_us() < 2 * HOUR:
        bench.clock.wait_us(min(pace, 2 * HOUR - bench.clock.monotonic_us()))
        bench.site.tick()
    # An hour of its own is over after 48 min; the rest is as long as true time.
    assert bench.site.pump.now.value - first == HOUR + 72 * 60 * SECOND
    assert bench.site.faults.armed() == ()


def test_a_drift_can_wait_for_a_request_and_for_chance(bench: Bench) -> None:
    bench.site.faults.arm(Fault(K.DRIFT, ppm=1000, opcode=Opcode.LIMITS, chance=Fraction(99, 100)))
    bench.driver.status()
    assert bench.lived_in(SECOND) == SECOND
    bench.driver.limits()
    assert bench.lived_in(SECOND) == SECOND + MS


def test_a_motor_that_stands_moves_nothing_and_turns_again_when_the_switch_is_thrown_back(
    bench: Bench,
) -> None:
    site = bench.site
    number = site.faults.arm(Fault(K.STALL))
    bench.lived_in(0)
    standing = site.pump.totals().delivered
    bench.lived_in(HOUR)
    assert site.pump.totals().delivered == standing
    site.faults.disarm(number)
    bench.lived_in(HOUR)
    assert site.pump.totals().delivered > standing


@pytest.mark.parametrize("pace", [3 * HOUR, 675 * SECOND])
def test_a_stall_that_lasts_ends_at_its_moment_however_time_is_cut(bench: Bench, pace: int) -> None:
    bench.site.faults.arm(Fault(K.STALL, opcode=Opcode.STATUS, lasts_us=HOUR))
    bench.driver.status()
    begun = bench.site.pump.totals().delivered
    for _ in range(3 * HOUR // pace):
        bench.lived_in(pace)
    moved = bench.site.pump.totals().delivered - begun
    # What 90 mcg per day of 500 mcg/mL push in two hours, to a pulse of 1 nL.
    assert abs(moved - 15_000) <= 1
    assert bench.site.faults.armed() == ()


@pytest.mark.requirement("GPCA-EC22")
def test_records_that_are_lost_stay_lost_and_the_others_are_read_around_them(bench: Bench) -> None:
    for number in range(40):
        bench.driver.stop(bytes([number]) * 16)
    bench.driver.new_session()
    bench.site.faults.arm(Fault(K.LOG_GAP, records=30))
    read = _sequences(bench)
    missing = sorted(set(range(1, 42)) - set(read))
    assert len(missing) == 30
    assert missing[-1] - missing[0] == 29
    assert read == sorted(read)
    assert _sequences(bench) == read
    assert bench.driver.status().log.last_sequence == bench.site.pump.log.position.last_sequence == 41


def test_the_same_seed_loses_the_same_records() -> None:
    def read(seed: int) -> list[int]:
        bench = Bench(seed)
        for number in range(9):
            bench.driver.stop(bytes([number]) * 16)
        bench.site.faults.arm(Fault(K.LOG_GAP, records=2, times=2))
        return _sequences(bench)

    assert read(1) == read(1) != read(3)


def test_a_log_of_which_everything_is_lost_is_read_as_empty(bench: Bench) -> None:
    bench.site.faults.arm(Fault(K.LOG_GAP, records=1000))
    assert bench.driver.read_log(1).events == ()


def _sequences(bench: Bench) -> list[int]:
    found: list[int] = []
    while events := bench.driver.read_log(found[-1] + 1 if found else 1).events:
        found += [event.sequence for event in events]
    return found


def test_a_scenario_acts_at_its_own_moments_between_two_ticks(bench: Bench) -> None:
    site, seen = bench.site, []
    site.tick()
    begun = site.elapsed_us

    def timeline(until: int) -> None:
        for moment in range(begun + HOUR, until, HOUR):
            if moment > site.elapsed_us:
                site.live_until(moment)
                seen.append((moment - begun, site.pump.now.value))

    site.timeline = timeline
    first = site.pump.now.value
    bench.clock.wait_us(3 * HOUR + 1)
    site.tick()
    assert seen == [(hours * HOUR, first + hours * HOUR) for hours in (1, 2, 3)]
    assert site.elapsed_us - begun == 3 * HOUR + 1


def test_time_does_not_run_backwards(bench: Bench) -> None:
    bench.site.live_until(HOUR)
    bench.site.live_until(HOUR - 1)
    assert bench.site.elapsed_us == HOUR


def test_a_pump_that_was_made_elsewhere_can_be_put_at_a_site() -> None:
    clock = ManualClock()
    pump = SimulatedPump(factory_state(), PumpTime(5), SeededRandomness(1))
    site = PumpSite(pump, clock, SeededRandomness(1), speed=60)
    clock.wait_us(10)
    site.tick()
    assert (pump.now, site.elapsed_us) == (PumpTime(605), 600)


@pytest.mark.requirement("GPCA-EC05")
def test_a_session_and_what_is_staged_end_with_a_reset(bench: Bench) -> None:
    before = bench.driver.status()
    bench.site.faults.arm(Fault(K.RESET, opcode=Opcode.LIMITS))
    with pytest.raises(Exception, match="ended this session"):
        bench.driver.limits()
    bench.driver.new_session()
    after = bench.driver.status()
    assert after.state_rev > before.state_rev
    assert (after.log.epoch, after.program_hash) == (before.log.epoch, before.program_hash)
    assert after.reservoir == before.reservoir


@pytest.mark.requirement("IT-7")
def test_a_model_that_holds_delivery_in_telemetry_mode_holds_it_while_a_session_is_open() -> None:
    usual = factory_state()
    bench = Bench(factory=replace(usual, model=replace(usual.model, holds_in_telemetry=True)))
    bench.site.pump.interfere(True)
    for _ in range(900):
        bench.clock.wait_us(4 * SECOND)
        bench.driver.status()
    assert bench.site.pump.totals().delivered == 0
    bench.lived_in(5 * SECOND)
    bench.lived_in(HOUR)
    assert bench.site.pump.totals().delivered == 7_500
