"""A real port, a real pty and a real socket: every way of not opening has its own words, and a hang-up is noticed."""

from __future__ import annotations

import errno
import os
import socket
import threading
import tty
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import serial
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from programmer.known_error import ExitCode
from programmer.telemetry.byte_channel import LinkBroken
from programmer.telemetry.links.discovery import FoundPort, found_ports
from programmer.telemetry.links.serial_link import SerialLink, _cannot_open

LONG_US = 5_000_000


@dataclass
class Wire:
    """A pty: ``near`` is the pump's end, ``link`` the programmer's."""

    near: int
    far: int
    path: str
    link: SerialLink

    def hang_up(self) -> None:
        os.close(self.near)
        self.near = -1


@pytest.fixture
def wire() -> Iterator[Wire]:
    near, far = os.openpty()
    tty.setraw(far)
    wire = Wire(near, far, os.ttyname(far), SerialLink(os.ttyname(far)))
    yield wire
    wire.link.close()
    os.close(far)
    if wire.near >= 0:
        os.close(wire.near)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(5)
        yield listening


def url_of(listener: socket.socket) -> str:
    return f"socket://127.0.0.1:{listener.getsockname()[1]}"


def refusal(url: str) -> LinkBroken:
    """What is said when that cannot be opened."""
    with pytest.raises(LinkBroken) as trouble:
        SerialLink(url).open()
    assert trouble.value.what == f"{url} cannot be opened"
    assert trouble.value.exit_code is ExitCode.LINK_TROUBLE
    return trouble.value


def read_all(link: SerialLink, length: int) -> bytes:
    received = b""
    while len(received) < length:
        more = link.read(LONG_US)
        assert more, f"only {received!r} came"
        received += more
    return received


# ---- opening --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["/dev/no-such-port", "COM99", "/no/such/place", ""])
def test_a_port_that_is_not_there(url: str) -> None:
    assert refusal(url).why == "There is no such port"


def test_a_port_that_another_program_holds(wire: Wire) -> None:
    wire.link.open()
    trouble = refusal(wire.path)
    assert trouble.why == "Another program is using that port"
    wire.link.close()
    second = SerialLink(wire.path)
    second.open()
    second.close()


def test_an_address_where_nothing_listens(listener: socket.socket) -> None:
    url = url_of(listener)
    listener.close()
    assert refusal(url).why == "Nothing listens there"


@pytest.mark.parametrize(
    "url",
    [
        "nonsense://x",
        "socket://",
        "socket://localhost",
        "socket://127.0.0.1:port",
        "socket://127.0.0.1:99999",
        "bluetooth://pump",
    ],
)
def test_what_is_no_address_of_a_port(url: str) -> None:
    trouble = refusal(url)
    assert trouble.why.startswith("This is not an address of a port (")
    assert "socket://127.0.0.1:45123" in trouble.remedy


def test_a_folder_and_a_file_are_no_ports(tmp_path: Path) -> None:
    file = tmp_path / "notes"
    file.write_text("not a port")
    assert refusal(str(tmp_path)).why == "This is no serial port"
    assert refusal(str(file)).why == "This is no serial port"


@pytest.mark.parametrize(
    ("number", "why"),
    [
        (errno.ENOENT, "There is no such port"),
        (errno.EACCES, "This user may not use that port"),
        (errno.EBUSY, "Another program is using that port"),
        (errno.EIO, "The system says: "),
    ],
)
def test_what_the_system_says_is_told_in_words(number: int, why: str) -> None:
    # Permission cannot be taken from the superuser, so these are the exceptions that pyserial makes of the errors.
    trouble = serial.SerialException(number, f"could not open port /dev/x: {os.strerror(number)}")
    assert _cannot_open("/dev/x", trouble).why.startswith(why)


# ---- bytes both ways ------------------------------------------------------------------------------------------


def test_bytes_pass_over_a_pty_both_ways(wire: Wire) -> None:
    wire.link.open()
    everything = bytes(range(256)) * 4
    wire.link.write(everything)
    received = b""
    while len(received) < len(everything):
        received += os.read(wire.near, 4096)
    assert received == everything
    os.write(wire.near, everything)
    assert read_all(wire.link, len(everything)) == everything
    assert wire.link.url == wire.path


def test_nothing_that_comes_is_an_empty_answer_after_the_time(wire: Wire) -> None:
    wire.link.open()
    assert wire.link.read(1000) == b""
    assert wire.link.read(0) == b""


def test_bytes_pass_over_a_socket_both_ways_in_blocks(listener: socket.socket) -> None:
    link = SerialLink(url_of(listener))
    link.open()
    connection, _ = listener.accept()
    with connection:
        connection.settimeout(5)
        link.write(b"ask")
        assert connection.recv(10) == b"ask"
        everything = bytes(range(256)) * 8
        connection.sendall(everything)
        first = link.read(LONG_US)
        assert len(first) > 1
        rest = read_all(link, len(everything) - len(first)) if len(first) < len(everything) else b""
        assert first + rest == everything
        assert link.read(1000) == b""
    link.close()


def test_a_reader_that_waits_is_woken_by_the_first_byte(wire: Wire) -> None:
    wire.link.open()
    wakers = threading.Thread(target=os.write, args=(wire.near, b"x"))
    wakers.start()
    assert wire.link.read(LONG_US) == b"x"
    wakers.join()


# ---- the end --------------------------------------------------------------------------------------------------


def test_a_pty_that_hangs_up_breaks_the_link(wire: Wire) -> None:
    wire.link.open()
    wire.hang_up()
    with pytest.raises(LinkBroken, match=f"The link to {wire.path} broke"):
        wire.link.read(LONG_US)
    with pytest.raises(LinkBroken, match="is closed"):
        wire.link.read(1)


def test_a_pty_that_hangs_up_while_somebody_waits_breaks_the_link(wire: Wire) -> None:
    wire.link.open()
    wire.link.write(b"ask")
    hanging_up = threading.Thread(target=wire.hang_up)
    hanging_up.start()
    with pytest.raises(LinkBroken, match="broke"):
        wire.link.read(LONG_US)
    hanging_up.join()


def test_a_pty_that_has_hung_up_takes_no_bytes(wire: Wire) -> None:
    wire.link.open()
    wire.hang_up()
    with pytest.raises(LinkBroken, match="broke"):
        wire.link.write(b"ask")


def test_a_socket_that_is_closed_at_the_other_end_breaks_the_link(listener: socket.socket) -> None:
    link = SerialLink(url_of(listener))
    link.open()
    listener.accept()[0].close()
    with pytest.raises(LinkBroken, match="broke"):
        link.read(LONG_US)
    link.close()


def test_what_came_before_the_end_is_still_read(listener: socket.socket) -> None:
    link = SerialLink(url_of(listener))
    link.open()
    connection, _ = listener.accept()
    connection.sendall(b"last words")
    connection.close()
    assert read_all(link, 10) == b"last words"
    with pytest.raises(LinkBroken):
        link.read(LONG_US)


def test_a_closed_link_carries_nothing_and_can_be_opened_again(wire: Wire) -> None:
    with pytest.raises(LinkBroken, match="is closed"):
        wire.link.write(b"x")
    wire.link.open()
    wire.link.close()
    wire.link.close()
    with pytest.raises(LinkBroken, match="is closed"):
        wire.link.write(b"x")
    with pytest.raises(LinkBroken, match="is closed"):
        wire.link.read(1)
    wire.link.open()
    os.write(wire.near, b"again")
    assert read_all(wire.link, 5) == b"again"


# ---- which ports there are --------------------------------------------------------------------------------------


def port(device: str, description: str, vid: int | None = None) -> ListPortInfo:
    found = ListPortInfo(device)
    found.description, found.vid = description, vid
    if vid is not None:
        found.pid, found.serial_number = 0x6001, "A10KX"
    return found


def test_ports_that_nothing_is_plugged_into_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    # No test machine has these ports; what the system would list stands here instead.
    listed = [
        port("/dev/ttyUSB1", "Telemetry head", 0x0403),
        port("/dev/ttyS0", "n/a"),
        port("/dev/ttyACM0", "Head of another make", 0x2341),
        port("COM3", "Communications port"),
        port("/dev/ttyS4", "A card with a name", 0x1234),
    ]
    monkeypatch.setattr(list_ports, "comports", lambda: listed)
    assert found_ports() == (
        FoundPort("/dev/ttyACM0", "Head of another make", 0x2341, 0x6001, "A10KX"),
        FoundPort("/dev/ttyS4", "A card with a name", 0x1234, 0x6001, "A10KX"),
        FoundPort("/dev/ttyUSB1", "Telemetry head", 0x0403, 0x6001, "A10KX"),
        FoundPort("COM3", "Communications port"),
    )


def test_the_ports_of_this_machine_can_be_asked_for() -> None:
    assert all(isinstance(found, FoundPort) for found in found_ports())
