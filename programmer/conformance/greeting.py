"""How the device greets, and whom it opens a session for: section 3 of the standard, up to the open session."""

from __future__ import annotations

from dataclasses import replace

from programmer.conformance.caller import Caller
from programmer.conformance.check import Check
from programmer.conformance.finding import Departure
from programmer.conformance.forge import Forged
from programmer.conformance.replies import Greeted, expect, unknown_opcode
from programmer.device.implant.codes import Opcode
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.frames import VERSION
from programmer.telemetry.handshakes import Greeting
from programmer.telemetry.hello import NONCE_LENGTH
from programmer.telemetry.noise.keys import DH_LENGTH, fingerprint, new_key_pair

_LIFE_MS, _STAGE_MS = 5_000, 600_000
_REMEMBERED = 16
_KK_LENGTH = 48
_READING = (
    Opcode.STATUS,
    Opcode.LIMITS,
    Opcode.CATHETER,
    Opcode.PROGRAM_READ,
    Opcode.LOG_READ,
    Opcode.TOKEN_STATUS,
    Opcode.LINK_COUNTERS,
)


def ident_and_hello_are_served_in_clear(caller: Caller) -> None:
    """Whether a session is open or not."""
    caller.session()
    expect(caller.ask_clear(LinkOpcode.IDENT), "IDENT in clear", LinkStatus.OK)
    zero = caller.demand(caller.clear(LinkOpcode.IDENT, counter=0))
    expect(zero, "IDENT in clear with counter 0", LinkStatus.OK)
    caller.greet()


def greetings_are_fresh(caller: Caller) -> None:
    """Of every greeting so far, and of one that was overtaken by another."""
    older, newer = caller.greet(), caller.greet()
    for greeted in caller.greetings:
        _require_sense(greeted)
    answers = [greeted.answer for greeted in caller.greetings]
    if len({answer.pump_nonce for answer in answers}) != len(answers):
        raise Departure("two greetings were answered with the same nonce of the pump")
    for at, answer in enumerate(answers):
        if answer.session in {before.session for before in answers[max(0, at - _REMEMBERED) : at]}:
            raise Departure(f"session {answer.session} was offered twice within {_REMEMBERED} greetings")
    reply = caller.ask_clear(LinkOpcode.SESSION, caller.proof(older).write())
    expect(reply, "SESSION for a greeting that another has taken the place of", LinkStatus.PROOF_WRONG)
    caller.open(newer)


def _require_sense(greeted: Greeted) -> None:
    answer = greeted.answer
    if answer.nonce != greeted.greeting.request[:16]:
        raise Departure("HELLO was answered with another nonce than it had")
    if answer.session == 0:
        raise Departure("HELLO was answered with session 0")
    if answer.version != VERSION:
        raise Departure(f"HELLO for version 1 was answered with version {answer.version}")
    if (answer.session_life_ms, answer.stage_life_ms) != (_LIFE_MS, _STAGE_MS):
        raise Departure("HELLO was answered with other lives of session and stage than the standard's")


def a_greeting_leaves_the_session_alone(caller: Caller) -> None:
    """An open session goes on whoever greets meanwhile."""
    caller.session()
    caller.greet()
    expect(caller.ask(Opcode.STATUS), "STATUS after somebody has greeted", LinkStatus.OK)


def what_is_late_changes_nothing(caller: Caller) -> None:
    """The last greeting again, an older one again, and a nonce again in another frame."""
    older, newer = caller.greet(), caller.greet()
    again = caller.demand(newer.sent)
    if again.piece != newer.reply.piece:
        raise Departure("the last HELLO again was not answered with the same bytes")
    caller.nothing_comes(older.sent.encoded, "an older HELLO again")
    another = caller.clear(LinkOpcode.HELLO, newer.greeting.request)
    caller.nothing_comes(another.encoded, "the nonce of the last HELLO in another frame")
    handshake = caller.proof(newer)
    sent = caller.clear(LinkOpcode.SESSION, handshake.write())
    first = caller.demand(sent)
    expect(first, "SESSION after late greetings", LinkStatus.OK)
    if caller.demand(sent).piece != first.piece:
        raise Departure("the last SESSION again was not answered with the same bytes")
    caller.enter(newer, handshake, first.body)


def versions_that_are_not_spoken(caller: Caller) -> None:
    """VERSION with a notice, and the greeting before it stays good; a range with version 1 in it is answered."""
    greeted = caller.greet()
    reply = caller.ask_clear(LinkOpcode.HELLO, caller.hello(lowest=2, highest=9))
    expect(reply, "HELLO for versions 2 to 9", LinkStatus.VERSION)
    if len(reply.body) < 2 or not reply.body[0] <= VERSION <= reply.body[1]:
        raise Departure("the answer VERSION does not name the versions that are spoken")
    turned = caller.ask_clear(LinkOpcode.HELLO, caller.hello(lowest=1, highest=0))
    expect(turned, "HELLO for versions 1 to 0", LinkStatus.VERSION)
    caller.open(greeted)
    _require_sense(caller.greet(lowest=0, highest=9))
    _a_nonce_may_come_again(caller)


def _a_nonce_may_come_again(caller: Caller) -> None:
    """The nonce of a greeting that was refused is not among those that are not answered again."""
    nonce = caller.randomness.token_bytes(NONCE_LENGTH)
    refused = caller.ask_clear(LinkOpcode.HELLO, caller.hello(nonce=nonce, lowest=2, highest=9))
    expect(refused, "HELLO for versions 2 to 9", LinkStatus.VERSION)
    again = caller.clear(LinkOpcode.HELLO, caller.hello(nonce=nonce))
    reply = caller.insist(again.encoded, again.words, again)
    if reply is None or reply.status != LinkStatus.OK:
        raise Departure("HELLO with a nonce that only VERSION had answered was not answered OK", "S-4")


def features_nobody_asked_for(caller: Caller) -> None:
    """None are set where none are asked for; of all of them only some may be."""
    if caller.greet().answer.features:
        raise Departure("features are set that nobody asked for")
    caller.greet(features=0xFFFFFFFF)


def one_proof_opens_one_session(caller: Caller) -> None:
    """The old one ends, the greeting is used up, and an old proof opens nothing."""
    first = caller.open()
    late = caller.sealed(Opcode.STATUS)
    greeted = caller.greet()
    used = caller.proof(greeted)
    message = used.write()
    reply = caller.ask_clear(LinkOpcode.SESSION, message)
    expect(reply, "SESSION with the right proof", LinkStatus.OK)
    caller.enter(greeted, used, reply.body)
    expect(caller.demand(late), f"STATUS of session {first.number}, which was ended", LinkStatus.NO_SESSION)
    again = caller.ask_clear(LinkOpcode.SESSION, caller.proof(greeted).write())
    expect(again, "SESSION for a greeting that is used up", LinkStatus.NO_SESSION)
    caller.greet()
    replayed = caller.ask_clear(LinkOpcode.SESSION, message)
    expect(replayed, "the first message of an old handshake after a new greeting", LinkStatus.PROOF_WRONG)


def one_session_at_a_time(caller: Caller) -> None:
    """Of two sessions the newer is served."""
    first = caller.open()
    late = caller.sealed(Opcode.STATUS, session=first)
    caller.open()
    expect(caller.demand(late), "STATUS of the session before", LinkStatus.NO_SESSION)
    expect(caller.ask(Opcode.STATUS), "STATUS of the newest session", LinkStatus.OK)


def what_proves_nothing_changes_nothing(caller: Caller) -> None:
    """Nobody greeted, a stranger, a forged proof; the greeting stays good, and so does the session."""
    caller.open()
    expect(
        caller.ask_clear(LinkOpcode.SESSION, bytes(range(_KK_LENGTH))),
        "SESSION while nobody is greeted",
        LinkStatus.NO_SESSION,
    )
    stranger = new_key_pair(caller.randomness)
    unknown = caller.greet(named=fingerprint(stranger.public))
    goes_on = caller.ask(Opcode.STATUS).status == LinkStatus.OK
    reply = caller.ask_clear(LinkOpcode.SESSION, caller.proof(unknown, own=stranger).write())
    expect(reply, "SESSION of a key that the pump does not know", LinkStatus.NOT_PAIRED)
    greeted = caller.greet()
    forged = caller.ask_clear(LinkOpcode.SESSION, caller.proof(greeted, own=stranger).write())
    expect(forged, "SESSION proved with another key than the greeting named", LinkStatus.PROOF_WRONG)
    if goes_on:
        expect(caller.ask(Opcode.STATUS), "STATUS after proofs that were none", LinkStatus.OK)
    caller.open(greeted)


def a_secret_of_zeros_ends_a_handshake(caller: Caller) -> None:
    """A public key of small order gives no secret."""
    greeted = caller.greet()
    zeros = bytes(DH_LENGTH) + caller.randomness.token_bytes(_KK_LENGTH - DH_LENGTH)
    reply = caller.ask_clear(LinkOpcode.SESSION, zeros)
    expect(reply, "SESSION with a public key of zeros", LinkStatus.PROOF_WRONG)
    caller.open(greeted)


def a_changed_greeting_spoils_the_handshake(caller: Caller) -> None:
    """A bit of the request, and a bit of the answer, other than the other side saw them."""
    greeted = caller.greet()
    seen = greeted.greeting
    other = caller.hello(nonce=seen.request[:16], features=1)
    for changed in (Greeting(other, seen.answer), replace(seen, answer=_one_bit_off(seen.answer))):
        reply = caller.ask_clear(LinkOpcode.SESSION, caller.proof(greeted, changed).write())
        expect(reply, "SESSION with a changed greeting", LinkStatus.PROOF_WRONG)
    caller.open(greeted)


def _one_bit_off(answer: bytes) -> bytes:
    return bytes([answer[0] ^ 1]) + answer[1:]


def other_requests_in_clear_are_refused(caller: Caller) -> None:
    """Everything that only reads, and an opcode of no table, while a session is open and while none may be."""
    for begin in (caller.leave, caller.open):
        begin()
        for opcode in (*_READING, unknown_opcode()):
            reply = caller.ask_clear(opcode)
            case = f"opcode {opcode:#06x} in clear in session 0"
            expect(reply, case, LinkStatus.NO_SESSION)
            if reply.body:
                raise Departure(f"{case}: bytes stand behind NO_SESSION")


def clear_frames_of_a_session_are_dropped(caller: Caller) -> None:
    """Of the open one, and of another."""
    number = caller.session().number
    for session in (number, number ^ 1):
        forged = Forged(Opcode.STATUS, caller.session().next_counter, session=session)
        caller.nothing_comes(forged.encode(), f"STATUS in clear that names session {session}")
    expect(caller.ask(Opcode.STATUS), "STATUS after frames in clear", LinkStatus.OK)


CHECKS = (
    Check(("S-1",), ident_and_hello_are_served_in_clear),
    Check(("S-2",), greetings_are_fresh),
    Check(("S-3",), a_greeting_leaves_the_session_alone),
    Check(("S-4",), what_is_late_changes_nothing),
    Check(("S-5",), versions_that_are_not_spoken),
    Check(("S-6",), one_proof_opens_one_session),
    Check(("S-7",), what_proves_nothing_changes_nothing),
    Check(("S-8",), other_requests_in_clear_are_refused),
    Check(("S-9",), clear_frames_of_a_session_are_dropped),
    Check(("S-20",), one_session_at_a_time),
    Check(("K-3",), a_secret_of_zeros_ends_a_handshake),
    Check(("K-4",), a_changed_greeting_spoils_the_handshake),
    Check(("V-2",), features_nobody_asked_for),
)
