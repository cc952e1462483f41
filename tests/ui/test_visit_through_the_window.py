"""A visit as a person makes it: through the window alone, with real threads, records and the simulated pump."""

import socket
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from programmer.ui.viewmodels.connect_state import ConnectPhase
from programmer.ui.viewmodels.history_state import HistoryPhase
from programmer.ui.viewmodels.program_state import ProgramStep, ResultKind
from programmer.ui.viewmodels.pump_state import PumpPhase
from programmer.ui.widgets.stop_button_state import StopPhase
from tests.ui.window_bench import WindowBench


@pytest.fixture
def visit(bench_window: WindowBench) -> WindowBench:
    """A window with the simulated pump connected and shown."""
    bench_window.connect_pump()
    return bench_window


# ---- reading ----------------------------------------------------------------------------------------------------


def test_connecting_shows_what_the_pump_delivers(visit: WindowBench) -> None:
    figure = visit.words(visit.window.pump_page.figure)
    assert "90" in figure.splitlines()
    assert "mcg per day" in figure
    assert "baclofen 500 mcg/mL" in figure


def test_the_window_says_everywhere_that_the_pump_is_simulated(visit: WindowBench) -> None:
    assert "Simulated pump — not a patient" in visit.words(visit.window.footer)
    assert "Simulated pump — not a patient" in visit.window.windowTitle()
    assert "RF20-10432" in visit.window.windowTitle()


@pytest.mark.requirement("GPCA-EC15")
def test_a_pump_without_a_patient_is_assigned_to_a_new_one_in_two_steps(visit: WindowBench) -> None:
    visit.go("connect")
    card = visit.window.connect_page.connected.assignment
    visit.click(card.open_form)
    visit.type_into(card.form.name.edit, "Demo patient 0042")
    visit.type_into(card.form.born.edit, "1961")
    visit.click(card.form.add_button)
    visit.until(lambda: card.ask.isVisible() and card.choice.count() == 1)
    card.choice.setCurrentIndex(0)
    visit.click(card.ask)
    visit.click(card.yes)
    visit.until(lambda: visit.desk.header.state.header.patient == "Demo patient 0042")


def test_without_a_pump_two_ways_to_one_are_offered(bench_window: WindowBench) -> None:
    bench_window.go("pump")
    assert "No pump yet" in bench_window.words(bench_window.window.pump_page)
    bench_window.click(bench_window.window.pump_page.choose_link)
    assert bench_window.window.page == "connect"
    bench_window.go("pump")
    bench_window.click(bench_window.window.pump_page.take_simulated)
    bench_window.until(lambda: bench_window.desk.pump.state.phase is PumpPhase.LIVE)


# ---- programming ------------------------------------------------------------------------------------------------


def test_a_typed_dose_shows_the_rate_that_follows(visit: WindowBench) -> None:
    visit.propose("102")
    assert "rate 0.204 mL per day" in visit.words(visit.window.program_page.edit)


def test_a_comma_is_refused_at_the_field_and_nothing_can_go_on(visit: WindowBench) -> None:
    visit.propose("1,5")
    field = visit.window.program_page.edit.dose.dose
    assert field.text() == "1,5"
    assert "comma" in field.edit.accessibleDescription()
    assert not visit.window.program_page.next.isEnabled()


def test_a_dose_beyond_the_limit_of_the_pump_is_refused_at_the_field(visit: WindowBench) -> None:
    visit.propose("99999999")
    assert visit.window.program_page.edit.dose.dose.edit.accessibleDescription()
    assert not visit.window.program_page.next.isEnabled()


@pytest.mark.requirement("CRISYS-009", "CRISYS-056", "IT-3")
def test_the_comparison_shows_old_beside_new_with_the_change(visit: WindowBench) -> None:
    visit.stage("102")
    assert visit.comparison()["Dose per day"] == (
        "90 mcg per day",
        "102 mcg per day",
        "+12 mcg per day, +13.3 %",
    )
    assert visit.desk.program.state.notice is not None
    assert visit.desk.program.state.notice.headline == "The pump still runs the previous program."


@pytest.mark.requirement("CRISYS-009", "GIP-8.7")
def test_enter_programs_nothing_wherever_the_keyboard_is(visit: WindowBench) -> None:
    visit.stage("102")
    confirm = visit.window.program_page.compare.confirm
    for part in (confirm.hold, confirm.typed.edit, visit.window.program_page.compare.table):
        part.setFocus()
        visit.press(Qt.Key.Key_Return)
        visit.press(Qt.Key.Key_Enter)
    confirm.typed.edit.setFocus()
    QTest.keyClicks(confirm.typed.edit, "PROGRAM")
    visit.press(Qt.Key.Key_Return)
    confirm.typed.button.setFocus()
    visit.press(Qt.Key.Key_Return)
    assert visit.desk.program.state.step is ProgramStep.COMPARE
    assert visit.desk.pump.state.figure.number == "90"


@pytest.mark.requirement("CRISYS-009")
def test_holding_the_button_programs_the_pump(visit: WindowBench) -> None:
    visit.stage("102")
    visit.hold_to_confirm()
    assert "Confirmed by the pump at" in visit.words(visit.window.program_page.result)
    visit.click(visit.window.program_page.result.finish)
    visit.go("pump")
    visit.until(lambda: visit.desk.pump.state.figure.number == "102")


def test_a_soft_limit_is_passed_in_the_window_by_writing_the_reason(visit: WindowBench) -> None:
    page = visit.window.program_page
    visit.propose("120")
    visit.until(page.edit.limits.reason.isVisible)
    assert not page.next.isEnabled()
    assert "Next stays off until a reason is written here" in visit.words(page.edit)
    visit.type_into(page.edit.limits.reason.edit, "spasms at night")
    visit.until(page.next.isEnabled)
    visit.click(page.next)
    visit.until(page.compare.isVisible)
    assert "Limits exceeded for this reason: spasms at night." in visit.words(page.compare)
    assert "Drug library: " in visit.words(page.compare)


def test_where_a_limit_comes_from_is_opened_with_the_keyboard(visit: WindowBench) -> None:
    visit.go("program")
    bars = visit.window.program_page.edit.dose.limits
    assert "hard limit" not in visit.words(bars)
    bars.where_from.setFocus()
    visit.press(Qt.Key.Key_Space)
    assert "hard limit 1,199 mcg per day: [D, chosen" in visit.words(bars)


def test_letting_go_early_programs_nothing(visit: WindowBench) -> None:
    visit.stage("102")
    button = visit.window.program_page.compare.confirm.hold
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    visit.until(lambda: button.share > 0.2)
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert button.share == 0.0
    assert visit.desk.program.state.step is ProgramStep.COMPARE


def test_who_cannot_hold_a_button_types_the_word_and_presses_another(visit: WindowBench) -> None:
    visit.stage("102")
    typed = visit.window.program_page.compare.confirm.typed
    assert not typed.button.isEnabled()
    visit.type_into(typed.edit, "PROGRAM")
    visit.click(typed.button)
    visit.until(lambda: visit.desk.program.state.step is ProgramStep.RESULT)
    result = visit.desk.program.state.result
    assert result is not None
    assert result.kind is ResultKind.CONFIRMED


def test_back_withdraws_what_was_staged(visit: WindowBench) -> None:
    visit.stage("102")
    visit.click(visit.window.program_page.compare.back)
    visit.until(lambda: visit.desk.program.state.step is ProgramStep.EDIT)
    assert visit.window.program_page.edit.dose.dose.text() == "102"


# ---- STOP -------------------------------------------------------------------------------------------------------


def _stop(visit: WindowBench) -> None:
    visit.click(visit.window.header.stop_button)
    visit.click(visit.window.header.stop_button)
    visit.until(lambda: visit.desk.header.state.stop.phase is StopPhase.STOPPED)


@pytest.mark.requirement("OPCA-R6.5.0-2")
def test_two_presses_stop_the_pump_and_say_who_confirmed_it(visit: WindowBench) -> None:
    _stop(visit)
    button = visit.window.header.stop_button
    assert button.accessibleName().startswith("Stopped")
    assert button.accessibleDescription() == "confirmed by the pump"
    visit.until(lambda: visit.desk.pump.state.phase is PumpPhase.STOPPED)
    assert visit.desk.pump.state.figure.number == "0"


def test_one_press_only_arms_and_esc_disarms(visit: WindowBench) -> None:
    visit.click(visit.window.header.stop_button)
    assert visit.desk.header.state.stop.phase is StopPhase.ARMED
    assert visit.window.header.stop_button.callout is not None
    visit.press(Qt.Key.Key_Escape)
    assert visit.window.header.stop_button.state.phase is StopPhase.READY


@pytest.mark.requirement("OPCA-R6.5.0-2")
def test_stop_works_from_every_page_and_panel(visit: WindowBench) -> None:
    for name in ("connect", "pump", "program", "history", "help", "about", "leave"):
        visit.window.show_page(name)
        visit.click(visit.window.header.stop_button)
        assert visit.desk.header.state.stop.phase is StopPhase.ARMED
        visit.desk.header.drop_stop()


@pytest.mark.requirement("OPCA-R6.5.0-2")
def test_delivery_is_resumed_in_two_steps(visit: WindowBench) -> None:
    _stop(visit)
    visit.go("pump")
    panel = visit.window.pump_page.resume
    visit.until(panel.ask.isEnabled)
    visit.click(panel.ask)
    visit.until(panel.yes.isVisible)
    visit.click(panel.yes)
    visit.until(lambda: visit.desk.pump.state.figure.number == "90")
    assert "Delivery was resumed, " in str(visit.desk.pump.state.resume.result)


def test_a_pump_that_was_stopped_here_is_not_left_without_a_reason(visit: WindowBench) -> None:
    _stop(visit)
    visit.until(lambda: not visit.desk.leaving.state.free)
    visit.window.close()
    leave = visit.window.leave_page
    assert visit.window.isVisible()
    assert leave.isVisible()
    assert not leave.leave.isEnabled()
    visit.type_into(leave.reason.edit, "Handed over to the ward")
    visit.click(leave.leave)
    assert not visit.window.isVisible()


# ---- history ----------------------------------------------------------------------------------------------------


def test_the_visit_stands_in_the_history_with_what_was_done(visit: WindowBench) -> None:
    visit.stage("102")
    visit.hold_to_confirm()
    visit.click(visit.window.program_page.result.finish)
    visit.go("history")
    sessions = visit.window.history_page.sessions
    visit.until(
        lambda: any(
            "90 → 102 mcg per day" in cell.replace("\u00a0", " ")
            for row in sessions.table.rows()[:1]
            for cell in row.cells
        )
    )
    sessions.table.setCurrentIndex(sessions.table.model().index(0, 0))
    visit.click(sessions.open_button)
    visit.until(
        lambda: (
            visit.desk.history.state.record is not None
            and visit.desk.history.state.record.phase is HistoryPhase.READY
        )
    )
    record = visit.window.history_page.record
    assert any(row.cells[1].startswith("Program change, 90") for row in record.commands.rows())
    assert record.plot_card.isVisible()


# ---- what can go wrong on the way to a pump ---------------------------------------------------------------------


def _type_address(bench: WindowBench, url: str) -> None:
    rows = bench.window.connect_page.links.rows()
    bench.click(rows[-1])
    bench.type_into(bench.window.connect_page.links.address.edit, url)
    bench.click(bench.window.connect_page.connect_button)


@pytest.mark.requirement("OPCA-R6.5.0-4")
def test_where_nothing_answers_the_page_says_what_why_and_what_to_do(bench_window: WindowBench) -> None:
    _type_address(bench_window, "socket://127.0.0.1:1")
    page = bench_window.window.connect_page
    bench_window.until(page.trouble.isVisible)
    trouble = bench_window.desk.connect_page.state.trouble
    assert trouble is not None
    assert all((trouble.what, trouble.why, trouble.remedy))
    assert trouble.remedy in bench_window.words(page.trouble)
    assert page.trouble.action.isEnabled()
    assert page.links.address.edit.text() == "socket://127.0.0.1:1"


@pytest.fixture
def silent_server() -> Iterator[str]:
    """Something that accepts a connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"socket://127.0.0.1:{listener.getsockname()[1]}"


def test_connecting_to_something_silent_can_be_cancelled(
    bench_window: WindowBench, silent_server: str
) -> None:
    _type_address(bench_window, silent_server)
    page = bench_window.window.connect_page
    bench_window.until(lambda: bench_window.desk.connect_page.state.phase is ConnectPhase.CONNECTING)
    bench_window.click(page.progress.cancel_button)
    bench_window.until(lambda: bench_window.desk.connect_page.state.phase is ConnectPhase.CHOOSING)
    assert page.connect_button.isEnabled()
