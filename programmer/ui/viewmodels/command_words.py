"""Commands by name, with their doses where this window knows them."""

from __future__ import annotations

from programmer.records.rows import IntentKind, IntentRow
from programmer.therapy.programs import dose_per_day
from programmer.ui import phrases
from programmer.ui.viewmodels.story import CommandStory, PumpStory


def named(story: PumpStory, intent: IntentRow, local_offset_us: int) -> str:
    """``Program change of 03:10 (90 → 402 mcg per day)``; without doses for a command of another sitting."""
    commit = story.commit
    is_ours = (
        commit is not None
        and intent.kind is IntentKind.COMMIT_PROGRAM
        and intent.program_after == commit.program_after
    )
    doses = doses_of(commit) if commit is not None and is_ours else ""
    return phrases.command_name(intent, local_offset_us, doses)


def doses_of(commit: CommandStory) -> str:
    """``90 → 402 mcg per day``; empty where the programs are not known."""
    if commit.before is None or commit.after is None:
        return ""
    return phrases.dose_change_text(dose_per_day(commit.before.mode), dose_per_day(commit.after.mode))
