"""A line that a fault drops is a dropped connection for the programmer: on a socket, on a pty and in memory."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from programmer.clock import ManualClock, SystemClock
from programmer.device.implant.codes import Opcode
from programmer.device.implant.driver import ImplantDriver
from programmer.randomness import SeededRandomness
from programmer.simulator.faults.fault import Fault
from programmer.simulator.faults.kinds import Direction, FaultKind
from programmer.simulator.server import PtyServer, SocketServer
from programmer.simulator.site import PumpSite
from programmer.telemetry.attention import Attention
from programmer.telemetry.byte_channel import ByteChannel, LinkBroken
from programmer.telemetry.codes import LinkOpcode
from programmer.telemetry.exchange import Exchange
from programmer.telemetry.links.memory_link import MemoryLink
from programmer.telemetry.links.serial_link import SerialLink
from programmer.telemetry.transceiver import Transceiver
from tests.support.simulated import factory_state
from tests.support.trusted import stranger, trusted_by

K = FaultKind
TOKEN = b"t" * 16


@pytest.fixture
def site() -> PumpSite:
    return PumpSite(factory_state(), SystemClock(), SeededRandomness(1))


@contextmanager
def channel_in_memory(site: PumpSite) -> Iterator[Callable[[], ByteChannel]]:
    yield lambda: MemoryLink("simulated:bench", site.line(), SystemClock())


@contextmanager
def served(server: SocketServer | PtyServer) -> Iterator[Callable[[], ByteChannel]]:
    stop = threading.Event()
    thread = threading.Thread(target=server.serve, args=(stop.is_set,))
    thread.start()
    try:
        yield lambda: SerialLink(server.url)
    finally:
        stop.set()
        thread.join(10)
        server.close()


WAYS: dict[str, Callable[[PumpSite], AbstractContextManager[Callable[[], ByteChannel]]]] = {
    "memory": channel_in_memory,
    "socket": lambda site: served(SocketServer(site, "127.0.0.1", 0)),
    "pty": lambda site: served(PtyServer(site)),
}


def programmer(site: PumpSite, channel: ByteChannel, seed: int = 3) -> ImplantDriver:
    exchange = Exchange(SeededRandomness(seed), trusted_by(site, seed=seed))
    driver = ImplantDriver(Transceiver(channel, exchange, SystemClock(), Attention()))
    driver.connect()
    return driver


CASES = [
    *(
        (way, direction, at_byte)
        for way in ("memory", "pty")
        for direction in Direction
        for at_byte in (0, 9, 600)
    ),
    *(("socket", direction, 9) for direction in Direction),
]


@pytest.mark.parametrize(("way", "direction", "at_byte"), CASES)
def test_the_programmer_is_told_at_once_and_can_connect_again(
    site: PumpSite, way: str, direction: Direction, at_byte: int
) -> None:
    with WAYS[way](site) as channel:
        driver = programmer(site, channel())
        site.faults.arm(Fault(K.DISCONNECT, opcode=Opcode.STOP, direction=direction, at_byte=at_byte))
        with pytest.raises(LinkBroken):
            stop_and_look(driver)
        # Told, and not found out by silence, which takes ten attempts; a busy machine may need a second one.
        assert driver.statistics.retries <= 2
        assert driver.new_session().serial == "RF20-10432"
        arrived = direction is Direction.REPLY or at_byte == 600
        assert (driver.token_status(TOKEN).reply is not None) is arrived
        driver.disconnect()


def stop_and_look(driver: ImplantDriver) -> None:
    """Where the reply still comes whole, the drop is met afterwards."""
    driver.stop(TOKEN)
    driver.rest(1_000_000)


def test_a_late_reply_keeps_nobody_else_waiting() -> None:
    clock = ManualClock()
    site = PumpSite(factory_state(), clock, SeededRandomness(1))
    site.faults.arm(Fault(K.DELAY, opcode=LinkOpcode.IDENT, delay_us=3_600_000_000))
    with served(SocketServer(site, "127.0.0.1", 0)) as channel:
        late, other = channel(), channel()
        for line in (late, other):
            line.open()
        late.write(Exchange(SeededRandomness(5), stranger()).identify())
        assert late.read(30_000) == b""
        other.write(Exchange(SeededRandomness(5), stranger()).identify())
        assert other.read(5_000_000)
        assert late.read(0) == b""
        clock.wait_us(3_600_000_000)
        assert late.read(5_000_000)
        late.close()
        other.close()


@pytest.mark.parametrize("way", ["socket", "pty"])
def test_replies_in_pieces_of_a_byte_are_put_together_in_time(site: PumpSite, way: str) -> None:
    site.faults.arm(Fault(K.SPLIT, at_byte=1, times=None))
    with WAYS[way](site) as channel:
        driver = programmer(site, channel())
        assert driver.status().state_rev == 1
        driver.disconnect()


def test_a_pty_keeps_its_name_and_takes_it_along(site: PumpSite) -> None:
    server = PtyServer(site)
    with served(server) as channel:
        before = Path(server.url).resolve()
        driver = programmer(site, channel())
        site.faults.arm(Fault(K.DISCONNECT, opcode=Opcode.STOP))
        with pytest.raises(LinkBroken):
            driver.stop(TOKEN)
        assert Path(server.url).is_char_device()
        assert Path(server.url).resolve() != before
        driver.disconnect()
    assert not Path(server.url).parent.exists()
