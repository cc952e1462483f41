"""What can be written after the commands that look at a link itself."""

from __future__ import annotations

from programmer.cli.parsers import Command, StrictParser
from programmer.cli.shared_arguments import add_common, add_json, add_listen_or_pty, add_url


def _ports(ports: StrictParser) -> None:
    add_common(ports)
    add_json(ports)


def _capture(capture: StrictParser) -> None:
    add_common(capture)
    add_url(capture)
    capture.add_argument("file", metavar="FILE", help="a new file; it will hold health data, and no keys")
    capture.add_argument(
        "--seconds", type=int, metavar="S", help="for how long after reading; without it until Ctrl-C"
    )


def _decode(decode: StrictParser) -> None:
    add_common(decode)
    decode.add_argument(
        "what", metavar="FILE|HEX", nargs="+", help="a capture, or bytes such as 00 02 01, 0x000201"
    )
    add_json(decode)


def _replay(replay: StrictParser) -> None:
    add_common(replay)
    replay.add_argument("file", metavar="FILE", help="a capture")
    add_listen_or_pty(replay)


LINK = {
    "ports": Command("the serial ports of this machine", _ports),
    "capture": Command("record a link into a file while the pump is read", _capture),
    "decode": Command("tell every frame of a capture or of typed bytes, field by field", _decode),
    "replay": Command("a recorded link as a pump", _replay),
}
