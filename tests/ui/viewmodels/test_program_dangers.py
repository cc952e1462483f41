"""The Program and Compare pages never let a figure stand for the wrong drug, day, unit or bolus."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from programmer.therapy.boluses import BridgeBolus, PatientBolus, SingleBolus
from programmer.therapy.drug_library import Indication
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import Continuous, PeriodicBolus, PumpProgram
from programmer.therapy.pump import BolusKind
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    PumpTime,
    Seconds,
)
from programmer.ui.viewmodels.dose_unit import unit_of
from programmer.ui.viewmodels.drug_limits import limit_words
from programmer.ui.viewmodels.program_state import EditState, ProgramStep
from programmer.ui.views.program.limits_card import LimitsCard
from programmer.visit.interrogation import Interrogation
from programmer.visit.notices import PumpRead
from programmer.visit.tasks import StageProgram
from tests.support.library import shipped_library
from tests.ui.pump_bench import Bench

BACLOFEN = DrugFill("baclofen", NanogramsPerMillilitre(500_000))
EVEN = Continuous(NanogramsPerDay(90_000))
PERIODIC = PeriodicBolus(NanogramsPerDay(60_000), Nanograms(5_000), Seconds(900), Seconds(7 * 3600))


def found_in(bench: Bench) -> Interrogation:
    found = bench.workstation.desk.story.interrogation
    assert found is not None
    return found


def show(
    bench: Bench,
    program: PumpProgram,
    *,
    left: int = 0,
    bolus: BolusKind | None = None,
    flow_step: int = 0,
) -> None:
    """The window hears that the pump runs this program, and which bolus, until four minutes from now."""
    bench.connect()
    found = found_in(bench)
    until = None if bolus is None else PumpTime(found.status.pump_time.value + 240_000_000)
    status = replace(
        found.status,
        program_hash=b"\x07" * 32,
        opening_left=Nanolitres(left),
        bolus=bolus,
        bolus_until=until,
    )
    limits = replace(found.limits, flow_step=Nanolitres(flow_step))
    bench.workstation.take_notice(
        PumpRead(replace(found, program=program, status=status, limits=limits, before=None))
    )
    bench.workstation.tick()


def edit_of(bench: Bench) -> EditState:
    return bench.workstation.program.state.edit


def facts(bench: Bench) -> dict[str, str]:
    return {
        fact.label.replace("\u00a0", " "): fact.value.replace("\u00a0", " ") for fact in edit_of(bench).facts
    }


# ---- a bolus that runs ------------------------------------------------------------------------------------------


def test_nothing_is_programmed_while_a_single_bolus_runs(bench: Bench) -> None:
    single = SingleBolus(Nanograms(25_000), Seconds(600))
    show(bench, PumpProgram(BACLOFEN, EVEN, opening=single), bolus=BolusKind.SINGLE)
    bench.edit_dose("95")
    state = bench.workstation.program.state
    assert state.blocked[0].what == "A single bolus is still under way"
    assert state.blocked[0].why.replace("\u00a0", " ").startswith("25 mcg over 10 min until ")
    assert not state.next.enabled


@pytest.mark.parametrize("kind", [BolusKind.PATIENT, BolusKind.PERIODIC])
def test_that_a_running_bolus_would_end_is_the_first_thing_to_consider(bench: Bench, kind: BolusKind) -> None:
    patient = PatientBolus(Nanograms(5_000), Seconds(900), Seconds(10_800), 4)
    show(bench, PumpProgram(BACLOFEN, PERIODIC, patient_bolus=patient), bolus=kind)
    bench.workstation.program.type_text("background", "61")
    first = edit_of(bench).consider[0].replace("\u00a0", " ")
    assert first.startswith(f"A {kind.value} of 5 mcg is under way until ")
    assert first.endswith("a new program ends it at once, and what is left of it is not given")


def test_a_bridge_under_way_says_until_when_and_sends_nobody_to_a_command_line(bench: Bench) -> None:
    bridge = BridgeBolus((BACLOFEN,), NanogramsPerDay(90_000), Nanolitres(316_000))
    strong = DrugFill("baclofen", NanogramsPerMillilitre(2_000_000))
    show(bench, PumpProgram(strong, EVEN, opening=bridge), left=90_001)
    (trouble,) = bench.workstation.program.state.blocked
    assert trouble.why.replace("\u00a0", " ").startswith("≈ 0.09 mL are still to be pushed before baclofen")
    assert "until about" in trouble.why
    assert "FILE" not in trouble.remedy


# ---- the drug that is chosen ------------------------------------------------------------------------------------


def test_the_chosen_drug_stands_over_its_empty_dose_and_not_the_old_one(bench: Bench) -> None:
    bench.connect()
    page = bench.workstation.program
    page.change_filling(change=True)
    page.choose_drug("morphine")
    edit = edit_of(bench)
    assert edit.drug.line == "morphine, its concentration is still to be typed"
    assert [bar.label.split(";")[0] for bar in edit.limits.bars] == ["Most morphine in any 24 h"]
    assert all(words.startswith("morphine: usual ") for words in edit.limits.words)
    assert all(line.startswith("morphine") for line in edit.limits.sources)


def test_a_drug_with_limits_in_mg_is_typed_in_mg_and_one_with_limits_in_mcg_in_mcg(bench: Bench) -> None:
    bench.connect()
    page = bench.workstation.program
    assert edit_of(bench).unit == "mcg"
    page.change_filling(change=True)
    page.choose_drug("morphine")
    assert edit_of(bench).unit == "mg"
    for key in ("concentration", "on-label"):
        page.type_text(key, "10 mg/mL")
    page.type_dose("1.5")
    assert edit_of(bench).proposed == Continuous(NanogramsPerDay(1_500_000))
    assert edit_of(bench).dose.under.replace("\u00a0", " ") == "1.5 mg per day, rate 0.15 mL per day"
    assert edit_of(bench).limits.bars[0].unit == "mg"
    library = shipped_library()
    assert [unit_of(library, name) for name in ("hydromorphone", "ziconotide", "clonidine")] == [
        "mg",
        "mcg",
        "mcg",
    ]


def test_a_dose_typed_for_another_drug_is_gone_once_the_old_one_is_kept(bench: Bench) -> None:
    bench.connect()
    page = bench.workstation.program
    page.change_filling(change=True)
    page.choose_drug("morphine")
    page.type_dose("1.5")
    page.change_filling(change=False)
    assert (edit_of(bench).dose.text, edit_of(bench).unit) == ("90", "mcg")


def test_a_concentration_is_chosen_and_then_typed_again_from_the_label(bench: Bench) -> None:
    bench.connect()
    page = bench.workstation.program
    page.change_filling(change=True)
    assert edit_of(bench).fields["concentration"].text == ""
    page.type_text("concentration", "2000 mcg/mL")
    assert page.state.next.why_not == "Concentration on the label: a concentration is missing"
    page.type_text("on-label", "500 mcg/mL")
    reason = edit_of(bench).fields["on-label"].reason.replace("\u00a0", " ")
    assert reason == "The label says 500 mcg/mL, and 2,000 mcg/mL stands beside it"
    page.type_text("on-label", "2 mg/mL")
    assert edit_of(bench).proposed is not None
    assert edit_of(bench).drug.line.replace("\u00a0", " ") == "baclofen 2,000 mcg/mL"


def test_a_dose_to_hold_is_offered_only_where_it_can_be_typed(bench: Bench) -> None:
    show(bench, PumpProgram(BACLOFEN, PERIODIC))
    bench.workstation.program.change_filling(change=True)
    held = edit_of(bench).fields["bridge-dose"]
    assert (held.text, held.reason) == ("", "")


# ---- limits -----------------------------------------------------------------------------------------------------


def test_a_hard_limit_never_asks_for_a_reason(bench: Bench) -> None:
    bench.connect()
    bench.edit_dose("402")
    limits = edit_of(bench).limits
    assert limits.hard
    card = LimitsCard(bench.workstation.program)
    card.render_limits(limits)
    assert card.reason.isHidden()
    bench.edit_dose("118")
    card.render_limits(edit_of(bench).limits)
    assert not card.reason.isHidden()
    assert card.title.text() == "Limits exceeded"


def test_a_reason_of_one_letter_keeps_next_off_and_says_why(bench: Bench) -> None:
    bench.connect()
    bench.edit_dose("118")
    bench.workstation.program.type_reason("x")
    state = bench.workstation.program.state
    assert not state.next.enabled
    assert state.next.why_not.startswith("A reason says why in a few words")
    assert state.edit.limits.reason.under == f"{state.next.why_not}."


def test_nothing_is_called_usual_above_a_limit_that_asks_for_a_reason() -> None:
    (words,) = limit_words(shipped_library(), None, Indication(), ("baclofen",))
    assert words.replace("\u00a0", " ").startswith(
        "baclofen: usual 24 mcg per day to 703 mcg per day; above 703 mcg per day only with a reason"
    )


def test_where_limits_of_steps_and_boluses_come_from_is_said_too(bench: Bench) -> None:
    bench.connect()
    sources = " ".join(edit_of(bench).limits.sources)
    assert "a bolus, soft limit" in sources
    assert "a step up, soft limit" in sources


# ---- one figure for one question --------------------------------------------------------------------------------


def test_the_most_in_24_hours_is_one_figure_in_bar_words_facts_and_comparison(bench: Bench) -> None:
    bench.connect()
    page = bench.workstation.program
    page.choose_mode("periodic-bolus")
    texts = {"background": "60", "periodic-dose": "5", "periodic-min": "15", "interval-h": "7"}
    for key, text in (texts | {"interval-min": "0"}).items():
        page.type_text(key, text)
    page.change_filling(change=True)
    for key in ("concentration", "on-label"):
        page.type_text(key, "1000 mcg/mL")
    most = facts(bench)["Most baclofen in any 24 h"]
    (bar,) = edit_of(bench).limits.bars
    assert bar.proposed is not None
    assert most == "110 mcg"
    assert bar.proposed == Fraction(110_000)
    assert edit_of(bench).limits.words[0].replace("\u00a0", " ").startswith("baclofen: 110 mcg in 24 h")
    page.type_reason("spasms at night, watched on the ward")
    page.stage()
    bench.run_until(lambda: page.state.step is ProgramStep.COMPARE)
    shown = page.state.compare
    assert shown is not None
    rows = {row.what: row for row in shown.rows}
    assert rows["Most baclofen in any 24 h"].proposed.replace("\u00a0", " ") == most


def test_what_a_pump_of_whole_steps_delivers_is_said_before_next(bench: Bench) -> None:
    show(bench, PumpProgram(BACLOFEN, EVEN), flow_step=700)
    bench.edit_dose("92")
    assert facts(bench)["In this pump's steps"].endswith("% less: 91.7 mcg per day")


def test_the_day_of_the_refill_stands_beside_the_alarm_and_is_the_earlier_one(bench: Bench) -> None:
    bench.connect()
    bench.edit_dose("45")
    found = facts(bench)
    assert found["Alarm date"] != found["Refill by"]
    assert found["Refill day set by"].startswith("baclofen 180 days stable")


def test_an_alarm_that_no_pump_lives_to_see_is_no_date(bench: Bench) -> None:
    show(bench, PumpProgram(BACLOFEN, EVEN))
    bench.edit_dose("0.05")
    assert facts(bench)["Alarm date"] == "later than 10 years"
    assert facts(bench)["Days to alarm"].startswith("later than 10 years")


def test_a_patient_bolus_is_a_change_though_the_dose_per_day_stays(bench: Bench) -> None:
    bench.connect()
    page = bench.workstation.program
    page.choose_patient_bolus("patient-bolus")
    texts = {"bolus-dose": "5", "bolus-min": "15", "lockout-h": "4", "lockout-min": "0", "most-per-day": "5"}
    for key, text in texts.items():
        page.type_text(key, text)
    assert facts(bench)["Change"] == "+25 mcg, +27.8 % at most in 24 h"
    assert edit_of(bench).difference.replace("\u00a0", " ").endswith("+25 mcg, +27.8 % at most in 24 h")


# ---- the picture ------------------------------------------------------------------------------------------------


def test_the_picture_draws_boluses_as_they_are_given(bench: Bench) -> None:
    show(bench, PumpProgram(BACLOFEN, EVEN))
    page = bench.workstation.program
    page.choose_mode("periodic-bolus")
    texts = {"background": "60", "periodic-dose": "5", "periodic-min": "15", "interval-h": "7"}
    for key, text in (texts | {"interval-min": "0"}).items():
        page.type_text(key, text)
    day = edit_of(bench).day
    assert [one.start // 3600 for one in day.proposed if one.bolus] == [7, 14, 21]
    assert "each bolus 5 mcg over 15 min" in [words.replace("\u00a0", " ") for words in day.words]


def test_the_picture_draws_the_bridge_and_never_two_drugs_on_one_axis(bench: Bench) -> None:
    bench.connect()
    page = bench.workstation.program
    page.change_filling(change=True)
    page.choose_drug("morphine")
    for key in ("concentration", "on-label"):
        page.type_text(key, "10 mg/mL")
    page.type_dose("0.9")
    day = edit_of(bench).day
    assert day.proposed[0].opening
    assert day.proposed[0].rate is None
    assert day.present == ()
    assert day.words[0] == "not drawn: baclofen, in the pump now"
    assert "old baclofen 500\u00a0mcg/mL at 90\u00a0mcg per day" in day.opening
    assert day.unit == "mg"


# ---- typing -----------------------------------------------------------------------------------------------------


def test_a_field_that_is_still_empty_is_not_called_wrong(bench: Bench) -> None:
    bench.connect()
    page = bench.workstation.program
    page.choose_mode("periodic-bolus")
    fields = [field for field in edit_of(bench).fields.values() if not field.text]
    assert fields
    assert not any(field.reason for field in fields)
    assert page.state.next.why_not == "Background: a number is missing"
    page.stage()
    assert not bench.tasks(StageProgram)


def test_a_schedule_after_boluses_begins_without_a_rate_that_nobody_typed(bench: Bench) -> None:
    show(bench, PumpProgram(BACLOFEN, PERIODIC))
    page = bench.workstation.program
    page.choose_mode("day-schedule")
    assert edit_of(bench).schedule.day is None
    assert edit_of(bench).proposed is None
    assert not page.state.next.enabled


def test_a_week_opens_calm_and_says_what_each_day_brings(bench: Bench) -> None:
    bench.connect()
    bench.workstation.program.choose_mode("week-schedule")
    schedule = edit_of(bench).schedule
    assert schedule.reason == ""
    assert schedule.hint.startswith("All seven days are the same")
    assert schedule.totals.replace("\u00a0", " ") == "In 24 h: Mon, Tue, Wed, Thu, Fri, Sat, Sun 90 mcg"


def test_no_figure_of_the_comparison_changes_while_it_is_read(bench: Bench) -> None:
    """20 mL at 0.18 mL per day last 100 days to the second, and 99 from the next second on."""
    bench.connect()
    bench.stage("102")
    page = bench.workstation.program
    shown = page.state.compare
    assert shown is not None
    bench.run(30)
    later = page.state.compare
    assert later is not None
    assert later.rows == shown.rows
    header = bench.workstation.header.state.header.reservoir.replace("\u00a0", " ")
    days = {row.what.replace("\u00a0", " "): row.in_pump.replace("\u00a0", " ") for row in shown.rows}
    assert days["Days until 2 mL are left"] == "99 days"
    assert header.endswith("99 days")
