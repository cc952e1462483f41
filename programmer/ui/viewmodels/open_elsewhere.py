"""Commands of earlier sittings whose outcome is not known, at pumps that are not in reach."""

from __future__ import annotations

from collections.abc import Sequence

from programmer.records.rows import IntentRow
from programmer.ui import phrases
from programmer.ui.viewmodels.story import PumpStory
from programmer.ui.widgets.notice_bar import Notice, NoticeKind
from programmer.visit.until_known import until_it_tells

_MOST_PUMPS = 3
_ASKED_FIRST = "Connecting to that pump asks it first."
_IF_GONE = "Of a pump that is gone for good a person closes it, on this page while no pump is connected."


def open_notices(commands: Sequence[IntentRow], story: PumpStory, local_offset_us: int) -> tuple[Notice, ...]:
    """A notice for each pump but the one in reach, whose own commands are told beside it; newest first.

    ``commands`` are oldest first, as the records tell them.
    """
    here = story.interrogation.identity.serial if story.has_visit and story.interrogation is not None else ""
    by_pump: dict[str, list[IntentRow]] = {}
    for one in reversed(commands):
        if one.serial != here:
            by_pump.setdefault(one.serial, []).append(one)
    told = [_notice(serial, found, local_offset_us) for serial, found in by_pump.items()]
    more = len(told) - _MOST_PUMPS
    return (*told[:_MOST_PUMPS], _more(more)) if more > 0 else tuple(told)


def _notice(serial: str, found: Sequence[IntentRow], local_offset_us: int) -> Notice:
    named = named_commands(found[::-1], local_offset_us)
    return Notice(
        NoticeKind.DANGER,
        f"Pump {serial}: it is not known what became of the {named}.",
        f"{_ASKED_FIRST} {until_it_tells(one.kind for one in found)}. {_IF_GONE}",
    )


def named_commands(found: Sequence[IntentRow], local_offset_us: int) -> str:
    """``program change of …, and of the single bolus of …``, in the order given."""
    return ", and of the ".join(_named(one, local_offset_us) for one in found)


def _named(intent: IntentRow, local_offset_us: int) -> str:
    """``single bolus of Sat 21 Nov 2026, 14:02 (20 mcg)``."""
    name = (
        f"{phrases.COMMANDS[intent.kind]} of {phrases.local_moment(intent.confirmed_utc_us, local_offset_us)}"
    )
    return f"{name} ({intent.asked})" if intent.asked else name


def _more(count: int) -> Notice:
    pumps = "Of 1 more pump" if count == 1 else f"Of {count:,} more pumps"
    return Notice(NoticeKind.DANGER, f"{pumps} a command is open:", "the visits are marked in History.")
