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
from programmer.visit.gone_pump import NothingOpen, PumpAnswers
from programmer.visit.notices import GoneSigned, TaskRefused
from programmer.visit.proposal import reason_gap
from programmer.visit.tasks import SignForGone

_INSIDE = "simulated:"
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
        self._told: GoneSigned | None = None

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
            self._desk.submit(SignForGone(url, self._serial.strip(), self._note.strip()))

    def hear(self) -> bool:
        """Whether commands were closed since this was asked last; the form is done with then."""
        told = self._desk.story.gone
        if told is None or told is self._told:
            return False
        self._told = told
        self.close()
        return True

    def state(self, found: OpenElsewhere, url: str) -> GoneState:
        """What can be closed, and what is wanting."""
        story = self._desk.story
        if not found.commands or story.contact is not Contact.NONE:
            return NOBODY_GONE
        if not self._open:
            return GoneState(offered=True)
        typed = self._note.strip()
        return GoneState(
            offered=True,
            open=True,
            serial=self._serial_field(found),
            note=FieldState(self._note, reason_gap(self._note) if typed else ""),
            call=_call_words(url),
            closes=self._closes(found),
            busy=story.doing(SignForGone),
            sign=self._offer(found, url),
            trouble=self._trouble(story),
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

    def _trouble(self, story: PumpStory) -> Trouble | None:
        refusal = story.refusal
        if refusal is None or refusal is self._refusal_before or not isinstance(refusal.task, SignForGone):
            return None
        error = refusal.error
        return Trouble(error.what, error.why, _REMEDIES.get(type(error), error.remedy))


def _call_words(url: str) -> str:
    where = f" at {url}, the link that is chosen beside this" if url else ""
    return f"It is called once more first{where}. If it answers, nothing is signed: it can be asked."


def _call_offer(reached: str, url: str) -> Offer:
    """The simulated pump, which is chosen at the start, says nothing of a pump outside this program."""
    if not url:
        return refused("An address is missing: choose beside this where the pump is called")
    if url.startswith(_INSIDE) and not reached.startswith(_INSIDE):
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
