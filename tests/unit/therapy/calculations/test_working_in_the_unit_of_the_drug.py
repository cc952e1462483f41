"""The working of a drug that has a unit stands in it from the first figure to the last, however small the dose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from programmer.therapy.boluses import BridgeBolus, PatientBolus, PrimeExtent, PrimingBolus, SingleBolus
from programmer.therapy.calculations.admixture import WantedDrug, admixture
from programmer.therapy.calculations.bolus import bolus_at, bolus_for, bolus_over
from programmer.therapy.calculations.bridge import bridge
from programmer.therapy.calculations.largest import window_dose
from programmer.therapy.calculations.mixture import mixture_doses
from programmer.therapy.calculations.residual import residual
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
from programmer.therapy.programs import Continuous, PeriodicBolus, PumpProgram

WEAK, STRONG = read_concentration("0.5 mg/mL"), read_concentration("2 mg/mL")
MORPHINE, BUPIVACAINE = DrugFill("morphine", STRONG), DrugFill("bupivacaine", read_concentration("5 mg/mL"))
CLONIDINE = DrugFill("clonidine", read_concentration("200 mcg/mL"))
UNITS = {"morphine": "mg", "bupivacaine": "mg"}
EVEN = PumpProgram(MORPHINE, Continuous(read_dose_per_day("0.4 mg/day")))


def plain(steps: tuple[str, ...]) -> list[str]:
    return [plain_words(step) for step in steps]


def largest(program: PumpProgram, hours: int = 24) -> list[str]:
    return plain(window_dose(program, read_duration(f"{hours} h"), UNITS).steps)


def test_a_bolus_of_a_drug_in_mg_is_worked_out_in_mg_from_any_two() -> None:
    dose, time, rate = read_mass("0.05 mg"), read_duration("10 min"), read_flow("0.15 mL/h")
    volume = "volume = dose / concentration = 0.05 mg / 2 mg/mL = 0.025 mL"
    assert plain(bolus_over(dose, time, STRONG, "mg").steps)[0] == volume
    assert plain(bolus_at(dose, rate, STRONG, "mg").steps)[0] == volume
    assert plain(bolus_for(rate, time, STRONG, "mg").steps)[1] == (
        "dose = volume × concentration = 0.025 mL × 2 mg/mL = 0.05 mg"
    )


def test_a_bridge_of_a_drug_in_mg_is_worked_out_in_mg() -> None:
    doses = read_dose_per_day("0.1 mg/day"), read_dose_per_day("0.2 mg/day")
    assert plain(bridge(WEAK, STRONG, *doses, read_volume("0.4 mL"), unit="mg").steps) == [
        "rate of the bridge = dose / old concentration = 0.1 mg per day / 0.5 mg/mL = 0.2 mL per day",
        "duration = path / rate = 0.4 mL / 0.2 mL per day = 48 h (48 h 0 min)",
        "old drug given meanwhile = path × old concentration = 0.4 mL × 0.5 mg/mL = 0.2 mg",
        "rate after the bridge = dose / new concentration = 0.2 mg per day / 2 mg/mL = 0.1 mL per day",
        (
            "without a bridge the old drug would run at 0.1 mL per day: 0.05 mg per day, 50 % of 0.1 mg per day, "
            "for 96 h (96 h 0 min)"
        ),
    ]


def test_a_bridge_from_a_concentration_to_itself_is_refused_in_the_unit_of_the_drug() -> None:
    dose = read_dose_per_day("0.1 mg/day")
    with pytest.raises(CannotBe) as refusal:
        bridge(WEAK, WEAK, dose, dose, read_volume("0.4 mL"), unit="mg")
    assert plain_words(str(refusal.value)) == (
        "the concentration stays 0.5 mg/mL, so there is nothing to bridge"
    )


def test_each_drug_of_a_mixture_is_told_in_its_own_unit() -> None:
    drugs = (MORPHINE, BUPIVACAINE, CLONIDINE)
    found = mixture_doses(drugs, read_dose_per_day("0.4 mg/day"), ("mg", "mg", "mcg"))
    assert plain(found.steps) == [
        "rate = dose / concentration = 0.4 mg per day / 2 mg/mL = 0.2 mL per day",
        "bupivacaine = 0.4 mg per day × 5 mg/mL / 2 mg/mL = 1 mg per day",
        "clonidine = 0.4 mg per day × 200 mcg/mL / 2 mg/mL = 40 mcg per day",
    ]


@pytest.mark.parametrize("units", [("mg",), ("mg", "mg", "mg")])
def test_a_mixture_takes_a_unit_for_each_drug_or_none_at_all(units: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"argument"):
        mixture_doses((MORPHINE, BUPIVACAINE), read_dose_per_day("0.4 mg/day"), units)


def test_a_mixture_is_compounded_in_the_unit_of_each_drug() -> None:
    wanted = (
        WantedDrug(MORPHINE, read_dose_per_day("0.4 mg/day"), "mg"),
        WantedDrug(CLONIDINE, read_dose_per_day("20 mcg/day"), "mcg"),
    )
    steps = plain(admixture(read_volume("20 mL"), wanted, read_volume("0 mL"), read_flow("0.4 mL/day")).steps)
    assert [step for step in steps if "true concentration" in step] == [
        (
            "morphine: true concentration = dose / rate = 0.4 mg per day / 0.4 mL per day = 1 mg/mL; "
            "enter this one, not the stock's 2 mg/mL"
        ),
        (
            "clonidine: true concentration = dose / rate = 20 mcg per day / 0.4 mL per day = 50 mcg/mL; "
            "enter this one, not the stock's 200 mcg/mL"
        ),
    ]


def test_a_residual_of_a_drug_in_mg_is_worked_out_in_mg() -> None:
    found = residual(read_volume("18 mL"), STRONG, read_volume("2 mL"), WEAK, "mg")
    assert plain(found.steps) == [
        (
            "concentration = (fill × new + residual × old) / (fill + residual) = (18 mL × 2 mg/mL + 2 mL × 0.5 mg/mL) "
            "/ (18 mL + 2 mL) = 1.85 mg/mL"
        ),
        "against 2 mg/mL as filled: 7.5 % less",
    ]


@pytest.mark.parametrize(
    ("longer", "start"),
    [
        (False, "starting dose = 2 × test dose per day = 2 × 0.5 mg = 1 mg per day"),
        (True, "the effect lasted beyond 8 h: starting dose = test dose per day = 0.5 mg per day"),
    ],
)
def test_a_screening_test_of_a_drug_in_mg_is_worked_out_in_mg(longer: bool, start: str) -> None:
    found = screening(read_mass("0.5 mg"), STRONG, lasted_beyond_8_h=longer, unit="mg")
    assert plain(found.steps) == [
        "volume = test dose / concentration = 0.5 mg / 2 mg/mL = 0.25 mL",
        start,
    ]


# ---- the largest dose of a window ---------------------------------------------------------------------------


def test_the_largest_dose_is_told_in_the_unit_of_each_drug_and_of_one_without_in_what_reads_best() -> None:
    patient = PatientBolus(read_mass("0.02 mg"), read_duration("10 min"), read_duration("3 h"), 6)
    single = SingleBolus(read_mass("0.05 mg"), read_duration("30 min"))
    periodic = PeriodicBolus(
        read_dose_per_day("0.24 mg/day"), read_mass("0.01 mg"), read_duration("10 min"), read_duration("6 h")
    )
    program = PumpProgram(MORPHINE, periodic, (CLONIDINE,), patient, single)
    assert largest(program) == [
        "the fullest 24 h 0 min of the even rate or schedule: 0.24 mg",
        "patient boluses that can begin in it: 6 × 0.02 mg = 0.12 mg",
        "periodic boluses that can begin in it: 5 × 0.01 mg = 0.05 mg",
        "single boluses that can begin in it: 1 × 0.05 mg = 0.05 mg",
        "morphine: 0.46 mg at most in any 24 h 0 min",
        "clonidine: 46 mcg at most in any 24 h 0 min",
    ]


def test_a_bridge_in_a_window_is_told_in_the_unit_of_the_old_drug() -> None:
    opening = BridgeBolus((BUPIVACAINE,), read_dose_per_day("0.6 mg/day"), read_volume("0.3 mL"))
    assert largest(replace(EVEN, drug=CLONIDINE, opening=opening))[1] == (
        "a bridge at 0.6 mg per day of the old drug is in it, where it gives more"
    )


def test_what_a_prime_holds_is_told_in_the_unit_of_each_drug() -> None:
    prime = PrimingBolus(PrimeExtent.PUMP_AND_CATHETER, read_volume("0.3 mL"), read_duration("20 min"))
    assert largest(replace(EVEN, others=(CLONIDINE,), opening=prime), 12)[2:4] == [
        "not counted: morphine in the prime = volume × concentration = 0.3 mL × 2 mg/mL = 0.6 mg",
        "not counted: clonidine in the prime = volume × concentration = 0.3 mL × 200 mcg/mL = 60 mcg",
    ]
