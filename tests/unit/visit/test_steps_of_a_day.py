"""Steps are counted from what the patient had 24 hours ago, however many visits and programs lie between."""

from __future__ import annotations

import pytest

from programmer.device.implant.messages.pump_events import encode_clock_set
from programmer.records.rows import ProgramOrigin, ProgramRow, PumpEventRow
from programmer.therapy.canonical import program_hash
from programmer.therapy.limits import Limit, Severity
from programmer.therapy.outcome import Confirmed
from programmer.therapy.programs import Continuous, DeliveryMode, MinimumRate, PumpProgram, Stopped
from programmer.therapy.pump import PumpEvent, PumpEventKind
from programmer.therapy.quantities import NanogramsPerDay, PumpTime
from programmer.visit.proposal import Proposal, ProposalRefused, ReasonMissing, objections
from tests.support.library import shipped_library
from tests.unit.visit.bench import SECOND, Bench, a_program, micrograms

HOUR = 3_600 * SECOND
DAY = 24 * HOUR
REASON = "the patient's spasms came back"
STEPS = {Limit.STEP_UP, Limit.STEP_UP_AMOUNT, Limit.STEP_DOWN, Limit.STEP_DOWN_AMOUNT}


@pytest.fixture
def bench() -> Bench:
    """The pump in it gives 90 mcg per day."""
    return Bench()


def even(mcg_per_day: int) -> PumpProgram:
    return a_program(Continuous(micrograms(mcg_per_day)))


def propose(bench: Bench, program: PumpProgram, reason: str = "") -> Proposal:
    """In a visit of its own, as each command of the command line is one."""
    visit = bench.begin()
    try:
        return visit.propose(program, reason)
    finally:
        visit.end()


def give(bench: Bench, mode: DeliveryMode, reason: str = "") -> Proposal:
    """Program the pump in a visit of its own."""
    visit = bench.begin()
    proposal = visit.propose(a_program(mode), reason)
    assert isinstance(visit.commit(visit.stage(proposal)), Confirmed)
    visit.interrogate()
    visit.end()
    return proposal


def shift_clock(bench: Bench, hours: int) -> None:
    """Somebody sets the pump's clock by so many hours."""
    bench.site.tick()
    pump = bench.site.pump
    pump.set_clock(PumpTime(pump.now.value + hours * HOUR))


def minimum_rate(bench: Bench) -> MinimumRate:
    """The pump's own, of 500 mcg/mL."""
    visit = bench.begin()
    flow = visit.interrogation.limits.maintaining_flow.value
    visit.end()
    return MinimumRate(NanogramsPerDay(flow * 500_000 // 1_000_000))


def steps_passed(refused: ProposalRefused) -> list[tuple[Limit, Severity]]:
    return [(one.limit, one.severity) for one in refused.violations if one.limit in STEPS]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_small_steps_in_one_day_are_one_large_step(bench: Bench) -> None:
    give(bench, Continuous(micrograms(103)))
    with pytest.raises(ReasonMissing) as refused:
        propose(bench, even(118))
    assert plain(refused.value.why).startswith(
        "baclofen: a large step up: from 90 mcg per day (before the changes of the last 24 hours) to 118 mcg "
        "per day, 31.1 % more; usually at most 15 %"
    )
    for dose in (118, 135, 155):
        give(bench, Continuous(micrograms(dose)), REASON)
    with pytest.raises(ProposalRefused) as never:
        propose(bench, even(204), REASON)
    assert steps_passed(never.value) == [(Limit.STEP_UP, Severity.HARD)]


def test_a_dose_through_minimum_rate_and_stopped_is_held_against_the_dose_before_them(bench: Bench) -> None:
    for mode in (Continuous(micrograms(130)), minimum_rate(bench), Stopped()):
        give(bench, mode, REASON)
    with pytest.raises(ProposalRefused) as refused:
        propose(bench, even(1_001), REASON)
    assert (Limit.STEP_UP, Severity.HARD) in steps_passed(refused.value)


@pytest.mark.parametrize("mode", [Stopped(), None], ids=["stopped", "minimum rate"])
def test_what_was_paused_by_mistake_is_taken_up_again_without_a_reason(
    bench: Bench, mode: DeliveryMode | None
) -> None:
    give(bench, mode or minimum_rate(bench), REASON)
    assert give(bench, Continuous(micrograms(90))).passed == ()


def test_going_back_to_the_dose_of_yesterday_needs_no_reason(bench: Bench) -> None:
    give(bench, Continuous(micrograms(30)), "a slip of the hand")
    assert propose(bench, even(90)).passed == ()


def test_after_24_hours_the_new_dose_is_what_counts(bench: Bench) -> None:
    give(bench, Continuous(micrograms(103)))
    bench.clock.wait_us(DAY - 60 * SECOND)
    with pytest.raises(ReasonMissing):
        propose(bench, even(118))
    bench.clock.wait_us(60 * SECOND)
    assert give(bench, Continuous(micrograms(118))).passed == ()
    bench.clock.wait_us(DAY)
    assert give(bench, Continuous(micrograms(135))).passed == ()


def test_after_a_day_of_nothing_a_dose_is_a_start(bench: Bench) -> None:
    give(bench, Stopped(), REASON)
    bench.clock.wait_us(DAY)
    assert bench.begin().interrogation.before is None


def test_a_visit_that_lasts_for_a_day_counts_from_what_was_24_hours_ago(bench: Bench) -> None:
    visit = bench.begin()
    visit.commit(visit.stage(visit.propose(even(103))))
    visit.interrogate()
    bench.clock.wait_us(DAY)
    assert visit.propose(even(118)).based_on.before == even(103)


def test_a_pump_that_was_never_met_counts_from_what_it_runs(bench: Bench) -> None:
    assert bench.begin().interrogation.before == even(90)


def test_what_another_programmer_gave_today_is_held_against_what_we_read_before(bench: Bench) -> None:
    bench.begin().end()
    bench.clock.wait_us(30 * DAY)
    other = bench.second_programmer()
    other.commit(other.stage(other.propose(even(103))))
    other.end()
    bench.clock.wait_us(60 * SECOND)
    assert bench.begin().interrogation.before == even(90)


def test_a_dose_that_another_programmer_changed_long_ago_counts_no_more(bench: Bench) -> None:
    """Else a dose of months ago would pass for that of yesterday, and hide a step up of any size."""
    bench.begin().end()
    bench.clock.wait_us(SECOND)
    other = bench.second_programmer()
    other.commit(other.stage(other.propose(even(30), REASON)))
    other.end()
    bench.clock.wait_us(DAY + SECOND)
    with pytest.raises(ProposalRefused) as refused:
        propose(bench, even(90), REASON)
    assert steps_passed(refused.value)[0] == (Limit.STEP_UP, Severity.HARD)
    assert "from 30\u00a0mcg per day to 90" in refused.value.why


@pytest.mark.parametrize("hours", [-7, 7])
@pytest.mark.parametrize("set_since", [True, False], ids=["since the change", "before the change"])
@pytest.mark.parametrize(("ago", "before"), [(23, 90), (25, 80)])
def test_a_dose_that_another_programmer_changed_is_as_old_as_it_is_however_the_clock_was_set(
    bench: Bench, hours: int, set_since: bool, ago: int, before: int
) -> None:
    """By the entry's own stamp it would be 7 hours older or newer, and pass for yesterday's dose or for today's."""
    bench.begin().end()
    bench.clock.wait_us(30 * DAY)
    if not set_since:
        shift_clock(bench, hours)
    other = bench.second_programmer()
    other.commit(other.stage(other.propose(even(80))))
    other.end()
    bench.clock.wait_us(HOUR)
    if set_since:
        shift_clock(bench, hours)
    bench.clock.wait_us((ago - 1) * HOUR)
    assert bench.begin().interrogation.before == even(before)


@pytest.mark.parametrize("hours", [-7, 7])
@pytest.mark.parametrize("set_since", [True, False], ids=["since then", "before"])
@pytest.mark.parametrize(("ago", "before"), [(20, 90), (28, 103)])
def test_a_dose_that_was_given_here_is_as_old_as_it_is_however_the_clock_was_set(
    bench: Bench, hours: int, set_since: bool, ago: int, before: int
) -> None:
    if not set_since:
        shift_clock(bench, hours)
    give(bench, Continuous(micrograms(103)))
    if set_since:
        shift_clock(bench, hours)
    bench.clock.wait_us(ago * HOUR)
    assert bench.begin().interrogation.before == even(before)


@pytest.mark.parametrize("hours", [-7, 7])
def test_a_dose_that_was_read_after_a_change_counts_however_the_clock_was_set(
    bench: Bench, hours: int
) -> None:
    """What another programmer changed before we read it did not come after, though the stamp may say so."""
    other = bench.second_programmer()
    other.commit(other.stage(other.propose(even(80))))
    other.end()
    bench.clock.wait_us(HOUR)
    bench.begin().end()
    bench.clock.wait_us(HOUR)
    shift_clock(bench, hours)
    bench.clock.wait_us(2 * DAY)
    bench.site.tick()
    bench.site.pump.install(even(84), b"somebody else's.")
    bench.clock.wait_us(HOUR)
    assert bench.begin().interrogation.before == even(80)


def test_a_clock_that_was_set_only_after_the_reading_makes_no_dose_older(bench: Bench) -> None:
    give(bench, Continuous(micrograms(103)))
    bench.clock.wait_us(20 * HOUR)
    visit = bench.begin()
    session, status = bench.records.history().summaries()[0].session, visit.status
    back = PumpTime(status.pump_time.value - 7 * HOUR)
    entry = status.log.last_sequence + 1
    event = PumpEvent(entry, back, PumpEventKind.CLOCK_SET, encode_clock_set(status.pump_time), b"raw")
    with bench.records.unit_of_work() as work:
        work.events.add(
            [PumpEventRow(bench.context.new_id(), session.id, session.pump_id, status.log.epoch, event)]
        )
        work.commit()
    assert visit.propose(even(90)).based_on.before == even(90)


@pytest.mark.parametrize("speed", [60, 3600])
def test_a_dose_of_the_pump_s_day_before_yesterday_counts_no_more_however_fast_its_clock_runs(
    bench: Bench, speed: int
) -> None:
    """By the workstation's clock it all was today."""
    bench.site.run_at(speed)
    give(bench, Continuous(micrograms(103)))
    bench.clock.wait_us(2 * DAY // speed)
    assert bench.begin().interrogation.before == even(103)


@pytest.mark.parametrize("speed", [60, 3600])
def test_a_dose_that_another_programmer_changed_long_ago_counts_no_more_however_fast_the_clock_runs(
    bench: Bench, speed: int
) -> None:
    bench.begin().end()
    bench.site.run_at(speed)
    bench.clock.wait_us(HOUR)
    other = bench.second_programmer()
    other.commit(other.stage(other.propose(even(30), REASON)))
    other.end()
    bench.clock.wait_us(DAY)
    assert bench.begin().interrogation.before == even(30)


@pytest.mark.parametrize(
    ("before_reset", "since", "before"),
    [(1, 20, 80), (6, 20, 103), (1, 26, 90)],
    ids=["all today", "the reset alone today", "all yesterday"],
)
def test_what_another_memory_of_the_pump_ran_is_what_the_patient_had_if_that_was_within_a_day(
    bench: Bench, before_reset: int, since: int, before: int
) -> None:
    """The new memory gives 90 again; the hours are those from 103 to it, and from it to the reading."""
    bench.site.pump.install(even(80), b"somebody else's.")
    give(bench, Continuous(micrograms(103)), REASON)
    bench.clock.wait_us(before_reset * HOUR)
    bench.put_in_reach(bench.new_site())
    bench.clock.wait_us(since * HOUR)
    assert bench.begin().interrogation.before == even(before)


def test_a_program_that_was_only_proposed_or_cannot_be_decoded_counts_for_nothing(bench: Bench) -> None:
    visit = bench.begin()
    session = bench.records.history().summaries()[0].session
    bench.clock.wait_us(2 * DAY)
    for origin, canonical in (
        (ProgramOrigin.PROPOSED, visit.propose(even(100)).canonical),
        (ProgramOrigin.READ, b"of a version to come"),
    ):
        row = ProgramRow(
            bench.context.new_id(), session.id, session.pump_id, origin, canonical, program_hash(canonical)
        )
        with bench.records.unit_of_work() as work:
            work.sessions.add_program(row)
            work.commit()
    assert bench.begin().interrogation.before == even(90)


def test_the_window_checks_against_the_same_dose_as_the_visit(bench: Bench) -> None:
    """The reading that it is told carries it."""
    visit = bench.begin()
    visit.commit(visit.stage(visit.propose(even(103))))
    read = visit.interrogate()
    found = objections(even(118), read, shipped_library(), visit.indication)
    assert [one.limit for one in found] == [Limit.STEP_UP]
    with pytest.raises(ReasonMissing) as refused:
        visit.propose(even(118))
    assert refused.value.violations == found
