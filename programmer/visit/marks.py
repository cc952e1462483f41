"""What a visit leaves of its records in the pump's log, and whether the records still hold what was left there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from programmer.device.implant.messages.orders import Checkpoint
from programmer.known_error import KnownError
from programmer.records.ports import History
from programmer.records.rows import BrokenSeal, PumpEventRow, Soundness
from programmer.telemetry.wire import Malformed
from programmer.therapy.moments import moment_text
from programmer.therapy.quantities import PumpTime


def mark_token(first_seal: bytes, session_id: bytes) -> bytes:
    """The token of a session's mark.

    There is one for each session, so that it cannot be left twice; and only who has the first seal of the records
    can make it, so that they know their own marks again.
    """
    return hashlib.sha256(b"mark" + first_seal + session_id).digest()[:16]


@dataclass(frozen=True, slots=True)
class CheckedRecords:
    """What the records say of themselves, and what the pumps' logs say of them.

    ``found`` counts the marks that these records bear out, and ``since`` the seals after the newest of those: what no
    pump bears witness of yet. ``lost`` are marks that they have left and do not bear out any more, and ``elsewhere``
    counts those that others have left.
    """

    soundness: Soundness
    found: int
    since: int
    lost: tuple[PumpEventRow, ...]
    elsewhere: int

    @property
    def sound(self) -> bool:
        return self.soundness.sound and not self.lost


def check_records(history: History) -> CheckedRecords:
    """Read every row and every mark. Changes nothing; takes some 12 s for a million rows."""
    own = _own_marks(history)
    lost = tuple(row for row, since in own if since is None)
    soundness = history.soundness()
    since = min((since for _, since in own if since is not None), default=soundness.seals)
    elsewhere = sum(_mark(row) is not None for row in history.marks()) - len(own)
    return CheckedRecords(soundness, len(own) - len(lost), since, lost, elsewhere)


def _own_marks(history: History) -> list[tuple[PumpEventRow, int | None]]:
    """The marks that these records left, and how many seals came since; None where they do not hold that seal."""
    first = history.first_seal()
    marks = [(row, mark) for row in history.marks() if (mark := _mark(row)) is not None]
    own = [(row, mark) for row, mark in marks if mark.token == mark_token(first, mark.visit)]
    return [(row, history.seals_since(mark.sha256)) for row, mark in own]


def _mark(row: PumpEventRow) -> Checkpoint | None:
    try:
        return Checkpoint.decode(row.event.detail)
    except Malformed:
        return None


def lost_marks(history: History) -> tuple[PumpEventRow, ...]:
    """The marks alone, oldest first; the rows are not read."""
    return tuple(row for row, since in _own_marks(history) if since is None)


def mark_text(lost: PumpEventRow) -> str:
    """What a lost mark says, without the full stop."""
    at = moment_text(lost.event.pump_time)
    return f"What a pump noted of these records at {at} by its clock is not in them: they were cut back, or changed"


def findings(checked: CheckedRecords) -> Iterator[str]:
    """What is wrong, a sentence each without its full stop; nothing where all is sound."""
    yield from map(_broken_text, checked.soundness.broken)
    for table, number in checked.soundness.unsealed:
        yield f"{_counted(number, 'row')} of {table.replace('_', ' ')} came into the file past this program"
    yield from map(mark_text, checked.lost)


def not_sound(checked: CheckedRecords, records: str = "The records") -> KnownError | None:
    """What to tell a person about records that are not what was written; None where all is sound."""
    found = list(findings(checked))
    if not found:
        return None
    more = f", and {len(found) - 1:,} more" if len(found) > 1 else ""
    return KnownError(
        f"{records} are not what this program wrote",
        f"{found[0]}{more}",
        "Keep a copy of the file as it is, and find out who changed, cut or restored it before anything in it is "
        "taken for evidence. What new programs and boluses are checked against may be missing in it",
    )


def sound_text(checked: CheckedRecords) -> str:
    """What was looked at and found to be as it was written."""
    told = f"{_counted(checked.soundness.rows, 'row')} in {_counted(checked.soundness.seals, 'sealed step')}"
    return f"{told}, each as it was written; {_borne_out(checked)}"


def _borne_out(checked: CheckedRecords) -> str:
    """How far what lies outside of the file bears it out: behind that, rows could be missing and nobody know."""
    if not checked.found:
        return "no pump bears them out yet"
    marks = f"{_counted(checked.found, 'mark')} in the logs of pumps bear{'s' * (checked.found == 1)}"
    if not checked.since:
        return f"{marks} them out"
    return f"{marks} out all but the last {'step' if checked.since == 1 else _counted(checked.since, 'step')}"


def elsewhere_text(checked: CheckedRecords) -> str:
    """What cannot be judged; empty where there is nothing of the kind."""
    if not checked.elsewhere:
        return ""
    return f"{_counted(checked.elsewhere, 'mark')} in the logs of pumps: left by other records, so not judged here"


def _broken_text(seal: BrokenSeal) -> str:
    at = moment_text(PumpTime(seal.recorded_utc_us), seconds=True)
    return f"What was written on {at} UTC is not as it was ({seal.covers})"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
