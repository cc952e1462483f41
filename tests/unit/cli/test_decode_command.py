"""``programmer decode`` tells every frame field by field, and of anything else why it cannot be read."""

from __future__ import annotations

import io
import json
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from cobs import cobs
from fastcrc import crc32
from hypothesis import given
from hypothesis import strategies as st

from programmer.cli.main import run
from programmer.clock import ManualClock
from programmer.device.implant.codes import Opcode, Status
from programmer.telemetry.capture.recording import Recording
from programmer.telemetry.codes import LinkOpcode
from programmer.telemetry.exchange import FrameSeen
from programmer.telemetry.frames import RESPONSE, SECURED, Frame, encode_frame
from programmer.telemetry.wire import PayloadWriter
from tests.unit.cli.conftest import Command

IDENT = "00 02 01 03 03 03 01 02 01 01 01 01 01 05 43 fc 98 b4 00"
"""The known answer of docs/protocol.md, section 9."""


def hexed(frame: Frame) -> str:
    return encode_frame(frame).hex()


def answered(opcode: int, status: int, body: bytes = b"") -> Frame:
    return Frame(RESPONSE, opcode, 7, 3, PayloadWriter().u32(2).u16(status).rest(body).done())


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    clock = ManualClock(1_795_183_325_000_000)
    tape = Recording(tmp_path / "link.jsonl", "/dev/ttyUSB0", "1.2", clock)
    clock.wait_us(1_000_002)
    tape.note_frame(FrameSeen(True, Frame(0, Opcode.STATUS, 7, 2, b""), 20, "sent"))
    tape.note_bytes(True, encode_frame(Frame(0, Opcode.STATUS, 7, 2, b"")))
    tape.note_frame(FrameSeen(False, answered(Opcode.STATUS, Status.NO_STAGE), 30, "taken"))
    tape.note_frame(FrameSeen(False, None, 0, "checksum wrong"))
    tape.end("the time is over")
    return tmp_path / "link.jsonl"


# ---- bytes that were typed ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        [IDENT],
        IDENT.split(),
        [IDENT.replace(" ", "").upper()],
        [f"0x{IDENT.replace(' ', '')}"],
        [f"0x{byte}" for byte in IDENT.split()],
        [", ".join(f"0x{byte}" for byte in IDENT.split())],
        [IDENT[3:-3]],
    ],
    ids=["one", "many", "no spaces", "0x", "0x each", "commas", "without the zeros"],
)
def test_bytes_are_taken_however_they_are_typed(typed: list[str], command: Command) -> None:
    ran = command("decode", *typed)
    assert ran.out == "IDENT request (0x0303)  version 1  flags none  session 0  counter 1  0 bytes\n"
    assert (ran.code, ran.err) == (0, "")


def test_a_frame_is_told_with_its_header_status_and_fields(command: Command) -> None:
    typed = hexed(answered(Opcode.STAGE_VERIFY, Status.REFUSED, b"\x01\x99\x02"))
    assert command("decode", typed).out.splitlines() == [
        "STAGE_VERIFY answer (0x1414)  version 1  flags response  session 7  counter 3  9 bytes",
        "    in reply to               2",
        "    status                    REFUSED",
        "    step 3                    flow too high",
    ]
    [frame] = json.loads(command("decode", typed, "--json").out)["frames"]
    assert frame == {
        "version": 1,
        "flags": ["response"],
        "opcode": "0x1414",
        "name": "STAGE_VERIFY",
        "kind": "answer",
        "session": 7,
        "counter": 3,
        "payload_length": 9,
        "payload": "020000001111019902",
        "fields": [
            {"name": "in reply to", "value": "2"},
            {"name": "status", "value": "REFUSED"},
            {"name": "step 3", "value": "flow too high"},
        ],
    }


def test_a_secured_frame_says_that_it_cannot_be_read_without_its_keys(command: Command) -> None:
    typed = hexed(Frame(SECURED, Opcode.STOP, 7, 2, bytes(16), bytes(range(16))))
    said = command("decode", typed).out
    assert "STOP request (0x1d1d)  version 1  flags secured  session 7" in said
    assert "16 bytes, secured: not to be read without the keys of its session" in said
    [frame] = json.loads(command("decode", typed, "--json").out)["frames"]
    assert (frame["flags"], frame["tag"]) == (["secured"], bytes(range(16)).hex())


def foreign() -> str:
    body = b"\x02" + bytes(11)
    return str((b"\0" + cobs.encode(body + crc32.iscsi(body).to_bytes(4, "little")) + b"\0").hex())


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (IDENT.replace("b4", "b5"), "its checksum is wrong"),
        ("0002ff00", "it has fewer than 16 bytes"),
        ("00ff0100", "the bytes are not COBS"),
        ("11" * 700, "there is no end of a frame in 600 bytes"),
        (foreign(), "it is of version 2 of the protocol, and this program reads version 1"),
    ],
)
def test_what_is_no_sound_frame_says_why(typed: str, why: str, command: Command) -> None:
    ran = command("decode", typed)
    assert ran.code == 3
    assert ran.out.startswith(f"not read: {why}")
    assert ran.err.startswith(
        f"programmer: There is no sound frame in these bytes. {why[:1].upper()}{why[1:]}"
    )
    assert ran.err.count("\n") == 1
    told = command("decode", typed, "--json")
    assert told.code == 3
    [frame] = json.loads(told.out)["frames"]
    assert frame["not_read"].startswith(why)


def test_a_sound_frame_beside_a_damaged_one_is_told_and_the_damage_is_in_the_exit_code(
    command: Command,
) -> None:
    ran = command("decode", IDENT + IDENT.replace("b4", "b5"))
    assert ran.code == 3
    first, second = ran.out.splitlines()
    assert first.startswith("IDENT request")
    assert second.startswith("not read: its checksum is wrong")
    assert ran.err.startswith("programmer: 1 of 2 frames are not sound. Its checksum is wrong")


def test_zeros_alone_are_no_frame(command: Command) -> None:
    ran = command("decode", "00 00")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("programmer: There is no sound frame in these bytes. They are zeros, ")
    assert json.loads(command("decode", "00 00", "--json").out) == {"frames": []}


@pytest.mark.parametrize("typed", ["gg", "0", "000", "0x", "110x01", "a\x1bb", "0" * 5001])
def test_what_is_neither_a_file_nor_bytes_is_refused_in_one_line(typed: str, command: Command) -> None:
    ran = command("decode", typed)
    assert (ran.code, ran.out) == (2, "")
    assert "There is no such file, and it is not whole bytes in hexadecimal." in ran.err
    assert ran.err.count("\n") == 1
    assert len(ran.err) < 400


@pytest.mark.parametrize("typed", [[""], [" "], ["", ""]])
def test_what_is_empty_is_said_to_be_empty(typed: list[str], command: Command) -> None:
    ran = command("decode", *typed)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("programmer: There is nothing to decode. What was given is empty. ")


# ---- captures -------------------------------------------------------------------------------------------------


def test_a_capture_is_told_frame_by_frame_with_its_moments(capture: Path, command: Command) -> None:
    assert command("decode", str(capture)).out.splitlines() == [
        "/dev/ttyUSB0, recorded from 2026-11-20T14:02:05Z by program 1.2",
        "    1.000002 s  out  STATUS request (0x0606)  version 1  flags none  session 7  counter 2  0 bytes  sent",
        "    1.000002 s  in   STATUS answer (0x0606)  version 1  flags response  session 7  counter 3  6 bytes  taken",
        "    in reply to               2",
        "    status                    NO_STAGE",
        "    1.000002 s  in   not read: checksum wrong",
        "Ended: the time is over.",
    ]


def test_the_same_as_json(capture: Path, command: Command) -> None:
    told = json.loads(command("decode", str(capture), "--json").out)
    assert [frame.get("name") for frame in told["frames"]] == ["STATUS", "STATUS", None]
    assert {key: value for key, value in told.items() if key != "frames"} == {
        "url": "/dev/ttyUSB0",
        "program": "1.2",
        "started_utc": "2026-11-20T14:02:05Z",
        "damaged_lines": [],
        "ended": "the time is over",
    }


def test_a_capture_that_was_cut_off_says_so_and_tells_the_rest(capture: Path, command: Command) -> None:
    capture.write_bytes(capture.read_bytes()[:-3])
    said = command("decode", str(capture)).out.splitlines()
    assert said[-2:] == [
        "line 6 is not read: it was cut off",
        "It was cut off: nothing says why it ends here.",
    ]
    told = json.loads(command("decode", str(capture), "--json").out)
    assert told["ended"] is None
    assert told["damaged_lines"] == [{"line": 6, "why": "it was cut off"}]


def test_a_frame_of_another_version_is_found_in_the_bytes_of_the_line(
    tmp_path: Path, command: Command
) -> None:
    tape = Recording(tmp_path / "link.jsonl", "/dev/ttyUSB0", "1.2", ManualClock())
    raw = bytes.fromhex(foreign())
    tape.note_bytes(False, raw[:5])
    tape.note_bytes(False, raw[5:])
    tape.end("over")
    assert "not read: it is of version 2" in command("decode", str(tmp_path / "link.jsonl")).out


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"{}\n", b"PK\x03\x04" * 5000])
def test_a_file_that_is_no_capture_is_refused_in_one_line(
    content: bytes, tmp_path: Path, command: Command
) -> None:
    file = tmp_path / "other"
    file.write_bytes(content)
    ran = command("decode", str(file))
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith(f"programmer: {file} is no capture that can be read here. ")


def test_a_folder_is_refused_in_one_line(tmp_path: Path, command: Command) -> None:
    assert command("decode", str(tmp_path)).err == (
        f"programmer: {tmp_path} cannot be read. Is a directory. Check its name and rights.\n"
    )


# ---- whatever there is ----------------------------------------------------------------------------------------


def decoded(*arguments: str) -> tuple[int, str]:
    """Exit code and what was said to standard error."""
    said, errors = io.StringIO(), io.StringIO()
    with redirect_stdout(said), redirect_stderr(errors):
        code = run(["decode", *arguments])
    return code, errors.getvalue()


@given(st.binary(min_size=1, max_size=700))
def test_whatever_bytes_are_typed_they_are_told_without_a_fault(raw: bytes) -> None:
    code, errors = decoded(raw.hex())
    assert code in {0, 3}
    assert bool(errors) is (code == 3)
    assert "has a bug" not in errors


@given(st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=60))
def test_whatever_is_typed_is_told_or_refused(text: str) -> None:
    code, errors = decoded("--", text)
    assert code in {0, 2, 3}
    assert "has a bug" not in errors


CODES = st.sampled_from([*LinkOpcode, *Opcode])


@given(CODES, st.integers(0, 7), st.binary(max_size=480))
def test_whatever_a_sound_frame_holds_it_is_told_without_a_fault(
    opcode: int, flags: int, payload: bytes
) -> None:
    tag = bytes(16) if flags & SECURED else b""
    assert decoded(hexed(Frame(flags, opcode, 7, 1, payload, tag)), "--json") == (0, "")


@given(st.data())
def test_whatever_is_done_to_a_capture_it_is_told_or_refused(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "link.jsonl"
        tape = Recording(file, "/dev/ttyUSB0", "1.2", ManualClock())
        tape.note_bytes(True, b"\x01")
        tape.note_frame(FrameSeen(False, answered(Opcode.STATUS, 0x0303, b"x"), 30, "taken"))
        tape.end("over")
        content = bytearray(file.read_bytes())
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=40))
        file.write_bytes(bytes(content))
        code, errors = decoded(str(file))
        assert code in {0, 3}
        assert "has a bug" not in errors
