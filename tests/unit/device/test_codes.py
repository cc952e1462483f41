"""No code can become another by three flipped bits, in any table of the link or the implant."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import pytest

from programmer.delivery.happenings import RefusalReason
from programmer.device.implant import codes
from programmer.device.implant.messages.status import NO_BOLUS
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.wire import Malformed, PayloadReader, PayloadWriter
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.canonical import layout
from programmer.therapy.limits import PUMP_LIMITS
from programmer.therapy.pump import BatteryState, BolusKind, ChangedBy, Delivery, PumpEventKind
from tests.support.distance import DISTANT_BYTES, hamming_distance, twin_byte

TABLES: dict[str, list[int]] = {
    "opcodes": list(codes.ALL_OPCODES),
    "statuses": list(codes.ALL_STATUSES),
    "delivery": list(codes.DELIVERY_CODES.values()),
    "changed by": list(codes.CHANGED_BY_CODES.values()),
    "battery": list(codes.BATTERY_CODES.values()),
    "limits": list(codes.LIMIT_CODES.values()),
    "boluses": [*codes.BOLUS_CODES.values(), NO_BOLUS],
    "bolus refusals": list(codes.BOLUS_REFUSAL_CODES.values()),
    "tokens": list(codes.TOKEN_CODES.values()),
    "events": list(codes.EVENT_CODES.values()),
    "program modes": [code for name, code in vars(layout).items() if name.startswith("MODE_")],
    "program sections": [code for name, code in vars(layout).items() if name.startswith("TAG_")],
    "program openings": [code for name, code in vars(layout).items() if name.startswith("OPENING_")],
    "priming extents": list(layout.EXTENTS.values()),
}


@pytest.mark.requirement("OPCA-R7.4.0-3")
@pytest.mark.parametrize("table", TABLES)
def test_two_codes_of_one_table_are_four_bits_apart(table: str) -> None:
    for first, second in combinations(TABLES[table], 2):
        assert hamming_distance(first, second) >= 4, f"{first:#x} and {second:#x}"


@pytest.mark.parametrize("table", ["opcodes", "statuses", "events"])
def test_wide_codes_are_a_byte_sent_twice(table: str) -> None:
    for code in TABLES[table]:
        assert twin_byte(code & 0xFF) == code


@pytest.mark.parametrize(
    "table",
    [
        "delivery",
        "changed by",
        "battery",
        "limits",
        "boluses",
        "bolus refusals",
        "tokens",
        "program modes",
        "program sections",
        "program openings",
        "priming extents",
    ],
)
def test_narrow_codes_are_of_the_distant_bytes(table: str) -> None:
    assert set(TABLES[table]) <= set(DISTANT_BYTES)


def test_the_tables_hold_every_code_there_is() -> None:
    assert set(codes.ALL_OPCODES) == {*LinkOpcode, *codes.Opcode}
    assert set(codes.ALL_STATUSES) == {*LinkStatus, *codes.Status}
    assert len(codes.ALL_OPCODES) == len(LinkOpcode) + len(codes.Opcode)
    assert len(codes.ALL_STATUSES) == len(LinkStatus) + len(codes.Status)


@pytest.mark.parametrize(
    ("words", "table"),
    [
        (Delivery, codes.DELIVERY_CODES),
        (ChangedBy, codes.CHANGED_BY_CODES),
        (BatteryState, codes.BATTERY_CODES),
        (PUMP_LIMITS, codes.LIMIT_CODES),
        (BolusKind, codes.BOLUS_CODES),
        (RefusalReason, codes.BOLUS_REFUSAL_CODES),
        (set(PumpEventKind) - {PumpEventKind.UNKNOWN}, codes.EVENT_CODES),
    ],
)
def test_every_word_has_a_code(words: Iterable[object], table: dict[object, int]) -> None:
    assert set(words) == set(table)


def test_alarms_keep_their_bits() -> None:
    assert [(kind.name, codes.alarm_bitmap((kind,))) for kind in AlarmKind] == [
        ("LOW_RESERVOIR", 1),
        ("EMPTY_RESERVOIR", 2),
        ("STOPPED_TOO_LONG", 4),
        ("BATTERY_REPLACE", 8),
        ("MOTOR_STALL", 16),
        ("END_OF_SERVICE", 32),
        ("MEMORY_ERROR", 64),
        ("RESET", 128),
        ("UNKNOWN", 1 << 31),
    ]
    assert codes.alarm_bitmap(()) == 0
    assert codes.alarm_bitmap((AlarmKind.LOW_RESERVOIR, AlarmKind.LOW_RESERVOIR)) == 1


def test_alarms_come_out_most_urgent_first() -> None:
    assert codes.alarms_in(0b1111) == (
        AlarmKind.EMPTY_RESERVOIR,
        AlarmKind.STOPPED_TOO_LONG,
        AlarmKind.LOW_RESERVOIR,
        AlarmKind.BATTERY_REPLACE,
    )
    assert codes.alarms_in(0) == ()


@pytest.mark.parametrize("bitmap", range(256))
def test_a_bitmap_of_alarms_goes_there_and_back(bitmap: int) -> None:
    assert codes.alarm_bitmap(codes.alarms_in(bitmap)) == bitmap


@pytest.mark.requirement("CRISYS-059", "OPCA-T4")
@pytest.mark.parametrize("bit", range(8, 32))
def test_an_alarm_that_is_not_known_here_is_an_unknown_alarm_and_not_silence(bit: int) -> None:
    assert codes.alarms_in(1 << bit) == (AlarmKind.UNKNOWN,)
    assert codes.alarms_in(1 << bit | 0b1)[0] is AlarmKind.UNKNOWN


@pytest.mark.parametrize("serial", ["RF20\n10432", "RF20\x1b[2J", "RF20\x7f"])
def test_a_name_with_control_characters_is_refused_before_it_reaches_a_screen(serial: str) -> None:
    with pytest.raises(Malformed, match="control characters"):
        PayloadReader(PayloadWriter().text(serial).done()).text()
