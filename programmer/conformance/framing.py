"""How the device cuts, checks and drops frames: sections 2 and 10 of the standard."""

from __future__ import annotations

from enum import IntEnum

from programmer.conformance.caller import ATTEMPTS, Caller
from programmer.conformance.check import Check
from programmer.conformance.demanded import NotServed
from programmer.conformance.finding import Departure
from programmer.conformance.forge import ZERO, Forged, on_the_line
from programmer.conformance.line import Heard
from programmer.conformance.replies import Reply, expect, name_of, unknown_opcode
from programmer.device.implant.codes import Opcode
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.frames import EVENT, MAX_PAYLOAD, RESPONSE, SECURED, VERSION, Frame

_ANOTHER_VERSION = VERSION + 1
_MOST_UNENDED = 600
_NEVER_IN_A_SESSION = (LinkOpcode.HELLO, LinkOpcode.SESSION, LinkOpcode.PAIR_BEGIN, Opcode.EVENT)
_PATIENCE_US = 500_000
_UNDEFINED_FLAGS = (0x08, 0x10, 0x20, 0x40, 0x80)


def frames_stand_between_zeros(caller: Caller) -> None:
    """The raw bytes of one answer begin and end with a zero."""
    caller.ask_clear(LinkOpcode.IDENT)
    raw = caller.line.raw
    if not raw.startswith(ZERO) or not raw.endswith(ZERO):
        raise Departure("an answer does not stand between zero bytes")


def pieces_come_as_they_like(caller: Caller) -> None:
    """Zeros without number, a spoilt piece right before, and a frame byte by byte."""
    sent = caller.clear(LinkOpcode.IDENT)
    after_junk = b"\x05junk" + ZERO * 3 + sent.encoded
    if caller.insist(after_junk, f"{sent.words}, after junk and three zeros", sent) is None:
        raise Departure("a frame right after junk and zeros was not answered")
    sent = caller.clear(LinkOpcode.IDENT)
    for _ in range(ATTEMPTS):
        caller.line.send_singly(sent.encoded, f"{sent.words}, byte by byte")
        if caller.await_reply(sent) is not None:
            break
    else:
        raise Departure("a frame that came byte by byte was not answered")


def an_endless_piece_is_dropped(caller: Caller) -> None:
    """Up to the next zero, and no further."""
    for length in (_MOST_UNENDED + 1, 2 * _MOST_UNENDED):
        endless = ZERO + b"\x01" * length + caller.clear(LinkOpcode.IDENT).encoded[1:]
        caller.nothing_comes(endless, f"{length} bytes without a zero, then IDENT up to its zero")


def damaged_pieces_are_dropped(caller: Caller) -> None:
    """A checksum with one wrong bit, a piece that is too short, one that is not COBS."""
    body = Forged(LinkOpcode.IDENT, 1).body()
    caller.nothing_comes(on_the_line(body, spoil=1), "IDENT with one bit of its checksum wrong")
    caller.nothing_comes(on_the_line(body[:-1]), "a piece of 15 bytes with the right checksum")
    caller.nothing_comes(ZERO + b"\x09abc" + ZERO, "a piece that is not COBS")


def unknown_flags_are_dropped(caller: Caller) -> None:
    """Each of the five bits that the table does not name."""
    wrong = [Forged(LinkOpcode.IDENT, 1, flags=flag).encode() for flag in _UNDEFINED_FLAGS]
    caller.nothing_comes(b"".join(wrong), "IDENT with each unknown flag")


def wrong_lengths_are_dropped(caller: Caller) -> None:
    """Too long, too short, beyond the largest, and a secured frame without room for its tag."""
    ident = LinkOpcode.IDENT
    cases = {
        "IDENT that claims one byte more than it has": Forged(ident, 1, length=1),
        "IDENT that claims one byte less than it has": Forged(ident, 1, payload=b"\0", length=0),
        "IDENT with 481 bytes": Forged(ident, 1, payload=bytes(MAX_PAYLOAD + 1)),
        "IDENT with the secured flag and no tag": Forged(ident, 1, flags=SECURED),
    }
    for words, forged in cases.items():
        caller.nothing_comes(forged.encode(), words)


def a_foreign_frame_is_judged_by_its_version(caller: Caller) -> None:
    """Whatever flags and length it has."""
    forged = Forged(LinkOpcode.IDENT, 1, version=_ANOTHER_VERSION, flags=0x80, length=7)
    _version_notice(caller, forged, "a frame of version 2 with a strange flag and length")


def another_version_gets_a_notice(caller: Caller) -> None:
    """In clear, in session 0, and nothing else; a session that is open goes on."""
    caller.session()
    forged = Forged(LinkOpcode.IDENT, 1, version=_ANOTHER_VERSION)
    _version_notice(caller, forged, "a frame of version 2")
    if caller.ask(Opcode.STATUS).status != LinkStatus.OK:
        raise Departure("a frame of another version ended the open session")


def _version_notice(caller: Caller, forged: Forged, words: str) -> None:
    for _ in range(ATTEMPTS):
        caller.line.send(forged.encode(), words)
        heard = caller.line.hear(_PATIENCE_US, lambda one: isinstance(one.event, Frame))
        if any(_is_notice(one) for one in heard):
            return
    raise Departure(f"{words}: no VERSION_NOTICE came")


def _is_notice(heard: Heard) -> bool:
    frame = heard.event
    if not isinstance(frame, Frame) or frame.opcode != LinkOpcode.VERSION_NOTICE:
        return False
    if frame.flags != RESPONSE or frame.session != 0:
        raise Departure("a VERSION_NOTICE came that is not a response in clear in session 0")
    if len(frame.payload) < 2 or not frame.payload[0] <= VERSION <= frame.payload[1]:
        raise Departure("a VERSION_NOTICE names versions without version 1")
    return True


def answers_and_events_are_dropped(caller: Caller) -> None:
    """A pump is not spoken to in answers."""
    for flags, words in ((RESPONSE, "response"), (EVENT, "event"), (RESPONSE | EVENT, "response and event")):
        forged = Forged(LinkOpcode.IDENT, 1, flags=flags)
        caller.nothing_comes(forged.encode(), f"IDENT with the flag of {words}")


def an_answer_names_its_request(caller: Caller) -> None:
    """In clear and secured; what is believed of an answer is in ``Caller``."""
    caller.ask_clear(LinkOpcode.IDENT)
    caller.fetch(Opcode.STATUS)


def a_wrong_size_is_malformed(caller: Caller) -> None:
    """One byte more or less in every request that only reads, and in a greeting."""
    sizes = {
        LinkOpcode.IDENT: (1,),
        Opcode.STATUS: (1,),
        Opcode.LIMITS: (1,),
        Opcode.CATHETER: (1,),
        Opcode.LINK_COUNTERS: (1,),
        Opcode.PROGRAM_READ: (1, 3),
        Opcode.LOG_READ: (4, 6),
        Opcode.TOKEN_STATUS: (15, 17),
    }
    missing = [trouble for opcode, wrong in sizes.items() if (trouble := _refuses(caller, opcode, wrong))]
    hello = caller.hello()
    for payload in (hello[:-1], hello + b"\0"):
        case = f"HELLO with {len(payload)} bytes"
        expect(caller.ask_clear(LinkOpcode.HELLO, payload), case, LinkStatus.MALFORMED)
    expect(caller.ask_clear(LinkOpcode.IDENT, b"\0"), "IDENT in clear with 1 byte", LinkStatus.MALFORMED)
    if missing:
        raise missing[0]


def _refuses(caller: Caller, opcode: IntEnum, sizes: tuple[int, ...]) -> NotServed | None:
    """Ask in each of these wrong sizes; what is not served at all comes back, so that the others are tried too."""
    try:
        for size in sizes:
            case = f"{opcode.name} with {size} bytes"
            caller.refused(LinkStatus.MALFORMED, case, opcode, bytes(size))
    except NotServed as trouble:
        return trouble
    return None


def an_unknown_opcode_is_said_so(caller: Caller) -> None:
    """One of no table, and those that are never sent within a session."""
    for opcode in (unknown_opcode(), *_NEVER_IN_A_SESSION):
        case = f"{name_of(opcode)} within a session"
        _empty(caller.refused(LinkStatus.UNKNOWN_REQUEST, case, opcode))


def _empty(reply: Reply) -> None:
    if reply.body:
        raise Departure("bytes stand behind a status that has no structure")


CHECKS = (
    Check(("F-3",), frames_stand_between_zeros),
    Check(("F-4",), pieces_come_as_they_like),
    Check(("F-5",), an_endless_piece_is_dropped),
    Check(("F-6",), damaged_pieces_are_dropped),
    Check(("F-7",), unknown_flags_are_dropped),
    Check(("F-8",), wrong_lengths_are_dropped),
    Check(("F-9",), a_foreign_frame_is_judged_by_its_version),
    Check(("F-10",), answers_and_events_are_dropped),
    Check(("A-1", "F-1", "F-2", "F-11", "C-1", "K-6"), an_answer_names_its_request),
    Check(("A-3",), a_wrong_size_is_malformed),
    Check(("A-4",), an_unknown_opcode_is_said_so),
    Check(("V-1",), another_version_gets_a_notice),
)
