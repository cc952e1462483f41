"""A training is begun beside no other pump, its faults are to be seen, and the check knows what was found."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from programmer.resources_location import resource_path
from programmer.simulator.scenarios.check import Choice, Question
from programmer.simulator.scenarios.reading import shipped_scenario
from programmer.training import TruthWords
from programmer.ui.viewmodels.program_state import ProgramStep, ResultKind
from programmer.ui.viewmodels.training import TrainingViewModel
from programmer.ui.viewmodels.training_questions import answer_states
from programmer.ui.viewmodels.training_state import TrainingPhase, TrainingState
from programmer.ui.viewmodels.training_words import unbroken
from programmer.visit.tasks import Connect
from tests.ui.pump_bench import Bench

STOPPED = "left-stopped"
_PLAIN = """
title = "Plain"
story = "Nothing is amiss."
[drug]
name = "baclofen"
concentration = "500 mcg/mL"
[program]
mode = "continuous"
dose = "90 mcg/day"
"""


@pytest.fixture
def page(bench: Bench) -> TrainingViewModel:
    """The Train page, shown, no pump connected."""
    bench.workstation.training.watch(True)
    return bench.workstation.training


def shown(page: TrainingViewModel) -> TrainingState:
    return page.state


def truth_of(page: TrainingViewModel) -> dict[str, TruthWords]:
    return {line.subject: line for line in page.state.bench.truth}


def outcome(bench: Bench) -> ResultKind | None:
    result = bench.workstation.program.state.result
    return None if result is None else result.kind


def begin(bench: Bench, lesson: str = STOPPED) -> TrainingViewModel:
    page = bench.workstation.training
    page.watch(True)
    page.choose(lesson)
    page.start()
    bench.run(1.5)
    assert bench.workstation.desk.story.live
    return page


# ---- choosing ---------------------------------------------------------------------------------------------------


def test_every_shipped_scenario_is_listed_with_its_story_and_none_tells_what_there_is_to_find(
    page: TrainingViewModel,
) -> None:
    lessons = {lesson.key: lesson for lesson in page.state.lessons}
    assert len(lessons) == len(list(resource_path("scenarios").glob("*.toml"))) >= 16
    for key, lesson in lessons.items():
        scenario = shipped_scenario(key)
        assert (lesson.title, lesson.story) == (scenario.title, scenario.story)
        assert scenario.find not in str(lesson)
        assert scenario.case not in str(lesson)


def test_without_a_simulated_pump_there_is_nothing_to_practise_with(page: TrainingViewModel) -> None:
    assert page.state.phase is TrainingPhase.CHOOSING
    assert page.state.practise.why_not == "No simulated pump is connected"


def test_a_scenario_is_connected_as_a_simulated_pump_and_tells_its_story(bench: Bench) -> None:
    page = begin(bench)
    assert page.state.phase is TrainingPhase.RUNNING
    assert bench.workstation.desk.story.url == "simulated:scenario/stiff-legs-and-a-temperature"
    assert "Simulated pump — not a patient" in bench.workstation.footer.state.footer.left
    assert page.state.story == shipped_scenario(STOPPED).story
    assert bench.workstation.desk.story.stopped


def test_no_scenario_starts_while_a_pump_outside_this_program_is_connected(bench: Bench) -> None:
    page = bench.workstation.training
    page.watch(True)
    bench.workstation.connect_page.choose_link("/dev/ttyUSB0")
    bench.connect()
    assert page.state.start.why_not == "A pump outside this program is connected; disconnect it first"
    page.start()
    page.start_anew()
    assert len(bench.tasks(Connect)) == 1
    assert not page.has_pump()


def test_a_scenario_takes_the_place_of_the_simulated_pump_that_is_connected(bench: Bench) -> None:
    page = bench.workstation.training
    page.watch(True)
    assert not shown(page).ends_visit
    bench.connect()
    assert shown(page).ends_visit
    page = begin(bench)
    assert page.state.title == "Stiff legs and a temperature"


def test_while_a_program_waits_to_be_confirmed_no_scenario_starts(bench: Bench) -> None:
    page = begin(bench, "wrong-concentration")
    bench.stage("110")
    page.show_list()
    assert not page.state.start.enabled
    assert "waits to be confirmed" in page.state.start.why_not


def test_a_file_of_ones_own_stands_on_the_list_and_can_be_started(bench: Bench, tmp_path: Path) -> None:
    page = bench.workstation.training
    page.watch(True)
    own = tmp_path / "own.toml"
    own.write_bytes(resource_path("scenarios", "pocket-fill.toml").read_bytes())
    page.open_file(str(own))
    assert page.state.trouble is None
    assert page.state.chosen is not None
    assert page.state.chosen.title == shipped_scenario("pocket-fill").title
    page.start()
    bench.run(1.5)
    assert bench.workstation.desk.story.url == "simulated:scenario/own"


def test_a_file_that_is_wrong_is_refused_with_its_reason_and_the_choice_stays(
    page: TrainingViewModel, tmp_path: Path
) -> None:
    before = page.state.chosen
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("titel = 'x'", encoding="utf-8")
    page.open_file(str(wrong))
    assert page.state.trouble is not None
    assert "titel" in page.state.trouble.why
    assert page.state.chosen == before


def test_a_training_that_was_disconnected_can_be_connected_again_as_it_is(bench: Bench) -> None:
    page = begin(bench, "wrong-concentration")
    page.tools.do("withdraw")
    bench.workstation.connect_page.disconnect_pump()
    bench.run(1)
    assert page.state.notice is not None
    assert page.state.notice.action == "Connect again"
    page.connect_again()
    bench.run(1.5)
    assert shown(page).notice is None
    assert any("withdrawn" in event.what for event in page.state.bench.events)


def test_a_training_started_anew_begins_where_it_began(bench: Bench) -> None:
    page = begin(bench, "wrong-concentration")
    page.tools.do("withdraw")
    page.answer("x", "y")
    page.choose("pocket-fill")
    page.start_anew()
    bench.run(1.5)
    assert page.state.title == shipped_scenario("wrong-concentration").title
    assert not any("withdrawn" in event.what for event in page.state.bench.events)


def test_a_page_that_nobody_looks_at_asks_the_pump_nothing(bench: Bench) -> None:
    page = begin(bench)
    page.watch(False)
    before = page.state
    bench.run(2)
    assert page.state == before


# ---- faults -----------------------------------------------------------------------------------------------------


def test_every_kind_of_fault_can_be_switched_on_with_what_it_needs(bench: Bench) -> None:
    page = begin(bench)
    for key, _ in page.state.bench.faults.kind.choices:
        page.tools.choose_fault(key)
        for option, text in (("delay", "800 ms"), ("ppm", "-200")):
            if any(one.key == option for one in page.state.bench.faults.options):
                page.tools.fill_option(option, text)
        page.tools.arm()
        assert not page.state.bench.faults.failed
        assert len(page.state.bench.faults.switches) == 1
        page.tools.clear()
    assert page.state.bench.faults.switches == ()


def test_a_fault_says_how_often_it_struck_and_is_spent_after_it(bench: Bench) -> None:
    page = begin(bench)
    page.tools.choose_fault("lose-reply")
    page.tools.fill_option("opcode", "STATUS")
    page.tools.arm()
    (switch,) = page.state.bench.faults.switches
    assert switch.line == (
        "The reply is lost: the pump has done it, and nobody is told (reply to STATUS, once)"
    )
    assert switch.struck == "has not struck yet"
    bench.run(5)
    (switch,) = page.state.bench.faults.switches
    assert switch.spent
    assert switch.struck.startswith("struck once, last at ")
    page.tools.disarm(switch.number)
    assert page.state.bench.faults.switches == ()
    assert not page.state.bench.faults.clear.enabled


def test_times_and_chance_stand_on_the_switch(bench: Bench) -> None:
    page = begin(bench)
    page.tools.choose_fault("duplicate")
    assert page.state.bench.faults.times is None
    page.tools.choose_often("counted")
    page.tools.type_times("5")
    page.tools.type_chance("10 %")
    page.tools.arm()
    assert "5 times, with a chance of 10%" in page.state.bench.faults.switches[0].line
    page.tools.choose_often("always")
    page.tools.arm()
    assert "until switched off" in page.state.bench.faults.switches[1].line


def test_a_fault_that_lacks_what_it_needs_is_not_switched_on_and_says_what(bench: Bench) -> None:
    page = begin(bench)
    page.tools.choose_fault("delay")
    page.tools.arm()
    assert page.state.bench.faults.failed.startswith("The fault was not switched on: “How late” is missing. ")
    assert page.state.bench.faults.switches == ()
    page.tools.fill_option("delay", "soon")
    assert not page.state.bench.faults.failed
    page.tools.arm()
    assert "soon" in page.state.bench.faults.failed


def test_an_option_of_another_kind_is_left_out(bench: Bench) -> None:
    page = begin(bench)
    page.tools.choose_fault("corrupt")
    page.tools.fill_option("bits", "3")
    page.tools.choose_fault("lose-reply")
    page.tools.arm()
    assert not page.state.bench.faults.failed
    assert len(page.state.bench.faults.switches) == 1


def test_lost_replies_leave_a_command_not_known_until_the_switch_is_off_and_the_pump_is_asked(
    bench: Bench,
) -> None:
    page = begin(bench, "wrong-concentration")
    bench.stage("110")
    page.tools.choose_fault("lose-reply")
    page.tools.choose_often("always")
    page.tools.arm()
    program = bench.workstation.program
    program.confirm()
    bench.run_until(lambda: program.state.step is ProgramStep.RESULT, 120)
    assert outcome(bench) is ResultKind.UNCERTAIN
    page.show_list()
    assert "still open" in page.state.start.why_not
    page.tools.clear()
    bench.run_until(lambda: not bench.workstation.desk.story.unsettled, 120)
    assert outcome(bench) is ResultKind.CONFIRMED


# ---- time, hands, truth -----------------------------------------------------------------------------------------


def lived(page: TrainingViewModel) -> str:
    return page.state.bench.lived.replace("\u00a0", " ")


def _let_jump(page: TrainingViewModel) -> None:
    while page.state.bench.jump is not None:
        QApplication.processEvents()


def test_a_jump_of_a_day_takes_the_pump_a_day_ahead_and_shows_how_far_it_is(bench: Bench) -> None:
    page = begin(bench)
    page.tools.run_at(0)
    before = lived(page)
    page.tools.jump("day")
    QApplication.processEvents()
    jump = page.state.bench.jump
    assert jump is not None
    assert 0 < (jump.share or 0) < 1
    _let_jump(page)
    assert before.startswith("1 day 6 h")
    assert lived(page).startswith("2 days 6 h")


def test_a_jump_that_is_cancelled_leaves_the_pump_where_it_has_come(bench: Bench) -> None:
    page = begin(bench)
    page.tools.run_at(0)
    page.tools.jump("week")
    QApplication.processEvents()
    page.tools.cancel_jump()
    stood = lived(page)
    assert page.state.bench.jump is None
    assert stood.startswith("1 day 13 h")  # 4 of 96 slices of a week
    QApplication.processEvents()
    bench.run(2)
    assert lived(page) == stood


def test_a_pause_stands_and_a_speed_runs(bench: Bench) -> None:
    page = begin(bench)
    page.tools.run_at(0)
    before = lived(page)
    bench.run(5)
    assert lived(page) == before
    page.tools.run_at(3600)
    bench.run(2)
    assert page.state.bench.speed == 3600
    assert lived(page).startswith("1 day 8 h")


def test_hands_say_what_came_of_what_they_did(bench: Bench) -> None:
    page = begin(bench, "pocket-fill")
    page.tools.fill_in("volume", "5 mL")
    page.tools.do("withdraw")
    assert page.state.bench.hands.said.startswith("withdrawn: ")
    page.tools.fill_in("volume", "lots")
    page.tools.do("withdraw")
    assert "lots" in page.state.bench.hands.failed
    assert not page.state.bench.hands.said
    page.tools.do("press")
    assert not page.state.bench.hands.failed
    assert page.state.bench.hands.said.startswith("bolus refused")


def test_a_filling_of_another_drug_into_the_pump_is_true_and_not_believed(bench: Bench) -> None:
    page = begin(bench, "wrong-concentration")
    page.tools.do("empty")
    page.tools.fill_in("volume", "10 mL")
    page.tools.fill_in("drug", "morphine")
    page.tools.fill_in("concentration", "10 mg/mL")
    page.tools.do("fill")
    page.tools.show_truth(True)
    truth = {line.subject: line for line in page.state.bench.truth}
    drug = truth["Drug in the reservoir"]
    assert drug.apart
    assert "morphine" in drug.true
    assert "morphine" not in drug.believed


@pytest.mark.parametrize(
    ("deed", "typed", "event"),
    [
        ("change-catheter", {"length": "60 cm"}, "catheter changed: 60 cm"),
        ("change-catheter", {}, "catheter changed: 80 cm"),
        ("trim-catheter", {"length": "70 cm"}, "catheter trimmed: 70 cm"),
        ("dye", {"volume": "0.5 mL"}, "dye given: 0.5 mL"),
        ("aspirate", {"volume": "0.2 mL"}, "aspirated: 0.2 mL"),
        ("leak", {"share": "25 %"}, "leak: 25 %"),
        ("calibrate", {"error": "-3 %"}, "calibrated: -3 %"),
        ("battery", {"left": "12 days"}, "battery: 12 days"),
        ("interference", {}, "telemetry: on, by interference"),
    ],
)
def test_hands_and_misfortune_reach_pump_and_catheter_with_what_was_typed(
    bench: Bench, deed: str, typed: dict[str, str], event: str
) -> None:
    page = begin(bench, "pocket-fill")
    for key, text in typed.items():
        page.tools.fill_in(key, text)
    page.tools.do(deed)
    assert not page.state.bench.hands.failed
    assert event in page.state.bench.hands.said.replace("\u00a0", " ")


def wrong(page: TrainingViewModel) -> str:
    return truth_of(page)["What is wrong"].true.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("deed", "back", "words"),
    [
        ("occlude", "clear-occlusion", "the path is occluded"),
        ("disconnect", "mend", "100 % is lost at the connector"),
        ("leak", "mend", "20 % is lost at the connector"),
        ("stall", "recover", "the motor stands"),
        ("interference", "interference-ends", "delivery is held: telemetry"),
    ],
)
def test_what_befalls_the_pump_is_so_until_it_is_taken_back(
    bench: Bench, deed: str, back: str, words: str
) -> None:
    page = begin(bench, "wrong-concentration")
    page.tools.show_truth(True)
    page.tools.do(deed)
    assert words in wrong(page)
    page.tools.do(back)
    assert words not in wrong(page)


def test_another_catheter_is_full_of_spinal_fluid_or_empty(bench: Bench) -> None:
    page = begin(bench, "wrong-concentration")
    page.tools.show_truth(True)
    held = []
    page.tools.fill_in("length", "50 cm")
    for filling in ("spinal fluid", "nothing"):
        page.tools.fill_in("filled", filling)
        page.tools.do("change-catheter")
        held.append(truth_of(page)["In tubing and catheter, from the pump on"].true)
    assert [words.replace("\u00a0", " ").partition(", then ")[2] for words in held] == [
        "0.11 mL no drug",
        "0.11 mL nothing",
    ]


def test_the_truth_is_not_told_before_it_is_asked_for(bench: Bench) -> None:
    page = begin(bench, "occlusion-after-connector")
    assert truth_of(page) == {}
    page.tools.show_truth(True)
    truth = truth_of(page)
    assert truth["Reservoir"].believed == "3\u00a0mL"
    assert truth["Reservoir"].true == "17\u00a0mL"
    assert truth["What is wrong"].true == "the path is occluded"
    page.tools.show_truth(False)
    assert truth_of(page) == {}


def test_what_arrives_at_the_tip_is_told_beside_what_leaves_the_pump(bench: Bench) -> None:
    page = begin(bench, "forgotten-bridge-down")
    page.tools.show_truth(True)
    truth = {line.subject: line.true.replace("\u00a0", " ") for line in page.state.bench.truth}
    assert truth["Leaves the pump"].startswith("400 mcg")
    assert truth["Arrives at the tip"].startswith("1,600 mcg")


# ---- the check --------------------------------------------------------------------------------------------------


def test_the_check_waits_for_every_answer_and_says_what_is_no_answer(bench: Bench) -> None:
    page = begin(bench)
    assert page.state.check.why_not == "Answer every question first"
    page.answer("since", "long")
    page.answer("alarm", "48h")
    assert page.state.check.why_not == "One of the answers cannot be read"
    since = next(one for one in page.state.questions if one.key == "since")
    assert "stretch of time" in since.field.reason


def test_the_right_choice_is_not_where_it_stands_in_the_file_and_no_place_gives_it_away(bench: Bench) -> None:
    places = []
    for lesson in bench.room.lessons():
        check = shipped_scenario(lesson.key).check
        assert check is not None
        url = bench.room.begin(lesson.key)
        begun = bench.room.bench(url)
        assert begun is not None
        for state, question in zip(answer_states(begun, {}), check.questions, strict=True):
            if isinstance(question.answer, Choice):
                letters = [letter for letter, _ in state.choice.choices]
                assert set(letters) == set(question.answer.choices)
                places.append(letters.index(question.answer.right))
    assert all(places.count(place) <= 0.6 * len(places) for place in set(places)), places


def test_a_second_check_says_that_what_is_right_was_told_before(bench: Bench) -> None:
    page = begin(bench)
    page.answer("since", "2 h")
    page.answer("alarm", "48h")
    page.check()
    assert page.state.headline == "Not everything was found"
    page.look_again()
    page.answer("since", "30 h")
    page.tools.do("resume")
    page.check()
    assert page.state.headline == "Found, at check 2: what is right was told before"


def test_a_scenario_without_a_check_asks_for_none(bench: Bench, tmp_path: Path) -> None:
    page = bench.workstation.training
    page.watch(True)
    own = tmp_path / "plain.toml"
    own.write_text(_PLAIN, encoding="utf-8")
    page.open_file(str(own))
    page.start()
    bench.run(1.5)
    assert "check" not in page.state.task
    assert not page.state.check.enabled
    page.check()
    assert page.state.verdict is None


def test_right_answers_and_a_pump_set_right_are_found(bench: Bench) -> None:
    page = begin(bench)
    page.answer("since", "30 h")
    page.answer("alarm", "48h")
    page.tools.do("resume")
    page.check()
    assert page.state.phase is TrainingPhase.FINISHED
    assert page.state.verdict is not None
    assert page.state.verdict.found
    assert page.state.verdict.find == shipped_scenario(STOPPED).afterwards


def test_a_clock_that_is_an_hour_off_can_be_set_right_by_hand_and_is_found(bench: Bench) -> None:
    page = begin(bench, "clock-an-hour-off")
    page.tools.do("set-clock")
    page.tools.show_truth(True)
    assert truth_of(page)["Pump's clock"].true == "right"
    check = shipped_scenario("clock-an-hour-off").check
    assert check is not None
    for question in check.questions:
        page.answer(question.key, right_answer(question))
    page.check()
    assert page.state.verdict is not None
    assert [point for point in page.state.verdict.points if not point.passed] == []


def right_answer(question: Question) -> str:
    answer = question.answer
    return answer.right if isinstance(answer, Choice) else answer.words


def test_right_answers_alone_do_not_help_a_patient_whose_pump_stays_stopped(bench: Bench) -> None:
    page = begin(bench)
    page.answer("since", "30 h")
    page.answer("alarm", "48h")
    page.check()
    assert page.state.verdict is not None
    assert not page.state.verdict.found
    assert [point.subject for point in page.state.verdict.points if not point.passed] == ["Delivery"]
    page.look_again()
    assert page.state.phase is TrainingPhase.RUNNING


def test_a_quantity_of_a_story_stays_on_one_line() -> None:
    assert unbroken("Baclofen of 500 mcg/mL, 0.316 mL in 30 days.") == (
        "Baclofen of 500\u00a0mcg/\u2060mL, 0.316\u00a0mL in 30\u00a0days."
    )


def test_the_time_that_is_left_is_told_beforehand_where_there_is_a_hurry(bench: Bench) -> None:
    page = begin(bench)
    task = page.state.task.replace("\u00a0", " ")
    assert "must be done within 2 h 0 min of the pump's time from when you came." in task
    assert page.state.bench.here.replace("\u00a0", " ").endswith(" s")
    (number, _) = page.state.questions
    assert number.label == "Answer: a stretch of time"
    hurried = {lesson.key for lesson in page.state.lessons if lesson.within}
    assert {"left-stopped", "battery-reset"} <= hurried
    assert "boluses-used-up" not in hurried
