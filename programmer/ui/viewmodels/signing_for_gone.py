"""Signing for a pump that is gone: its open commands are closed once it was called and did not answer (ADR 23)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from programmer.known_error import KnownError
from programmer.records.rows import IntentRow, SessionSummary
from programmer.therapy.outcome import Uncertain
from programmer.ui import phrases
from programmer.ui.viewmodels.common_states import ALLOWED, EMPTY_FIELD, FieldState, Offer, Trouble, refused
from programmer.ui.viewmodels.connect_state import NOBODY_GONE, GoneState
from programmer.ui.viewmodels.desk import PumpDesk
from programmer.ui.viewmodels.open_elsewhere import named_commands
from programmer.ui.viewmodels.settling import NOTE_MISSING
from programmer.ui.viewmodels.story import Contact, PumpStory
from programmer.ui.widgets.notice_bar import Notice, NoticeKind
from programmer.visit.gone_pump import NothingOpen, PumpAnswers, says_nothing_of
from programmer.visit.notices import GoneSigned, TaskRefused
from programmer.visit.proposal import reason_gap
from programmer.visit.tasks import SignForGone

_REMEDIES: dict[type[KnownError], str] = {
    PumpAnswers: "Connect to it: it is asked first, and only what it cannot tell is closed, on the Program page",
    NothingOpen: "Compare the serial number with what is said at the top of this page",
}


@dataclass(frozen=True, slots=True)
class OpenElsewhere:
    """The ``commands`` that are open, oldest first, and at which address each pump was ``reached`` last."""

    commands: tuple[IntentRow, ...] = ()
    reached: tuple[tuple[str, str], ...] = ()

    def of(self, serial: str) -> tuple[IntentRow, ...]:
        """Those of one pump."""
        return tuple(one for one in self.commands if one.serial == serial)

    def address(self, serial: str) -> str:
        """Where that pump was reached last; empty where the records do not tell."""
        return dict(self.reached).get(serial, "")


def last_addresses(summaries: Sequence[SessionSummary]) -> tuple[tuple[str, str], ...]:
    """Serial number and address of every pump; ``summaries`` are newest first."""
    newest: dict[str, str] = {}
    for one in summaries:
        newest.setdefault(one.pump.serial, one.session.url)
    return tuple(newest.items())


class SigningForGone:
    """The Connect page's part in it: what is typed, and whether it may be signed now."""

    def __init__(self, desk: PumpDesk) -> None:
        self._desk = desk
        self._open = False
        self._serial = self._note = ""
        self._refusal_before: TaskRefused | None = None
        self._heard: TaskRefused | None = None
        self._signed: GoneSigned | None = None
        self._found = OpenElsewhere()
        self._called_at = ""

    def open(self) -> None:
        """Begin; nothing is typed beforehand."""
        self.close()
        self._open, self._refusal_before = True, self._desk.story.refusal

    def close(self) -> None:
        """Drop what was typed."""
        self._open, self._serial, self._note = False, "", ""

    def type_serial(self, text: str) -> None:
        """Which pump is gone."""
        self._serial = text

    def type_note(self, text: str) -> None:
        """Why its commands are closed although nobody knows."""
        self._note = text

    def sign(self, found: OpenElsewhere, url: str) -> None:
        """Have it called over that link, and its commands closed if it does not answer."""
        if self._open and self._offer(found, url).enabled:
            serial, self._called_at = self._serial.strip(), url
            shown = tuple(one.id for one in found.of(serial))
            self._desk.submit(SignForGone(url, serial, self._note.strip(), shown))

    def hear(self) -> bool:
        """Whether commands were closed, or that was refused, since this was asked last: what is open may have changed.

        Once they are closed the form is done with.
        """
        signed, refusal = self._desk.story.gone, self._refusal()
        if signed is not None and signed is not self._signed:
            self._signed = signed
            self.close()
            return True
        heard, self._heard = self._heard, refusal
        return refusal is not None and refusal is not heard

    def _drop_what_is_over(self, found: OpenElsewhere) -> None:
        """What was typed while no pump answered says nothing once one did, nor of commands that are closed by now.

        Why nothing was signed is left standing.
        """
        story, serial = self._desk.story, self._serial.strip()
        if story.contact is not Contact.NONE:
            self.close()
        if story.doing(SignForGone):
            return
        closed_elsewhere = self._found.of(serial) and not found.of(serial)
        self._found = found
        if closed_elsewhere or not found.commands:
            stays = self._open and self._trouble() is not None
            self.close()
            self._open = stays

    def state(self, found: OpenElsewhere, url: str) -> GoneState:
        """What can be closed, and what is wanting. Beside a pump nothing, and what was typed is dropped."""
        self._drop_what_is_over(found)
        story = self._desk.story
        if story.contact is not Contact.NONE or not (found.commands or self._open):
            return NOBODY_GONE
        if not self._open:
            return GoneState(offered=True)
        typed, busy = self._note.strip(), story.doing(SignForGone)
        return GoneState(
            offered=True,
            open=True,
            serial=self._serial_field(found),
            note=FieldState(self._note, reason_gap(self._note) if typed else ""),
            call=_calling_words(self._called_at) if busy else _call_words(url),
            closes=self._closes(found),
            busy=busy,
            sign=self._offer(found, url),
            trouble=self._trouble(),
        )

    def _serial_field(self, found: OpenElsewhere) -> FieldState:
        serial = self._serial.strip()
        if not serial:
            return FieldState(self._serial) if self._serial else EMPTY_FIELD
        if not found.of(serial):
            return FieldState(self._serial, f"No command to pump {serial} is open in these records")
        address = found.address(serial)
        return FieldState(self._serial, under=f"Reached last at {address}" if address else "")

    def _closes(self, found: OpenElsewhere) -> str:
        commands = found.of(self._serial.strip())
        named = named_commands(commands, self._desk.local_offset_us)
        return f"It stays not known what became of the {named}." if commands else ""

    def _offer(self, found: OpenElsewhere, url: str) -> Offer:
        story, serial = self._desk.story, self._serial.strip()
        if story.broken:
            return refused("Start the program again first")
        if story.doing(SignForGone):
            return refused("The pump is being called")
        if not serial:
            return refused("Type the serial number of the pump that is gone")
        if not found.of(serial):
            return refused(f"No command to pump {serial} is open in these records")
        if not self._note.strip():
            return refused(NOTE_MISSING)
        if gap := reason_gap(self._note):
            return refused(phrases.upper_first(gap))
        return _call_offer(found.address(serial), url)

    def _refusal(self) -> TaskRefused | None:
        refusal = self._desk.story.refusal
        return refusal if refusal is not None and isinstance(refusal.task, SignForGone) else None

    def _trouble(self) -> Trouble | None:
        refusal = self._refusal()
        if refusal is None or refusal is self._refusal_before:
            return None
        error = refusal.error
        return Trouble(error.what, error.why, _REMEDIES.get(type(error), error.remedy))


def _call_words(url: str) -> str:
    where = f" at {url}, the link that is chosen beside this" if url else ""
    return f"It is called once more first{where}. If it answers, nothing is signed: it can be asked."


def _calling_words(url: str) -> str:
    return f"It is being called at {url}. If it answers, nothing is signed: it can be asked."


def _call_offer(reached: str, url: str) -> Offer:
    """The simulated pump, which is chosen at the start, says nothing of a pump outside this program."""
    if not url:
        return refused("An address is missing: choose beside this where the pump is called")
    if says_nothing_of(url, reached):
        where = f", at best {reached}" if reached else ""
        return refused(
            f"Choose beside this the link on which that pump is called{where}: it is not inside this program"
        )
    return ALLOWED


def gone_notices(story: PumpStory, local_offset_us: int) -> tuple[Notice, ...]:
    """What was closed, command by command, with what calling the pump has shown."""
    if story.gone is None:
        return ()
    called = f"Pump {story.gone.serial} was not asked: {story.gone.found}."
    return tuple(
        Notice(
            NoticeKind.CAUTION,
            f"{phrases.upper_first(named_commands((one.intent,), local_offset_us))}:",
            f"closed without a known outcome: {one.outcome.signed.rstrip('.')}. {called}",
        )
        for one in story.gone.signed
        if isinstance(one.outcome, Uncertain)
    )
