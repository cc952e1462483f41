"""Intents and their outcomes as rows, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from programmer.records.rows import IntentKind, IntentRow, OutcomeRow
from programmer.records.sql.tables import (
    StoredIntent,
    StoredOrder,
    StoredOutcome,
    StoredPassedLimit,
    StoredReason,
)
from programmer.records.sql.tables.commands import CONFIRMED, FAILED, REFUSED, SIGNED, UNCERTAIN
from programmer.therapy.outcome import Confirmed, Failed, Outcome, Refused, Uncertain
from programmer.therapy.quantities import PumpTime


def stored_intent(row: IntentRow) -> StoredIntent:
    """All but the limits it passes, why, and what it asks for."""
    return StoredIntent(
        id=row.id,
        session_id=row.session_id,
        pump_id=row.pump_id,
        serial=row.serial,
        kind=row.kind.value,
        token=row.token,
        epoch=row.epoch,
        log_sequence=row.log_sequence,
        state_rev=row.state_rev,
        program_before=row.program_before,
        program_after=row.program_after,
        confirmed_utc_us=row.confirmed_utc_us,
    )


Beside = StoredReason | StoredPassedLimit | StoredOrder


def stored_beside(row: IntentRow, new_id: Callable[[], bytes]) -> list[Beside]:
    """The limits that an intent passes and why, and what it asks for; ``new_id`` makes an id for each limit."""
    limits: list[Beside] = [
        StoredPassedLimit(id=new_id(), intent_id=row.id, place=place, sentence=sentence)
        for place, sentence in enumerate(row.passed)
    ]
    reasons = [StoredReason(id=row.id, intent_id=row.id, reason=row.reason)] if row.reason else []
    orders = [StoredOrder(id=row.id, intent_id=row.id, asked=row.asked)] if row.asked else []
    return [*limits, *reasons, *orders]


def intent_of(stored: StoredIntent, passed: tuple[str, ...], reason: str, asked: str) -> IntentRow:
    """``passed`` are the sentences of the limits that this intent passes, ``reason`` is why; ``asked`` what for."""
    return IntentRow(
        id=stored.id,
        session_id=stored.session_id,
        pump_id=stored.pump_id,
        serial=stored.serial,
        kind=IntentKind(stored.kind),
        token=stored.token,
        epoch=stored.epoch,
        log_sequence=stored.log_sequence,
        state_rev=stored.state_rev,
        program_before=stored.program_before,
        program_after=stored.program_after,
        confirmed_utc_us=stored.confirmed_utc_us,
        passed=passed,
        reason=reason,
        asked=asked,
    )


def stored_outcome(row: OutcomeRow) -> StoredOutcome:
    return StoredOutcome(
        id=row.id,
        intent_id=row.intent_id,
        session_id=row.session_id,
        known_utc_us=row.known_utc_us,
        **_outcome_columns(row.outcome),
    )


def outcome_of(stored: StoredOutcome) -> OutcomeRow:
    return OutcomeRow(
        id=stored.id,
        intent_id=stored.intent_id,
        session_id=stored.session_id,
        outcome=_outcome_value(stored),
        known_utc_us=stored.known_utc_us,
        by=stored.actor,
    )


def _outcome_columns(outcome: Outcome) -> dict[str, Any]:
    match outcome:
        case Confirmed(pump_time, sequence):
            return {"kind": CONFIRMED, "pump_time_us": pump_time.value, "sequence": sequence}
        case Refused(reason):
            return {"kind": REFUSED, "reason": reason}
        case Failed(reason, proof):
            return {"kind": FAILED, "reason": reason, "proof": proof}
        case Uncertain(reason, ""):
            return {"kind": UNCERTAIN, "reason": reason}
        case Uncertain(reason, signed):
            return {"kind": SIGNED, "reason": reason, "signed": signed}


def _outcome_value(stored: StoredOutcome) -> Outcome:
    if stored.kind == CONFIRMED:
        assert stored.pump_time_us is not None, "the table's check lets no such row in"
        assert stored.sequence is not None, "the table's check lets no such row in"
        return Confirmed(PumpTime(stored.pump_time_us), stored.sequence)
    reason = stored.reason or ""
    if stored.kind == REFUSED:
        return Refused(reason)
    if stored.kind == FAILED:
        return Failed(reason, stored.proof or "")
    return Uncertain(reason, stored.signed or "")
