"""Rates, mixtures and boluses are exact, tell their working, and refuse what cannot be."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.simulator.models import pump_model
from programmer.therapy.calculations.bolus import bolus_at, bolus_for, bolus_over
from programmer.therapy.calculations.demand import boluses_a_day
from programmer.therapy.calculations.mixture import mixture_doses
from programmer.therapy.calculations.rate import concentration_of, dose_of, rate_of, require_in_range
from programmer.therapy.calculations.screening import screening
from programmer.therapy.calculations.working import CannotBe
from programmer.therapy.drugs import DrugFill
from programmer.therapy.notation import (
    plain_words,
    read_concentration,
    read_dose_per_day,
    read_duration,
    read_flow,
    read_mass,
    read_volume,
)
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    NanolitresPerDay,
    Seconds,
)

LIMITS = pump_model().limits
NO_FLOW = NanolitresPerDay(Fraction(0))
concentrations = st.integers(1, 10**9).map(NanogramsPerMillilitre)
some_doses = st.integers(1, 10**12)


def plain(steps: tuple[str, ...]) -> list[str]:
    return [plain_words(step) for step in steps]


# ---- rate ---------------------------------------------------------------------------------------------------


def test_a_rate_tells_its_working() -> None:
    found = rate_of(read_dose_per_day("90 mcg/day"), read_concentration("500 mcg/mL"))
    assert found.rate == read_flow("0.18 mL/day")
    assert (found.dose, found.concentration) == (Fraction(90_000), Fraction(500_000))
    assert plain(found.steps) == [
        "rate = dose / concentration = 90 mcg per day / 500 mcg/mL = 0.18 mL per day",
        "in each hour: dose / 24 = 90 mcg per day / 24 = 3.75 mcg",
    ]


def test_a_dose_of_a_rate_tells_its_working() -> None:
    found = dose_of(read_flow("0.18 mL/day"), read_concentration("500 mcg/mL"))
    assert (found.dose, found.concentration) == (Fraction(90_000), Fraction(500_000))
    assert found.rate == read_flow("0.18 mL/day")
    assert plain(found.steps) == [
        "dose = rate × concentration = 0.18 mL per day × 500 mcg/mL = 90 mcg per day",
        "in each hour: dose / 24 = 90 mcg per day / 24 = 3.75 mcg",
    ]


def test_a_concentration_of_a_rate_tells_its_working() -> None:
    found = concentration_of(read_dose_per_day("90 mcg/day"), read_flow("0.18 mL/day"))
    assert (found.dose, found.concentration) == (Fraction(90_000), Fraction(500_000))
    assert found.rate == read_flow("0.18 mL/day")
    assert plain(found.steps) == [
        "concentration = dose / rate = 90 mcg per day / 0.18 mL per day = 500 mcg/mL",
        "in each hour: dose / 24 = 90 mcg per day / 24 = 3.75 mcg",
    ]


@given(some_doses, concentrations)
def test_any_two_of_dose_rate_and_concentration_give_the_third_back(
    dose: int, concentration: NanogramsPerMillilitre
) -> None:
    per_day = NanogramsPerDay(dose)
    rate = rate_of(per_day, concentration).rate
    assert dose_of(rate, concentration).dose == dose
    assert concentration_of(per_day, rate).concentration == concentration.value


def test_what_has_no_rate_is_refused() -> None:
    some, drug = read_dose_per_day("90 mcg/day"), read_concentration("500 mcg/mL")
    with pytest.raises(CannotBe, match=r"^a dose cannot be negative$"):
        rate_of(NanogramsPerDay(-1), drug)
    with pytest.raises(CannotBe, match=r"^a concentration must be more than zero$"):
        rate_of(some, NanogramsPerMillilitre(0))
    with pytest.raises(CannotBe, match=r"^a rate must be more than zero$"):
        dose_of(NO_FLOW, drug)
    with pytest.raises(CannotBe, match=r"^a concentration must be more than zero$"):
        dose_of(read_flow("1 mL/day"), NanogramsPerMillilitre(-1))
    with pytest.raises(CannotBe, match=r"^a dose must be more than zero$"):
        concentration_of(NanogramsPerDay(0), read_flow("1 mL/day"))
    with pytest.raises(CannotBe, match=r"^a rate must be more than zero$"):
        concentration_of(some, NO_FLOW)


def test_no_dose_is_no_rate() -> None:
    assert rate_of(NanogramsPerDay(0), read_concentration("500 mcg/mL")).rate == NO_FLOW


@pytest.mark.parametrize("text", ["0 mL/day", "0.048 mL/day", "24 mL/day", "1 mL/h"])
def test_a_rate_at_the_edge_of_the_range_is_within_it_and_so_is_no_rate(text: str) -> None:
    require_in_range(read_flow(text), LIMITS)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "0.000001 mL/day",
            (
                "a rate of 0.000001 mL per day is less than this pump's least, 0.048 mL per day; "
                "the drug must be more dilute"
            ),
        ),
        (
            "0.047999 mL/day",
            (
                "a rate of 0.047999 mL per day is less than this pump's least, 0.048 mL per day; "
                "the drug must be more dilute"
            ),
        ),
        (
            "24.000001 mL/day",
            (
                "a rate of 24.000001 mL per day is more than this pump's greatest, 24 mL per day; "
                "a higher concentration needs less"
            ),
        ),
    ],
)
def test_a_rate_beyond_the_range_is_refused_with_what_would_help(text: str, reason: str) -> None:
    with pytest.raises(CannotBe) as refusal:
        require_in_range(read_flow(text), LIMITS)
    assert plain_words(str(refusal.value)) == reason
    with pytest.raises(CannotBe) as no_dose:
        require_in_range(read_flow(text), LIMITS, of_dose=False, when="while a bolus runs")
    assert plain_words(str(no_dose.value)) == f"while a bolus runs, {reason.partition(';')[0]}"


# ---- mixture ------------------------------------------------------------------------------------------------


def fill(name: str, concentration: str) -> DrugFill:
    return DrugFill(name, read_concentration(concentration))


def test_every_drug_of_a_mixture_follows_the_primary() -> None:
    drugs = (fill("morphine", "20 mg/mL"), fill("clonidine", "200 mcg/mL"), fill("bupivacaine", "10 mg/mL"))
    found = mixture_doses(drugs, read_dose_per_day("6 mg/day"))
    assert found.rate == read_flow("0.3 mL/day")
    assert found.doses == (
        ("morphine", Fraction(6_000_000)),
        ("clonidine", Fraction(60_000)),
        ("bupivacaine", Fraction(3_000_000)),
    )
    assert plain(found.steps) == [
        "rate = dose / concentration = 6000 mcg per day / 20 mg/mL = 0.3 mL per day",
        "clonidine = 6000 mcg per day × 200 mcg/mL / 20 mg/mL = 60 mcg per day",
        "bupivacaine = 6000 mcg per day × 10 mg/mL / 20 mg/mL = 3000 mcg per day",
    ]


@given(some_doses, concentrations, concentrations)
def test_a_follower_gets_the_same_volume_as_the_primary(
    dose: int, first: NanogramsPerMillilitre, second: NanogramsPerMillilitre
) -> None:
    drugs = (DrugFill("morphine", first), DrugFill("clonidine", second))
    found = mixture_doses(drugs, NanogramsPerDay(dose))
    assert dict(found.doses)["clonidine"] == dose_of(found.rate, second).dose


def test_a_mixture_of_one_drug_twice_is_refused() -> None:
    with pytest.raises(CannotBe, match=r"^a mixture names each drug once$"):
        mixture_doses((fill("morphine", "20 mg/mL"),) * 2, read_dose_per_day("6 mg/day"))


# ---- bolus --------------------------------------------------------------------------------------------------


def test_a_bolus_over_a_duration_tells_its_working() -> None:
    found = bolus_over(read_mass("50 mcg"), read_duration("10 min"), read_concentration("500 mcg/mL"))
    assert found.rate == read_flow("0.6 mL/h")
    assert (found.dose, found.duration, found.volume) == (Fraction(50_000), Fraction(600), Fraction(100_000))
    assert plain(found.steps) == [
        "volume = dose / concentration = 50 mcg / 500 mcg/mL = 0.1 mL",
        "rate = volume / duration = 0.1 mL / 10 min (10 min) = 0.6 mL per hour",
    ]


def test_a_bolus_at_a_rate_tells_its_working() -> None:
    found = bolus_at(read_mass("50 mcg"), read_flow("0.6 mL/h"), read_concentration("500 mcg/mL"))
    assert found.rate == read_flow("0.6 mL/h")
    assert (found.dose, found.duration, found.volume) == (Fraction(50_000), Fraction(600), Fraction(100_000))
    assert plain(found.steps) == [
        "volume = dose / concentration = 50 mcg / 500 mcg/mL = 0.1 mL",
        "duration = volume / rate = 0.1 mL / 0.6 mL per hour = 10 min (10 min)",
    ]


def test_a_bolus_for_a_duration_at_a_rate_tells_its_working() -> None:
    found = bolus_for(read_flow("0.6 mL/h"), read_duration("10 min"), read_concentration("500 mcg/mL"))
    assert found.rate == read_flow("0.6 mL/h")
    assert (found.dose, found.duration, found.volume) == (Fraction(50_000), Fraction(600), Fraction(100_000))
    assert plain(found.steps) == [
        "volume = rate × duration = 0.6 mL per hour × 10 min (10 min) = 0.1 mL",
        "dose = volume × concentration = 0.1 mL × 500 mcg/mL = 50 mcg",
    ]


@pytest.mark.requirement("OPCA-R5.3.0-1")
@given(some_doses.map(Nanograms), st.integers(1, 10**6).map(Seconds), concentrations)
def test_any_two_of_dose_rate_and_duration_give_the_third_back(
    dose: Nanograms, duration: Seconds, concentration: NanogramsPerMillilitre
) -> None:
    rate = bolus_over(dose, duration, concentration).rate
    assert bolus_for(rate, duration, concentration).dose == dose.value
    assert bolus_at(dose, rate, concentration).duration == duration.value


def test_a_bolus_of_nothing_is_refused() -> None:
    dose, time = read_mass("50 mcg"), read_duration("10 min")
    rate, drug = read_flow("0.6 mL/h"), read_concentration("500 mcg/mL")
    nothing, never, no_drug = Nanograms(0), Seconds(0), NanogramsPerMillilitre(0)
    cases: list[tuple[str, Callable[[], object]]] = [
        ("the dose of a bolus", lambda: bolus_over(nothing, time, drug)),
        ("the dose of a bolus", lambda: bolus_at(nothing, rate, drug)),
        ("the duration of a bolus", lambda: bolus_over(dose, never, drug)),
        ("the duration of a bolus", lambda: bolus_for(rate, never, drug)),
        ("the rate of a bolus", lambda: bolus_at(dose, NO_FLOW, drug)),
        ("the rate of a bolus", lambda: bolus_for(NO_FLOW, time, drug)),
        ("a concentration", lambda: bolus_over(dose, time, no_drug)),
        ("a concentration", lambda: bolus_at(dose, rate, no_drug)),
        ("a concentration", lambda: bolus_for(rate, time, no_drug)),
    ]
    for name, refused in cases:
        with pytest.raises(CannotBe, match=rf"^{name} must be more than zero$"):
            refused()


# ---- boluses a day ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lockout", "duration", "most"),
    [
        ("5 h", "0 min", 5),
        ("3 h", "0 min", 8),
        ("4 h", "0 min", 6),
        ("4 h", "1 s", 6),
        ("3 h 59 min", "0 min", 7),
        ("23 h 50 min", "10 min", 1),
        ("23 h 50 min", "9 min", 2),
        ("0 min", "1 h", 24),
    ],
)
def test_the_lockout_counts_from_the_end_of_a_bolus(lockout: str, duration: str, most: int) -> None:
    assert boluses_a_day(read_duration(lockout), read_duration(duration), None).most_per_day == most


def test_the_most_boluses_a_day_tell_their_working() -> None:
    found = boluses_a_day(read_duration("3 h"), read_duration("10 min"), 6)
    assert found.most_per_day == 6
    assert plain(found.steps) == [
        "by lockout = 24 h / (lockout + duration), rounded up = 24 h / (3 h 0 min + 10 min) = 8 a day",
        "by limit = 6 a day",
        "the smaller binds: 6 a day",
    ]


def test_the_lockout_binds_where_it_is_stricter() -> None:
    found = boluses_a_day(read_duration("12 h"), read_duration("0 min"), 6)
    assert found.most_per_day == 2
    assert found.steps[-1] == "the smaller binds: 2 a day"


def test_a_limit_alone_is_the_answer() -> None:
    found = boluses_a_day(None, Seconds(0), 4)
    assert found.most_per_day == 4
    assert found.steps == ("by limit = 4 a day",)


def test_boluses_that_nothing_limits_are_refused() -> None:
    with pytest.raises(CannotBe) as refusal:
        boluses_a_day(None, read_duration("10 min"), None)
    assert str(refusal.value) == "nothing limits the boluses: neither a lockout nor a most per day is given"
    with pytest.raises(CannotBe, match=r"^the time from one bolus to the next must be more than zero$"):
        boluses_a_day(Seconds(0), Seconds(0), None)
    with pytest.raises(CannotBe, match=r"^the duration of a bolus cannot be negative$"):
        boluses_a_day(Seconds(5), Seconds(-1), None)
    with pytest.raises(CannotBe, match=r"^a lockout cannot be negative$"):
        boluses_a_day(Seconds(-1), Seconds(5), None)
    with pytest.raises(CannotBe, match=r"^the most boluses per day cannot be negative$"):
        boluses_a_day(None, Seconds(5), -1)


@given(st.integers(0, 10**5), st.integers(0, 10**5))
def test_the_most_by_lockout_is_what_counting_gives(lockout: int, duration: int) -> None:
    spacing = lockout + duration
    if not spacing:
        return
    most = boluses_a_day(Seconds(lockout), Seconds(duration), None).most_per_day
    assert (most - 1) * spacing < 86_400 <= most * spacing


# ---- screening ----------------------------------------------------------------------------------------------


def test_a_screening_test_tells_its_working() -> None:
    found = screening(read_mass("75 mcg"), read_concentration("50 mcg/mL"), lasted_beyond_8_h=False)
    assert found.volume == read_volume("1.5 mL").value
    assert plain(found.steps) == [
        "volume = test dose / concentration = 75 mcg / 50 mcg/mL = 1.5 mL",
        "starting dose = 2 × test dose per day = 2 × 75 mcg = 150 mcg per day",
    ]
    longer = screening(read_mass("75 mcg"), read_concentration("50 mcg/mL"), lasted_beyond_8_h=True)
    assert plain(longer.steps)[1] == (
        "the effect lasted beyond 8 h: starting dose = test dose per day = 75 mcg per day"
    )


def test_a_screening_test_of_nothing_is_refused() -> None:
    with pytest.raises(CannotBe, match=r"^the test dose must be more than zero$"):
        screening(Nanograms(0), read_concentration("50 mcg/mL"), lasted_beyond_8_h=False)
    with pytest.raises(CannotBe, match=r"^a concentration must be more than zero$"):
        screening(Nanograms(1), NanogramsPerMillilitre(0), lasted_beyond_8_h=False)
