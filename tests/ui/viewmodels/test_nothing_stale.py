"""What a page keeps of the notice before never stands for what is so now: it shows what one opened anew shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from programmer.records.rows import PatientRow
from programmer.therapy.drug_library import AgeGroup, Condition, DrugLibrary, Indication, NoLibrary
from programmer.therapy.programs import Continuous, PumpProgram
from programmer.therapy.pump import BolusKind, Delivery, PumpStatus
from programmer.therapy.quantities import MICROSECONDS_PER_DAY, NanogramsPerDay, Nanolitres, PumpTime
from programmer.ui.viewmodels.kept import Kept
from programmer.ui.viewmodels.program import ProgramViewModel
from programmer.ui.viewmodels.program_state import EditState
from programmer.ui.viewmodels.pump import PumpViewModel
from programmer.ui.viewmodels.pump_state import PumpPlots, PumpState
from programmer.ui.viewmodels.refill_due import refill_due
from programmer.visit.interrogation import Interrogation
from programmer.visit.notices import PumpRead, StandingChanged, StatusRead
from tests.support.library import shipped_library
from tests.support.programs import continuous
from tests.support.programs_of_every_kind import BACLOFEN_500, HYDROMORPHONE, PATIENT, WEEK
from tests.ui.pump_bench import Bench

MINUTE_US = 60_000_000
RUNS_A_WEEK = PumpProgram(BACLOFEN_500, WEEK)
OF_ANOTHER_DRUG = PumpProgram(HYDROMORPHONE, Continuous(NanogramsPerDay(1_000_000)))
NO_LIBRARY = NoLibrary("The drug library is not used", "Its seal is broken", "Install again")


# ---- what is kept ----------------------------------------------------------------------------------------------


def test_an_answer_is_kept_only_while_everything_that_is_given_stays_the_same() -> None:
    asked: list[tuple[int, str, bool]] = []

    def make(number: int, word: str, *, loud: bool = False) -> str:
        asked.append((number, word, loud))
        return f"{number} {word}{'!' if loud else ''}"

    kept = Kept(make)
    assert [kept(1, "a"), kept(1, "a"), kept(2, "a"), kept(2, "b")] == ["1 a", "1 a", "2 a", "2 b"]
    assert [kept(2, "b", loud=True), kept(2, "b", loud=True), kept(2, "b")] == ["2 b!", "2 b!", "2 b"]
    assert asked == [(1, "a", False), (2, "a", False), (2, "b", False), (2, "b", True), (2, "b", False)]


def test_of_a_question_that_could_not_be_answered_nothing_is_kept() -> None:
    kept: Kept[[int], int] = Kept(lambda number: 1 // number)
    assert kept(1) == 1
    with pytest.raises(ZeroDivisionError):
        kept(0)
    assert kept(1) == 1


# ---- the pages -------------------------------------------------------------------------------------------------


def edited(bench: Bench) -> EditState:
    bench.hear_the_look_ahead()
    return bench.workstation.program.state.edit


def edited_anew(bench: Bench, drugs: DrugLibrary | NoLibrary | None = None) -> EditState:
    page = ProgramViewModel(bench.workstation.desk, drugs or shipped_library(), lambda work: work())
    page.choose_mode("continuous")
    page.type_dose("102")
    bench.hear_the_look_ahead()
    return page.state.edit


def told(page: PumpViewModel) -> PumpState:
    """Without the plots, which go back to when the page was opened."""
    return replace(page.state, plots=PumpPlots(page.state.plots.samples))


def told_anew(bench: Bench) -> PumpState:
    return told(PumpViewModel(bench.workstation.desk, shipped_library()))


def without_plots(state: PumpState) -> list[object]:
    return [getattr(state, name) for name in PumpState.__slots__ if name != "plots"]


STATUSES: dict[str, Callable[[PumpStatus], PumpStatus]] = {
    "the day": lambda one: replace(one, pump_time=PumpTime(one.pump_time.value + MICROSECONDS_PER_DAY)),
    "the level": lambda one: replace(one, reservoir=Nanolitres(one.reservoir.value - 3_000_000)),
    "delivery": lambda one: replace(one, delivery=Delivery.STOPPED, delivery_since=one.pump_time),
    "a bolus": lambda one: replace(
        one,
        bolus=BolusKind.SINGLE,
        bolus_until=PumpTime(one.pump_time.value + 30 * MINUTE_US),
        dose_rate=NanogramsPerDay(one.dose_rate.value * 2),
    ),
}
PROGRAMS: dict[str, PumpProgram] = {
    "a patient bolus": PATIENT,
    "a week": RUNS_A_WEEK,
    "a drug": OF_ANOTHER_DRUG,
}
READINGS: dict[str, Callable[[Interrogation], Interrogation]] = {
    "the least flow": lambda one: replace(one, limits=replace(one.limits, min_flow=Nanolitres(300_000))),
    "the mark": lambda one: replace(
        one, limits=replace(one.limits, low_reservoir_mark=Nanolitres(9_000_000))
    ),
}
BY_THE_CHECKS: dict[str, Callable[[Interrogation], Interrogation]] = {
    "the 24 hours before": lambda one: replace(one, before=continuous(40_000)),
    "what suspends it": lambda one: replace(
        one, status=replace(one.status, delivery=Delivery.STOPPED, delivery_since=one.status.pump_time)
    ),
}


@pytest.fixture
def editing(bench: Bench) -> Bench:
    """A bench whose clinician has typed a dose."""
    bench.connect()
    bench.edit_dose("102")
    assert edited(bench) == edited_anew(bench)
    assert without_plots(told(bench.workstation.pump)) == without_plots(told_anew(bench))
    return bench


def found_by(bench: Bench) -> Interrogation:
    found = bench.workstation.desk.story.interrogation
    assert found is not None
    return found


def both(bench: Bench) -> tuple[EditState, list[object]]:
    """The two pages after the notice before, having been asked for it a second time."""
    bench.workstation.desk.tick()
    return edited(bench), without_plots(told(bench.workstation.pump))


def assert_shown_anew(bench: Bench, before: tuple[EditState, list[object]]) -> None:
    edit, pump = both(bench)
    assert edit != before[0]
    assert pump != before[1]
    assert edit == edited_anew(bench)
    assert pump == without_plots(told_anew(bench))


@pytest.mark.parametrize("change", STATUSES)
def test_another_status_is_shown_at_once_on_both_pages(editing: Bench, change: str) -> None:
    desk, before = editing.workstation.desk, both(editing)
    status, statistics = desk.story.status, desk.story.statistics
    assert status is not None
    assert statistics is not None
    desk.take(StatusRead(STATUSES[change](status), statistics, desk.now.utc_us))
    assert_shown_anew(editing, before)


@pytest.mark.parametrize("change", READINGS)
def test_another_reading_is_shown_at_once_on_both_pages(editing: Bench, change: str) -> None:
    before = both(editing)
    editing.workstation.desk.take(PumpRead(READINGS[change](found_by(editing))))
    assert_shown_anew(editing, before)


@pytest.mark.parametrize("running", PROGRAMS)
def test_another_program_in_the_pump_is_shown_at_once_on_both_pages(editing: Bench, running: str) -> None:
    before = both(editing)
    editing.workstation.desk.take(PumpRead(replace(found_by(editing), program=PROGRAMS[running])))
    edit, pump = both(editing)
    assert edit != before[0]
    assert pump == without_plots(told_anew(editing)) != before[1]
    editing.workstation.program.reset_to_pump()
    editing.edit_dose("102")
    assert edited(editing) == edited_anew(editing)


@pytest.mark.parametrize("change", BY_THE_CHECKS)
def test_what_the_limits_are_judged_by_is_never_that_of_the_reading_before(
    editing: Bench, change: str
) -> None:
    before = edited(editing)
    editing.workstation.desk.take(PumpRead(BY_THE_CHECKS[change](found_by(editing))))
    assert edited(editing) == edited_anew(editing) != before


def test_another_indication_of_the_patient_is_judged_by_at_once(editing: Bench) -> None:
    desk, shown = editing.workstation.desk, []
    standing = desk.story.standing
    assert standing is not None
    for indication in (
        Indication(),
        Indication(Condition.SPINAL_SPASTICITY, AgeGroup.CHILD),
        Indication(Condition.CEREBRAL_SPASTICITY, AgeGroup.ADULT),
    ):
        owner = PatientRow(b"p" * 16, "Demo patient", 1961, "spasticity", indication)
        desk.take(StandingChanged(replace(standing, owner=owner)))
        shown.append(edited(editing).limits)
        assert edited(editing) == edited_anew(editing)
    assert len(set(shown)) == len(shown)


def test_a_page_with_another_library_shows_nothing_of_that_of_a_page_beside_it(editing: Bench) -> None:
    found = found_by(editing)
    assert edited_anew(editing, NO_LIBRARY).limits.bars == ()
    assert edited_anew(editing).limits.bars == edited(editing).limits.bars != ()
    with_library = refill_due(found, found.status, shipped_library())
    without = refill_due(found, found.status, NO_LIBRARY)
    assert (with_library.stability, with_library.unknown) != (without.stability, without.unknown)
    assert refill_due(found, found.status, shipped_library()) == with_library


def test_a_refill_day_is_worked_out_anew_for_each_status_and_for_each_reading(editing: Bench) -> None:
    found = found_by(editing)
    later = replace(found.status, pump_time=PumpTime(found.status.pump_time.value + MICROSECONDS_PER_DAY))
    other = replace(found, program=continuous(3 * 90_000))
    asked = ((found, found.status), (found, later), (other, found.status), (other, later))
    told = [refill_due(*one, shipped_library()) for one in asked]
    assert told[0].alarm != told[1].alarm
    assert len({one.alarm for one in told}) == len(asked)


def test_every_key_and_choice_of_a_draft_is_shown_at_once(editing: Bench) -> None:
    page, shown = editing.workstation.program, [edited(editing)]
    changes: tuple[Callable[[], object], ...] = (
        lambda: page.type_dose("103"),
        lambda: page.type_dose("10"),
        lambda: page.type_dose(""),
        lambda: page.type_dose("900"),
        lambda: page.type_reason("agreed with the ward"),
        lambda: page.choose_section("drug"),
        lambda: page.choose_mode("week-schedule"),
        lambda: page.choose_day(3),
        lambda: page.take_schedule(None),
        lambda: page.choose_patient_bolus("fields"),
        lambda: page.change_filling(True),
        lambda: page.choose_drug("morphine"),
        lambda: page.choose_opening("prime"),
    )
    for change in changes:
        change()
        assert edited(editing) != shown[-1]
        shown.append(edited(editing))
    page.reset_to_pump()
    editing.edit_dose("102")
    assert edited(editing) == shown[0]
