"""A bolus and a refill typed and held by hand in the window, and what the simulated pump then does."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from programmer.therapy.pump import BolusKind, PumpStatus
from programmer.ui.viewmodels.orders_state import OrderKind, OrderStep
from programmer.ui.viewmodels.program_state import ResultKind
from programmer.ui.views.pump.page import PumpPage
from tests.ui.window_bench import WindowBench

REASON = "asked for by the ward"


@pytest.fixture
def visit(bench_window: WindowBench) -> WindowBench:
    """A window with the simulated pump connected, on the Pump page."""
    bench_window.connect_pump()
    bench_window.until(bench_window.window.pump_page.order_buttons.give.isEnabled)
    return bench_window


def page_of(visit: WindowBench) -> PumpPage:
    return visit.window.pump_page


def status_of(visit: WindowBench) -> PumpStatus:
    status = visit.desk.desk.story.status
    assert status is not None
    return status


def review_and_hold(visit: WindowBench) -> None:
    """From typing to the pump's answer, which must be that it was done."""
    panel, orders = page_of(visit).order, visit.desk.orders
    visit.until(panel.review.isEnabled)
    visit.click(panel.review)
    visit.until(lambda: orders.state.step is OrderStep.REVIEW and panel.hold.isEnabled())
    hold(visit)


def hold(visit: WindowBench) -> None:
    panel, orders = page_of(visit).order, visit.desk.orders
    QTest.mousePress(panel.hold, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    visit.until(lambda: orders.state.step is not OrderStep.REVIEW)
    QTest.mouseRelease(panel.hold, Qt.MouseButton.LeftButton)
    visit.until(lambda: orders.state.step is OrderStep.RESULT)
    visit.until(lambda: visit.desk.desk.story.read_since_command)
    result = orders.state.result
    assert result is not None
    assert result.kind is ResultKind.CONFIRMED


def test_a_bolus_is_typed_reviewed_held_given_and_cut_by_hand(visit: WindowBench) -> None:
    page = page_of(visit)
    panel = page.order
    visit.click(page.order_buttons.give)
    assert panel.fields.dose.edit.hasFocus()
    visit.type_into(panel.fields.dose.edit, "20")
    visit.type_into(panel.fields.over[1].edit, "30")
    visit.until(panel.fields.reason.isVisible)
    visit.type_into(panel.fields.reason.edit, REASON)
    review_and_hold(visit)
    assert status_of(visit).bolus is BolusKind.SINGLE
    assert "Asked for: 20 mcg of baclofen over 30 min" in visit.words(panel)
    assert visit.window.header.stop_button.isEnabled()
    visit.click(panel.result.done)
    assert not page.order_buttons.give.isEnabled()
    visit.until(page.order_buttons.cancel.isEnabled)
    visit.click(page.order_buttons.cancel)
    assert panel.leave.hasFocus()
    hold(visit)
    assert status_of(visit).bolus is None


def test_enter_gives_no_bolus_and_back_leads_to_what_was_typed(visit: WindowBench) -> None:
    page = page_of(visit)
    panel, orders = page.order, visit.desk.orders
    visit.click(page.order_buttons.give)
    visit.type_into(panel.fields.dose.edit, "20")
    visit.type_into(panel.fields.over[1].edit, "30")
    visit.type_into(panel.fields.reason.edit, REASON)
    visit.until(panel.review.isEnabled)
    visit.click(panel.review)
    visit.until(lambda: orders.state.step is OrderStep.REVIEW)
    panel.hold.setFocus()
    visit.press(Qt.Key.Key_Return)
    assert orders.state.step is OrderStep.REVIEW
    visit.click(panel.back)
    assert (orders.state.step, panel.fields.dose.edit.text()) == (OrderStep.EDIT, "20")
    visit.click(panel.leave)
    assert not panel.isVisible()
    assert visit.desk.desk.story.order is None


def test_a_refill_is_typed_reviewed_and_told_by_hand(visit: WindowBench) -> None:
    page = page_of(visit)
    visit.click(page.order_buttons.refill)
    assert visit.desk.orders.state.kind is OrderKind.REFILL
    visit.type_into(page.order.fields.volume.edit, "18")
    review_and_hold(visit)
    assert 17_990_000 < status_of(visit).reservoir.value <= 18_000_000
    assert "The pump counts" in visit.words(page.order)


def test_the_word_of_the_order_typed_confirms_it_as_holding_does(visit: WindowBench) -> None:
    page, orders = page_of(visit), visit.desk.orders
    visit.click(page.order_buttons.clock)
    visit.type_into(page.order.typed.edit, "clock")
    visit.until(page.order.typed.button.isEnabled)
    visit.click(page.order.typed.button)
    visit.until(lambda: orders.state.step is OrderStep.RESULT)
    assert orders.state.result is not None
    assert orders.state.result.kind is ResultKind.CONFIRMED
