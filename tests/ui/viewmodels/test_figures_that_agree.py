"""Figures and warnings of the Program page that once were said twice, differently, or not at all."""

from dataclasses import replace

from programmer.therapy.boluses import BridgeBolus, PatientBolus
from programmer.therapy.calculations.to_come import low_reservoir_at
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import Continuous, PumpProgram
from programmer.therapy.pump import BolusKind
from programmer.therapy.quantities import (
    MICROSECONDS_PER_DAY,
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    PumpTime,
    Seconds,
)
from programmer.ui.viewmodels.common_states import NOTHING_TO_SETTLE
from programmer.ui.viewmodels.prediction import alarm_at
from programmer.ui.viewmodels.program_ending import result_of
from programmer.ui.viewmodels.program_state import ProgramStep
from programmer.ui.views.program.dose_card import DoseCard
from programmer.ui.widgets.text_label import TextLabel
from programmer.visit.interrogation import Interrogation
from programmer.visit.notices import PumpRead
from tests.support.library import shipped_library
from tests.ui.pump_bench import Bench

BACLOFEN = DrugFill("baclofen", NanogramsPerMillilitre(500_000))
STRONG = DrugFill("baclofen", NanogramsPerMillilitre(2_000_000))
EVEN = Continuous(NanogramsPerDay(90_000))


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def found_in(bench: Bench) -> Interrogation:
    found = bench.workstation.desk.story.interrogation
    assert found is not None
    return found


def days(found: Interrogation, at: PumpTime | None) -> int:
    assert at is not None
    return (at.value - found.status.pump_time.value) // MICROSECONDS_PER_DAY


def test_a_figure_that_is_about_as_much_stands_large_with_its_sign_before_it(bench: Bench) -> None:
    """60 mcg and 5 mcg every 7 h are 77.142857… mcg per day."""
    bench.connect()
    page = bench.workstation.program
    page.choose_mode("periodic-bolus")
    texts = {"background": "60", "periodic-dose": "5", "periodic-min": "15", "interval-h": "7"}
    for key, text in (texts | {"interval-min": "0"}).items():
        page.type_text(key, text)
    card = DoseCard(page)
    card.render_dose(page.state.edit)
    labels = [plain(label.text()) for label in card.total.findChildren(TextLabel)]
    assert "≈ 77.1429" in labels
    assert "mcg per day" in labels


def test_while_a_bridge_is_under_way_the_draft_counts_to_the_alarm_as_the_pump_page_does(
    bench: Bench,
) -> None:
    """The bridge pushes four times as much a day as the stronger drug after it: the alarm comes days earlier."""
    bench.connect()
    bridge = BridgeBolus((BACLOFEN,), NanogramsPerDay(90_000), Nanolitres(316_000))
    program = PumpProgram(STRONG, EVEN, opening=bridge)
    found = found_in(bench)
    status = replace(found.status, program_hash=b"\x07" * 32, opening_left=Nanolitres(316_000))
    bench.workstation.take_notice(PumpRead(replace(found, program=program, status=status, before=None)))
    bench.workstation.tick()
    found = found_in(bench)
    by_the_pump_page = days(found, alarm_at(found, found.status))
    without = days(found, low_reservoir_at(program.settled, found.status, found.limits))
    facts = {plain(fact.label): plain(fact.value) for fact in bench.workstation.program.state.edit.facts}
    assert without > by_the_pump_page + 3
    assert facts["Days to alarm"] == f"{by_the_pump_page}"


def test_how_withdrawal_shows_is_said_once_on_compare(bench: Bench) -> None:
    bench.connect()
    page = bench.workstation.program
    bench.edit_dose("60")
    page.type_reason("less was asked for by the ward")
    page.stage()
    bench.run_until(lambda: page.state.step is ProgramStep.COMPARE)
    shown = page.state.compare
    assert shown is not None
    words = " ".join((shown.caution, *shown.passed))
    assert words.casefold().count("itching") == 1


def test_the_result_names_the_bolus_that_the_new_program_cut_short_and_no_other(bench: Bench) -> None:
    bench.connect()
    page = bench.workstation.program
    bench.stage("95")
    page.confirm()
    bench.run_until(lambda: page.state.step is ProgramStep.RESULT)
    story = bench.workstation.desk.story
    assert story.commit is not None
    before = PumpProgram(
        BACLOFEN, EVEN, patient_bolus=PatientBolus(Nanograms(5_000), Seconds(900), Seconds(10_800), 4)
    )
    end = PumpTime(found_in(bench).status.pump_time.value + 600_000_000)
    running = replace(story.commit, before=before, bolus=BolusKind.PATIENT, bolus_until=end)
    over = replace(running, bolus_until=PumpTime(1))
    words = []
    for commit in (running, over):
        result = result_of(story, commit, NOTHING_TO_SETTLE, shipped_library(), 0)
        assert result is not None
        words.append(plain(" ".join(result.lines)))
    said = "The patient bolus of 5 mcg that was under way ended with it; what was left of it is not given"
    assert said in words[0]
    assert "ended with it" not in words[1]
