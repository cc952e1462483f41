"""Each message of the implant is these bytes, goes there and back, and is refused when cut short."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from fastcrc import crc16
from hypothesis import given
from hypothesis import strategies as st

from programmer.delivery.happenings import RefusalReason
from programmer.device.implant.codes import LIMIT_CODES, Status
from programmer.device.implant.messages.bolus_events import (
    decode_begun,
    decode_ended,
    decode_given,
    decode_refused,
    encode_begun,
    encode_ended,
    encode_given,
    encode_refused,
)
from programmer.device.implant.messages.coding import word_of
from programmer.device.implant.messages.commands import Commit, Done, Resume, Stop, TokenAnswer
from programmer.device.implant.messages.identity import (
    decode_catheter,
    decode_identity,
    decode_limits,
    encode_catheter,
    encode_identity,
    encode_limits,
)
from programmer.device.implant.messages.link_counters import LinkCounters
from programmer.device.implant.messages.log import (
    LogAnswer,
    LogRequest,
    make_event,
    read_event,
)
from programmer.device.implant.messages.orders import (
    EARLIEST_CLOCK,
    LATEST_CLOCK,
    AcknowledgeAlarms,
    Checkpoint,
    GiveBolus,
    Seen,
    SetClock,
    TellRefill,
)
from programmer.device.implant.messages.programs import (
    MAX_PIECE,
    Piece,
    StageBegin,
    StageChunk,
    decode_figures,
    decode_stage,
    encode_figures,
)
from programmer.device.implant.messages.pump_events import (
    decode_acknowledged,
    decode_clock_set,
    decode_refill_told,
    encode_acknowledged,
    encode_clock_set,
    encode_refill_told,
)
from programmer.device.implant.messages.status import decode_status, encode_status
from programmer.telemetry.frames import MAX_PAYLOAD
from programmer.telemetry.secure_channel import Distrusted
from programmer.telemetry.wire import Malformed
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.critical_figures import CriticalFigures, DrugPerDay
from programmer.therapy.pump import (
    Battery,
    BatteryState,
    BolusKind,
    Catheter,
    ChangedBy,
    Delivery,
    LogPosition,
    PumpEventKind,
    PumpIdentity,
    PumpLimits,
    PumpStatus,
)
from programmer.therapy.quantities import Nanograms, NanogramsPerDay, Nanolitres, PumpTime, Seconds

TOKEN = bytes(range(16))
TOKEN_HEX = TOKEN.hex()
HASH_A, HASH_B = b"\xaa" * 32, b"\xbb" * 32
EPOCH = b"\xee" * 16
NOON = PumpTime(1_795_168_800_000_000)
NOON_HEX = "00c8a24eb2600600"
DONE = Done(NOON, 12, 4, HASH_A)
DONE_HEX = NOON_HEX + "0c000000" + "04000000" + "aa" * 32
STATUS = PumpStatus(
    pump_time=NOON,
    delivery=Delivery.STOPPED,
    delivery_since=PumpTime(-1),
    delivery_by=ChangedBy.PROGRAMMER,
    dose_rate=NanogramsPerDay(90_000),
    reservoir=Nanolitres(20_000_000),
    delivered_total=Nanolitres(2**40),
    delivered_today=Nanograms(45_000),
    battery=Battery(BatteryState.ERI, 90),
    active_alarms=(AlarmKind.STOPPED_TOO_LONG, AlarmKind.LOW_RESERVOIR),
    latched_alarms=(AlarmKind.BATTERY_REPLACE,),
    log=LogPosition(EPOCH, 3, 500),
    program_hash=HASH_A,
    state_rev=7,
    opening_left=Nanolitres(316_000),
    mode_since=PumpTime(-1),
    bolus=BolusKind.SINGLE,
    bolus_until=NOON,
    patient_boluses_today=3,
)
EVENT = make_event(500, NOON, PumpEventKind.STOPPED, TOKEN)
EVENT_BODY = "10" + "f4010000" + NOON_HEX + "0606" + TOKEN_HEX
EVENT_HEX = EVENT_BODY + crc16.ibm_3740(bytes.fromhex(EVENT_BODY)).to_bytes(2, "little").hex()
FIGURES = CriticalFigures(
    (DrugPerDay("baclofen", 90_000), DrugPerDay("clonidine", 5)), 90_001, 6, Nanolitres(20_000_000), 100
)
IDENTITY = PumpIdentity("RF20-10432", "Reference 20", "1.0", simulated=True)
LIMITS = PumpLimits(
    Nanolitres(20_000_000),
    Nanolitres(2_000_000),
    Nanolitres(48_000),
    Nanolitres(24_000_000),
    14,
    Nanolitres(6_000),
    Nanolitres(100),
)
CATHETER = Catheter("Ref", Nanolitres(140_000), Nanolitres(2_200), 800)


@dataclass(frozen=True)
class Sample:
    """A message, its bytes as worked out by hand, and its two ways."""

    name: str
    message: Any
    encoded: str
    encode: Callable[[Any], bytes]
    decode: Callable[[bytes], Any]


def of_class(name: str, message: Any, encoded: str) -> Sample:
    return Sample(name, message, encoded, lambda one: bytes(one.encode()), type(message).decode)


REQUESTS = [
    of_class(
        "commit",
        Commit(TOKEN, 5, HASH_A, HASH_B, 9),
        TOKEN_HEX + "0500" + "aa" * 32 + "bb" * 32 + "09000000",
    ),
    of_class("stop", Stop(TOKEN), TOKEN_HEX),
    of_class("resume", Resume(TOKEN, HASH_B, 9), TOKEN_HEX + "bb" * 32 + "09000000"),
    of_class(
        "bolus",
        GiveBolus(TOKEN, Seen(HASH_B, 9), SingleBolus(Nanograms(50_000), Seconds(600))),
        TOKEN_HEX + "bb" * 32 + "09000000" + "50c3000000000000" + "58020000",
    ),
    of_class(
        "alarm acknowledge",
        AcknowledgeAlarms(TOKEN, (AlarmKind.MOTOR_STALL, AlarmKind.RESET)),
        TOKEN_HEX + "90000000",
    ),
    of_class("clock set", SetClock(TOKEN, 9, NOON), TOKEN_HEX + "09000000" + NOON_HEX),
    of_class(
        "refill",
        TellRefill(TOKEN, Seen(HASH_B, 9), Nanolitres(20_000_000)),
        TOKEN_HEX + "bb" * 32 + "09000000" + "002d3101",
    ),
    of_class("checkpoint", Checkpoint(TOKEN, EPOCH, HASH_B), TOKEN_HEX + "ee" * 16 + "bb" * 32),
    of_class("log request", LogRequest(500, 9), "f4010000" + "09"),
    of_class("stage begin", StageBegin(HASH_A, 9, 0x20, HASH_B), "aa" * 32 + "09000000" + "2000" + "bb" * 32),
]
ANSWERS = [
    Sample("stage", 0x1234, "3412", lambda one: int(one).to_bytes(2, "little"), decode_stage),
    of_class("done", DONE, DONE_HEX),
    of_class("token done", TokenAnswer(EPOCH, 6, done=DONE), "2d" + "ee" * 16 + "06000000" + DONE_HEX),
    of_class(
        "token refused",
        TokenAnswer(EPOCH, 6, refused=Status.CONFLICT),
        "33" + "ee" * 16 + "06000000" + "0c0c",
    ),
    of_class("token not known", TokenAnswer(EPOCH, 0), "1e" + "ee" * 16 + "00000000"),
    of_class(
        "log answer",
        LogAnswer(LogPosition(EPOCH, 3, 500), (EVENT,)),
        "ee" * 16 + "03000000" + "f4010000" + "01" + EVENT_HEX,
    ),
    of_class(
        "link counters",
        LinkCounters(
            {
                Distrusted.TAG_WRONG: 1,
                Distrusted.UNSECURED: 2,
                Distrusted.REPLAYED: 3,
                Distrusted.OTHER_SESSION: 0x1000,
            },
            5,
        ),
        "01000000 02000000 03000000 00100000 05000000",
    ),
    of_class(
        "empty log answer", LogAnswer(LogPosition(EPOCH, 0, 0), ()), "ee" * 16 + "00000000" + "00000000" + "00"
    ),
    Sample(
        "identity",
        IDENTITY,
        "0a 524632302d3130343332 0c 5265666572656e6365203230 03 312e30 01",
        encode_identity,
        decode_identity,
    ),
    Sample("limits", LIMITS, "002d3101 80841e00 80bb0000 00366e01 0e 70170000 64000000", encode_limits, decode_limits),
    Sample("catheter", CATHETER, "03 526566 e0220200 98080000 2003", encode_catheter, decode_catheter),
    Sample(
        "figures",
        (HASH_A, FIGURES),
        "aa" * 32 + "02" + "08" + b"baclofen".hex() + "905f010000000000" + "09" + b"clonidine".hex()
        + "0500000000000000" + "915f010000000000" + "06000000" + "002d3101" + "64000000",
        lambda one: encode_figures(*one),
        decode_figures,
    ),
    Sample(
        "status",
        STATUS,
        "07000000" + NOON_HEX + "2d" + "33" + "ff" * 8 + "905f010000000000" + "002d3101"
        + "0000000000010000" + "c8af000000000000" + "78" + "5a00" + "05000000" + "08000000"
        + "ee" * 16 + "03000000" + "f4010000" + "aa" * 32
        + "60d20400" + "ff" * 8 + "2d" + NOON_HEX + "0300" + "0000000000000080",
        encode_status,
        decode_status,
    ),
]  # fmt: skip
# These reach to the end of the payload, so that any longer one is another message and not a wrong one.
OPEN_ENDED = [
    of_class("chunk", StageChunk(5, 0x1B0, b"abc"), "0500 b001 616263"),
    of_class("piece", Piece(0x30, 0x10, HASH_A, b"abc"), "3000 1000" + "aa" * 32 + "616263"),
]


def names(sample: Sample) -> str:
    return sample.name


@pytest.mark.parametrize("sample", REQUESTS + ANSWERS + OPEN_ENDED, ids=names)
def test_a_message_is_these_bytes(sample: Sample) -> None:
    assert sample.encode(sample.message).hex(" ") == bytes.fromhex(sample.encoded).hex(" ")
    assert sample.decode(bytes.fromhex(sample.encoded)) == sample.message


@pytest.mark.parametrize("sample", REQUESTS + ANSWERS, ids=names)
def test_a_message_cut_short_at_any_length_is_malformed(sample: Sample) -> None:
    encoded = bytes.fromhex(sample.encoded)
    for end in range(len(encoded)):
        with pytest.raises(Malformed):
            sample.decode(encoded[:end])


@pytest.mark.parametrize(("sample", "fixed"), [(OPEN_ENDED[0], 4), (OPEN_ENDED[1], 36)])
def test_a_message_with_an_open_end_needs_all_that_comes_before_it(sample: Sample, fixed: int) -> None:
    for end in range(fixed):
        with pytest.raises(Malformed):
            sample.decode(bytes.fromhex(sample.encoded)[:end])


@pytest.mark.parametrize("sample", ANSWERS, ids=names)
@pytest.mark.parametrize("extension", ["0100", "01020304", "ff00 fe03aabbcc"])
def test_extensions_behind_an_answer_are_passed_over(sample: Sample, extension: str) -> None:
    assert sample.decode(bytes.fromhex(sample.encoded + extension)) == sample.message


@pytest.mark.parametrize("sample", ANSWERS, ids=names)
@pytest.mark.parametrize("extension", ["01", "0101", "010203"])
def test_half_an_extension_behind_an_answer_is_malformed(sample: Sample, extension: str) -> None:
    with pytest.raises(Malformed):
        sample.decode(bytes.fromhex(sample.encoded + extension))


@pytest.mark.parametrize("sample", REQUESTS, ids=names)
@pytest.mark.parametrize("extension", ["01", "0100", "01020304"])
def test_nothing_may_stand_behind_a_request(sample: Sample, extension: str) -> None:
    with pytest.raises(Malformed, match="too many"):
        sample.decode(bytes.fromhex(sample.encoded + extension))


@pytest.mark.parametrize(
    ("at", "code"),
    [(12, 0x33), (13, 0x1E), (50, 0x00), (12, 0x00), (13, 0xFF), (50, 0x2D), (129, 0x00), (129, 0x1F)],
)
def test_a_code_that_is_not_in_its_table_is_malformed(at: int, code: int) -> None:
    status = bytearray(encode_status(STATUS))
    status[at] = code
    with pytest.raises(Malformed, match="is no code for"):
        decode_status(bytes(status))


def test_the_fields_of_a_status_stand_at_the_offsets_of_its_table() -> None:
    body = encode_status(STATUS)
    assert len(body) == 148
    assert body[30:34] == (20_000_000).to_bytes(4, "little")
    assert body[50] == 0x78
    assert body[85:117] == HASH_A
    assert body[117:121] == (316_000).to_bytes(4, "little")
    assert body[129] == 0x2D
    assert body[138:140] == b"\x03\x00"


@pytest.mark.requirement("IT-8")
def test_days_that_are_not_known_are_not_a_number_of_days() -> None:
    unknown = Battery(BatteryState.GOOD, None)
    body = encode_status(PumpStatus(**{**_fields(STATUS), "battery": unknown}))
    assert body[51:53] == b"\xff\xff"
    assert decode_status(body).battery == unknown
    never = CriticalFigures((), 0, 0, Nanolitres(1), None)
    assert encode_figures(HASH_A, never)[-4:] == b"\xff\xff\xff\xff"
    assert decode_figures(encode_figures(HASH_A, never)) == (HASH_A, never)


def _fields(status: PumpStatus) -> dict[str, Any]:
    return {name: getattr(status, name) for name in status.__dataclass_fields__}


@pytest.mark.parametrize("kind", BolusKind)
def test_the_log_names_a_bolus_that_began_and_what_of_it_was_not_pushed(kind: BolusKind) -> None:
    assert decode_begun(encode_begun(kind)) is kind
    assert decode_ended(encode_ended(kind, Nanolitres(12_345))) == (kind, Nanolitres(12_345))
    assert decode_ended(encode_ended(kind, Nanolitres(2**40))) == (kind, Nanolitres(2**32 - 1))
    assert encode_ended(BolusKind.PATIENT, Nanolitres(0)).hex() == "1e00000000"


@pytest.mark.parametrize("reason", RefusalReason)
def test_the_log_names_why_there_was_no_bolus(reason: RefusalReason) -> None:
    assert decode_refused(encode_refused(reason)) is reason


def test_the_log_tells_what_the_clock_showed_and_what_the_reservoir_was_told_to_hold() -> None:
    assert decode_clock_set(encode_clock_set(PumpTime(-5))) == PumpTime(-5)
    assert decode_refill_told(encode_refill_told(Nanolitres(18_000_000))) == Nanolitres(18_000_000)
    for decode in (decode_clock_set, decode_refill_told):
        with pytest.raises(Malformed):
            decode(b"\x00" * 3)


def test_the_log_tells_the_bolus_that_a_programmer_gave_and_the_alarms_that_a_person_has_seen() -> None:
    bolus = SingleBolus(Nanograms(50_000), Seconds(600))
    assert encode_given(TOKEN, bolus).hex() == TOKEN_HEX + "50c3000000000000" + "58020000"
    assert decode_given(encode_given(TOKEN, bolus)) == bolus
    ended = encode_acknowledged(TOKEN, frozenset({AlarmKind.RESET, AlarmKind.MOTOR_STALL}))
    assert ended.hex() == TOKEN_HEX + "90000000"
    assert decode_acknowledged(ended) == (AlarmKind.MOTOR_STALL, AlarmKind.RESET)
    for decode in (decode_given, decode_acknowledged):
        with pytest.raises(Malformed):
            decode(TOKEN)


@pytest.mark.parametrize("figures", [bytes(8) + b"\x01" + bytes(3), b"\x01" + bytes(11), b"\xff" * 12])
def test_a_bolus_of_nothing_or_in_no_time_or_beyond_measure_is_malformed(figures: bytes) -> None:
    with pytest.raises(Malformed):
        GiveBolus.decode(TOKEN + HASH_B + bytes(4) + figures)


def test_a_bolus_that_is_given_now_takes_a_day_at_most() -> None:
    seen = Seen(HASH_B, 9)
    day = GiveBolus(TOKEN, seen, SingleBolus(Nanograms(50_000), Seconds(86_400)))
    longer = GiveBolus(TOKEN, seen, SingleBolus(Nanograms(50_000), Seconds(86_401)))
    assert GiveBolus.decode(day.encode()) == day
    with pytest.raises(Malformed, match="86401 s"):
        GiveBolus.decode(longer.encode())


@pytest.mark.parametrize("to", [-1, EARLIEST_CLOCK.value - 1, LATEST_CLOCK.value, 2**63 - 1])
def test_a_clock_is_set_to_this_century(to: int) -> None:
    with pytest.raises(Malformed, match="2000 to 2099"):
        SetClock.decode(SetClock(TOKEN, 9, PumpTime(to)).encode())
    for good in (EARLIEST_CLOCK, PumpTime(LATEST_CLOCK.value - 1)):
        assert SetClock.decode(SetClock(TOKEN, 9, good).encode()).to == good


def test_a_count_that_is_too_large_for_its_field_stays_at_the_largest() -> None:
    counted = LinkCounters(dict.fromkeys(Distrusted, 2**40), 2**32)
    assert counted.encode() == b"\xff" * 20


@pytest.mark.parametrize("decode", [decode_begun, decode_ended, decode_refused])
@pytest.mark.parametrize("detail", [b"", b"\x00", b"\x1e\x00", b"\x00\x00\x00\x00\x00", b"\x4b" * 6])
def test_details_of_a_bolus_that_make_no_sense_are_malformed(
    decode: Callable[[bytes], object], detail: bytes
) -> None:
    with pytest.raises(Malformed):
        decode(detail)


# ---- there and back -------------------------------------------------------------------------------------------

u8, u16, u32 = st.integers(0, 255), st.integers(0, 0xFFFF), st.integers(0, 0xFFFFFFFF)
i64, u64 = st.integers(-(2**63), 2**63 - 1), st.integers(0, 2**64 - 1)
times = i64.map(PumpTime)
tokens, hashes = st.binary(min_size=16, max_size=16), st.binary(min_size=32, max_size=32)
texts = st.text(st.characters(codec="ascii", min_codepoint=0x20, max_codepoint=0x7E), max_size=255)
volumes = u32.map(Nanolitres)
# A pump's clock does not reach its lowest number, which stands for no time at all.
maybe_times = st.none() | st.integers(-(2**63) + 1, 2**63 - 1).map(PumpTime)
dones = st.builds(Done, times, u32, u32, hashes)
alarms = st.sets(st.sampled_from(AlarmKind)).map(
    lambda kinds: tuple(sorted(kinds, key=lambda kind: (-kind.priority, kind.value)))
)
batteries = st.builds(Battery, st.sampled_from(BatteryState), st.none() | st.integers(0, 0xFFFE))
positions = st.builds(LogPosition, tokens, u32, u32)
statuses = st.builds(
    PumpStatus,
    times, st.sampled_from(Delivery), times, st.sampled_from(ChangedBy), u64.map(NanogramsPerDay), volumes,
    u64.map(Nanolitres), u64.map(Nanograms), batteries, alarms, alarms, positions, hashes, u32,
    volumes, maybe_times, st.none() | st.sampled_from(BolusKind), maybe_times, u16, maybe_times,
)  # fmt: skip
known_kinds = st.sampled_from([kind for kind in PumpEventKind if kind is not PumpEventKind.UNKNOWN])
events = st.builds(make_event, u32, times, known_kinds, st.binary(max_size=255))
figures = st.builds(
    CriticalFigures,
    st.lists(st.builds(DrugPerDay, texts.map(lambda text: text[:32]), u64), max_size=5).map(tuple),
    u64,
    u32,
    volumes,
    st.none() | st.integers(0, 0xFFFFFFFE),
)
seens = st.builds(Seen, hashes, u32)
boluses = st.builds(
    SingleBolus,
    st.integers(1, 2**63 - 1).map(Nanograms),
    st.integers(1, 86_400).map(Seconds),
)
clocks = st.integers(EARLIEST_CLOCK.value, LATEST_CLOCK.value - 1).map(PumpTime)
messages = st.one_of(
    st.builds(Commit, tokens, u16, hashes, hashes, u32),
    st.builds(Stop, tokens),
    st.builds(Resume, tokens, hashes, u32),
    st.builds(GiveBolus, tokens, seens, boluses),
    st.builds(AcknowledgeAlarms, tokens, alarms),
    st.builds(SetClock, tokens, u32, clocks),
    st.builds(TellRefill, tokens, seens, volumes),
    st.builds(Checkpoint, tokens, tokens, hashes),
    st.builds(LinkCounters, st.fixed_dictionaries(dict.fromkeys(Distrusted, u32)), u32),
    st.builds(StageBegin, hashes, u32, u16, hashes),
    st.builds(StageChunk, u16, u16, st.binary(max_size=MAX_PIECE)),
    st.builds(Piece, u16, u16, hashes, st.binary(max_size=MAX_PIECE)),
    st.builds(LogRequest, u32, u8),
    st.builds(LogAnswer, positions, st.lists(events, max_size=5).map(tuple)),
    dones,
    st.builds(TokenAnswer, tokens, u32),
    st.builds(TokenAnswer, tokens, u32, dones),
    st.builds(TokenAnswer, tokens, u32, st.none(), u16),
)


@given(messages)
def test_a_message_goes_there_and_back(message: Any) -> None:
    assert type(message).decode(message.encode()) == message


@given(statuses)
def test_a_status_goes_there_and_back(status: PumpStatus) -> None:
    assert decode_status(encode_status(status)) == status


@given(hashes, figures)
def test_figures_go_there_and_back_exactly(sha256: bytes, found: CriticalFigures) -> None:
    assert decode_figures(encode_figures(sha256, found)) == (sha256, found)


@given(st.builds(PumpIdentity, texts, texts, texts, st.booleans()))
def test_an_identity_goes_there_and_back(identity: PumpIdentity) -> None:
    assert decode_identity(encode_identity(identity)) == identity


@given(
    st.builds(PumpLimits, volumes, volumes, volumes, volumes, u8, volumes, volumes),
    st.builds(Catheter, texts, volumes, volumes, u16),
)
def test_limits_and_catheter_go_there_and_back(limits: PumpLimits, catheter: Catheter) -> None:
    assert decode_limits(encode_limits(limits)) == limits
    assert decode_catheter(encode_catheter(catheter)) == catheter


@given(st.sampled_from(REQUESTS + ANSWERS + OPEN_ENDED), st.binary(max_size=200))
def test_any_bytes_are_a_message_or_malformed_and_never_an_accident(sample: Sample, body: bytes) -> None:
    try:
        sample.decode(body)
    except Malformed:
        return


@given(st.binary(max_size=2000), st.integers(0, 2000))
def test_pieces_put_together_are_the_whole(whole: bytes, offset: int) -> None:
    together = b""
    while len(together) < len(whole):
        piece = Piece.cut(whole, HASH_A, len(together))
        assert (piece.whole_length, piece.offset) == (len(whole), len(together))
        assert len(piece.encode()) + 6 <= MAX_PAYLOAD
        together += piece.part
    assert together == whole


# ---- the log's memory -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("bit", range(8 * len(EVENT.raw)))
def test_a_bit_rotten_in_a_stored_record_is_noticed(bit: int) -> None:
    rotten = bytearray(EVENT.raw)
    rotten[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Malformed, match="damaged in the pump's memory"):
        read_event(bytes(rotten))


@pytest.mark.requirement("OPCA-R7.4.0-3")
def test_a_rotten_record_within_an_answer_is_noticed() -> None:
    body = bytearray(LogAnswer(LogPosition(EPOCH, 3, 500), (EVENT,)).encode())
    body[-3] ^= 1
    with pytest.raises(Malformed, match="damaged in the pump's memory"):
        LogAnswer.decode(bytes(body))


@pytest.mark.parametrize("raw", [b"", b"\x00", b"\x00\x00", EVENT.raw[:-1], EVENT.raw + b"\x00"])
def test_a_record_of_another_length_is_noticed(raw: bytes) -> None:
    with pytest.raises(Malformed):
        read_event(raw)


def test_an_event_of_a_kind_not_known_here_is_kept_whole() -> None:
    body = bytes.fromhex("02" + "07000000" + NOON_HEX + "3c3c" + "abcd")
    raw = body + crc16.ibm_3740(body).to_bytes(2, "little")
    event = read_event(raw)
    assert (event.kind, event.sequence, event.detail) == (PumpEventKind.UNKNOWN, 7, b"\xab\xcd")
    assert event.raw == raw
    answer = LogAnswer(LogPosition(EPOCH, 7, 7), (event,))
    assert LogAnswer.decode(answer.encode()) == answer


def test_the_record_s_checksum_is_the_published_one() -> None:
    assert crc16.ibm_3740(b"123456789") == 0x29B1


def test_a_word_is_found_by_its_code_only() -> None:
    for word, code in LIMIT_CODES.items():
        assert word_of(code, LIMIT_CODES, "a limit") is word
    with pytest.raises(Malformed, match="0x0 is no code for a limit"):
        word_of(0, LIMIT_CODES, "a limit")
