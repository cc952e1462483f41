"""Boluses, alarms seen, clock and refill: checked before they are sent, counted afterwards, and never asked twice."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from programmer.device.implant.messages.orders import Checkpoint
from programmer.known_error import OutcomeUncertain, RefusedError
from programmer.records.rows import IntentKind, SessionEnd
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.limits import Limit, Severity
from programmer.therapy.outcome import Confirmed, Failed, Refused, Uncertain
from programmer.therapy.programs import Stopped
from programmer.therapy.pump import BolusKind, Delivery, PumpEventKind
from programmer.therapy.quantities import Nanograms, Nanolitres, PumpTime, Seconds
from programmer.visit.aftermath import CommandSeen, aftermath
from programmer.visit.bolus_proposal import propose_bolus
from programmer.visit.log_words import bolus_event_text, programs_of_events
from programmer.visit.proposal import ProposalRefused, ReasonMissing
from programmer.visit.visit import Visit
from tests.support.library import shipped_library
from tests.unit.visit.bench import Bench, a_program, stage
from tests.unit.visit.command_cases import A_BOLUS, A_REFILL, ORDERS, CommandCase, a_bolus_proposed

REASON = "asked for by a test"
MINUTE = 60_000_000
HOUR = 60 * MINUTE


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def visit(bench: Bench) -> Visit:
    return bench.begin()


def later(bench: Bench, visit: Visit, by_us: int) -> Visit:
    """The same visit that much later."""
    bench.clock.wait_us(by_us)
    visit.reconnect()
    return visit


def micrograms(dose: int, minutes: int = 60) -> SingleBolus:
    return SingleBolus(Nanograms(dose * 1000), Seconds(minutes * 60))


# ---- before a bolus is sent -----------------------------------------------------------------------------------


def test_a_bolus_above_a_soft_limit_needs_a_reason_which_is_recorded(bench: Bench, visit: Visit) -> None:
    with pytest.raises(ReasonMissing, match="passes a limit that needs a reason"):
        visit.propose_bolus(micrograms(50))
    with pytest.raises(ReasonMissing, match="says too little"):
        visit.propose_bolus(micrograms(50), "because")
    assert isinstance(visit.orders.give_bolus(visit.propose_bolus(micrograms(50), REASON)), Confirmed)
    (history,) = bench.histories()
    assert history.intent.kind is IntentKind.GIVE_BOLUS
    assert history.intent.asked.replace("\u00a0", " ") == "50 mcg of baclofen over 1 h 0 min"
    assert history.intent.reason == REASON
    assert any("single bolus" in sentence for sentence in history.intent.passed)


@pytest.mark.requirement("OPCA-R5.3.0-7")
def test_a_bolus_above_a_hard_limit_is_not_sent_for_any_reason(bench: Bench, visit: Visit) -> None:
    with pytest.raises(ProposalRefused) as refused:
        visit.propose_bolus(micrograms(2_000), REASON)
    assert not isinstance(refused.value, ReasonMissing)
    assert {one.severity for one in refused.value.violations} == {Severity.HARD}
    assert bench.histories() == ()


def test_a_bolus_of_more_than_a_day_is_not_sent(bench: Bench, visit: Visit) -> None:
    with pytest.raises(ProposalRefused, match="given now at most 24"):
        visit.propose_bolus(SingleBolus(Nanograms(1_000), Seconds(86_401)), REASON)
    assert bench.histories() == ()


@pytest.mark.requirement("OPCA-R5.3.0-7")
def test_what_boluses_gave_in_the_last_24_hours_counts_into_the_next_one(visit: Visit) -> None:
    lately = replace(visit.interrogation.last_day, boluses=(("baclofen", Fraction(1_150_000)),))
    found = replace(visit.interrogation, last_day=lately)
    with pytest.raises(ProposalRefused) as refused:
        propose_bolus(micrograms(20), found, shipped_library(), visit.indication, REASON)
    assert Limit.DOSE_PER_DAY in {one.limit for one in refused.value.violations}


def test_a_bolus_that_was_given_counts_by_the_pump_s_own_log(bench: Bench, visit: Visit) -> None:
    assert isinstance(visit.orders.give_bolus(visit.propose_bolus(micrograms(20), REASON)), Confirmed)
    later(bench, visit, 2 * HOUR)
    assert visit.interrogation.last_day.given("baclofen") == 20_000
    assert visit.interrogation.last_day.not_known == 0
    other = bench.second_programmer()
    assert other.interrogation.last_day.given("baclofen") == 20_000
    later(bench, visit, 24 * HOUR)
    assert visit.interrogation.last_day.given("baclofen") == 0


def test_of_a_bolus_that_was_cancelled_counts_what_was_given(bench: Bench, visit: Visit) -> None:
    visit.orders.give_bolus(visit.propose_bolus(micrograms(20), REASON))
    later(bench, visit, 15 * MINUTE)
    assert isinstance(visit.orders.cancel_bolus(visit.status), Confirmed)
    later(bench, visit, HOUR)
    assert 4_900 < visit.interrogation.last_day.given("baclofen") < 5_100


def test_a_bolus_soon_after_another_needs_a_reason(bench: Bench, visit: Visit) -> None:
    def limits(of: SingleBolus) -> set[Limit]:
        return {one.limit for one in visit.propose_bolus(of, REASON).passed}

    small = micrograms(2, minutes=10)
    assert Limit.LOCKOUT_SHORT not in limits(small)
    visit.orders.give_bolus(visit.propose_bolus(small, REASON))
    later(bench, visit, 30 * MINUTE)
    assert Limit.LOCKOUT_SHORT in limits(small)
    later(bench, visit, 12 * HOUR)
    assert Limit.LOCKOUT_SHORT not in limits(small)


def test_a_pump_whose_program_gives_nothing_is_given_no_bolus(bench: Bench, visit: Visit) -> None:
    visit.commit(stage(visit, a_program(Stopped())))
    visit.interrogate()
    with pytest.raises(ProposalRefused, match="one that gives nothing"):
        visit.propose_bolus(A_BOLUS, REASON)


def test_another_patient_s_pump_is_told_nothing_but_to_cut_a_bolus(bench: Bench) -> None:
    owner, here = bench.patient("Ada Byron"), bench.patient("Grace Brewster")
    first = bench.begin()
    first.assign(owner.id)
    first.end()
    visit = bench.begin(expected=here)
    bench.site.pump.order_bolus(A_BOLUS, b"somebody else's.")
    seen = visit.interrogate().status
    for order in (
        lambda: visit.propose_bolus(A_BOLUS, REASON),
        lambda: visit.orders.set_clock(seen),
        lambda: visit.orders.tell_refill(A_REFILL, seen, visit.interrogation.limits),
        lambda: visit.orders.acknowledge(seen),
    ):
        with pytest.raises(RefusedError, match="may not be programmed for Grace Brewster"):
            order()
    assert isinstance(visit.orders.cancel_bolus(seen), Confirmed)


# ---- a dose once or not at all --------------------------------------------------------------------------------


@pytest.mark.requirement("IT-1")
def test_a_bolus_is_never_sent_again_with_the_same_confirmation_whatever_came_of_it(
    bench: Bench, visit: Visit
) -> None:
    proposal = a_bolus_proposed(visit)
    bench.line.break_after(3)
    assert isinstance(visit.orders.give_bolus(proposal), Failed)
    with pytest.raises(RefusedError, match="a dose is never repeated with one press"):
        visit.orders.give_bolus(proposal)
    visit.reconnect()
    assert isinstance(visit.orders.give_bolus(a_bolus_proposed(visit)), Confirmed)


@pytest.mark.requirement("IT-1")
@pytest.mark.parametrize("case", ORDERS, ids=str)
def test_while_it_is_not_known_whether_a_bolus_was_given_there_is_stop_and_reading_only(
    case: CommandCase, bench: Bench, visit: Visit
) -> None:
    give = case.ready(bench, visit)
    bench.line.lose_all_replies()
    assert isinstance(visit.orders.cancel_bolus(visit.status), Uncertain)
    bench.line.lose_all_replies(False)
    bench.put_in_reach(bench.new_site())
    visit.reconnect()
    assert len(visit.unsettled) == 1
    with pytest.raises(OutcomeUncertain):
        give()
    with pytest.raises(OutcomeUncertain):
        visit.propose_bolus(A_BOLUS, REASON)
    assert visit.poll().delivery is Delivery.RUNNING
    assert isinstance(visit.stop(), Confirmed)


def test_a_pump_that_was_changed_since_the_bolus_was_checked_gives_none(bench: Bench, visit: Visit) -> None:
    proposal = a_bolus_proposed(visit)
    other = bench.second_programmer()
    assert isinstance(other.orders.give_bolus(a_bolus_proposed(other)), Confirmed)
    other.end()
    visit.reconnect()
    outcome = visit.orders.give_bolus(proposal)
    assert isinstance(outcome, Refused)
    assert "has changed since it was read" in outcome.reason


def test_a_stopped_pump_refuses_a_bolus_and_says_why(visit: Visit) -> None:
    visit.stop()
    visit.interrogate()
    outcome = visit.orders.give_bolus(a_bolus_proposed(visit))
    assert outcome == Refused(
        "The pump gives no bolus: delivery is stopped or held, or its program is a stopped one"
    )
    assert visit.interrogate().status.delivery is Delivery.STOPPED


def test_a_bolus_that_runs_is_in_the_status_and_nothing_else_is_amiss(visit: Visit) -> None:
    before = visit.status
    outcome = visit.orders.give_bolus(a_bolus_proposed(visit))
    now = visit.interrogate().status
    assert now.bolus is BolusKind.SINGLE
    seen = CommandSeen(IntentKind.GIVE_BOLUS, before, before.program_hash)
    after = aftermath(seen, outcome, now, visit.reading)
    assert (after.sentences, after.as_before, after.amiss) == ((), True, False)


@pytest.mark.parametrize("case", ORDERS, ids=str)
def test_after_an_order_the_pump_is_told_to_do_what_it_should(
    case: CommandCase, bench: Bench, visit: Visit
) -> None:
    give = case.ready(bench, visit)
    before = visit.status
    outcome = give()
    seen = CommandSeen(case.kind, before, before.program_hash)
    assert not aftermath(seen, outcome, visit.interrogate().status, visit.reading).amiss


# ---- clock, refill, alarms ------------------------------------------------------------------------------------


def test_the_pump_s_clock_is_set_to_this_workstation_s(bench: Bench, visit: Visit) -> None:
    bench.site.pump.set_clock(PumpTime(visit.status.pump_time.value - 47 * MINUTE))
    seen = visit.interrogate().status
    assert isinstance(visit.orders.set_clock(seen), Confirmed)
    here = bench.clock.utc_us() + bench.clock.local_offset_us()
    assert abs(visit.interrogate().status.pump_time.value - here) < 1_000_000
    (history,) = bench.histories()
    assert history.intent.asked.startswith("to ")
    assert "; it showed " in history.intent.asked


def test_a_refill_that_is_more_than_the_pump_holds_is_not_sent(bench: Bench, visit: Visit) -> None:
    with pytest.raises(RefusedError, match="more than this pump holds"):
        visit.orders.tell_refill(Nanolitres(20_000_001), visit.status, visit.interrogation.limits)
    assert bench.histories() == ()
    done = visit.orders.tell_refill(Nanolitres(20_000_000), visit.status, visit.interrogation.limits)
    assert isinstance(done, Confirmed)
    (history,) = bench.histories()
    assert history.intent.asked == "20\u00a0mL in the reservoir"


def test_alarms_are_acknowledged_as_they_were_seen(bench: Bench, visit: Visit) -> None:
    with pytest.raises(RefusedError, match="No alarm of this pump stays"):
        visit.orders.acknowledge(visit.status)
    bench.site.pump.reset()
    seen = visit.interrogate().status
    assert seen.latched_alarms == (AlarmKind.RESET,)
    assert isinstance(visit.orders.acknowledge(seen), Confirmed)
    now = visit.interrogate().status
    assert (now.active_alarms, now.delivery) == ((), Delivery.STOPPED)


def test_the_history_tells_the_dose_that_was_given_and_not_that_of_the_program(
    bench: Bench, visit: Visit
) -> None:
    visit.orders.give_bolus(visit.propose_bolus(micrograms(20), REASON))
    later(bench, visit, 2 * HOUR)
    visit.end()
    (summary,) = bench.records.history().summaries()
    record = bench.records.history().session(summary.session.id)
    assert record is not None
    programs = programs_of_events(record)
    told = [bolus_event_text(row.event, programs.get(row.id)) for row in record.events]
    assert [line.replace("\u00a0", " ") for line in told if line is not None] == [
        "Single bolus given by a programmer: 20 mcg over 1 h 0 min",
        "Single bolus begun: 20 mcg over 1 h 0 min",
        "Single bolus ended, given in full: 20 mcg",
    ]


@pytest.mark.parametrize("hours", [20, 40, -20, -40])
def test_a_bolus_of_today_counts_however_the_clock_was_set_since(
    bench: Bench, visit: Visit, hours: int
) -> None:
    bench.site.pump.set_clock(PumpTime(visit.status.pump_time.value - hours * HOUR))
    visit.interrogate()
    assert isinstance(visit.orders.give_bolus(visit.propose_bolus(micrograms(20), REASON)), Confirmed)
    later(bench, visit, 5 * HOUR)
    assert isinstance(visit.orders.set_clock(visit.status), Confirmed)
    later(bench, visit, HOUR)
    lately = visit.interrogation.last_day
    assert lately.given("baclofen") == 20_000
    assert lately.single_ago is not None
    assert lately.single_ago.value // 3600 == 6
    later(bench, visit, 19 * HOUR)
    assert visit.interrogation.last_day.given("baclofen") == 0


# ---- the mark at the end --------------------------------------------------------------------------------------


def marks(bench: Bench) -> list[Checkpoint]:
    log = bench.site.pump.log.part(1, 1000).events
    return [Checkpoint.decode(event.detail) for event in log if event.kind is PumpEventKind.CHECKPOINT]


def test_a_visit_that_ends_leaves_its_name_and_the_seal_of_the_records_in_the_pump_s_log(
    bench: Bench, visit: Visit
) -> None:
    visit.orders.give_bolus(visit.propose_bolus(micrograms(20), REASON))
    visit.interrogate()
    visit.end()
    (summary,) = bench.records.history().summaries()
    (mark,) = marks(bench)
    assert mark.visit == summary.session.id
    assert bench.records.history().seals_since(mark.sha256) == 1  # that the visit ended


def test_a_visit_leaves_no_mark_where_a_command_is_open_or_nobody_answers(bench: Bench, visit: Visit) -> None:
    bench.line.lose_all_replies()
    assert isinstance(visit.stop(), Uncertain)
    bench.line.lose_all_replies(False)
    visit.end()
    assert marks(bench) == []
    second = bench.begin()
    bench.line.lose_all_requests()
    second.end()
    assert marks(bench) == []
    ends = [one.end.end for one in bench.records.history().summaries() if one.end]
    assert ends == [SessionEnd.LEFT_UNRESOLVED] * 2


def test_a_dead_line_holds_up_nobody_who_leaves(bench: Bench, visit: Visit) -> None:
    bench.line.lose_all_requests()
    leaving = bench.clock.monotonic_us()
    visit.end()
    assert bench.clock.monotonic_us() - leaving <= 1_600_000
    assert not visit.session_open


def test_cancel_leaves_without_a_mark_and_ends_the_visit(bench: Bench, visit: Visit) -> None:
    bench.attention.ask_to_cancel()
    visit.end()
    assert marks(bench) == []
    assert [one.end.end for one in bench.records.history().summaries() if one.end] == [SessionEnd.CLOSED]
