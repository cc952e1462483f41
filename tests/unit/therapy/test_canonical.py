"""A program has one encoding: equal bytes mean equal programs, and no other bytes are a program."""

from __future__ import annotations

import hashlib
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.therapy.boluses import (
    BolusWindow,
    BridgeBolus,
    PatientBolus,
    PrimeExtent,
    PrimingBolus,
    SingleBolus,
)
from programmer.therapy.canonical import NotCanonical, decode_program, encode_program, program_hash
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    MinimumRate,
    PeriodicBolus,
    PumpProgram,
    ScheduleStep,
    Stopped,
    WeekSchedule,
)
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    Seconds,
    SecondsOfDay,
)
from tests.support.programs import continuous, programs, schedule

DRUG = (
    "1e 1200"  # section drugs, 18 bytes
    "01"  # one drug
    "08 6261636c6f66656e"  # "baclofen"
    "20a1070000000000"  # 500,000 ng/mL
)
CONTINUOUS = "2d 0900" + "4b" + "905f010000000000"  # 90,000 ng a day
SCHEDULE = (
    "2d 1a00"
    "55 02"
    "00000000 905f010000000000"  # 00:00, 90,000 ng a day
    "70620000 40420f0000000000"  # 07:00, 1,000,000 ng a day
)
PATIENT = "33 1800 e803000000000000 2c010000 100e0000 0400 0200 40380000"
SINGLE = "4b 0d00 1e f401000000000000 3c000000"
PRIME = "4b 0a00 2d 33 60d20400 72040000"
BRIDGE = "4b 1f00 33 60d20400 801a060000000000 01 08 6261636c6f66656e 20a1070000000000"
BACLOFEN = DrugFill("baclofen", NanogramsPerMillilitre(500_000))
EVEN = Continuous(NanogramsPerDay(90_000))
BOLUS = PatientBolus(Nanograms(1_000), Seconds(300), Seconds(3_600), 4, BolusWindow(2, Seconds(14_400)))
DAY = DaySchedule((ScheduleStep(SecondsOfDay(0), NanogramsPerDay(1)),))
SUNDAY = DaySchedule((ScheduleStep(SecondsOfDay(0), NanogramsPerDay(2)),))
GOLDEN = [
    ("patient bolus", PumpProgram(BACLOFEN, EVEN, (), BOLUS), "0100" + DRUG + CONTINUOUS + PATIENT),
    (
        "single bolus",
        PumpProgram(BACLOFEN, EVEN, opening=SingleBolus(Nanograms(500), Seconds(60))),
        "0100" + DRUG + CONTINUOUS + SINGLE,
    ),
    (
        "priming bolus after a patient bolus",
        PumpProgram(
            BACLOFEN,
            EVEN,
            (),
            BOLUS,
            PrimingBolus(PrimeExtent.CATHETER_CHANGED, Nanolitres(316_000), Seconds(1_138)),
        ),
        "0100" + DRUG + CONTINUOUS + PATIENT + PRIME,
    ),
    (
        "bridge",
        PumpProgram(
            DrugFill("baclofen", NanogramsPerMillilitre(500_000)),
            EVEN,
            opening=BridgeBolus((BACLOFEN,), NanogramsPerDay(400_000), Nanolitres(316_000)),
        ),
        "0100" + DRUG + CONTINUOUS + BRIDGE,
    ),
    (
        "minimum rate",
        PumpProgram(BACLOFEN, MinimumRate(NanogramsPerDay(3_000))),
        "0100" + DRUG + "2d 0900 66 b80b000000000000",
    ),
    (
        "week schedule",
        PumpProgram(BACLOFEN, WeekSchedule((DAY,) * 6 + (SUNDAY,))),
        "0100" + DRUG + "2d 5c00 78" + "01 00000000 0100000000000000" * 6 + "01 00000000 0200000000000000",
    ),
    (
        "periodic bolus",
        PumpProgram(
            BACLOFEN,
            PeriodicBolus(NanogramsPerDay(90_000), Nanograms(500), Seconds(60), Seconds(14_400)),
        ),
        "0100" + DRUG + "2d 1900 87 905f010000000000 f401000000000000 3c000000 40380000",
    ),
    (
        "mixture",
        PumpProgram(BACLOFEN, Stopped(), (DrugFill("clonidine", NanogramsPerMillilitre(1)),)),
        "0100 1e 2400 02 08 6261636c6f66656e 20a1070000000000 09 636c6f6e6964696e65 0100000000000000 2d 0100 33",
    ),
    ("continuous", continuous(90_000), "0100" + DRUG + CONTINUOUS),
    ("schedule", schedule((0, 90_000), (25_200, 1_000_000)), "0100" + DRUG + SCHEDULE),
    (
        "stopped",
        PumpProgram(DrugFill("baclofen", NanogramsPerMillilitre(500_000)), Stopped()),
        "0100" + DRUG + "2d 0100" + "33",
    ),
]


def section(tag: int, body: bytes) -> bytes:
    return struct.pack("<BH", tag, len(body)) + body


def with_mode(mode: bytes) -> bytes:
    return bytes.fromhex("0100" + DRUG) + section(0x2D, mode)


def with_drugs(drugs: bytes) -> bytes:
    return b"\x01\x00" + section(0x1E, drugs) + bytes.fromhex(CONTINUOUS)


@pytest.mark.parametrize(("name", "program", "encoded"), GOLDEN)
def test_the_bytes_of_a_program_are_these(name: str, program: PumpProgram, encoded: str) -> None:
    assert encode_program(program) == bytes.fromhex(encoded)
    assert decode_program(bytes.fromhex(encoded)) == program


@pytest.mark.requirement("OPCA-R6.3.0-1")
def test_a_program_is_named_by_the_sha_256_of_its_bytes() -> None:
    encoded = bytes.fromhex("0100" + DRUG + CONTINUOUS)
    assert program_hash(encoded) == hashlib.sha256(encoded).digest()
    assert program_hash(encoded).hex() == "94be1411c044c2941ef4ea165b08c7633974762ff2d24a4fe7d112970b3bffc0"


@pytest.mark.requirement("OPCA-R5.2.0-1")
@given(programs)
def test_a_program_decodes_to_itself(program: PumpProgram) -> None:
    assert decode_program(encode_program(program)) == program


@pytest.mark.requirement("OPCA-R6.3.0-1")
@given(programs)
def test_no_single_flipped_bit_leaves_the_same_program(program: PumpProgram) -> None:
    encoded = encode_program(program)
    for bit in range(8 * len(encoded)):
        damaged = bytearray(encoded)
        damaged[bit // 8] ^= 1 << bit % 8
        try:
            found = decode_program(bytes(damaged))
        except NotCanonical:
            continue
        assert found != program


@given(programs, st.data())
def test_a_program_cut_short_is_none(program: PumpProgram, data: st.DataObject) -> None:
    encoded = encode_program(program)
    end = data.draw(st.integers(0, len(encoded) - 1))
    with pytest.raises(NotCanonical):
        decode_program(encoded[:end])


@given(st.binary(max_size=80))
def test_any_bytes_are_a_program_or_are_refused(encoded: bytes) -> None:
    try:
        program = decode_program(encoded)
    except NotCanonical:
        return
    assert encode_program(program) == encoded


@given(st.binary(max_size=40))
def test_any_delivery_section_is_understood_or_refused(mode: bytes) -> None:
    try:
        program = decode_program(with_mode(mode))
    except NotCanonical:
        return
    assert encode_program(program) == with_mode(mode)


@given(st.binary(max_size=40))
def test_any_drugs_section_is_understood_or_refused(drugs: bytes) -> None:
    try:
        program = decode_program(with_drugs(drugs))
    except NotCanonical:
        return
    assert encode_program(program) == with_drugs(drugs)


@pytest.mark.requirement("CRISYS-001")
@pytest.mark.parametrize(
    ("what", "encoded"),
    [
        ("nothing", b""),
        ("half a schema", b"\x01"),
        ("only a schema", b"\x01\x00"),
        ("schema 0", b"\x00\x00" + bytes.fromhex(DRUG + CONTINUOUS)),
        ("schema 2", b"\x02\x00" + bytes.fromhex(DRUG + CONTINUOUS)),
        ("swapped sections", bytes.fromhex("0100" + CONTINUOUS + DRUG)),
        ("drugs twice", bytes.fromhex("0100" + DRUG + DRUG + CONTINUOUS)),
        ("delivery twice", bytes.fromhex("0100" + DRUG + CONTINUOUS + CONTINUOUS)),
        ("no delivery", bytes.fromhex("0100" + DRUG)),
        ("no drugs", bytes.fromhex("0100" + CONTINUOUS)),
        ("a section more", bytes.fromhex("0100" + DRUG + CONTINUOUS) + section(0x55, b"")),
        ("an empty patient bolus", bytes.fromhex("0100" + DRUG + CONTINUOUS) + section(0x33, b"")),
        ("an empty opening", bytes.fromhex("0100" + DRUG + CONTINUOUS) + section(0x4B, b"")),
        ("an opening before the patient bolus", bytes.fromhex("0100" + DRUG + CONTINUOUS + SINGLE + PATIENT)),
        ("an unknown opening", bytes.fromhex("0100" + DRUG + CONTINUOUS) + section(0x4B, b"\x55" + bytes(12))),
        ("an unknown extent", bytes.fromhex("0100" + DRUG + CONTINUOUS + PRIME.replace("2d 33", "2d 4b"))),
        ("half a limit more", bytes.fromhex("0100" + DRUG + CONTINUOUS + PATIENT.replace("1800", "1600")[:-4])),
        ("a stopped program with a bolus", bytes.fromhex("0100" + DRUG + "2d 0100 33" + PATIENT)),
        ("six days", with_mode(b"\x78" + (b"\x01" + bytes(12)) * 5 + b"\x01" + bytes(11) + b"\x01")),
        ("seven equal days", with_mode(b"\x78" + (b"\x01" + bytes(12)) * 7)),
        ("an interval no longer than the bolus", with_mode(b"\x87" + struct.pack("<QQII", 0, 1, 60, 60))),
        ("a periodic bolus of nothing", with_mode(b"\x87" + struct.pack("<QQII", 0, 0, 60, 61))),
        ("an unknown section before", b"\x01\x00" + section(0x0F, b"") + bytes.fromhex(DRUG + CONTINUOUS)),
        ("trailing zero", bytes.fromhex("0100" + DRUG + CONTINUOUS + "00")),
        ("trailing section head", bytes.fromhex("0100" + DRUG + CONTINUOUS + "330000")),
        ("a section longer than the rest", bytes.fromhex("0100" + DRUG + "2d 0a00 4b 905f010000000000")),
        ("two drugs", with_drugs(bytes.fromhex("02 08 6261636c6f66656e 20a1070000000000"))),
        ("no drug", with_drugs(bytes.fromhex("00 08 6261636c6f66656e 20a1070000000000"))),
        ("empty drugs section", with_drugs(b"")),
        ("a drug without a name", with_drugs(bytes.fromhex("01 00 20a1070000000000"))),
        ("a name in capitals", with_drugs(bytes.fromhex("01 08 4261636c6f66656e 20a1070000000000"))),
        ("a name that is not ASCII", with_drugs(bytes.fromhex("01 08 6261636c6f6665e9 20a1070000000000"))),
        ("a name longer than there is", with_drugs(bytes.fromhex("01 f8 6261636c6f66656e 20a1070000000000"))),
        ("concentration zero", with_drugs(bytes.fromhex("01 08 6261636c6f66656e 0000000000000000"))),
        ("concentration 2^63", with_drugs(bytes.fromhex("01 08 6261636c6f66656e 0000000000000080"))),
        ("a byte after the concentration", with_drugs(bytes.fromhex("01 08 6261636c6f66656e 20a107000000000000"))),
        ("empty delivery section", with_mode(b"")),
        ("unknown mode", with_mode(b"\x99")),
        ("stopped with a rest", with_mode(b"\x33\x00")),
        ("continuous without a dose", with_mode(b"\x4b")),
        ("continuous with half a dose", with_mode(b"\x4b\x00\x00\x00\x00")),
        ("continuous with a rest", with_mode(b"\x4b" + bytes(9))),
        ("a dose of 2^63", with_mode(b"\x4b" + (2**63).to_bytes(8, "little"))),
        ("a schedule without a count", with_mode(b"\x55")),
        ("a schedule without steps", with_mode(b"\x55\x00")),
        ("fewer steps than counted", with_mode(b"\x55\x02" + bytes(12))),
        ("more steps than counted", with_mode(b"\x55\x01" + bytes(24))),
        ("half a step", with_mode(b"\x55\x01" + bytes(6))),
        ("a first step after midnight", with_mode(b"\x55\x01" + struct.pack("<IQ", 60, 1))),
        ("times that fall", with_mode(b"\x55\x03" + struct.pack("<IQIQIQ", 0, 1, 120, 1, 60, 1))),
        ("a time twice", with_mode(b"\x55\x02" + struct.pack("<IQIQ", 0, 1, 0, 1))),
        ("a time after the day", with_mode(b"\x55\x02" + struct.pack("<IQIQ", 0, 1, 86_400, 1))),
    ],
)  # fmt: skip
def test_bytes_that_are_not_the_one_encoding_are_refused(what: str, encoded: bytes) -> None:
    with pytest.raises(NotCanonical):
        decode_program(encoded)


LONGEST = Seconds(2**32 - 1)
MOST = Nanograms(2**63 - 1)


@pytest.mark.parametrize(
    "program",
    [
        PumpProgram(BACLOFEN, EVEN, (), PatientBolus(MOST, LONGEST, LONGEST, 65_535, BolusWindow(65_535, LONGEST))),
        PumpProgram(BACLOFEN, EVEN, (), PatientBolus(MOST, LONGEST, LONGEST, 65_535)),
        PumpProgram(BACLOFEN, PeriodicBolus(NanogramsPerDay(2**63 - 1), MOST, Seconds(2**32 - 2), LONGEST)),
        PumpProgram(BACLOFEN, EVEN, opening=SingleBolus(MOST, LONGEST)),
        PumpProgram(
            BACLOFEN, EVEN, opening=PrimingBolus(PrimeExtent.CATHETER_ONLY, Nanolitres(2**32 - 1), LONGEST)
        ),
        PumpProgram(
            BACLOFEN, EVEN, opening=BridgeBolus((BACLOFEN,), NanogramsPerDay(2**63 - 1), Nanolitres(2**32 - 1))
        ),
        schedule(*((at, 2**63 - 1) for at in range(255))),
    ],
)  # fmt: skip
def test_the_most_that_can_be_counted_goes_there_and_back(program: PumpProgram) -> None:
    assert decode_program(encode_program(program)) == program


@pytest.mark.parametrize(
    ("encoded", "reason"),
    [
        (b"", "not a program: unpack_from requires a buffer of at least 2 bytes"),
        (b"\x02\x00", "not a program: program schema 2 is not known here"),
        (bytes.fromhex("0100" + DRUG), "not a program: its sections are not those of schema 1"),
        (with_mode(b"\x4b")[:-1], "not a program: a section is cut short or stands twice"),
        (bytes.fromhex("0100" + DRUG + DRUG), "not a program: a section is cut short or stands twice"),
        (with_mode(b"\x99\x01"), "not a program: delivery mode 0x99 is not known here"),
        (with_mode(b"\x33") + section(0x4B, b"\x55\x01"), "not a program: opening 0x55 is not known here"),
        (with_mode(b"\x33") + section(0x4B, b"\x2d\x4b" + bytes(8)), "not a program: priming extent 0x4b is not"),
        (with_mode(b"\x33\x00"), "not the canonical form of this program"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_bytes_is_said(encoded: bytes, reason: str) -> None:
    with pytest.raises(NotCanonical) as refusal:
        decode_program(encoded)
    assert str(refusal.value).startswith(reason)
