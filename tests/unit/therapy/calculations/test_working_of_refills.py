"""Refill, expected volume, discrepancy, residual, admixture and dates: exact, told, never nonsense."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.therapy.calculations.admixture import Admixture, WantedDrug, admixture
from programmer.therapy.calculations.demand import boluses_a_day
from programmer.therapy.calculations.discrepancy import Discrepancy, Verdict, discrepancy
from programmer.therapy.calculations.expected import Expected, expected_volume
from programmer.therapy.calculations.refill import AllowedBoluses, LimitedBy, Refill, refill
from programmer.therapy.calculations.replace_by import day_after, replace_by
from programmer.therapy.calculations.reservoir import time_of_reaching
from programmer.therapy.calculations.residual import residual
from programmer.therapy.calculations.working import CannotBe
from programmer.therapy.drugs import DrugFill
from programmer.therapy.notation import (
    plain_words,
    read_concentration,
    read_dose_per_day,
    read_flow,
    read_mass,
    read_volume,
)
from programmer.therapy.programs import Continuous, PumpProgram
from programmer.therapy.quantities import (
    MICROSECONDS_PER_DAY,
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    NanolitresPerDay,
    PumpTime,
    Seconds,
)

DAY = date(2026, 1, 5)
DRUG = read_concentration("20 mg/mL")


def plain(steps: tuple[str, ...]) -> list[str]:
    return [plain_words(step) for step in steps]


# ---- refill -------------------------------------------------------------------------------------------------


def refilled(
    fill: str = "20 mL",
    alarm: str = "2 mL",
    dose: str = "4.8 mg/day",
    *,
    boluses: AllowedBoluses | None = None,
    stable: int | None = None,
    on: date | None = DAY,
) -> Refill:
    return refill(
        read_volume(fill),
        read_volume(alarm),
        read_dose_per_day(dose),
        DRUG,
        boluses=boluses,
        stability_days=stable,
        filled_on=on,
    )


HOUR_NOT_KNOWN = (
    "whole days from the day of the refill, whatever its hour: by the clock the level is there on this date or on the "
    "day after it, never before; a pump that was read tells the moment"
)


def allowed(dose: str = "0.2 mg", most: int = 6) -> AllowedBoluses:
    return AllowedBoluses(read_mass(dose), boluses_a_day(None, Seconds(0), most))


def test_the_rate_while_an_allowed_bolus_runs_is_on_top_of_the_even_one() -> None:
    """0.01 mL in 10 min are 1.44 mL per day. Of one whose duration is not known only the even rate is."""
    even = read_flow("0.24 mL/day")
    bolus = AllowedBoluses(read_mass("0.2 mg"), boluses_a_day(None, Seconds(600), 6), Seconds(600))
    assert bolus.rate_with(even, DRUG) == read_flow("1.68 mL/day")
    assert allowed().rate_with(even, DRUG) == even


def test_a_refill_tells_its_working() -> None:
    found = refilled(boluses=allowed(), stable=90)
    assert found.rate == read_flow("0.3 mL/day")
    assert found.dose_max_per_day == read_dose_per_day("6 mg/day")
    assert (found.days, found.date, found.limited_by) == (60, date(2026, 3, 6), LimitedBy.VOLUME)
    assert plain(found.steps) == [
        "by limit = 6 a day",
        "most a day = dose + boluses = 4800 mcg per day + 6 × 200 mcg = 6000 mcg per day",
        "rate = dose / concentration = 6000 mcg per day / 20 mg/mL = 0.3 mL per day",
        "days = (fill - alarm) / rate = (20 mL - 2 mL) / 0.3 mL per day = 60, rounded down to 60 days",
        "the drug is stable for 90 days",
        "date = Mon 5 Jan 2026 + 60 days = Fri 6 Mar 2026",
        HOUR_NOT_KNOWN,
    ]


def test_a_refill_without_boluses_and_date_tells_less() -> None:
    found = refilled(on=None)
    assert (found.days, found.date, found.limited_by) == (75, None, LimitedBy.VOLUME)
    assert plain(found.steps) == [
        "rate = dose / concentration = 4800 mcg per day / 20 mg/mL = 0.24 mL per day",
        "days = (fill - alarm) / rate = (20 mL - 2 mL) / 0.24 mL per day = 75, rounded down to 75 days",
    ]


@pytest.mark.requirement("CRISYS-018", "IT-8")
@pytest.mark.parametrize(
    ("stable", "days", "limit"),
    [(74, 74, LimitedBy.STABILITY), (75, 75, LimitedBy.VOLUME), (76, 75, LimitedBy.VOLUME)],
)
def test_the_earlier_of_volume_and_stability_decides(stable: int, days: int, limit: LimitedBy) -> None:
    found = refilled(stable=stable)
    assert (found.days, found.limited_by) == (days, limit)
    assert found.date == DAY + timedelta(days=days)


def test_a_pump_that_delivers_nothing_is_refilled_when_the_drug_goes_off() -> None:
    found = refilled(dose="0 mcg/day", stable=90)
    assert (found.days, found.date, found.limited_by) == (90, date(2026, 4, 5), LimitedBy.STABILITY)
    assert plain(found.steps)[1] == "nothing is delivered, so the level never falls to the alarm"


def test_a_pump_that_delivers_nothing_of_a_stable_drug_has_no_date() -> None:
    found = refilled(dose="0 mcg/day")
    assert (found.days, found.date, found.limited_by) == (None, None, None)
    assert found.rate == NanolitresPerDay(Fraction(0))
    assert len(found.steps) == 2


def test_boluses_alone_empty_a_pump_too() -> None:
    found = refilled(dose="0 mcg/day", boluses=allowed())
    assert (found.days, found.rate) == (300, read_flow("0.06 mL/day"))


def test_a_filling_at_its_alarm_lasts_no_day() -> None:
    found = refilled(fill="2 mL")
    assert (found.days, found.date) == (0, DAY)
    assert plain(found.steps)[-2] == "date = Mon 5 Jan 2026 + 0 days = Mon 5 Jan 2026"


def test_a_day_is_one_day() -> None:
    found = refilled(fill="2.3 mL")
    assert found.days == 1
    assert plain(found.steps)[-3:] == [
        "days = (fill - alarm) / rate = (2.3 mL - 2 mL) / 0.24 mL per day = 1.25, rounded down to 1 day",
        "date = Mon 5 Jan 2026 + 1 day = Tue 6 Jan 2026",
        HOUR_NOT_KNOWN,
    ]


def test_a_date_by_stability_or_no_date_leaves_no_hour_open() -> None:
    for found in (refilled(stable=74), refilled(on=None)):
        assert HOUR_NOT_KNOWN not in plain(found.steps)


@pytest.mark.parametrize("hour", [0, 1, 8, 23])
def test_the_pump_of_a_refill_at_any_hour_alarms_on_that_date_or_the_day_after(hour: int) -> None:
    """At 1,300 mcg per day of 500 mcg/mL, 18 mL last 6 days and 22 h: the date depends on the hour."""
    dose, concentration = read_dose_per_day("1300 mcg/day"), read_concentration("500 mcg/mL")
    filling = read_volume("20 mL"), read_volume("2 mL")
    told = refill(*filling, dose, concentration, filled_on=date(1970, 1, 1)).date
    program = PumpProgram(DrugFill("baclofen", concentration), Continuous(dose))
    alarm = time_of_reaching(program, *filling, PumpTime(hour * 3_600_000_000))
    assert told == date(1970, 1, 7)
    assert alarm is not None
    assert date(1970, 1, 1) + timedelta(days=alarm.value // MICROSECONDS_PER_DAY) == told + timedelta(
        days=1 if hour > 1 else 0
    )


@pytest.mark.requirement("IT-8")
def test_a_date_beyond_the_calendar_is_unknown_and_no_nonsense() -> None:
    found = refilled(dose="0.000001 mg/day")
    assert found.days == 360_000_000
    assert found.date is None
    assert plain(found.steps)[-1] == "360000000 days after Mon 5 Jan 2026 is beyond the calendar"
    assert "360,000,000 days" in found.steps[-1]


def test_a_refill_that_cannot_be_is_refused() -> None:
    with pytest.raises(CannotBe) as low:
        refilled(fill="1.9 mL")
    assert plain_words(str(low.value)) == "a fill of 1.9 mL is below the alarm at 2 mL from the start"
    with pytest.raises(CannotBe, match=r"^the fill must be more than zero$"):
        refilled(fill="0 mL", alarm="0 mL")
    with pytest.raises(CannotBe, match=r"^the level of the alarm cannot be negative$"):
        refill(Nanolitres(1), Nanolitres(-1), NanogramsPerDay(1), DRUG)
    with pytest.raises(CannotBe, match=r"^a dose cannot be negative$"):
        refill(Nanolitres(1), Nanolitres(0), NanogramsPerDay(-1), DRUG, boluses=allowed())
    with pytest.raises(CannotBe, match=r"^the days a drug is stable must be more than zero$"):
        refilled(stable=0)
    with pytest.raises(CannotBe, match=r"^a bolus must be more than zero$"):
        refilled(boluses=allowed("0 mg"))


volumes = st.integers(1, 50_000_000)


@pytest.mark.requirement("CRISYS-018", "IT-8")
@given(
    st.tuples(volumes, volumes),
    st.integers(0, 10**8),
    st.integers(1, 10**8),
    st.none() | st.integers(1, 10**6),
    st.dates(),
)
def test_a_refill_date_never_precedes_its_refill_and_never_overstates(
    levels: tuple[int, int], dose: int, concentration: int, stable: int | None, on: date
) -> None:
    fill, alarm = max(levels), min(levels)
    found = refill(
        Nanolitres(fill),
        Nanolitres(alarm),
        NanogramsPerDay(dose),
        NanogramsPerMillilitre(concentration),
        stability_days=stable,
        filled_on=on,
    )
    if found.days is None:
        assert (dose, stable) == (0, None)
        return
    assert found.days >= 0
    assert fill - found.days * found.rate.value >= alarm
    assert stable is None or found.days <= stable
    assert found.date is None or found.date == on + timedelta(days=found.days) >= on


# ---- replace by ---------------------------------------------------------------------------------------------


def test_a_replacement_date_tells_its_working() -> None:
    found = replace_by(date(2026, 3, 1))
    assert plain(found.steps) == [
        "replace by = replacement indicator + 90 days = Sun 1 Mar 2026 + 90 days = Sat 30 May 2026"
    ]


@pytest.mark.requirement("IT-8")
def test_an_unknown_replacement_date_is_unknown() -> None:
    found = replace_by(None)
    assert found.date is None
    assert found.steps == ("the day of the replacement indicator is not known, so neither is this one",)


def test_a_replacement_date_beyond_the_calendar_is_unknown() -> None:
    found = replace_by(date(9999, 12, 1))
    assert found.date is None
    assert found.steps == ("90 days after Wed 1 Dec 9999 is beyond the calendar",)
    assert replace_by(date(9999, 10, 2)).date == date(9999, 12, 31)


@given(st.dates(), st.integers(0, 10**12))
def test_a_day_after_is_never_before(start: date, days: int) -> None:
    found = day_after(start, days)
    assert found is None or (found - start).days == days
    assert (found is None) == (start.toordinal() + days > date.max.toordinal())


# ---- expected -----------------------------------------------------------------------------------------------


def expected(
    fill: str = "18 mL", dose: str = "4.8 mg/day", hours: int = 720, boluses: int = 12, bolus: str = "0.2 mg"
) -> Expected:
    return expected_volume(
        read_volume(fill),
        read_dose_per_day(dose),
        DRUG,
        Seconds(hours * 3600),
        boluses=boluses,
        bolus=read_mass(bolus),
    )


def test_an_expected_volume_tells_its_working() -> None:
    found = expected()
    assert found.volume == read_volume("10.68 mL").value
    assert plain(found.steps) == [
        "rate = dose / concentration = 4800 mcg per day / 20 mg/mL = 0.24 mL per day",
        "given at that rate = rate × time = 0.24 mL per day × 720 h (720 h 0 min) = 7.2 mL",
        "given as boluses = number × bolus / concentration = 12 × 200 mcg / 20 mg/mL = 0.12 mL",
        "expected = fill - given = 18 mL - 7.2 mL - 0.12 mL = 10.68 mL",
    ]


def test_a_reservoir_may_be_just_empty_but_never_hold_less_than_nothing() -> None:
    assert expected(hours=1800, boluses=0).volume == 0
    with pytest.raises(CannotBe) as refusal:
        expected(hours=1801, boluses=0)
    assert plain_words(str(refusal.value)) == (
        "18.01 mL would have been given out of 18 mL: the reservoir would have run empty"
    )
    with pytest.raises(CannotBe) as with_boluses:
        expected(hours=1800, boluses=1)
    assert plain_words(str(with_boluses.value)).startswith("18.01 mL would have been given out of 18 mL")


def test_an_expected_volume_that_cannot_be_is_refused() -> None:
    with pytest.raises(CannotBe, match=r"^the fill must be more than zero$"):
        expected(fill="0 mL")
    with pytest.raises(CannotBe, match=r"^the time since the fill cannot be negative$"):
        expected(hours=-1)
    with pytest.raises(CannotBe, match=r"^the number of boluses cannot be negative$"):
        expected(boluses=-1)
    with pytest.raises(CannotBe, match=r"^a bolus cannot be negative$"):
        expected_volume(Nanolitres(1), NanogramsPerDay(0), DRUG, Seconds(0), boluses=1, bolus=Nanograms(-1))


# ---- discrepancy --------------------------------------------------------------------------------------------


def held(
    filled: str = "18 mL",
    expected: str = "3 mL",
    withdrawn: str = "1.9 mL",
    tolerance: Fraction = Fraction(29, 2),
    absolute: str = "2 mL",
) -> Discrepancy:
    return discrepancy(
        read_volume(filled), read_volume(expected), read_volume(withdrawn), tolerance, read_volume(absolute)
    )


def test_a_discrepancy_tells_its_working() -> None:
    assert plain(held().steps) == [
        "difference = expected - withdrawn = 3 mL - 1.9 mL = 1.1 mL",
        "ratio = (filled - withdrawn) / (filled - expected) = (18 mL - 1.9 mL) / (18 mL - 3 mL) = ≈ 107.333 %",
        "a ratio of 85.5 to 114.5 % is within: ≈ 107.333 % is within it",
        "a difference of up to 2 mL is within: 1.1 mL is within it",
    ]
    assert plain(held(withdrawn="0 mL").steps)[2:] == [
        "a ratio of 85.5 to 114.5 % is within: 120 % is beyond it",
        "a difference of up to 2 mL is within: 3 mL is beyond it",
    ]


@pytest.mark.requirement(
    "CRISYS-017", "CRISYS-019", "GIP-1.10", "GPCA-C11", "IT-6", "OPCA-R5.1.0-3", "OPCA-R6.8.0-3"
)
@pytest.mark.parametrize(
    ("withdrawn", "verdict"),
    [
        ("0.825 mL", Verdict.WITHIN),
        ("0.824999 mL", Verdict.OVER_INFUSION),
        ("5.175 mL", Verdict.WITHIN),
        ("5.175001 mL", Verdict.UNDER_INFUSION),
    ],
)
def test_the_ratio_alone_flags_and_at_its_limit_is_within(withdrawn: str, verdict: Verdict) -> None:
    assert held(withdrawn=withdrawn, absolute="20 mL").verdict is verdict


@pytest.mark.requirement("CRISYS-017", "CRISYS-019", "GIP-1.10", "GPCA-C11", "IT-6", "OPCA-R6.8.0-3")
@pytest.mark.parametrize(
    ("withdrawn", "verdict"),
    [
        ("1 mL", Verdict.WITHIN),
        ("0.999999 mL", Verdict.OVER_INFUSION),
        ("5 mL", Verdict.WITHIN),
        ("5.000001 mL", Verdict.UNDER_INFUSION),
    ],
)
def test_the_volume_alone_flags_and_at_its_limit_is_within(withdrawn: str, verdict: Verdict) -> None:
    assert held(withdrawn=withdrawn, tolerance=Fraction(99)).verdict is verdict


def test_a_single_nanolitre_says_which_way() -> None:
    assert held(withdrawn="2.999999 mL", absolute="0 mL").verdict is Verdict.OVER_INFUSION
    assert held(withdrawn="3.000001 mL", absolute="0 mL").verdict is Verdict.UNDER_INFUSION
    assert held(withdrawn="3 mL", absolute="0 mL").verdict is Verdict.WITHIN


def test_where_nothing_should_have_been_delivered_the_volume_alone_decides() -> None:
    found = held(expected="18 mL", withdrawn="15.9 mL")
    assert found.ratio_percent is None
    assert found.verdict is Verdict.OVER_INFUSION
    assert plain(found.steps)[1:] == [
        "nothing should have been delivered, so there is no ratio",
        "the volume alone decides",
        "a difference of up to 2 mL is within: 2.1 mL is beyond it",
    ]
    assert held(expected="18 mL", withdrawn="16 mL").verdict is Verdict.WITHIN


@pytest.mark.parametrize(("percent", "said"), [("-0.5", "-0.5 %"), ("100", "100 %"), ("145", "145 %")])
def test_a_tolerance_that_is_no_part_of_the_whole_is_refused(percent: str, said: str) -> None:
    with pytest.raises(CannotBe) as refusal:
        held(tolerance=Fraction(percent))
    told = plain_words(str(refusal.value)).replace("−", "-")
    assert told == f"a tolerance is at least 0 % and less than 100 %, not {said}"


def test_a_greatest_difference_of_less_than_nothing_is_refused() -> None:
    with pytest.raises(CannotBe, match=r"^the greatest difference cannot be negative$"):
        discrepancy(*(Nanolitres(9), Nanolitres(5), Nanolitres(5)), Fraction(1), Nanolitres(-1))
    assert held(withdrawn="3 mL", absolute="0 mL").verdict is Verdict.WITHIN


def test_a_tolerance_of_nothing_takes_what_is_just_right() -> None:
    assert held(withdrawn="3 mL", tolerance=Fraction(0)).verdict is Verdict.WITHIN
    assert held(withdrawn="3.000001 mL", tolerance=Fraction(0)).verdict is Verdict.UNDER_INFUSION


def test_a_discrepancy_that_cannot_be_is_refused() -> None:
    with pytest.raises(CannotBe) as more_expected:
        held(expected="18.1 mL")
    assert plain_words(str(more_expected.value)) == (
        "18.1 mL cannot be expected where 18 mL was filled in; "
        "what was left in the reservoir before counts to what was filled in"
    )
    fine, below = Nanolitres(5), Nanolitres(-1)
    for figures, name in (
        ((below, fine, fine), "filled"),
        ((fine, below, fine), "expected"),
        ((fine, fine, below), "withdrawn"),
    ):
        with pytest.raises(CannotBe, match=rf"^the volume {name} cannot be negative$"):
            discrepancy(*figures, Fraction(1), fine)


def test_more_may_come_out_than_was_filled_in_for_something_was_left_before() -> None:
    """2 mL were left when 18 mL were filled in, and the pump gave 1 mL for 1 mL: 19 mL come out where 17 are due."""
    found = held(expected="17 mL", withdrawn="19 mL")
    assert found.difference == -read_volume("2 mL").value
    assert found.ratio_percent == -100
    assert found.verdict is Verdict.UNDER_INFUSION
    assert [step.replace("−", "-") for step in plain(found.steps)] == [
        "difference = expected - withdrawn = 17 mL - 19 mL = -2 mL",
        "ratio = (filled - withdrawn) / (filled - expected) = (18 mL - 19 mL) / (18 mL - 17 mL) = -100 %",
        "a ratio of 85.5 to 114.5 % is within: -100 % is beyond it",
        "a difference of up to 2 mL is within: 2 mL is within it",
        (
            "1 mL more came out than was filled in: something was left in the reservoir before, "
            "or a volume was read or noted wrongly, or the pump did not deliver"
        ),
    ]
    assert held(withdrawn="18 mL").difference == -read_volume("15 mL").value
    assert len(held(withdrawn="18 mL").steps) == 4


def test_a_little_more_than_was_filled_in_where_nothing_was_to_be_given_is_within() -> None:
    found = held(expected="18 mL", withdrawn="18.5 mL")
    assert (found.ratio_percent, found.verdict) == (None, Verdict.WITHIN)
    assert held(expected="18 mL", withdrawn="20.1 mL").verdict is Verdict.UNDER_INFUSION


@given(volumes, volumes, volumes, st.integers(0, 99), volumes)
def test_a_verdict_is_within_exactly_where_neither_limit_is_passed(
    first: int, second: int, third: int, tolerance: int, absolute: int
) -> None:
    filled = max(first, second)
    found = discrepancy(
        Nanolitres(filled), Nanolitres(second), Nanolitres(third), Fraction(tolerance), Nanolitres(absolute)
    )
    beyond = abs(second - third) > absolute or (
        filled > second and abs(Fraction(filled - third, filled - second) - 1) * 100 > tolerance
    )
    assert (found.verdict is not Verdict.WITHIN) == beyond
    if beyond:
        assert found.verdict is (Verdict.OVER_INFUSION if second > third else Verdict.UNDER_INFUSION)


# ---- residual -----------------------------------------------------------------------------------------------


def test_a_residual_tells_its_working() -> None:
    found = residual(
        read_volume("18 mL"),
        read_concentration("2000 mcg/mL"),
        read_volume("2.4 mL"),
        read_concentration("500 mcg/mL"),
    )
    assert plain(found.steps) == [
        (
            "concentration = (fill × new + residual × old) / (fill + residual) = (18 mL × 2000 mcg/mL + "
            "2.4 mL × 500 mcg/mL) / (18 mL + 2.4 mL) = ≈ 1823.53 mcg/mL"
        ),
        "against 2000 mcg/mL as filled: ≈ 8.82353 % less",
    ]


@pytest.mark.parametrize(
    ("left", "old", "change", "told"),
    [
        ("0 mL", "500 mcg/mL", Fraction(0), "no change"),
        ("18 mL", "3000 mcg/mL", Fraction(25), "25 % more"),
        ("18 mL", "1000 mcg/mL", Fraction(-25), "25 % less"),
        ("18 mL", "2020 mcg/mL", Fraction(1, 2), "0.5 % more"),
    ],
)
def test_a_residual_tells_which_way_it_changes(left: str, old: str, change: Fraction, told: str) -> None:
    new = read_concentration("2000 mcg/mL")
    found = residual(read_volume("18 mL"), new, read_volume(left), read_concentration(old))
    assert found.change_percent == change
    assert plain(found.steps)[1] == f"against 2000 mcg/mL as filled: {told}"


def test_a_residual_that_cannot_be_is_refused() -> None:
    some, drug = Nanolitres(1), NanogramsPerMillilitre(1)
    nothing, no_drug = Nanolitres(0), NanogramsPerMillilitre(0)
    with pytest.raises(CannotBe, match=r"^the fill must be more than zero$"):
        residual(nothing, drug, some, drug)
    with pytest.raises(CannotBe, match=r"^the residual volume cannot be negative$"):
        residual(some, drug, Nanolitres(-1), drug)
    with pytest.raises(CannotBe, match=r"^a concentration must be more than zero$"):
        residual(some, no_drug, some, drug)
    with pytest.raises(CannotBe, match=r"^the concentration of the residual must be more than zero$"):
        residual(some, drug, some, no_drug)


# ---- admixture ----------------------------------------------------------------------------------------------


def wanted(name: str, dose: str, stock: str) -> WantedDrug:
    return WantedDrug(DrugFill(name, read_concentration(stock)), read_dose_per_day(dose))


MORPHINE = wanted("morphine", "5 mg/day", "25 mg/mL")
CLONIDINE = wanted("clonidine", "60 mcg/day", "500 mcg/mL")


def mixed(
    *drugs: WantedDrug, total: str = "20 mL", extra: str = "3 mL", rate: str | None = None
) -> Admixture:
    flow = None if rate is None else read_flow(rate)
    return admixture(read_volume(total), drugs, read_volume(extra), flow)


def test_an_admixture_tells_its_working() -> None:
    found = mixed(MORPHINE, CLONIDINE, rate="0.5 mL/day")
    assert found.rate == read_flow("0.5 mL/day")
    assert [(drug.name, drug.volume) for drug in found.drugs] == [
        ("morphine", Fraction(9_200_000)),
        ("clonidine", Fraction(5_520_000)),
    ]
    assert [drug.concentration for drug in found.drugs] == [10_000_000, 120_000]
    assert found.diluent == 8_280_000
    assert plain(found.steps) == [
        (
            "rate without diluent = sum of dose / stock = 5000 mcg per day / 25 mg/mL + "
            "60 mcg per day / 500 mcg/mL = 0.32 mL per day"
        ),
        "rate = 0.5 mL per day, as given",
        "volume to make = total + extra = 20 mL + 3 mL = 23 mL",
        (
            "morphine: volume = volume to make × (dose / stock) / rate = 23 mL × (5000 mcg per day / 25 mg/mL) / "
            "0.5 mL per day = 9.2 mL"
        ),
        (
            "morphine: true concentration = dose / rate = 5000 mcg per day / 0.5 mL per day = 10 mg/mL; "
            "enter this one, not the stock's 25 mg/mL"
        ),
        (
            "clonidine: volume = volume to make × (dose / stock) / rate = 23 mL × (60 mcg per day / 500 mcg/mL) / "
            "0.5 mL per day = 5.52 mL"
        ),
        (
            "clonidine: true concentration = dose / rate = 60 mcg per day / 0.5 mL per day = 120 mcg/mL; "
            "enter this one, not the stock's 500 mcg/mL"
        ),
        "diluent = volume to make - drugs = 8.28 mL",
        "lasts = total / rate = 20 mL / 0.5 mL per day = 40 days until nothing is left",
    ]


def test_an_admixture_without_a_rate_has_no_diluent() -> None:
    found = mixed(MORPHINE, extra="0 mL")
    assert found.rate == read_flow("0.2 mL/day")
    assert (found.drugs[0].volume, found.diluent) == (Fraction(20_000_000), Fraction(0))
    assert found.drugs[0].concentration == read_concentration("25 mg/mL").value
    assert len(found.steps) == 6
    assert mixed(MORPHINE, extra="0 mL", rate="0.2 mL/day").diluent == 0


def test_an_admixture_that_cannot_be_is_refused() -> None:
    with pytest.raises(CannotBe) as weak:
        mixed(MORPHINE, rate="0.199999 mL/day")
    assert plain_words(str(weak.value)) == (
        "0.199999 mL per day is too little: undiluted, these doses need 0.2 mL per day; "
        "a stronger stock or a smaller dose is needed"
    )
    with pytest.raises(CannotBe, match=r"^a mixture names each drug once$"):
        mixed(MORPHINE, MORPHINE)
    with pytest.raises(CannotBe, match=r"^a reservoir holds 1 to 5 drugs, not 0$"):
        mixed()
    with pytest.raises(CannotBe, match=r"^the dose of clonidine must be more than zero$"):
        mixed(MORPHINE, wanted("clonidine", "0 mcg/day", "500 mcg/mL"))
    with pytest.raises(CannotBe, match=r"^the total volume must be more than zero$"):
        mixed(MORPHINE, total="0 mL")
    with pytest.raises(CannotBe, match=r"^the extra volume cannot be negative$"):
        admixture(Nanolitres(1), (MORPHINE,), Nanolitres(-1))


doses_and_stocks = st.lists(st.tuples(st.integers(1, 10**8), st.integers(1, 10**8)), min_size=1, max_size=5)


@given(doses_and_stocks, volumes, volumes, st.none() | st.fractions(1, 10))
def test_the_volumes_of_an_admixture_add_up_and_its_rate_gives_every_dose(
    drugs: list[tuple[int, int]], total: int, extra: int, dilution: Fraction | None
) -> None:
    made_of = tuple(
        WantedDrug(DrugFill(f"drug {letter}", NanogramsPerMillilitre(stock)), NanogramsPerDay(dose))
        for letter, (dose, stock) in zip("abcde", drugs, strict=False)
    )
    undiluted = admixture(Nanolitres(total), made_of, Nanolitres(extra)).rate
    rate = None if dilution is None else NanolitresPerDay(undiluted.value * dilution)
    found = admixture(Nanolitres(total), made_of, Nanolitres(extra), rate)
    assert sum(drug.volume for drug in found.drugs) + found.diluent == total + extra
    assert found.diluent >= 0
    for drug, asked in zip(found.drugs, made_of, strict=True):
        assert found.rate.value * drug.concentration / 10**6 == asked.dose.value
        assert drug.volume * asked.stock.concentration.value == drug.concentration * (total + extra)


@pytest.mark.parametrize(
    ("withdrawn", "told"),
    [
        ("8.249999 mL", "≈ 114.5 %, by a little more than these digits show, is beyond it"),
        ("51.750001 mL", "≈ 85.5 %, by a little more than these digits show, is beyond it"),
        ("8.25 mL", "114.5 % is within it"),
        ("51.75 mL", "85.5 % is within it"),
        ("8.2 mL", "≈ 114.533 % is beyond it"),
        ("51.8 mL", "≈ 85.4667 % is beyond it"),
        ("9 mL", "114 % is within it"),
    ],
)
def test_a_ratio_that_rounds_to_the_edge_of_what_is_within_says_that_it_is_beyond(
    withdrawn: str, told: str
) -> None:
    found = held("180 mL", "30 mL", withdrawn, absolute="40 mL")
    assert plain(found.steps)[2] == f"a ratio of 85.5 to 114.5 % is within: {told}"
