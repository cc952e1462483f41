"""A single bolus, a prime and a mixture are entered on the Program page: read, limited, told back and sent."""

from dataclasses import replace

import pytest

from programmer.therapy.boluses import BridgeBolus, PrimeExtent, PrimingBolus, SingleBolus
from programmer.therapy.drugs import DrugFill
from programmer.therapy.limits import check
from programmer.therapy.programs import Continuous, PumpProgram
from programmer.therapy.pump import Delivery
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    Seconds,
)
from programmer.ui.viewmodels.program_checks import indication_of
from programmer.ui.viewmodels.program_state import EditState, OpeningState, ProgramStep
from programmer.visit.interrogation import Interrogation
from programmer.visit.notices import PumpRead
from programmer.visit.proposal import objections, situation_of
from programmer.visit.tasks import StageProgram
from tests.support.library import shipped_library
from tests.ui.pump_bench import Bench

BACLOFEN = DrugFill("baclofen", NanogramsPerMillilitre(500_000))
MORPHINE = DrugFill("morphine", NanogramsPerMillilitre(10_000_000))
BUPIVACAINE = DrugFill("bupivacaine", NanogramsPerMillilitre(7_500_000))
EVEN = Continuous(NanogramsPerDay(90_000))
REASON = "asked for by the ward"


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def edit_of(bench: Bench) -> EditState:
    return bench.workstation.program.state.edit


def opening_of(bench: Bench) -> OpeningState:
    return edit_of(bench).opening


def told(bench: Bench) -> dict[str, str]:
    return {plain(fact.label): plain(fact.value) for fact in opening_of(bench).facts}


def type_all(bench: Bench, texts: dict[str, str]) -> None:
    for key, text in texts.items():
        bench.workstation.program.type_text(key, text)


def proposed(bench: Bench, reason: str = REASON) -> PumpProgram:
    """What would be sent, with a reason for whatever asks for one."""
    page = bench.workstation.program
    page.type_reason(reason)
    assert page.state.next.enabled, page.state.next.why_not
    page.stage()
    task = bench.tasks(StageProgram)[-1]
    assert isinstance(task, StageProgram)
    return task.program


def read_as(bench: Bench, program: PumpProgram | None = None, *, delivery: Delivery) -> None:
    """The window hears that the pump runs this program, or the one it has, and whether it delivers."""
    found: Interrogation | None = bench.workstation.desk.story.interrogation
    assert found is not None
    status = replace(found.status, delivery=delivery, program_hash=b"\x07" * 32)
    found = replace(found, program=program or found.program, status=status, before=None)
    bench.workstation.take_notice(PumpRead(found))
    bench.workstation.tick()


# ---- single bolus -----------------------------------------------------------------------------------------------


def single(bench: Bench, dose: str = "10", minutes: str = "20") -> None:
    bench.connect()
    bench.workstation.program.choose_opening("single-bolus")
    type_all(bench, {"single-dose": dose, "single-min": minutes})


def test_a_single_bolus_is_entered_by_dose_and_duration_and_goes_to_the_pump(bench: Bench) -> None:
    single(bench)
    assert proposed(bench) == PumpProgram(
        BACLOFEN, EVEN, opening=SingleBolus(Nanograms(10_000), Seconds(1200))
    )


def test_a_single_bolus_is_told_with_its_volume_its_rate_and_what_a_day_comes_to(bench: Bench) -> None:
    """10 mcg of 500 mcg/mL are 0.02 mL; over 20 min they run at 72 times that a day; with 90 mcg they are 100 mcg."""
    single(bench)
    facts = told(bench)
    assert facts["Single bolus of baclofen"] == "10 mcg over 20 min"
    assert facts["Volume of the bolus"] == "0.02 mL"
    assert facts["Its rate, on top of the delivery"] == "720 mcg per day, 1.44 mL per day"
    assert facts["Most baclofen in any 24 h"] == "100 mcg"
    assert edit_of(bench).sections[2].text == "At the start: single bolus"
    assert "single bolus 10" in plain(edit_of(bench).day.opening)


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        ({"single-dose": ""}, "Dose of the single bolus: a number is missing"),
        ({"single-dose": "0"}, "Dose of the single bolus: 0 mcg is no bolus"),
        ({"single-dose": "1,5"}, "Dose of the single bolus: "),
        ({"single-min": ""}, "Single bolus given over, minutes: how long a bolus takes is missing"),
        ({"single-min": "90"}, "Single bolus given over, minutes: 90 is 60 or more"),
        ({"single-h": "240"}, "Single bolus given over, hours: 240 hours are 10 days"),
    ],
)
def test_a_single_bolus_that_is_none_is_refused_with_its_reason(
    bench: Bench, texts: dict[str, str], why: str
) -> None:
    single(bench)
    type_all(bench, texts)
    state = bench.workstation.program.state
    assert not state.next.enabled
    assert plain(state.next.why_not).startswith(why)
    assert state.edit.opening.facts == ()


def test_a_single_bolus_above_the_limit_is_refused_at_its_own_field(bench: Bench) -> None:
    single(bench, dose="5000")
    state = bench.workstation.program.state
    assert "as a single bolus" in plain(state.edit.fields["single-dose"].reason)
    assert not state.next.enabled


def test_a_single_bolus_that_the_pump_cannot_push_so_fast_is_refused_at_its_own_field(bench: Bench) -> None:
    single(bench, dose="100", minutes="")
    type_all(bench, {"single-s": "10"})
    assert "more than this pump can deliver" in edit_of(bench).fields["single-dose"].reason


def test_the_comparison_of_a_single_bolus_has_its_line(bench: Bench) -> None:
    single(bench)
    proposed(bench)
    bench.run_until(lambda: bench.workstation.program.state.step is ProgramStep.COMPARE)
    compare = bench.workstation.program.state.compare
    assert compare is not None
    rows = {row.what: plain(row.proposed) for row in compare.rows}
    assert rows["Once, at the start"] == "single bolus, 10 mcg over 20 min"


def test_a_stopped_program_gives_nothing_at_its_start_and_says_so(bench: Bench) -> None:
    single(bench)
    bench.workstation.program.choose_mode("stopped")
    opening = opening_of(bench)
    assert opening.note == "A stopped program gives no bolus: choose another mode under Delivery."
    assert not opening.by_fields
    assert opening.facts == ()
    assert edit_of(bench).sections[2].text == "At the start: none"


# ---- prime ------------------------------------------------------------------------------------------------------


def prime(bench: Bench, extent: str = "pump and catheter", rate: str = "1 mL/h") -> None:
    """In a pump that is stopped: one that delivers has no empty path."""
    bench.connect()
    read_as(bench, delivery=Delivery.STOPPED)
    bench.workstation.program.choose_opening("prime")
    type_all(bench, {"prime-extent": extent, "prime-rate": rate})


def test_nothing_is_chosen_for_a_prime_by_itself(bench: Bench) -> None:
    bench.connect()
    bench.workstation.program.choose_opening("prime")
    state = bench.workstation.program.state
    assert state.edit.opening.extent_key == ""
    assert state.edit.fields["prime-extent"].under == "still to be filled in"
    assert state.edit.fields["prime-rate"].under == "still to be filled in"
    assert not state.next.enabled


@pytest.mark.parametrize(
    ("extent", "volume", "seconds"),
    [
        (PrimeExtent.PUMP_AND_CATHETER, 316_000, 1138),
        (PrimeExtent.CATHETER_ONLY, 176_000, 634),
        (PrimeExtent.CATHETER_CHANGED, 176_000, 634),
    ],
)
def test_volume_and_duration_of_a_prime_are_worked_out_from_the_pumps_own_path(
    bench: Bench, extent: PrimeExtent, volume: int, seconds: int
) -> None:
    """0.14 mL of tubing and 80 cm of 0.0022 mL/cm; 0.316 mL at 1 mL/h are 1,137.6 s, and 0.176 mL are 633.6 s."""
    prime(bench, extent.value)
    opening = proposed(bench, "the path was emptied at the change").opening
    assert opening == PrimingBolus(extent, Nanolitres(volume), Seconds(seconds))


def test_the_working_of_a_prime_is_shown_with_what_rounding_to_seconds_does(bench: Bench) -> None:
    prime(bench)
    working = "\n".join(plain(step) for step in opening_of(bench).working)
    assert "catheter volume = length × volume per length = 80 cm × 0.0022 mL/cm = 0.176 mL" in working
    assert "volume = tubing + catheter = 0.14 mL + 0.176 mL = 0.316 mL" in working
    assert "duration = volume / rate = 0.316 mL / 1 mL per hour = 18.96 min" in working
    assert "in whole seconds, rounded up: 0.316 mL in 18 min 58 s" in working
    assert told(bench)["baclofen in it, counted as no dose"] == "158 mcg"
    assert edit_of(bench).sections[2].text == "At the start: prime"
    assert edit_of(bench).difference == "Differs from the pump: the same dose per day, after a prime"


@pytest.mark.parametrize(
    ("rate", "why"),
    [
        ("1", "is not a flow; write it like 0.5 mL/day or 1 mL/h"),
        ("1 mL", "does not say per what"),
        ("0 mL/h", "a prime at 0 fills nothing"),
    ],
)
def test_a_prime_rate_that_is_none_is_refused_with_its_reason(bench: Bench, rate: str, why: str) -> None:
    prime(bench, rate=rate)
    state = bench.workstation.program.state
    assert why in plain(state.next.why_not)
    assert state.edit.opening.working == ()
    assert not state.next.enabled


def test_a_prime_that_would_take_days_is_refused(bench: Bench) -> None:
    prime(bench, rate="0.05 mL/day")
    assert "a path is filled within 96 h" in edit_of(bench).fields["prime-rate"].reason


def test_a_prime_faster_than_the_pump_is_refused_at_its_rate(bench: Bench) -> None:
    prime(bench, rate="100 mL/h")
    assert "aster than this pump can deliver" in edit_of(bench).fields["prime-rate"].reason


def test_while_the_pump_delivers_no_path_is_empty_and_a_prime_is_refused(bench: Bench) -> None:
    bench.connect()
    bench.workstation.program.choose_opening("prime")
    type_all(bench, {"prime-extent": "pump and catheter", "prime-rate": "1 mL/h"})
    state = bench.workstation.program.state
    assert "stop it and empty the path first" in state.edit.fields["prime-extent"].reason
    assert not state.next.enabled


def test_fields_and_checks_agree_that_a_stopped_pump_does_not_deliver(bench: Bench) -> None:
    prime(bench)
    story = bench.workstation.desk.story
    found, drugs = story.interrogation, shipped_library()
    assert found is not None
    situation = situation_of(found, drugs, indication_of(story))
    program = proposed(bench)
    assert not situation.delivers
    assert check(program, situation) == objections(program, found, drugs, indication_of(story))


def test_a_prime_asks_how_the_path_was_emptied(bench: Bench) -> None:
    prime(bench)
    (words,) = [one for one in edit_of(bench).limits.soft if "empty path" in one]
    assert "158 mcg" in plain(words)
    assert not bench.workstation.program.state.next.enabled


def test_a_new_filling_with_an_empty_path_is_primed_and_not_bridged(bench: Bench) -> None:
    prime(bench)
    page = bench.workstation.program
    page.change_filling(change=True)
    type_all(bench, {"concentration": "2000 mcg/mL", "on-label": "2000 mcg/mL", "dose": "100"})
    assert not edit_of(bench).drug.bridged
    assert isinstance(proposed(bench).opening, PrimingBolus)


def test_a_bridge_leaves_no_room_for_a_single_bolus(bench: Bench) -> None:
    single(bench)
    page = bench.workstation.program
    page.change_filling(change=True)
    type_all(bench, {"concentration": "2000 mcg/mL", "on-label": "2000 mcg/mL"})
    state = page.state
    assert state.edit.sections[2].text == "At the start: bridge"
    assert not state.edit.opening.choices[1].enabled
    assert "begins with its bridge" in state.next.why_not


# ---- mixture ----------------------------------------------------------------------------------------------------

OTHER = {"other-1-concentration": "7.5 mg/mL", "other-1-label": "7.5 mg/mL"}


def mixture(bench: Bench) -> None:
    """Morphine 10 mg/mL with bupivacaine 7.5 mg/mL in place of baclofen."""
    bench.connect()
    page = bench.workstation.program
    page.change_filling(change=True)
    page.choose_drug("morphine")
    type_all(bench, {"concentration": "10 mg/mL", "on-label": "10 mg/mL", "dose": "1", "bridge-dose": "90"})
    page.add_other_drug()
    page.choose_other_drug(1, "bupivacaine")
    type_all(bench, OTHER)


def test_a_mixture_is_entered_drug_by_drug_and_goes_to_the_pump_with_its_bridge(bench: Bench) -> None:
    mixture(bench)
    program = proposed(bench)
    assert program.drugs == (MORPHINE, BUPIVACAINE)
    assert program.opening == BridgeBolus((BACLOFEN,), NanogramsPerDay(90_000), Nanolitres(316_000))


def test_each_drug_of_a_mixture_is_told_and_limited_for_itself(bench: Bench) -> None:
    """1 mg of morphine of 10 mg/mL is 0.1 mL, and 0.1 mL of 7.5 mg/mL are 0.75 mg of bupivacaine."""
    mixture(bench)
    edit = edit_of(bench)
    facts = {plain(fact.label): plain(fact.value) for fact in edit.facts}
    assert facts["With bupivacaine 7,500 mcg/mL"] == "0.75 mg per day"
    assert plain(edit.drug.line) == "morphine 10 mg/mL with bupivacaine 7,500 mcg/mL"
    assert len(edit.limits.bars) == 2
    assert any("A mixture is compounded" in words for words in edit.limits.soft)


def test_the_other_drug_is_typed_again_from_its_label(bench: Bench) -> None:
    mixture(bench)
    type_all(bench, {"other-1-label": ""})
    assert bench.workstation.program.state.next.why_not.startswith("Concentration of drug 2 on the label: ")
    type_all(bench, {"other-1-label": "75 mg/mL"})
    reason = plain(edit_of(bench).fields["other-1-label"].reason)
    assert reason == "The label says 75 mg/mL, and 7,500 mcg/mL stands beside it"
    assert not bench.workstation.program.state.next.enabled


def test_nothing_is_chosen_for_a_drug_that_is_added(bench: Bench) -> None:
    mixture(bench)
    bench.workstation.program.add_other_drug()
    edit = edit_of(bench)
    assert edit.drug.others[1].drug_key == ""
    assert edit.fields["other-2-drug"].under == "still to be filled in"
    assert (
        bench.workstation.program.state.next.why_not
        == "Drug 3 of the mixture: its drug is still to be chosen"
    )


def test_no_drug_of_a_mixture_is_offered_twice(bench: Bench) -> None:
    mixture(bench)
    bench.workstation.program.add_other_drug()
    offered = {key for key, _ in edit_of(bench).drug.others[1].drugs}
    assert offered
    assert not offered & {"morphine", "bupivacaine"}
    bench.workstation.program.choose_drug("bupivacaine")
    assert edit_of(bench).fields["other-1-drug"].reason == "A mixture names each drug once"


def test_another_drug_in_a_mixture_loses_the_concentration_of_the_one_before(bench: Bench) -> None:
    mixture(bench)
    bench.workstation.program.choose_other_drug(1, "clonidine")
    fields = edit_of(bench).fields
    assert (fields["other-1-concentration"].text, fields["other-1-label"].text) == ("", "")


def test_a_drug_that_is_taken_out_lets_those_behind_it_move_up_with_their_figures(bench: Bench) -> None:
    mixture(bench)
    page = bench.workstation.program
    page.add_other_drug()
    page.choose_other_drug(2, "clonidine")
    type_all(bench, {"other-2-concentration": "500 mcg/mL", "other-2-label": "500 mcg/mL"})
    page.remove_other_drug(1)
    assert [other.drug_key for other in edit_of(bench).drug.others] == ["clonidine"]
    assert proposed(bench).drugs == (
        MORPHINE,
        DrugFill("clonidine", NanogramsPerMillilitre(500_000)),
    )


def test_a_reservoir_holds_five_drugs_and_not_six(bench: Bench) -> None:
    mixture(bench)
    page = bench.workstation.program
    for _ in range(3):
        assert edit_of(bench).drug.may_add.enabled
        page.add_other_drug()
    assert edit_of(bench).drug.may_add.why_not == "a reservoir holds at most 5 drugs"
    page.add_other_drug()
    assert len(edit_of(bench).drug.others) == 4


def test_the_concentration_of_another_drug_above_its_highest_is_refused_at_its_own_field(
    bench: Bench,
) -> None:
    mixture(bench)
    type_all(bench, {"other-1-concentration": "400 mg/mL", "other-1-label": "400 mg/mL"})
    edit = edit_of(bench)
    assert "bupivacaine: concentration above the highest" in edit.fields["other-1-concentration"].reason
    assert not edit.fields["concentration"].reason


def test_a_mixture_in_the_pump_keeps_its_drugs_and_not_their_figures(bench: Bench) -> None:
    bench.connect()
    read_as(bench, PumpProgram(MORPHINE, EVEN, (BUPIVACAINE,)), delivery=Delivery.RUNNING)
    bench.workstation.program.change_filling(change=True)
    edit = edit_of(bench)
    assert [other.drug_key for other in edit.drug.others] == ["bupivacaine"]
    assert edit.fields["other-1-concentration"].under == "still to be filled in"
    type_all(bench, {"concentration": "10 mg/mL", "on-label": "10 mg/mL", **OTHER})
    assert edit_of(bench).difference == "The same as in the pump"


def test_the_bridge_of_a_mixture_says_what_it_gives_of_every_old_drug(bench: Bench) -> None:
    """0.316 mL of 7.5 mg/mL are 2.37 mg."""
    bench.connect()
    read_as(bench, PumpProgram(MORPHINE, EVEN, (BUPIVACAINE,)), delivery=Delivery.RUNNING)
    page = bench.workstation.program
    page.change_filling(change=True)
    page.remove_other_drug(1)
    type_all(bench, {"concentration": "10 mg/mL", "on-label": "10 mg/mL"})
    facts = {plain(fact.label): plain(fact.value) for fact in edit_of(bench).drug.bridge}
    assert facts["And the old bupivacaine"] == "0.0675 mg per day, 2.37 mg in all"
