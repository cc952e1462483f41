"""A line of so many bits per second: bytes take their time, one after another, each way for itself."""

from __future__ import annotations

import pytest

from programmer.clock import ManualClock
from programmer.device.implant.driver import ImplantDriver
from programmer.randomness import SeededRandomness
from programmer.simulator.pace import Pace
from programmer.simulator.site import PumpSite
from programmer.telemetry.attention import Attention
from programmer.telemetry.exchange import Exchange
from programmer.telemetry.links.memory_link import MemoryLink
from programmer.telemetry.transceiver import Transceiver
from tests.support.simulated import factory_state
from tests.support.trusted import trusted_by


def test_a_line_without_limit_takes_no_time() -> None:
    assert Pace().delay_us(500, 7) == 0


def test_a_byte_is_ten_bits_and_a_part_of_a_microsecond_counts_whole() -> None:
    assert Pace(115_200).delay_us(1, 0) == 87
    assert Pace(9_600).delay_us(48, 0) == 50_000


def test_bytes_wait_for_those_before_them() -> None:
    pace = Pace(10_000)
    assert pace.delay_us(10, 0) == 10_000
    assert pace.delay_us(10, 4_000) == 16_000
    assert pace.delay_us(10, 50_000) == 10_000


@pytest.mark.parametrize("rate", [9_600, 115_200])
def test_a_status_takes_as_long_as_its_bytes_need_on_the_line(rate: int) -> None:
    clock = ManualClock()
    site = PumpSite(factory_state(), clock, SeededRandomness(1))
    site.bits_per_second = rate
    link = MemoryLink("memory:slow", site.line(), clock)
    exchange = Exchange(SeededRandomness(2), trusted_by(site))
    driver = ImplantDriver(Transceiver(link, exchange, clock, Attention()))
    driver.connect()
    before, began_us = driver.statistics, clock.monotonic_us()
    driver.status()
    passed = driver.statistics.bytes_out + driver.statistics.bytes_in - before.bytes_out - before.bytes_in
    took_us = clock.monotonic_us() - began_us
    line_us = passed * 10_000_000 // rate
    assert driver.statistics.retries == 0
    # The line in memory looks every 20 ms.
    assert line_us <= took_us <= line_us + 40_000
