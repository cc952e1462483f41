"""Every message of the implant is read aloud, by name, with units, and whatever comes instead is said to be that."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache

import pytest
from fastcrc import crc16
from hypothesis import given
from hypothesis import strategies as st

from programmer.device.implant.codes import Opcode, Status
from programmer.device.implant.driver import ImplantDriver
from programmer.device.implant.messages.bolus_events import encode_given
from programmer.device.implant.messages.log import LogAnswer, make_event
from programmer.device.implant.messages.programs import MAX_PIECE, Piece
from programmer.device.implant.reading_aloud import describe, opcode_name, status_name
from programmer.randomness import SeededRandomness
from programmer.telemetry.attention import Attention
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.exchange import Exchange, FrameSeen
from programmer.telemetry.frames import EVENT, RESPONSE, SECURED, Frame
from programmer.telemetry.pairing_code import PairingCode
from programmer.telemetry.transceiver import Transceiver
from programmer.telemetry.wire import PayloadWriter
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.canonical import encode_program, program_hash
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import LogPosition, PumpEventKind
from programmer.therapy.quantities import Nanograms, Nanolitres, PumpTime, Seconds
from tests.support.programs import continuous, programs, schedule
from tests.support.requirements import REPOSITORY
from tests.support.simulated import Clinic, committed
from tests.support.trusted import stranger

TOKEN = bytes(range(16))
MOMENT = PumpTime(1_795_183_325_000_000)
BOLUS = SingleBolus(Nanograms(50_000), Seconds(600))


def answer(opcode: int, body: bytes = b"", status: int = LinkStatus.OK) -> Frame:
    return Frame(RESPONSE, opcode, 7, 3, PayloadWriter().u32(12).u16(status).rest(body).done())


@cache
def everything_said() -> tuple[Frame, ...]:
    """Every frame with content of a conversation that asks everything there is, as the programmer saw it."""
    clinic, watched = Clinic(), list[FrameSeen]()
    exchange = Exchange(SeededRandomness(5), stranger(), watched.append)
    link = Transceiver(clinic.connect().line, exchange, clinic.clock, Attention())
    driver = ImplantDriver(link, PairingCode.read(clinic.site.show_pairing_code()))
    driver.connect()
    use_everything(driver, clinic.token)
    return tuple(seen.frame for seen in watched if seen.frame is not None)


def use_everything(driver: ImplantDriver, token: Callable[[], bytes]) -> None:
    """Every request that there is, at least once."""
    driver.limits()
    driver.catheter()
    driver.read_program()
    driver.link_counters()
    committed(driver, continuous(97_000), token())
    now = driver.status()
    driver.abort_stage(9)
    driver.give_bolus(BOLUS, now.program_hash, now.state_rev, token())
    driver.cancel_bolus(token())
    driver.acknowledge((AlarmKind.RESET,), token())
    driver.mark(TOKEN, bytes(32), token())
    driver.set_clock(now.pump_time, driver.status().state_rev, token())
    now = driver.status()
    driver.tell_refill(Nanolitres(20_000_000), now.program_hash, now.state_rev, token())
    driver.stop(token())
    now = driver.status()
    driver.resume(now.program_hash, now.state_rev, TOKEN)
    driver.token_status(TOKEN)
    driver.read_log(1)


def test_every_message_both_ways_is_read_and_none_is_left_as_bytes() -> None:
    frames = everything_said()
    asked = {frame.opcode for frame in frames if not frame.flags & (RESPONSE | EVENT)}
    answered = {frame.opcode for frame in frames if frame.flags & RESPONSE}
    assert asked == answered == {*LinkOpcode, *Opcode} - {LinkOpcode.VERSION_NOTICE, Opcode.EVENT}
    for frame in frames:
        lines = describe(frame)
        assert not {"not readable", "payload"} & {name for name, _ in lines}, (frame, lines)
        assert bool(lines) == bool(frame.payload)


def test_what_is_asked_with_content_holds_that_content() -> None:
    lines = dict(describe(Frame(0, Opcode.LOG_READ, 7, 1, b"\x05\x00\x00\x00\x20")))
    assert lines == {"from log record": "5", "at most": "32\u00a0records"}


def test_a_status_has_its_moments_doses_and_volumes_with_their_units() -> None:
    statuses = [frame for frame in everything_said() if frame.opcode == Opcode.STATUS]
    lines = dict(describe(next(frame for frame in statuses if frame.flags & RESPONSE)))
    assert lines["status"] == "OK"
    assert lines["delivery"] == "running"
    assert lines["dose rate"] == "90\u00a0mcg per day"
    assert lines["reservoir"] == "20\u00a0mL"
    assert lines["lockout until"] == "no lockout"
    assert lines["pump time"].startswith("Fri 20 Nov 2026, ")
    assert len(lines) == 24


def test_a_refusal_says_its_reasons() -> None:
    frame = answer(Opcode.STAGE_VERIFY, b"\x01\x99\x02", Status.REFUSED)
    assert describe(frame) == [("in reply to", "12"), ("status", "REFUSED"), ("step 3", "flow too high")]


def test_an_event_names_the_new_state() -> None:
    assert describe(Frame(EVENT, Opcode.EVENT, 7, 3, b"\x2a\x00\x00\x00")) == [("state rev", "42")]


def test_a_version_notice_names_the_versions() -> None:
    frame = Frame(RESPONSE, LinkOpcode.VERSION_NOTICE, 0, 1, b"\x01\x02")
    assert describe(frame) == [("lowest version", "1"), ("highest version", "2")]


def test_a_secured_frame_is_not_guessed_at() -> None:
    [(name, value)] = describe(Frame(SECURED, Opcode.STOP, 7, 1, bytes(16), bytes(16)))
    assert name == "payload"
    assert value == "16\u00a0bytes, secured: not to be read without the keys of its session"


def test_a_request_that_says_too_much_is_not_read_as_if_it_were_right() -> None:
    [(name, why), (_, whole)] = describe(Frame(0, Opcode.STATUS, 7, 1, b"\x01\x02"))
    assert (name, why, whole) == ("not readable", "2 bytes too many", "2\u00a0bytes: 0102")


def test_a_code_that_no_table_has_is_shown_as_it_is() -> None:
    assert opcode_name(0x7E7E) == status_name(0x7E7E) == "0x7e7e, which is not known here"
    assert describe(answer(0x7E7E, b"\x01"))[2:] == [("payload", "1\u00a0byte: 01")]


def log_of(*raw: bytes) -> list[tuple[str, str]]:
    body = LogAnswer(LogPosition(TOKEN, 1, 2), ()).encode()[:-1] + bytes([len(raw)]) + b"".join(raw)
    return describe(answer(Opcode.LOG_READ, body))[5:]


def test_a_record_of_the_log_tells_when_what_and_how_much() -> None:
    record = make_event(4, MOMENT, PumpEventKind.BOLUS_GIVEN, encode_given(TOKEN, BOLUS)).raw
    [(name, value)] = log_of(record)
    assert name == "log record 4"
    told = f"bolus given: 50\u00a0mcg over 10\u00a0min, token {TOKEN.hex()}"
    assert value == f"Fri 20 Nov 2026, 14:02:05, {told}"


def test_a_damaged_record_takes_none_of_the_others_with_it() -> None:
    good = make_event(4, MOMENT, PumpEventKind.MEMORY_MADE, b"").raw
    damaged = good[:-1] + bytes([good[-1] ^ 1])
    first, second = log_of(damaged, good)
    assert first[1].startswith("not readable: a log record was damaged in the pump's memory")
    assert second == ("log record 4", "Fri 20 Nov 2026, 14:02:05, memory made")


def test_a_record_of_a_newer_pump_keeps_its_code_and_bytes() -> None:
    unknown = make_event(4, MOMENT, PumpEventKind.MEMORY_MADE, b"\x09").raw
    body = unknown[:13] + b"\x77\x77" + unknown[15:-2]
    [(_, value)] = log_of(body + crc16.ibm_3740(body).to_bytes(2, "little"))
    assert value.endswith("0x7777, which is not known here; 1\u00a0byte: 09")


# ---- programs -----------------------------------------------------------------------------------------------


def piece_of(program: PumpProgram) -> dict[str, str]:
    """What is said of a program beside its bytes."""
    whole = encode_program(program)
    piece = Piece(len(whole), 0, program_hash(whole), whole)
    return dict(describe(answer(Opcode.PROGRAM_READ, piece.encode()))[6:])


def test_a_program_that_came_whole_is_told_as_a_program_file_has_it() -> None:
    assert piece_of(continuous(97_000)) == {
        "drug name": "baclofen",
        "drug concentration": "500 mcg/mL",
        "program mode": "continuous",
        "program dose": "97 mcg/day",
    }
    steps = piece_of(schedule((0, 380_000), (25_200, 512_000)))
    assert steps["program steps"] == "00:00 380 mcg/day, 07:00 512 mcg/day"


@given(programs)
def test_every_program_can_be_told(program: PumpProgram) -> None:
    whole = encode_program(program)
    if len(whole) <= MAX_PIECE:
        assert piece_of(program)


def test_a_part_of_a_program_is_no_program() -> None:
    whole = encode_program(continuous(97_000))
    for piece in (Piece(99, 0, bytes(32), whole), Piece(len(whole), 1, bytes(32), whole)):
        assert len(describe(answer(Opcode.PROGRAM_READ, piece.encode()))) == 6
    broken = Piece(3, 0, bytes(32), b"\x01\x00\x99")
    assert describe(answer(Opcode.PROGRAM_READ, broken.encode()))[6][0] == "no program of schema 1"


# ---- the vectors of the standard ----------------------------------------------------------------------------

VECTORS = json.loads((REPOSITORY / "docs" / "protocol-vectors.json").read_text(encoding="utf-8"))
REQUESTS: dict[str, int] = {
    "hello request": LinkOpcode.HELLO,
    "offset": Opcode.PROGRAM_READ,
    "stage begin": Opcode.STAGE_BEGIN,
    "stage chunk": Opcode.STAGE_CHUNK,
    "stage offset": Opcode.STAGE_READ,
    "commit": Opcode.COMMIT,
    "token": Opcode.STOP,
    "resume": Opcode.RESUME,
    "log request": Opcode.LOG_READ,
    "bolus": Opcode.BOLUS,
    "alarm acknowledge": Opcode.ALARM_ACKNOWLEDGE,
    "clock set": Opcode.CLOCK_SET,
    "refill": Opcode.REFILL,
    "checkpoint": Opcode.CHECKPOINT,
}
ANSWERS: dict[str, int] = {
    "identity": LinkOpcode.IDENT,
    "hello answer": LinkOpcode.HELLO,
    "status": Opcode.STATUS,
    "limits": Opcode.LIMITS,
    "catheter": Opcode.CATHETER,
    "piece": Opcode.PROGRAM_READ,
    "stage": Opcode.STAGE_BEGIN,
    "figures": Opcode.STAGE_VERIFY,
    "done": Opcode.COMMIT,
    "token answer": Opcode.TOKEN_STATUS,
    "log": Opcode.LOG_READ,
    "link counters": Opcode.LINK_COUNTERS,
}


def vector_frame(structure: str, body: bytes) -> Frame | None:
    """The frame that holds a structure of the standard; None for one that is only part of another."""
    if structure in REQUESTS:
        return Frame(0, REQUESTS[structure], 7, 1, body)
    if structure == "violations":
        return answer(Opcode.STAGE_VERIFY, body, Status.REFUSED)
    if structure == "state changed":
        return Frame(EVENT, Opcode.EVENT, 7, 1, body)
    return answer(ANSWERS[structure], body) if structure in ANSWERS else None


@pytest.mark.parametrize("kind", ["messages", "extended_messages"])
def test_every_message_of_the_vectors_is_read_with_all_its_long_values(kind: str) -> None:
    read = set()
    for vector in VECTORS[kind]:
        frame = vector_frame(vector["structure"], bytes.fromhex(vector["bytes"]))
        if frame is None:
            continue
        read.add(vector["structure"])
        lines = describe(frame)
        assert "not readable" not in dict(lines), (vector, lines)
        said = " ".join(value for _, value in lines)
        for value in vector["fields"].values():
            if isinstance(value, str) and len(value) >= 32:
                assert value in said, (vector["structure"], value)
    if kind == "messages":
        assert read == {*REQUESTS, *ANSWERS, "violations", "state changed"}


def test_every_message_of_the_vectors_that_is_malformed_is_said_to_be() -> None:
    for vector in VECTORS["bad_messages"]:
        frame = vector_frame(vector["structure"], bytes.fromhex(vector["bytes"]))
        if frame is not None:
            assert "not readable" in str(describe(frame)), vector


def test_every_record_of_the_vectors_is_told_by_its_kind() -> None:
    for vector in VECTORS["records"]:
        [(name, value)] = log_of(bytes.fromhex(vector["bytes"]))
        assert name == f"log record {vector['fields']['sequence']}"
        kind = {"prime or bridge finished": "opening finished"}.get(vector["kind"], vector["kind"])
        assert kind in value
        assert "readable" not in value
    for vector in VECTORS["bad_records"]:
        assert log_of(bytes.fromhex(vector["bytes"]))[0][1].startswith("not readable")


# ---- whatever there is --------------------------------------------------------------------------------------

CODES = st.sampled_from([*LinkOpcode, *Opcode, 0x7E7E])
STATUSES = st.sampled_from([*LinkStatus, *Status, 0x7E7E])


@given(CODES, st.sampled_from([0, RESPONSE, EVENT, SECURED, RESPONSE | SECURED]), st.binary(max_size=480))
def test_whatever_a_frame_holds_it_is_read_without_a_fault(opcode: int, flags: int, payload: bytes) -> None:
    frame = Frame(flags, opcode, 7, 1, payload, bytes(16) if flags & SECURED else b"")
    assert all(name and value for name, value in describe(frame))


@given(CODES.filter(lambda code: code != LinkOpcode.VERSION_NOTICE), STATUSES, st.binary(max_size=474))
def test_whatever_an_answer_holds_it_is_read_without_a_fault(opcode: int, status: int, body: bytes) -> None:
    assert describe(answer(opcode, body, status))[0] == ("in reply to", "12")


@given(st.data())
def test_a_sound_message_with_a_byte_changed_is_read_without_a_fault(data: st.DataObject) -> None:
    frame = data.draw(st.sampled_from([said for said in everything_said() if said.payload]))
    changed = bytearray(frame.payload)
    changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    assert describe(frame._replace(payload=bytes(changed)))
