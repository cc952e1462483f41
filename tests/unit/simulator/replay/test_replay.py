"""A recorded link as a pump: it says again what was recorded, in its order, and makes nothing up."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.clock import ManualClock
from programmer.device.driver import CommandReply
from programmer.device.implant.codes import Opcode
from programmer.device.implant.driver import ImplantDriver
from programmer.device.implant.messages.log import LogRequest
from programmer.known_error import RefusedError
from programmer.randomness import SeededRandomness
from programmer.simulator.replay.pump import ReplayedPump
from programmer.simulator.replay.recorded import READ, RecordedAnswers
from programmer.telemetry.attention import Attention
from programmer.telemetry.capture.entries import Entry, FrameNoted
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.exchange import Exchange, FrameSeen
from programmer.telemetry.frames import RESPONSE, SECURED, Frame
from programmer.telemetry.links.memory_link import MemoryLink
from programmer.telemetry.pairing_code import PairingCode
from programmer.telemetry.transceiver import Transceiver
from programmer.telemetry.wire import Malformed
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.pump import PumpStatus
from programmer.therapy.quantities import Nanograms, Nanolitres, Seconds
from tests.support.programs import continuous
from tests.support.simulated import SECOND, Clinic, refused, staged
from tests.support.trusted import stranger, trusted_by

TOKEN = bytes(range(16))


class Recorded:
    """A pump at a line that is watched, and what was seen of it."""

    def __init__(self) -> None:
        self.clinic = Clinic()
        self.entries: list[Entry] = []
        exchange = Exchange(SeededRandomness(3), trusted_by(self.clinic.site, seed=3), self._note)
        line = self.clinic.connect().line
        self.driver = ImplantDriver(Transceiver(line, exchange, self.clinic.clock, Attention()))
        self.driver.connect()

    def _note(self, seen: FrameSeen) -> None:
        self.entries.append(FrameNoted(self.clinic.clock.monotonic_us(), seen))

    def replayed(self) -> ImplantDriver:
        """A stranger, paired and connected with what was recorded so far."""
        clock = ManualClock()
        pump = ReplayedPump(RecordedAnswers.of(self.entries), clock, SeededRandomness(8))
        code = PairingCode.read(pump.show_pairing_code())
        exchange = Exchange(SeededRandomness(9), stranger())
        link = Transceiver(MemoryLink("replayed", pump.line(), clock), exchange, clock, Attention())
        driver = ImplantDriver(link, code)
        driver.connect()
        return driver


@pytest.fixture
def recorded() -> Recorded:
    return Recorded()


def test_every_reading_is_what_was_recorded(recorded: Recorded) -> None:
    asked: list[Callable[[ImplantDriver], object]] = [
        ImplantDriver.limits,
        ImplantDriver.catheter,
        ImplantDriver.status,
        ImplantDriver.read_program,
        ImplantDriver.link_counters,
        lambda driver: driver.token_status(TOKEN),
        lambda driver: driver.read_log(1),
    ]
    told = [ask(recorded.driver) for ask in asked]
    again = recorded.replayed()
    assert [ask(again) for ask in asked] == told


def test_statuses_come_in_their_order_and_the_last_one_stays(recorded: Recorded) -> None:
    told = []
    for _ in range(3):
        told.append(recorded.driver.status())
        recorded.clinic.clock.wait_us(SECOND)
    again = recorded.replayed()
    assert [again.status() for _ in range(5)] == [*told, told[-1], told[-1]]
    assert len({status.pump_time for status in told}) == 3


def test_it_is_the_recorded_pump_and_says_that_it_is_simulated(recorded: Recorded) -> None:
    told = recorded.driver.identify()
    recorded.entries = [_as_of_a_real_pump(entry) for entry in recorded.entries]
    again = recorded.replayed()
    assert again.identify() == told
    assert again.identify().simulated


def _as_of_a_real_pump(entry: Entry) -> Entry:
    """The same, with the mark of a simulated pump taken out of its identity."""
    assert isinstance(entry, FrameNoted)
    frame = entry.seen.frame
    assert frame is not None
    if frame.opcode != LinkOpcode.IDENT or not frame.flags & RESPONSE:
        return entry
    assert frame.payload.endswith(b"\x01")
    bare = Frame(frame.flags, frame.opcode, frame.session, frame.counter, frame.payload[:-1] + b"\0")
    return replace(entry, seen=replace(entry.seen, frame=bare))


def test_the_log_can_be_asked_from_any_record_on_that_was_recorded(recorded: Recorded) -> None:
    driver = recorded.driver
    for number in range(4):
        driver.stop(bytes([number]) * 16)
    told = driver.read_log(2)
    assert len(told.events) == 4
    again = recorded.replayed()
    part = again.read_log(4)
    assert part.events == told.events[2:]
    assert part.position == told.position
    assert again.read_log(99).events == ()
    with pytest.raises(RefusedError):
        again.read_log(1)  # the recorded programmer had never asked for it


def test_as_many_records_as_were_asked_for_and_as_fit(recorded: Recorded) -> None:
    for number in range(60):
        recorded.driver.stop(bytes([number]) * 16)
    read_to = 0
    while events := recorded.driver.read_log(read_to + 1).events:
        read_to = events[-1].sequence
    again = RecordedAnswers.of(recorded.entries)
    few = again.next(Opcode.LOG_READ, LogRequest(3, at_most=2).encode())
    assert few.body[24] == 2
    many = again.next(Opcode.LOG_READ, LogRequest(3).encode())
    assert 2 < many.body[24] < 58
    assert len(many.body) <= 480 - 6


Command = Callable[[ImplantDriver, PumpStatus], CommandReply]
BOLUS = SingleBolus(Nanograms(50_000), Seconds(600))
COMMANDS: dict[Opcode, Command] = {
    Opcode.STOP: lambda driver, _now: driver.stop(TOKEN),
    Opcode.RESUME: lambda driver, now: driver.resume(now.program_hash, now.state_rev, TOKEN),
    Opcode.BOLUS: lambda driver, now: driver.give_bolus(BOLUS, now.program_hash, now.state_rev, TOKEN),
    Opcode.BOLUS_CANCEL: lambda driver, _now: driver.cancel_bolus(TOKEN),
    Opcode.ALARM_ACKNOWLEDGE: lambda driver, _now: driver.acknowledge((AlarmKind.RESET,), TOKEN),
    Opcode.CLOCK_SET: lambda driver, now: driver.set_clock(now.pump_time, now.state_rev, TOKEN),
    Opcode.REFILL: lambda driver, now: driver.tell_refill(
        Nanolitres(1_000_000), now.program_hash, now.state_rev, TOKEN
    ),
    Opcode.CHECKPOINT: lambda driver, _now: driver.mark(TOKEN, bytes(32), TOKEN),
}


@pytest.mark.parametrize("opcode", COMMANDS, ids=lambda opcode: opcode.name)
def test_a_command_is_refused_even_the_very_one_that_was_recorded(opcode: Opcode, recorded: Recorded) -> None:
    act = COMMANDS[opcode]
    now = recorded.driver.status()
    act(recorded.driver, now)
    again = recorded.replayed()
    assert refused(act(again, again.status())) == "The pump does not know this request"


def test_a_program_is_refused_at_its_first_step(recorded: Recorded) -> None:
    staged(recorded.driver, continuous(97_000))
    again = recorded.replayed()
    now = again.status()
    reply = again.stage(b"\x01", now.program_hash, now.state_rev, lambda _step, _of: None)
    assert refused(reply) == "The pump does not know this request"


def test_nothing_that_changes_anything_is_among_what_is_answered() -> None:
    commands = {*COMMANDS, Opcode.COMMIT, *(each for each in Opcode if each.name.startswith("STAGE_"))}
    assert set(Opcode) - commands - {Opcode.EVENT} == READ


def test_what_was_never_recorded_is_refused(recorded: Recorded) -> None:
    recorded.driver.status()
    again = recorded.replayed()
    with pytest.raises(RefusedError, match="limits could not be read"):
        again.limits()
    with pytest.raises(RefusedError):
        again.token_status(TOKEN)
    with pytest.raises(RefusedError):
        again.read_log(1)


def test_what_the_programmer_did_not_believe_is_not_said_again(recorded: Recorded) -> None:
    recorded.driver.status()
    last = recorded.entries[-1]
    assert isinstance(last, FrameNoted)
    for verdict in ("not asked for", "authentication tag wrong", "counter used before"):
        entries = [*recorded.entries[:-1], replace(last, seen=replace(last.seen, verdict=verdict))]
        assert RecordedAnswers.of(entries).next(Opcode.STATUS, b"").status == LinkStatus.UNKNOWN_REQUEST
    assert RecordedAnswers.of(recorded.entries).next(Opcode.STATUS, b"").status == LinkStatus.OK


@pytest.mark.parametrize(
    "frame",
    [
        Frame(RESPONSE, Opcode.STATUS, 7, 1, b""),
        Frame(RESPONSE, Opcode.STATUS, 7, 1, b"\x01\x00\x00\x00\x03"),
        Frame(RESPONSE | SECURED, Opcode.STATUS, 7, 1, b"\x01\x00\x00\x00\x03\x03", bytes(16)),
        Frame(RESPONSE, LinkOpcode.IDENT, 7, 1, b"\x01\x00\x00\x00\x03\x03\xff"),
        Frame(RESPONSE, Opcode.LOG_READ, 7, 1, b"\x01\x00\x00\x00\x03\x03\xff"),
    ],
)
def test_a_damaged_frame_in_a_capture_makes_no_answer_and_no_fault(frame: Frame) -> None:
    asked = Frame(0, frame.opcode, 7, 1, LogRequest(1).encode() if frame.opcode == Opcode.LOG_READ else b"")
    seen = [FrameSeen(True, asked, 20, "sent"), FrameSeen(False, frame, 20, "taken")]
    recorded = RecordedAnswers.of([FrameNoted(0, each) for each in seen])
    assert recorded.identity is None
    other = LogRequest(2).encode() if frame.opcode == Opcode.LOG_READ else b""
    assert recorded.next(frame.opcode, other).status == LinkStatus.UNKNOWN_REQUEST


@given(
    st.sampled_from([*READ, LinkOpcode.IDENT, Opcode.STOP]), st.binary(max_size=20), st.binary(max_size=200)
)
def test_whatever_a_capture_holds_it_is_answered_or_refused(opcode: int, asked: bytes, told: bytes) -> None:
    request, answer = Frame(0, opcode, 7, 1, asked), Frame(RESPONSE, opcode, 7, 1, b"\1\0\0\0\3\3" + told)
    seen = [FrameSeen(True, request, 20, "sent"), FrameSeen(False, answer, 20, "taken")]
    recorded = RecordedAnswers.of([FrameNoted(0, each) for each in seen])
    status = recorded.next(opcode, asked).status
    assert (status == LinkStatus.OK) == (opcode in READ or (recorded.identity is not None and not asked))
    with suppress(Malformed):
        recorded.next(Opcode.LOG_READ, LogRequest(1).encode())


def test_its_code_is_good_once_and_its_session_ends_in_silence(recorded: Recorded) -> None:
    recorded.driver.status()
    clock = ManualClock()
    pump = ReplayedPump(RecordedAnswers.of(recorded.entries), clock, SeededRandomness(8))
    shown = pump.show_pairing_code()
    assert pump.pairing_code == shown
    clock.wait_us(600 * SECOND)
    assert not pump.pairing_code
