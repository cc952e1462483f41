"""Closing the commands of a pump that will never answer again: exchanged, explanted or dead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from programmer.known_error import LinkTrouble, RefusedError
from programmer.records.ports import UnitOfWork
from programmer.records.rows import IntentHistory, IntentRow, OutcomeRow, SessionRecord
from programmer.settings import SIMULATED_PUMP_URL
from programmer.telemetry.link_troubles import LinkSilent
from programmer.therapy.outcome import Uncertain
from programmer.therapy.pump import PumpIdentity
from programmer.visit.context import VisitContext
from programmer.visit.notices import GoneSigned
from programmer.visit.open_commands import SettledCommand, require_signature
from programmer.visit.tasks import SignForGone

NOTHING_SIGNED = "Nothing was signed"
_INSIDE = SIMULATED_PUMP_URL.partition(":")[0] + ":"


class PumpAnswers(RefusedError):
    """The pump that is said to be gone answers, and has to be asked."""


class NothingOpen(RefusedError):
    """No command to that pump is open."""


class OthersOpen(RefusedError):
    """What is open of that pump is not what the person who signs was shown."""


class PerhapsUnderWay(RefusedError):
    """Somebody may be at work with that pump just now."""


class CalledInside(RefusedError):
    """Only the simulated pump inside this program was to be called."""


MAY_BE_UNDER_WAY_US = 120_000_000
"""For so long after the last row of a visit without an end its command counts as perhaps under way.

A command, and asking what became of it, end within some 20 s (``Patience``): the rest is for slow links.
"""


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


def says_nothing_of(url: str, reached: str) -> bool:
    """Whether ``url`` is the simulated pump inside this program, and ``reached``, where a pump was reached, is not."""
    return url.startswith(_INSIDE) and not reached.startswith(_INSIDE)


def require_open(context: VisitContext, serial: str) -> tuple[IntentHistory, ...]:
    """The open commands to that pump, oldest first, with what is known of each.

    Raises ``RefusedError`` where there is none: perhaps another serial number was meant.
    """
    with context.records.unit_of_work() as work:
        found = work.intents.open(serial)
    if not found:
        raise NothingOpen(
            NOTHING_SIGNED,
            f"No command to pump {serial} is open in these records",
            "Compare the serial number with programmer sessions",
        )
    return found


def require_outside(context: VisitContext, url: str, serial: str) -> None:
    """Raise ``RefusedError`` for the pump inside this program in place of one that was ever reached elsewhere."""
    summaries = context.records.history().summaries()
    reached = [one.session.url for one in summaries if one.pump.serial == serial]
    elsewhere = [one for one in reached if says_nothing_of(url, one)]
    if elsewhere:
        raise CalledInside(
            NOTHING_SIGNED,
            f"{url} is inside this program, and pump {serial} is not: it was reached at {elsewhere[0]}",
            "Call it over the link on which it was reached before",
        )


def require_nobody_at_work(context: VisitContext, serial: str) -> None:
    """Raise ``RefusedError`` while a command to that pump may be under way, as far as the records can tell.

    A visit that has an end sends nothing any more. One without is at work, here or in another process, or was killed:
    no row tells these apart but when the last was written. One that has lost its pump and writes nothing for longer
    is taken for killed; what its pump may tell it later is told there as what could not be kept.
    """
    history, now_us = context.records.history(), context.clock.utc_us()
    unended = [one for one in history.summaries() if one.pump.serial == serial and one.end is None]
    for record in (history.session(one.session.id) for one in unended):
        ago_us = now_us if record is None else _nearest_us(record, now_us)
        if abs(ago_us) <= MAY_BE_UNDER_WAY_US:
            raise PerhapsUnderWay(
                NOTHING_SIGNED,
                f"A visit to pump {serial} without an end wrote into these records {_when_words(ago_us)}, "
                "and a command of it may be under way",
                "Sign once that visit has ended, or two minutes after its program was cut off",
            )


def _nearest_us(record: SessionRecord, now_us: int) -> int:
    """How long before now the row of a visit was written that is nearest to it, negative for one of after now.

    Not the newest: where the clock was set back, rows of before stand after those that are written now.
    """
    return min((now_us - moment for moment in _written_us(record)), key=abs)


def _when_words(ago_us: int) -> str:
    seconds = abs(ago_us) // 1_000_000
    return f"{seconds} s ago" if ago_us >= 0 else f"{seconds} s later than the clock shows now"


def _written_us(record: SessionRecord) -> Iterator[int]:
    session = record.summary.session
    outcomes = [row for history in record.intents for row in history.outcomes if row.session_id == session.id]
    yield session.started_utc_us
    yield from (one.read_utc_us for one in record.interrogations)
    yield from (one.taken_utc_us for one in record.samples)
    yield from (one.intent.confirmed_utc_us for one in record.intents)
    yield from (one.known_utc_us for one in outcomes)


def sign_for_gone(
    context: VisitContext, serial: str, seen: tuple[IntentHistory, ...], note: str, found: str
) -> tuple[SettledCommand, ...]:
    """Close the open commands to a pump that is said to be gone. ``found`` is what calling it has shown.

    The records keep for each what was found, then the signature: that the outcome is not known, and that the pump was
    not asked. Both belong to the session of the command, as there is none with a pump that does not answer. Raises
    ``RefusedError`` for a note that says too little, and where anything but what was ``seen`` is open or known by now.
    """
    require_signature(note)
    with context.records.unit_of_work() as work:
        if work.intents.open(serial) != seen:
            raise _others_open(serial)
        signed = tuple(_signed(work, context, history.intent, note, found) for history in seen)
        work.commit()
    return signed


def close_for_gone(context: VisitContext, caller: Caller, task: SignForGone) -> GoneSigned:
    """All of it in its order: nothing is written before the pump was called in vain. Raises ``RefusedError``."""
    serial = task.serial
    require_signature(task.note)
    seen = require_open(context, serial)
    if tuple(one.intent.id for one in seen) != task.shown:
        raise _others_open(serial)
    require_outside(context, caller.url, serial)
    require_nobody_at_work(context, serial)
    found = called_in_vain(caller, serial)
    # Calling takes its time: somebody may have begun meanwhile.
    require_nobody_at_work(context, serial)
    return GoneSigned(serial, found, sign_for_gone(context, serial, seen, task.note, found))


def _others_open(serial: str) -> OthersOpen:
    return OthersOpen(
        NOTHING_SIGNED,
        f"What is open or known of the commands to pump {serial} has changed since it was shown",
        "Look at what is open now, and sign for that",
    )


def _signed(
    work: UnitOfWork, context: VisitContext, intent: IntentRow, note: str, found: str
) -> SettledCommand:
    asked_nobody = f"The pump was not asked: {found}"
    closed = Uncertain(f"{asked_nobody}, and it was signed that pump {intent.serial} is gone", note.strip())
    for outcome in (Uncertain(asked_nobody), closed):
        now_us = context.clock.utc_us()
        work.intents.add_outcome(OutcomeRow(context.new_id(), intent.id, intent.session_id, outcome, now_us))
    return SettledCommand(intent, closed)
