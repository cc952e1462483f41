"""Orders on the Pump page: typed, reviewed, confirmed once, proved by the pump, and never given twice by accident."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from programmer.device.implant.codes import Opcode, Status
from programmer.device.implant.messages.bolus_events import decode_ended
from programmer.simulator.faults.fault import Fault
from programmer.simulator.faults.kinds import Act, Direction, FaultKind
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.programs import Continuous
from programmer.therapy.pump import BolusKind, Delivery, PumpEventKind
from programmer.therapy.quantities import Nanolitres
from programmer.ui.viewmodels.order_bolus import BEYOND
from programmer.ui.viewmodels.order_offers import DOUBT
from programmer.ui.viewmodels.order_reduction import CHECK_STATE_CHANGED
from programmer.ui.viewmodels.orders import CHANGED, OrdersViewModel
from programmer.ui.viewmodels.orders_state import REFILL_VOLUME, OrderKind, OrdersState, OrderStep
from programmer.ui.viewmodels.program_fields import SINGLE_DOSE, SINGLE_OVER
from programmer.ui.viewmodels.program_state import ResultKind, ResultState
from programmer.ui.viewmodels.pump import LOOK_ANEW
from programmer.visit.tasks import CancelBolus, GiveBolus
from tests.support.programs_of_every_kind import MIXTURE, TOKEN, micrograms
from tests.ui.pump_bench import Bench

REASON = "Spasms before physiotherapy"
MINUTE = 60_000_000


@pytest.fixture
def orders(bench: Bench) -> OrdersViewModel:
    bench.connect()
    return bench.workstation.orders


def state(bench: Bench) -> OrdersState:
    return bench.workstation.orders.state


def result(bench: Bench) -> ResultState:
    found = state(bench).result
    assert found is not None
    return found


def lines(bench: Bench) -> str:
    return " | ".join(result(bench).lines).replace("\u00a0", " ")


def facts(bench: Bench) -> dict[str, str]:
    return {one.label: one.value.replace("\u00a0", " ") for one in state(bench).facts}


def type_bolus(bench: Bench, dose: str = "20", minutes: str = "30", reason: str = REASON) -> None:
    page = bench.workstation.orders
    page.open(OrderKind.BOLUS)
    page.type_text(SINGLE_DOSE, dose)
    page.type_text(SINGLE_OVER[1], minutes)
    if state(bench).reason is not None:
        page.type_reason(reason)


def review_bolus(bench: Bench) -> None:
    type_bolus(bench)
    bench.workstation.orders.review()
    bench.run_until(lambda: state(bench).step is OrderStep.REVIEW, 5)


def give_bolus(bench: Bench) -> None:
    review_bolus(bench)
    bench.workstation.orders.confirm()
    bench.run(3)


def ask(bench: Bench, kind: OrderKind) -> None:
    """Of one with nothing to type: asked, confirmed, and read."""
    bench.workstation.orders.open(kind)
    bench.workstation.orders.confirm()
    bench.run(3)


def tell_refill(bench: Bench, volume: str = "18") -> None:
    page = bench.workstation.orders
    page.open(OrderKind.REFILL)
    page.type_text(REFILL_VOLUME, volume)
    page.review()
    page.confirm()
    bench.run(3)


# ---- a bolus ------------------------------------------------------------------------------------------------------


def test_a_bolus_is_reviewed_confirmed_and_under_way(bench: Bench, orders: OrdersViewModel) -> None:
    review_bolus(bench)
    assert state(bench).headline.replace("\u00a0", " ") == "20 mcg of baclofen over 30 min"
    assert facts(bench)["Its rate, on top of the program"] == "960 mcg per day, 1.92 mL per day"
    assert bench.tasks(GiveBolus) == []
    orders.confirm()
    bench.run(3)
    assert result(bench).kind is ResultKind.CONFIRMED
    assert "Asked for: 20 mcg of baclofen over 30 min" in lines(bench)
    assert "Under way now: single bolus, until " in lines(bench)
    assert bench.site.pump.status().bolus is BolusKind.SINGLE
    orders.finish()
    assert state(bench).offers.bolus.why_not == "A single bolus is under way already"


def test_a_bolus_and_what_the_pump_runs_after_it_are_told_as_the_library_writes_the_drug(
    bench: Bench,
) -> None:
    bench.site.pump.install(MIXTURE, TOKEN)
    less = replace(MIXTURE, mode=Continuous(micrograms(1500)))
    bench.connect()
    type_bolus(bench, "0.2", "20")
    bench.workstation.orders.review()
    bench.run_until(lambda: state(bench).step is OrderStep.REVIEW, 5)
    assert state(bench).headline.replace("\u00a0", " ") == "0.2 mg of HYDROmorphone over 20 min"
    bench.site.faults.arm(
        Fault(
            FaultKind.SECOND_PROGRAMMER,
            opcode=Opcode.BOLUS,
            act=Act.PROGRAM,
            direction=Direction.REPLY,
            program=less,
        )
    )
    bench.workstation.orders.confirm()
    bench.run(20)
    trouble = result(bench).trouble
    assert trouble is not None
    assert "Asked for: 0.2 mg of HYDROmorphone over 20 min" in lines(bench)
    assert "It runs another program: HYDROmorphone, continuous, 1.5 mg per day" in trouble.why.replace(
        "\u00a0", " "
    )


def test_a_bolus_is_sent_once_however_often_it_is_confirmed(bench: Bench, orders: OrdersViewModel) -> None:
    review_bolus(bench)
    for _ in range(3):
        orders.confirm()
    bench.run(3)
    orders.confirm()
    assert len(bench.tasks(GiveBolus)) == 1


def test_no_dose_is_there_before_it_is_typed_nor_after_it_was_given(
    bench: Bench, orders: OrdersViewModel
) -> None:
    give_bolus(bench)
    orders.finish()
    bench.site.skip(31 * MINUTE)
    bench.run(3)
    orders.open(OrderKind.BOLUS)
    assert {one.text for one in state(bench).fields.values()} == {""}
    assert not state(bench).next.enabled


def test_a_bolus_beyond_a_hard_limit_cannot_be_reviewed_for_any_reason(
    bench: Bench, orders: OrdersViewModel
) -> None:
    type_bolus(bench, dose="2000")
    assert (state(bench).next.why_not, state(bench).reason) == (BEYOND, None)
    assert any("never more than 100" in one.text for one in state(bench).notices)
    (whose,) = [one.text for one in state(bench).notices if one.headline == "Whose limits:"]
    assert (
        "baclofen: 100\u00a0mcg holds for child, spinal spasticity, or child, cerebral spasticity [D: "
        in whose
    )
    orders.review()
    assert state(bench).step is OrderStep.EDIT


def test_a_bolus_beyond_a_soft_limit_needs_a_reason_that_stands_in_the_review(
    bench: Bench, orders: OrdersViewModel
) -> None:
    type_bolus(bench, dose="50", reason="because")
    assert state(bench).next.why_not.startswith("A reason is needed")
    orders.type_reason(REASON)
    orders.review()
    bench.run_until(lambda: state(bench).step is OrderStep.REVIEW, 5)
    assert [one.text for one in state(bench).notices if one.headline == "For this reason:"] == [REASON]


def test_a_bolus_whose_reply_was_lost_is_not_known_until_the_pump_tells(
    bench: Bench, orders: OrdersViewModel
) -> None:
    review_bolus(bench)
    bench.line.lose_all_replies()
    orders.confirm()
    bench.run(12)
    assert result(bench).kind is ResultKind.UNCERTAIN
    assert not result(bench).finish.enabled
    assert not state(bench).offers.bolus.enabled
    orders.open(OrderKind.BOLUS)
    assert state(bench).step is OrderStep.RESULT
    bench.line.lose_all_replies(False)
    bench.run(30)
    assert result(bench).kind is ResultKind.CONFIRMED
    assert len(bench.tasks(GiveBolus)) == 1


def test_after_a_bolus_in_doubt_there_is_no_other_before_somebody_interrogated(
    bench: Bench, orders: OrdersViewModel
) -> None:
    review_bolus(bench)
    bench.line.lose_all_replies()
    orders.confirm()
    bench.run(12)
    bench.line.lose_all_replies(False)
    bench.run(30)
    assert "press Interrogate again before another bolus" in lines(bench)
    orders.finish()
    assert state(bench).offers.bolus.why_not == DOUBT
    assert DOUBT.startswith("Press Interrogate again first: ")
    assert LOOK_ANEW[0] in [one.headline for one in bench.workstation.pump.state.notices]
    bench.workstation.pump.interrogate()
    bench.run(3)
    assert LOOK_ANEW[0] not in [one.headline for one in bench.workstation.pump.state.notices]
    assert state(bench).offers.bolus.why_not == "A single bolus is under way already"


def test_a_bolus_that_the_pump_refuses_is_told_so_and_has_to_be_typed_anew(
    bench: Bench, orders: OrdersViewModel
) -> None:
    fault = Fault(FaultKind.REFUSE, opcode=Opcode.BOLUS, status=Status.BOLUS_ALARM)
    bench.site.faults.arm(fault)
    give_bolus(bench)
    found = result(bench)
    assert found.kind is ResultKind.REFUSED
    assert found.headline == "The pump refused the bolus and gives none"
    assert found.trouble is not None
    assert found.trouble.remedy.endswith("A bolus has to be typed and reviewed anew")
    orders.finish()
    assert state(bench).step is OrderStep.CLOSED


def test_a_review_lapses_once_the_pump_is_another_than_it_was_checked_on(
    bench: Bench, orders: OrdersViewModel
) -> None:
    review_bolus(bench)
    bench.site.pump.tell_refill(Nanolitres(18_000_000))
    bench.run(3)
    assert state(bench).step is OrderStep.EDIT
    trouble = state(bench).trouble
    assert trouble is not None
    assert trouble.why == CHECK_STATE_CHANGED
    orders.confirm()
    bench.run(1)
    assert bench.tasks(GiveBolus) == []


def test_a_pump_that_stands_gives_no_bolus_before_it_is_resumed(
    bench: Bench, orders: OrdersViewModel
) -> None:
    bench.workstation.header.press_stop()
    bench.workstation.header.press_stop()
    bench.run(10)
    assert state(bench).offers.bolus.why_not == "Delivery is stopped: resume it first"
    orders.open(OrderKind.BOLUS)
    assert state(bench).step is OrderStep.CLOSED


def test_an_alarm_that_blocks_boluses_is_named_as_why_there_is_none(
    bench: Bench, orders: OrdersViewModel
) -> None:
    tell_refill(bench, "1.5")
    orders.finish()
    assert AlarmKind.LOW_RESERVOIR in bench.site.pump.status().active_alarms
    assert state(bench).offers.bolus.why_not.startswith("No bolus now: ")


# ---- its end ------------------------------------------------------------------------------------------------------


def test_a_running_bolus_is_cut_and_the_program_goes_on(bench: Bench, orders: OrdersViewModel) -> None:
    assert state(bench).offers.cancel is None
    give_bolus(bench)
    orders.finish()
    ask(bench, OrderKind.CANCEL)
    assert result(bench).kind is ResultKind.CONFIRMED
    assert "No bolus is under way now" in lines(bench)
    log = bench.site.pump.log.part(1, 100).events
    (ended,) = (one for one in log if one.kind is PumpEventKind.BOLUS_ENDED)
    _, missing = decode_ended(ended.detail)
    lost = Decimal(missing.value) * 500 / 1_000_000  # at 500 mcg/mL
    assert 19 < lost < 20
    assert f"By the pump's log {lost.normalize()} mcg of baclofen (" in lines(bench)
    status = bench.site.pump.status()
    assert (status.bolus, status.dose_rate.value) == (None, 90_000)


def test_a_cancel_whose_reply_was_lost_is_settled_by_the_pump(bench: Bench, orders: OrdersViewModel) -> None:
    give_bolus(bench)
    orders.finish()
    orders.open(OrderKind.CANCEL)
    bench.line.lose_all_replies()
    orders.confirm()
    bench.run(12)
    trouble = result(bench).trouble
    assert trouble is not None
    assert trouble.remedy.endswith("treat the bolus as going on")
    bench.line.lose_all_replies(False)
    bench.run(30)
    assert result(bench).kind is ResultKind.CONFIRMED
    assert len(bench.tasks(CancelBolus)) == 1


# ---- refill, clock, alarms ----------------------------------------------------------------------------------------


def test_a_refill_is_told_and_the_pump_counts_from_it(bench: Bench, orders: OrdersViewModel) -> None:
    tell_refill(bench)
    assert result(bench).kind is ResultKind.CONFIRMED
    assert "The pump counts 18 mL now" in lines(bench).replace("≈ ", "")
    assert 17_999_000 < bench.site.pump.status().reservoir.value <= 18_000_000


def test_more_than_the_pump_holds_is_not_told_to_it(bench: Bench, orders: OrdersViewModel) -> None:
    orders.open(OrderKind.REFILL)
    orders.type_text(REFILL_VOLUME, "48")
    assert state(bench).fields[REFILL_VOLUME].reason.replace("\u00a0", " ") == "This pump holds at most 20 mL"
    orders.review()
    assert state(bench).step is OrderStep.EDIT


def test_a_refill_that_was_asked_about_another_state_of_the_pump_is_not_sent(
    bench: Bench, orders: OrdersViewModel
) -> None:
    orders.open(OrderKind.REFILL)
    orders.type_text(REFILL_VOLUME, "18")
    orders.review()
    bench.workstation.header.press_stop()
    bench.workstation.header.press_stop()
    bench.run(10)
    assert state(bench).confirm.why_not == CHANGED


def test_the_clock_of_the_pump_is_set_to_that_of_the_workstation(
    bench: Bench, orders: OrdersViewModel
) -> None:
    bench.site.skip(7 * MINUTE)
    bench.run(3)
    orders.open(OrderKind.CLOCK)
    assert facts(bench)["The pump's clock is"].endswith("ahead of this workstation")
    orders.confirm()
    bench.run(3)
    assert result(bench).kind is ResultKind.CONFIRMED
    wall = bench.clock.utc_us() + bench.clock.local_offset_us()
    assert abs(bench.site.pump.status().pump_time.value - wall) < 1_000_000


def test_an_alarm_that_is_over_ends_once_it_is_acknowledged_and_nothing_starts_by_it(
    bench: Bench, orders: OrdersViewModel
) -> None:
    assert state(bench).offers.acknowledge is None
    bench.site.pump.reset()
    bench.run(10)
    orders.open(OrderKind.ACKNOWLEDGE)
    assert facts(bench)["Delivery"] == "stopped, and stays stopped"
    orders.confirm()
    bench.run(3)
    assert result(bench).kind is ResultKind.CONFIRMED
    assert "No alarm is left" in lines(bench)
    status = bench.site.pump.status()
    assert (status.latched_alarms, status.delivery) == ((), Delivery.STOPPED)


@pytest.mark.parametrize(
    ("kind", "opcode"), [(OrderKind.CLOCK, Opcode.CLOCK_SET), (OrderKind.REFILL, Opcode.REFILL)]
)
def test_what_the_pump_refuses_is_told_with_what_to_do(
    bench: Bench, orders: OrdersViewModel, kind: OrderKind, opcode: Opcode
) -> None:
    bench.site.faults.arm(Fault(FaultKind.REFUSE, opcode=opcode, status=Status.REFUSED))
    if kind is OrderKind.REFILL:
        tell_refill(bench)
    else:
        ask(bench, kind)
    assert result(bench).kind is ResultKind.REFUSED
    assert result(bench).finish.enabled


@pytest.mark.parametrize("kind", [OrderKind.CLOCK, OrderKind.REFILL])
def test_stop_stays_at_hand_whatever_is_asked(bench: Bench, orders: OrdersViewModel, kind: OrderKind) -> None:
    orders.open(kind)
    bench.workstation.header.press_stop()
    bench.workstation.header.press_stop()
    bench.run(10)
    assert bench.workstation.desk.story.stopped


def test_nothing_is_asked_of_a_pump_that_is_not_there(bench: Bench) -> None:
    for kind in OrderKind:
        bench.workstation.orders.open(kind)
        assert state(bench).step is OrderStep.CLOSED
