"""Requests to a pump and its refusals as a clinician says them, each with its name in the protocol in brackets."""

from __future__ import annotations

_REQUESTS = {
    "IDENT": "when the pump is asked who it is",
    "HELLO": "when a session is opened",
    "STATUS": "when the status is read",
    "LIMITS": "when the limits are read",
    "CATHETER": "when the catheter is read",
    "PROGRAM_READ": "when the program is read",
    "STAGE_BEGIN": "when the transfer of a program begins",
    "STAGE_CHUNK": "at a piece of a program",
    "STAGE_VERIFY": "when a transferred program is verified",
    "STAGE_READ": "when a transferred program is read back",
    "STAGE_ABORT": "when a transfer is given up",
    "COMMIT": "when a program is committed",
    "STOP": "at STOP",
    "RESUME": "at RESUME",
    "TOKEN_STATUS": "when the pump is asked what became of a command",
    "LOG_READ": "when the log is read",
    "BOLUS": "when a bolus is ordered",
    "BOLUS_CANCEL": "when a bolus is cancelled",
    "ALARM_ACKNOWLEDGE": "when alarms are acknowledged",
    "CLOCK_SET": "when the clock is set",
    "REFILL": "when a refill is told",
    "CHECKPOINT": "when the end of a visit is noted",
    "LINK_COUNTERS": "when the link's counters are read",
    "EVENT": "when the pump speaks unasked",
}
_REFUSALS = {
    "REFUSED": "it refuses, without saying more",
    "UNKNOWN_REQUEST": "it does not know the request",
    "MALFORMED": "it cannot read the request",
    "CONFLICT": "it has changed since it was read",
    "NO_STAGE": "no transfer was begun",
    "BAD_OFFSET": "a piece does not follow the one before",
    "HASH_DIFFERS": "the transferred program is not the one that was announced",
    "NOT_A_PROGRAM": "what was transferred is no program",
    "NOT_VERIFIED": "the program was not verified",
    "TOKEN_REUSED": "the command was given before",
    "CANNOT_RESUME": "it cannot resume",
    "OTHER_DRUG": "it holds another drug",
    "BRIDGE_UNFINISHED": "a bridge is not ended",
    "BRIDGE_UNFOUNDED": "the bridge is not for what is in the path",
    "ALARM_BLOCKS": "an alarm forbids it",
    "BOLUS_STOPPED": "no bolus while stopped",
    "BOLUS_OPENING": "no bolus in a bridge or prime",
    "BOLUS_LOW_RESERVOIR": "too little in the reservoir for the bolus",
    "BOLUS_ALARM": "no bolus under this alarm",
    "BOLUS_UNDER_WAY": "another bolus is under way",
    "BOLUS_TOO_FAST": "the bolus is too fast",
    "BOLUS_TOO_SLOW": "the bolus is too slow",
    "NO_BOLUS": "there is no bolus to cancel",
    "NOTHING_TO_END": "there is nothing to end",
    "REFILL_TOO_LARGE": "more than the reservoir holds",
    "CHECKPOINT_MADE": "the end of the visit was noted before",
}


def request_words(name: str) -> str:
    """``when a program is committed (COMMIT)``."""
    return f"{_REQUESTS[name]} ({name})"


def refusal_words(name: str) -> str:
    """``it holds another drug (OTHER_DRUG)``."""
    return f"{_REFUSALS[name]} ({name})"


def refusals_in_order() -> tuple[str, ...]:
    """The plain refusal first: it is what a form begins with."""
    return tuple(_REFUSALS)
