"""What an interrogation over a slow line promises beside the time that its bytes need there: ``./run benchmark``."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from programmer.clock import SystemClock
from programmer.device.driver import no_progress
from programmer.device.implant.driver import ImplantDriver
from programmer.randomness import SystemRandomness
from programmer.telemetry.attention import Attention
from programmer.telemetry.exchange import Exchange
from programmer.telemetry.links.serial_link import SerialLink
from programmer.telemetry.noise.keys import new_key_pair
from programmer.telemetry.pairing_code import PairingCode
from programmer.telemetry.transceiver import Transceiver
from programmer.telemetry.trust import TrustInMemory
from programmer.visit.interrogation import interrogate

BITS_PER_SECOND = 115_200
BITS_PER_BYTE = 10
ROUNDS = 9


@contextmanager
def pump_at(*arguments: str) -> Iterator[tuple[str, str]]:
    """Address and pairing code of a simulated pump in a process of its own, on a line of 115,200 baud."""
    command = [sys.executable, "-m", "programmer", "simulate", "--bps", str(BITS_PER_SECOND), *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline())
    try:
        yield ready["url"], ready["pairing_code"]
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


@pytest.mark.parametrize("way", [("--pty",), ("--listen", "127.0.0.1:0")], ids=["pty", "socket"])
def test_an_interrogation_takes_at_most_1_25_times_what_its_bytes_need(
    way: tuple[str, ...], benchmark: Any
) -> None:
    clock, randomness = SystemClock(), SystemRandomness()
    with pump_at(*way) as (url, code):
        trust = TrustInMemory(new_key_pair(randomness))
        transceiver = Transceiver(SerialLink(url), Exchange(randomness, trust), clock, Attention())
        driver = ImplantDriver(transceiver, PairingCode.read(code))
        driver.connect()
        ratios: list[float] = []
        line_ms: list[float] = []

        def read_all() -> None:
            before = driver.statistics
            began = time.perf_counter()
            interrogate(driver, clock, no_progress)
            took = time.perf_counter() - began
            after = driver.statistics
            assert after.retries == before.retries
            passed = after.bytes_out + after.bytes_in - before.bytes_out - before.bytes_in
            needed = passed * BITS_PER_BYTE / BITS_PER_SECOND
            line_ms.append(needed * 1000)
            ratios.append(took / needed)

        benchmark.pedantic(read_all, rounds=ROUNDS, warmup_rounds=1)
        driver.disconnect()
    ratio = statistics.median(ratios)
    benchmark.extra_info |= {
        "line_ms": round(statistics.median(line_ms), 1),
        "times_as_long": round(ratio, 3),
    }
    assert ratio <= 1.25
