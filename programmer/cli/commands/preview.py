"""The command ``preview``: what a program will do, and what will happen without it, before anything is sent."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from programmer.cli.foretold_words import ahead_words, refill_words
from programmer.cli.output import breaking, say, say_json
from programmer.cli.program_file import read_program_file
from programmer.cli.refusals import ENTER_INDICATION, checked_words, refusal_told, refusal_words
from programmer.cli.violation_words import Checked
from programmer.cli.visiting import application, patient_id, visiting
from programmer.cli.words import Words
from programmer.delivery.preview import Ahead
from programmer.known_error import ExitCode, RefusedError, UsageError
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.moments import clock_text, local_word, moment_text
from programmer.therapy.notation import NotAQuantity, plain_words, read_count
from programmer.therapy.programs import PumpProgram
from programmer.therapy.quantities import PumpTime
from programmer.visit.comparison import RefillDay, refill_days
from programmer.visit.foretold import (
    Shown,
    Stretch,
    level_text,
    levels_by_day,
    rates_text,
    stretches,
    swept_at,
    taken_for_granted,
    to_notice,
)
from programmer.visit.proposal import ProposalRefused, ReasonMissing
from programmer.visit.twin import Twin, twin
from programmer.visit.visit import Visit

MOST_HOURS = 720
_MOST_LINES = 60


def run(options: argparse.Namespace) -> int:
    """Print both courses; a program that would be refused is shown as well, and then refused."""
    hours = _hours(options.hours)
    wanted = read_program_file(Path(options.file))
    with (
        application(options) as app,
        visiting(app, options.url, patient_id(app, options.patient)) as visit,
    ):
        found = visit.interrogation
        refusal = _refusal(visit, wanted)
        seen = _Seen(
            twin(found, wanted, hours),
            Checked(wanted, found, app.drugs(), visit.indication),
            refill_days(found, wanted, app.drugs()),
            refusal,
        )
    if options.json:
        say_json(_words(seen))
    else:
        say(breaking("\n".join([*_cannot_be_sent(seen), *_page(seen)])))
    if refusal is not None and not isinstance(refusal, ReasonMissing):
        raise _told(refusal, seen.checked)
    if refusal is not None and not options.json:
        told = _told(refusal, seen.checked)
        say(breaking(f"! {told.what}: {told.why}."))
        note = seen.checked.note(refusal.violations)
        say(f"  {ENTER_INDICATION}.") if note else None
    return int(ExitCode.DONE)


@dataclass(frozen=True, slots=True)
class _Seen:
    """Both courses, what they were run from, by when each asks for a refill, and why it would not be sent."""

    both: Twin
    checked: Checked
    refills: tuple[RefillDay, RefillDay]
    refusal: RefusedError | None

    @property
    def shown(self) -> DrugWords:
        """How drugs and their doses are written."""
        return DrugWords(self.checked.drugs)


def _hours(text: str) -> int:
    try:
        hours = read_count(text)
    except NotAQuantity as trouble:
        hours, why = 0, str(trouble)
    else:
        why = "Nothing can be seen of them" if not hours else f"They are more than {MOST_HOURS}"
    if 0 < hours <= MOST_HOURS:
        return hours
    raise UsageError(
        "The hours to look ahead cannot be taken",
        why[:1].upper() + why[1:],
        f"Give --hours a whole number from 1 to {MOST_HOURS}",
    )


def _refusal(visit: Visit, wanted: PumpProgram) -> RefusedError | None:
    """Why this program would not be sent; None if it would."""
    try:
        visit.propose(wanted)
    except RefusedError as refusal:
        return refusal
    return None


def _told(refusal: RefusedError, checked: Checked) -> RefusedError:
    """For people: with drugs as they must be written, and whose limits hold."""
    return refusal_told(refusal, checked) if isinstance(refusal, ProposalRefused) else refusal


def _cannot_be_sent(seen: _Seen) -> list[str]:
    """Before what would come of it: that it cannot come."""
    if seen.refusal is None or isinstance(seen.refusal, ReasonMissing):
        return []
    told = _told(seen.refusal, seen.checked)
    return [f"! {told.what}: {told.why}.", ""]


# ---- for people -------------------------------------------------------------------------------------------------


def _page(seen: _Seen) -> Iterator[str]:
    both, found, shown = seen.both, seen.checked.found, seen.shown
    first, last = both.present.knots[0].at, both.present.until
    yield f"From {moment_text(first)} to {moment_text(last)} by the pump's clock. Nothing is sent to the pump."
    for title, ahead in (("In the pump now", both.present), ("Proposed", both.proposed)):
        yield ""
        yield title
        yield from _given(ahead, shown)
        yield from (f"! {sentence}" for sentence in to_notice(ahead, found, shown))
    yield ""
    yield from _levels(seen)
    yield from (f"  {sentence}" for sentence in taken_for_granted(found, seen.checked.program, shown))


def _given(ahead: Ahead, shown: Shown) -> Iterator[str]:
    found = stretches(ahead)
    rows = [_row(one, shown) for one in found[:_MOST_LINES]]
    rows.insert(0, ("from", "to", "leaves the pump", "arrives at the tip"))
    yield from _aligned(rows)
    if len(found) > _MOST_LINES:
        yield f"  and {len(found) - _MOST_LINES:,} more stretches, which --json tells"
    swept = swept_at(ahead)
    if swept is not None:
        yield f"  The path is swept at {moment_text(swept)}: from then on what leaves the pump arrives."


def _row(one: Stretch, shown: Shown) -> tuple[str, str, str, str]:
    return (
        _short(one.since),
        _short(one.until),
        rates_text(one.at_pump, shown) if one.flow else "nothing",
        rates_text(one.at_tip, shown),
    )


def _short(time: PumpTime) -> str:
    return f"{moment_text(time)[:3]} {clock_text(time, seconds=True)}"


def _levels(seen: _Seen) -> Iterator[str]:
    both = seen.both
    rows = [("", "in the pump now", "proposed")]
    for (hours, before), (_, after) in zip(
        levels_by_day(both.present), levels_by_day(both.proposed), strict=True
    ):
        rows.append((f"Reservoir after {hours} h", level_text(before), level_text(after)))
    without = " without boluses" if _patient_may_ask(seen.checked) else ""
    rows.append((f"Low reservoir{without}", _low(both.present), _low(both.proposed)))
    now, then = seen.refills
    rows.append(("Refill by", now.text, then.text))
    yield from _aligned(rows)
    for title, day in (("in the pump now", now), ("proposed", then)):
        yield f"  Refill {title}, every allowed bolus taken, set by: {day.why}."


def _patient_may_ask(checked: Checked) -> bool:
    return any(one.patient_bolus is not None for one in (checked.found.program, checked.program))


def _low(ahead: Ahead) -> str:
    if ahead.low is None:
        return "never at this program"
    return "low now" if ahead.low == ahead.knots[0].at else moment_text(ahead.low)


def _aligned(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        yield f"  {'  '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))}".rstrip()


# ---- as JSON ----------------------------------------------------------------------------------------------------


def _words(seen: _Seen) -> Words:
    both, found, refusal = seen.both, seen.checked.found, seen.refusal
    passed = seen.checked.violations() if isinstance(refusal, ProposalRefused) and refusal.violations else ()
    reason = isinstance(refusal, ReasonMissing)
    return {
        "from": local_word(both.present.knots[0].at),
        "to": local_word(both.present.until),
        "delivery": found.status.delivery.value,
        "present": {**ahead_words(both.present, seen.shown), "refill_by": refill_words(seen.refills[0])},
        "proposed": {**ahead_words(both.proposed, seen.shown), "refill_by": refill_words(seen.refills[1])},
        "taken_for_granted": [
            plain_words(one) for one in taken_for_granted(found, seen.checked.program, seen.shown)
        ],
        "refused": None if refusal is None or reason else refusal_words(refusal),
        "needs_a_reason": refusal_words(refusal) if refusal is not None and reason else None,
        **checked_words(seen.checked, passed),
    }
