"""The acceptance cases T1 to T21, arithmetic on figures of public sources; each was checked on its own."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from programmer.simulator.models import pump_model
from programmer.therapy.calculations.admixture import WantedDrug, admixture
from programmer.therapy.calculations.bridge import Bridge, bridge
from programmer.therapy.calculations.demand import boluses_a_day
from programmer.therapy.calculations.discrepancy import Discrepancy, Verdict, discrepancy
from programmer.therapy.calculations.prime import prime
from programmer.therapy.calculations.rate import dose_of, rate_of, require_in_range
from programmer.therapy.calculations.refill import AllowedBoluses, LimitedBy, refill
from programmer.therapy.calculations.residual import residual
from programmer.therapy.calculations.working import CannotBe
from programmer.therapy.drugs import DrugFill
from programmer.therapy.notation import (
    read_concentration,
    read_dose_per_day,
    read_duration,
    read_flow,
    read_length,
    read_mass,
    read_percent,
    read_volume,
    read_volume_per_length,
)

HOUR = 3600
REFERENCE = pump_model().limits


def wanted(name: str, dose: str, stock: str) -> WantedDrug:
    return WantedDrug(DrugFill(name, read_concentration(stock)), read_dose_per_day(dose))


def bridged(old: str, new: str, dose: str) -> Bridge:
    per_day = read_dose_per_day(dose)
    return bridge(read_concentration(old), read_concentration(new), per_day, per_day, read_volume("0.316 mL"))


def withdrawn(volume: str, absolute: str = "2 mL") -> Discrepancy:
    return discrepancy(
        read_volume("18 mL"),
        read_volume("3.0 mL"),
        read_volume(volume),
        read_percent("14.5%"),
        read_volume(absolute),
    )


@pytest.mark.parametrize(
    ("dose", "concentration", "rate"),
    [
        ("2.4 mcg/day", "25 mcg/mL", "0.096 mL/day"),
        ("19.2 mcg/day", "25 mcg/mL", "0.768 mL/day"),
        ("19.2 mcg/day", "100 mcg/mL", "0.192 mL/day"),
    ],
)
def test_t1_rates_of_ziconotide(dose: str, concentration: str, rate: str) -> None:
    """Q = D / C, with the doses of E2."""
    assert rate_of(read_dose_per_day(dose), read_concentration(concentration)).rate == read_flow(rate)


def test_t2_half_a_microgram_of_undiluted_ziconotide_cannot_be_delivered() -> None:
    """0.020 mL/day is below the least flow of 0.048 mL/day (prialt.com): it must be diluted."""
    rate = rate_of(read_dose_per_day("0.5 mcg/day"), read_concentration("25 mcg/mL")).rate
    assert rate == read_flow("0.02 mL/day")
    with pytest.raises(CannotBe, match="the drug must be more dilute"):
        require_in_range(rate, REFERENCE)


@pytest.mark.parametrize(
    ("concentration", "dose"),
    [("500 mcg/mL", "24 mcg/day"), ("2000 mcg/mL", "96 mcg/day"), ("10 mg/mL", "0.48 mg/day")],
)
def test_t3_the_least_dose_at_the_least_flow(concentration: str, dose: str) -> None:
    """D = Q × C at 0.048 mL/day, of baclofen and of morphine."""
    found = dose_of(read_flow("0.048 mL/day"), read_concentration(concentration))
    assert found.dose == read_dose_per_day(dose).value
    require_in_range(found.rate, REFERENCE)


@pytest.mark.parametrize(("dose", "rate"), [("100 mcg/day", "0.2 mL/day"), ("200 mcg/day", "0.4 mL/day")])
def test_t4_rates_of_a_starting_dose_of_baclofen(dose: str, rate: str) -> None:
    """Q = D / C, with the doses of E7 at 500 mcg/mL."""
    assert rate_of(read_dose_per_day(dose), read_concentration("500 mcg/mL")).rate == read_flow(rate)


def test_t5_morphine_and_clonidine_made_from_their_vials() -> None:
    """The method of US 6,928,338: 0.360 mL/day; 13.333 + 6.667 mL; 16.667 mg/mL and 166.67 mcg/mL."""
    found = admixture(
        read_volume("20 mL"),
        (wanted("morphine", "6 mg/day", "25 mg/mL"), wanted("clonidine", "60 mcg/day", "500 mcg/mL")),
        read_volume("0 mL"),
    )
    assert found.rate == read_flow("0.36 mL/day")
    assert [drug.name for drug in found.drugs] == ["morphine", "clonidine"]
    assert [drug.volume for drug in found.drugs] == [Fraction(40_000_000, 3), Fraction(20_000_000, 3)]
    assert [drug.concentration for drug in found.drugs] == [Fraction(50_000_000, 3), Fraction(500_000, 3)]
    assert found.diluent == 0


@pytest.mark.parametrize(
    ("extra", "drug", "saline"), [("0 mL", "8 mL", "12 mL"), ("3 mL", "9.2 mL", "13.8 mL")]
)
def test_t6_morphine_diluted_with_saline(extra: str, drug: str, saline: str) -> None:
    """Archimedes pump manual, appendix B: 20 mL at 0.5 mL/day for 40 days, 200 mg; 3 mL fill the refill set."""
    found = admixture(
        read_volume("20 mL"),
        (wanted("morphine", "5 mg/day", "25 mg/mL"),),
        read_volume(extra),
        read_flow("0.5 mL/day"),
    )
    assert [made.volume for made in found.drugs] == [read_volume(drug).value]
    assert found.diluent == read_volume(saline).value
    assert found.drugs[0].concentration == read_concentration("10 mg/mL").value
    assert found.steps[
        -1
    ] == "lasts = total / rate = 20 mL / 0.5 mL per day = 40 days until nothing is left".replace(
        " mL", "\u00a0mL"
    )
    dose, true = read_dose_per_day("5 mg/day"), read_concentration("10 mg/mL")
    assert refill(read_volume("20 mL"), read_volume("0 mL"), dose, true).days == 40
    assert 40 * dose.value == read_mass("200 mg").value


@pytest.mark.parametrize(("tubing", "path"), [("0.140 mL", "0.316 mL"), ("0.199 mL", "0.375 mL")])
def test_t7_the_path_of_80_cm_of_catheter_and_the_tubing(tubing: str, path: str) -> None:
    """0.0022 mL/cm (0.53 mm bore), tubing by RC-2017-RN-00065-1, new and old."""
    found = prime(
        read_volume(tubing),
        read_length("80 cm"),
        read_volume_per_length("0.0022 mL/cm"),
        read_flow("1 mL/h"),
        pump_primed=False,
    )
    assert found.volume == read_volume(path).value


@pytest.mark.requirement("IT-5")
def test_t8_the_bridge_from_500_to_2000_mcg_per_ml() -> None:
    """0.8 mL/day for 9.48 h, 158 mcg, then 0.2 mL/day."""
    found = bridged("500 mcg/mL", "2000 mcg/mL", "400 mcg/day")
    assert found.volume == read_volume("0.316 mL").value
    assert found.rate == read_flow("0.8 mL/day")
    assert found.duration == Fraction("9.48") * HOUR
    assert found.dose_delivered == read_mass("158 mcg").value
    assert found.rate_after == read_flow("0.2 mL/day")


def test_t9_the_same_bridge_forgotten_is_withdrawal() -> None:
    """100 mcg/day, a quarter, for 37.92 h."""
    found = bridged("500 mcg/mL", "2000 mcg/mL", "400 mcg/day").forgotten
    assert found.dose == read_dose_per_day("100 mcg/day").value
    assert found.ratio == Fraction(1, 4)
    assert found.duration == Fraction("37.92") * HOUR


def test_t10_a_bridge_to_a_weaker_drug_forgotten_is_an_overdose() -> None:
    """2000 to 500 mcg/mL at 400 mcg/day: 1600 mcg/day, four times as much, for 9.48 h."""
    found = bridged("2000 mcg/mL", "500 mcg/mL", "400 mcg/day").forgotten
    assert found.dose == read_dose_per_day("1600 mcg/day").value
    assert found.ratio == 4
    assert found.duration == Fraction("9.48") * HOUR


def test_t11_the_dose_of_a_bridge_is_told_of_the_old_drug() -> None:
    """In units of the new concentration T8 would read 632 mcg, four times too much; it is 158."""
    found = bridged("500 mcg/mL", "2000 mcg/mL", "400 mcg/day")
    in_new_units = found.volume * read_concentration("2000 mcg/mL").value / 1_000_000
    assert in_new_units == read_mass("632 mcg").value
    assert found.dose_delivered == read_mass("158 mcg").value
    assert not any("632" in step for step in found.steps)


def test_t12_the_bridge_of_morphine_from_10_to_25_mg_per_ml() -> None:
    """5 mg/day: 0.5 mL/day for 15.17 h; missed it is 2 mg/day for 37.92 h."""
    found = bridged("10 mg/mL", "25 mg/mL", "5 mg/day")
    assert found.rate == read_flow("0.5 mL/day")
    assert round(found.duration / HOUR, 2) == Fraction("15.17")
    assert found.forgotten.dose == read_dose_per_day("2 mg/day").value
    assert found.forgotten.duration == Fraction("37.92") * HOUR


@pytest.mark.parametrize(
    ("fill", "alarm", "days"), [("20 mL", "2 mL", 45), ("40 mL", "2 mL", 95), ("20 mL", "3 mL", 42)]
)
def test_t13_days_to_the_alarm_are_rounded_down(fill: str, alarm: str, days: int) -> None:
    """At 0.40 mL/day; 42.5 days are 42."""
    dose, concentration = read_dose_per_day("0.4 mg/day"), read_concentration("1 mg/mL")
    assert refill(read_volume(fill), read_volume(alarm), dose, concentration).days == days


def test_t13_forty_five_days_from_5_january_2026_is_19_february() -> None:
    """The first of T13 as a date."""
    found = refill(
        read_volume("20 mL"),
        read_volume("2 mL"),
        read_dose_per_day("0.4 mg/day"),
        read_concentration("1 mg/mL"),
        filled_on=date(2026, 1, 5),
    )
    assert found.date == date(2026, 2, 19)


@pytest.mark.requirement("CRISYS-018")
def test_t14_every_allowed_bolus_counts_for_the_refill() -> None:
    """4.8 mg/day of 20 mg/mL and six boluses of 0.2 mg: 6.0 mg/day, 0.30 mL/day, 60 days; 75 without; lockout
    alone would allow 8, so 6 binds."""
    volumes = read_volume("20 mL"), read_volume("2 mL")
    dose, concentration = read_dose_per_day("4.8 mg/day"), read_concentration("20 mg/mL")
    lockout, no_time = read_duration("3 h"), read_duration("0 min")
    demand = boluses_a_day(lockout, no_time, 6)
    found = refill(*volumes, dose, concentration, boluses=AllowedBoluses(read_mass("0.2 mg"), demand))
    assert found.dose_max_per_day == read_dose_per_day("6 mg/day")
    assert found.rate == read_flow("0.3 mL/day")
    assert (found.days, found.limited_by) == (60, LimitedBy.VOLUME)
    assert refill(*volumes, dose, concentration).days == 75
    assert boluses_a_day(lockout, no_time, None).most_per_day == 8
    assert demand.most_per_day == 6


def test_t15_a_little_too_little_is_accepted_and_watched() -> None:
    """Filled 18, expected 3.0, withdrawn 1.9 mL: +1.1 mL, 107.3 %."""
    found = withdrawn("1.9 mL")
    assert found.difference == read_volume("1.1 mL").value
    assert found.ratio_percent == Fraction(322, 3)
    assert found.verdict is Verdict.WITHIN


@pytest.mark.requirement("CRISYS-019", "GIP-1.10", "IT-6")
def test_t16_far_too_little_is_over_infusion() -> None:
    """Withdrawn 0.7 mL: +2.3 mL, 115.3 %."""
    found = withdrawn("0.7 mL")
    assert found.difference == read_volume("2.3 mL").value
    assert found.ratio_percent == Fraction(346, 3)
    assert found.verdict is Verdict.OVER_INFUSION


@pytest.mark.requirement("CRISYS-017", "GIP-1.10", "IT-6")
def test_t17_far_too_much_is_under_infusion() -> None:
    """Withdrawn 5.6 mL: -2.6 mL, 82.7 %: stall or occlusion."""
    found = withdrawn("5.6 mL")
    assert found.difference == -read_volume("2.6 mL").value
    assert found.ratio_percent == Fraction(248, 3)
    assert found.verdict is Verdict.UNDER_INFUSION


@pytest.mark.parametrize(
    ("volume", "absolute", "verdict"),
    [
        ("0.825 mL", "20 mL", Verdict.WITHIN),
        ("0.824999 mL", "20 mL", Verdict.OVER_INFUSION),
        ("1 mL", "2 mL", Verdict.WITHIN),
        ("0.999999 mL", "2 mL", Verdict.OVER_INFUSION),
    ],
)
def test_t18_by_the_ratio_alone_less_than_0_825_ml_flags_and_by_volume_less_than_1_ml(
    volume: str, absolute: str, verdict: Verdict
) -> None:
    """15.0 × 1.145 = 17.175 mL delivered leave 0.825; the 2 mL rule flags sooner. At the limit is within."""
    assert withdrawn(volume, absolute).verdict is verdict


def test_t19_a_refill_of_2000_on_a_residual_of_500() -> None:
    """18 mL on 2.4 mL: 1823.5 mcg/mL, 8.8 % less."""
    found = residual(
        read_volume("18 mL"),
        read_concentration("2000 mcg/mL"),
        read_volume("2.4 mL"),
        read_concentration("500 mcg/mL"),
    )
    assert round(found.concentration / 1000, 1) == Fraction("1823.5")
    assert found.concentration == Fraction(31_000_000, 17)
    assert found.change_percent == Fraction(-150, 17)


@pytest.mark.parametrize(("stable", "days"), [(84, 84), (40, 40), (14, 14), (187, 187), (188, 187)])
def test_t20_stability_beats_volume(stable: int, days: int) -> None:
    """Ziconotide undiluted at 0.096 mL/day: 18 mL would last 187 days; it keeps 84, 40 diluted, 14 first filled."""
    found = refill(
        read_volume("20 mL"),
        read_volume("2 mL"),
        read_dose_per_day("2.4 mcg/day"),
        read_concentration("25 mcg/mL"),
        stability_days=stable,
    )
    assert found.days == days
    assert found.limited_by is (LimitedBy.STABILITY if stable < 187 else LimitedBy.VOLUME)


@pytest.mark.requirement("GIP-1.24", "IT-5")
def test_t21_the_path_of_t7_is_primed_in_18_96_minutes() -> None:
    """0.316 mL at 1 mL/h; the rate is recalled, not read at its source."""
    found = prime(
        read_volume("0.140 mL"),
        read_length("80 cm"),
        read_volume_per_length("0.0022 mL/cm"),
        read_flow("1 mL/h"),
        pump_primed=False,
    )
    assert found.duration == Fraction("18.96") * 60
