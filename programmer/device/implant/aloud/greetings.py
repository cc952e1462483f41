"""What goes in clear before a session, read aloud: greetings, handshakes, versions."""

from __future__ import annotations

from programmer.device.implant.aloud.figures import Lines, bytes_told, seconds
from programmer.telemetry.hello import HelloAnswer, HelloRequest
from programmer.telemetry.wire import PayloadReader


def hello_request(payload: bytes) -> Lines:
    """Raises ``Malformed``."""
    hello = HelloRequest.decode(payload)
    return [
        ("nonce", hello.nonce.hex()),
        ("lowest version", str(hello.lowest)),
        ("highest version", str(hello.highest)),
        ("features", f"{hello.features:#010x}"),
        ("programmer's key", hello.fingerprint.hex()),
    ]


def hello_answer(body: bytes) -> Lines:
    """Raises ``Malformed``."""
    hello = HelloAnswer.decode(body)
    return [
        ("nonce", hello.nonce.hex()),
        ("version", str(hello.version)),
        ("features", f"{hello.features:#010x}"),
        ("session on offer", str(hello.session)),
        ("session lives", seconds(hello.session_life_ms)),
        ("stage lives", seconds(hello.stage_life_ms)),
        ("pump's nonce", hello.pump_nonce.hex()),
        ("pump's key", hello.fingerprint.hex()),
        ("knows this programmer", "yes" if hello.knows_you else "no"),
        ("shows a pairing code", "yes" if hello.shows_code else "no"),
    ]


def handshake(message: bytes) -> Lines:
    """A message of a handshake says nothing to who does not take part in it."""
    return [("handshake message", bytes_told(message))]


def version_notice(body: bytes) -> Lines:
    """Raises ``Malformed``."""
    reader = PayloadReader(body)
    lines = [("lowest version", str(reader.u8())), ("highest version", str(reader.u8()))]
    reader.tail()
    return lines
