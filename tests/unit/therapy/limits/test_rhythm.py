"""What a dose per day may hide: all of it in one hour, nothing for the rest of it, a lockout of seconds for hours."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from programmer.therapy.boluses import SingleBolus
from programmer.therapy.drug_library import Indication, Row
from programmer.therapy.drug_library.indication import AgeGroup, Condition
from programmer.therapy.limits import Limit, Severity, Violation
from programmer.therapy.limits.rhythm import longest_pause
from programmer.therapy.notation import duration_text
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    PumpProgram,
    ScheduleStep,
    Stopped,
    WeekSchedule,
)
from programmer.therapy.quantities import Nanograms, NanogramsPerDay, Seconds, SecondsOfDay
from tests.support.libraries import drug, library, shipped
from tests.support.situations import MCG, NBSP, even, fill, found, on_request, periodic, told, treat

HARD, SOFT = Severity.HARD, Severity.SOFT
RHYTHM = {Limit.DOSE_PER_HOUR, Limit.PAUSE_LONG, Limit.LOCKOUT_SHORT}


def rhythm(program: PumpProgram, present: PumpProgram | None = None, **more: Any) -> tuple[Violation, ...]:
    return tuple(one for one in found(program, present or program, **more) if one.limit in RHYTHM)


def limits(program: PumpProgram, **more: Any) -> list[tuple[Limit, Severity]]:
    return [(one.limit, one.severity) for one in rhythm(program, **more)]


def day(*steps: tuple[float, int]) -> DaySchedule:
    """Hours and mcg per day."""
    return DaySchedule(
        tuple(ScheduleStep(SecondsOfDay(int(hour * 3600)), NanogramsPerDay(mcg * MCG)) for hour, mcg in steps)
    )


ALL_AT_TEN = day((0, 0), (10, 4_320), (10.5, 0))


@pytest.mark.requirement("OPCA-R5.2.0-5")
def test_a_day_s_dose_in_half_an_hour_and_then_nothing_asks_for_a_reason() -> None:
    """90 mcg of baclofen: as a bolus it would be asked about."""
    baclofen = fill("baclofen")
    first, second = rhythm(treat(ALL_AT_TEN, baclofen), even(90, baclofen), drugs=shipped())
    assert (first.limit, first.severity, second.limit, second.severity) == (
        Limit.DOSE_PER_HOUR,
        SOFT,
        Limit.PAUSE_LONG,
        SOFT,
    )
    hour, pause = told((first, second))
    figure = shipped().entries["baclofen"].limits(Indication()).longest_pause
    assert figure is not None
    assert second.fact == figure.fact
    assert hour == (
        "baclofen: dose in one hour above the limit: 90 mcg in the fullest hour, every allowed bolus taken; "
        "usually at most 80 mcg; ≈ 1.12 × the limit"
    )
    assert pause == (
        "baclofen: a long pause: nothing for 23 h 30 min; usually at most 6 h 0 min; Return of spasticity, itching, "
        "fever, confusion after 12 to 96 hours; untreated it can kill. Give baclofen, call the pump's physician"
    )


def test_more_than_a_bolus_may_bring_is_refused_as_a_schedule_too() -> None:
    twice = day((0, 0), (10, 8_640), (10.5, 0))
    (hour, _) = rhythm(treat(twice, fill("baclofen")), drugs=shipped())
    assert (hour.limit, hour.severity) == (Limit.DOSE_PER_HOUR, HARD)


@pytest.mark.parametrize(
    ("mcg", "severity"), [(1_000, []), (1_001, [SOFT]), (2_000, [SOFT]), (2_001, [HARD])]
)
def test_an_hour_is_held_against_both_limits(mcg: int, severity: list[Severity]) -> None:
    bolus = SingleBolus(Nanograms(mcg * MCG), Seconds(600))
    program = treat(Continuous(NanogramsPerDay(0)), opening=bolus)
    found_here = [one.severity for one in rhythm(program) if one.limit is Limit.DOSE_PER_HOUR]
    assert found_here == severity


def test_where_a_library_says_nothing_of_an_hour_the_limits_of_a_bolus_hold() -> None:
    silent = drug()
    for kind in ("soft", "hard"):
        del silent[f"testdrug.pain.adult.dose_per_hour.{kind}"]
    two = treat(periodic(60, 1_800, background_mcg=24))
    assert limits(two, drugs=library(silent))[0] == (Limit.DOSE_PER_HOUR, SOFT)
    assert limits(treat(periodic(100, 1_500)), drugs=library(silent))[0] == (Limit.DOSE_PER_HOUR, HARD)
    gap = {key: value for key, value in silent.items() if not key.endswith("bolus.hard")}
    assert limits(even(2_880), drugs=library(gap)) == [(Limit.DOSE_PER_HOUR, SOFT)]
    blocked = {one.limit for one in found(even(2_880), even(2_880), drugs=library(gap))}
    assert Limit.HARD_LIMIT_MISSING not in blocked


@pytest.mark.requirement("IT-4")
@pytest.mark.parametrize("lockout_s", [1, 240, 7_199])
def test_a_lockout_of_seconds_or_minutes_asks_for_a_reason(lockout_s: int) -> None:
    program = even(90, fill("baclofen"), patient_bolus=on_request(5, lockout_s, 2))
    (one,) = [one for one in rhythm(program, drugs=shipped()) if one.limit is Limit.LOCKOUT_SHORT]
    assert one.severity is SOFT
    lockout = duration_text(Seconds(lockout_s)).replace(NBSP, " ")
    (sentence,) = told((one,))
    assert sentence == (
        f"A very short lockout: {lockout} from the end of a patient bolus to the next; usually at least 2 h 0 min; "
        "hours are usual, and minutes or seconds may have been typed for hours"
    )
    figure = shipped().entries["baclofen"].limits(Indication()).least_lockout
    assert figure is not None
    assert one.fact == figure.fact


def test_two_milligrams_of_morphine_within_minutes_ask_for_both_reasons() -> None:
    program = even(3_600, fill("morphine", 20_000), patient_bolus=on_request(1_000, 1, 2, 240))
    assert limits(program, drugs=shipped()) == [(Limit.DOSE_PER_HOUR, SOFT), (Limit.LOCKOUT_SHORT, SOFT)]


def test_a_lockout_as_long_as_usual_asks_for_nothing_and_an_hour_is_usual_where_the_library_is_silent() -> (
    None
):
    assert limits(even(90, fill("baclofen"), patient_bolus=on_request(5, 7_200, 2)), drugs=shipped()) == []
    assert limits(even(90, patient_bolus=on_request(5, 3_600, 2))) == []
    assert limits(even(90, patient_bolus=on_request(5, 3_599, 2))) == [(Limit.LOCKOUT_SHORT, SOFT)]
    unknown = even(90, fill("nobodyknows"), patient_bolus=on_request(5, 3_599, 2))
    assert limits(unknown) == [(Limit.LOCKOUT_SHORT, SOFT)]


@pytest.mark.parametrize(
    ("mode", "hours"),
    [
        (Continuous(NanogramsPerDay(MCG)), 0),
        (Continuous(NanogramsPerDay(0)), 0),
        (ALL_AT_TEN, 23.5),
        (day((0, 24), (6, 0), (12, 24), (20, 0), (23, 1)), 6),
        (day((0, 0), (6, 24), (20, 0)), 10),
        (day((0, 0), (1, 0), (6, 24)), 6),
        (WeekSchedule((day((0, 0)), *[day((0, 24))] * 6)), 24),
        (WeekSchedule((day((0, 24)), *[day((0, 0))] * 6)), 144),
        (periodic(10, 14_400, 600), 3 + 50 / 60),
        (periodic(10, 14_400, 600, background_mcg=1), 0),
    ],
)
def test_the_longest_pause_is_found_across_midnight_and_across_the_week(mode: object, hours: float) -> None:
    assert longest_pause(mode) == round(hours * 3600)  # type: ignore[arg-type]


def test_a_pause_of_a_night_asks_for_nothing_and_a_longer_one_does() -> None:
    assert limits(treat(day((0, 0), (12, 240)))) == []
    (long,) = rhythm(treat(day((0, 0), (12.5, 240))))
    assert (long.limit, long.severity, long.fact) == (Limit.PAUSE_LONG, SOFT, None)
    assert limits(treat(Stopped())) == []
    assert limits(treat(Continuous(NanogramsPerDay(0)))) == []


def test_the_strictest_bounds_of_time_hold_where_the_indication_is_not_known() -> None:
    rows = drug() | {
        f"testdrug.{row}.{key}.soft": value
        for row, lockout, pause in (("pain.adult", "2 h", "5 h"), ("spinal-spasticity.adult", "3 h", "4 h"))
        for key, value in (("least_lockout", lockout), ("longest_pause", pause))
    }
    entry = library(
        rows
        | {
            key.replace("pain.adult", "spinal-spasticity.adult"): value
            for key, value in rows.items()
            if ".pain.adult." in key and "least" not in key and "longest" not in key
        }
    ).entry("testdrug")
    assert entry is not None
    assert bounds(entry.limits(Indication())) == [10_800, 14_400]
    assert bounds(entry.limits(Indication(Condition.PAIN, AgeGroup.ADULT))) == [7_200, 18_000]


def bounds(row: Row) -> list[Fraction]:
    return [figure.amount for figure in (row.least_lockout, row.longest_pause) if figure is not None]


def test_of_two_drugs_with_the_same_least_lockout_it_is_said_once() -> None:
    entries = [
        drug(name, shown) | {f"{name}.pain.adult.least_lockout.soft": words}
        for name, shown, words in (("testdrug", "testDRUG", "2 h"), ("otherdrug", "OTHERdrug", "120 min"))
    ]
    both = even(150, others=(fill("otherdrug"),), patient_bolus=on_request(5, lockout_s=3600))
    (one,) = [each for each in rhythm(both, drugs=library(*entries)) if each.limit is Limit.LOCKOUT_SHORT]
    assert one.allowed.replace("\u00a0", " ") == "usually at least 2 h 0 min"
    assert one.fact is not None
    assert one.fact.word == "2 h"
