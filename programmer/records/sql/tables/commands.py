"""Tables of what the clinician confirmed and of what became of it."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from programmer.records.rows import IntentKind
from programmer.records.sql.tables.base import STRICT, Base
from programmer.records.sql.tables.columns import WHOLE, choice, count, exactly, reference, words

CONFIRMED = "confirmed"
REFUSED = "refused"
FAILED = "failed"
UNCERTAIN = "uncertain"
SIGNED = "uncertain, signed"


class StoredIntent(Base):
    """An ``IntentRow``; its token is used once for ever."""

    __tablename__ = "intents"
    __table_args__ = (UniqueConstraint("token"), Index(None, "session_id"), Index(None, "serial"), STRICT)

    session_id: Mapped[bytes] = reference("session_id", "sessions")
    pump_id: Mapped[bytes] = reference("pump_id", "pumps")
    serial: Mapped[str] = words("serial")
    kind: Mapped[str] = choice("kind", (kind.value for kind in IntentKind))
    token: Mapped[bytes] = exactly(16, "token")
    epoch: Mapped[bytes] = exactly(16, "epoch")
    log_sequence: Mapped[int] = count("log_sequence")
    state_rev: Mapped[int] = count("state_rev")
    program_before: Mapped[bytes] = exactly(32, "program_before")
    program_after: Mapped[bytes] = exactly(32, "program_after")
    confirmed_utc_us: Mapped[int] = count("confirmed_utc_us")


class StoredReason(Base):
    """Why an intent passes the limits that it passes."""

    __tablename__ = "intent_reasons"
    __table_args__ = (UniqueConstraint("intent_id"), STRICT)

    intent_id: Mapped[bytes] = reference("intent_id", "intents")
    reason: Mapped[str] = words("reason")


class StoredOrder(Base):
    """What an intent asked for in words, where its kind does not tell."""

    __tablename__ = "intent_orders"
    __table_args__ = (UniqueConstraint("intent_id"), STRICT)

    intent_id: Mapped[bytes] = reference("intent_id", "intents")
    asked: Mapped[str] = words("asked")


class StoredPassedLimit(Base):
    """A soft limit that an intent passes, as it was said; ``place`` counts them from 0."""

    __tablename__ = "passed_limits"
    __table_args__ = (UniqueConstraint("intent_id", "place"), STRICT)

    intent_id: Mapped[bytes] = reference("intent_id", "intents")
    place: Mapped[int] = count("place")
    sentence: Mapped[str] = words("sentence")


class StoredOutcome(Base):
    """An ``OutcomeRow``. Its kind says which columns are filled, and an intent is closed at most once."""

    __tablename__ = "outcomes"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'confirmed') = (pump_time_us IS NOT NULL) AND (kind = 'confirmed') = (sequence IS NOT NULL)",
            name="confirmed_by_the_log",
        ),
        CheckConstraint("(kind <> 'confirmed') = (reason IS NOT NULL)", name="otherwise_a_reason"),
        CheckConstraint("(kind = 'failed') = (proof IS NOT NULL)", name="failed_with_a_proof"),
        CheckConstraint("(kind = 'uncertain, signed') = (signed IS NOT NULL)", name="signed_with_a_note"),
        Index(None, "intent_id"),
        Index("uq_outcomes_closing", "intent_id", unique=True, sqlite_where=text("kind <> 'uncertain'")),
        STRICT,
    )

    intent_id: Mapped[bytes] = reference("intent_id", "intents")
    session_id: Mapped[bytes] = reference("session_id", "sessions")
    kind: Mapped[str] = choice("kind", (CONFIRMED, REFUSED, FAILED, UNCERTAIN, SIGNED))
    pump_time_us: Mapped[int | None] = mapped_column(WHOLE)
    sequence: Mapped[int | None] = mapped_column(
        WHOLE, CheckConstraint("sequence >= 0", name="sequence_not_negative")
    )
    reason: Mapped[str | None] = words("reason")
    proof: Mapped[str | None] = words("proof")
    signed: Mapped[str | None] = words("signed")
    known_utc_us: Mapped[int] = count("known_utc_us")
