"""A program or bolus that this program's own checks refuse: told whole, for people and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from programmer.cli.output import breaking, say_json
from programmer.cli.violation_words import Checked, violations_words
from programmer.cli.words import Words, indication_words
from programmer.known_error import RefusedError
from programmer.therapy.limits import Violation
from programmer.therapy.notation import plain_words
from programmer.visit.proposal import ProposalRefused

ENTER_INDICATION = (
    "Where the indication is known, enter it: programmer patients --change WHO --condition … --age …, or --add NAME "
    "for a new patient; a pump that is nobody's yet gets its patient with programmer assign SERIAL WHO"
)


@contextmanager
def refusals_told(checked: Callable[[], Checked], *, as_json: bool) -> Iterator[None]:
    """Tell a refusal of what is proposed inside this block by every limit that it is for, and pass it on.

    ``checked`` is asked for only then. With ``as_json`` standard output gets one JSON value first.
    """
    try:
        yield
    except ProposalRefused as refusal:
        what = checked()
        if as_json:
            say_json(refused_words(refusal, what))
        raise refusal_told(refusal, what) from refusal


def refused_words(refusal: ProposalRefused, checked: Checked) -> Words:
    """What was refused before anything was sent: why, for whom as far as is known, and each limit for itself."""
    return {
        "outcome": "not sent",
        "refused": refusal_words(refusal),
        **checked_words(checked, checked.violations() if refusal.violations else ()),
    }


def checked_words(checked: Checked, violations: tuple[Violation, ...]) -> Words:
    """For whom it was checked, as far as is known; each limit for itself; and where the indication is not known, whose
    limits hold and what to do about that, else null."""
    note = checked.note(violations)
    strictest = {"why": plain_words(note), "remedy": ENTER_INDICATION} if note else None
    return {
        "indication": indication_words(checked.indication),
        "violations": violations_words(checked, violations),
        "strictest": strictest,
    }


def refusal_words(refusal: RefusedError) -> Words:
    """What was refused, why, and what to do."""
    return {"what": refusal.what, "why": plain_words(refusal.why), "remedy": refusal.remedy}


def refusal_told(refusal: ProposalRefused, checked: Checked) -> ProposalRefused:
    """The same, and where the indication is not known, whose limits hold and what to do about that."""
    why, remedy = refusal.why, refusal.remedy
    note = checked.note(refusal.violations)
    if note:
        why, remedy = f"{why}. {note}", f"{remedy}. {ENTER_INDICATION}"
    return type(refusal)(refusal.what, breaking(why), remedy, refusal.violations)
