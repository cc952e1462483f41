"""The largest dose of a window is told with everything that can fall in it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given

from programmer.therapy.boluses import BridgeBolus, PatientBolus, PrimeExtent, PrimingBolus, SingleBolus
from programmer.therapy.calculations.largest import window_dose
from programmer.therapy.calculations.window import DAY, largest_dose
from programmer.therapy.calculations.working import CannotBe
from programmer.therapy.drugs import DrugFill
from programmer.therapy.notation import (
    plain_words,
    read_concentration,
    read_dose_per_day,
    read_duration,
    read_mass,
    read_volume,
)
from programmer.therapy.programs import Continuous, PeriodicBolus, PumpProgram
from programmer.therapy.quantities import Seconds
from tests.support.programs import programs

MORPHINE = DrugFill("morphine", read_concentration("20 mg/mL"))
CLONIDINE = DrugFill("clonidine", read_concentration("200 mcg/mL"))
EVEN = PumpProgram(MORPHINE, Continuous(read_dose_per_day("4.8 mg/day")))


def told(program: PumpProgram, window: str = "24 h") -> list[str]:
    return [plain_words(step) for step in window_dose(program, read_duration(window)).steps]


def test_an_even_rate_is_told_for_every_drug() -> None:
    program = replace(EVEN, others=(CLONIDINE,))
    assert window_dose(program, DAY).doses == {
        "morphine": Fraction(4_800_000),
        "clonidine": Fraction(48_000),
    }
    assert told(program) == [
        "the fullest 24 h 0 min of the even rate or schedule: 4800 mcg",
        "morphine: 4800 mcg at most in any 24 h 0 min",
        "clonidine: 48 mcg at most in any 24 h 0 min",
    ]


def test_every_bolus_that_can_begin_in_the_window_is_told() -> None:
    patient = PatientBolus(read_mass("0.2 mg"), read_duration("10 min"), read_duration("3 h"), 6)
    single = SingleBolus(read_mass("0.5 mg"), read_duration("30 min"))
    periodic = PeriodicBolus(
        read_dose_per_day("2.4 mg/day"), read_mass("0.1 mg"), read_duration("10 min"), read_duration("6 h")
    )
    program = replace(EVEN, mode=periodic, patient_bolus=patient, opening=single)
    assert told(program) == [
        "the fullest 24 h 0 min of the even rate or schedule: 2400 mcg",
        "patient boluses that can begin in it: 6 × 200 mcg = 1200 mcg",
        "periodic boluses that can begin in it: 5 × 100 mcg = 500 mcg",
        "single boluses that can begin in it: 1 × 500 mcg = 500 mcg",
        "morphine: 4600 mcg at most in any 24 h 0 min",
    ]


def test_a_bridge_is_told_with_the_dose_of_the_old_drug() -> None:
    old = DrugFill("morphine", read_concentration("10 mg/mL"))
    bridge = BridgeBolus((old,), read_dose_per_day("6 mg/day"), read_volume("0.3 mL"))
    steps = told(replace(EVEN, opening=bridge), "12 h")
    assert steps[1] == "a bridge at 6000 mcg per day of the old drug is in it, where it gives more"
    assert steps[2] == "morphine: 3000 mcg at most in any 12 h 0 min"


def test_a_window_of_no_length_is_refused() -> None:
    with pytest.raises(CannotBe, match=r"^the length of the window must be more than zero$"):
        window_dose(EVEN, Seconds(0))


def test_a_prime_is_no_dose_and_the_working_says_what_of_each_drug_is_not_counted() -> None:
    prime = PrimingBolus(PrimeExtent.PUMP_AND_CATHETER, read_volume("0.316 mL"), read_duration("20 min"))
    program = replace(EVEN, others=(CLONIDINE,), opening=prime)
    found = window_dose(program, read_duration("12 h"))
    assert found.doses == {"morphine": Fraction(2_400_000), "clonidine": Fraction(24_000)}
    assert found.primed == {"morphine": Fraction(6_320_000), "clonidine": Fraction(63_200)}
    assert told(program, "12 h")[1:] == [
        (
            "the prime of 0.316 mL fills an empty path: it is no dose and is not counted; where the path is full, as "
            "of a pump that delivers, all of it would reach the patient"
        ),
        "not counted: morphine in the prime = volume × concentration = 0.316 mL × 20 mg/mL = 6320 mcg",
        "not counted: clonidine in the prime = volume × concentration = 0.316 mL × 200 mcg/mL = 63.2 mcg",
        "morphine: 2400 mcg at most in any 12 h 0 min",
        "clonidine: 24 mcg at most in any 12 h 0 min",
    ]


@given(programs)
def test_the_doses_are_those_of_every_table_and_only_a_prime_holds_what_is_not_counted(
    program: PumpProgram,
) -> None:
    found = window_dose(program, DAY)
    assert found.doses == largest_dose(program, DAY)
    assert bool(found.primed) == isinstance(program.opening, PrimingBolus)
