"""Closing the commands of a pump that will never answer again: exchanged, explanted or dead."""

from __future__ import annotations

from typing import Protocol

from programmer.known_error import LinkTrouble, RefusedError
from programmer.records.ports import UnitOfWork
from programmer.records.rows import IntentRow, OutcomeRow
from programmer.telemetry.link_troubles import LinkSilent
from programmer.therapy.outcome import Uncertain
from programmer.therapy.pump import PumpIdentity
from programmer.visit.context import VisitContext
from programmer.visit.notices import GoneSigned
from programmer.visit.open_commands import SettledCommand, require_signature
from programmer.visit.tasks import SignForGone

NOTHING_SIGNED = "Nothing was signed"


class PumpAnswers(RefusedError):
    """The pump that is said to be gone answers, and has to be asked."""


class NothingOpen(RefusedError):
    """No command to that pump is open."""


class Caller(Protocol):
    """As much of a driver as it takes to ask who is there: no session is opened, and none of anybody's is ended."""

    @property
    def url(self) -> str: ...
    def open(self) -> None: ...
    def identify(self) -> PumpIdentity: ...
    def disconnect(self) -> None: ...


def called_in_vain(caller: Caller, serial: str) -> str:
    """Call that pump over this link, and say who answered instead, if anybody did: ``nothing answers at …``.

    Only a link that works proves anything: one that cannot be opened, or on which something answers that is no pump,
    has called nobody. Raises ``RefusedError`` then, and where the pump does answer: it has to be asked.
    """
    try:
        caller.open()
        answering = caller.identify().serial
    except LinkSilent:
        return f"nothing answers at {caller.url}"
    except LinkTrouble as trouble:
        raise RefusedError(
            NOTHING_SIGNED,
            f"Pump {serial} was not called: {trouble.what} ({trouble.why})",
            "Call it over a link that works, at best the one on which it was reached before",
        ) from trouble
    finally:
        caller.disconnect()
    if answering == serial:
        raise PumpAnswers(
            NOTHING_SIGNED,
            f"Pump {serial} answers at {caller.url}, and what it can tell no signature replaces",
            "Ask it: settle URL, and only what it cannot tell is closed with settle URL --sign REASON",
        )
    return f"pump {answering} answers at {caller.url}"


def require_open(context: VisitContext, serial: str) -> None:
    """Raise ``RefusedError`` where no command to that pump is open: perhaps another serial number was meant."""
    with context.records.unit_of_work() as work:
        if not work.intents.open(serial):
            raise NothingOpen(
                NOTHING_SIGNED,
                f"No command to pump {serial} is open in these records",
                "Compare the serial number with programmer sessions",
            )


def sign_for_gone(context: VisitContext, serial: str, note: str, found: str) -> tuple[SettledCommand, ...]:
    """Close every open command to a pump that is said to be gone. ``found`` is what calling it has shown.

    The records keep for each what was found, then the signature: that the outcome is not known, and that the pump was
    not asked. Both belong to the session of the command, as there is none with a pump that does not answer. Raises
    ``RefusedError`` for a note that says too little.
    """
    require_signature(note)
    with context.records.unit_of_work() as work:
        signed = tuple(
            _signed(work, context, history.intent, note, found) for history in work.intents.open(serial)
        )
        work.commit()
    return signed


def close_for_gone(context: VisitContext, caller: Caller, task: SignForGone) -> GoneSigned:
    """All of it in its order: nothing is written before the pump was called in vain. Raises ``RefusedError``."""
    require_signature(task.note)
    require_open(context, task.serial)
    found = called_in_vain(caller, task.serial)
    return GoneSigned(task.serial, found, sign_for_gone(context, task.serial, task.note, found))


def _signed(
    work: UnitOfWork, context: VisitContext, intent: IntentRow, note: str, found: str
) -> SettledCommand:
    asked_nobody = f"The pump was not asked: {found}"
    closed = Uncertain(f"{asked_nobody}, and it was signed that pump {intent.serial} is gone", note.strip())
    for outcome in (Uncertain(asked_nobody), closed):
        now_us = context.clock.utc_us()
        work.intents.add_outcome(OutcomeRow(context.new_id(), intent.id, intent.session_id, outcome, now_us))
    return SettledCommand(intent, closed)
