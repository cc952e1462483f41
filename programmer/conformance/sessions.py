"""What the device does with frames of an open session that are not the next request: S-10 to S-16, K-5, K-9, E-5."""

from __future__ import annotations

from collections.abc import Callable

from programmer.conformance.caller import ATTEMPTS, Caller
from programmer.conformance.check import Check
from programmer.conformance.finding import Departure
from programmer.conformance.forge import Forged, flipped, on_the_line, unstuffed
from programmer.conformance.replies import expect
from programmer.device.implant.codes import Opcode
from programmer.device.implant.messages.link_counters import LinkCounters
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.frames import SECURED, Frame, encode_frame
from programmer.telemetry.secure_channel import MOST_FRAMES, Distrusted, Seal
from programmer.telemetry.wire import Malformed

_OPCODE_BITS = range(16, 32)
_HIGH_COUNTER_BITS = (56, 64, 71)
_PAYLOAD_BIT = 12 * 8
_ALIVE_US, _NO_SIGN_US, _OVER_US = 4_000_000, 2_500_000, 2_900_000


def another_session_is_refused_in_clear(caller: Caller) -> None:
    """With opcode and counter of the request; the open session goes on."""
    session = caller.session()
    forged = Forged(
        Opcode.STATUS,
        7,
        session=_another(session.number),
        flags=SECURED,
        tag=caller.randomness.token_bytes(16),
    )
    words = f"STATUS secured of session {forged.session}, which is not open"
    reply = caller.insist(forged.encode(), words, forged.sent())
    if reply is None:
        raise Departure("a secured request of another session was not answered")
    expect(reply, "a secured request of another session", LinkStatus.NO_SESSION)
    if reply.secured or reply.frame.session != 0:
        raise Departure("NO_SESSION did not come in clear in session 0")
    expect(caller.ask(Opcode.STATUS), "STATUS after a frame of another session", LinkStatus.OK)


def _another(session: int) -> int:
    """The number of a session that is not that one, and not 0."""
    return session % 0xFFFF + 1


def wrong_tags_change_nothing(caller: Caller) -> None:
    """A bit of the tag, the payload, the opcode, the counter; then the same counter, sealed as it should be."""
    session = caller.session()
    sent = caller.sealed(Opcode.PROGRAM_READ, bytes(2))
    body = unstuffed(sent.encoded)
    last = len(body) * 8 - 1
    wrong = [flipped(body, bit) for bit in (*_OPCODE_BITS, *_HIGH_COUNTER_BITS, _PAYLOAD_BIT, last)]
    caller.nothing_comes(
        b"".join(on_the_line(one) for one in wrong),
        "PROGRAM_READ with one bit wrong under its seal, each in turn",
    )
    if session.over or caller.current is not session:
        raise Departure("frames with wrong tags ended the session")
    expect(caller.demand(sent), "the request with its right tag after wrong ones", LinkStatus.OK)


def the_other_direction_has_another_key(caller: Caller) -> None:
    """What the pump's own key has sealed is not a request."""
    session = caller.session()
    mirrored = Seal(session.seal.incoming, session.seal.outgoing)
    counter = caller.sealed(Opcode.STATUS).counter
    frame = mirrored.seal(Frame(0, Opcode.STATUS, session.number, counter, b""))
    caller.nothing_comes(encode_frame(frame), "STATUS sealed with the key of the pump's direction")


def a_higher_counter_is_served(caller: Caller) -> None:
    """The next one, and one that leaves some out."""
    session = caller.session()
    expect(caller.ask(Opcode.STATUS), "STATUS with the next counter", LinkStatus.OK)
    sent = caller.sealed(Opcode.STATUS, counter=session.next_counter + 5)
    expect(caller.demand(sent), "STATUS with a counter five higher", LinkStatus.OK)


def the_last_request_gets_the_same_bytes(caller: Caller) -> None:
    """However often it comes."""
    sent = caller.sealed(Opcode.STATUS)
    first = caller.demand(sent)
    for _ in range(2):
        if caller.demand(sent).piece != first.piece:
            raise Departure("the last request again was not answered with the same bytes")


def what_was_used_gets_nothing(caller: Caller) -> None:
    """An older request again, another one under the last counter, and a counter of zero."""
    caller.session()
    older, newer = caller.sealed(Opcode.STATUS), caller.sealed(Opcode.LIMITS)
    caller.demand(older)
    caller.demand(newer)
    caller.nothing_comes(older.encoded, "an older request again")
    other = caller.sealed(Opcode.STATUS, counter=newer.counter)
    caller.nothing_comes(other.encoded, "another request with the counter of the last")
    caller.nothing_comes(caller.sealed(Opcode.STATUS, counter=0).encoded, "a request with the counter 0")
    expect(caller.ask(Opcode.STATUS), "STATUS after used counters", LinkStatus.OK)


def a_session_dies_of_silence(caller: Caller) -> None:
    """It lives for 4 s; repetitions and wrong tags keep it no longer than 5 s."""
    session = caller.open()
    caller.fetch(Opcode.STATUS)
    caller.line.hear(_ALIVE_US)
    sent = caller.sealed(Opcode.STATUS, session=session)
    expect(caller.demand(sent), "STATUS after 4 s of silence", LinkStatus.OK)
    caller.line.hear(_NO_SIGN_US)
    caller.once(sent)
    spoilt = flipped(unstuffed(caller.sealed(Opcode.STATUS, session=session).encoded), _PAYLOAD_BIT)
    caller.line.send(on_the_line(spoilt), "STATUS with a wrong tag")
    caller.line.hear(_OVER_US)
    reply = caller.demand(caller.sealed(Opcode.STATUS, session=session))
    expect(reply, "STATUS after 5.4 s without a new request", LinkStatus.NO_SESSION)
    caller.leave()


def the_highest_counter_ends_a_session(caller: Caller) -> None:
    """2^20 is served, one more is not."""
    session = caller.open()
    last = caller.sealed(Opcode.STATUS, counter=MOST_FRAMES)
    expect(caller.demand(last), "STATUS with the counter 2^20", LinkStatus.OK)
    beyond = caller.sealed(Opcode.STATUS, session=session)
    expect(caller.demand(beyond), "STATUS with the counter 2^20 + 1", LinkStatus.NO_SESSION)
    caller.leave()


def denials_end_no_session(caller: Caller) -> None:
    """Noise, frames in clear, another version, and NO_SESSION itself, sent to the pump."""
    session = caller.open()
    caller.line.send(b"\x03noise\x00" * 5, "noise")
    for forged in (
        Forged(LinkOpcode.IDENT, 1, version=2),
        Forged(Opcode.STATUS, 1, payload=bytes(6), flags=1),
        Forged(Opcode.STATUS, 1),
    ):
        caller.line.send(forged.encode(), "what a stranger can say")
        caller.line.hear(50_000)
    reply = caller.demand(caller.sealed(Opcode.STATUS, session=session))
    expect(reply, "STATUS after what a stranger can say", LinkStatus.OK)


def what_is_not_believed_is_counted(caller: Caller) -> None:
    """One of each kind; a kind that the device has wrongly served is another clause's."""
    for kind, misdeed in _MISDEEDS.items():
        if not any(_counted_or_served(caller, kind, misdeed) for _ in range(ATTEMPTS)):
            raise Departure(
                f"LINK_COUNTERS did not count a frame: {'dropped' if kind is None else kind.value}"
            )


def _counted_or_served(caller: Caller, kind: Distrusted | None, misdeed: Callable[[Caller], bool]) -> bool:
    caller.session()
    before = _counters(caller)
    if not misdeed(caller):
        return True
    after = _counters(caller)
    if kind is None:
        return after.dropped > before.dropped
    return after.distrusted[kind] > before.distrusted[kind]


def _counters(caller: Caller) -> LinkCounters:
    try:
        return LinkCounters.decode(caller.fetch(Opcode.LINK_COUNTERS))
    except Malformed as trouble:
        raise Departure(f"LINK_COUNTERS is not as in its table: {trouble}") from trouble


def _dropped_in_silence(caller: Caller, encoded: bytes, words: str) -> bool:
    try:
        caller.nothing_comes(encoded, words)
    except Departure:
        return False
    return True


def _tag_wrong(caller: Caller) -> bool:
    body = unstuffed(caller.sealed(Opcode.STATUS).encoded)
    return _dropped_in_silence(caller, on_the_line(flipped(body, _PAYLOAD_BIT)), "STATUS with a wrong tag")


def _unsecured(caller: Caller) -> bool:
    forged = Forged(Opcode.STATUS, 1, session=caller.session().number)
    return _dropped_in_silence(caller, forged.encode(), "STATUS in clear that names the session")


def _replayed(caller: Caller) -> bool:
    older = caller.sealed(Opcode.STATUS)
    caller.demand(older)
    caller.fetch(Opcode.STATUS)
    return _dropped_in_silence(caller, older.encoded, "an older request again")


def _other_session(caller: Caller) -> bool:
    number = _another(caller.session().number)
    forged = Forged(Opcode.STATUS, 9, session=number, flags=SECURED, tag=bytes(16))
    words = f"STATUS secured of session {number}, which is not open"
    return caller.insist(forged.encode(), words, forged.sent()) is not None


def _dropped(caller: Caller) -> bool:
    broken = on_the_line(Forged(LinkOpcode.IDENT, 1).body(), spoil=1)
    return _dropped_in_silence(caller, broken, "IDENT with a wrong checksum")


_MISDEEDS: dict[Distrusted | None, Callable[[Caller], bool]] = {
    Distrusted.TAG_WRONG: _tag_wrong,
    Distrusted.UNSECURED: _unsecured,
    Distrusted.REPLAYED: _replayed,
    Distrusted.OTHER_SESSION: _other_session,
    None: _dropped,
}


CHECKS = (
    Check(("S-10",), another_session_is_refused_in_clear),
    Check(("S-11",), wrong_tags_change_nothing),
    Check(("K-5",), the_other_direction_has_another_key),
    Check(("S-12",), a_higher_counter_is_served),
    Check(("S-13",), the_last_request_gets_the_same_bytes),
    Check(("S-14",), what_was_used_gets_nothing),
    Check(("E-5",), what_is_not_believed_is_counted),
    Check(("K-9",), denials_end_no_session),
    Check(("S-16",), the_highest_counter_ends_a_session),
    Check(("S-15",), a_session_dies_of_silence),
)
