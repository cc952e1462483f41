"""Every shipped scenario can be found, and missed, by nothing but what the pages of the window offer."""

import tomllib
from collections.abc import Mapping

import pytest

from programmer.simulator.scenarios.reading import shipped_names
from programmer.therapy.alarms import AlarmKind
from programmer.ui.viewmodels.program_state import ProgramStep, ResultKind
from programmer.ui.viewmodels.training import TrainingViewModel
from programmer.ui.viewmodels.training_hands import VOLUME
from tests.ui.pump_bench import Bench
from tests.unit.simulator.scenarios.conducts import RIGHT

NAMES = shipped_names()


def begin(bench: Bench, lesson: str) -> TrainingViewModel:
    page = bench.workstation.training
    page.watch(True)
    page.choose(lesson)
    page.start()
    bench.run_until(lambda: bench.workstation.desk.story.live)
    return page


def resume(bench: Bench) -> None:
    """On the Pump page."""
    bench.workstation.pump.ask_to_resume()
    bench.workstation.pump.confirm_resume()
    bench.run_until(lambda: not bench.workstation.desk.story.stopped)


def program(bench: Bench, dose: str) -> None:
    """On the Program page, to the pump's word that it holds."""
    page = bench.workstation.program
    bench.edit_dose(dose.removesuffix(" mcg/day"))
    if page.state.edit.limits.soft:
        page.type_reason("The path holds a stronger drug than the program says")
    page.stage()
    bench.run_until(lambda: page.state.step is ProgramStep.COMPARE)
    bench.hear_the_look_ahead()
    page.confirm()
    bench.run_until(lambda: page.state.step is ProgramStep.RESULT)
    assert page.state.result is not None
    assert page.state.result.kind is ResultKind.CONFIRMED


def act(bench: Bench, entry: Mapping[str, object]) -> None:
    """One entry of a conduct, by the page on which a trainee would do it."""
    deed, tools = str(entry["do"]), bench.workstation.training.tools
    match entry:
        case {"do": "resume"}:
            resume(bench)
        case {"do": "program", "program": {"dose": str() as dose}}:
            program(bench, dose)
        case {"do": "interrogate"}:
            bench.workstation.pump.interrogate()
            bench.run(3)
        case {"volume": str() as volume}:
            tools.fill_in(VOLUME, volume)
            tools.do(deed)
        case _:
            tools.do(deed)
    assert not bench.workstation.training.state.bench.hands.failed


@pytest.mark.parametrize("name", NAMES)
def test_the_right_conduct_through_the_pages_ends_in_found(bench: Bench, name: str) -> None:
    page = begin(bench, name)
    for entry in tomllib.loads(RIGHT[name].done).get("timeline", []):
        act(bench, entry)
    assert [one.key for one in page.state.questions] == list(RIGHT[name].answers)
    for key, answer in RIGHT[name].answers.items():
        page.answer(key, answer)
    page.check()
    assert page.state.verdict is not None
    assert [point for point in page.state.verdict.points if not point.passed] == []
    assert page.state.headline == "Found"


def stalled(bench: Bench) -> bool:
    """Whether the alarm of a standing motor is on the page."""
    found = bench.workstation.desk.story.status
    return found is not None and AlarmKind.MOTOR_STALL in found.active_alarms


def test_the_alarm_of_the_scanner_is_seen_until_the_pump_is_interrogated_again(bench: Bench) -> None:
    begin(bench, "scanner-stall")
    bench.run(10)
    assert stalled(bench)
    bench.workstation.pump.interrogate()
    bench.run(3)
    assert not stalled(bench)


def test_the_alarm_of_the_scanner_is_over_at_a_second_visit_too(bench: Bench) -> None:
    page = begin(bench, "scanner-stall")
    bench.workstation.connect_page.disconnect_pump()
    bench.run(1)
    page.connect_again()
    bench.run_until(lambda: bench.workstation.desk.story.live)
    assert not stalled(bench)
