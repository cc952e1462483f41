"""Settling commands whose outcome is not known: ask the pump, or sign that it can never be known."""

from __future__ import annotations

from programmer.ui.viewmodels.command_words import named
from programmer.ui.viewmodels.common_states import (
    ALLOWED,
    NOTHING_TO_SETTLE,
    FieldState,
    Offer,
    SettleState,
    Trouble,
    refused,
)
from programmer.ui.viewmodels.desk import PumpDesk
from programmer.visit.proposal import reason_gap
from programmer.visit.tasks import Settle, SignUnknown

NOTE_MISSING = "Write why this command is closed without its outcome; it goes into the records"


class Settling:
    """One page's part in it: the note that is typed, and what can be done now."""

    def __init__(self, desk: PumpDesk) -> None:
        self._desk = desk
        self._note = ""

    def type_note(self, text: str) -> None:
        """Why the commands are closed although nobody knows."""
        self._note = text

    def ask_again(self) -> None:
        """Ask the pump once more."""
        if self.state().ask_again.enabled:
            self._desk.submit(Settle())

    def sign(self) -> None:
        """Close them with the note."""
        if self.state().sign.enabled:
            note, self._note = self._note, ""
            self._desk.submit(SignUnknown(note))

    def state(self) -> SettleState:
        """What there is to settle, and how."""
        story = self._desk.story
        if not story.unsettled:
            return NOTHING_TO_SETTLE
        refusal = story.refusal
        trouble = None
        if refusal is not None and isinstance(refusal.task, Settle | SignUnknown):
            trouble = Trouble(refusal.error.what, refusal.error.why, refusal.error.remedy)
        asking = story.doing(Settle, SignUnknown)
        offset = self._desk.local_offset_us
        return SettleState(
            commands=tuple(named(story, intent, offset) for intent in story.unsettled),
            asking=asking,
            ask_again=self._ask_offer(asking=asking),
            note=FieldState(self._note),
            sign=self._sign_offer(asking=asking),
            trouble=trouble,
        )

    def _ask_offer(self, *, asking: bool) -> Offer:
        if self._desk.story.broken:
            return refused("Start the program again first")
        return refused("The pump is being asked") if asking else ALLOWED

    def _sign_offer(self, *, asking: bool) -> Offer:
        story = self._desk.story
        if asking:
            return refused("The pump is being asked")
        confirmed_us = max(intent.confirmed_utc_us for intent in story.unsettled)
        read_us = 0 if story.interrogation is None else story.interrogation.read_utc_us
        if not story.live or read_us <= confirmed_us:
            return refused("Only beside a fresh reading of the pump: it must be asked first")
        if not self._note.strip():
            return refused(NOTE_MISSING)
        gap = reason_gap(self._note)
        return refused(f"{gap[:1].upper()}{gap[1:]}") if gap else ALLOWED
