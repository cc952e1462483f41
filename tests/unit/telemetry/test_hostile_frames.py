"""Whatever somebody puts on the line within a session, nothing but a counter changes at either side."""

from __future__ import annotations

import itertools
import struct
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.device.implant.codes import Opcode
from programmer.telemetry.codes import LinkStatus
from programmer.telemetry.exchange import AnswerReceived, Exchange, ExchangeEvent
from programmer.telemetry.frames import (
    EVENT,
    MAX_UNDELIMITED,
    RESPONSE,
    SECURED,
    Dropped,
    Frame,
    decode_frame,
    encode_frame,
)
from programmer.telemetry.secure_channel import ChannelState, Distrusted
from tests.unit.telemetry.two_sides import (
    ASK,
    SECOND,
    Pump,
    answer,
    ask,
    body_of,
    frame_in,
    on_the_line,
    open_session,
    programmer,
    status_of,
    stranger,
)


@dataclass
class Scene:
    """A session after one question, a second request on its way, and the answer that is due to it."""

    pump: Pump
    exchange: Exchange
    request: bytes

    def at_pump(self) -> tuple[object, ...]:
        """All that must stay as it is at the pump."""
        session = self.pump.responder._session
        assert session is not None
        heard = (session.number, session.highest_counter, session.next_counter, session.last_heard_us)
        return (*heard, list(self.pump.served), self.pump.sessions_ended, session.last_answer)

    def at_programmer(self) -> tuple[object, ...]:
        """All that must stay as it is at the programmer."""
        session = self.exchange._session
        assert session is not None
        floors = (session.highest_answer, session.highest_event)
        return (self.exchange.state, session.number, session.next_counter, *floors, self.exchange._pending)


def begun() -> Scene:
    pump = Pump()
    exchange = programmer(pump)
    open_session(exchange, pump)
    ask(exchange, pump, b"first")
    return Scene(pump, exchange, exchange.request(ASK, b"abc"))


@pytest.fixture
def scene() -> Scene:
    return begun()


def believed(events: list[ExchangeEvent]) -> list[ExchangeEvent]:
    return [event for event in events if not isinstance(event, Distrusted | Dropped)]


def put_to_pump(scene: Scene, line: bytes) -> None:
    """The pump hears this; it changes nothing, and the right request is served all the same."""
    before = scene.at_pump()
    reply = scene.pump.hear(line)
    assert scene.at_pump() == before
    assert reply == b"" or status_of(reply) == LinkStatus.NO_SESSION


def put_to_programmer(scene: Scene, line: bytes) -> None:
    """The programmer hears this; it changes nothing and is no answer."""
    before = scene.at_programmer()
    assert believed(scene.exchange.receive(line)) == []
    assert scene.at_programmer() == before


def goes_on(scene: Scene) -> None:
    """The request that was under way is served once, and answered."""
    assert scene.exchange.receive(scene.pump.hear(scene.request)) == answer(b"cba")
    assert scene.pump.served == [(ASK, b"first"), (ASK, b"abc")]


def secured(
    scene: Scene, flags: int = 0, counter: int = 2, payload: bytes = b"abc", session: int = 0
) -> Frame:
    number = session or scene.exchange.session_number
    return Frame(flags | SECURED, ASK, number, counter, payload, bytes(16))


# ---- made up --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("counter", [0, 1, 2, 3, 1 << 20, (1 << 20) + 1, 0xFFFFFFFF])
def test_forged_frames_change_nothing(scene: Scene, counter: int) -> None:
    put_to_pump(scene, encode_frame(secured(scene, counter=counter)))
    put_to_programmer(scene, encode_frame(secured(scene, RESPONSE, counter)))
    put_to_programmer(scene, encode_frame(secured(scene, EVENT, counter)))
    goes_on(scene)


def test_a_forged_frame_does_not_use_up_the_counter_it_names(scene: Scene) -> None:
    right = frame_in(scene.request)
    put_to_pump(scene, encode_frame(right._replace(payload=b"xyz")))
    put_to_pump(scene, encode_frame(right._replace(counter=right.counter + 1000)))
    assert scene.pump.responder.distrusted[Distrusted.TAG_WRONG] == 2
    goes_on(scene)


def test_a_forged_frame_does_not_keep_a_session_alive(scene: Scene) -> None:
    scene.pump.wait(4 * SECOND)
    scene.pump.hear(encode_frame(secured(scene, counter=9)))
    scene.pump.wait(SECOND)
    assert scene.pump.sessions_ended == 1


@pytest.mark.parametrize("session", [1, 0xFFFF])
def test_frames_of_another_session_change_nothing(scene: Scene, session: int) -> None:
    put_to_pump(scene, encode_frame(secured(scene, session=session)))
    assert scene.pump.responder.distrusted[Distrusted.OTHER_SESSION] == 1
    put_to_programmer(scene, encode_frame(secured(scene, RESPONSE, session=session)))
    put_to_programmer(scene, encode_frame(secured(scene, RESPONSE)._replace(session=0)))
    goes_on(scene)


def test_frames_recorded_in_another_session_change_nothing_even_under_this_one_s_number() -> None:
    pump = Pump()
    exchange = programmer(pump)
    open_session(exchange, pump)
    asked = [exchange.request(ASK, bytes([number])) for number in range(5)]
    replies = [pump.hear(one) for one in asked]
    pump.served.clear()
    open_session(exchange, pump)
    scene = Scene(pump, exchange, exchange.request(ASK, b"abc"))
    pump.sessions_ended = 0
    for line in (*asked, *replies):
        here = encode_frame(frame_in(line)._replace(session=exchange.session_number))
        put_to_pump(scene, here)
        put_to_programmer(scene, here)
        put_to_programmer(scene, line)
    assert scene.exchange.receive(pump.hear(scene.request)) == answer(b"cba")
    assert pump.served == [(ASK, b"abc")]


# ---- the true ones, at the wrong time or place ----------------------------------------------------------------


def test_replayed_frames_change_nothing(scene: Scene) -> None:
    reply = scene.pump.hear(scene.request)
    assert scene.exchange.receive(reply) == answer(b"cba")
    next_request = scene.exchange.request(ASK, b"xyz")
    scene.pump.hear(next_request)
    for _ in range(3):
        put_to_pump(scene, scene.request)
        put_to_programmer(scene, reply)
    assert scene.pump.responder.distrusted[Distrusted.REPLAYED] == 3
    assert scene.exchange.receive(scene.pump.hear(next_request)) == answer(b"zyx")


@given(st.permutations(range(5)))
def test_of_reordered_frames_only_those_count_that_rise(order: list[int]) -> None:
    scene = begun()
    requests = [scene.exchange.request(ASK, bytes([number])) for number in range(5)]
    for number in order:
        scene.pump.hear(requests[number])
    rising = [number for place, number in enumerate(order) if number == max(order[: place + 1])]
    assert [payload for _, payload in scene.pump.served[1:]] == [bytes([number]) for number in rising]
    assert scene.pump.responder.distrusted[Distrusted.REPLAYED] == 5 - len(rising)


@given(st.permutations(range(5)))
def test_of_reordered_answers_none_is_taken_for_another(order: list[int]) -> None:
    scene = begun()
    replies = [scene.pump.hear(scene.exchange.request(ASK, bytes([number]))) for number in range(5)]
    came = [event for number in order for event in scene.exchange.receive(replies[number])]
    assert [one for one in came if isinstance(one, AnswerReceived)] == answer(bytes([4]))


def test_a_frame_sent_back_to_who_sent_it_changes_nothing(scene: Scene) -> None:
    reply = scene.pump.hear(scene.request)
    put_to_programmer(scene, scene.request)
    put_to_pump(scene, reply)
    for flags in (0, RESPONSE, EVENT):
        put_to_programmer(scene, encode_frame(frame_in(scene.request)._replace(flags=flags | SECURED)))
        put_to_pump(scene, encode_frame(frame_in(reply)._replace(flags=flags | SECURED, counter=9)))
    assert scene.exchange.receive(reply) == answer(b"cba")


@pytest.mark.parametrize("lost", [1, 2, 4, 5, 16, 17, 20, 21, 30, 36])
def test_truncated_frames_change_nothing(scene: Scene, lost: int) -> None:
    put_to_pump(scene, scene.request[: -1 - lost] + b"\x00")
    reply = scene.pump.hear(scene.request)
    put_to_programmer(scene, reply[: -1 - lost] + b"\x00")
    assert scene.exchange.receive(reply) == answer(b"cba")


@pytest.mark.parametrize("cut", range(1, 19))
def test_frames_cut_short_and_given_a_right_checksum_change_nothing(scene: Scene, cut: int) -> None:
    put_to_pump(scene, on_the_line(body_of(scene.request)[:-cut]))
    reply = scene.pump.hear(scene.request)
    put_to_programmer(scene, on_the_line(body_of(reply)[:-cut]))
    assert scene.exchange.receive(reply) == answer(b"cba")


@pytest.mark.parametrize("more", [1, 16, 480, 600, 70_000])
def test_oversized_frames_change_nothing(scene: Scene, more: int) -> None:
    put_to_pump(scene, on_the_line(body_of(scene.request) + bytes(more)))
    put_to_pump(scene, on_the_line(body_of(scene.request) + b"\xff" * more))
    reply = scene.pump.hear(scene.request)
    put_to_programmer(scene, on_the_line(body_of(reply) + b"\xff" * more))
    assert scene.exchange.receive(reply) == answer(b"cba")


def each_flipped_bit(body: bytes) -> list[bytes]:
    flipped = []
    for bit in range(8 * len(body)):
        changed = bytearray(body)
        changed[bit // 8] ^= 1 << bit % 8
        flipped.append(bytes(changed))
    return flipped


# In the header of 12 bytes: version, flags, opcode, session, counter, length.
HEADER_BITS = 96


def test_every_bit_is_bound_on_the_way_to_the_pump_though_the_checksum_is_mended(scene: Scene) -> None:
    body = body_of(scene.request)
    for bit, changed in enumerate(each_flipped_bit(body)):
        before = scene.at_pump()
        reply = scene.pump.hear(on_the_line(changed))
        assert scene.at_pump() == before, f"bit {bit}"
        version = bit < 8
        other_session = 32 <= bit < 48
        assert bool(reply) == (version or other_session)
    assert scene.pump.responder.distrusted[Distrusted.TAG_WRONG] >= 8 * len(body) - HEADER_BITS
    goes_on(scene)


def test_every_bit_is_bound_on_the_way_back_though_the_checksum_is_mended(scene: Scene) -> None:
    reply = scene.pump.hear(scene.request)
    hint = scene.pump.responder.hint(0x7777, b"look")
    for body in (body_of(reply), body_of(hint)):
        for changed in each_flipped_bit(body):
            put_to_programmer(scene, on_the_line(changed))
    assert len(believed(scene.exchange.receive(reply + hint))) == 2


@pytest.mark.parametrize("flags", range(256))
def test_no_other_flags_make_a_frame_of_the_session_good(scene: Scene, flags: int) -> None:
    body = body_of(scene.request)
    if flags != SECURED:
        put_to_pump(scene, on_the_line(body[:1] + bytes([flags]) + body[2:]))
        stripped = body[:1] + bytes([flags]) + body[2:-16]
        put_to_pump(scene, on_the_line(stripped))
    reply = scene.pump.hear(scene.request)
    body = body_of(reply)
    if flags != SECURED | RESPONSE:
        put_to_programmer(scene, on_the_line(body[:1] + bytes([flags]) + body[2:]))
        put_to_programmer(scene, on_the_line(body[:1] + bytes([flags]) + body[2:-16]))
    assert scene.exchange.receive(reply) == answer(b"cba")


# ---- no emergency stop without a key --------------------------------------------------------------------------


@pytest.mark.parametrize("opcode", [Opcode.STOP, Opcode.RESUME, Opcode.COMMIT, Opcode.STATUS, ASK])
@pytest.mark.parametrize("within", [True, False])
def test_nothing_in_clear_reaches_therapy_not_even_stop(scene: Scene, opcode: int, within: bool) -> None:
    """Whoever could stop a pump without a key could withhold baclofen from anybody in reach of the antenna."""
    number = scene.exchange.session_number if within else 0
    token = bytes(range(16))
    put_to_pump(scene, encode_frame(Frame(0, opcode, number, 2, token)))
    put_to_pump(scene, encode_frame(Frame(SECURED, opcode, number, 2, token, bytes(16))))
    goes_on(scene)


def test_a_pump_without_a_session_serves_nothing_in_clear_nor_to_a_stranger() -> None:
    pump = Pump()
    for session, counter in itertools.product((0, 1, 0xFFFF), (0, 1, 2, 0xFFFFFFFF)):
        pump.hear(encode_frame(Frame(0, Opcode.STOP, session, counter, bytes(16))))
        pump.hear(encode_frame(Frame(SECURED, Opcode.STOP, session, counter, bytes(16), bytes(16))))
    unknown = stranger()
    pump.hear(unknown.greet())
    pump.hear(
        encode_frame(Frame(SECURED, Opcode.STOP, pump.responder._welcome._numbers[-1], 1, b"", bytes(16)))
    )
    assert pump.served == []
    assert not pump.responder.session_open


# ---- floods ---------------------------------------------------------------------------------------------------


def flood(scene: Scene, number: int) -> bytes:
    """Sound frames of every wrong kind, none like another."""
    token = struct.pack("<QQ", number, number)
    kinds: tuple[Callable[[], Frame], ...] = (
        lambda: secured(scene, counter=2 + number, payload=token),
        lambda: secured(scene, RESPONSE, 2 + number, token),
        lambda: secured(scene, EVENT, 2 + number, token),
        lambda: secured(scene, counter=number, payload=token, session=1 + number % 0xFFFF),
        lambda: Frame(0, ASK, scene.exchange.session_number, number, token),
        lambda: Frame(0, 0x0505, 0, number, token + b"\x01\x01" + bytes(4) + token),  # HELLO
        lambda: Frame(0, 0x2727, 0, number, token * 3),  # SESSION
        lambda: Frame(0, 0x2828, 0, number, token * 3),  # PAIR_BEGIN
        lambda: Frame(0, 0x2B2B, 0, number, token * 4),  # PAIR_END
        lambda: Frame(0, number & 0xFFFF | 0x8000, 0, number, token),
    )
    return encode_frame(kinds[number % len(kinds)]())


def held(side: object, seen: set[int] | None = None) -> int:
    """How many bytes, entries and objects one side of the link holds, all the way down."""
    seen = set() if seen is None else seen
    if id(side) in seen or isinstance(side, type | int | str) or callable(side):
        return 0
    seen.add(id(side))
    if isinstance(side, bytes | bytearray):
        return len(side)
    if isinstance(side, dict):
        return sum(1 + held(one, seen) for one in (*side.keys(), *side.values()))
    if isinstance(side, list | tuple | set | frozenset | deque):
        return sum(1 + held(one, seen) for one in side)
    names = [name for kind in type(side).__mro__ for name in getattr(kind, "__slots__", ())]
    return sum(held(getattr(side, name, None), seen) for name in (*names, *getattr(side, "__dict__", ())))


@pytest.mark.parametrize("frames", [100_000])
def test_memory_stays_bounded_however_much_garbage_comes(scene: Scene, frames: int) -> None:
    responder, exchange = scene.pump.responder, scene.exchange
    served, pending = list(scene.pump.served), exchange._pending
    most = 0
    for number in range(frames):
        line = flood(scene, number)
        event = decode_frame(line[1:-1])
        responder.handle(event, 0)
        exchange.receive(line)
        if number % 1000 == 999 and number > 2000:
            most = most or held(responder) + held(exchange)
            assert held(responder) + held(exchange) <= most + 1024
    assert most > 500
    assert scene.pump.served == served
    assert scene.pump.sessions_ended == 0
    assert exchange._pending is pending
    assert exchange.state is ChannelState.OPEN
    goes_on(scene)


def test_bytes_without_an_end_are_not_kept(scene: Scene) -> None:
    for _ in range(2000):
        scene.pump.hear(b"\x55" * 599)
        scene.exchange.receive(b"\x55" * 599)
        assert len(scene.pump._decoder._pending) <= MAX_UNDELIMITED
        assert len(scene.exchange._decoder._pending) <= MAX_UNDELIMITED
    scene.pump.hear(b"\x00")
    scene.exchange.receive(b"\x00")
    goes_on(scene)
