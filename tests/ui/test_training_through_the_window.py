"""A training as trainer and trainee make it: through the window alone, with real threads, records and pump."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from programmer.simulator.scenarios.timeline_words import ACTIONS
from programmer.ui.viewmodels.program_state import ProgramStep, ResultKind
from programmer.ui.viewmodels.training_hands import Hands
from programmer.ui.views.training.page import TrainingPage
from tests.ui.window_bench import WindowBench


def train(bench: WindowBench, lesson: str) -> TrainingPage:
    """Open the page, choose a scenario on the list and start it."""
    bench.go("train")
    page = bench.window.training_page
    table = page.lessons.table
    place = [row.key for row in table.rows()].index(lesson)
    table.setCurrentIndex(table.model().index(place, 0))
    bench.click(page.lessons.start_button)
    bench.until(lambda: bench.desk.desk.story.live)
    bench.until(page.bench.isVisible)
    return page


def test_a_scenario_starts_with_its_story_and_the_window_says_that_it_is_simulated(
    bench_window: WindowBench,
) -> None:
    page = train(bench_window, "left-stopped")
    words = bench_window.words(page)
    assert "Thirty hours ago the dose was to be changed." in words
    assert "What to do" in words
    left = bench_window.desk.footer.state.footer.left
    assert {"Simulated pump — not a patient", "simulated:scenario/stiff-legs-and-a-temperature"} <= set(left)
    assert "Simulated pump — not a patient" in bench_window.window.windowTitle()


def test_lost_replies_make_a_program_not_known_until_they_are_switched_off(bench_window: WindowBench) -> None:
    page = train(bench_window, "wrong-concentration")
    bench_window.stage("110")
    bench_window.window.show_page("train")
    page.bench.show_part("faults")
    faults = page.bench.faults
    kinds = [key for key, _ in bench_window.desk.training.state.bench.faults.kind.choices]
    faults.kind.box.setCurrentIndex(kinds.index("lose-reply"))
    faults.kind.box.activated.emit(kinds.index("lose-reply"))
    faults.often.box.activated.emit(2)
    bench_window.click(faults.arm_button)
    assert len(faults.rows) == 1
    bench_window.window.show_page("program")
    bench_window.hold_to_confirm()
    program = bench_window.desk.program
    assert program.state.result is not None
    assert program.state.result.kind is ResultKind.UNCERTAIN
    assert "not known" in bench_window.words(bench_window.window.program_page.result)

    bench_window.go("train")  # this pump lives inside the program: its faults are switched off there
    assert bench_window.window.rail.button("history").isEnabled()
    bench_window.click(faults.clear_button)
    bench_window.go("program")
    bench_window.until(
        lambda: program.state.result is not None and program.state.result.kind is ResultKind.CONFIRMED
    )
    assert program.state.step is ProgramStep.RESULT


def test_questions_are_answered_in_the_page_and_the_result_is_told_with_its_reasons(
    bench_window: WindowBench,
) -> None:
    page = train(bench_window, "occlusion-after-connector")
    check = page.bench.check
    assert not check.check_button.isEnabled()
    bench_window.click(page.bench.hands.buttons["withdraw"])
    number, choice = check.fields
    bench_window.type_into(number.field.edit, "14 mL")
    right = next(ring for ring in choice.group.buttons() if ring.accessibleName() == "The path is occluded.")
    words_beside = right.parentWidget()
    assert words_beside is not None
    QTest.mouseClick(words_beside, Qt.MouseButton.LeftButton)
    assert right.isChecked()
    bench_window.click(check.check_button)
    bench_window.until(lambda: "Right: What is the likely cause?" in bench_window.words(check))
    words = bench_window.words(check)
    assert "28 days of 0.5 mL per day were counted and not moved." in words.replace("\u00a0", " ")
    bench_window.click(check.again_button)
    assert check.check_button.isVisible()


def test_answers_of_the_training_before_are_not_chosen_any_more_once_it_begins_anew(
    bench_window: WindowBench,
) -> None:
    page = train(bench_window, "left-stopped")
    choice = next(field for field in page.bench.check.fields if field.group.buttons())
    choice.group.button(0).click()
    assert choice.group.checkedId() == 0
    bench_window.click(page.restart)
    bench_window.until(lambda: bench_window.desk.desk.story.live)
    bench_window.until(page.bench.isVisible)
    assert page.bench.check.fields[1].group.checkedId() == -1


def test_every_act_of_a_timeline_has_its_button_or_its_page(bench_window: WindowBench) -> None:
    page = train(bench_window, "left-stopped")
    buttons = {*page.bench.hands.buttons, *page.bench.conditions.buttons}
    wishes = {str(Hands().wish(deed)["do"]) for deed in buttons}
    elsewhere = {"program", "bolus", "fault", "drift"}  # the Program page, and the fault switches
    assert wishes == set(ACTIONS) - elsewhere


def test_what_could_not_be_done_is_said_at_its_buttons_in_place_of_what_was_done(
    bench_window: WindowBench,
) -> None:
    page = train(bench_window, "wrong-concentration")
    page.bench.show_part("conditions")
    card = page.bench.conditions
    bench_window.click(card.buttons["occlude"])
    assert "occluded" in bench_window.words(card)
    bench_window.type_into(card.fields["share"].edit, "much")
    QTest.qWait(50)
    stood = card.buttons["leak"].mapTo(page, QPoint())
    bench_window.click(card.buttons["leak"])
    assert "“much”" in bench_window.words(card)
    assert "occluded" not in bench_window.words(card)
    QTest.qWait(50)
    assert card.buttons["leak"].mapTo(page, QPoint()) == stood


def test_without_events_a_sentence_stands_in_place_of_the_table(bench_window: WindowBench) -> None:
    bench_window.connect_pump()
    bench_window.go("train")
    page = bench_window.window.training_page
    bench_window.click(page.lessons.practise_button)
    page.bench.show_part("events")
    page.bench.events.render_events(())
    assert "Nothing has happened yet." in bench_window.words(page.bench.events)
    assert not page.bench.events.table.isVisible()


def test_the_truth_is_seen_only_by_who_asks_for_it(bench_window: WindowBench) -> None:
    page = train(bench_window, "occlusion-after-connector")
    page.bench.show_part("truth")
    assert "the path is occluded" not in bench_window.words(page.bench.truth)
    bench_window.click(page.bench.truth.button)
    bench_window.until(lambda: "≠ the path is occluded" in bench_window.words(page.bench.truth))
    bench_window.click(page.bench.truth.button)
    assert "the path is occluded" not in bench_window.words(page.bench.truth)


def test_the_connected_simulated_pump_can_be_practised_with_freely(bench_window: WindowBench) -> None:
    bench_window.connect_pump()
    bench_window.go("train")
    page = bench_window.window.training_page
    bench_window.click(page.lessons.practise_button)
    assert page.bench.isVisible()
    assert not page.bench.check.isVisible()
    bench_window.click(page.bench.hands.buttons["press"])
    assert "bolus refused: patient bolus" in bench_window.words(page.bench.hands)
    bench_window.click(page.bench.time.jumps["day"])
    bench_window.until(page.bench.time.jumps["day"].isVisible)
    bench_window.click(page.other)
    assert page.lessons.isVisible()


@pytest.mark.parametrize("lesson", ["forgotten-bridge-up", "boluses-used-up"])
def test_the_page_does_not_scroll_sideways(bench_window: WindowBench, lesson: str) -> None:
    bench_window.window.resize(1180, 768)
    page = train(bench_window, lesson)
    bench_window.desk.training.tools.show_truth(True)
    for part in ("hands", "conditions", "faults", "truth", "events"):
        page.bench.show_part(part)
        QTest.qWait(30)
        assert page.width() <= 1180 - bench_window.window.rail.width(), part


def test_tab_goes_through_the_bench_as_it_is_read(bench_window: WindowBench) -> None:
    page = train(bench_window, "left-stopped")
    wanted = [
        page.other,
        page.restart,
        page.bench.check.fields[0].field.edit,
        page.bench.time.speeds,
        page.bench.time.jumps["hour"],
        page.bench.parts,
        page.bench.hands,
    ]
    page.other.setFocus()
    reached: list[int] = []
    for _ in range(20):
        focused = QApplication.focusWidget()
        assert focused is not None
        reached += [
            place for place, part in enumerate(wanted) if part is focused or part.isAncestorOf(focused)
        ]
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert list(dict.fromkeys(reached)) == list(range(len(wanted)))
    assert reached == sorted(reached)


def test_closing_in_the_middle_of_a_training_says_what_is_lost_and_asks_for_no_reason(
    bench_window: WindowBench,
) -> None:
    train(bench_window, "filled-20-as-40")
    window, leave = bench_window.window, bench_window.window.leave_page
    window.close()
    assert window.isVisible()
    assert "A training is under way" in bench_window.words(leave)
    assert not leave.reason.isVisible()
    bench_window.click(leave.stay)
    assert window.page == "train"
    window.close()
    bench_window.click(leave.leave)
    assert not window.isVisible()
