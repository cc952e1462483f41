"""Pairing: with a code that was given, and as far as it can be tried without one."""

from __future__ import annotations

from programmer.conformance.caller import Caller, Greeted, expect
from programmer.conformance.check import Check
from programmer.conformance.finding import Departure
from programmer.conformance.forge import Forged
from programmer.device.implant.codes import Opcode
from programmer.device.implant.messages.identity import decode_identity
from programmer.telemetry.codes import LinkOpcode, LinkStatus
from programmer.telemetry.frames import SECURED, TAG_LENGTH
from programmer.telemetry.link_troubles import introduction_refused
from programmer.telemetry.noise.cipher import NoiseFailure
from programmer.telemetry.noise.handshake import Handshake
from programmer.telemetry.noise.keys import fingerprint
from programmer.telemetry.pairing_code import SECRET_LENGTH, PairingCode
from programmer.telemetry.trust import PairedPump
from programmer.telemetry.wire import Malformed

_THIRD_LENGTH = 64
PAIRING_CLAUSES = ("P-3", "P-4", "P-5", "P-6", "P-7", "P-10")


def pair(caller: Caller, code: PairingCode, utc_us: int) -> None:
    """Pair with the code that the pump shows: one proof that is none, then the right one. The pump is remembered.

    Raises ``Departure``, and ``LinkTrouble`` where no code is shown or it is another.
    """
    _prove_nothing(caller, code)
    greeted = caller.greet()
    handshake = _begin(caller, greeted, code)
    reply = caller.ask_clear(LinkOpcode.PAIR_END, handshake.write())
    if reply.status != LinkStatus.OK:
        raise introduction_refused(caller.line.url, reply.status)
    _remember(caller, greeted, handshake, reply.body, utc_us)
    _require_no_session(caller, greeted)
    _require_used_up(caller, code)


def _prove_nothing(caller: Caller, code: PairingCode) -> None:
    """A third message that is none is refused, and the greeting is over. It counts once against the code."""
    _begin(caller, caller.greet(), code)
    reply = caller.ask_clear(LinkOpcode.PAIR_END, caller.randomness.token_bytes(_THIRD_LENGTH))
    if reply.status != LinkStatus.PROOF_WRONG:
        raise Departure("PAIR_END with a proof that is none was not answered PROOF_WRONG", "P-7")
    again = caller.ask_clear(LinkOpcode.PAIR_BEGIN, _first_message(caller, caller.greetings[-1], code))
    if again.status != LinkStatus.NO_SESSION:
        raise Departure("after PAIR_END somebody was still greeted", "P-5")


def _begin(caller: Caller, greeted: Greeted, code: PairingCode) -> Handshake:
    handshake = greeted.greeting.pairing(True, caller.trust.workstation(), code, caller.randomness)
    reply = caller.ask_clear(LinkOpcode.PAIR_BEGIN, handshake.write())
    if reply.status == LinkStatus.NO_OFFER:
        raise introduction_refused(caller.line.url, reply.status)
    if reply.status != LinkStatus.OK:
        raise Departure("PAIR_BEGIN was not answered with the second message", "P-5")
    try:
        handshake.read(reply.body)
    except NoiseFailure as trouble:
        raise Departure(f"the second message of XXpsk3 is not authentic: {trouble}", "P-5") from trouble
    return handshake


def _first_message(caller: Caller, greeted: Greeted, code: PairingCode) -> bytes:
    return greeted.greeting.pairing(True, caller.trust.workstation(), code, caller.randomness).write()


def _remember(caller: Caller, greeted: Greeted, handshake: Handshake, sealed: bytes, utc_us: int) -> None:
    public = handshake.remote_static
    try:
        identity = decode_identity(handshake.split().to_initiator.open(0, handshake.hash, sealed))
    except (NoiseFailure, Malformed) as trouble:
        raise Departure("the answer to PAIR_END is not the identity, sealed", "P-6") from trouble
    if fingerprint(public) != greeted.answer.fingerprint:
        raise Departure("the key that was paired is not the one that the greeting named", "P-6")
    caller.trust.remember(PairedPump(fingerprint(public), public, identity.serial, utc_us))


def _require_no_session(caller: Caller, greeted: Greeted) -> None:
    sealed = Forged(Opcode.STATUS, 1, session=greeted.answer.session, flags=SECURED, tag=bytes(TAG_LENGTH))
    caller.line.send(sealed.encode(), "STATUS of the session that was offered before the pairing")
    reply = caller.await_reply(sealed.sent())
    if reply is None or reply.status != LinkStatus.NO_SESSION:
        raise Departure("the pairing opened a session", "P-10")


def _require_used_up(caller: Caller, code: PairingCode) -> None:
    greeted = caller.greet()
    reply = caller.ask_clear(LinkOpcode.PAIR_BEGIN, _first_message(caller, greeted, code))
    if greeted.answer.shows_code or reply.status != LinkStatus.NO_OFFER:
        raise Departure("a code that was used is still good", "P-4")


def nothing_pairs_without_a_code(caller: Caller) -> None:
    """PAIR_END alone, and PAIR_BEGIN while no code is shown. A code that is shown is not touched."""
    greeted = caller.greet()
    end = caller.ask_clear(LinkOpcode.PAIR_END, caller.randomness.token_bytes(_THIRD_LENGTH))
    due = (LinkStatus.NO_SESSION, LinkStatus.NO_OFFER)
    expect(end, "PAIR_END without PAIR_BEGIN", *due[: 1 if greeted.answer.shows_code else 2])
    if greeted.answer.shows_code:
        return
    any_code = PairingCode(caller.randomness.token_bytes(SECRET_LENGTH))
    first = _first_message(caller, caller.greet(), any_code)
    begin = caller.ask_clear(LinkOpcode.PAIR_BEGIN, first)
    expect(begin, "PAIR_BEGIN while no code is shown", LinkStatus.NO_OFFER)


CHECKS = (Check(("P-7",), nothing_pairs_without_a_code),)
