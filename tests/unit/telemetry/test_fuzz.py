"""No bytes, however they were made, bring an exception, a session or a served request out of either side.

``PROGRAMMER_FUZZ_EXAMPLES=20000 ./run test tests/unit/telemetry/test_fuzz.py`` looks at more of them, and with
``PROGRAMMER_HYPOTHESIS=explore`` at others each time.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from programmer.randomness import SeededRandomness
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.exchange import AnswerReceived, Exchange, Paired, SessionOpened
from programmer.telemetry.frames import (
    EVENT,
    MAX_PAYLOAD,
    MAX_UNDELIMITED,
    RESPONSE,
    SECURED,
    Frame,
    FrameDecoder,
    decode_frame,
)
from programmer.telemetry.hello import HelloAnswer, HelloRequest
from programmer.telemetry.noise.cipher import NoiseFailure
from programmer.telemetry.noise.handshake import Handshake, Pattern
from programmer.telemetry.noise.keys import KeyPair
from programmer.telemetry.secure_channel import ChannelState
from programmer.telemetry.wire import Malformed, PayloadWriter
from tests.unit.telemetry.two_sides import (
    ASK,
    Pump,
    answer,
    ask,
    body_of,
    frame_in,
    greet,
    on_the_line,
    open_session,
    programmer,
    stranger,
)

EXAMPLES = int(os.environ.get("PROGRAMMER_FUZZ_EXAMPLES", "60"))
budget = settings(max_examples=EXAMPLES, deadline=None)

OPCODES = st.sampled_from([*LinkOpcode, ASK, 0, 0xFFFF]) | st.integers(0, 0xFFFF)
FLAGS = st.sampled_from([0, SECURED, RESPONSE, RESPONSE | SECURED, EVENT | SECURED]) | st.integers(0, 255)


@dataclass
class Recording:
    """Both sides of a link in some state, and the frames that brought them there."""

    pump: Pump
    exchange: Exchange
    lines: list[bytes]

    def pass_on(self, request: bytes) -> None:
        reply = self.pump.hear(request)
        self.lines += [request, reply]
        self.exchange.receive(reply)


def fresh() -> Recording:
    pump = Pump()
    return Recording(pump, programmer(pump), [])


def greeting() -> Recording:
    """The greeting is on its way."""
    recording = fresh()
    recording.lines.append(recording.exchange.greet())
    return recording


def proving() -> Recording:
    """The pump has been greeted, and the proof is on its way."""
    recording = fresh()
    recording.pass_on(recording.exchange.greet())
    recording.lines.append(recording.exchange.begin_session())
    return recording


def pairing() -> Recording:
    """A pairing has begun, and its end is on its way."""
    pump = Pump()
    recording = Recording(pump, stranger(), [])
    code = pump.keys.show_code(0)
    recording.pass_on(recording.exchange.greet())
    recording.pass_on(recording.exchange.begin_pairing(code))
    recording.lines.append(recording.exchange.end_pairing())
    return recording


def at_work() -> Recording:
    """A session has served a request and given a hint, and the next request is on its way."""
    recording = fresh()
    recording.pass_on(recording.exchange.greet())
    recording.pass_on(recording.exchange.begin_session())
    recording.pass_on(recording.exchange.request(ASK, b"first"))
    recording.lines.append(recording.pump.responder.hint(0x7777, b"look"))
    recording.lines.append(recording.exchange.request(ASK, b"second"))
    return recording


SCENES: list[Callable[[], Recording]] = [fresh, greeting, proving, pairing, at_work]


@st.composite
def made_up(draw: st.DrawFn) -> bytes:
    """A sound frame of nobody's, sound as far as framing goes, and sometimes not even that."""
    header = PayloadWriter().u8(draw(st.sampled_from([1, 1, 1, 2, 0]))).u8(draw(FLAGS)).u16(draw(OPCODES))
    header.u16(draw(st.sampled_from([0, 0, 1, 0xFFFF]))).u32(
        draw(st.integers(0, 5) | st.integers(0, 0xFFFFFFFF))
    )
    payload = draw(st.binary(max_size=130) | st.binary(min_size=400, max_size=MAX_PAYLOAD + 20))
    length = draw(st.sampled_from([len(payload), max(0, len(payload) - 16), 0xFFFF]))
    return on_the_line(header.u16(length).rest(payload).done())


@st.composite
def changed(draw: st.DrawFn, whole: bytes, others: list[bytes]) -> bytes:
    """These bytes with some changed, lost, put in or taken from others."""
    made = bytearray(whole)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(0, len(made) - 1)))
        match draw(st.sampled_from(["change", "lose", "put in", "splice"])):
            case "change" if made:
                made[at] = draw(st.integers(0, 255))
            case "lose":
                del made[at : at + draw(st.integers(1, 20))]
            case "put in":
                made[at:at] = draw(st.binary(max_size=20))
            case _:
                made[at:] = draw(st.sampled_from(others))[at:]
    return bytes(made)


@st.composite
def mutated(draw: st.DrawFn, lines: list[bytes]) -> bytes:
    """A true frame that was changed on the way, or changed and given a right checksum again."""
    line = draw(st.sampled_from(lines))
    if draw(st.booleans()):
        return draw(changed(line, lines))
    return on_the_line(draw(changed(body_of(line), [body_of(one) for one in lines])))


def attacks(lines: list[bytes]) -> st.SearchStrategy[list[bytes]]:
    whatever = st.binary(max_size=700) | made_up()
    return st.lists(whatever | mutated(lines) if lines else whatever, max_size=8)


def put_to_both(recording: Recording, line: bytes, true_frames: list[Frame]) -> None:
    """Neither raises; and without what only the other side can have written nothing is proved, served, answered."""
    pump, exchange = recording.pump, recording.exchange
    served, known, was_open = list(pump.served), len(pump.keys._known), pump.responder.session_open
    pump.hear(line + b"\x00")
    events = exchange.receive(line + b"\x00")
    if holds_what_is_true(line, true_frames):
        return
    assert (pump.served, len(pump.keys._known)) == (served, known)
    assert pump.responder.session_open == was_open
    assert not any(isinstance(event, SessionOpened | Paired) for event in events)
    if exchange.state is ChannelState.OPEN:
        assert not any(isinstance(event, AnswerReceived) for event in events)


def holds_what_is_true(line: bytes, true_frames: list[Frame]) -> bool:
    """Whether a true frame came after all. Around a handshake's message the header is anybody's."""
    came = [event for event in FrameDecoder().receive(line + b"\x00") if isinstance(event, Frame)]
    handshakes = {frame.payload for frame in true_frames if frame.session == 0}
    return any(frame in true_frames or (frame.session == 0 and frame.payload in handshakes) for frame in came)


@budget
@given(st.sampled_from(SCENES), st.data())
def test_no_bytes_bring_an_exception_or_a_lie_out_of_either_side(
    scene: Callable[[], Recording], data: st.DataObject
) -> None:
    recording = scene()
    true_frames = [frame_in(one) for one in recording.lines]
    for line in data.draw(attacks(recording.lines)):
        put_to_both(recording, line, true_frames)
    pump, exchange = recording.pump, recording.exchange
    pump.hear(b"\x00")
    exchange.receive(b"\x00")
    exchange.close()
    pump.introduce(exchange.trust)  # type: ignore[arg-type]
    open_session(exchange, pump)
    assert ask(exchange, pump, b"abc") == answer(b"cba")


@budget
@given(st.lists(st.binary(max_size=900) | made_up(), max_size=20))
def test_the_decoder_takes_any_bytes_and_keeps_few(chunks: list[bytes]) -> None:
    decoder = FrameDecoder()
    for chunk in chunks:
        decoder.receive(chunk)
        assert len(decoder._pending) <= MAX_UNDELIMITED
        decode_frame(chunk)


@budget
@given(st.binary(max_size=200))
def test_a_greeting_is_one_or_malformed(payload: bytes) -> None:
    for kind in (HelloRequest, HelloAnswer):
        try:
            greeting = kind.decode(payload)
        except Malformed:
            continue
        assert payload.startswith(greeting.encode())


ONE, OTHER, PSK = KeyPair.from_private(bytes(range(32))), KeyPair.from_private(bytes(range(1, 33))), bytes(32)


def side(pattern: Pattern, initiator: bool) -> Handshake:
    own, other = (ONE, OTHER) if initiator else (OTHER, ONE)
    chance = SeededRandomness(1 + initiator)
    if pattern is Pattern.KK:
        return Handshake(pattern, initiator, b"", own, chance, remote_static=other.public)
    return Handshake(pattern, initiator, b"", own, chance, psk=PSK)


@budget
@given(st.sampled_from(Pattern), st.integers(0, 2), st.data())
def test_a_handshake_believes_its_message_or_fails_and_nothing_else(
    pattern: Pattern, step: int, data: st.DataObject
) -> None:
    """A changed message is not believed; where the psk is not yet mixed in, nothing it could mean is proved."""
    writer, reader = side(pattern, True), side(pattern, False)
    for _ in range(step if pattern is Pattern.XXPSK3 else min(step, 1)):
        reader.read(writer.write())
        writer, reader = reader, writer
    true = writer.write()
    message = data.draw(st.binary(max_size=200) | changed(true, [bytes(96)]))
    try:
        reader.read(message)
    except NoiseFailure:
        assert not reader.finished
        return
    assert message == true or not reader.finished


def low_order_points() -> list[bytes]:
    """Public keys that give no secret (RFC 7748 7)."""
    return [
        bytes(32),
        bytes([1]) + bytes(31),
        bytes.fromhex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
        bytes.fromhex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
        bytes.fromhex("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
        bytes.fromhex("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"),
        bytes.fromhex("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"),
    ]


def test_keys_that_give_no_secret_open_nothing_and_raise_nothing() -> None:
    pump = Pump()
    exchange = programmer(pump)
    for number, point in enumerate(low_order_points()):
        for opcode in (LinkOpcode.SESSION, LinkOpcode.PAIR_BEGIN):
            pump.keys.show_code(0)
            greet(exchange, pump)
            header = PayloadWriter().u8(1).u8(0).u16(opcode).u16(0).u32(5000 + number).u16(48)
            reply = pump.hear(on_the_line(header.rest(point + bytes(16)).done()))
            assert body_of(reply)[16:18] == LinkStatus.PROOF_WRONG.to_bytes(2, "little")
    assert not pump.responder.session_open
