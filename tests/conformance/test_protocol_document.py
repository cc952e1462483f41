"""What docs/protocol.md says is what the code does: its codes and its worked bytes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from programmer.device.implant.codes import (
    BOLUS_CODES,
    BOLUS_REFUSAL_CODES,
    EVENT_CODES,
    LIMIT_CODES,
    Opcode,
    Status,
)
from programmer.device.implant.messages.status import NO_BOLUS
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.frames import RESPONSE, Frame, FrameDecoder, encode_frame
from programmer.telemetry.hello import HelloAnswer, HelloRequest
from programmer.telemetry.wire import PayloadWriter
from programmer.therapy.boluses import BolusWindow, BridgeBolus, PatientBolus
from programmer.therapy.canonical import decode_program, encode_program, program_hash
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    PeriodicBolus,
    PumpProgram,
    ScheduleStep,
    Stopped,
)
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    Seconds,
    SecondsOfDay,
)

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
_BACLOFEN = DrugFill("baclofen", NanogramsPerMillilitre(500_000))
_EVEN = Continuous(NanogramsPerDay(90_000))
_OLD = DrugFill("baclofen", NanogramsPerMillilitre(2_000_000))
PROGRAMS: dict[str, PumpProgram] = {
    "stopped": PumpProgram(_BACLOFEN, Stopped()),
    "continuous, 90 mcg per day": PumpProgram(_BACLOFEN, _EVEN),
    "day schedule, 380 from 00:00 and 512 mcg per day from 07:00": PumpProgram(
        _BACLOFEN,
        DaySchedule(
            (
                ScheduleStep(SecondsOfDay(0), NanogramsPerDay(380_000)),
                ScheduleStep(SecondsOfDay(7 * 3600), NanogramsPerDay(512_000)),
            )
        ),
    ),
    "periodic bolus, 10 mcg over 15 min every 4 h, on 90 mcg per day": PumpProgram(
        _BACLOFEN, PeriodicBolus(NanogramsPerDay(90_000), Nanograms(10_000), Seconds(900), Seconds(14_400))
    ),
    "continuous, with a patient bolus of 5 mcg over 10 min, lockout 2 h, 6 per 24 h, 3 per 8 h": PumpProgram(
        _BACLOFEN,
        _EVEN,
        patient_bolus=PatientBolus(
            Nanograms(5_000), Seconds(600), Seconds(7200), 6, BolusWindow(3, Seconds(28_800))
        ),
    ),
    "continuous, with a bridge from 2,000 mcg/mL at 90 mcg per day over 0.316 mL": PumpProgram(
        _BACLOFEN, _EVEN, opening=BridgeBolus((_OLD,), NanogramsPerDay(90_000), Nanolitres(316_000))
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
    program = PROGRAMS[what]

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


def _listed(opening: str, width: int) -> list[int]:
    """The codes of a list in running text, from its opening words to the end of its paragraph."""
    paragraph = DOCUMENT[DOCUMENT.index(opening) :].partition("\n\n")[0].partition("Keep")[0]
    return [int(code, 16) for code in re.findall(rf"0x[0-9A-F]{{{width}}}\b", paragraph)]


def test_every_kind_of_event_and_every_reason_against_a_bolus_is_written_and_none_besides() -> None:
    assert sorted(_listed("Kinds: 0x", 4)) == sorted(EVENT_CODES.values())
    assert sorted(_listed("Reasons: 0x", 2)) == sorted(BOLUS_REFUSAL_CODES.values())


def test_every_limit_of_the_pump_is_written_with_its_code_and_none_besides() -> None:
    assert sorted(_listed("Limits: 0x", 2)) == sorted(LIMIT_CODES.values())


def test_the_fields_of_a_status_follow_each_other_without_a_gap() -> None:
    table = DOCUMENT[DOCUMENT.index("### STATUS") :].partition("### Log")[0]
    rows = re.findall(r"^\| (\d+) \| (\d+) \| (.*) \|$", table, re.MULTILINE)
    ends = [0, *(int(offset) + int(size) for offset, size, _ in rows)]
    assert [int(offset) for offset, _, _ in rows] == ends[:-1]
    assert ends[-1] == 148
    (boluses,) = [text for offset, _, text in rows if offset == "129"]
    assert [int(code, 16) for code in re.findall(r"0x[0-9A-F]{2}", boluses)] == [
        *BOLUS_CODES.values(),
        NO_BOLUS,
    ]
