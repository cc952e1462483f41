"""Events on the bench: one is provoked by a prime that ends, and must be sealed and no sign of life: section 6.1."""

from __future__ import annotations

from dataclasses import replace

from programmer.conformance.check import Check
from programmer.conformance.finding import CannotTry
from programmer.conformance.replies import OpenSession, expect
from programmer.conformance.stand import Stand, preparing
from programmer.device.implant.codes import Opcode
from programmer.telemetry.codes import LinkStatus
from programmer.therapy.boluses import PrimeExtent, PrimingBolus
from programmer.therapy.canonical import decode_program, encode_program
from programmer.therapy.quantities import SECONDS_PER_DAY, Nanolitres, Seconds

_PRIME_S = 2
_PATIENCE_US, _SOON_US, _OVER_US = 3_000_000, 700_000, 5_400_000
_NEEDED_US = 8_000_000


def an_event_is_no_sign_of_life(stand: Stand) -> None:
    """After the last request of a session only an event comes: five seconds after the request it is over."""
    line = stand.caller.line
    if line.until_us is not None and line.until_us - line.now_us < _NEEDED_US:
        raise CannotTry("there was no time left for a silence of 5 s")
    session = _begin_to_prime(stand)
    asked_us = session.last_request_us
    if not stand.caller.event_comes(_PATIENCE_US):
        raise CannotTry("no event came when a prime had ended; a pump may send none")
    if line.now_us - asked_us < _SOON_US:
        raise CannotTry("the event came too soon after the last request to tell one from the other")
    line.hear(asked_us + _OVER_US - line.now_us)
    late = stand.caller.demand(stand.caller.sealed(Opcode.STATUS, session=session))
    expect(late, "STATUS 5.4 s after the last request, with an event in between", LinkStatus.NO_SESSION)


def _begin_to_prime(stand: Stand) -> OpenSession:
    """With the end of a prime ``state_rev`` rises by itself (R-3), and nobody has asked: the pump may say so."""
    program = _with_a_short_prime(stand)
    stand.running()
    with preparing("no prime could be begun"):
        stand.install(program)
    return stand.caller.session()


def _with_a_short_prime(stand: Stand) -> bytes:
    """A small even dose, behind a prime of the catheter at half of what the pump can do."""
    volume = Nanolitres(stand.limits.max_flow.value * _PRIME_S // (2 * SECONDS_PER_DAY))
    if volume.value * SECONDS_PER_DAY < _PRIME_S * max(1, stand.limits.min_flow.value):
        raise CannotTry("no prime of two seconds is within what the pump can do")
    prime = PrimingBolus(PrimeExtent.CATHETER_ONLY, volume, Seconds(_PRIME_S))
    return encode_program(replace(decode_program(stand.another_program()), opening=prime))


def events_are_sealed(stand: Stand) -> None:
    """Those that came during the trial; what was wrong with one is kept where it came."""
    if not stand.caller.events:
        raise CannotTry("no event came in this run; a pump may send none")


LAST = (Check(("E-4",), an_event_is_no_sign_of_life), Check(("E-1",), events_are_sealed))
"""What is looked at when everything else has been tried."""
