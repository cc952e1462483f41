"""What a pump cannot do is told as reasons: which limit, at which step, what was asked and what holds."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given

from programmer.therapy.boluses import BridgeBolus, PatientBolus, PrimeExtent, PrimingBolus, SingleBolus
from programmer.therapy.drugs import DrugFill
from programmer.therapy.limits import Limit, Severity, check_program
from programmer.therapy.programs import (
    DaySchedule,
    MinimumRate,
    PeriodicBolus,
    PumpProgram,
    ScheduleStep,
    Stopped,
    WeekSchedule,
    basal_steps,
)
from programmer.therapy.pump import PumpLimits
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    Seconds,
    SecondsOfDay,
)
from tests.support.programs import continuous, schedule, usual_programs

LIMITS = PumpLimits(
    capacity=Nanolitres(20_000_000),
    low_reservoir_mark=Nanolitres(2_000_000),
    min_flow=Nanolitres(48_000),
    max_flow=Nanolitres(24_000_000),
    max_steps=3,
)
NBSP = "\u00a0"


def sentences(program: PumpProgram) -> list[str]:
    return [violation.sentence.replace(NBSP, " ") for violation in check_program(program, LIMITS)]


@pytest.mark.parametrize("dose", [0, 24_000, 90_000, 12_000_000])
def test_at_the_limits_and_between_them_nothing_is_wrong(dose: int) -> None:
    assert sentences(continuous(dose)) == []


def test_no_delivery_is_always_possible() -> None:
    assert check_program(PumpProgram(continuous(1).drug, Stopped()), LIMITS) == ()
    assert sentences(schedule((0, 0), (3600, 90_000), (7200, 0))) == []


@pytest.mark.requirement("GIP-1.5", "OPCA-R5.1.0-2")
def test_a_nanogram_below_the_least_flow_is_too_little() -> None:
    assert sentences(continuous(23_999)) == [
        "Less than this pump can deliver: 23.999 mcg per day is 0.047998 mL per day; at least 0.048 mL per day"
    ]


@pytest.mark.requirement("GIP-1.1", "OPCA-R5.1.0-2")
def test_a_nanogram_above_the_greatest_flow_is_too_much() -> None:
    assert sentences(continuous(12_000_001)) == [
        "More than this pump can deliver: 12.000001 mg per day is 24.000002 mL per day; at most 24 mL per day"
    ]


def test_too_many_steps_are_counted() -> None:
    assert sentences(schedule((0, 90_000), (60, 90_000), (120, 90_000), (180, 90_000))) == [
        "More steps than this pump can hold: 4 steps; at most 3"
    ]


def test_every_step_that_is_wrong_is_named() -> None:
    found = check_program(schedule((0, 1), (60, 90_000), (120, 13_000_000), (180, 2)), LIMITS)
    assert [(one.limit, one.step) for one in found] == [
        (Limit.FLOW_TOO_LOW, 0),
        (Limit.FLOW_TOO_HIGH, 2),
        (Limit.FLOW_TOO_LOW, 3),
        (Limit.TOO_MANY_STEPS, 3),
    ]
    assert {one.subject for one in found} == {""}


def test_the_concentration_decides_with_the_dose() -> None:
    assert check_program(continuous(90_000, nanograms_per_millilitre=2_000_000), LIMITS)[0].limit is (
        Limit.FLOW_TOO_LOW
    )


@given(usual_programs)
def test_a_program_passes_exactly_if_every_flow_is_within_the_limits(program: PumpProgram) -> None:
    steps = basal_steps(program.mode)
    scaled = [step.dose.value * 1_000_000 for step in steps]
    strength = program.drug.concentration.value
    possible = all(
        not asked or LIMITS.min_flow.value * strength <= asked <= LIMITS.max_flow.value * strength
        for asked in scaled
    )
    assert (check_program(program, LIMITS) == ()) == (possible and len(steps) <= LIMITS.max_steps)


# ---- the minimum rate -----------------------------------------------------------------------------------------

WITH_MINIMUM = replace(LIMITS, maintaining_flow=Nanolitres(6_000))


def at_minimum(nanograms: int, strength: int = 500_000) -> PumpProgram:
    return PumpProgram(
        DrugFill("baclofen", NanogramsPerMillilitre(strength)), MinimumRate(NanogramsPerDay(nanograms))
    )


def told(program: PumpProgram, limits: PumpLimits) -> list[str]:
    return [violation.sentence.replace(NBSP, " ") for violation in check_program(program, limits)]


def test_the_minimum_rate_is_below_the_least_flow_and_yet_possible() -> None:
    assert told(at_minimum(3_000), WITH_MINIMUM) == []


def test_the_minimum_rate_is_rounded_down_to_whole_nanograms() -> None:
    assert told(at_minimum(3_000, 500_166), WITH_MINIMUM) == []
    assert told(at_minimum(3_001, 500_166), WITH_MINIMUM) != []


@pytest.mark.parametrize("nanograms", [2_999, 3_001, 24_000])
def test_any_other_figure_than_the_minimum_rate_s_own_is_refused(nanograms: int) -> None:
    (violation,) = check_program(at_minimum(nanograms), WITH_MINIMUM)
    assert (violation.limit, violation.step, violation.severity) == (
        Limit.MINIMUM_RATE_DIFFERS,
        0,
        Severity.HARD,
    )


def test_what_the_minimum_rate_gives_is_told() -> None:
    assert told(at_minimum(2_999), WITH_MINIMUM) == [
        "Not what this pump's minimum rate gives: 2.999 mcg per day; its 0.006 mL per day gives 3 mcg per day"
    ]


def test_a_pump_without_a_minimum_rate_has_none() -> None:
    assert [one.step for one in check_program(at_minimum(0), LIMITS)] == [0]
    assert told(at_minimum(0), LIMITS) == [
        "Not what this pump's minimum rate gives: 0 mcg per day; it has no minimum rate"
    ]


# ---- boluses on top -------------------------------------------------------------------------------------------


def with_bolus(program: PumpProgram, nanograms: int, seconds: int) -> PumpProgram:
    bolus = PatientBolus(Nanograms(nanograms), Seconds(seconds), Seconds(3600), 6)
    return replace(program, patient_bolus=bolus)


@pytest.mark.requirement("OPCA-R5.2.0-2", "OPCA-R5.3.0-2")
def test_basal_and_bolus_together_may_just_reach_the_greatest_flow() -> None:
    # 500 mcg in an hour of 500 mcg/mL is 24 mL per day by itself.
    assert told(with_bolus(schedule((0, 0)), 500_000, 3600), LIMITS) == []
    assert [one.limit for one in check_program(with_bolus(continuous(24_000), 499_000, 3600), LIMITS)] == []
    assert [one.limit for one in check_program(with_bolus(continuous(24_001), 499_000, 3600), LIMITS)] == [
        Limit.BOLUS_FLOW_TOO_HIGH
    ]


@pytest.mark.requirement("OPCA-R5.2.0-2", "OPCA-R5.3.0-2")
def test_every_step_at_which_a_bolus_would_be_too_fast_is_named() -> None:
    program = with_bolus(schedule((0, 24_000), (60, 48_000), (120, 72_000)), 498_500, 3600)
    violations = check_program(program, LIMITS)
    assert [(one.limit, one.step) for one in violations] == [
        (Limit.BOLUS_FLOW_TOO_HIGH, 1),
        (Limit.BOLUS_FLOW_TOO_HIGH, 2),
    ]
    assert violations[0].sentence.replace(NBSP, " ") == (
        "With a bolus on top, more than this pump can deliver: "
        "48 mcg per day and the bolus are 24.024 mL per day; at most 24 mL per day"
    )
    assert violations[0].ratio == Fraction(24_024, 24_000)


def test_the_fastest_of_several_boluses_counts() -> None:
    single = SingleBolus(Nanograms(600_000), Seconds(3600))
    program = replace(with_bolus(continuous(24_000), 100_000, 3600), opening=single)
    assert [one.limit for one in check_program(program, LIMITS)] == [Limit.BOLUS_FLOW_TOO_HIGH]
    periodic = PumpProgram(
        program.drug,
        PeriodicBolus(NanogramsPerDay(0), Nanograms(600_000), Seconds(3600), Seconds(7200)),
    )
    assert [one.limit for one in check_program(periodic, LIMITS)] == [Limit.BOLUS_FLOW_TOO_HIGH]


def test_a_bolus_alone_may_just_reach_the_least_flow() -> None:
    # 1 mcg in an hour is 24 mcg per day: 0.048 mL per day.
    assert told(with_bolus(continuous(0), 1_000, 3600), LIMITS) == []
    assert told(with_bolus(continuous(0), 999, 3600), LIMITS) == [
        (
            "Even with a bolus, less than this pump can deliver: "
            "0 mcg per day and the bolus are 0.047952 mL per day; at least 0.048 mL per day"
        )
    ]
    assert told(with_bolus(continuous(24_000), 1, 3600), LIMITS) == []
    resting = check_program(with_bolus(schedule((0, 24_000), (60, 0)), 999, 3600), LIMITS)
    assert [(one.limit, one.step) for one in resting] == [(Limit.BOLUS_FLOW_TOO_LOW, 1)]


def test_the_slowest_of_several_boluses_counts() -> None:
    single = SingleBolus(Nanograms(1_000), Seconds(3600))
    program = replace(with_bolus(continuous(0), 999, 3600), opening=single)
    assert [one.limit for one in check_program(program, LIMITS)] == [Limit.BOLUS_FLOW_TOO_LOW]


# ---- priming and bridge ---------------------------------------------------------------------------------------


def priming(seconds: int) -> PrimingBolus:
    return PrimingBolus(PrimeExtent.CATHETER_ONLY, Nanolitres(1_000_000), Seconds(seconds))


def bridging(nanograms: int) -> BridgeBolus:
    return BridgeBolus((continuous(1).drug,), NanogramsPerDay(nanograms), Nanolitres(316_000))


@pytest.mark.parametrize("opening", [priming(3600), bridging(12_000_000), bridging(24_000)])
def test_an_opening_at_the_limits_of_the_flow_is_possible(opening: PrimingBolus | BridgeBolus) -> None:
    assert told(replace(continuous(90_000), opening=opening), LIMITS) == []


@pytest.mark.parametrize(
    ("opening", "limit", "sentence"),
    [
        (
            priming(3599),
            Limit.OPENING_FLOW_TOO_HIGH,
            "Priming bolus: faster than this pump can deliver: ≈ 24.0067 mL per day; at most 24 mL per day",
        ),
        (
            bridging(12_000_001),
            Limit.OPENING_FLOW_TOO_HIGH,
            "Bridge bolus: faster than this pump can deliver: 24.000002 mL per day; at most 24 mL per day",
        ),
        (
            bridging(23_999),
            Limit.OPENING_FLOW_TOO_LOW,
            "Bridge bolus: slower than this pump can deliver: 0.047998 mL per day; at least 0.048 mL per day",
        ),
    ],
)
def test_an_opening_beyond_them_is_refused(
    opening: PrimingBolus | BridgeBolus, limit: Limit, sentence: str
) -> None:
    program = replace(continuous(90_000), opening=opening)
    assert [(one.limit, one.step) for one in check_program(program, LIMITS)] == [(limit, 0)]
    assert told(program, LIMITS) == [sentence]


def test_how_far_beyond_is_known() -> None:
    (violation,) = check_program(continuous(24_000_000), LIMITS)
    assert violation.ratio == 2
    assert violation.severity is Severity.HARD
    (below,) = check_program(continuous(12_000), LIMITS)
    assert below.ratio == Fraction(1, 2)


def test_a_pump_that_delivers_nothing_refuses_everything() -> None:
    (violation,) = check_program(continuous(1), replace(LIMITS, max_flow=Nanolitres(0)))
    assert violation.limit is Limit.FLOW_TOO_HIGH
    assert violation.ratio is None


# ---- weeks ----------------------------------------------------------------------------------------------------


def day(*doses: int) -> DaySchedule:
    rows = tuple(
        ScheduleStep(SecondsOfDay(60 * index), NanogramsPerDay(dose)) for index, dose in enumerate(doses)
    )
    return DaySchedule(rows)


def test_the_steps_of_each_weekday_count_for_themselves() -> None:
    full = day(90_000, 91_000, 92_000)
    week = PumpProgram(continuous(1).drug, WeekSchedule((full,) * 6 + (day(90_000),)))
    assert told(week, LIMITS) == []
    over = day(90_000, 91_000, 92_000, 93_000)
    busy = PumpProgram(continuous(1).drug, WeekSchedule((full, over, full, full, full, full, over)))
    violations = check_program(busy, LIMITS)
    assert [(one.limit, one.step, one.subject) for one in violations] == [
        (Limit.TOO_MANY_STEPS, 6, "Tue"),
        (Limit.TOO_MANY_STEPS, 22, "Sun"),
    ]
    assert violations[0].sentence == "Tue: more steps than this pump can hold: 4 steps; at most 3"
    assert violations[0].ratio == Fraction(4, 3)


def test_a_step_of_a_week_is_counted_through_all_its_days() -> None:
    quiet = day(90_000)
    week = PumpProgram(continuous(1).drug, WeekSchedule((quiet, quiet, day(90_000, 1), *(quiet,) * 4)))
    assert [(one.limit, one.step) for one in check_program(week, LIMITS)] == [(Limit.FLOW_TOO_LOW, 3)]
