"""Commands by name, with their doses where this window knows them."""

from __future__ import annotations

from collections.abc import Iterator

from programmer.records.rows import IntentKind, IntentRow
from programmer.therapy.boluses import BridgeBolus, PatientBolus, PrimingBolus, SingleBolus
from programmer.therapy.drug_library.drug_words import AS_NAMED, DrugWords
from programmer.therapy.notation import volume_text
from programmer.therapy.programs import PumpProgram, dose_per_day
from programmer.ui import phrases
from programmer.ui.viewmodels.story import CommandStory, PumpStory
from programmer.visit.program_rows import mode_in_full


def named(story: PumpStory, intent: IntentRow, local_offset_us: int, shown: DrugWords = AS_NAMED) -> str:
    """``Program change of 03:10 (90 → 402 mcg per day)``; without doses for a command of another sitting."""
    commit = story.commit
    is_ours = (
        commit is not None
        and intent.kind is IntentKind.COMMIT_PROGRAM
        and intent.program_after == commit.program_after
    )
    doses = doses_of(commit, shown) if commit is not None and is_ours else ""
    return phrases.command_name(intent, local_offset_us, doses, now_utc_us=story.read_utc_us)


def doses_of(commit: CommandStory, shown: DrugWords) -> str:
    """``90 → 402 mcg per day``; empty where the programs are not known."""
    if commit.before is None or commit.after is None:
        return ""
    return change_text(commit.before, commit.after, shown)


def change_text(before: PumpProgram, after: PumpProgram, shown: DrugWords = AS_NAMED) -> str:
    """``90 → 402 mcg per day``, and whatever else is another thing than before: fill, mode, boluses, opening."""
    doses = doses_text(before, after, shown)
    return doses if before == after else ", ".join([doses, *_other_changes(before, after, shown)])


def doses_text(before: PumpProgram, after: PumpProgram, shown: DrugWords) -> str:
    """``90 → 402 mcg per day``, each in the unit of its drug; one dose where it stayed."""
    words = [shown.rate(program.drug.name, dose_per_day(program.mode)) for program in (before, after)]
    return phrases.dose_change_text(*words)


def _other_changes(before: PumpProgram, after: PumpProgram, shown: DrugWords) -> Iterator[str]:
    if before.drugs != after.drugs:
        yield "another filling"
    if type(before.mode) is not type(after.mode):
        yield mode_in_full(after.mode)
    if before.patient_bolus != after.patient_bolus:
        yield _patient_words(before.patient_bolus, after, shown)
    match after.opening:
        case BridgeBolus(_, _, path):
            yield f"bridge of {volume_text(path)} first"
        case PrimingBolus(_, volume):
            yield f"priming bolus of {volume_text(volume)} first"
        case SingleBolus(dose):
            yield f"single bolus of {shown.mass(after.drug.name, dose.value)}"
        case None:
            return


def _patient_words(before: PatientBolus | None, program: PumpProgram, shown: DrugWords) -> str:
    after = program.patient_bolus
    if after is None:
        return "no patient bolus any more"
    amount = shown.mass(program.drug.name, after.dose.value)
    return f"patient bolus of {amount}" if before is None else f"patient bolus changed, {amount}"
