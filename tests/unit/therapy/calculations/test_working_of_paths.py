"""Catheter, prime and bridge are exact, tell their working, and refuse what cannot be."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.therapy.calculations.bridge import Bridge, bridge
from programmer.therapy.calculations.catheter import catheter_volume
from programmer.therapy.calculations.prime import Prime, prime
from programmer.therapy.calculations.working import CannotBe
from programmer.therapy.notation import (
    plain_words,
    read_concentration,
    read_dose_per_day,
    read_flow,
    read_volume,
    read_volume_per_length,
)
from programmer.therapy.quantities import (
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    NanolitresPerDay,
)

PER_CM = read_volume_per_length("0.0022 mL/cm")


def plain(steps: tuple[str, ...]) -> list[str]:
    return [plain_words(step) for step in steps]


# ---- catheter -----------------------------------------------------------------------------------------------


def test_a_trimmed_catheter_tells_its_working() -> None:
    found = catheter_volume(1_100, 305, read_volume_per_length("0.0026 mL/cm"))
    assert (found.length_mm, found.volume) == (795, Fraction(206_700))
    assert plain(found.steps) == [
        "implanted length = full length - cut off = 110 cm - 30.5 cm = 79.5 cm",
        "catheter volume = length × volume per length = 79.5 cm × 0.0026 mL/cm = 0.2067 mL",
    ]


@pytest.mark.parametrize(
    ("full", "trimmed", "per_cm", "reason"),
    [
        (0, 0, 2_200, "the full length of a catheter must be more than zero"),
        (800, -1, 2_200, "the length that was cut off cannot be negative"),
        (800, 800, 2_200, "80 cm cannot be cut off a catheter of 80 cm"),
        (800, 801, 2_200, "80.1 cm cannot be cut off a catheter of 80 cm"),
        (800, 0, 0, "the volume per length of the catheter must be more than zero"),
    ],
)
def test_a_catheter_that_cannot_be_is_refused(full: int, trimmed: int, per_cm: int, reason: str) -> None:
    with pytest.raises(CannotBe) as refusal:
        catheter_volume(full, trimmed, Nanolitres(per_cm))
    assert plain_words(str(refusal.value)) == reason


# ---- prime --------------------------------------------------------------------------------------------------


def primed(
    *, tubing: int = 140_000, length: int = 800, rate: str = "1 mL/h", pump_primed: bool = False
) -> Prime:
    return prime(Nanolitres(tubing), length, PER_CM, read_flow(rate), pump_primed=pump_primed)


def test_a_prime_of_pump_and_catheter_tells_its_working() -> None:
    found = primed()
    assert (found.volume, found.duration) == (Fraction(316_000), Fraction("1137.6"))
    assert plain(found.steps) == [
        "catheter volume = length × volume per length = 80 cm × 0.0022 mL/cm = 0.176 mL",
        "volume = tubing + catheter = 0.14 mL + 0.176 mL = 0.316 mL",
        "duration = volume / rate = 0.316 mL / 1 mL per hour = 18.96 min (≈ 18 min 58 s)",
        "the drug mixes on its way: some arrives early, and it is weak afterwards",
    ]


def test_a_pump_that_was_primed_before_needs_its_catheter_filled_only() -> None:
    found = primed(pump_primed=True, rate="0.5 mL/h")
    assert (found.volume, found.duration) == (Fraction(176_000), Fraction("1267.2"))
    assert plain(found.steps)[1:3] == [
        "the pump was primed before: volume = catheter only = 0.176 mL",
        "duration = volume / rate = 0.176 mL / 0.5 mL per hour = 21.12 min (≈ 21 min 7 s)",
    ]


def test_a_pump_without_tubing_primes_the_catheter() -> None:
    assert primed(tubing=0).volume == 176_000


def test_a_prime_that_cannot_be_is_refused() -> None:
    with pytest.raises(CannotBe, match=r"^the volume of the tubing cannot be negative$"):
        primed(tubing=-1)
    with pytest.raises(CannotBe, match=r"^the length of the catheter must be more than zero$"):
        primed(length=0)
    with pytest.raises(CannotBe, match=r"^a priming rate must be more than zero$"):
        primed(rate="0 mL/h")


# ---- bridge -------------------------------------------------------------------------------------------------


def bridged(
    old: str = "500 mcg/mL",
    new: str = "2000 mcg/mL",
    dose: str = "400 mcg/day",
    new_dose: str = "450 mcg/day",
    path: str = "0.316 mL",
) -> Bridge:
    return bridge(
        read_concentration(old),
        read_concentration(new),
        read_dose_per_day(dose),
        read_dose_per_day(new_dose),
        read_volume(path),
    )


def test_a_bridge_tells_its_working_and_what_forgetting_it_would_do() -> None:
    found = bridged()
    assert found.volume == 316_000
    assert found.rate == read_flow("0.8 mL/day")
    assert found.duration == 34_128
    assert found.dose_delivered == 158_000
    assert found.rate_after == read_flow("0.225 mL/day")
    assert found.forgotten.dose == Fraction(112_500)
    assert found.forgotten.ratio == Fraction(9, 32)
    assert plain(found.steps) == [
        "rate of the bridge = dose / old concentration = 400 mcg per day / 500 mcg/mL = 0.8 mL per day",
        "duration = path / rate = 0.316 mL / 0.8 mL per day = 9.48 h (9 h 28 min 48 s)",
        "old drug given meanwhile = path × old concentration = 0.316 mL × 500 mcg/mL = 158 mcg",
        "rate after the bridge = dose / new concentration = 450 mcg per day / 2000 mcg/mL = 0.225 mL per day",
        (
            "without a bridge the old drug would run at 0.225 mL per day: 112.5 mcg per day, 28.125 % of "
            "400 mcg per day, for ≈ 33.7067 h (33 h 42 min 24 s)"
        ),
    ]


def test_a_bridge_that_cannot_be_is_refused() -> None:
    with pytest.raises(CannotBe) as unchanged:
        bridged(new="0.5 mg/mL")
    assert plain_words(str(unchanged.value)) == (
        "the concentration stays 500 mcg/mL, so there is nothing to bridge"
    )
    with pytest.raises(CannotBe, match=r"^the dose of a bridge must be more than zero$"):
        bridged(dose="0 mcg/day")
    with pytest.raises(CannotBe, match=r"^the dose after a bridge must be more than zero$"):
        bridged(new_dose="0 mcg/day")
    with pytest.raises(CannotBe, match=r"^the volume of the path must be more than zero$"):
        bridged(path="0 mL")


amounts = st.integers(1, 10**9)


@given(amounts, amounts, amounts, amounts, amounts)
def test_a_bridge_gives_the_old_dose_for_as_long_as_it_lasts(
    old: int, new: int, dose: int, new_dose: int, path: int
) -> None:
    if old == new:
        return
    found = bridge(
        NanogramsPerMillilitre(old),
        NanogramsPerMillilitre(new),
        NanogramsPerDay(dose),
        NanogramsPerDay(new_dose),
        Nanolitres(path),
    )
    assert found.dose_delivered == dose * found.duration / 86_400
    assert found.rate.value * found.duration / 86_400 == path
    assert found.forgotten.dose * found.forgotten.duration == found.dose_delivered * 86_400
    assert found.rate_after == NanolitresPerDay(Fraction(new_dose * 10**6, new))
