"""Getting to know a pump: what stands in the way of a session with it, and the code that is typed off it."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.telemetry.link_troubles import NoCodeShown, NotPaired, PairingFailed, WrongCode
from programmer.telemetry.pairing_code import LETTERS, MistypedCode, PairingCode
from programmer.ui.viewmodels.common_states import ALLOWED, FieldState, Offer, Trouble, refused
from programmer.ui.viewmodels.connect_state import PairingState
from programmer.ui.viewmodels.program_ending import trouble_of
from programmer.ui.viewmodels.story import PumpStory
from programmer.ui.widgets.notice_bar import Notice, NoticeKind
from programmer.visit.notices import TaskRefused
from programmer.visit.tasks import Connect

_SHOW = (
    "Have the pump show its pairing code: six groups of five letters and digits. A simulated pump that was started "
    "as a process of its own prints it with its address, as pairing_code."
)
STEPS = (
    "Stay beside the pump. Pairing is done in person, and once: afterwards each knows the other again.",
    _SHOW,
    "Type the code below. It is good once, for ten minutes and for three attempts.",
)
MOST_ATTEMPTS = 3
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def asks_for_code(refusal: TaskRefused | None) -> bool:
    """Whether connecting came to nothing for want of a pairing, or while one was being made."""
    if refusal is None or not isinstance(refusal.task, Connect):
        return False
    return bool(refusal.task.pairing_code) or isinstance(refusal.error, NotPaired | PairingFailed)


@dataclass(slots=True)
class Attempts:
    """How many attempts at the code of one pump this page has seen fail; a code is good for three."""

    wrong: int = 0
    _url: str = ""
    _heard: TaskRefused | None = None

    def hear(self, refusal: TaskRefused | None) -> None:
        """Count a refusal once. After the third, and after no code was shown, the next one is at another code."""
        if refusal is None or refusal is self._heard or not isinstance(refusal.task, Connect):
            return
        self._heard = refusal
        if refusal.task.url != self._url or isinstance(refusal.error, NoCodeShown):
            self._url, self.wrong = refusal.task.url, 0
        if isinstance(refusal.error, WrongCode):
            self.wrong = self.wrong % MOST_ATTEMPTS + 1

    def over(self) -> None:
        """The pump is paired: the next code is another."""
        self.wrong = 0


def pairing_state(refusal: TaskRefused, typed: str, wrong: int = 0) -> PairingState:
    """What is missing at the pump that refused, and how far the code is typed. ``wrong``: attempts that failed."""
    error = refusal.error
    field, offer = _read(typed)
    if isinstance(error, NotPaired):
        return PairingState(error.what, error.why, STEPS, field, offer)
    url = refusal.task.url if isinstance(refusal.task, Connect) else ""
    missing = f"The pump at {url} is not paired with this workstation"
    trouble = _wrong_code(wrong) if isinstance(error, WrongCode) else trouble_of(error)
    return PairingState(missing, "Without a pairing nothing is asked of it", STEPS, field, offer, trouble)


def _wrong_code(wrong: int) -> Trouble:
    what = f"The pump did not take this code: attempt {wrong} of {MOST_ATTEMPTS}"
    left = MOST_ATTEMPTS - wrong
    if not left:
        return Trouble(
            what,
            "It is not the one that the pump shows, which is used up now",
            "Have the pump show a new code, and type that",
        )
    attempts = "1 more attempt" if left == 1 else f"{left} more attempts"
    return Trouble(
        what,
        "It is not the one that the pump shows",
        f"Read it off the pump again: it is good for {attempts}",
    )


def _read(typed: str) -> tuple[FieldState, Offer]:
    """A slip of the pen is told here, before anything is sent: a wrong code would use up an attempt."""
    letters = [one for one in typed.upper() if not (one.isspace() or one in _DASHES)]
    if len(letters) < LETTERS and _ALPHABET.issuperset(letters):
        under = f"{len(letters)} of {LETTERS} letters and digits; capitals, spaces and dashes do not matter"
        return FieldState(typed, under=under), refused("The pairing code is not complete")
    try:
        PairingCode.read(typed)
    except MistypedCode as slip:
        why = f"{str(slip).rstrip('.')}; nothing was sent"
        return FieldState(typed, reason=why), refused("Read the code off the pump again")
    return FieldState(typed, under="All 30 letters and digits, and their check fits"), ALLOWED


def paired_notice(story: PumpStory) -> Notice:
    """The pump in reach has proved that it knows this workstation."""
    serial = "" if story.interrogation is None else f" {story.interrogation.identity.serial}"
    return Notice(
        NoticeKind.INFO,
        f"Paired with pump{serial}.",
        "This workstation remembers it: the next time no code is needed.",
    )
