"""The simulated pump as a process would offer it: over a real socket and a real pty, to two programmers at once."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import pytest

from programmer.clock import SystemClock
from programmer.device.implant.driver import ImplantDriver
from programmer.known_error import ExitCode, UsageError
from programmer.randomness import SeededRandomness
from programmer.simulator.server import PtyServer, SocketServer
from programmer.simulator.site import PumpSite
from programmer.telemetry.attention import Attention
from programmer.telemetry.exchange import Exchange
from programmer.telemetry.link_troubles import SessionLost
from programmer.telemetry.links.serial_link import SerialLink
from programmer.telemetry.transceiver import Transceiver
from programmer.therapy.canonical import encode_program
from programmer.therapy.pump import Delivery
from tests.support.programs import continuous
from tests.support.simulated import committed, done, factory_state
from tests.support.trusted import stranger, trusted_by


class Server(Protocol):
    @property
    def url(self) -> str: ...
    def serve(self, stopped: Callable[[], bool]) -> None: ...
    def close(self) -> None: ...


@contextmanager
def serving(server: Server) -> Iterator[str]:
    """Serve in a thread until the block ends."""
    stop = threading.Event()
    thread = threading.Thread(target=server.serve, args=(stop.is_set,))
    thread.start()
    try:
        yield server.url
    finally:
        stop.set()
        thread.join(10)
        server.close()
    assert not thread.is_alive()


@contextmanager
def programmer(site: PumpSite, url: str, seed: int = 3) -> Iterator[ImplantDriver]:
    clock = SystemClock()
    exchange = Exchange(SeededRandomness(seed), trusted_by(site, seed=seed))
    driver = ImplantDriver(Transceiver(SerialLink(url), exchange, clock, Attention()))
    driver.connect()
    try:
        yield driver
    finally:
        driver.disconnect()


@pytest.fixture
def site() -> PumpSite:
    return PumpSite(factory_state(), SystemClock(), SeededRandomness(1))


def test_a_whole_visit_over_a_socket(site: PumpSite) -> None:
    with serving(SocketServer(site, "127.0.0.1", 0)) as url, programmer(site, url) as driver:
        assert driver.identify().simulated
        committed(driver, continuous(120_000), b"c" * 16)
        assert driver.read_program()[0] == encode_program(continuous(120_000))
        done(driver.stop(b"s" * 16))
        assert driver.status().delivery is Delivery.STOPPED
        assert len(driver.read_log(1).events) == 3


def test_a_whole_visit_over_a_pty(site: PumpSite) -> None:
    with serving(PtyServer(site)) as path:
        assert Path(path).is_char_device()
        with programmer(site, path) as driver:
            committed(driver, continuous(120_000), b"c" * 16)
        with programmer(site, path, seed=4) as driver:
            assert driver.read_program()[0] == encode_program(continuous(120_000))


def test_two_programmers_reach_one_pump_and_the_later_has_the_session(site: PumpSite) -> None:
    with (
        serving(SocketServer(site, "127.0.0.1", 0)) as url,
        programmer(site, url, seed=3) as first,
        programmer(site, url, seed=4) as second,
    ):
        assert second.identify().serial == "RF20-10432"
        committed(second, continuous(120_000), b"c" * 16)
        with pytest.raises(SessionLost):
            first.status()
        first.new_session()
        assert first.read_program()[0] == encode_program(continuous(120_000))
        with pytest.raises(SessionLost):
            second.status()


def test_a_programmer_that_goes_away_leaves_the_pump_to_the_next(site: PumpSite) -> None:
    with serving(SocketServer(site, "127.0.0.1", 0)) as url:
        host, port = url.removeprefix("socket://").split(":")
        rude = socket.create_connection((host, int(port)), timeout=5)
        rude.sendall(b"\x00\x05nonsense")
        # An abortive close: the server's next word to it fails.
        rude.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        rude.close()
        with programmer(site, url) as driver:
            assert driver.status().state_rev == 1


def test_a_pty_that_nobody_reads_does_not_stop_the_pump(site: PumpSite) -> None:
    identify = Exchange(SeededRandomness(1), stranger()).identify()
    with serving(PtyServer(site)) as path:
        far = os.open(path, os.O_WRONLY | os.O_NOCTTY)
        for _ in range(3000):
            os.write(far, identify)
        os.close(far)
        with programmer(site, path) as driver:
            assert driver.status().state_rev == 1


def test_an_address_of_another_machine_cannot_be_listened_on(site: PumpSite) -> None:
    with pytest.raises(UsageError, match=r"192\.0\.2\.1:0 cannot be listened on") as refusal:
        SocketServer(site, "192.0.2.1", 0)
    assert refusal.value.exit_code is ExitCode.USAGE


def test_a_port_that_is_taken_is_told(site: PumpSite) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"127.0.0.1:{port} cannot be listened on"):
            SocketServer(site, "127.0.0.1", port)


def test_a_pump_at_another_speed_lives_faster_for_everybody(site: PumpSite) -> None:
    before = site.pump.now
    site.run_at(1_000_000)
    with serving(SocketServer(site, "127.0.0.1", 0)) as url, programmer(site, url) as driver:
        later = driver.status().pump_time
    assert later.value - before.value > 1_000_000
