"""By what a session of the records is named in a pump's log."""

from __future__ import annotations

import hashlib

from programmer.records.rows import SessionRecord


def session_sha256(record: SessionRecord) -> bytes:
    """SHA-256 over what was asked of the pump in a session and what it told.

    Over, oldest first: the session's id; for each version of a program its SHA-256; for each command its token and,
    for each of its outcomes, the name of its kind in ASCII; for each record of the pump's log its raw bytes.
    A mark holds what this was when the mark was left: a session that STOP kept open after that has more in it.
    """
    digest = hashlib.sha256(record.summary.session.id)
    for program in record.programs:
        digest.update(program.sha256)
    for history in record.intents:
        digest.update(history.intent.token)
        for row in history.outcomes:
            digest.update(type(row.outcome).__name__.lower().encode("ascii"))
    for event in record.events:
        digest.update(event.event.raw)
    return digest.digest()


def mark_token(session_id: bytes) -> bytes:
    """The token of a session's mark: there is one for each session, so that it cannot be left twice."""
    return hashlib.sha256(b"mark" + session_id).digest()[:16]
