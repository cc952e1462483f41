"""What may have been given within 24 hours and is not in our copy of the pump's log is told as not known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from programmer.delivery.happenings import BolusStarted
from programmer.simulator.pump import SimulatedPump
from programmer.simulator.site import PumpSite, default_factory_state
from programmer.therapy.boluses import PatientBolus, SingleBolus
from programmer.therapy.limits import LastDay, Limit, Severity
from programmer.therapy.outcome import Confirmed
from programmer.therapy.programs import Continuous, MinimumRate, PumpProgram
from programmer.therapy.pump import PumpEventKind
from programmer.therapy.quantities import Nanograms, PumpTime, Seconds
from programmer.visit.proposal import ProposalRefused, ReasonMissing
from tests.unit.visit.bench import SECOND, Bench, a_program, micrograms

MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
REASON = "the patient's spasms came back"


@pytest.fixture
def bench() -> Bench:
    """The pump in it gives 90 mcg per day."""
    return Bench()


def even(mcg_per_day: int) -> PumpProgram:
    return a_program(Continuous(micrograms(mcg_per_day)))


def with_bolus(mcg: int = 50) -> PumpProgram:
    """A single bolus over 10 minutes and then the dose of the pump in the bench."""
    return replace(even(90), opening=SingleBolus(Nanograms(mcg * 1000), Seconds(600)))


def give(bench: Bench, program: PumpProgram, lasting: int = 0) -> None:
    """Program the pump in a visit of its own, and read it once more so long after."""
    visit = bench.begin()
    assert isinstance(visit.commit(visit.stage(visit.propose(program, REASON))), Confirmed)
    visit.interrogate()
    visit.end()
    if lasting:
        bench.clock.wait_us(lasting)
        bench.begin().end()


def lately(bench: Bench) -> LastDay:
    """Of the last 24 hours, in a visit of its own."""
    visit = bench.begin()
    found = visit.interrogation.last_day
    visit.end()
    return found


def given(bench: Bench) -> int:
    """Micrograms by single bolus."""
    return int(lately(bench).given("baclofen")) // 1000


def asked_for(bench: Bench, program: PumpProgram) -> list[str]:
    """Why a reason is wanted, of what is not known of the day alone."""
    visit = bench.begin()
    try:
        passed = visit.propose(program, REASON).passed
    finally:
        visit.end()
    return [one.entered for one in passed if one.limit is Limit.LAST_DAY_NOT_KNOWN]


# ---- a memory that was made anew ----------------------------------------------------------------------------


def make_memory_anew(bench: Bench, shift_us: int = 0) -> None:
    """The pump forgets all it had; its clock is off by so much from then on."""
    made = PumpTime(bench.clock.utc_us() + bench.clock.local_offset_us() + shift_us)
    pump = SimulatedPump(default_factory_state(), made, bench.randomness)
    bench.put_in_reach(PumpSite(pump, bench.clock, bench.randomness))


@pytest.mark.requirement("OPCA-R5.3.0-7")
def test_a_bolus_counts_though_the_memory_that_gave_it_was_made_anew_since(bench: Bench) -> None:
    give(bench, with_bolus(), 20 * MINUTE)
    make_memory_anew(bench)
    bench.clock.wait_us(MINUTE)
    visit = bench.begin()
    with pytest.raises(ProposalRefused) as refused:
        visit.propose(with_bolus(), REASON)
    assert [(one.limit, one.severity) for one in refused.value.violations] == [(Limit.STEP_UP, Severity.HARD)]
    assert "50\u00a0mcg that boluses gave in the last 24 hours" in refused.value.why


def test_what_a_memory_gave_after_it_was_read_last_is_not_known_and_asks_for_a_reason(bench: Bench) -> None:
    bench.begin().end()
    bench.clock.wait_us(7 * DAY)
    make_memory_anew(bench)
    bench.clock.wait_us(DAY - MINUTE)
    with pytest.raises(ReasonMissing) as asked:
        bench.begin().propose(even(92))
    assert "the pump's log tells of less than 24 hours, since its memory was made anew" in asked.value.why


def test_a_day_after_the_memory_was_made_nothing_of_the_one_before_counts(bench: Bench) -> None:
    give(bench, with_bolus(), 20 * MINUTE)
    make_memory_anew(bench)
    bench.clock.wait_us(DAY + SECOND)
    found = lately(bench)
    assert (found.boluses, found.not_known, found.memory_made, found.log_lacks) == ((), 0, False, False)


@pytest.mark.parametrize(("before", "since", "mcg"), [(1, 20, 50), (20, 1, 50), (24, 1, 0), (1, 24, 0)])
def test_a_bolus_of_an_earlier_memory_is_as_old_as_two_clocks_agree_on(
    bench: Bench, before: int, since: int, mcg: int
) -> None:
    """Nobody looked for those hours: the pump's clock went on over the loss, and the workstation's says the same."""
    give(bench, with_bolus(), 20 * MINUTE)
    bench.clock.wait_us(before * HOUR)
    make_memory_anew(bench)
    bench.clock.wait_us(since * HOUR)
    assert given(bench) == mcg


@pytest.mark.parametrize("shift", [-1000 * DAY, -2 * HOUR, 2 * HOUR, 1000 * DAY])
def test_where_the_clock_was_lost_with_the_memory_a_bolus_counts_that_may_be_of_today(
    bench: Bench, shift: int
) -> None:
    give(bench, with_bolus(), 20 * MINUTE)
    bench.clock.wait_us(30 * HOUR)
    make_memory_anew(bench, shift)
    bench.clock.wait_us(HOUR)
    assert given(bench) == 50


def test_where_the_workstation_s_clock_was_set_since_a_bolus_counts_that_is_of_today(bench: Bench) -> None:
    give(bench, with_bolus(), 20 * MINUTE)
    make_memory_anew(bench)
    bench.clock._start_utc_us += 2 * DAY
    bench.clock.wait_us(HOUR)
    assert given(bench) == 50


def test_a_clock_that_was_set_after_the_memory_was_made_makes_no_bolus_older(bench: Bench) -> None:
    """Workstation and pump agree on the present time, which both were given since."""
    give(bench, with_bolus(), 20 * MINUTE)
    make_memory_anew(bench)
    bench.clock._start_utc_us += 2 * DAY
    bench.site.tick()
    bench.site.pump.set_clock(PumpTime(bench.site.pump.now.value + 2 * DAY))
    bench.clock.wait_us(HOUR)
    assert given(bench) == 50


def test_a_clock_that_was_set_before_the_memory_was_lost_makes_no_bolus_younger(bench: Bench) -> None:
    """Both clocks went on from there over the loss."""
    give(bench, with_bolus(), 20 * MINUTE)
    bench.site.tick()
    bench.site.pump.set_clock(PumpTime(bench.site.pump.now.value + 7 * HOUR))
    bench.begin().end()
    bench.clock.wait_us(25 * HOUR)
    make_memory_anew(bench, 7 * HOUR)
    assert given(bench) == 0


def test_a_bolus_that_ran_when_the_memory_was_lost_counts_whole(bench: Bench) -> None:
    give(bench, with_bolus(), 2 * MINUTE)
    make_memory_anew(bench)
    assert given(bench) == 50


def test_the_boluses_of_two_memories_before_count_within_the_day(bench: Bench) -> None:
    for _ in range(2):
        give(bench, with_bolus(30), 20 * MINUTE)
        make_memory_anew(bench)
        bench.clock.wait_us(HOUR)
    assert given(bench) == 60


def test_a_memory_that_reaches_back_over_the_day_hides_the_ones_before(bench: Bench) -> None:
    """Whose clocks tell nothing: each was lost with its memory."""
    give(bench, with_bolus(30), 20 * MINUTE)
    make_memory_anew(bench, -1000 * DAY)
    bench.clock.wait_us(DAY + HOUR)
    give(bench, with_bolus(40), 20 * MINUTE)
    make_memory_anew(bench, -2000 * DAY)
    bench.clock.wait_us(HOUR)
    assert given(bench) == 40


def on_demand() -> PumpProgram:
    """The patient may ask for 10 mcg over 10 minutes, 2 hours apart."""
    return replace(even(90), patient_bolus=PatientBolus(Nanograms(10_000), Seconds(600), Seconds(7200), 4))


@pytest.mark.parametrize("runs", [True, False], ids=["it ran when it was read last", "it had ended"])
def test_a_patient_s_bolus_of_an_earlier_memory_counts_with_its_age(bench: Bench, runs: bool) -> None:
    give(bench, on_demand())
    bench.site.tick()
    assert isinstance(bench.site.pump.press_button(), BolusStarted)
    bench.clock.wait_us(MINUTE if runs else HOUR)
    bench.begin().end()
    make_memory_anew(bench)
    bench.clock.wait_us(3 * HOUR)
    (bolus,) = lately(bench).repeated
    assert bolus.by_patient
    assert bolus.given("baclofen") == 10_000
    least = 3 * 3600 + (60 if runs else 3600)
    assert least - 60 <= bolus.ago.value <= least + 60


def test_a_bolus_of_an_earlier_memory_counts_by_the_program_of_that_memory(bench: Bench) -> None:
    """Which came into force days before; the new memory runs another, without any bolus."""
    give(bench, on_demand())
    bench.clock.wait_us(2 * DAY)
    bench.site.tick()
    assert isinstance(bench.site.pump.press_button(), BolusStarted)
    bench.clock.wait_us(HOUR)
    bench.begin().end()
    make_memory_anew(bench)
    found = lately(bench)
    assert [one.given("baclofen") for one in found.repeated] == [10_000]
    assert found.not_known == 0


def test_the_age_of_the_last_single_bolus_is_told_over_a_lost_memory(bench: Bench) -> None:
    give(bench, with_bolus(), 20 * MINUTE)
    make_memory_anew(bench)
    bench.clock.wait_us(MINUTE)
    ago = lately(bench).single_ago
    assert ago is not None
    assert 20 * 60 <= ago.value < 23 * 60
    give(bench, with_bolus(10))
    ago = lately(bench).single_ago
    assert ago is not None
    assert ago.value < 60


def test_a_program_of_an_earlier_memory_that_nobody_here_has_read_is_not_known(bench: Bench) -> None:
    bench.begin().end()
    for dose in (93, 94):
        bench.site.tick()
        bench.site.pump.install(even(dose), b"another's token.")
    bench.begin().end()
    make_memory_anew(bench)
    assert lately(bench).not_known == 1


def test_a_workstation_that_never_met_the_earlier_memory_misses_nothing(bench: Bench) -> None:
    make_memory_anew(bench)
    found = bench.second_programmer().interrogation.last_day
    assert (found.memory_made, found.log_lacks, found.not_known) == (False, False, 0)


# ---- entries that are not in our copy -----------------------------------------------------------------------


def lose(bench: Bench, *kinds: PumpEventKind) -> None:
    """What the pump wrote of these kinds is not read any more."""
    bench.site.tick()
    lost = {one.sequence for one in bench.site.pump.log._events if one.kind in kinds}
    assert lost
    bench.site._faulty_desk._lost_records.update(lost)


def put_small_pump(bench: Bench, used: int = 0) -> None:
    """Its log has room for 40 entries."""
    small = replace(default_factory_state(), log_capacity=40, log_used=used)
    bench.put_in_reach(PumpSite(small, bench.clock, bench.randomness))


def write(bench: Bench, entries: int) -> None:
    """So many entries that are no change of program."""
    bench.site.tick()
    for _ in range(entries):
        bench.site.pump.stop(b"another's token.")


LACKS = ["entries of the pump's log that may be of the last 24 hours are missing here"]


@pytest.mark.requirement("OPCA-R5.3.0-7")
def test_a_bolus_that_is_lost_from_the_log_is_not_taken_for_none(bench: Bench) -> None:
    bench.begin().end()
    bench.clock.wait_us(2 * DAY)
    bench.site.tick()
    bench.site.pump.install(with_bolus(), b"another's token.")
    bench.clock.wait_us(20 * MINUTE)
    bench.site.tick()
    bench.site.pump.install(even(90), b"another's token.")
    lose(bench, PumpEventKind.PROGRAM_CHANGED, PumpEventKind.BOLUS_BEGUN, PumpEventKind.BOLUS_ENDED)
    with pytest.raises(ReasonMissing) as asked:
        bench.begin().propose(even(92))
    assert LACKS[0] in asked.value.why
    assert "by its own count the pump gave" in asked.value.why


@pytest.mark.parametrize("place", ["first", "between", "last"])
@pytest.mark.parametrize(("ago", "lacks"), [(23 * HOUR, True), (25 * HOUR, False)])
def test_a_gap_counts_for_a_day_wherever_it_is(bench: Bench, place: str, ago: int, lacks: bool) -> None:
    """The entries that are there tell how old it can be at most: the last one it hides stood before the next."""
    bench.begin().end()
    bench.clock.wait_us(2 * DAY)
    write(bench, 3)
    last = bench.site.pump.log.position.last_sequence
    bench.site._faulty_desk._lost_records.add({"first": last - 2, "between": last - 1, "last": last}[place])
    bench.begin().end()
    bench.clock.wait_us(ago)
    assert lately(bench).log_lacks is lacks


def test_an_entry_that_is_lost_behind_all_that_is_held_may_be_of_today(bench: Bench) -> None:
    bench.begin().end()
    bench.clock.wait_us(2 * DAY)
    bench.begin()
    write(bench, 2)
    lose(bench, PumpEventKind.STOPPED)
    assert lately(bench).log_lacks


def test_what_gave_way_within_the_day_is_not_known_to_who_meets_the_pump_for_the_first_time(
    bench: Bench,
) -> None:
    put_small_pump(bench)
    write(bench, 41)
    assert asked_for(bench, even(92)) == LACKS
    assert asked_for(bench, a_program(MinimumRate(micrograms(3)))) == []


def test_a_log_that_wrapped_and_reaches_back_over_the_day_misses_nothing(bench: Bench) -> None:
    put_small_pump(bench)
    write(bench, 60)
    bench.clock.wait_us(DAY + MINUTE)
    write(bench, 30)
    assert asked_for(bench, even(92)) == []


def test_our_copy_of_what_gave_way_since_is_as_good_as_the_log(bench: Bench) -> None:
    put_small_pump(bench)
    for _ in range(3):
        write(bench, 30)
        bench.begin().end()
    assert asked_for(bench, even(92)) == []


@pytest.mark.parametrize("used", [0, 1_000])
def test_a_pump_that_is_met_for_the_first_time_misses_nothing(bench: Bench, used: int) -> None:
    """Whatever was written before its memory was made."""
    put_small_pump(bench, used)
    assert asked_for(bench, even(92)) == []


def test_a_lost_setting_of_the_clock_hides_no_gap(bench: Bench) -> None:
    """By the stamps what came before it is 30 hours old."""
    bench.begin().end()
    bench.clock.wait_us(MINUTE)
    bench.site.tick()
    bench.site.pump.set_clock(PumpTime(bench.site.pump.now.value + 30 * HOUR))
    write(bench, 1)
    lose(bench, PumpEventKind.CLOCK_SET)
    assert lately(bench).log_lacks


def test_where_the_clock_was_set_back_to_its_beginning_the_hours_before_count_too(bench: Bench) -> None:
    """They are less than nothing by the clock of now."""
    give(bench, with_bolus(), 20 * MINUTE)
    bench.site.tick()
    bench.site.pump.set_clock(PumpTime(MINUTE))
    bench.clock.wait_us(MINUTE)
    assert given(bench) == 50


# ---- what steps are counted from ----------------------------------------------------------------------------


@pytest.mark.parametrize(("lost", "before"), [(False, 90), (True, 30)], ids=["none is lost", "some are lost"])
def test_a_dose_that_was_read_before_entries_were_lost_is_not_taken_for_yesterday_s(
    bench: Bench, lost: bool, before: int
) -> None:
    """Somebody else may have changed it then, as here to a third."""
    bench.begin().end()
    bench.clock.wait_us(HOUR)
    bench.site.tick()
    if lost:
        bench.site.pump.install(even(30), b"another's token.")
        lose(bench, PumpEventKind.PROGRAM_CHANGED)
    else:
        write(bench, 1)
    bench.clock.wait_us(HOUR)
    write(bench, 1)
    bench.clock.wait_us(2 * DAY)
    visit = bench.begin()
    assert visit.interrogation.last_day.log_lacks is False
    assert visit.interrogation.before == even(before)
    if lost:
        with pytest.raises(ProposalRefused) as refused:
            visit.propose(even(90), REASON)
        assert "from 30\u00a0mcg per day to 90" in refused.value.why
