"""Whoever watches the link sees every frame, in clear where it could be opened, and what came of it."""

from __future__ import annotations

import pytest

from programmer.telemetry.codes import LinkOpcode
from programmer.telemetry.exchange import Exchange, FrameSeen
from programmer.telemetry.frames import Frame, encode_frame
from tests.unit.telemetry.two_sides import ASK, Pump, ask, frame_in, greet, open_session, programmer


@pytest.fixture
def pump() -> Pump:
    return Pump()


@pytest.fixture
def exchange(pump: Pump) -> Exchange:
    return programmer(pump)


def watched(exchange: Exchange) -> list[FrameSeen]:
    seen: list[FrameSeen] = []
    exchange.watch = seen.append
    return seen


def told(seen: list[FrameSeen]) -> list[tuple[bool, str]]:
    return [(one.outgoing, one.verdict) for one in seen]


def test_a_greeting_and_its_answer_are_seen(exchange: Exchange, pump: Pump) -> None:
    seen = watched(exchange)
    greet(exchange, pump)
    assert told(seen) == [(True, "sent"), (False, "taken")]
    assert [one.frame.opcode for one in seen if one.frame] == [LinkOpcode.HELLO] * 2


def test_what_was_secured_is_seen_in_clear(exchange: Exchange, pump: Pump) -> None:
    open_session(exchange, pump)
    seen = watched(exchange)
    ask(exchange, pump, b"abc")
    number = exchange.session_number
    asked, answered = seen
    assert asked.frame == Frame(0, ASK, number, 1, b"abc")
    assert answered.frame is not None
    assert (answered.frame.flags, answered.frame.payload[6:], answered.frame.tag) == (1, b"cba", b"")


def test_how_long_it_was_on_the_line_is_seen(exchange: Exchange, pump: Pump) -> None:
    open_session(exchange, pump)
    seen = watched(exchange)
    request = exchange.request(ASK, b"abc")
    reply = pump.hear(request)
    exchange.receive(reply)
    assert [one.length for one in seen] == [len(request), len(reply)]


def test_repetitions_damage_and_what_is_not_believed_are_seen_as_such(exchange: Exchange, pump: Pump) -> None:
    open_session(exchange, pump)
    seen = watched(exchange)
    reply = frame_in(pump.hear(exchange.request(ASK, b"abc")))
    exchange.repeat()
    forged = reply._replace(tag=bytes(16))
    for line in (b"\x00\x05noise\x00", encode_frame(forged), encode_frame(reply), encode_frame(reply)):
        exchange.receive(line)
    assert told(seen) == [
        (True, "sent"),
        (True, "again"),
        (False, "not COBS"),
        (False, "authentication tag wrong"),
        (False, "taken"),
        (False, "counter used before"),
    ]
    assert seen[2].frame is None
    assert seen[3].frame == forged


def test_an_answer_that_nobody_waits_for_is_seen_as_not_asked_for(exchange: Exchange, pump: Pump) -> None:
    open_session(exchange, pump)
    reply = pump.hear(exchange.request(ASK, b"abc"))
    exchange.abandon()
    seen = watched(exchange)
    exchange.receive(reply)
    assert told(seen) == [(False, "not asked for")]


def test_nobody_sees_a_private_key(exchange: Exchange, pump: Pump) -> None:
    seen = watched(exchange)
    open_session(exchange, pump)
    ask(exchange, pump, b"abc")
    private = (exchange.trust.workstation().private, pump.keys.own.private)
    shown = repr(seen) + repr(exchange) + repr(pump.responder)
    assert not any(repr(key)[2:-1] in shown or key.hex() in shown for key in private)
