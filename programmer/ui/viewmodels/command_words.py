"""Commands by name, with their doses where this window knows them."""

from __future__ import annotations

from collections.abc import Iterator

from programmer.records.rows import IntentKind, IntentRow
from programmer.therapy.boluses import BridgeBolus, PatientBolus, PrimingBolus, SingleBolus
from programmer.therapy.notation import mass_text, volume_text
from programmer.therapy.programs import PumpProgram, dose_per_day
from programmer.ui import phrases
from programmer.ui.viewmodels.story import CommandStory, PumpStory
from programmer.visit.program_rows import mode_in_full


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
    return change_text(commit.before, commit.after)


def change_text(before: PumpProgram, after: PumpProgram) -> str:
    """``90 → 402 mcg per day``, and whatever else is another thing than before: fill, mode, boluses, opening."""
    doses = phrases.dose_change_text(dose_per_day(before.mode), dose_per_day(after.mode))
    return doses if before == after else ", ".join([doses, *_other_changes(before, after)])


def _other_changes(before: PumpProgram, after: PumpProgram) -> Iterator[str]:
    if before.drugs != after.drugs:
        yield "another filling"
    if type(before.mode) is not type(after.mode):
        yield mode_in_full(after.mode)
    if before.patient_bolus != after.patient_bolus:
        yield _patient_words(before.patient_bolus, after.patient_bolus)
    match after.opening:
        case BridgeBolus(_, _, path):
            yield f"bridge of {volume_text(path)} first"
        case PrimingBolus(_, volume):
            yield f"priming bolus of {volume_text(volume)} first"
        case SingleBolus(dose):
            yield f"single bolus of {mass_text(dose.value)}"
        case None:
            return


def _patient_words(before: PatientBolus | None, after: PatientBolus | None) -> str:
    if after is None:
        return "no patient bolus any more"
    amount = mass_text(after.dose.value)
    return f"patient bolus of {amount}" if before is None else f"patient bolus changed, {amount}"
