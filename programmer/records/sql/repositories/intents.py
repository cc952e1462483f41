"""Confirmed commands and what became of them, on their tables."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import bindparam, exists, select
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
            return tuple(OPEN_INTENTS.ask(self._session))
        # Asked at every turn of a visit, and nearly always none: ids alone are looked for first.
        chosen = self._session.scalars(_OPEN_OF_PUMP, {"serial": serial}).all()
        return tuple(_INTENTS_BY_ID.ask(self._session, {"chosen": chosen})) if chosen else ()


class IntentQuestions:
    """The questions about the intents that meet the criteria, built once: to build them takes longer than to ask."""

    def __init__(self, *criteria: ColumnElement[bool]) -> None:
        chosen = select(StoredIntent.id).where(*criteria)
        self._intents = (
            select(StoredIntent, StoredReason.reason, StoredOrder.asked)
            .outerjoin(StoredReason, StoredReason.intent_id == StoredIntent.id)
            .outerjoin(StoredOrder, StoredOrder.intent_id == StoredIntent.id)
            .where(*criteria)
            .order_by(StoredIntent.arrival)
        )
        self._outcomes = (
            select(StoredOutcome).where(StoredOutcome.intent_id.in_(chosen)).order_by(StoredOutcome.arrival)
        )
        self._limits = (
            select(StoredPassedLimit)
            .where(StoredPassedLimit.intent_id.in_(chosen))
            .order_by(StoredPassedLimit.intent_id, StoredPassedLimit.place)
        )

    def ask(self, session: Session, asked: Mapping[str, object] | None = None) -> list[IntentHistory]:
        """The intents with all their outcomes, both oldest first, in three queries, or one where there are none.

        ``asked`` has a value for each parameter of the criteria.
        """
        intents = session.execute(self._intents, asked).all()
        if not intents:
            return []
        passed, outcomes = self._passed(session, asked), self._known(session, asked)
        return [
            IntentHistory(
                intent_of(intent, passed.get(intent.id, ()), reason or "", asked_for or ""),
                tuple(outcomes.get(intent.id, ())),
            )
            for intent, reason, asked_for in intents
        ]

    def _known(self, session: Session, asked: Mapping[str, object] | None) -> dict[bytes, list[OutcomeRow]]:
        """The outcomes of each intent."""
        found: dict[bytes, list[OutcomeRow]] = {}
        for stored in session.scalars(self._outcomes, asked):
            found.setdefault(stored.intent_id, []).append(outcome_of(stored))
        return found

    def _passed(self, session: Session, asked: Mapping[str, object] | None) -> dict[bytes, tuple[str, ...]]:
        """The sentences of the limits that each intent passes."""
        found: dict[bytes, tuple[str, ...]] = {}
        for limit in session.scalars(self._limits, asked):
            found[limit.intent_id] = (*found.get(limit.intent_id, ()), limit.sentence)
        return found


def _is_open() -> ColumnElement[bool]:
    """That an intent has no outcome but uncertain ones."""
    return ~exists().where(StoredOutcome.intent_id == StoredIntent.id, StoredOutcome.kind != UNCERTAIN)


OPEN_INTENTS = IntentQuestions(_is_open())
_INTENTS_BY_ID = IntentQuestions(StoredIntent.id.in_(bindparam("chosen", expanding=True)))
_IS_CLOSED = select(
    exists().where(StoredOutcome.intent_id == bindparam("intent"), StoredOutcome.kind != UNCERTAIN)
)
_OPEN_OF_PUMP = select(StoredIntent.id).where(_is_open(), StoredIntent.serial == bindparam("serial"))
