"""Pairing: with a code that was given, and as far as it can be tried without one."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.conformance.caller import Caller
from programmer.conformance.check import Check
from programmer.conformance.finding import CannotTry, Departure
from programmer.conformance.forge import Forged
from programmer.conformance.replies import Greeted, Reply, expect
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

_FIRST_LENGTH, _THIRD_LENGTH = 48, 64
PAIRED_CLAUSES = ("P-3", "P-6")
"""What a pairing shows that has come to its end."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """A pairing with the code that the pump shows. Raises ``LinkTrouble`` where none is shown, or another."""

    code: PairingCode
    utc_us: int

    def prove_nothing(self, caller: Caller) -> None:
        """A third message that is none is refused, and the greeting is over. It counts once against the code."""
        self._begin(caller, caller.greet())
        reply = caller.ask_clear(LinkOpcode.PAIR_END, caller.randomness.token_bytes(_THIRD_LENGTH))
        if reply.status != LinkStatus.PROOF_WRONG:
            raise Departure("PAIR_END with a proof that is none was not answered PROOF_WRONG", "P-7")
        again = caller.ask_clear(
            LinkOpcode.PAIR_BEGIN, _first_message(caller, caller.greetings[-1], self.code)
        )
        expect(again, "PAIR_BEGIN after PAIR_END, without another greeting", LinkStatus.NO_SESSION)

    def pair(self, caller: Caller) -> None:
        """Pair; the pump is remembered, and stays so."""
        greeted = caller.greet()
        handshake = self._begin(caller, greeted)
        reply = caller.ask_clear(LinkOpcode.PAIR_END, handshake.write())
        if reply.status != LinkStatus.OK:
            raise introduction_refused(caller.line.url, reply.status)
        _remember(caller, greeted, handshake, reply.body, self.utc_us)

    def opens_no_session(self, caller: Caller) -> None:
        """The one that was offered with the greeting of the pairing is not open."""
        session = caller.greetings[-1].answer.session
        sealed = Forged(Opcode.STATUS, 1, session=session, flags=SECURED, tag=bytes(TAG_LENGTH))
        words = "STATUS of the session that was offered before the pairing"
        reply = caller.insist(sealed.encode(), words, sealed.sent())
        if reply is None or reply.status != LinkStatus.NO_SESSION:
            raise Departure("the pairing opened a session")

    def is_used_up(self, caller: Caller) -> None:
        """The code pairs no more. Where the pump shows another by now, this counts as a wrong proof against that."""
        greeted = caller.greet()
        handshake = greeted.greeting.pairing(True, caller.trust.workstation(), self.code, caller.randomness)
        begun = caller.ask_clear(LinkOpcode.PAIR_BEGIN, handshake.write())
        if not greeted.answer.shows_code:
            expect(begun, "PAIR_BEGIN with a code that was used", LinkStatus.NO_OFFER)
            return
        expect(begun, "PAIR_BEGIN while another code is shown", LinkStatus.OK)
        _read_second(handshake, begun.body)
        ended = caller.ask_clear(LinkOpcode.PAIR_END, handshake.write())
        expect(ended, "PAIR_END with a code that was used", LinkStatus.PROOF_WRONG)

    def _begin(self, caller: Caller, greeted: Greeted) -> Handshake:
        handshake = greeted.greeting.pairing(True, caller.trust.workstation(), self.code, caller.randomness)
        reply = caller.ask_clear(LinkOpcode.PAIR_BEGIN, handshake.write())
        if reply.status == LinkStatus.NO_OFFER:
            raise introduction_refused(caller.line.url, reply.status)
        expect(reply, "PAIR_BEGIN while a code is shown", LinkStatus.OK)
        _read_second(handshake, reply.body)
        return handshake


def _read_second(handshake: Handshake, message: bytes) -> None:
    try:
        handshake.read(message)
    except NoiseFailure as trouble:
        raise Departure(f"the second message of XXpsk3 is not authentic: {trouble}", "P-5") from trouble


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


def nothing_pairs_without_a_code(caller: Caller) -> None:
    """PAIR_END alone, and PAIR_BEGIN while no code is shown. A code that is shown is not touched."""
    greeted = caller.greet()
    expect(_end(caller), "PAIR_END without PAIR_BEGIN", LinkStatus.NO_SESSION)
    opening = caller.ask_clear(LinkOpcode.SESSION, caller.randomness.token_bytes(_FIRST_LENGTH))
    if opening.status != LinkStatus.NO_SESSION:
        raise Departure("the greeting goes on after a PAIR_END that ended no pairing", "P-5")
    if greeted.answer.shows_code:
        return
    begin = caller.ask_clear(LinkOpcode.PAIR_BEGIN, _any_first_message(caller, caller.greet()))
    expect(begin, "PAIR_BEGIN while no code is shown", LinkStatus.NO_OFFER)


def a_new_beginning_ends_a_pairing(caller: Caller) -> None:
    """PAIR_BEGIN that proves nothing, after one that was answered. Costs a proof only of a pump that departs."""
    _begun_with_any_code(caller)
    again = caller.ask_clear(LinkOpcode.PAIR_BEGIN, caller.randomness.token_bytes(_FIRST_LENGTH))
    expect(again, "PAIR_BEGIN that is not authentic", LinkStatus.PROOF_WRONG)
    if _end(caller).status != LinkStatus.NO_SESSION:
        raise Departure("a pairing goes on after another PAIR_BEGIN", "P-5")


def an_opened_session_ends_a_pairing(caller: Caller) -> None:
    """SESSION after PAIR_BEGIN with the same greeting. Costs a proof only of a pump that departs."""
    caller.open(_begun_with_any_code(caller))
    if _end(caller).status != LinkStatus.NO_SESSION:
        raise Departure("a pairing goes on after its greeting has opened a session", "S-6")


def _begun_with_any_code(caller: Caller) -> Greeted:
    """The first two messages do not depend on the code: whatever is shown, a pairing can begin."""
    greeted = caller.greet()
    if not greeted.answer.shows_code:
        raise CannotTry("the pump shows no pairing code")
    begun = caller.ask_clear(LinkOpcode.PAIR_BEGIN, _any_first_message(caller, greeted))
    expect(begun, "PAIR_BEGIN while a code is shown", LinkStatus.OK)
    return greeted


def _any_first_message(caller: Caller, greeted: Greeted) -> bytes:
    return _first_message(caller, greeted, PairingCode(caller.randomness.token_bytes(SECRET_LENGTH)))


def _end(caller: Caller) -> Reply:
    return caller.ask_clear(LinkOpcode.PAIR_END, caller.randomness.token_bytes(_THIRD_LENGTH))


CHECKS = (
    Check(("P-7",), nothing_pairs_without_a_code),
    Check(("P-7",), a_new_beginning_ends_a_pairing),
    Check(("P-7",), an_opened_session_ends_a_pairing),
)
