"""The commands of a visit: each open from before its first byte leaves until the pump has told how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass

from programmer.device.driver import PumpDriver
from programmer.known_error import KnownError, OutcomeUncertain, RefusedError
from programmer.records.rows import IntentKind, IntentRow
from programmer.therapy.outcome import Outcome, Uncertain
from programmer.therapy.pump import PumpStatus
from programmer.visit.bookkeeping import SessionBook
from programmer.visit.commands import Send, ask, carry_out, settle
from programmer.visit.context import VisitContext
from programmer.visit.proposal import reason_gap
from programmer.visit.until_known import until_it_tells


@dataclass(frozen=True, slots=True)
class SettledCommand:
    """A command of before whose outcome was asked for, and what the pump said."""

    intent: IntentRow
    outcome: Outcome


def require_signature(note: str) -> None:
    """Raise ``RefusedError`` for a note that does not say why a command is closed without its outcome.

    What is enough to pass a limit is enough here, and nothing less.
    """
    gap = reason_gap(note) if note.strip() else "A reason is missing"
    if gap:
        raise RefusedError(
            "Nothing was signed",
            f"{gap[:1].upper()}{gap[1:]}",
            "Write why this command is closed without its outcome",
        )


class OpenCommands:
    """``unsettled`` are the commands to the pump whose outcome is not known, also those of earlier visits.

    ``unread`` is set by whatever may have changed the pump, until who reads its status clears it.
    ``learned`` is what was asked on connecting about commands of before.
    """

    def __init__(self, driver: PumpDriver, book: SessionBook, context: VisitContext) -> None:
        self._driver = driver
        self._book = book
        self._context = context
        self._serial = ""
        self.unsettled: tuple[IntentRow, ...] = ()
        self.learned: tuple[SettledCommand, ...] = ()
        self.unread = False

    def begin(self, serial: str) -> tuple[SettledCommand, ...]:
        """Ask the pump of this visit, within its new session, about everything that is open."""
        self._serial = serial
        # What is open is known before the first question: if the link breaks meanwhile, it is left unresolved.
        self._refresh()
        self.learned = ()
        with self._refreshing():
            for intent in self.unsettled:
                # One by one: the records keep it as settled at once, and whatever fails then, somebody has to be told.
                told = SettledCommand(intent, ask(self._book, self._driver, intent))
                self.learned = (*self.learned, told)
        self._take(self.learned)
        return self.learned

    def intent(self, kind: IntentKind, seen: PumpStatus, program_after: bytes) -> IntentRow:
        """A new command, with a token of its own, to a pump that is as it was ``seen``."""
        session, context = self._book.session, self._context
        return IntentRow(
            id=context.new_id(),
            session_id=session.id,
            pump_id=session.pump_id,
            serial=self._serial,
            kind=kind,
            token=context.new_id(),
            epoch=seen.log.epoch,
            log_sequence=seen.log.last_sequence,
            state_rev=seen.state_rev,
            program_before=seen.program_hash,
            program_after=program_after,
            confirmed_utc_us=context.clock.utc_us(),
        )

    def carry_out(self, intent: IntentRow, send: Send, deaf: AbstractContextManager[None]) -> Outcome:
        """Send a command as ``commands.carry_out`` does, inside ``deaf``; it is open until its outcome is kept."""
        self.unsettled, self.unread = (*self.unsettled, intent), True
        with self._refreshing(), deaf:
            return carry_out(self._book, self._driver, intent, send)

    def settle(self) -> tuple[SettledCommand, ...]:
        """Ask the pump once more about every command that is open, in a new session."""
        # One that was closed may still be listed, if the records could not be read when it was.
        self._refresh()
        with self._refreshing():
            settled = tuple(
                SettledCommand(intent, settle(self._book, self._driver, intent)) for intent in self.unsettled
            )
        self._take(settled)
        return settled

    def sign(self, note: str) -> tuple[SettledCommand, ...]:
        """Ask within the open session about every command that is open, and close what the pump cannot tell."""
        self._refresh()
        with self._refreshing():
            signed = tuple(self._sign(intent, note) for intent in self.unsettled)
        self._take(signed)
        return signed

    def _take(self, asked: tuple[SettledCommand, ...]) -> None:
        """What the pump tells only now may have been done since its status was read."""
        self.unread = self.unread or any(not isinstance(one.outcome, Uncertain) for one in asked)
        self._refresh()

    def _sign(self, intent: IntentRow, note: str) -> SettledCommand:
        asked = ask(self._book, self._driver, intent)
        if isinstance(asked, Uncertain):
            asked = Uncertain(asked.reason, note.strip())
            self._book.keep_outcome(intent, asked)
        return SettledCommand(intent, asked)

    def require_settled(self) -> None:
        """Raise ``OutcomeUncertain`` while a command is open."""
        if self.unsettled:
            raise OutcomeUncertain(
                "Nothing but STOP and reading is possible now",
                "It is not known whether an earlier command to this pump was carried out",
                f"{until_it_tells(intent.kind for intent in self.unsettled)}. Interrogate, which asks the pump; if it "
                "can no longer tell, close the command with a reason (settle URL --sign REASON, or on the Program "
                "page)",
            )

    @contextmanager
    def _refreshing(self) -> Iterator[None]:
        """However it ends inside, open afterwards is what the records say: some was closed before it failed."""
        try:
            yield
        finally:
            # Records that cannot even be read must not hide how a command ended; it counts as open meanwhile.
            with suppress(KnownError):
                self._refresh()

    def _refresh(self) -> None:
        self.unsettled = tuple(history.intent for history in self._book.open_intents(self._serial))
