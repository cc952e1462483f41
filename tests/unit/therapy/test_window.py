"""The most that a stretch of time can bring is never below what any stretch brings."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.therapy.boluses import (
    BolusWindow,
    BridgeBolus,
    PatientBolus,
    PrimeExtent,
    PrimingBolus,
    SingleBolus,
)
from programmer.therapy.calculations.window import (
    DAY,
    largest_basal_dose,
    largest_dose,
    most_boluses,
    most_by_spacing,
)
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    DeliveryMode,
    PeriodicBolus,
    PumpProgram,
    ScheduleStep,
    WeekSchedule,
    dose_rate_at,
)
from programmer.therapy.quantities import (
    SECONDS_PER_DAY,
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    Seconds,
    SecondsOfDay,
)
from tests.support.programs import all_modes, patient_boluses, usual_doses, usual_masses

HOUR = 3_600
BACLOFEN = DrugFill("baclofen", NanogramsPerMillilitre(500_000))
CLONIDINE = DrugFill("clonidine", NanogramsPerMillilitre(100_000))
whole_hours = st.integers(1, 60).map(lambda hours: Seconds(hours * HOUR))


def even(dose: int = 24_000) -> Continuous:
    return Continuous(NanogramsPerDay(dose))


def day(*rows: tuple[int, int]) -> DaySchedule:
    return DaySchedule(tuple(ScheduleStep(SecondsOfDay(at), NanogramsPerDay(dose)) for at, dose in rows))


# ---- how many boluses ---------------------------------------------------------------------------------------


@pytest.mark.requirement("CRISYS-025", "GIP-1.2", "OPCA-R5.2.0-3")
@pytest.mark.parametrize(
    ("lockout_h", "duration_min", "most"),
    [(5, 0, 5), (4, 0, 6), (3, 0, 8), (24, 0, 1), (23, 0, 2), (3, 60, 6), (5, 60, 4)],
)
def test_boluses_by_lockout_are_counted_from_start_to_start_and_rounded_up(
    lockout_h: int, duration_min: int, most: int
) -> None:
    # A lockout of 5 h allows five in a day, at 0, 5, 10, 15 and 20 h, and not four.
    assert most_by_spacing(Seconds(lockout_h * HOUR + duration_min * 60), DAY) == most


def bolus(
    lockout: int,
    most: int = 1_000,
    window: BolusWindow | None = None,
    *,
    duration: int = 60,
    dose: int = 1_000,
) -> PatientBolus:
    return PatientBolus(Nanograms(dose), Seconds(duration), Seconds(lockout), most, window)


@pytest.mark.requirement("CRISYS-025", "GIP-1.2", "OPCA-R5.2.0-5")
@pytest.mark.parametrize(
    ("asked", "most"),
    [
        (bolus(3 * HOUR - 60, 6), 6),
        (bolus(3 * HOUR - 60, 9), 8),
        (bolus(HOUR - 60, 1_000, BolusWindow(2, Seconds(4 * HOUR))), 12),
        (bolus(HOUR - 60, 1_000, BolusWindow(2, Seconds(5 * HOUR))), 10),
        (bolus(HOUR - 60, 1_000, BolusWindow(3, Seconds(11 * HOUR))), 8),
        (bolus(HOUR - 60, 1_000, BolusWindow(3, Seconds(48 * HOUR))), 3),
        (bolus(HOUR - 60, 2, BolusWindow(3, Seconds(11 * HOUR))), 2),
        (bolus(HOUR - 60, 1_000, BolusWindow(9, Seconds(2 * HOUR))), 24),
    ],
)
def test_the_tightest_of_all_limits_binds(asked: PatientBolus, most: int) -> None:
    assert most_boluses(asked, DAY) == most


def test_the_limit_per_day_binds_in_longer_stretches_too() -> None:
    assert most_boluses(bolus(HOUR, 3), Seconds(24 * HOUR)) == 3
    assert most_boluses(bolus(HOUR, 3), Seconds(24 * HOUR + 1)) == 4
    assert most_boluses(bolus(HOUR, 3), Seconds(48 * HOUR)) == 6
    assert most_boluses(bolus(HOUR, 3), Seconds(1)) == 1


def greediest(asked: PatientBolus, horizon: int) -> list[int]:
    """Starts, every one as soon as no window that it lies in holds too many: minute by minute, by the definition."""
    starts: list[int] = []
    for now in range(0, horizon, 60):
        limits = [(asked.most_per_day, SECONDS_PER_DAY)]
        if asked.window is not None:
            limits.append((asked.window.most, asked.window.length.value))
        if starts and now < starts[-1] + asked.duration.value + asked.lockout.value:
            continue
        if all(sum(1 for start in starts if now - start < length) < most for most, length in limits):
            starts.append(now)
    return starts


@pytest.mark.requirement("GIP-1.2", "OPCA-R5.2.0-3")
@given(patient_boluses(usual_masses, every_s=1_800), whole_hours)
def test_the_count_is_that_of_the_greediest_patient(asked: PatientBolus, window: Seconds) -> None:
    starts = greediest(asked, 60 * HOUR)
    assert most_boluses(asked, window) == sum(1 for start in starts if start < window.value)
    for begin in range(0, 60 * HOUR - window.value, 1_800):
        inside = sum(1 for start in starts if begin <= start < begin + window.value)
        assert inside <= most_boluses(asked, window)


# ---- how much drug ------------------------------------------------------------------------------------------


def slide(mode: DeliveryMode, window: int, step: int) -> Fraction:
    """The fullest of all stretches of two weeks that begin on multiples of ``step``, second sums by hours."""
    hours = 14 * 24 * HOUR // step
    flow = [
        Fraction(
            dose_rate_at(mode, n * step // SECONDS_PER_DAY % 7, n * step % SECONDS_PER_DAY).value * step,
            86_400,
        )
        for n in range(hours)
    ]
    sums = [Fraction(0)]
    for amount in flow:
        sums.append(sums[-1] + amount)
    size = window // step
    return max(sums[end] - sums[end - size] for end in range(size, len(sums)))


@given(all_modes(usual_doses, usual_masses, every_s=HOUR), whole_hours)
def test_the_fullest_stretch_of_a_schedule_is_that_of_a_brute_force_slide(
    mode: DeliveryMode, window: Seconds
) -> None:
    assert largest_basal_dose(mode, window) == slide(mode, window.value, HOUR)


@pytest.mark.requirement("GPCA-EC13", "OPCA-R5.2.0-5")
@given(
    all_modes(usual_doses, usual_masses, every_s=HOUR), st.integers(1, 40 * HOUR), st.integers(0, 7 * 86_400)
)
def test_no_stretch_brings_more_than_the_fullest(mode: DeliveryMode, window: int, begin: int) -> None:
    given_there = sum(
        dose_rate_at(mode, second // SECONDS_PER_DAY % 7, second % SECONDS_PER_DAY).value
        for second in range(begin, begin + window, 60)
    )
    # Sampled by the minute, so that it may be off by one sample at each change of rate.
    peak = max(dose_rate_at(mode, hour // 24 % 7, hour % 24 * HOUR).value for hour in range(168))
    assert Fraction(given_there * 60, 86_400) <= largest_basal_dose(mode, Seconds(window)) + Fraction(
        peak * 60, 86_400
    )


def test_a_window_over_midnight_finds_the_end_of_one_day_and_the_beginning_of_the_next() -> None:
    mode = day((0, 24_000), (2 * HOUR, 0), (22 * HOUR, 24_000))
    assert largest_basal_dose(mode, Seconds(4 * HOUR)) == 4_000
    assert largest_basal_dose(mode, Seconds(5 * HOUR)) == 4_000
    assert largest_basal_dose(mode, Seconds(28 * HOUR)) == 8_000


def test_a_window_over_sunday_finds_the_beginning_of_the_week() -> None:
    quiet, loud = day((0, 0)), day((0, 24_000))
    mode = WeekSchedule((loud, quiet, quiet, quiet, quiet, quiet, loud))
    assert largest_basal_dose(mode, Seconds(48 * HOUR)) == 48_000
    assert largest_basal_dose(mode, Seconds(7 * 24 * HOUR)) == 48_000
    assert largest_basal_dose(mode, Seconds(9 * 24 * HOUR)) == 96_000


@pytest.mark.requirement("GPCA-EC13", "OPCA-R5.2.0-5")
def test_a_full_window_of_basal_and_every_bolus_that_could_fall_in_it() -> None:
    program = PumpProgram(BACLOFEN, even(), (), bolus(3 * HOUR - 60, 6))
    assert largest_dose(program, DAY) == {"baclofen": 24_000 + 6_000}
    assert largest_dose(program, Seconds(HOUR)) == {"baclofen": 1_000 + 1_000}


@pytest.mark.requirement("CRISYS-024")
def test_periodic_and_single_boluses_count() -> None:
    periodic = PeriodicBolus(NanogramsPerDay(24_000), Nanograms(500), Seconds(60), Seconds(5 * HOUR))
    program = PumpProgram(BACLOFEN, periodic, opening=SingleBolus(Nanograms(7), Seconds(60)))
    assert largest_dose(program, DAY) == {"baclofen": 24_000 + 5 * 500 + 7}


def test_a_patient_bolus_may_push_one_more_periodic_bolus_into_the_window() -> None:
    periodic = PeriodicBolus(NanogramsPerDay(0), Nanograms(500), Seconds(HOUR), Seconds(24 * HOUR))
    program = PumpProgram(BACLOFEN, periodic, (), bolus(23 * HOUR, 1, duration=HOUR))
    # 0:00 the patient's, 1:00 to 2:00 the first periodic one held back by it, 24:00 the next: [1:00, 25:00) has both.
    assert largest_dose(program, DAY) == {"baclofen": 2 * 500 + 1_000}


def test_the_others_of_a_mixture_have_their_share_of_the_window() -> None:
    program = PumpProgram(BACLOFEN, even(), (CLONIDINE,), bolus(23 * HOUR, 1))
    assert largest_dose(program, DAY) == {"baclofen": 25_000, "clonidine": 5_000}


def test_what_primes_an_empty_path_is_not_a_dose() -> None:
    prime = PrimingBolus(PrimeExtent.CATHETER_ONLY, Nanolitres(176_000), Seconds(600))
    assert largest_dose(PumpProgram(BACLOFEN, even(), opening=prime), DAY) == {"baclofen": 24_000}


def bridged(dose: int, *old: DrugFill, path: int = 316_000) -> PumpProgram:
    bridge = BridgeBolus(old, NanogramsPerDay(dose), Nanolitres(path))
    return PumpProgram(DrugFill("baclofen", NanogramsPerMillilitre(2_000_000)), even(), opening=bridge)


def test_a_bridge_at_the_same_dose_brings_no_more() -> None:
    assert largest_dose(bridged(24_000, BACLOFEN), DAY) == {"baclofen": 24_000}
    assert largest_dose(bridged(12_000, BACLOFEN), DAY) == {"baclofen": 24_000}


def test_a_bridge_at_a_higher_dose_brings_its_excess_for_as_long_as_it_lasts() -> None:
    # 0.4 mL per day of 500 mcg/mL push 0.1 mL in a quarter of a day, at 200,000 - 24,000 ng per day more.
    assert largest_dose(bridged(200_000, BACLOFEN, path=100_000), DAY) == {"baclofen": 24_000 + 44_000}
    # 0.06 mL per day push 0.1 mL in longer than a day, of which a day counts.
    assert largest_dose(bridged(30_000, BACLOFEN, path=100_000), DAY) == {"baclofen": 30_000}


def test_a_drug_that_only_the_path_still_holds_is_counted_by_itself() -> None:
    found = largest_dose(bridged(100_000, BACLOFEN, CLONIDINE, path=50_000), DAY)
    assert found == {"baclofen": 24_000 + 76_000 * Fraction(1, 4), "clonidine": 20_000 * Fraction(1, 4)}


@pytest.mark.parametrize("length", [0, -1])
def test_a_window_of_nothing_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match=r"^a window lasts at least 1 s$"):
        largest_dose(PumpProgram(BACLOFEN, even()), Seconds(length))


def test_a_window_of_one_second_is_the_shortest_there_is() -> None:
    assert largest_dose(PumpProgram(BACLOFEN, even(86_400)), Seconds(1)) == {"baclofen": 1}
