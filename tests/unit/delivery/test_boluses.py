"""Periodic boluses keep their grid, the patient's keep lockout and limits, and one runs at a time."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from programmer.delivery.engine import Engine
from programmer.delivery.happenings import BolusFinished, BolusRefused, BolusStarted, RefusalReason
from programmer.delivery.snapshot import snapshot
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
    Seconds,
    SecondsOfDay,
)
from tests.support.programs import continuous
from tests.unit.delivery.deliveries import (
    BACLOFEN_500,
    DAY,
    HOUR,
    SECOND,
    after,
    finished,
    happened,
    install,
    press,
    pump,
    pushed,
    resume,
    stop,
)

BASAL = NanogramsPerDay(240_000)  # 20,000 nL an hour
# 10 mcg over 15 minutes every 4 hours: 20,000 nL each.
PERIODIC = PumpProgram(BACLOFEN_500, PeriodicBolus(BASAL, Nanograms(10_000), Seconds(900), Seconds(14_400)))
ASKED = PatientBolus(Nanograms(5_000), Seconds(600), Seconds(3000), 4)  # 10,000 nL, one an hour at most
PATIENT = PumpProgram(BACLOFEN_500, Continuous(BASAL), patient_bolus=ASKED)
MINUTE = 60 * SECOND


def given(state: Engine) -> Engine:
    """The pump after a press of the button that is granted."""
    state, answer = press(state)
    assert answer == BolusStarted(state.now, state.pump_time, BolusKind.PATIENT)
    return state


def refusal(state: Engine) -> tuple[RefusalReason, int | None]:
    """Why a press of the button is refused and until when; it changes nothing."""
    same, answer = press(state)
    assert isinstance(answer, BolusRefused)
    assert snapshot(same) == snapshot(state)
    return answer.reason, answer.until


# ---- periodic -------------------------------------------------------------------------------------------------


@pytest.mark.requirement("CRISYS-024", "CRISYS-040-042")
def test_the_first_periodic_bolus_comes_one_interval_after_the_program_and_the_others_on_its_grid() -> None:
    start = pump(PERIODIC, at=HOUR)
    begun = [event.at for event in happened(start, DAY) if isinstance(event, BolusStarted)]
    assert begun == [HOUR + number * 4 * HOUR for number in range(1, 7)]
    assert pushed(after(start, 4 * HOUR)) == 80_000
    assert pushed(after(start, 4 * HOUR + 15 * MINUTE)) == 85_000 + 20_000
    assert after(start, 4 * HOUR).dose_rate.value == 240_000 + 960_000


def test_after_a_prime_the_grid_counts_from_its_end() -> None:
    prime = PrimingBolus(PrimeExtent.CATHETER_ONLY, Nanolitres(176_000), Seconds(600))
    events = happened(pump(replace(PERIODIC, opening=prime)), 5 * HOUR)
    assert [event.at for event in events if isinstance(event, BolusStarted)] == [4 * HOUR + 10 * MINUTE]


@pytest.mark.requirement("CRISYS-024", "OPCA-R5.3.0-4")
def test_a_periodic_bolus_due_while_stopped_is_left_out_and_one_cut_is_not_made_up_for() -> None:
    held = after(stop(after(pump(PERIODIC), 3 * HOUR))[0], 2 * HOUR)
    again = resume(held)[0]
    assert pushed(after(again, 3 * HOUR - 1)) < 120_000
    begun = [event.at for event in happened(again, 8 * HOUR) if isinstance(event, BolusStarted)]
    assert begun == [8 * HOUR, 12 * HOUR]
    cut = stop(after(pump(PERIODIC), 4 * HOUR + 5 * MINUTE))
    assert cut[1] == [finished(BolusKind.PERIODIC, 4 * HOUR + 5 * MINUTE, Fraction(40_000, 3))]
    assert pushed(after(resume(cut[0])[0], HOUR)) == pushed(cut[0]) + 20_000


# ---- the patient's ----------------------------------------------------------------------------------------------


@pytest.mark.requirement("CRISYS-028", "OPCA-R5.2.0-2")
def test_a_patient_bolus_adds_its_dose_in_its_time() -> None:
    running = given(after(pump(PATIENT), HOUR))
    assert running.bolus_until == HOUR + 10 * MINUTE
    assert happened(running, DAY) == (finished(BolusKind.PATIENT, HOUR + 10 * MINUTE),)
    assert pushed(after(running, HOUR)) == 20_000 + 20_000 + 10_000


@pytest.mark.requirement("CRISYS-025", "GIP-1.2", "GPCA-EC01", "OPCA-R5.2.0-3")
@pytest.mark.parametrize("later_us", [0, 5 * MINUTE, 10 * MINUTE, HOUR - 1])
def test_the_lockout_counts_from_the_end_of_a_bolus(later_us: int) -> None:
    running = given(pump(PATIENT))
    then = after(running, later_us)
    assert then.lockout_until == HOUR
    assert refusal(then) == (RefusalReason.LOCKOUT, HOUR)
    over = after(running, HOUR)
    assert over.lockout_until is None
    given(over)


@pytest.mark.requirement("CRISYS-025", "OPCA-R5.2.0-3")
def test_the_lockout_of_a_bolus_cut_by_stop_counts_from_the_cut_and_outlives_it() -> None:
    cut = stop(after(given(pump(PATIENT)), MINUTE))[0]
    assert cut.boluses == ()
    again = resume(after(cut, MINUTE))[0]
    assert refusal(again) == (RefusalReason.LOCKOUT, 51 * MINUTE)
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
    assert refusal(state) == (RefusalReason.MOST_PER_DAY, DAY)
    assert state.begun_in_last_day == 4
    state = after(state, 20 * HOUR - 1)
    assert refusal(state)[0] is RefusalReason.MOST_PER_DAY
    state = given(after(state, 1))
    assert state.begun_in_last_day == 4


def test_the_second_limit_counts_in_its_own_window() -> None:
    window = BolusWindow(2, Seconds(3 * 3600))
    state = pump(replace(PATIENT, patient_bolus=replace(ASKED, window=window, most_per_day=9)))
    for _ in range(2):
        state = after(given(state), HOUR)
    assert refusal(state) == (RefusalReason.MOST_PER_WINDOW, 3 * HOUR)
    given(after(state, HOUR))


def test_a_later_program_whose_limit_looks_further_back_counts_what_was_given_under_the_earlier_one() -> None:
    state = given(after(given(pump(PATIENT)), 2 * DAY))
    window = BolusWindow(2, Seconds(3 * 86_400))
    state = install(after(state, HOUR), replace(PATIENT, patient_bolus=replace(ASKED, window=window)))[0]
    assert refusal(state) == (RefusalReason.MOST_PER_WINDOW, 3 * DAY)


@pytest.mark.requirement("CRISYS-025", "GPCA-EC20", "OPCA-R5.2.0-6")
def test_what_else_holds_a_bolus_back_is_told() -> None:
    prime = PrimingBolus(PrimeExtent.CATHETER_ONLY, Nanolitres(176_000), Seconds(600))
    assert refusal(pump(continuous(1)))[0] is RefusalReason.NOT_PROGRAMMED
    assert refusal(stop(pump(PATIENT))[0])[0] is RefusalReason.STOPPED
    assert refusal(pump(PATIENT, reservoir=0))[0] is RefusalReason.EMPTY
    assert refusal(pump(replace(PATIENT, opening=prime)))[0] is RefusalReason.OPENING
    assert refusal(pump(PATIENT, reservoir=2_000_000))[0] is RefusalReason.LOW_RESERVOIR
    given(pump(PATIENT, reservoir=2_000_001))
    assert pump(continuous(1)).lockout_until is None


# ---- one at a time ----------------------------------------------------------------------------------------------


@pytest.mark.requirement("CRISYS-031-036", "OPCA-R5.3.0-3")
def test_the_patient_s_goes_before_a_periodic_one_which_resumes_after_it() -> None:
    both = replace(PERIODIC, patient_bolus=ASKED)
    state = given(after(pump(both), 4 * HOUR + 5 * MINUTE))
    assert [bolus.kind for bolus in state.boluses] == [BolusKind.PATIENT, BolusKind.PERIODIC]
    assert state.dose_rate.value == 240_000 + 720_000
    ends = [event for event in happened(state, HOUR) if isinstance(event, BolusFinished)]
    assert ends == [
        finished(BolusKind.PATIENT, 4 * HOUR + 15 * MINUTE),
        finished(BolusKind.PERIODIC, 4 * HOUR + 25 * MINUTE),
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
    begun = [event.at // SECOND for event in happened(state, 800 * SECOND) if isinstance(event, BolusStarted)]
    assert begun == [1000]


@pytest.mark.requirement("OPCA-R5.2.0-3")
def test_another_program_cuts_the_bolus_of_the_old_one() -> None:
    state, events = install(
        after(given(pump(PATIENT)), MINUTE), replace(PATIENT, mode=Continuous(NanogramsPerDay(1)))
    )
    assert events == [finished(BolusKind.PATIENT, MINUTE, 9_000)]
    assert refusal(state) == (RefusalReason.LOCKOUT, 51 * MINUTE)


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
    assert happened(pump(week), 0) == ()
