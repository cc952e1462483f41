"""Periodic boluses keep their grid, the patient's keep lockout and limits, and one runs at a time."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from programmer.delivery.advance import advance
from programmer.delivery.commands import install, resume, stop
from programmer.delivery.happenings import BolusBegun, BolusEnded
from programmer.delivery.patient_bolus import (
    BolusRefused,
    RefusalReason,
    begun_in_last_day,
    lockout_until,
    request_bolus,
)
from programmer.delivery.rates import bolus_end, dose_rate_now
from programmer.delivery.state import DeliveryState
from programmer.therapy.boluses import BolusWindow, PatientBolus, PrimeExtent, PrimingBolus, SingleBolus
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    PeriodicBolus,
    PumpProgram,
    ScheduleStep,
    WeekSchedule,
)
from programmer.therapy.pump import BolusKind
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    Nanolitres,
    PumpTime,
    Seconds,
    SecondsOfDay,
)
from tests.support.programs import continuous
from tests.unit.delivery.deliveries import (
    BACLOFEN_500,
    DAY,
    HOUR,
    MARK,
    SECOND,
    after,
    happened,
    pump,
    pushed,
)

BASAL = NanogramsPerDay(240_000)  # 20,000 nL an hour
# 10 mcg over 15 minutes every 4 hours: 20,000 nL each.
PERIODIC = PumpProgram(BACLOFEN_500, PeriodicBolus(BASAL, Nanograms(10_000), Seconds(900), Seconds(14_400)))
ASKED = PatientBolus(Nanograms(5_000), Seconds(600), Seconds(3000), 4)  # 10,000 nL, one an hour at most
PATIENT = PumpProgram(BACLOFEN_500, Continuous(BASAL), patient_bolus=ASKED)
MINUTE = 60 * SECOND


def given(state: DeliveryState) -> DeliveryState:
    """The pump after a press of the button that is granted."""
    state, answer = request_bolus(state, MARK)
    assert answer == BolusBegun(BolusKind.PATIENT, state.time)
    return state


def refusal(state: DeliveryState) -> BolusRefused:
    """Why a press of the button is refused; it changes nothing."""
    same, answer = request_bolus(state, MARK)
    assert isinstance(answer, BolusRefused)
    assert same == state
    return answer


# ---- periodic -------------------------------------------------------------------------------------------------


@pytest.mark.requirement("CRISYS-024", "CRISYS-040-042")
def test_the_first_periodic_bolus_comes_one_interval_after_the_program_and_the_others_on_its_grid() -> None:
    start = pump(PERIODIC, at=HOUR)
    begun = [event.time.value for event in happened(start, DAY) if isinstance(event, BolusBegun)]
    assert begun == [HOUR + number * 4 * HOUR for number in range(1, 7)]
    assert pushed(after(start, 4 * HOUR)) == 80_000
    assert pushed(after(start, 4 * HOUR + 15 * MINUTE)) == 85_000 + 20_000
    assert dose_rate_now(after(start, 4 * HOUR)).value == 240_000 + 960_000


def test_after_a_prime_the_grid_counts_from_its_end() -> None:
    prime = PrimingBolus(PrimeExtent.CATHETER_ONLY, Nanolitres(176_000), Seconds(600))
    events = happened(pump(replace(PERIODIC, opening=prime)), 5 * HOUR)
    assert [event.time.value for event in events if isinstance(event, BolusBegun)] == [4 * HOUR + 10 * MINUTE]


@pytest.mark.requirement("CRISYS-024", "OPCA-R5.3.0-4")
def test_a_periodic_bolus_due_while_stopped_is_left_out_and_one_cut_is_not_made_up_for() -> None:
    held = after(stop(after(pump(PERIODIC), 3 * HOUR))[0], 2 * HOUR)
    again = resume(held)[0]
    assert pushed(after(again, 3 * HOUR - 1)) < 120_000
    begun = [event.time.value for event in happened(again, 8 * HOUR) if isinstance(event, BolusBegun)]
    assert begun == [8 * HOUR, 12 * HOUR]
    cut = stop(after(pump(PERIODIC), 4 * HOUR + 5 * MINUTE))
    end = PumpTime(4 * HOUR + 5 * MINUTE)
    assert cut[1] == [BolusEnded(BolusKind.PERIODIC, end, Nanolitres(13_334))]
    assert pushed(after(resume(cut[0])[0], HOUR)) == pushed(cut[0]) + 20_000


# ---- the patient's ----------------------------------------------------------------------------------------------


@pytest.mark.requirement("CRISYS-028", "OPCA-R5.2.0-2")
def test_a_patient_bolus_adds_its_dose_in_its_time() -> None:
    running = given(after(pump(PATIENT), HOUR))
    assert bolus_end(running) == PumpTime(HOUR + 10 * MINUTE)
    assert happened(running, DAY) == (
        BolusEnded(BolusKind.PATIENT, PumpTime(HOUR + 10 * MINUTE), Nanolitres(0)),
    )
    assert pushed(after(running, HOUR)) == 20_000 + 20_000 + 10_000


@pytest.mark.requirement("CRISYS-025", "GIP-1.2", "GPCA-EC01", "OPCA-R5.2.0-3")
@pytest.mark.parametrize("later_us", [0, 5 * MINUTE, 10 * MINUTE, HOUR - 1])
def test_the_lockout_counts_from_the_end_of_a_bolus(later_us: int) -> None:
    running = given(pump(PATIENT))
    then = after(running, later_us)
    assert lockout_until(then) == PumpTime(HOUR)
    assert refusal(then) == BolusRefused(RefusalReason.LOCKOUT, PumpTime(HOUR))
    over = after(running, HOUR)
    assert lockout_until(over) is None
    given(over)


@pytest.mark.requirement("CRISYS-025", "OPCA-R5.2.0-3")
def test_the_lockout_of_a_bolus_cut_by_stop_counts_from_the_cut_and_outlives_it() -> None:
    cut = stop(after(given(pump(PATIENT)), MINUTE))[0]
    assert cut.boluses == ()
    again = resume(after(cut, MINUTE))[0]
    assert refusal(again) == BolusRefused(RefusalReason.LOCKOUT, PumpTime(51 * MINUTE))
    given(after(again, 49 * MINUTE))


@pytest.mark.requirement("CRISYS-025", "GIP-1.2", "OPCA-R5.2.0-5")
@pytest.mark.parametrize("between", ["nothing", "stop and resume", "another program"])
def test_four_in_a_day_are_four_in_any_day_whatever_comes_between(between: str) -> None:
    state = pump(PATIENT)
    for _ in range(4):
        state = after(given(state), HOUR)
    if between == "stop and resume":
        state = resume(stop(state)[0])[0]
    if between == "another program":
        state = install(install(state, continuous(1))[0], PATIENT)[0]
    assert refusal(state) == BolusRefused(RefusalReason.MOST_PER_DAY, PumpTime(DAY))
    assert begun_in_last_day(state) == 4
    state = after(state, 20 * HOUR - 1)
    assert refusal(state).reason is RefusalReason.MOST_PER_DAY
    state = given(after(state, 1))
    assert begun_in_last_day(state) == 4
    assert len(state.patient.starts) == 4


def test_the_second_limit_counts_in_its_own_window() -> None:
    window = BolusWindow(2, Seconds(3 * 3600))
    state = pump(replace(PATIENT, patient_bolus=replace(ASKED, window=window, most_per_day=9)))
    for _ in range(2):
        state = after(given(state), HOUR)
    assert refusal(state) == BolusRefused(RefusalReason.MOST_PER_WINDOW, PumpTime(3 * HOUR))
    given(after(state, HOUR))


def test_starts_are_kept_as_long_as_a_limit_looks_back() -> None:
    window = BolusWindow(9, Seconds(3 * 86_400))
    state = given(pump(replace(PATIENT, patient_bolus=replace(ASKED, window=window))))
    state = given(after(state, 2 * DAY))
    assert [start.value for start in state.patient.starts] == [0, 2 * DAY]
    state = given(after(state, DAY))
    assert [start.value for start in state.patient.starts] == [2 * DAY, 3 * DAY]


@pytest.mark.requirement("CRISYS-025", "GPCA-EC20", "OPCA-R5.2.0-6")
def test_what_else_holds_a_bolus_back_is_told() -> None:
    prime = PrimingBolus(PrimeExtent.CATHETER_ONLY, Nanolitres(176_000), Seconds(600))
    assert refusal(pump(continuous(1))).reason is RefusalReason.NOT_PROGRAMMED
    assert refusal(stop(pump(PATIENT))[0]).reason is RefusalReason.STOPPED
    assert refusal(pump(PATIENT, reservoir=0)).reason is RefusalReason.EMPTY
    assert refusal(pump(replace(PATIENT, opening=prime))).reason is RefusalReason.OPENING
    assert refusal(pump(PATIENT, reservoir=2_000_000)).reason is RefusalReason.LOW_RESERVOIR
    given(pump(PATIENT, reservoir=2_000_001))
    assert lockout_until(pump(continuous(1))) is None


# ---- one at a time ----------------------------------------------------------------------------------------------


@pytest.mark.requirement("CRISYS-031-036", "OPCA-R5.3.0-3")
def test_the_patient_s_goes_before_a_periodic_one_which_resumes_after_it() -> None:
    both = replace(PERIODIC, patient_bolus=ASKED)
    state = given(after(pump(both), 4 * HOUR + 5 * MINUTE))
    assert [bolus.kind for bolus in state.boluses] == [BolusKind.PATIENT, BolusKind.PERIODIC]
    assert dose_rate_now(state).value == 240_000 + 720_000
    ends = [event for event in happened(state, HOUR) if isinstance(event, BolusEnded)]
    nothing = Nanolitres(0)
    assert ends == [
        BolusEnded(BolusKind.PATIENT, PumpTime(4 * HOUR + 15 * MINUTE), nothing),
        BolusEnded(BolusKind.PERIODIC, PumpTime(4 * HOUR + 25 * MINUTE), nothing),
    ]
    assert pushed(after(state, 55 * MINUTE)) == 100_000 + 20_000 + 10_000


@pytest.mark.requirement("CRISYS-031-036")
def test_a_single_one_goes_before_a_periodic_one() -> None:
    long = SingleBolus(Nanograms(10_000), Seconds(4 * 3600 + 600))
    state = after(pump(replace(PERIODIC, opening=long)), 4 * HOUR)
    assert [bolus.kind for bolus in state.boluses] == [BolusKind.SINGLE, BolusKind.PERIODIC]
    assert pushed(after(state, HOUR)) == 5 * 20_000 + 40_000


def test_a_periodic_one_that_finds_the_one_before_it_waiting_is_left_out() -> None:
    often = PeriodicBolus(BASAL, Nanograms(10_000), Seconds(100), Seconds(200))
    state = given(after(pump(PumpProgram(BACLOFEN_500, often, patient_bolus=ASKED)), 250 * SECOND))
    begun = [
        event.time.value // SECOND for event in happened(state, 800 * SECOND) if isinstance(event, BolusBegun)
    ]
    assert begun == [1000]


@pytest.mark.requirement("OPCA-R5.2.0-3")
def test_another_program_cuts_the_bolus_of_the_old_one() -> None:
    state, events = install(
        after(given(pump(PATIENT)), MINUTE), replace(PATIENT, mode=Continuous(NanogramsPerDay(1)))
    )
    assert events == [BolusEnded(BolusKind.PATIENT, PumpTime(MINUTE), Nanolitres(9_000))]
    assert refusal(state) == BolusRefused(RefusalReason.LOCKOUT, PumpTime(51 * MINUTE))


# ---- the week -------------------------------------------------------------------------------------------------


@pytest.mark.requirement("CRISYS-040-042")
def test_a_week_follows_the_days_of_the_pump_s_own_clock() -> None:
    def day(dose: int) -> DaySchedule:
        return DaySchedule((ScheduleStep(SecondsOfDay(0), NanogramsPerDay(dose)),))

    week = PumpProgram(BACLOFEN_500, WeekSchedule(tuple(day(number * 100_000) for number in range(1, 8))))
    # 1970-01-01 was a Thursday.
    state, totals = pump(week), []
    for _ in range(8):
        before, state = pushed(state), after(state, DAY)
        totals.append((pushed(state) - before) / 200_000)
    assert totals == [Fraction(number) for number in (4, 5, 6, 7, 1, 2, 3, 4)]
    assert advance(pump(week), PumpTime(0), MARK)[1] == ()
