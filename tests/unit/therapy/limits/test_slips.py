"""A number out by ten, a hundred, a thousand, an hour for a day or a minute for an hour is named for what it is."""

from __future__ import annotations

from fractions import Fraction

import pytest

from programmer.therapy.limits import Limit, Severity, Violation
from programmer.therapy.limits.slips import likely_factor, listed_slip, old_tubing
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    MinimumRate,
    PumpProgram,
    ScheduleStep,
    Stopped,
)
from programmer.therapy.quantities import NanogramsPerDay, SecondsOfDay
from tests.support.libraries import drug, library, shipped, without
from tests.support.situations import MCG, even, fill, found, on_request, periodic, treat

POINT = "a decimal point may be misplaced"
UNITS = "mg and mcg may be mixed up"
DAYS = "per hour and per day may be mixed up"
MINUTES = "minutes and hours may be mixed up"


def slips(program: PumpProgram, present: PumpProgram | None, **more: object) -> list[Violation]:
    violations = found(program, present, **more)
    assert all(one.severity is Severity.SOFT for one in violations if one.limit is Limit.LIKELY_SLIP)
    return [one for one in violations if one.limit is Limit.LIKELY_SLIP]


def told(program: PumpProgram, present: PumpProgram | None, **more: object) -> list[str]:
    return [one.sentence.replace("\u00a0", " ") for one in slips(program, present, **more)]


def exact(nanograms: int) -> PumpProgram:
    return PumpProgram(fill(), Continuous(NanogramsPerDay(nanograms)))


@pytest.mark.parametrize("factor", [10, 24, 60, 100, 1000])
def test_a_ratio_within_15_per_cent_of_a_factor_is_likely_a_slip(factor: int) -> None:
    for share in (Fraction(85, 100), Fraction(1), Fraction(115, 100)):
        assert likely_factor(factor * share) == factor
        assert likely_factor(1 / (factor * share)) == factor
    for share in (Fraction(849, 1000), Fraction(1151, 1000)):
        assert likely_factor(factor * share) is None
        assert likely_factor(1 / (factor * share)) is None


@pytest.mark.parametrize("ratio", [Fraction(0), Fraction(-10), Fraction(1), Fraction(2), Fraction(1, 2)])
def test_other_ratios_are_not(ratio: Fraction) -> None:
    assert likely_factor(ratio) is None


# ---- against the present program ------------------------------------------------------------------------------


@pytest.mark.requirement("GIP-8.10")
def test_a_dose_ten_times_the_present_is_named() -> None:
    assert told(even(900), even(90)) == [
        (
            "testDRUG: this looks like a slip: dose 900 mcg per day; "
            "10 times the present 90 mcg per day; a decimal point may be misplaced"
        )
    ]


def test_a_dose_of_a_tenth_is_named_too() -> None:
    assert told(even(40), even(400)) == [
        (
            "testDRUG: this looks like a slip: dose 40 mcg per day; "
            "one part in 10 of the present 400 mcg per day; a decimal point may be misplaced"
        )
    ]


@pytest.mark.parametrize(
    ("new", "old", "reason"),
    [
        (5000, 50, POINT),
        (5, 500, POINT),
        (1440, 60, DAYS),
        (60, 1440, DAYS),
        (6000, 100, MINUTES),
        (900, 1, UNITS),
        (1, 900, UNITS),
    ],
)
def test_each_factor_says_what_may_be_mixed_up(new: int, old: int, reason: str) -> None:
    assert [one.reason for one in slips(even(new), even(old))] == [reason]


def test_an_ordinary_step_is_no_slip() -> None:
    assert slips(even(402), even(350)) == []
    assert slips(even(700), even(350)) == []


def test_a_ratio_that_does_not_end_is_rounded() -> None:
    (violation,) = slips(even(700), even(66))
    assert violation.allowed.replace("\u00a0", " ") == "≈ 10.6 times the present 66 mcg per day"


def test_a_concentration_ten_times_the_present_is_named() -> None:
    assert told(even(400, fill(mcg_per_ml=2000)), even(400, fill(mcg_per_ml=200))) == [
        (
            "testDRUG: this looks like a slip: concentration 2,000 mcg/mL; "
            "10 times the present 200 mcg/mL; a decimal point may be misplaced"
        )
    ]


def test_the_drugs_of_a_mixture_are_compared_by_name() -> None:
    program = even(400, others=(fill("otherdrug", 500),))
    present = even(400, fill("otherdrug", 5000), others=(fill("testdrug", 500),))
    assert [(one.subject, one.entered.replace("\u00a0", " ")) for one in slips(program, present)] == [
        ("testDRUG", "dose 400 mcg per day"),
        ("OTHERdrug", "concentration 500 mcg/mL"),
    ]


def test_one_step_of_the_day_out_by_24_is_named_though_the_day_is_not() -> None:
    """One hour at 60 mcg per hour, written where 60 mcg per day was meant."""
    rows = (
        ScheduleStep(SecondsOfDay(0), NanogramsPerDay(60 * MCG)),
        ScheduleStep(SecondsOfDay(3600), NanogramsPerDay(1440 * MCG)),
        ScheduleStep(SecondsOfDay(7200), NanogramsPerDay(60 * MCG)),
    )
    assert told(treat(DaySchedule(rows)), even(60)) == [
        (
            "This looks like a slip: highest rate 1,440 mcg per day; "
            "24 times the present 60 mcg per day; per hour and per day may be mixed up"
        )
    ]


def test_the_highest_rate_of_another_primary_drug_is_not_compared() -> None:
    rows = (
        ScheduleStep(SecondsOfDay(0), NanogramsPerDay(60 * MCG)),
        ScheduleStep(SecondsOfDay(3600), NanogramsPerDay(1440 * MCG)),
        ScheduleStep(SecondsOfDay(7200), NanogramsPerDay(60 * MCG)),
    )
    assert slips(treat(DaySchedule(rows), fill("otherdrug")), even(60)) == []


def test_a_patient_bolus_is_compared_in_dose_duration_and_lockout() -> None:
    present = even(400, patient_bolus=on_request(1, lockout_s=10_800, lasting_s=600))
    program = even(400, patient_bolus=on_request(10, lockout_s=180, lasting_s=36_000))
    assert told(program, present) == [
        (
            "This looks like a slip: patient bolus 10 mcg; 10 times the present 1 mcg; "
            "a decimal point may be misplaced"
        ),
        (
            "This looks like a slip: duration of the patient bolus 10 h 0 min; 60 times the present 10 min; "
            "minutes and hours may be mixed up"
        ),
        (
            "This looks like a slip: lockout 3 min; one part in 60 of the present 3 h 0 min; "
            "minutes and hours may be mixed up"
        ),
    ]
    assert slips(present, present) == []
    assert slips(even(400), present) == []


def test_a_periodic_bolus_is_compared_in_dose_duration_and_interval() -> None:
    present = treat(periodic(1, 86_400, 600, background_mcg=400))
    program = treat(periodic(10, 864_000, 36_000, background_mcg=400))
    assert told(program, present) == [
        (
            "This looks like a slip: periodic bolus 10 mcg; 10 times the present 1 mcg; "
            "a decimal point may be misplaced"
        ),
        (
            "This looks like a slip: duration of the periodic bolus 10 h 0 min; 60 times the present 10 min; "
            "minutes and hours may be mixed up"
        ),
        (
            "This looks like a slip: interval 240 h 0 min; 10 times the present 24 h 0 min; "
            "a decimal point may be misplaced"
        ),
    ]
    assert slips(present, present) == []
    assert slips(even(400), present) == []


def test_a_background_that_was_nothing_is_compared_with_nothing() -> None:
    present = treat(periodic(20, 14_400))
    assert slips(treat(periodic(20, 14_400, background_mcg=1)), present) == []


# ---- against what is usual ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nanograms", "reasons"),
    [
        (50_000, []),
        (800_000, []),
        (800_001, [POINT]),
        (1_199_999, [POINT]),
        (1_200_000, [f"{POINT} or {DAYS}"]),  # 24 times 50 mcg
        (8_000_000, [f"{POINT} or {DAYS} or {MINUTES}"]),
        (8_000_001, [f"{POINT} or {DAYS} or {MINUTES}"]),  # a hundredth is just above 80 mcg
        (49_999, [POINT]),
        (33_333, [f"{POINT} or {DAYS}"]),
        (801, [POINT]),
        (800, [f"{POINT} or {UNITS}"]),
        (50, [UNITS]),
        (49, []),
    ],
)
def test_a_drug_that_begins_out_of_its_usual_range_by_a_factor_is_named(
    nanograms: int, reasons: list[str]
) -> None:
    assert [one.reason for one in slips(exact(nanograms), None)] == reasons


def test_a_dose_at_the_end_of_its_usual_range_is_no_slip_however_narrow_that_is() -> None:
    narrow = drug() | {"testdrug.pain.adult.usual_dose.high": "50 mcg/day"}
    assert slips(exact(50_000), None, drugs=library(narrow)) == []
    assert [one.reason for one in slips(exact(500_000), None, drugs=library(narrow))] == [POINT]
    assert [one.reason for one in slips(exact(5_000), None, drugs=library(narrow))] == [POINT]


def test_the_usual_range_is_told() -> None:
    assert told(exact(1_500_000), None) == [
        (
            "testDRUG: this looks like a slip: dose 1,500 mcg per day; "
            "usual are 50 mcg per day to 800 mcg per day; "
            "a decimal point may be misplaced or per hour and per day may be mixed up"
        )
    ]
    (violation,) = slips(exact(1_500_000), None)
    assert violation.fact is not None
    assert violation.fact.word == "800 mcg/day"


def test_too_little_of_a_new_drug_is_named_as_well() -> None:
    assert told(exact(600), None) == [
        (
            "testDRUG: this looks like a slip: dose 0.6 mcg per day; "
            "usual are 50 mcg per day to 800 mcg per day; "
            "a decimal point may be misplaced or mg and mcg may be mixed up"
        )
    ]
    (violation,) = slips(exact(600), None)
    assert violation.fact is not None
    assert violation.fact.word == "50 mcg/day"


def test_a_dose_that_no_factor_brings_into_the_range_is_no_slip() -> None:
    assert slips(exact(900_000_000_000), None) == []
    assert slips(exact(10), None) == []


@pytest.mark.parametrize("gap", ["low", "high"])
def test_without_a_usual_range_nothing_is_compared(gap: str) -> None:
    drugs = library(without(f"pain.adult.usual_dose.{gap}"))
    assert slips(exact(1_500_000), None, drugs=drugs) == []


def test_a_dose_the_patient_already_has_is_no_slip() -> None:
    assert slips(exact(1_500_000), exact(1_400_000)) == []
    assert len(slips(exact(1_500_000), PumpProgram(fill(), MinimumRate(NanogramsPerDay(3_000))))) == 1


def test_of_a_drug_that_is_not_known_nothing_is_usual() -> None:
    assert slips(even(5000, fill("water")), None) == []


def test_what_ends_a_therapy_is_no_slip() -> None:
    assert slips(PumpProgram(fill(), Stopped()), even(400)) == []
    assert slips(PumpProgram(fill(), MinimumRate(NanogramsPerDay(3_000))), even(30)) == []
    assert slips(PumpProgram(fill(), MinimumRate(NanogramsPerDay(3_000))), None) == []


# ---- the interval ---------------------------------------------------------------------------------------------


@pytest.mark.requirement("IT-4")
@pytest.mark.parametrize(("seconds", "short"), [(3599, True), (3600, False), (14_400, False), (240, True)])
def test_an_interval_below_an_hour_asks_for_a_reason(seconds: int, short: bool) -> None:
    program = treat(periodic(1, seconds))
    violations = [one for one in found(program, program) if one.limit is Limit.INTERVAL_SHORT]
    assert [one.severity for one in violations] == ([Severity.SOFT] if short else [])


def test_a_short_interval_is_told_with_what_it_makes_in_a_day() -> None:
    program = treat(periodic(1, 240))
    (violation,) = [one for one in found(program, program) if one.limit is Limit.INTERVAL_SHORT]
    assert violation.sentence.replace("\u00a0", " ") == (
        "A very short interval: a bolus every 4 min; it makes 360 boluses and 360 mcg per day; "
        "hours are usual, and minutes may have been typed for hours"
    )


def test_a_number_of_boluses_that_does_not_end_is_rounded() -> None:
    program = treat(periodic(1, 3500))
    (violation,) = [one for one in found(program, program) if one.limit is Limit.INTERVAL_SHORT]
    assert violation.allowed.startswith("it makes ≈\u00a024.69 boluses and")


# ---- what others ask of this module ---------------------------------------------------------------------------


def test_a_concentration_a_factor_away_from_a_listed_one_is_named() -> None:
    assert listed_slip(Fraction(50), [Fraction(2000), Fraction(500)]) == POINT
    assert listed_slip(Fraction(500_000), [Fraction(2000), Fraction(500)]) == UNITS
    assert listed_slip(Fraction(1000), [Fraction(2000), Fraction(500)]) == ""
    assert listed_slip(Fraction(1000), []) == ""


def test_the_tubing_volume_of_old_software_is_named() -> None:
    assert old_tubing(Fraction(59_000)).replace("\u00a0", " ") == (
        "0.059 mL more is what software before 2016 had for the tubing: 0.199 mL"
    )
    assert old_tubing(Fraction(58_999)) == old_tubing(Fraction(-59_000)) == ""


# ---- against what treated 24 hours ago -------------------------------------------------------------------------


def test_a_slip_of_today_does_not_make_the_way_back_look_like_one() -> None:
    assert told(even(400), even(40), before=even(400)) == []


def test_a_slip_beside_the_dose_of_yesterday_is_told_as_that() -> None:
    (sentence,) = told(even(40), even(300), before=even(400))
    assert "one part in 10 of the 400 mcg per day before the changes of the last 24 hours" in sentence


def test_a_drug_that_came_within_the_day_is_held_against_the_present_program() -> None:
    (sentence,) = told(even(40), even(400), before=even(400, fill("otherdrug")))
    assert "one part in 10 of the present 400 mcg per day" in sentence


@pytest.mark.parametrize(
    ("present", "before"),
    [
        (even(100, patient_bolus=on_request(10, lockout_s=10_800)), even(100, fill("otherdrug"))),
        (even(101, fill("otherdrug"), patient_bolus=on_request(10, lockout_s=10_800)), None),
        (even(100), even(100, patient_bolus=on_request(10, lockout_s=10_800))),
    ],
    ids=["the drug came today", "the drug is new", "the boluses were taken away today"],
)
def test_a_lockout_is_held_against_that_of_the_program_that_treated(
    present: PumpProgram, before: PumpProgram | None
) -> None:
    program = even(100, patient_bolus=on_request(10, lockout_s=180, most=6))
    assert [one.entered for one in slips(program, present, before=before)] == ["lockout 3\u00a0min"]


def test_another_drug_at_the_very_figure_of_the_one_before_it_is_named_as_a_slip() -> None:
    """HYDROmorphone for morphine: 4.8 mg per day of the one are 24 to 34 of the other."""
    before = even(4_800, fill("morphine", 20_000))
    slips = [
        one
        for one in found(even(4_800, fill("hydromorphone", 10_000)), before, drugs=shipped())
        if one.limit is Limit.LIKELY_SLIP
    ]
    assert [one.severity for one in slips] == [Severity.SOFT]
    assert slips[0].sentence.replace("\u00a0", " ") == (
        "HYDROmorphone: this looks like a slip: dose 4.8 mg per day; the very figure of the morphine before it; "
        "two drugs are not given at one figure; one name may have been taken for the other"
    )


@pytest.mark.parametrize(
    "program",
    [
        even(4_801, fill("hydromorphone", 10_000)),
        even(0, fill("hydromorphone", 10_000)),
        even(4_800, fill("hydromorphone", 10_000), others=(fill("morphine", 1_000),)),
    ],
    ids=["another figure", "nothing", "the one before is in the mixture"],
)
def test_what_is_no_mere_change_of_name_is_not_named_as_one(program: PumpProgram) -> None:
    before = even(4_800, fill("morphine", 20_000))
    told_here = [one.allowed for one in found(program, before, drugs=shipped())]
    assert not any("the very figure" in one for one in told_here)
