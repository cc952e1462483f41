"""Getting to know a pump: what stands in the way of a session with it, and the code that is typed off it."""

from __future__ import annotations

from programmer.telemetry.link_troubles import NotPaired, PairingFailed
from programmer.telemetry.pairing_code import LETTERS, MistypedCode, PairingCode
from programmer.ui.viewmodels.common_states import ALLOWED, FieldState, Offer, refused
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
_DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def asks_for_code(refusal: TaskRefused | None) -> bool:
    """Whether connecting came to nothing for want of a pairing, or while one was being made."""
    if refusal is None or not isinstance(refusal.task, Connect):
        return False
    return bool(refusal.task.pairing_code) or isinstance(refusal.error, NotPaired | PairingFailed)


def pairing_state(refusal: TaskRefused, typed: str) -> PairingState:
    """What is missing at the pump that refused, and how far the code is typed."""
    error = refusal.error
    field, offer = _read(typed)
    if isinstance(error, NotPaired):
        return PairingState(error.what, error.why, STEPS, field, offer)
    url = refusal.task.url if isinstance(refusal.task, Connect) else ""
    missing = f"The pump at {url} is not paired with this workstation"
    return PairingState(
        missing, "Without a pairing nothing is asked of it", STEPS, field, offer, trouble_of(error)
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
