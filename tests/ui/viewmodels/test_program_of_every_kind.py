"""The Program page with every kind of program: nothing of it is lost, and all of it is checked."""

from dataclasses import replace

import pytest

from programmer.therapy.boluses import BolusWindow, BridgeBolus, PatientBolus
from programmer.therapy.drug_library import Indication
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    DeliveryMode,
    MinimumRate,
    PeriodicBolus,
    PumpProgram,
    ScheduleStep,
    Stopped,
    WeekSchedule,
)
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    Seconds,
    SecondsOfDay,
)
from programmer.ui.viewmodels.program_draft import draft_of
from programmer.ui.viewmodels.program_reading import DraftReading, read_draft
from programmer.ui.viewmodels.program_state import MODE_KEPT, ProgramStep
from programmer.visit.interrogation import Interrogation
from programmer.visit.notices import PumpRead
from programmer.visit.proposal import situation_of
from programmer.visit.tasks import StageProgram
from tests.support.library import shipped_library
from tests.ui.pump_bench import Bench

BACLOFEN = DrugFill("baclofen", NanogramsPerMillilitre(500_000))
BOLUS = PatientBolus(Nanograms(10_000), Seconds(900), Seconds(10_800), 6)


def day(*steps: tuple[int, int]) -> DaySchedule:
    """Steps of (hour, mcg per day)."""
    return DaySchedule(
        tuple(ScheduleStep(SecondsOfDay(hour * 3600), NanogramsPerDay(mcg * 1000)) for hour, mcg in steps)
    )


WEEK = WeekSchedule((day((0, 90)),) * 5 + (day((0, 80), (9, 100)),) * 2)
PERIODIC = PeriodicBolus(NanogramsPerDay(60_000), Nanograms(5_000), Seconds(900), Seconds(14_400))
ODD = replace(PERIODIC, interval=Seconds(14_415))


def found_in(bench: Bench) -> Interrogation:
    found = bench.workstation.desk.story.interrogation
    assert found is not None
    return found


def show(bench: Bench, program: PumpProgram, *, left: int = 0) -> None:
    """The window hears that the pump runs this program, and nothing of one before it."""
    bench.connect()
    found = found_in(bench)
    status = replace(found.status, program_hash=b"\x07" * 32, opening_left=Nanolitres(left))
    bench.workstation.take_notice(PumpRead(replace(found, program=program, status=status, before=None)))
    bench.workstation.tick()


def read_again(bench: Bench, program: PumpProgram) -> DraftReading:
    """What a draft of the program stands for."""
    found = replace(found_in(bench), program=program)
    limits = replace(found.limits, maintaining_flow=Nanolitres(6_000))
    situation = situation_of(replace(found, limits=limits), shipped_library(), Indication())
    return read_draft(draft_of(program, today=5), situation)


@pytest.mark.parametrize(
    "mode",
    [
        Stopped(),
        MinimumRate(NanogramsPerDay(3_000)),
        Continuous(NanogramsPerDay(90_001)),
        day((0, 80), (7, 100)),
        WEEK,
        PERIODIC,
        ODD,
    ],
)
def test_a_draft_of_any_program_stands_for_that_very_program(bench: Bench, mode: DeliveryMode) -> None:
    bench.connect()
    bolus = None if isinstance(mode, Stopped) else replace(BOLUS, window=BolusWindow(2, Seconds(21_600)))
    others = (DrugFill("morphine", NanogramsPerMillilitre(2_000_000)),)
    program = PumpProgram(BACLOFEN, mode, others, bolus)
    assert read_again(bench, program) == replace(read_again(bench, program), program=program)


def test_times_with_seconds_are_kept_as_they_are_and_said_so(bench: Bench) -> None:
    show(bench, PumpProgram(BACLOFEN, ODD, (), replace(BOLUS, lockout=Seconds(10_801))))
    edit = bench.workstation.program.state.edit
    assert edit.mode_key == MODE_KEPT
    assert edit.modes[0].text == "As in the pump"
    assert (
        "every 4\u00a0h\u00a00\u00a0min\u00a015\u00a0s"
        in {fact.label: fact.value for fact in edit.kept}["Interval"]
    )
    assert edit.patient.key == "as-in-the-pump"
    assert edit.difference == "The same as in the pump"


def test_a_change_of_one_part_keeps_all_the_others(bench: Bench) -> None:
    others = (DrugFill("morphine", NanogramsPerMillilitre(2_000_000)),)
    show(bench, PumpProgram(BACLOFEN, Continuous(NanogramsPerDay(90_000)), others, BOLUS))
    page = bench.workstation.program
    page.type_dose("95")
    page.type_reason("asked for by a test")
    page.stage()
    (task,) = bench.tasks(StageProgram)
    assert isinstance(task, StageProgram)
    assert task.program == PumpProgram(BACLOFEN, Continuous(NanogramsPerDay(95_000)), others, BOLUS)


@pytest.mark.requirement("IT-4")
def test_an_interval_is_typed_in_hours_and_in_minutes_and_never_in_one_field(bench: Bench) -> None:
    bench.connect()
    page = bench.workstation.program
    page.choose_mode("periodic-bolus")
    for key, text in {
        "background": "60",
        "periodic-dose": "5",
        "periodic-min": "15",
        "interval-h": "4",
    }.items():
        page.type_text(key, text)
    assert page.state.edit.fields["interval-min"].under == "still to be filled in"
    assert page.state.next.why_not == "Every, minutes: a number is missing"
    page.type_text("interval-min", "240")
    assert "60 or more" in page.state.edit.fields["interval-min"].reason
    page.type_text("interval-min", "0")
    assert page.state.edit.proposed == PERIODIC
    assert page.state.edit.under_mode.replace("\u00a0", " ").startswith("every 4 h 0 min = 6 per day")


@pytest.mark.requirement("GIP-8.14", "IT-4")
def test_how_long_a_bolus_takes_is_typed_in_hours_minutes_and_seconds_each_in_its_field(bench: Bench) -> None:
    bench.connect()
    page = bench.workstation.program
    page.choose_mode("periodic-bolus")
    assert page.state.edit.fields["periodic-min"].under == "still to be filled in"
    page.type_text("periodic-min", "90")
    assert "carry it over" in page.state.edit.fields["periodic-min"].reason
    page.type_text("periodic-min", "1 min")
    assert page.state.edit.fields["periodic-min"].reason
    texts = {"periodic-h": "1", "periodic-min": "30", "periodic-s": "5", "background": "60"}
    for key, text in (texts | {"periodic-dose": "5", "interval-h": "4", "interval-min": "0"}).items():
        page.type_text(key, text)
    assert page.state.edit.proposed == replace(PERIODIC, duration=Seconds(5405))


@pytest.mark.requirement("GIP-8.14", "IT-4")
def test_minutes_typed_in_a_field_of_hours_are_asked_about(bench: Bench) -> None:
    show(bench, PumpProgram(BACLOFEN, PERIODIC))
    page = bench.workstation.program
    page.type_text("interval-h", "240")
    assert "240 hours are 10 days" in page.state.edit.fields["interval-h"].reason
    assert "were minutes meant?" in page.state.edit.fields["interval-h"].reason
    assert not page.state.next.enabled


@pytest.mark.requirement("OPCA-R5.2.0-1")
def test_a_patient_bolus_is_read_back_as_all_that_can_be_taken(bench: Bench) -> None:
    bench.connect()
    page = bench.workstation.program
    page.choose_patient_bolus("patient-bolus")
    assert not page.state.next.enabled
    texts = {
        "bolus-dose": "10",
        "bolus-min": "15",
        "lockout-h": "3",
        "lockout-min": "0",
        "most-per-day": "6",
    }
    for key, text in texts.items():
        page.type_text(key, text)
    assert page.state.edit.patient.taken.replace("\u00a0", " ") == "All of them taken: 6 in 24 h, 60 mcg"
    page.type_text("window-most", "1")
    assert page.state.edit.proposed is not None
    assert not page.state.next.enabled


def test_the_minimum_rate_is_what_the_pumps_own_least_flow_gives(bench: Bench) -> None:
    bench.connect()
    bench.workstation.program.choose_mode("minimum-rate")
    edit = bench.workstation.program.state.edit
    assert edit.proposed == MinimumRate(NanogramsPerDay(3_000))
    assert any("5 mcg" not in words and "large step down" in words for words in edit.limits.soft)


def test_a_week_begins_with_seven_days_alike_and_must_differ_in_one(bench: Bench) -> None:
    bench.connect()
    page = bench.workstation.program
    page.choose_mode("week-schedule")
    assert page.state.edit.schedule.hint.startswith("All seven days are the same")
    page.choose_day(6)
    page.take_schedule(day((0, 80), (9, 100)))
    proposed = page.state.edit.proposed
    assert isinstance(proposed, WeekSchedule)
    assert proposed.days == (day((0, 90)),) * 6 + (day((0, 80), (9, 100)),)
    page.copy_to_all_days()
    assert page.state.edit.schedule.hint.startswith("All seven days are the same")


def test_a_day_that_cannot_be_read_is_not_left_for_another(bench: Bench) -> None:
    show(bench, PumpProgram(BACLOFEN, WEEK))
    page = bench.workstation.program
    page.choose_day(0)
    page.take_schedule(None)
    page.choose_day(3)
    assert page.state.edit.schedule.day_key == 0
    assert not page.state.edit.schedule.days[3].enabled


@pytest.mark.requirement("IT-5", "OPCA-R6.8.0-8")
def test_a_new_concentration_brings_its_bridge_in_the_units_of_the_old_drug(bench: Bench) -> None:
    bench.connect()
    page = bench.workstation.program
    page.change_filling(change=True)
    page.type_text("concentration", "2000 mcg/mL")
    page.type_text("on-label", "2000 mcg/mL")
    page.type_dose("100")
    facts = {fact.label: fact.value.replace("\u00a0", " ") for fact in page.state.edit.drug.bridge}
    assert facts["Old drug in the path"] == "0.316 mL of 500 mcg/mL"
    assert facts["Dose held"] == "90 mcg per day of the old baclofen"
    assert facts["It gives"] == "158 mcg of the old baclofen"
    page.stage()
    (task,) = bench.tasks(StageProgram)
    assert isinstance(task, StageProgram)
    assert task.program.opening == BridgeBolus((BACLOFEN,), NanogramsPerDay(90_000), Nanolitres(316_000))


@pytest.mark.requirement("GIP-1.4")
def test_no_figure_of_the_old_drug_stands_for_another(bench: Bench) -> None:
    show(bench, PumpProgram(BACLOFEN, WEEK, (), BOLUS))
    page = bench.workstation.program
    page.change_filling(change=True)
    page.choose_drug("morphine")
    texts = {key: page.state.edit.fields[key].text for key in ("concentration", "dose", "bolus-dose")}
    assert texts == {"concentration": "", "dose": "", "bolus-dose": ""}
    assert page.state.edit.proposed is None
    assert not page.state.next.enabled


def test_a_bridge_under_way_is_not_cut_off_from_the_window(bench: Bench) -> None:
    bridge = BridgeBolus((BACLOFEN,), NanogramsPerDay(90_000), Nanolitres(316_000))
    strong = DrugFill("baclofen", NanogramsPerMillilitre(2_000_000))
    show(bench, PumpProgram(strong, Continuous(NanogramsPerDay(90_000)), opening=bridge), left=200_000)
    state = bench.workstation.program.state
    assert state.blocked[0].what == "A bridge is still under way"
    assert not state.next.enabled
    assert (
        state.blocked[0]
        .why.replace("\u00a0", " ")
        .startswith("0.2 mL are still to be pushed before baclofen")
    )


# ---- limits ---------------------------------------------------------------------------------------------------


@pytest.mark.requirement("GIP-8.10")
def test_a_soft_limit_is_passed_for_a_reason_only_and_the_reason_goes_along(bench: Bench) -> None:
    bench.connect()
    page = bench.workstation.program
    page.type_dose("110")
    assert len(page.state.edit.limits.soft) == 1
    assert page.state.next.why_not == "A limit is exceeded: write the reason for it first"
    page.type_reason("   ")
    assert not page.state.next.enabled
    page.type_reason(" Spasms at night ")
    page.stage()
    bench.run_until(lambda: page.state.step is ProgramStep.COMPARE)
    shown = page.state.compare
    assert shown is not None
    assert shown.reason == "Spasms at night"
    assert len(shown.passed) == 1
    assert "22.2\u00a0% more" in shown.passed[0]


@pytest.mark.requirement("GPCA-EC03", "OPCA-R6.5.0-10")
def test_no_reason_passes_a_hard_limit(bench: Bench) -> None:
    bench.connect()
    page = bench.workstation.program
    page.type_dose("402")
    page.type_reason("because")
    assert "never more than 100\u00a0%" in page.state.edit.dose.reason
    assert not page.state.next.enabled


@pytest.mark.parametrize("section", ["delivery", "patient"])
def test_a_hard_limit_is_said_among_the_limits_that_are_exceeded_wherever_one_is(
    bench: Bench, section: str
) -> None:
    bench.connect()
    page = bench.workstation.program
    page.type_dose("402")
    page.choose_section(section)
    assert [("never more than" in words) for words in page.state.edit.limits.hard] == [True]


def test_the_bar_says_whose_limits_and_where_each_comes_from(bench: Bench) -> None:
    bench.connect()
    limits = bench.workstation.program.state.edit.limits
    (bar,) = limits.bars
    assert bar.label == "Most baclofen in any 24 h; indication not known: the strictest limits hold"
    assert (bar.soft, bar.hard) == (NanogramsPerDay(703_000), NanogramsPerDay(1_199_000))
    assert any("soft limit 703\u00a0mcg per day: [V, read at the source]" in line for line in limits.sources)


def test_of_a_drug_out_of_the_library_no_limits_are_known_and_it_is_not_sent(bench: Bench) -> None:
    show(
        bench,
        PumpProgram(
            DrugFill("unknowium", NanogramsPerMillilitre(500_000)), Continuous(NanogramsPerDay(90_000))
        ),
    )
    page = bench.workstation.program
    page.type_dose("95")
    assert page.state.edit.limits.not_known == "unknowium: this drug is not in the drug library"
    assert "Not in the drug library".lower() in " ".join(page.state.edit.limits.hard).lower()
    assert not page.state.next.enabled


def test_names_are_lettered_as_in_the_library_and_a_mixture_is_badged(bench: Bench) -> None:
    strong = DrugFill("hydromorphone", NanogramsPerMillilitre(10_000_000))
    with_it = (DrugFill("bupivacaine", NanogramsPerMillilitre(7_500_000)),)
    show(bench, PumpProgram(strong, Continuous(NanogramsPerDay(900_000)), with_it))
    edit = bench.workstation.program.state.edit
    assert edit.drug.line.replace("\u00a0", " ") == "HYDROmorphone 10 mg/mL with bupivacaine 7,500 mcg/mL"
    assert "compounded" in edit.drug.badge
    assert "off-label" in edit.drug.badge
    assert edit.drug.may_change.enabled
    assert bench.workstation.pump.state.figure.under.startswith("HYDROmorphone")


def test_the_library_in_force_is_named(bench: Bench) -> None:
    bench.connect()
    (line,) = bench.workstation.program.state.edit.library
    assert line.startswith("Drug library: Shipped drug library, version 1")


def test_more_of_a_drug_says_for_how_long_to_watch_and_for_what(bench: Bench) -> None:
    bench.connect()
    bench.edit_dose("95")
    consider = bench.workstation.program.state.edit.consider
    assert consider[0].replace("\u00a0", " ") == "Watch for at least 8 h 0 min after more baclofen"
    assert "no antidote" in consider[1]
