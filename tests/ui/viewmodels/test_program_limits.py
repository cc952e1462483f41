"""Limits of the drug library on the Program page: what is passed, for which reason, and what is never passed."""

from dataclasses import replace

import pytest

from programmer.therapy.boluses import PatientBolus
from programmer.therapy.drug_library import AgeGroup, Condition, Indication
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import (
    Continuous,
    PumpProgram,
)
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Seconds,
)
from programmer.ui.viewmodels.drug_limits import limit_words, limits_not_known
from programmer.ui.viewmodels.program_state import (
    EditState,
    ProgramStep,
)
from programmer.visit.notices import TaskRefused
from programmer.visit.proposal import ReasonMissing
from programmer.visit.tasks import StageProgram
from tests.support.library import shipped_library
from tests.ui.pump_bench import Bench

WHY = "spasms at night, watched on the ward"
SPINAL_ADULT = Indication(Condition.SPINAL_SPASTICITY, AgeGroup.ADULT)
BACLOFEN = DrugFill("baclofen", NanogramsPerMillilitre(500_000))
CLONIDINE = DrugFill("clonidine", NanogramsPerMillilitre(100_000))
ON_DEMAND = PatientBolus(Nanograms(5_000), Seconds(300), Seconds(3 * 3600), 4)


def edit_of(bench: Bench) -> EditState:
    return bench.workstation.program.state.edit


def passed(bench: Bench) -> list[str]:
    return [words.replace("\u00a0", " ") for words in edit_of(bench).limits.soft]


def go_on_with(bench: Bench, reason: str) -> None:
    bench.workstation.program.type_reason(reason)
    bench.workstation.program.stage()
    bench.run_until(lambda: bench.workstation.program.state.step is ProgramStep.COMPARE)


# ---- a reason ---------------------------------------------------------------------------------------------------


@pytest.mark.requirement("GIP-1.5")
@pytest.mark.parametrize("mcg", ["110", "5000"], ids=["soft", "hard"])
def test_where_the_indication_is_not_known_it_is_said_below_the_last_limit_whose_they_are(
    mcg: str, bench: Bench
) -> None:
    bench.connect()
    bench.edit_dose(mcg)
    limits = edit_of(bench).limits
    meant, others = (limits.hard, limits.soft) if limits.hard else (limits.soft, limits.hard)
    lines = meant[-1].replace("\u00a0", " ").splitlines()
    assert not any("\n" in one for one in (*meant[:-1], *others))
    told = lines[1]
    assert told.startswith("The patient's indication is not known, so the strictest limits hold: baclofen: ")
    assert " holds for child, spinal spasticity, or " in told
    assert "[V: " in told or "[D: " in told
    assert "are entered with a patient, and corrected, on the Connect page while no pump is connected" in told
    assert "\n" not in bench.workstation.program.state.edit.fields["dose"].reason


def test_a_small_step_passes_nothing(bench: Bench) -> None:
    bench.connect()
    bench.edit_dose("100")
    assert not edit_of(bench).limits.soft
    assert bench.workstation.program.state.next.enabled


def test_a_second_small_step_on_the_same_day_is_held_against_the_dose_before_the_first(bench: Bench) -> None:
    bench.connect()
    bench.stage("103")
    bench.workstation.program.confirm()
    bench.run(2)
    bench.workstation.program.finish()
    bench.edit_dose("118")
    (step_up,) = passed(bench)
    assert step_up.startswith(
        "baclofen: a large step up: from 90 mcg per day (before the changes of the last 24 hours) to 118 mcg"
    )
    assert not bench.workstation.program.state.next.enabled
    bench.edit_dose("90")
    assert not passed(bench)


@pytest.mark.requirement("GIP-8.10", "GPCA-EC02", "OPCA-R6.5.0-9")
@pytest.mark.parametrize("reason", ["", "   "])
def test_a_soft_limit_is_not_passed_without_a_reason(bench: Bench, reason: str) -> None:
    bench.connect()
    bench.edit_dose("120")
    page = bench.workstation.program
    page.type_reason(reason)
    (step_up,) = passed(bench)
    assert step_up.startswith("baclofen: a large step up: from 90 mcg per day to 120 mcg per day")
    assert not page.state.next.enabled
    assert "reason" in page.state.next.why_not
    page.stage()
    assert not bench.tasks(StageProgram)


@pytest.mark.requirement("GPCA-EC02", "OPCA-R6.5.0-9")
def test_a_reason_goes_with_the_program_and_is_shown_again_before_it_is_confirmed(bench: Bench) -> None:
    bench.connect()
    bench.edit_dose("120")
    go_on_with(bench, f" {WHY} ")
    (task,) = bench.tasks(StageProgram)
    assert isinstance(task, StageProgram)
    assert task.reason == WHY
    shown = bench.workstation.program.state.compare
    assert shown is not None
    assert shown.reason == WHY
    assert shown.passed[0].startswith("baclofen: a large step up")
    bench.workstation.program.confirm()
    bench.run(2)
    assert bench.site.pump.status().dose_rate == NanogramsPerDay(120_000)


def test_the_reason_is_still_there_after_going_back(bench: Bench) -> None:
    bench.connect()
    bench.edit_dose("120")
    go_on_with(bench, WHY)
    bench.workstation.program.back()
    bench.run(1.5)
    assert edit_of(bench).limits.reason.text == WHY


def test_a_reason_holds_for_the_limits_it_was_written_for_and_for_no_others(bench: Bench) -> None:
    bench.connect()
    bench.edit_dose("120")
    bench.workstation.program.type_reason(WHY)
    bench.edit_dose("121")
    assert edit_of(bench).limits.reason.text == WHY
    bench.edit_dose("60")
    assert not edit_of(bench).limits.reason.text
    assert not bench.workstation.program.state.next.enabled


def test_what_the_pump_runs_already_asks_for_no_reason(bench: Bench) -> None:
    bench.connect()
    assert not edit_of(bench).limits.soft
    assert bench.workstation.program.state.next.why_not == "The same as in the pump"


def test_a_limit_that_only_the_visit_saw_is_asked_for_here_too(bench: Bench) -> None:
    bench.connect()
    bench.edit_dose("120")
    go_on_with(bench, WHY)
    (task,) = bench.tasks(StageProgram)
    assert isinstance(task, StageProgram)
    violations = bench.workstation.desk.story.staged.proposal.passed  # type: ignore[union-attr]
    bench.workstation.program.back()
    bench.run(1.5)
    bench.edit_dose("100")
    program = replace(task.program, mode=Continuous(NanogramsPerDay(100_000)))
    missing = ReasonMissing("This program passes a limit that needs a reason", "why", "remedy", violations)
    bench.workstation.take_notice(TaskRefused(StageProgram(program), missing))
    state = bench.workstation.program.state
    assert passed(bench)
    assert not state.next.enabled
    assert state.trouble is None
    bench.workstation.program.type_reason(WHY)
    assert bench.workstation.program.state.next.enabled


def test_the_limits_are_those_of_the_owner_of_the_pump(bench: Bench) -> None:
    """20 % more is a large step where the indication is not known, and none for an adult's spinal spasticity."""
    bench.connect()
    bench.edit_dose("108")
    assert passed(bench)
    story = bench.workstation.desk.story
    assert story.standing is not None
    owner = replace(bench.add_patient(), indication=SPINAL_ADULT)
    bench.workstation.desk._story = replace(story, standing=replace(story.standing, owner=owner))
    bench.workstation.tick()
    assert not passed(bench)


# ---- where a dose lies ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mcg", "place"),
    [
        (40, "below the usual range"),
        (800, "within the usual range"),
        (900, "above the usual range, within the limits"),
        (1001, "above the soft limit"),
        (2001, "above the hard limit"),
    ],
)
def test_the_place_of_a_dose_among_the_limits_is_said_in_words(mcg: int, place: str) -> None:
    program = PumpProgram(BACLOFEN, Continuous(NanogramsPerDay(mcg * 1000)))
    (words,) = limit_words(shipped_library(), program, SPINAL_ADULT, ("baclofen",))
    plain = words.replace("\u00a0", " ")
    assert f"mcg in 24 h: {place}; usual 50 mcg per day to 800 mcg per day" in plain
    assert plain.endswith("above 1,000 mcg per day only with a reason; never above 2,000 mcg per day.")


def test_what_is_said_of_a_dose_counts_every_bolus_that_the_patient_may_ask_for() -> None:
    program = PumpProgram(BACLOFEN, Continuous(NanogramsPerDay(90_000)), patient_bolus=ON_DEMAND)
    (words,) = limit_words(shipped_library(), program, SPINAL_ADULT, ("baclofen",))
    assert words.replace("\u00a0", " ").startswith("baclofen: 110 mcg in 24 h")


def test_a_field_that_cannot_be_read_leaves_the_limits_and_takes_the_place(bench: Bench) -> None:
    bench.connect()
    bench.edit_dose("1,5")
    (words,) = edit_of(bench).limits.words
    assert words.startswith("baclofen: usual ")


def test_a_drug_without_an_entry_is_said_to_have_none() -> None:
    words = limits_not_known(shipped_library(), SPINAL_ADULT, ("saltwater",))
    assert words == "saltwater: this drug is not in the drug library"


@pytest.mark.requirement("GIP-5.6", "GIP-8.6")
def test_the_library_in_force_and_the_badge_stand_on_both_pages(bench: Bench) -> None:
    bench.connect()
    lines = (f"Drug library: {shipped_library().identity.line}",)
    assert edit_of(bench).library == lines
    bench.stage("102")
    shown = bench.workstation.program.state.compare
    assert shown is not None
    assert shown.library == lines
    assert shown.filling.replace("\u00a0", " ") == "baclofen 500 mcg/mL  ·  labelled"


def test_more_says_how_long_to_watch_and_what_too_much_does(bench: Bench) -> None:
    bench.connect()
    bench.edit_dose("102")
    words = [line.replace("\u00a0", " ") for line in edit_of(bench).consider]
    assert words[0] == "Watch for at least 8 h 0 min after more baclofen"
    assert words[1].startswith("Too much brings drowsiness")


def test_withdrawal_is_told_once(bench: Bench) -> None:
    bench.connect()
    bench.edit_dose("80")
    assert sum("untreated it can kill" in words for words in edit_of(bench).consider) == 1
    bench.edit_dose("60")
    assert sum("untreated it can kill" in words for words in passed(bench)) == 1
    assert not any("untreated it can kill" in words for words in edit_of(bench).consider)
