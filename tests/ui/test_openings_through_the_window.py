"""A single bolus, a prime and a mixture typed by hand in the window, and what the simulated pump then runs."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from programmer.therapy.boluses import BridgeBolus, PrimeExtent, PrimingBolus, SingleBolus
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import PumpProgram
from programmer.therapy.quantities import Nanograms, NanogramsPerMillilitre, Nanolitres, Seconds
from programmer.ui.viewmodels.program_state import ProgramStep
from programmer.ui.views.program.edit_view import EditView
from programmer.ui.widgets.segmented_control import SegmentedControl
from programmer.ui.widgets.stop_button_state import StopPhase
from tests.ui.window_bench import WindowBench

REASON = "asked for by the ward"


@pytest.fixture
def visit(bench_window: WindowBench) -> WindowBench:
    """A window with the simulated pump connected, on the Program page."""
    bench_window.connect_pump()
    bench_window.go("program")
    return bench_window


def edit_of(visit: WindowBench) -> EditView:
    return visit.window.program_page.edit


def choose(visit: WindowBench, control: SegmentedControl, text: str) -> None:
    """Click the segment whose word begins so, once it stands where it will be."""

    def found() -> list[QAbstractButton]:
        buttons = control.findChildren(QAbstractButton)
        return [one for one in buttons if one.text().startswith(text) and not one.visibleRegion().isEmpty()]

    visit.until(lambda: bool(found()))
    visit.click(found()[0])


def program_the_pump(visit: WindowBench) -> PumpProgram:
    """With a reason where one is asked for; what the pump was then read to run."""
    page = visit.window.program_page
    reason = page.edit.limits.reason
    # Until the reading that follows a stop is there, a prime is refused: neither is offered.
    visit.until(lambda: page.next.isEnabled() or reason.isVisible())
    if reason.isVisible():
        visit.type_into(reason.edit, REASON)
    visit.until(page.next.isEnabled)
    visit.click(page.next)
    visit.until(lambda: visit.desk.program.state.step is ProgramStep.COMPARE)
    view = page.compare
    bar = view.scrolled.verticalScrollBar()

    def seen() -> bool:
        """Scrolled on by less than the screen holds: what is beside the table may be longer than it."""
        bar.setValue(0 if bar.value() == bar.maximum() else bar.value() + 150)
        return view.table.was_seen_to_end and view.confirm.hold.isEnabled()

    visit.until(seen)
    visit.hold_to_confirm()
    result = visit.desk.program.state.result
    assert result is not None
    assert result.headline.startswith("Confirmed by the pump at")
    return read_since(visit)


def read_since(visit: WindowBench) -> PumpProgram:
    """The program by the reading that follows the command."""
    story = visit.desk.desk.story
    assert story.commit is not None
    wanted = story.commit.program_after

    def running() -> bool:
        found = visit.desk.desk.story.interrogation
        return found is not None and found.status.program_hash == wanted

    visit.until(running)
    found = visit.desk.desk.story.interrogation
    assert found is not None
    return found.program


def test_a_single_bolus_typed_in_the_window_is_in_the_pump(visit: WindowBench) -> None:
    edit = edit_of(visit)
    choose(visit, edit.sections, "At the start")
    choose(visit, edit.opening.choice, "Single bolus")
    visit.type_into(edit.opening.single.fields["single-dose"].edit, "10")
    visit.type_into(edit.opening.single.fields["single-min"].edit, "20")
    assert "720 mcg per day, 1.44 mL per day" in visit.words(edit.opening)
    program = program_the_pump(visit)
    assert program.opening == SingleBolus(Nanograms(10_000), Seconds(1200))


def test_a_prime_typed_in_the_window_is_in_the_pump_with_its_volume_worked_out(visit: WindowBench) -> None:
    edit, stop = edit_of(visit), visit.window.header.stop_button
    visit.click(stop)
    visit.click(stop)
    visit.until(lambda: visit.desk.header.state.stop.phase is StopPhase.STOPPED)
    choose(visit, edit.sections, "At the start")
    choose(visit, edit.opening.choice, "Priming bolus")
    choose(visit, edit.opening.extents, "Pump and catheter")
    visit.type_into(edit.opening.rate.fields["prime-rate"].edit, "1 mL/h")
    assert "Volume = tubing + catheter = 0.14 mL + 0.176 mL = 0.316 mL" in visit.words(edit.opening)
    program = program_the_pump(visit)
    assert program.opening == PrimingBolus(PrimeExtent.PUMP_AND_CATHETER, Nanolitres(316_000), Seconds(1138))


def test_a_mixture_typed_in_the_window_is_in_the_pump_with_its_bridge(visit: WindowBench) -> None:
    edit = edit_of(visit)
    choose(visit, edit.sections, "Drug and")
    drug = edit.drug
    visit.click(drug.change)
    choose(visit, drug.drugs[1], "morphine")
    choose(visit, drug.strengths, "10")
    visit.type_into(drug.fields.fields["on-label"].edit, "10 mg/mL")
    visit.type_into(drug.held.fields["bridge-dose"].edit, "90")
    visit.click(drug.add_drug)
    box = drug.others[0].drug.box
    box.setCurrentIndex(box.findText("bupivacaine"))
    box.activated.emit(box.currentIndex())
    visit.type_into(drug.others[0].strength.edit, "7.5 mg/mL")
    visit.type_into(drug.others[0].label.edit, "7.5 mg/mL")
    choose(visit, edit.sections, "Delivery")
    visit.type_into(edit.dose.dose.edit, "1")
    program = program_the_pump(visit)
    assert program.drugs == (
        DrugFill("morphine", NanogramsPerMillilitre(10_000_000)),
        DrugFill("bupivacaine", NanogramsPerMillilitre(7_500_000)),
    )
    assert isinstance(program.opening, BridgeBolus)
    assert "morphine 10 mg/mL with bupivacaine 7,500 mcg/mL" in visit.words(visit.window.program_page.result)


def test_tab_goes_from_the_dose_by_the_reason_to_next(visit: WindowBench) -> None:
    page = visit.window.program_page
    visit.type_into(page.edit.dose.dose.edit, "120")
    visit.until(page.edit.limits.reason.isVisible)
    reached: list[QWidget | None] = []
    for _ in range(4):
        visit.press(Qt.Key.Key_Tab)
        reached.append(QApplication.focusWidget())
    assert reached[:3] == [page.edit.limits.reason.edit, page.edit.dose.limits.where_from, page.reset]


def test_tab_comes_to_the_part_of_the_program_that_is_shown(visit: WindowBench) -> None:
    edit = edit_of(visit)
    choose(visit, edit.sections, "At the start")
    by_tab = [
        one.text()
        for one in edit.sections.findChildren(QAbstractButton)
        if one.isVisible() and one.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]
    assert by_tab == ["At the start: none"]


def test_the_names_of_the_drugs_stand_whole_over_the_fields(visit: WindowBench) -> None:
    assert "baclofen 500 mcg/mL" in visit.words(edit_of(visit))
