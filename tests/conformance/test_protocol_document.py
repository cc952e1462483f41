"""What docs/protocol.md says is what the code does: its codes and its worked bytes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from programmer.device.implant.codes import Opcode, Status
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.frames import RESPONSE, Frame, FrameDecoder, encode_frame
from programmer.telemetry.hello import HelloAnswer, HelloRequest
from programmer.telemetry.wire import PayloadWriter
from programmer.therapy.canonical import decode_program, encode_program, program_hash
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    DeliveryMode,
    PumpProgram,
    ScheduleStep,
    Stopped,
)
from programmer.therapy.quantities import NanogramsPerDay, NanogramsPerMillilitre, SecondsOfDay

DOCUMENT = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text(encoding="utf-8")
SESSION = 0x1234
NONCE = bytes(range(16))
TOKEN = bytes(range(0xA0, 0xB0))

_HELLO_ANSWER = HelloAnswer(NONCE, 1, 0, SESSION, 5_000, 600_000).encode()
FRAMES = {
    "IDENT request, counter 1": Frame(0, LinkOpcode.IDENT, 0, 1, b""),
    "HELLO request, counter 2": Frame(0, LinkOpcode.HELLO, 0, 2, HelloRequest(NONCE).encode()),
    "HELLO answer, counter 1": Frame(
        RESPONSE, LinkOpcode.HELLO, 0, 1, PayloadWriter().u32(2).u16(LinkStatus.OK).rest(_HELLO_ANSWER).done()
    ),
    "STATUS request, counter 1": Frame(0, Opcode.STATUS, SESSION, 1, b""),
    "answer UNKNOWN_REQUEST to opcode 0x7E7E, counter 1": Frame(
        RESPONSE, 0x7E7E, SESSION, 1, PayloadWriter().u32(1).u16(LinkStatus.UNKNOWN_REQUEST).done()
    ),
    "STOP request, counter 2": Frame(0, Opcode.STOP, SESSION, 2, TOKEN),
}
PROGRAMS: dict[str, DeliveryMode] = {
    "stopped": Stopped(),
    "continuous, 90 mcg per day": Continuous(NanogramsPerDay(90_000)),
    "day schedule, 380 from 00:00 and 512 mcg per day from 07:00": DaySchedule(
        (
            ScheduleStep(SecondsOfDay(0), NanogramsPerDay(380_000)),
            ScheduleStep(SecondsOfDay(7 * 3600), NanogramsPerDay(512_000)),
        )
    ),
}


def _rows(columns: int) -> list[list[str]]:
    """Every table row of the document with that many cells, without its back-quotes."""
    rows = [
        [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
        for line in DOCUMENT.splitlines()
        if line.startswith("|")
    ]
    return [row for row in rows if len(row) == columns]


@pytest.mark.parametrize("what", FRAMES)
def test_the_worked_frames_are_what_goes_on_the_line(what: str) -> None:
    written = bytes.fromhex(next(row[1] for row in _rows(2) if row[0] == what))

    assert encode_frame(FRAMES[what]) == written
    assert FrameDecoder().receive(written) == [FRAMES[what]]


@pytest.mark.parametrize("what", PROGRAMS)
def test_the_worked_programs_have_the_bytes_and_the_hash_that_are_written(what: str) -> None:
    row = next(row for row in _rows(3) if row[0] == what)
    program = PumpProgram(DrugFill("baclofen", NanogramsPerMillilitre(500_000)), PROGRAMS[what])

    assert encode_program(program) == bytes.fromhex(row[1])
    assert decode_program(bytes.fromhex(row[1])) == program
    assert program_hash(encode_program(program)).hex() == row[2]


def test_every_opcode_is_written_with_its_code_and_none_besides() -> None:
    codes = {opcode.name: opcode.value for opcode in (*LinkOpcode, *Opcode)}
    written = {row[0]: int(row[1], 16) for row in _rows(4) if re.fullmatch(r"0x[0-9A-F]{4}", row[1])}
    heading = re.search(r"### HELLO \((0x[0-9A-F]{4})\)", DOCUMENT)

    assert heading is not None
    assert {**written, "HELLO": int(heading[1], 16)} == codes


def test_every_status_is_written_with_its_code_and_none_besides() -> None:
    codes = {status.name: status.value for status in (*LinkStatus, *Status)}

    assert {row[0]: int(row[1], 16) for row in _rows(3) if re.fullmatch(r"0x[0-9A-F]{4}", row[1])} == codes
