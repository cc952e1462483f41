"""``programmer ports`` tells what is plugged into this machine."""

from __future__ import annotations

import json

import pytest
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from tests.unit.cli.conftest import Command


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> list[ListPortInfo]:
    # No test machine has these ports; what the system would list stands here instead.
    found: list[ListPortInfo] = []
    monkeypatch.setattr(list_ports, "comports", lambda: found)
    return found


def adapter() -> ListPortInfo:
    port = ListPortInfo("/dev/ttyUSB1")
    port.description, port.vid, port.pid, port.serial_number = "Telemetry head", 0x403, 0x6001, "A10KX"
    return port


def test_a_port_is_told_with_its_adapter(listed: list[ListPortInfo], command: Command) -> None:
    listed.append(adapter())
    assert command("ports").out == "/dev/ttyUSB1      VID:PID 0403:6001  serial A10KX  Telemetry head\n"


def test_the_same_as_json(listed: list[ListPortInfo], command: Command) -> None:
    listed.append(adapter())
    [port] = json.loads(command("ports", "--json").out)["ports"]
    assert port == {
        "url": "/dev/ttyUSB1",
        "vid": "0403",
        "pid": "6001",
        "serial": "A10KX",
        "description": "Telemetry head",
    }


def test_a_port_that_is_no_adapter_is_told_without_one(listed: list[ListPortInfo], command: Command) -> None:
    port = ListPortInfo("COM3")
    port.description = "Communications port"
    listed.append(port)
    assert command("ports").out == "COM3              Communications port\n"
    assert json.loads(command("ports", "--json").out)["ports"][0]["vid"] is None


def test_a_machine_without_ports_is_told_so(listed: list[ListPortInfo], command: Command) -> None:
    ran = command("ports")
    assert (ran.code, ran.out, ran.err) == (
        0,
        "This machine has no serial port with something plugged into it.\n",
        "",
    )
    assert json.loads(command("ports", "--json").out) == {"ports": []}
