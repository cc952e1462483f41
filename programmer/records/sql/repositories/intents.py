"""Confirmed commands and what became of them, on their tables."""

from __future__ import annotations

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from programmer.records.rows import IntentHistory, IntentRow, OutcomeRow
from programmer.records.sql.mapping.commands import (
    intent_of,
    outcome_of,
    stored_beside,
    stored_intent,
    stored_outcome,
)
from programmer.records.sql.repositories.repository import Repository
from programmer.records.sql.tables import (
    StoredIntent,
    StoredOrder,
    StoredOutcome,
    StoredPassedLimit,
    StoredReason,
)
from programmer.records.sql.tables.commands import UNCERTAIN


class SqlIntents(Repository):
    """``ports.Intents``."""

    def add(self, intent: IntentRow) -> None:
        self._keep(stored_intent(intent))
        self._keep(*stored_beside(intent, self._stamper.new_id))

    def add_outcome(self, outcome: OutcomeRow) -> None:
        """Raises ``ValueError`` if the intent is closed: what the pump has said stands."""
        if self._session.scalar(_IS_CLOSED, {"intent": outcome.intent_id}):
            raise ValueError("this intent has its closing outcome already")
        self._keep(stored_outcome(outcome))

    def open(self, serial: str | None = None) -> tuple[IntentHistory, ...]:
        if serial is None:
            return tuple(intent_histories(self._session, is_open()))
        # Asked at every turn of a visit, and nearly always none: looked for by a statement that is built once.
        chosen = self._session.scalars(_OPEN_OF_PUMP, {"serial": serial}).all()
        return tuple(intent_histories(self._session, StoredIntent.id.in_(chosen))) if chosen else ()


def is_open() -> ColumnElement[bool]:
    """That an intent has no outcome but uncertain ones."""
    return ~exists().where(StoredOutcome.intent_id == StoredIntent.id, StoredOutcome.kind != UNCERTAIN)


_IS_CLOSED = select(
    exists().where(StoredOutcome.intent_id == bindparam("intent"), StoredOutcome.kind != UNCERTAIN)
)
_OPEN_OF_PUMP = select(StoredIntent.id).where(is_open(), StoredIntent.serial == bindparam("serial"))


def intent_histories(session: Session, *criteria: ColumnElement[bool]) -> list[IntentHistory]:
    """The intents that meet the criteria with all their outcomes, both oldest first, in three queries."""
    chosen = select(StoredIntent.id).where(*criteria)
    passed = _passed(session, chosen)
    outcomes: dict[bytes, list[OutcomeRow]] = {}
    known = select(StoredOutcome).where(StoredOutcome.intent_id.in_(chosen)).order_by(StoredOutcome.arrival)
    for stored in session.scalars(known):
        outcomes.setdefault(stored.intent_id, []).append(outcome_of(stored))
    intents = (
        select(StoredIntent, StoredReason.reason, StoredOrder.asked)
        .outerjoin(StoredReason, StoredReason.intent_id == StoredIntent.id)
        .outerjoin(StoredOrder, StoredOrder.intent_id == StoredIntent.id)
        .where(*criteria)
        .order_by(StoredIntent.arrival)
    )
    return [
        IntentHistory(
            intent_of(intent, passed.get(intent.id, ()), reason or "", asked or ""),
            tuple(outcomes.get(intent.id, ())),
        )
        for intent, reason, asked in session.execute(intents)
    ]


def _passed(session: Session, chosen: Select[bytes]) -> dict[bytes, tuple[str, ...]]:
    """The sentences of the limits that each intent passes."""
    limits = (
        select(StoredPassedLimit)
        .where(StoredPassedLimit.intent_id.in_(chosen))
        .order_by(StoredPassedLimit.intent_id, StoredPassedLimit.place)
    )
    found: dict[bytes, tuple[str, ...]] = {}
    for limit in session.scalars(limits):
        found[limit.intent_id] = (*found.get(limit.intent_id, ()), limit.sentence)
    return found
