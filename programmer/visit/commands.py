"""Carrying out a command that touches therapy: durable before it is sent, closed only by the pump's own word.

================  =======================================  ==============================
state             event                                    next
================  =======================================  ==============================
INTENT (durable)  first byte may leave                     SENDING
SENDING           the pump says done                       CONFIRMED
SENDING           the pump says no                         REFUSED
SENDING           silence, broken link, lost session       UNKNOWN
SENDING           STOP comes in between                    UNKNOWN
UNKNOWN           new session, the pump knows the token    CONFIRMED or REFUSED
UNKNOWN           new session, proof that it never came    FAILED (not applied)
UNKNOWN           neither                                  UNKNOWN
UNKNOWN           a person signs that it cannot be known   UNKNOWN, closed
================  =======================================  ==============================
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from programmer.device.driver import CommandDone, CommandRefused, CommandReply, PumpDriver, TokenReport
from programmer.known_error import ExitCode, KnownError, LinkTrouble, RefusedError
from programmer.records.rows import IntentKind, IntentRow
from programmer.telemetry.attention import Interruption
from programmer.therapy.outcome import Confirmed, Failed, Outcome, Refused, Uncertain
from programmer.visit.bookkeeping import ClosedMeanwhile, SessionBook
from programmer.visit.until_known import until_it_tells

Send = Callable[[bytes], CommandReply]


class OutcomeNotKept(KnownError):
    """How a command ended is known, and the records could not keep it: in them the intent stays as it was.

    ``outcome`` is what is known all the same. The next visit asks the pump again and keeps it then, but where the
    intent was closed meanwhile: then the pump's log has it.
    """

    exit_code = ExitCode.UNCERTAIN

    def __init__(self, outcome: Outcome, trouble: KnownError, kind: IntentKind) -> None:
        meanwhile = f". {until_it_tells((kind,))}" if isinstance(outcome, Uncertain) else ""
        again = f"; then interrogate the pump, which is asked again{meanwhile}"
        super().__init__(
            f"{_said(outcome)}, and the records could not keep that",
            f"{trouble.what}: {trouble.why}",
            f"{trouble.remedy}{'' if isinstance(trouble, ClosedMeanwhile) else again}",
        )
        self.outcome = outcome


def _said(outcome: Outcome) -> str:
    match outcome:
        case Confirmed():
            return "The pump says that it carried the command out"
        case Refused(reason):
            return f"The pump refused the command ({reason})"
        case Failed():
            return "The pump did not carry the command out"
        case Uncertain():
            return "It is not known whether the command was carried out"


@contextmanager
def keeping(outcome: Outcome, kind: IntentKind) -> Iterator[None]:
    """Turn whatever the records object to inside, for a command of that kind, into ``OutcomeNotKept``."""
    try:
        yield
    except KnownError as trouble:
        raise OutcomeNotKept(outcome, trouble, kind) from trouble


_NOT_KNOWN = "No answer came; it may or may not have been done"


def carry_out(book: SessionBook, driver: PumpDriver, intent: IntentRow, send: Send) -> Outcome:
    """Send a command whose intent is made, and say how it ended as far as the pump's word goes.

    The intent is durable before ``send`` is called with its token. Whatever goes wrong on the way, the outcome is
    kept; after silence the pump is asked in a new session. An ``Interruption`` leaves ``Uncertain`` behind and
    is raised again. Raises ``OutcomeNotKept`` where the records fail after the first byte, and the ``KnownError``
    of the records itself where they fail before it: then nothing was sent.
    """
    book.keep_intent(intent)
    try:
        reply = send(intent.token)
    except Interruption:
        _keep(book, intent, Uncertain("STOP came before the pump had answered"))
        raise
    except LinkTrouble as trouble:
        _keep(book, intent, Uncertain(f"{_NOT_KNOWN} ({trouble.what})"))
        return settle(book, driver, intent)
    outcome = outcome_of(intent, reply)
    _keep(book, intent, outcome)
    return outcome


def settle(book: SessionBook, driver: PumpDriver, intent: IntentRow) -> Outcome:
    """Open a new session, ask the pump what became of a command, and keep what it says."""
    try:
        identity = driver.new_session()
        if identity.serial != intent.serial:
            driver.disconnect()
            return Uncertain(f"Another pump answers now ({identity.serial}); pump {intent.serial} must tell")
        return ask(book, driver, intent)
    except (LinkTrouble, RefusedError) as trouble:
        return Uncertain(f"{_NOT_KNOWN}, and the pump cannot be asked: {trouble.what}")


def ask(book: SessionBook, driver: PumpDriver, intent: IntentRow) -> Outcome:
    """Ask within the open session (newer than the one that sent the command), and keep what the pump says.

    That it still cannot tell is not written down again: the intent stays open as it is.
    """
    try:
        outcome = judged(intent, driver.token_status(intent.token))
    except RefusedError as trouble:
        return Uncertain(f"The pump does not tell what became of it ({trouble.why})")
    if not isinstance(outcome, Uncertain):
        _keep(book, intent, outcome)
    return outcome


def _keep(book: SessionBook, intent: IntentRow, outcome: Outcome) -> None:
    with keeping(outcome, intent.kind):
        book.keep_outcome(intent, outcome)


def judged(intent: IntentRow, report: TokenReport) -> Outcome:
    """What a pump's report on a token proves."""
    if report.reply is not None:
        return outcome_of(intent, report.reply)
    if report.epoch != intent.epoch:
        return Uncertain(
            "The pump has another memory than the one that was given the command: made anew since, or another pump of "
            "this serial number; it cannot tell"
        )
    if report.reaches_back_to > intent.log_sequence:
        return Uncertain("The pump has been given so many commands since that it can no longer tell")
    return Failed(
        "The pump did not carry the command out",
        "The pump does not know it, and its memory of commands reaches back to before it was given",
    )


def outcome_of(intent: IntentRow, reply: CommandReply) -> Outcome:
    """The pump's own answer as an outcome."""
    match reply:
        case CommandRefused(reason):
            return Refused(reason)
        case CommandDone(pump_time, sequence, _, active_hash):
            if intent.kind is IntentKind.COMMIT_PROGRAM and active_hash != intent.program_after:
                return Uncertain("The pump says it is done, but names another program than the one confirmed")
            return Confirmed(pump_time, sequence)
