"""The loop between exchange and line: it repeats, gives up in time, and hears STOP and Cancel while it waits."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from programmer.clock import ManualClock
from programmer.telemetry.attention import Attention, CancelWanted, StopWanted
from programmer.telemetry.byte_channel import LinkBroken
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.exchange import NoSession
from programmer.telemetry.frames import RESPONSE, SECURED, Frame, encode_frame
from programmer.telemetry.hello import HelloAnswer
from programmer.telemetry.link_troubles import (
    LinkSilent,
    NoCodeShown,
    NotAPump,
    NotAuthentic,
    NotPaired,
    SessionLost,
    WrongCode,
)
from programmer.telemetry.links.memory_link import MemoryLink
from programmer.telemetry.noise.keys import KeyPair, fingerprint
from programmer.telemetry.pairing_code import PairingCode
from programmer.telemetry.secure_channel import MOST_FRAMES
from programmer.telemetry.statistics import LinkStatistics
from programmer.telemetry.transceiver import (
    SLICE_US,
    Patience,
    Transceiver,
)
from tests.support.lossy_line import LossyLine
from tests.unit.telemetry.two_sides import ASK, IDENTITY, UNKNOWN, Pump, frame_in, greet, programmer, stranger

HALF = 500_000
QUICK = Patience(attempts=2, each_us=100_000)


class PumpEnd:
    """The pump's half at the far end of a line; does something at every tick if told to."""

    def __init__(self, pump: Pump, clock: ManualClock) -> None:
        self.pump = pump
        self.clock = clock
        self.more = b""
        self.at_tick: Callable[[], None] = lambda: None

    def receive(self, incoming: bytes) -> bytes:
        self.pump.now_us = self.clock.monotonic_us()
        reply, self.more = self.more + self.pump.hear(incoming), b""
        return reply

    def tick(self) -> None:
        self.pump.now_us = self.clock.monotonic_us()
        self.pump.wait(0)
        self.at_tick()


@dataclass
class Setting:
    clock: ManualClock
    pump: Pump
    end: PumpEnd
    line: LossyLine
    attention: Attention
    transceiver: Transceiver

    def raise_hand_after(self, duration_us: int, hand: Callable[[], None]) -> None:
        """Raise a hand in the slice of waiting in which that much time has passed."""
        moment = self.clock.monotonic_us() + duration_us

        def at_tick() -> None:
            if self.clock.monotonic_us() >= moment:
                hand()
                self.end.at_tick = lambda: None

        self.end.at_tick = at_tick


@pytest.fixture
def setting() -> Setting:
    clock, pump, attention = ManualClock(), Pump(), Attention()
    end = PumpEnd(pump, clock)
    line = LossyLine(end, clock)
    transceiver = Transceiver(line, programmer(pump, 5), clock, attention)
    transceiver.open()
    return Setting(clock, pump, end, line, attention, transceiver)


@pytest.fixture
def connected(setting: Setting) -> Setting:
    setting.transceiver.open_session()
    return setting


# ---- asking ---------------------------------------------------------------------------------------------------


def test_who_is_there_a_session_and_an_answer(setting: Setting) -> None:
    assert setting.transceiver.identify().body == b"who I am"
    assert setting.transceiver.last_heard_us == 0
    with pytest.raises(SessionLost):
        setting.transceiver.request(ASK, b"abc")
    assert setting.transceiver.open_session().session_life_ms == 5_000
    assert setting.transceiver.session_open
    assert setting.transceiver.request(ASK, b"abc").body == b"cba"
    assert setting.clock.monotonic_us() == 0


def test_a_memory_link_carries_the_same_conversation() -> None:
    clock, pump = ManualClock(), Pump()
    link = MemoryLink("simulated:test", PumpEnd(pump, clock), clock)
    transceiver = Transceiver(link, programmer(pump, 5), clock, Attention())
    with pytest.raises(LinkBroken, match="closed"):
        transceiver.open_session()
    transceiver.open()
    assert transceiver.url == "simulated:test"
    transceiver.open_session()
    assert transceiver.request(ASK, b"abc").body == b"cba"
    transceiver.rest(30_000)
    assert clock.monotonic_us() == 30_000
    transceiver.close()
    transceiver.close()
    assert not transceiver.session_open
    with pytest.raises(LinkBroken):
        link.read(10)


def test_the_status_of_an_answer_is_the_caller_s_matter(connected: Setting) -> None:
    assert connected.transceiver.request(UNKNOWN, b"").status == 0x0505


@pytest.mark.parametrize("lost", [1, 2, 3, 4])
def test_after_lost_requests_it_asks_again_with_the_very_same_bytes(connected: Setting, lost: int) -> None:
    line, first = connected.line, connected.line.next_request
    line.lose_request(*range(first, first + lost))
    assert connected.transceiver.request(ASK, b"abc").body == b"cba"
    asked = line.requests[first - 1 :]
    assert len(asked) == lost + 1
    assert len(set(asked)) == 1
    assert connected.clock.monotonic_us() == lost * HALF
    assert connected.pump.served == [(ASK, b"abc")]


@pytest.mark.parametrize("lost", [1, 2, 3, 4])
def test_after_lost_replies_the_pump_has_obeyed_once(connected: Setting, lost: int) -> None:
    line, first = connected.line, connected.line.next_reply
    line.lose_reply(*range(first, first + lost))
    assert connected.transceiver.request(ASK, b"abc").body == b"cba"
    assert connected.pump.served == [(ASK, b"abc")]
    assert len(set(line.replies[first - 1 :])) == 1


@pytest.mark.requirement("GPCA-EC22", "OPCA-R7.4.0-3")
def test_damage_is_counted_and_asked_over(connected: Setting) -> None:
    connected.line.corrupt_reply(connected.line.next_reply, bit=40)
    connected.line.corrupt_request(connected.line.next_request + 1, bit=50)
    assert connected.transceiver.request(ASK, b"abc").body == b"cba"
    assert connected.pump.served == [(ASK, b"abc")]
    assert connected.transceiver.statistics.dropped == connected.transceiver.statistics.crc_failures == 1
    assert connected.transceiver.statistics.distrusted == connected.transceiver.statistics.tag_failures == 0
    assert connected.transceiver.statistics.retries == 2


def test_a_reply_that_comes_late_within_the_patience_is_taken(connected: Setting) -> None:
    connected.line.delay_reply(connected.line.next_reply, 700_000)
    assert connected.transceiver.request(ASK, b"abc").body == b"cba"
    assert connected.pump.served == [(ASK, b"abc")]


def test_a_reply_that_comes_after_giving_up_is_not_taken_for_another(connected: Setting) -> None:
    line, transceiver = connected.line, connected.transceiver
    line.delay_reply(line.next_reply, 250_000)
    line.lose_reply(line.next_reply + 1)
    with pytest.raises(LinkSilent):
        transceiver.request(ASK, b"abc", QUICK)
    line.delay_reply(line.next_reply, 90_000)
    assert transceiver.request(ASK, b"xyz").body == b"zyx"


def test_a_reply_that_comes_twice_is_one(connected: Setting) -> None:
    connected.line.duplicate_reply(connected.line.next_reply)
    connected.line.duplicate_request(connected.line.next_request)
    assert connected.transceiver.request(ASK, b"abc").body == b"cba"
    assert connected.transceiver.request(ASK, b"xyz").body == b"zyx"
    assert connected.pump.served == [(ASK, b"abc"), (ASK, b"xyz")]


def test_a_hint_before_the_answer_does_not_disturb(connected: Setting) -> None:
    connected.end.more = connected.pump.responder.hint(0x7777, b"")
    assert not connected.transceiver.take_hint()
    assert connected.transceiver.request(ASK, b"abc").body == b"cba"
    assert connected.transceiver.statistics.retries == 0
    assert connected.transceiver.statistics.hints == 1
    assert connected.transceiver.take_hint()
    assert not connected.transceiver.take_hint()


# ---- silence --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("patience", "seconds"), [(Patience(), "2.5"), (QUICK, "0.2"), (Patience(10, HALF), "5")]
)
def test_silence_is_told_after_the_stated_time(connected: Setting, patience: Patience, seconds: str) -> None:
    connected.line.lose_all_requests()
    before = connected.clock.monotonic_us()
    with pytest.raises(LinkSilent) as silence:
        connected.transceiver.request(ASK, b"abc", patience)
    assert connected.clock.monotonic_us() - before == patience.attempts * patience.each_us
    assert silence.value.what == "Nothing answers at lossy:pump"
    assert f"{patience.attempts} attempts in {seconds} s brought no reply" in silence.value.why
    assert connected.transceiver.session_open


def test_silence_before_a_session_is_silence(setting: Setting) -> None:
    setting.line.lose_all_replies()
    for ask in (setting.transceiver.identify, setting.transceiver.open_session):
        with pytest.raises(LinkSilent):
            ask()
    assert not setting.transceiver.session_open


@pytest.mark.parametrize("noise", [b"\x00\x05hello\x00", b"login: ", b"\x00" * 3, b"\x55" * 700])
def test_garbage_before_a_session_is_not_a_pump(setting: Setting, noise: bytes) -> None:
    class Stranger:
        def receive(self, incoming: bytes) -> bytes:
            return noise

        def tick(self) -> None:
            """A stranger has no time."""

    line = LossyLine(Stranger(), setting.clock, "lossy:stranger")
    transceiver = Transceiver(line, stranger(5), setting.clock, Attention())
    transceiver.open()
    for ask in (transceiver.identify, transceiver.open_session):
        with pytest.raises(NotAPump, match="lossy:stranger is not a pump"):
            ask()


def test_a_line_that_only_echoes_is_not_a_pump(setting: Setting) -> None:
    class Echo:
        def receive(self, incoming: bytes) -> bytes:
            return incoming

        def tick(self) -> None:
            """An echo has no time."""

    transceiver = Transceiver(LossyLine(Echo(), setting.clock), stranger(5), setting.clock, Attention())
    transceiver.open()
    for ask in (transceiver.identify, transceiver.open_session):
        with pytest.raises(NotAPump):
            ask()


def test_garbage_within_a_session_is_a_silent_pump_on_a_noisy_line(connected: Setting) -> None:
    for number in range(connected.line.next_reply, connected.line.next_reply + 5):
        connected.line.corrupt_reply(number, bit=30)
    with pytest.raises(LinkSilent):
        connected.transceiver.request(ASK, b"abc")
    assert connected.transceiver.statistics.dropped == 5


@pytest.mark.parametrize("status", [0x0505, 0x0606])
def test_a_greeting_that_is_answered_but_not_taken_is_no_pump_s(setting: Setting, status: int) -> None:
    class Refusing:
        def receive(self, incoming: bytes) -> bytes:
            payload = (1).to_bytes(4, "little") + status.to_bytes(2, "little")
            return encode_frame(Frame(RESPONSE, 0x0505, 0, 1, payload))

        def tick(self) -> None:
            """It has no time."""

    transceiver = Transceiver(LossyLine(Refusing(), setting.clock), stranger(5), setting.clock, Attention())
    transceiver.open()
    with pytest.raises(NotAPump):
        transceiver.open_session()


def test_a_pump_of_another_version_is_named_at_once(setting: Setting) -> None:
    notice = encode_frame(Frame(RESPONSE, 0x0F0F, 0, 1, b"\x02\x02"))
    setting.end.more = notice
    with pytest.raises(NotAPump, match="speaks version 2 of the protocol") as foreign:
        setting.transceiver.identify()
    assert "speaks version 1 only" in foreign.value.why
    assert setting.clock.monotonic_us() == 0


# ---- the end of a session, the end of the line ------------------------------------------------------------------


def test_without_a_session_nothing_leaves(setting: Setting) -> None:
    with pytest.raises(SessionLost, match="No session with the pump is open"):
        setting.transceiver.request(ASK, b"abc")
    assert setting.line.requests == []


def test_a_pump_that_has_ended_the_session_is_believed(connected: Setting) -> None:
    connected.transceiver.rest(5_000_000)
    with pytest.raises(SessionLost, match="The pump has ended this session"):
        connected.transceiver.request(ASK, b"abc")
    assert not connected.transceiver.session_open
    assert connected.pump.served == []


def other_programmer(connected: Setting, known: bool) -> Transceiver:
    exchange = programmer(connected.pump, 9) if known else stranger(9)
    other = Transceiver(LossyLine(connected.end, connected.clock), exchange, connected.clock, Attention())
    other.open()
    return other


def test_another_programmer_s_session_ends_the_session(connected: Setting) -> None:
    other = other_programmer(connected, known=True)
    other.open_session()
    with pytest.raises(SessionLost):
        connected.transceiver.request(ASK, b"abc")
    assert other.request(ASK, b"abc").body == b"cba"


def test_a_programmer_that_the_pump_does_not_know_ends_no_session(connected: Setting) -> None:
    with pytest.raises(NotPaired):
        other_programmer(connected, known=False).open_session()
    assert connected.transceiver.request(ASK, b"abc").body == b"cba"
    assert connected.pump.sessions_ended == 0


def ask_three_times(connected: Setting) -> None:
    for _ in range(3):
        connected.transceiver.request(ASK, b"abc")


@pytest.mark.parametrize("more_bytes", range(0, 60, 3))
def test_a_line_that_breaks_ends_the_session_wherever_it_breaks(connected: Setting, more_bytes: int) -> None:
    connected.line.break_after(more_bytes)
    with pytest.raises(LinkBroken):
        ask_three_times(connected)
    assert not connected.transceiver.session_open
    with pytest.raises(SessionLost):
        connected.transceiver.request(ASK, b"abc")
    connected.transceiver.open()
    connected.transceiver.open_session()
    assert connected.transceiver.request(ASK, b"xyz").body == b"zyx"


# ---- STOP and Cancel ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("after_us", [0, 1, 15_000, 123_456, HALF - 1, HALF + 1, 2_400_000])
def test_stop_is_heard_within_a_slice_of_waiting(connected: Setting, after_us: int) -> None:
    connected.line.lose_all_requests()
    before = connected.clock.monotonic_us()
    connected.raise_hand_after(after_us, connected.attention.ask_to_stop)
    with pytest.raises(StopWanted):
        connected.transceiver.request(ASK, b"abc")
    assert connected.clock.monotonic_us() - before <= after_us + SLICE_US
    assert connected.attention.take_stop()
    assert not connected.attention.take_stop()


def test_cancel_is_heard_within_a_slice_of_waiting_and_once(connected: Setting) -> None:
    connected.line.lose_all_requests()
    connected.raise_hand_after(100_000, connected.attention.ask_to_cancel)
    with pytest.raises(CancelWanted):
        connected.transceiver.request(ASK, b"abc")
    assert connected.clock.monotonic_us() <= 100_000 + SLICE_US
    connected.line.lose_all_requests(False)
    assert connected.transceiver.request(ASK, b"xyz").body == b"zyx"


def test_a_hand_that_is_up_is_seen_before_anything_leaves(connected: Setting) -> None:
    sent = len(connected.line.requests)
    connected.attention.ask_to_cancel()
    with pytest.raises(CancelWanted):
        connected.transceiver.request(ASK, b"abc")
    assert len(connected.line.requests) == sent


def test_stop_goes_before_cancel(connected: Setting) -> None:
    connected.attention.ask_to_cancel()
    connected.attention.ask_to_stop()
    with pytest.raises(StopWanted):
        connected.transceiver.request(ASK, b"abc")
    connected.attention.take_stop()
    with pytest.raises(CancelWanted):
        connected.transceiver.request(ASK, b"abc")


def test_both_are_heard_while_resting(connected: Setting) -> None:
    connected.raise_hand_after(50_000, connected.attention.ask_to_cancel)
    with pytest.raises(CancelWanted):
        connected.transceiver.rest(10_000_000)
    assert connected.clock.monotonic_us() <= 50_000 + SLICE_US
    connected.raise_hand_after(50_000, connected.attention.ask_to_stop)
    with pytest.raises(StopWanted):
        connected.transceiver.rest(10_000_000)


def test_a_rest_lasts_as_long_as_it_should(connected: Setting) -> None:
    connected.transceiver.rest(123_457)
    assert connected.clock.monotonic_us() == 123_457
    connected.transceiver.rest(0)
    assert connected.clock.monotonic_us() == 123_457


def test_an_interrupted_request_s_answer_is_not_believed_later(connected: Setting) -> None:
    connected.line.delay_reply(connected.line.next_reply, 200_000)
    connected.raise_hand_after(100_000, connected.attention.ask_to_cancel)
    with pytest.raises(CancelWanted):
        connected.transceiver.request(ASK, b"abc")
    with pytest.raises(NoSession, match="no request is under way"):
        connected.transceiver._exchange.repeat()
    connected.line.delay_reply(connected.line.next_reply, 300_000)
    assert connected.transceiver.request(ASK, b"xyz").body == b"zyx"


def test_past_cancelling_only_stop_interrupts(connected: Setting) -> None:
    connected.attention.ask_to_cancel()
    with connected.attention.past_cancelling():
        assert connected.transceiver.request(ASK, b"abc").body == b"cba"
        connected.attention.ask_to_stop()
        with pytest.raises(StopWanted):
            connected.transceiver.request(ASK, b"abc")
    connected.attention.take_stop()
    with pytest.raises(CancelWanted):
        connected.attention.look_up()


def test_while_stopping_nothing_interrupts(connected: Setting) -> None:
    connected.attention.ask_to_cancel()
    connected.attention.ask_to_stop()
    with connected.attention.stopping():
        assert connected.transceiver.request(ASK, b"abc").body == b"cba"
    with pytest.raises(StopWanted):
        connected.attention.look_up()


def test_what_is_heeded_is_heeded_again_after_an_accident() -> None:
    attention = Attention()
    with pytest.raises(KeyError), attention.past_cancelling(), attention.stopping():
        raise KeyError
    attention.ask_to_cancel()
    with pytest.raises(CancelWanted):
        attention.look_up()
    attention.ask_to_stop()
    with pytest.raises(StopWanted):
        attention.look_up()


def test_stopping_within_past_cancelling_gives_back_what_was_heeded_before() -> None:
    attention = Attention()
    with attention.past_cancelling():
        with attention.stopping():
            attention.ask_to_stop()
            attention.look_up()
        attention.ask_to_cancel()
        with pytest.raises(StopWanted):
            attention.look_up()
        attention.take_stop()
        attention.look_up()


def test_a_cancel_that_is_over_is_forgotten() -> None:
    attention = Attention()
    attention.ask_to_cancel()
    attention.forget_cancel()
    attention.look_up()


# ---- counting -------------------------------------------------------------------------------------------------


def test_everything_is_counted(connected: Setting) -> None:
    line, transceiver = connected.line, connected.transceiver
    assert transceiver.attention is connected.attention
    line.lose_request(line.next_request)
    line.delay_reply(line.next_reply, 30_000)
    transceiver.request(ASK, b"abc")
    line.lose_all_requests()
    with pytest.raises(LinkSilent):
        transceiver.request(ASK, b"abc", QUICK)
    assert transceiver.statistics == LinkStatistics(
        requests=4,  # HELLO, SESSION and two others
        answers=3,
        retries=2,
        silences=1,
        sessions=1,
        bytes_out=sum(map(len, line.requests)),
        bytes_in=sum(map(len, line.replies)),
        round_trip_us=30_000,
        counter_out=2,
        counter_in=1,
        unanswered=2,
    )
    assert transceiver.last_heard_us == HALF + 30_000


def test_what_nobody_sealed_is_counted_apart_from_what_the_line_damaged(connected: Setting) -> None:
    session = connected.transceiver._exchange.session_number
    forged = Frame(RESPONSE | SECURED, ASK, session, 99, b"forged", bytes(16))
    in_clear = Frame(RESPONSE, ASK, session, 99, b"forged")
    connected.end.more = encode_frame(forged) + encode_frame(in_clear)
    assert connected.transceiver.request(ASK, b"abc").body == b"cba"
    statistics = connected.transceiver.statistics
    assert (statistics.tag_failures, statistics.distrusted, statistics.dropped) == (1, 2, 0)


# ---- who is there ---------------------------------------------------------------------------------------------


def unpaired(setting: Setting) -> Transceiver:
    transceiver = Transceiver(setting.line, stranger(6), setting.clock, Attention())
    transceiver.open()
    return transceiver


def test_without_a_pairing_no_session_opens_and_the_remedy_is_said(setting: Setting) -> None:
    transceiver = unpaired(setting)
    with pytest.raises(NotPaired, match="not paired with this workstation") as trouble:
        transceiver.open_session()
    assert "does not know this workstation's key" in trouble.value.why
    assert "programmer pair lossy:pump --pairing-code CODE" in trouble.value.remedy
    setting.pump.keys.show_code(0)
    with pytest.raises(NotPaired) as trouble:
        transceiver.open_session()
    assert trouble.value.remedy.startswith("Read the pairing code that the pump shows")


def test_a_workstation_that_has_lost_the_pump_s_key_is_told_so(setting: Setting) -> None:
    setting.transceiver.trust.forget(setting.transceiver.trust.paired()[0].fingerprint)
    with pytest.raises(NotPaired) as trouble:
        setting.transceiver.open_session()
    assert "no longer has the pump's key" in trouble.value.why


def test_the_code_that_the_pump_shows_pairs_even_over_a_lossy_line(setting: Setting) -> None:
    code = setting.pump.keys.show_code(0)
    transceiver, first_request, first_reply = (
        unpaired(setting),
        setting.line.next_request,
        setting.line.next_reply,
    )
    setting.line.lose_request(first_request)
    setting.line.lose_reply(first_reply + 1, first_reply + 3)
    paired = transceiver.pair(code)
    assert (paired.public, paired.identity) == (setting.pump.keys.own.public, IDENTITY)
    assert setting.pump.keys.programmer(fingerprint(transceiver.trust.workstation().public)) is not None
    assert not transceiver.session_open


def test_a_wrong_code_is_told_and_without_one_there_is_nothing_to_pair_with(setting: Setting) -> None:
    transceiver, wrong = unpaired(setting), PairingCode(bytes(16))
    with pytest.raises(NoCodeShown, match="was not paired") as trouble:
        transceiver.pair(wrong)
    assert "shows no pairing code now" in trouble.value.why
    setting.pump.keys.show_code(0)
    with pytest.raises(WrongCode, match="does not take this workstation's proof"):
        transceiver.pair(wrong)


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("times", [1, 2])
def test_a_pump_that_somebody_else_greets_in_between_is_greeted_again(
    setting: Setting, known: bool, times: int
) -> None:
    greeting_over(setting, known, times)
    setting.transceiver.open_session()
    assert setting.transceiver.request(ASK, b"abc").body == b"cba"


def test_who_is_always_greeted_over_gives_up(setting: Setting) -> None:
    greeting_over(setting, known=False, times=99)
    with pytest.raises(NotPaired):
        setting.transceiver.open_session()
    assert len(setting.line.requests) == 6


def greeting_over(setting: Setting, known: bool, times: int) -> None:
    """Have another programmer greet the pump after each of the next greetings."""
    other = programmer(setting.pump, 9) if known else stranger(9)
    receive, left = setting.end.receive, [times]

    def then_greet(incoming: bytes) -> bytes:
        reply = receive(incoming)
        if frame_in(incoming).opcode == LinkOpcode.HELLO and left[0]:
            left[0] -= 1
            greet(other, setting.pump)
        return reply

    setting.end.receive = then_greet  # type: ignore[method-assign]


def test_who_cannot_prove_to_be_the_pump_is_told_at_once_and_nothing_is_asked(setting: Setting) -> None:
    trust = setting.transceiver.trust
    genuine = trust.paired()[0]
    impostor = Pump(seed=7)
    own = setting.pump.keys.own
    impostor.keys.learn(trust.workstation().public)
    impostor.responder.keys.own = KeyPair.from_private(bytes(range(32)))
    receive = impostor.hear

    def pretending(incoming: bytes) -> bytes:
        """Greets as the pump, and answers the handshake with what it has."""
        reply = frame_in(receive(incoming))
        if frame_in(incoming).opcode != LinkOpcode.HELLO:
            return encode_frame(reply._replace(payload=struct.pack("<IH", 2, LinkStatus.OK) + bytes(48)))
        body = replace(HelloAnswer.decode(reply.payload[6:]), fingerprint=fingerprint(own.public)).encode()
        return encode_frame(reply._replace(payload=reply.payload[:6] + body))

    setting.end.receive = pretending  # type: ignore[method-assign]
    with pytest.raises(NotAuthentic, match="could not prove to be the pump"):
        setting.transceiver.open_session()
    assert not setting.transceiver.session_open
    assert setting.transceiver.statistics.tag_failures == 1
    assert trust.paired() == (genuine,)


def test_a_session_that_has_carried_all_it_may_is_over(connected: Setting) -> None:
    session = connected.transceiver._exchange._session
    assert session is not None
    session.next_counter = MOST_FRAMES
    assert connected.transceiver.request(ASK, b"abc").body == b"cba"
    with pytest.raises(SessionLost, match="carried all the frames"):
        connected.transceiver.request(ASK, b"abc")
    assert not connected.transceiver.session_open
    connected.transceiver.open_session()
    assert connected.transceiver.request(ASK, b"xyz").body == b"zyx"


def test_another_version_that_anybody_may_say_does_not_end_a_session(connected: Setting) -> None:
    connected.end.more = encode_frame(Frame(RESPONSE, 0x0F0F, 0, 1, b"\x02\x02"))
    assert connected.transceiver.request(ASK, b"abc").body == b"cba"
    assert connected.transceiver.statistics.distrusted == 1
