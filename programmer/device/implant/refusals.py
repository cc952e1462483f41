"""What a status code of the implant means, in words for a person."""

from __future__ import annotations

from programmer.device.implant.codes import LIMIT_CODES, Status
from programmer.device.implant.messages.coding import word_of
from programmer.device.implant.messages.programs import step_words
from programmer.known_error import LinkTrouble, RefusedError
from programmer.telemetry.codes import LinkStatus
from programmer.telemetry.wire import Malformed, PayloadReader
from programmer.therapy.limits import Limit

_REASONS: dict[int, str] = {
    LinkStatus.UNKNOWN_REQUEST: "The pump does not know this request",
    LinkStatus.NOT_PAIRED: "The pump does not know this workstation's key",
    LinkStatus.NO_OFFER: "The pump shows no pairing code now",
    LinkStatus.PROOF_WRONG: "The pump does not take this workstation's proof",
    LinkStatus.MALFORMED: "The pump could not make sense of the request",
    Status.CONFLICT: "The pump has changed since it was read: another programmer, STOP or an alarm came between",
    Status.REFUSED: "The pump's own limit check does not allow this program",
    Status.NO_STAGE: "The pump no longer holds the staged program; it lapses after ten minutes, with STOP or an alarm",
    Status.BAD_OFFSET: "The pump received parts of the program that do not fit together",
    Status.HASH_DIFFERS: "The pump received other bytes than were sent",
    Status.NOT_A_PROGRAM: "The pump does not understand this kind of program",
    Status.NOT_VERIFIED: "The pump has not verified the staged program",
    Status.TOKEN_REUSED: "The pump was given this command's token before, for something else",
    Status.OTHER_DRUG: "The pump holds another drug or concentration than the program is for",
    Status.BRIDGE_UNFINISHED: "The pump has not finished its bridge bolus, and this program does not carry it on",
    Status.BRIDGE_UNFOUNDED: "The pump holds this drug already, so that there is nothing to bridge",
    Status.ALARM_BLOCKS: "The pump takes no program: it is at the end of its service and delivers no more",
    Status.BOLUS_STOPPED: "The pump gives no bolus: delivery is stopped or held, or its program is a stopped one",
    Status.BOLUS_OPENING: "The pump gives no bolus: a priming or bridge bolus is not finished",
    Status.BOLUS_LOW_RESERVOIR: "The pump gives no bolus: what is left in its reservoir goes to the basal rate",
    Status.BOLUS_ALARM: "The pump gives no bolus: an alarm holds boluses back",
    Status.BOLUS_UNDER_WAY: "The pump gives no bolus: a single bolus is under way already",
    Status.BOLUS_TOO_FAST: "The pump gives no bolus: with the basal rate it is faster than the pump can deliver",
    Status.BOLUS_TOO_SLOW: "The pump gives no bolus: with the basal rate it is slower than the pump can deliver",
    Status.NO_BOLUS: "The pump gives no single bolus now, so that there is nothing to cancel",
    Status.NOTHING_TO_END: "The pump has none of these alarms waiting to be seen: they are over, or their cause lasts",
    Status.REFILL_TOO_LARGE: "The pump's reservoir does not hold that much",
    Status.CHECKPOINT_MADE: "The pump's log holds the mark of this visit already",
    Status.CANNOT_RESUME: (
        "The pump cannot resume: it is not stopped (its program may be one that gives nothing), "
        "its reservoir is empty, or an alarm holds it"
    ),
}
_LIMIT_WORDS = {
    Limit.FLOW_TOO_HIGH: "the rate is higher than the pump can deliver",
    Limit.FLOW_TOO_LOW: "the rate is lower than the pump can deliver",
    Limit.TOO_MANY_STEPS: "there are more steps than the pump can hold",
    Limit.BOLUS_FLOW_TOO_HIGH: "the rate with a bolus on top is higher than the pump can deliver",
    Limit.BOLUS_FLOW_TOO_LOW: "the rate of a bolus is lower than the pump can deliver",
    Limit.OPENING_FLOW_TOO_HIGH: "the priming or bridge bolus is faster than the pump can deliver",
    Limit.OPENING_FLOW_TOO_LOW: "the priming or bridge bolus is slower than the pump can deliver",
    Limit.MINIMUM_RATE_DIFFERS: "it is not what the pump's minimum rate gives",
}


def reason_for(status: int, body: bytes = b"") -> str:
    """A sentence, without its full stop, for a status that is not OK."""
    sentence = _REASONS.get(
        status, f"The pump answered with a code this program does not know ({status:#06x})"
    )
    violations = _violations(body) if status == Status.REFUSED else []
    return f"{sentence}: {'; '.join(violations)}" if violations else sentence


def _violations(body: bytes) -> list[str]:
    """The pump's reasons; none if they make no sense, for the refusal stands without them."""
    reader = PayloadReader(body)
    try:
        rows = [(reader.u8(), reader.u8()) for _ in range(reader.u8())]
        return [
            f"{step_words(step)}, {_LIMIT_WORDS[word_of(code, LIMIT_CODES, 'a limit')]}"
            for code, step in rows
        ]
    except Malformed:
        return []


def cannot_read(what: str, status: int, body: bytes) -> RefusedError:
    """The pump would not let something be read."""
    return RefusedError(
        f"{what} could not be read from the pump",
        reason_for(status, body),
        "Interrogate again; if it stays so, this pump needs a newer version of this program",
    )


def unreadable(what: str, detail: str) -> LinkTrouble:
    """An answer arrived whole, and yet makes no sense."""
    return LinkTrouble(
        f"The pump's answer about {what} makes no sense",
        f"{detail[:1].upper()}{detail[1:]}; the pump may be of a newer kind, or its memory damaged",
        "Interrogate again; if it stays so, do not program this pump and report it",
    )
