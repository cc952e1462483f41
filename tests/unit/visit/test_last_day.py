"""What boluses gave within 24 hours counts into the 24 hours of the next program, by the pump's own log."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from programmer.delivery.happenings import BolusStarted
from programmer.records.rows import PumpEventRow
from programmer.therapy.boluses import PatientBolus, SingleBolus
from programmer.therapy.limits import Limit, Severity
from programmer.therapy.outcome import Confirmed
from programmer.therapy.programs import Continuous, MinimumRate, PeriodicBolus, PumpProgram
from programmer.therapy.pump import PumpEvent, PumpEventKind, PumpStatus
from programmer.therapy.quantities import Nanograms, Seconds
from programmer.visit.proposal import Proposal, ProposalRefused, ReasonMissing, objections, propose
from programmer.visit.visit import Visit
from tests.support.library import shipped_library
from tests.unit.visit.bench import SECOND, Bench, a_program, micrograms

DAY = 86_400 * SECOND
MINUTE = 60 * SECOND
REASON = "the patient's spasms came back"


@pytest.fixture
def bench() -> Bench:
    """The pump in it gives 90 mcg per day."""
    return Bench()


def with_bolus(mcg: int = 50, per_day: int = 90) -> PumpProgram:
    """A single bolus over 10 minutes and then the dose of the pump in the bench."""
    bolus = SingleBolus(Nanograms(mcg * 1000), Seconds(600))
    return replace(a_program(Continuous(micrograms(per_day))), opening=bolus)


def give(visit: Visit, program: PumpProgram, reason: str = "") -> Proposal:
    proposal = visit.propose(program, reason)
    assert isinstance(visit.commit(visit.stage(proposal)), Confirmed)
    visit.interrogate()
    return proposal


def later(bench: Bench, microseconds: int) -> Visit:
    """Another visit to the same pump."""
    bench.clock.wait_us(microseconds)
    return bench.begin()


def given(visit: Visit) -> Fraction:
    """Micrograms of the last 24 hours."""
    return visit.interrogation.last_day.given("baclofen") / 1000


@pytest.mark.requirement("OPCA-R5.3.0-7", "GPCA-EC13")
def test_the_first_single_bolus_asks_for_a_reason_and_the_second_within_a_day_is_refused(
    bench: Bench,
) -> None:
    visit = bench.begin()
    with pytest.raises(ReasonMissing) as asked:
        visit.propose(with_bolus())
    assert "with the single bolus from 90\u00a0mcg per day to 140\u00a0mcg per day, 55.6\u00a0% more" in (
        asked.value.why
    )
    give(visit, with_bolus(), REASON)
    visit = later(bench, 20 * MINUTE)
    with pytest.raises(ProposalRefused) as refused:
        visit.propose(with_bolus(), REASON)
    (violation,) = refused.value.violations
    assert (violation.limit, violation.severity) == (Limit.STEP_UP, Severity.HARD)
    assert "50\u00a0mcg that boluses gave in the last 24 hours" in violation.sentence


@pytest.mark.requirement("OPCA-R5.3.0-7")
def test_a_day_after_a_single_bolus_the_next_one_is_the_first_again(bench: Bench) -> None:
    visit = bench.begin()
    give(visit, with_bolus(), REASON)
    visit = later(bench, DAY + 20 * MINUTE)
    assert given(visit) == 0
    assert give(visit, with_bolus(), REASON).passed


def test_a_bolus_counts_whichever_programs_came_after_it(bench: Bench) -> None:
    visit = bench.begin()
    give(visit, with_bolus(), REASON)
    give(later(bench, 20 * MINUTE), a_program(Continuous(micrograms(92))))
    assert given(later(bench, 20 * MINUTE)) == 50


def test_of_a_bolus_that_another_program_cut_counts_what_was_given(bench: Bench) -> None:
    visit = bench.begin()
    give(visit, with_bolus(), REASON)
    visit = later(bench, 2 * MINUTE)
    give(visit, a_program(Continuous(micrograms(92))))
    assert 9 < given(visit) < 12


def test_a_bolus_that_still_runs_counts_whole(bench: Bench) -> None:
    visit = bench.begin()
    give(visit, with_bolus(), REASON)
    assert given(visit) == 50


def test_boluses_count_for_a_workstation_that_reads_the_log_for_the_first_time(bench: Bench) -> None:
    give(bench.begin(), with_bolus(), REASON)
    bench.clock.wait_us(20 * MINUTE)
    assert given(bench.second_programmer()) == 50


@pytest.mark.requirement("OPCA-R5.3.0-7")
def test_boluses_of_a_day_are_held_against_the_hard_limit_of_the_day(bench: Bench) -> None:
    """The highest of them that steps allow: the strictest hard limit of the day is 1,199 mcg of baclofen."""
    visit = bench.begin()
    lately = replace(visit.interrogation.last_day, boluses=(("baclofen", Fraction(1_150_000)),))
    found = replace(visit.interrogation, last_day=lately)
    with pytest.raises(ProposalRefused) as refused:
        propose(a_program(Continuous(micrograms(90))), found, shipped_library(), visit.indication, REASON)
    (violation,) = refused.value.violations
    assert violation.limit is Limit.DOSE_PER_DAY
    assert "1,240\u00a0mcg per day with every allowed bolus and 1,150\u00a0mcg that" in violation.sentence


def test_a_workstation_that_does_not_know_the_programs_of_the_day_asks_for_a_reason(bench: Bench) -> None:
    first = bench.begin()
    give(first, a_program(Continuous(micrograms(103))))
    bench.clock.wait_us(MINUTE)
    other = bench.second_programmer()
    with pytest.raises(ReasonMissing) as asked:
        other.propose(a_program(Continuous(micrograms(118))))
    assert [one.limit for one in asked.value.violations] == [Limit.LAST_DAY_NOT_KNOWN]
    assert "by its own count the pump gave" in asked.value.why
    rest = MinimumRate(micrograms(3))
    assert Limit.LAST_DAY_NOT_KNOWN not in {one.limit for one in give(other, a_program(rest), REASON).passed}


def test_a_day_later_the_programs_that_were_not_known_do_not_matter(bench: Bench) -> None:
    give(bench.begin(), a_program(Continuous(micrograms(103))))
    bench.clock.wait_us(DAY + MINUTE)
    assert bench.second_programmer().interrogation.last_day.not_known == 0


def test_a_start_within_a_day_counts_the_single_bolus_too(bench: Bench) -> None:
    visit = bench.begin()
    row = replace(
        visit.interrogation, program=replace(a_program(), mode=Continuous(micrograms(0))), before=None
    )
    found = objections(with_bolus(40, 80), row, shipped_library(), visit.indication)
    (start,) = [one for one in found if one.limit is Limit.START_DOSE]
    assert start.entered == "120\u00a0mcg per day"


# ---- boluses of patients, and periodic ones -----------------------------------------------------------------


def on_demand(dose: int, per_day: int = 90, most: int = 4) -> PumpProgram:
    """The patient may ask for that many mcg over 10 minutes, 2 hours apart."""
    asked = PatientBolus(Nanograms(dose * 1000), Seconds(600), Seconds(7200), most)
    return replace(a_program(Continuous(micrograms(per_day))), patient_bolus=asked)


def press(bench: Bench) -> None:
    """The patient asks; the pump lives up to the present first."""
    bench.site.tick()
    assert isinstance(bench.site.pump.press_button(), BolusStarted)


@pytest.mark.requirement("OPCA-R5.3.0-7")
def test_boluses_that_a_patient_took_count_into_the_day_of_the_next_program(bench: Bench) -> None:
    give(bench.begin(), on_demand(10), REASON)
    for _ in range(2):
        press(bench)
        bench.clock.wait_us(3 * 3600 * SECOND)
    visit = later(bench, 0)
    lately, even = visit.interrogation.last_day, a_program(Continuous(micrograms(90)))
    assert [(one.by_patient, one.given("baclofen")) for one in lately.repeated] == [
        (True, Fraction(10_000))
    ] * 2
    assert lately.counted("baclofen", even) == 20_000
    assert lately.counted("baclofen", on_demand(10)) == 0
    assert lately.counted("baclofen", on_demand(5)) == 10_000
    assert later(bench, DAY).interrogation.last_day.counted("baclofen", even) == 0


def test_a_patient_s_bolus_that_runs_or_was_cut_counts_with_what_it_gives(bench: Bench) -> None:
    visit = bench.begin()
    give(visit, on_demand(10), REASON)
    even = a_program(Continuous(micrograms(91)))
    press(bench)
    visit = later(bench, 2 * MINUTE)
    assert visit.interrogation.last_day.counted("baclofen", even) == 10_000
    give(visit, even)
    assert 1_900 < visit.interrogation.last_day.counted("baclofen", even) < 2_500


def test_periodic_boluses_of_a_day_count_once_and_not_again_in_a_program_that_goes_on_with_them(
    bench: Bench,
) -> None:
    periodic = PeriodicBolus(micrograms(60), Nanograms(7_000), Seconds(600), Seconds(4 * 3600))
    give(bench.begin(), a_program(periodic), REASON)
    visit = later(bench, DAY + MINUTE)
    lately = visit.interrogation.last_day
    assert [one.by_patient for one in lately.repeated] == [False] * 6
    assert lately.counted("baclofen", a_program(Continuous(micrograms(90)))) == 42_000
    assert lately.counted("baclofen", a_program(periodic)) == 0


# ---- logs of other kinds of pump ----------------------------------------------------------------------------


def log(bench: Bench, visit: Visit, *entries: tuple[PumpEventKind, bytes]) -> None:
    """Entries that follow the pump's own log in the records."""
    status: PumpStatus = visit.status
    session = bench.records.history().summaries()[0].session
    rows = [
        PumpEventRow(
            bench.context.new_id(),
            session.id,
            session.pump_id,
            status.log.epoch,
            PumpEvent(status.log.last_sequence + number, status.pump_time, kind, detail, bytes([number])),
        )
        for number, (kind, detail) in enumerate(entries, 1)
    ]
    with bench.records.unit_of_work() as work:
        work.events.add(rows)
        work.commit()


@pytest.mark.parametrize(
    ("entries", "mcg", "not_known"),
    [
        ([(PumpEventKind.BOLUS_BEGUN, b"\x2d")], 0, 1),
        ([(PumpEventKind.BOLUS_BEGUN, b"\x1e")], 0, 0),
        ([(PumpEventKind.BOLUS_BEGUN, b"\x2d\x00")], 0, 0),
        ([(PumpEventKind.BOLUS_ENDED, b"?")], 0, 0),
        ([(PumpEventKind.BOLUS_ENDED, b"\x1e\0\0\0\0")], 0, 1),
        ([(PumpEventKind.BOLUS_ENDED, b"\x33\0\0\0\0")], 0, 1),
        ([(PumpEventKind.PROGRAM_CHANGED, bytes(48)), (PumpEventKind.BOLUS_ENDED, b"\x1e\0\0\0\0")], 0, 1),
        ([(PumpEventKind.BOLUS_ENDED, b"\x2d\0\0\0\0")], 0, 1),
        ([(PumpEventKind.BOLUS_BEGUN, b"\x2d"), (PumpEventKind.BOLUS_ENDED, b"\x2d\0\0\0\0")], 0, 1),
        ([(PumpEventKind.BOLUS_GIVEN, b"?"), (PumpEventKind.BOLUS_BEGUN, b"\x2d")], 0, 1),
        ([(PumpEventKind.PROGRAM_CHANGED, bytes(48)), (PumpEventKind.BOLUS_BEGUN, b"\x2d")], 0, 1),
    ],
    ids=[
        "a single bolus of an amount that nobody knows",
        "a bolus of the patient",
        "a bolus of a newer pump",
        "an end of a newer pump",
        "the end of a patient's bolus that no known program allows",
        "the end of a periodic bolus of a program without any",
        "a bolus of a program that nobody knows, which is counted itself",
        "the end of a single bolus whose beginning nobody here has read",
        "a whole single bolus of an amount that nobody knows",
        "a bolus that a newer pump was given",
        "a program that nobody knows",
    ],
)
def test_what_a_log_tells_that_cannot_be_counted(
    bench: Bench, entries: list[tuple[PumpEventKind, bytes]], mcg: int, not_known: int
) -> None:
    visit = bench.begin()
    bench.clock.wait_us(MINUTE)
    log(bench, visit, *entries)
    lately = visit.propose(a_program(), REASON).based_on.last_day
    assert lately.given("baclofen") == mcg
    assert lately.not_known == not_known
