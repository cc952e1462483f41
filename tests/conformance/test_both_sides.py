"""Each side of the product, alone against the published vectors: the bytes it makes, and what it makes of bytes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from programmer.clock import ManualClock
from programmer.device.driver import CommandDone, StagedReadback, no_progress
from programmer.device.implant.driver import ImplantDriver
from programmer.device.implant.messages.log import read_event
from programmer.telemetry.attention import Attention
from programmer.telemetry.exchange import (
    AnswerReceived,
    Exchange,
    Greeted,
    HintReceived,
    NoSession,
    NotProved,
    WrongVersion,
)
from programmer.telemetry.frames import RESPONSE, Dropped, ForeignVersion, Frame, FrameDecoder, encode_frame
from programmer.telemetry.pairing_code import MistypedCode, PairingCode
from programmer.telemetry.secure_channel import Distrusted
from programmer.telemetry.transceiver import Transceiver
from programmer.telemetry.wire import Malformed
from programmer.therapy.canonical import NotCanonical, decode_program, encode_program, program_hash
from tests.conformance.bench import PumpOfVectors, known_to_each_other, say_again
from tests.conformance.fixed import CODE, PROGRAMMER, PUMP, FixedRandomness, token
from tests.conformance.frame_vectors import sealed
from tests.conformance.handshake_values import WatchedHandshake
from tests.conformance.readings import reading, record_fields
from tests.conformance.standard import VECTORS as FILE
from tests.conformance.standard import opcodes

VECTORS: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
CONVERSATIONS = [pytest.param(one, id=one["name"]) for one in VECTORS["conversations"]]
_PROVES_NOTHING = {"WRONG_VERSION": WrongVersion, "NOT_PROVED": NotProved, "UNKNOWN_PUMP": Greeted}
_DROPPED = {
    "COBS": [Dropped.BAD_COBS],
    "SHORT": [Dropped.TOO_SHORT],
    "CRC": [Dropped.BAD_CRC],
    "FLAG": [Dropped.UNKNOWN_FLAG],
    "LENGTH": [Dropped.BAD_LENGTH],
    "OVERLONG": [Dropped.OVERLONG],
    "VERSION": [ForeignVersion(2)],
}


@pytest.mark.parametrize("conversation", CONVERSATIONS)
def test_the_pump_answers_as_the_vectors_say(conversation: dict[str, Any]) -> None:
    pump = PumpOfVectors(paired=conversation["known_to_each_other"])
    said = b""
    for step in conversation["steps"]:
        if "do" in step:
            said += pump.do(step["do"])
        elif step["to"] == "pump":
            assert said == b"", "the pump has said something that is not in the vectors"
            said = pump.hear(bytes.fromhex(step["line"]))
            if "answer" in step:
                assert said.hex() == step["answer"]
                said = b""
        elif "by" not in step:
            assert said.hex() == step["line"]
            said = b""
    assert said == b""


@pytest.mark.parametrize("conversation", CONVERSATIONS)
def test_the_programmer_says_and_understands_what_the_vectors_say(conversation: dict[str, Any]) -> None:
    exchange = Exchange(FixedRandomness(PROGRAMMER), known_to_each_other())
    last = ""
    for step in conversation["steps"]:
        if step.get("to") == "pump" and "by" not in step:
            request = step["opcode"], step["session"], bytes.fromhex(step["payload"])
            code = PairingCode(bytes.fromhex(step["test_secret"])) if "test_secret" in step else CODE
            made = exchange.repeat() if step["line"] == last else _said(exchange, code, *request)
            assert made.hex() == step["line"]
            last = step["line"]
        elif step.get("to") == "programmer" and "lost" not in step:
            _understand(step, exchange.receive(bytes.fromhex(step["line"])))
            if step.get("because") in _PROVES_NOTHING:
                with pytest.raises(NoSession):
                    exchange.begin_session()


def _said(exchange: Exchange, code: PairingCode, opcode: str, session: int, payload: bytes) -> bytes:
    number = opcodes()[opcode].code if opcode in opcodes() else int(opcode, 16)
    return say_again(exchange, number, session, payload, code)


def _understand(step: dict[str, Any], events: list[Any]) -> None:
    (event,) = events
    if step.get("because") in _PROVES_NOTHING:
        assert isinstance(event, _PROVES_NOTHING[step["because"]])
    elif "because" in step:
        assert event is Distrusted[step["because"]]
    elif step["flags"] & RESPONSE and isinstance(event, AnswerReceived):
        assert event.body.hex() == step["payload"][12:]
    elif not step["flags"] & RESPONSE:
        assert isinstance(event, HintReceived)
        assert event.body.hex() == step["payload"]
    else:
        assert not isinstance(event, Distrusted)


class _PlayedBack:
    """The line of a conversation of the vectors: it takes the bytes that are written there and no others."""

    url = "vectors"

    def __init__(self, steps: list[dict[str, Any]]) -> None:
        self._frames = [step for step in steps if "to" in step]
        self._coming = b""

    @property
    def over(self) -> bool:
        return not self._frames and not self._coming

    def open(self) -> None: ...

    def close(self) -> None: ...

    def write(self, outgoing: bytes) -> None:
        assert outgoing.hex() == self._frames.pop(0)["line"]
        self._coming = bytes.fromhex(self._frames.pop(0)["line"])

    def read(self, timeout_us: int) -> bytes:
        coming, self._coming = self._coming, b""
        return coming


def test_the_driver_writes_the_program_of_the_vectors_byte_for_byte() -> None:
    conversation = next(one for one in VECTORS["conversations"] if one["name"] == "program write")
    program = next(one for one in VECTORS["programs"] if one["name"] == "written in the conversation")
    line = _PlayedBack(conversation["steps"])
    exchange = Exchange(FixedRandomness(PROGRAMMER), known_to_each_other())
    driver = ImplantDriver(Transceiver(line, exchange, ManualClock(), Attention()))

    assert driver.connect().simulated
    before = driver.status()
    driver.limits()
    driver.catheter()
    driver.read_program()
    driver.read_log(1)
    staged = driver.stage(bytes.fromhex(program["bytes"]), before.program_hash, before.state_rev, no_progress)
    assert isinstance(staged, StagedReadback)
    assert staged.canonical.hex() == program["bytes"]
    reply = driver.commit(staged, before.program_hash, before.state_rev, token(1))
    assert isinstance(reply, CommandDone)
    assert driver.status().program_hash.hex() == program["sha256"]
    assert driver.read_program()[0].hex() == program["bytes"]
    assert driver.token_status(token(1)).reply == reply
    driver.read_log(2)
    assert line.over


@pytest.mark.parametrize("vector", VECTORS["frames"]["frames"] + VECTORS["statuses"])
def test_a_frame_goes_on_the_line_as_the_vectors_have_it(vector: dict[str, Any]) -> None:
    line = bytes.fromhex(vector["line"])
    frame = sealed(
        Frame(
            vector["flags"],
            vector["opcode"],
            vector["session"],
            vector["counter"],
            bytes.fromhex(vector["payload"]),
        )
    )
    assert encode_frame(frame) == line
    assert FrameDecoder().receive(line) == [frame]


@pytest.mark.parametrize("size", [1, 2, 7])
def test_frames_that_come_in_pieces_are_the_same_frames(size: int) -> None:
    line = b"".join(bytes.fromhex(vector["line"]) for vector in VECTORS["frames"]["frames"])
    decoder, found = FrameDecoder(), []
    for at in range(0, len(line), size):
        found += decoder.receive(line[at : at + size])
    assert found == FrameDecoder().receive(line)
    assert len(found) == len(VECTORS["frames"]["frames"])


@pytest.mark.parametrize("vector", VECTORS["bad_frames"], ids=lambda vector: vector["name"])
def test_a_bad_frame_is_dropped_and_spoils_nothing_after_it(vector: dict[str, str]) -> None:
    good = bytes.fromhex(VECTORS["frames"]["frames"][0]["line"])
    *events, after = FrameDecoder().receive(bytes.fromhex(vector["line"]) + good)
    assert isinstance(after, Frame)
    if vector["reason"] in _DROPPED:
        assert events == _DROPPED[vector["reason"]]
    assert not any(isinstance(event, Frame) for event in events)


@pytest.mark.parametrize("vector", VECTORS["bad_frames"], ids=lambda vector: vector["name"])
def test_a_pump_answers_a_bad_frame_of_another_version_only(vector: dict[str, str]) -> None:
    answer = PumpOfVectors().hear(bytes.fromhex(vector["line"]))
    assert bool(answer) == (vector["reason"] == "VERSION")


@pytest.mark.parametrize("vector", VECTORS["messages"] + VECTORS["extended_messages"])
def test_a_message_is_read_with_the_values_of_the_vectors(vector: dict[str, Any]) -> None:
    assert reading(vector["structure"], bytes.fromhex(vector["bytes"])) == vector["fields"]


@pytest.mark.parametrize("vector", VECTORS["bad_messages"], ids=lambda vector: vector["because"])
def test_a_message_that_is_not_as_its_table_says_is_malformed(vector: dict[str, str]) -> None:
    with pytest.raises(Malformed):
        reading(vector["structure"], bytes.fromhex(vector["bytes"]))


@pytest.mark.parametrize("side", [PROGRAMMER, PUMP])
@pytest.mark.parametrize("vector", VECTORS["handshakes"], ids=lambda vector: vector["name"])
def test_each_side_of_a_handshake_goes_through_the_values_of_the_vectors(
    vector: dict[str, Any], side: str
) -> None:
    handshake = WatchedHandshake(vector, side)
    for number, message in enumerate(vector["messages"]):
        if (number % 2 == 0) == (side == PROGRAMMER):
            assert handshake.write().hex() == message
        else:
            assert handshake.read(bytes.fromhex(message)) == b""
    assert handshake.steps == [step for step in vector["steps"] if step["message"]]
    assert handshake.outcome().items() <= vector.items()


@pytest.mark.parametrize("vector", VECTORS["records"], ids=lambda vector: vector["kind"])
def test_a_record_is_read_with_the_values_of_the_vectors(vector: dict[str, Any]) -> None:
    assert record_fields(read_event(bytes.fromhex(vector["bytes"]))) == vector["fields"]


def test_a_record_that_has_rotted_is_malformed() -> None:
    for vector in VECTORS["bad_records"]:
        with pytest.raises(Malformed):
            read_event(bytes.fromhex(vector["bytes"]))


@pytest.mark.parametrize("vector", VECTORS["programs"], ids=lambda vector: vector["name"])
def test_a_program_has_one_form_and_its_hash(vector: dict[str, str]) -> None:
    canonical = bytes.fromhex(vector["bytes"])
    assert encode_program(decode_program(canonical)) == canonical
    assert program_hash(canonical).hex() == vector["sha256"]


@pytest.mark.parametrize("vector", VECTORS["bad_programs"], ids=lambda vector: vector["because"])
def test_another_form_of_a_program_is_none(vector: dict[str, str]) -> None:
    with pytest.raises(NotCanonical):
        decode_program(bytes.fromhex(vector["bytes"]))


def test_the_code_that_a_pump_shows_is_read_as_its_secret() -> None:
    code = VECTORS["pairing_code"]
    read = PairingCode.read(code["shown"].lower().replace("-", " "))
    assert read.secret.hex() == code["test_secret"]
    assert read.psk().hex() == code["psk"]


@pytest.mark.parametrize("typed", VECTORS["pairing_code"]["mistyped"])
def test_a_code_that_was_mistyped_is_none(typed: str) -> None:
    with pytest.raises(MistypedCode):
        PairingCode.read(typed)
