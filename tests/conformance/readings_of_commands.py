"""What the product reads in commands and in what became of them, under the names of the standard."""

from __future__ import annotations

from collections.abc import Callable

from programmer.device.implant.codes import (
    TOKEN_CODES,
    alarm_bitmap,
)
from programmer.device.implant.messages.commands import Commit, Done, Resume, Stop, TokenAnswer
from programmer.device.implant.messages.orders import (
    AcknowledgeAlarms,
    Checkpoint,
    GiveBolus,
    SetClock,
    TellRefill,
)
from tests.conformance.stranger import Values


def _commit(payload: bytes) -> Values:
    command = Commit.decode(payload)
    return {
        "token": command.token.hex(),
        "stage": command.stage,
        "sha256": command.sha256.hex(),
        "active_sha256": command.active_hash.hex(),
        "state_rev": command.state_rev,
    }


def _resume(payload: bytes) -> Values:
    command = Resume.decode(payload)
    return {
        "token": command.token.hex(),
        "active_sha256": command.active_hash.hex(),
        "state_rev": command.state_rev,
    }


def _token(payload: bytes) -> Values:
    return {"token": Stop.decode(payload).token.hex()}


def _bolus(payload: bytes) -> Values:
    command = GiveBolus.decode(payload)
    return {
        "token": command.token.hex(),
        "active_sha256": command.seen.active_hash.hex(),
        "state_rev": command.seen.state_rev,
        "dose_ng": command.bolus.dose.value,
        "duration_s": command.bolus.duration.value,
    }


def _acknowledge(payload: bytes) -> Values:
    command = AcknowledgeAlarms.decode(payload)
    return {"token": command.token.hex(), "latched_alarms": alarm_bitmap(command.alarms)}


def _clock_set(payload: bytes) -> Values:
    command = SetClock.decode(payload)
    return {
        "token": command.token.hex(),
        "state_rev": command.state_rev,
        "pump_time_us": command.to.value,
    }


def _refill(payload: bytes) -> Values:
    command = TellRefill.decode(payload)
    return {
        "token": command.token.hex(),
        "active_sha256": command.seen.active_hash.hex(),
        "state_rev": command.seen.state_rev,
        "volume_nl": command.volume.value,
    }


def _checkpoint(payload: bytes) -> Values:
    command = Checkpoint.decode(payload)
    return {
        "token": command.token.hex(),
        "session_record": command.visit.hex(),
        "chain_sha256": command.sha256.hex(),
    }


def _done(payload: bytes) -> Values:
    return _fields_of_done(Done.decode(payload))


def _fields_of_done(done: Done) -> Values:
    return {
        "pump_time_us": done.pump_time.value,
        "sequence": done.sequence,
        "state_rev": done.state_rev,
        "active_sha256": done.active_hash.hex(),
    }


def _token_answer(payload: bytes) -> Values:
    answer = TokenAnswer.decode(payload)
    outcome: Values = {}
    if answer.done is not None:
        state, outcome = "done", _fields_of_done(answer.done)
    elif answer.refused is not None:
        state, outcome = "refused", {"status": answer.refused}
    else:
        state = "not known"
    return {
        "state": TOKEN_CODES[state],
        "epoch": answer.epoch.hex(),
        "reaches_back_to": answer.reaches_back_to,
        "outcome": outcome,
    }


COMMANDS: dict[str, Callable[[bytes], Values]] = {
    "commit": _commit,
    "resume": _resume,
    "token": _token,
    "bolus": _bolus,
    "alarm acknowledge": _acknowledge,
    "clock set": _clock_set,
    "refill": _refill,
    "checkpoint": _checkpoint,
    "done": _done,
    "token answer": _token_answer,
}
