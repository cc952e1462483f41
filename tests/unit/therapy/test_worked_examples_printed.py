"""The worked examples that public sources print: E1 to E16, each with where it stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from programmer.cli.calc.arguments import CALCULATIONS
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.calculations.catheter import catheter_volume
from programmer.therapy.calculations.discrepancy import Verdict, discrepancy
from programmer.therapy.calculations.expected import expected_volume
from programmer.therapy.calculations.prime import prime
from programmer.therapy.calculations.rate import concentration_of, dose_of, dose_per_hour, rate_of
from programmer.therapy.calculations.refill import LimitedBy, refill
from programmer.therapy.calculations.replace_by import replace_by
from programmer.therapy.calculations.screening import screening
from programmer.therapy.calculations.window import DAY, largest_dose
from programmer.therapy.calculations.working import change_percent
from programmer.therapy.drugs import DrugFill
from programmer.therapy.limits import Limit, Severity, check
from programmer.therapy.notation import (
    NotAQuantity,
    mass_text,
    percent_text,
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
from programmer.therapy.programs import Continuous, PeriodicBolus, PumpProgram, dose_per_day
from programmer.therapy.quantities import Nanograms, Nanolitres, Seconds, mass
from tests.support.libraries import shipped
from tests.support.situations import even, situation

MCG, MG, ML = 1_000, 1_000_000, 1_000_000


def test_e1_ziconotide_undiluted_gives_at_least_1_2_mcg_per_day() -> None:
    """prialt.com, importance of titration: 25 mcg/mL at 0.048 mL/day is 1.2 mcg/day."""
    found = dose_of(read_flow("0.048 mL/day"), read_concentration("25 mcg/mL"))
    assert found.dose == read_dose_per_day("1.2 mcg/day").value


@pytest.mark.parametrize(("per_day", "per_hour"), [("2.4 mcg/day", 100), ("19.2 mcg/day", 800)])
def test_e2_ziconotide_per_hour_and_per_day_differ_by_24(per_day: str, per_hour: int) -> None:
    """prialt.com, importance of titration: 0.1 and 0.8 mcg/h are 2.4 and 19.2 mcg/day."""
    assert dose_per_hour(Fraction(read_dose_per_day(per_day).value)) == per_hour


@pytest.mark.parametrize(("dose", "days"), [("0.5 mg/day", 40), ("1 mg/day", 20)])
def test_e3_twenty_millilitres_last_forty_or_twenty_days(dose: str, days: int) -> None:
    """seekhealthz.com, starting dose and concentration: 20 mL at 0.5 and 1.0 mL/day."""
    concentration = read_concentration("1 mg/mL")
    found = refill(read_volume("20 mL"), read_volume("0 mL"), read_dose_per_day(dose), concentration)
    assert found.days == days


def test_e4_ten_microlitres_of_infumorph_are_a_quarter_of_a_milligram() -> None:
    """Prometra manual (manualshive 13827, page 14): 25 mg/mL × 10 microlitres."""
    assert mass(Nanolitres(10_000), read_concentration("25 mg/mL")) == Fraction(MG, 4)


@pytest.mark.parametrize(("trimmed", "nanolitres"), [("0 cm", 286_000), ("30 cm", 208_000)])
def test_e5_a_trimmed_prometra_catheter_holds_less(trimmed: str, nanolitres: int) -> None:
    """Prometra manual (manualshive 13827, page 33): 110 cm, 0.0026 mL/cm; the trimmed length must be recorded."""
    found = catheter_volume(
        read_length("110 cm"), read_length(trimmed), read_volume_per_length("0.0026 mL/cm")
    )
    assert found.volume == nanolitres


@pytest.mark.parametrize(("dose", "volume"), [("50 mcg", "1 mL"), ("75 mcg", "1.5 mL"), ("100 mcg", "2 mL")])
def test_e6_a_baclofen_test_dose_of_50_mcg_per_ml(dose: str, volume: str) -> None:
    """Label of intrathecal baclofen (minclinic.eu, Lioresal)."""
    found = screening(read_mass(dose), read_concentration("50 mcg/mL"), lasted_beyond_8_h=False)
    assert found.volume == read_volume(volume).value


@pytest.mark.parametrize(
    ("dose", "beyond_8_h", "start"),
    [
        ("50 mcg", False, "100 mcg/day"),
        ("75 mcg", False, "150 mcg/day"),
        ("100 mcg", False, "200 mcg/day"),
        ("50 mcg", True, "50 mcg/day"),
        ("75 mcg", True, "75 mcg/day"),
        ("100 mcg", True, "100 mcg/day"),
    ],
)
def test_e7_the_start_is_twice_the_test_dose_or_the_test_dose_itself(
    dose: str, beyond_8_h: bool, start: str
) -> None:
    """Label of intrathecal baclofen; Best Practices ITB Dosing 2016, Neuromodulation 19(6):623."""
    found = screening(read_mass(dose), read_concentration("50 mcg/mL"), lasted_beyond_8_h=beyond_8_h)
    assert found.starting_dose == read_dose_per_day(start)


def test_e8_fourteen_millilitres_missing_were_8_4_mg_of_clonidine() -> None:
    """Perruchoud, Neuromodulation 2012: so C = 0.6 mg/mL, and 3.5 mL missing the next day were 2.1 mg."""
    found = concentration_of(read_dose_per_day("8.4 mg/day"), read_flow("14 mL/day"))
    assert found.concentration == read_concentration("0.6 mg/mL").value
    assert mass(read_volume("14 mL"), read_concentration("0.6 mg/mL")) == read_mass("8.4 mg").value
    assert mass(read_volume("3.5 mL"), read_concentration("0.6 mg/mL")) == read_mass("2.1 mg").value


@pytest.mark.requirement("IT-3")
def test_e9_sixty_mcg_every_hour_is_24_times_sixty_mcg_a_day() -> None:
    """ISMP, baclofen programming error: 60 mcg once a day was entered as 60 mcg every hour: 1440 mcg/day."""
    hourly = PeriodicBolus(
        read_dose_per_day("0 mcg/day"), read_mass("60 mcg"), read_duration("5 min"), read_duration("1 h")
    )
    program = PumpProgram(DrugFill("baclofen", read_concentration("2000 mcg/mL")), hourly)
    assert dose_per_day(hourly) == 1440 * MCG == 24 * read_mass("60 mcg").value
    assert largest_dose(program, DAY) == {"baclofen": Fraction(1440 * MCG)}


JULY = date(2018, 7, 1)
TMLT_DOSE, TMLT_STRENGTH = read_dose_per_day("4 mg/day"), read_concentration("18.4 mg/mL")


@pytest.mark.parametrize(
    ("fill", "days", "empty"), [("40 mL", 184, date(2019, 1, 1)), ("20 mL", 92, date(2018, 10, 1))]
)
def test_e10_half_the_filling_is_empty_in_half_the_time(fill: str, days: int, empty: date) -> None:
    """TMLT case study: 20 mL filled in, 40 mL programmed in July 2018: predicted January 2019, empty October 2018.

    The rate is not printed: 4 mg per day of 18.4 mg/mL empties 40 mL in the 184 days from July to January.
    """
    found = refill(read_volume(fill), read_volume("0 mL"), TMLT_DOSE, TMLT_STRENGTH, filled_on=JULY)
    assert (found.days, found.date) == (days, empty)


def test_e10_the_pump_that_is_empty_in_october_is_told_to_hold_twenty_millilitres_still() -> None:
    """For 92 days, until January, the patient has no drug and the reckoning does not know it."""
    elapsed = Seconds(92 * 86_400)
    left = {
        fill: expected_volume(
            read_volume(fill), TMLT_DOSE, TMLT_STRENGTH, elapsed, boluses=0, bolus=Nanograms(0)
        ).volume
        for fill in ("40 mL", "20 mL")
    }
    assert left == {"40 mL": 20 * ML, "20 mL": 0}
    assert date(2019, 1, 1) - date(2018, 10, 1) == timedelta(days=92)


def test_e10_a_refill_in_october_would_have_shown_it() -> None:
    """Nothing comes out where 20 mL are expected: twice what was programmed; of the true filling it is none."""
    tolerance, absolute = read_percent("14.5%"), read_volume("2 mL")
    nothing, half, whole = (read_volume(text) for text in ("0 mL", "20 mL", "40 mL"))
    entered = discrepancy(whole, half, nothing, tolerance, absolute)
    assert entered.verdict is Verdict.OVER_INFUSION
    assert entered.difference == 20 * ML
    assert entered.ratio_percent == 200
    true = discrepancy(half, nothing, nothing, tolerance, absolute)
    assert true.verdict is Verdict.WITHIN
    assert true.difference == 0
    assert true.ratio_percent == 100


def test_e10_forty_millilitres_in_a_pump_of_twenty_are_refused() -> None:
    found = check(even(400), situation(even(400), reservoir=read_volume("40 mL")))
    (overfilled,) = (one for one in found if one.limit is Limit.RESERVOIR_OVERFILLED)
    assert overfilled.severity is Severity.HARD
    assert overfilled.ratio == 2


def test_e11_hydromorphone_rose_by_12_06_per_cent() -> None:
    """TMLT case study: 1.94 to 2.174 mg/day."""
    before, after = (Fraction(read_dose_per_day(dose).value) for dose in ("1.94 mg/day", "2.174 mg/day"))
    change = change_percent(before, after)
    assert round(change, 2) == Fraction("12.06")
    assert percent_text(change) == "12.1\u00a0%"


@pytest.mark.requirement("IT-8", "OPCA-R7.3.0-4")
def test_e12_a_pump_stops_ninety_days_after_its_replacement_indicator() -> None:
    """Manufacturer's page on drug pump replacement: ERI 2026-03-01, replace by 2026-05-30."""
    assert replace_by(date(2026, 3, 1)).date == date(2026, 5, 30)


@pytest.mark.requirement("IT-5")
def test_e13_the_old_figure_of_the_tubing_primes_too_much() -> None:
    """RC-2017-RN-00065-1: 0.199 for 0.140 mL; 0.059 mL are 118 mcg at 2000 mcg/mL and 1.475 mg at 25 mg/mL."""
    old, new = (
        prime(
            read_volume(tubing),
            read_length("80 cm"),
            read_volume_per_length("0.0022 mL/cm"),
            read_flow("1 mL/h"),
            pump_primed=False,
        ).volume
        for tubing in ("0.199 mL", "0.140 mL")
    )
    assert old - new == read_volume("0.059 mL").value
    excess = Nanolitres(int(old - new))
    assert mass(excess, read_concentration("2000 mcg/mL")) == read_mass("118 mcg").value
    assert mass(excess, read_concentration("25 mg/mL")) == read_mass("1.475 mg").value


CADD = read_concentration("10 mg/mL")


@pytest.mark.parametrize(
    ("volume", "drug"),
    [
        pytest.param("0.05 mL", "0.5 mg", id="step of the demand dose, and of the clinician's"),
        pytest.param("9.9 mL", "99 mg", id="most as a demand dose"),
        pytest.param("20 mL", "200 mg", id="most as a clinician's bolus"),
    ],
)
def test_e14_a_cadd_pump_of_10_mg_per_ml_steps_by_half_a_milligram(volume: str, drug: str) -> None:
    """CADD-Prizm PCS manual (manualshive 1306005, page 5): step 0.05 mL, most 9.9 mL, clinician's most 20 mL."""
    assert mass(read_volume(volume), CADD) == read_mass(drug).value


@pytest.mark.parametrize(("most", "steps"), [("99 mg", 198), ("200 mg", 400)])
def test_e14_the_most_is_a_whole_number_of_steps_and_a_quarter_of_a_milligram_is_none(
    most: str, steps: int
) -> None:
    step = Fraction(read_mass("0.5 mg").value)
    assert read_mass(most).value / step == steps
    assert (read_mass("0.25 mg").value / step).denominator == 2


@pytest.mark.parametrize(("flow", "per_hour"), [("0.1 mL/h", "1 mg"), ("30 mL/h", "300 mg")])
def test_e14_its_rate_is_told_per_hour_and_is_24_times_as_much_per_day(flow: str, per_hour: str) -> None:
    """The same manual: 0 to 30 mL/h by 0.10 mL/h."""
    dose = dose_of(read_flow(flow), CADD).dose
    assert dose_per_hour(Fraction(dose)) == read_mass(per_hour).value
    assert dose == 24 * read_mass(per_hour).value


ROUTES = {"vein": "10 mg", "epidural": "1 mg", "intrathecal": "0.1 mg"}


def test_e15_ten_mg_into_a_vein_one_epidurally_a_tenth_intrathecally() -> None:
    """openanesthesia.org, opioid conversion: 100 : 10 : 1 for morphine; the written masses keep the ratio."""
    amounts = {route: read_mass(text).value for route, text in ROUTES.items()}
    least = amounts["intrathecal"]
    assert {route: amount // least for route, amount in amounts.items()} == {
        "vein": 100,
        "epidural": 10,
        "intrathecal": 1,
    }
    assert [mass_text(amount) for amount in amounts.values()] == [
        "10\u00a0mg",
        "1,000\u00a0mcg",
        "100\u00a0mcg",
    ]


def test_e15_no_one_figure_converts_a_route_so_that_the_program_offers_none() -> None:
    """pubmed 27703394: little consensus; by mouth to intrathecal 10 : 1 to 300 : 1, which is thirty-fold apart."""
    by_mouth = Fraction(read_mass("30 mg").value)
    most, least = by_mouth / 10, by_mouth / 300
    assert most == read_mass("3 mg").value
    assert least == read_mass("0.1 mg").value
    assert most / least == 30
    words = {word for name in CALCULATIONS for word in name.split("-")}
    assert not words & {"convert", "conversion", "route", "oral", "epidural", "iv", "equianalgesic"}


@pytest.mark.parametrize(("route", "times"), [("vein", 100), ("epidural", 10)])
def test_e15_a_dose_meant_for_another_route_is_caught_as_a_slip_by_its_factor(route: str, times: int) -> None:
    """0.1 mg per day into the spine; then the daily dose of another route in its place."""
    morphine = DrugFill("morphine", read_concentration("10 mg/mL"))
    present, meant = (
        PumpProgram(morphine, Continuous(read_dose_per_day(f"{ROUTES[name]}/day")))
        for name in ("intrathecal", route)
    )
    found = check(meant, situation(present, shipped()))
    assert any(
        one.limit is Limit.LIKELY_SLIP and one.reason == "a decimal point may be misplaced" for one in found
    )
    (step,) = (one for one in found if one.limit is Limit.STEP_UP)
    assert step.severity is Severity.HARD
    assert dose_per_day(meant.mode) == times * dose_per_day(present.mode)


def test_e15_the_dose_for_a_vein_is_no_single_bolus_into_the_spine() -> None:
    morphine = DrugFill("morphine", read_concentration("10 mg/mL"))
    present = PumpProgram(morphine, Continuous(read_dose_per_day("0.5 mg/day")))
    bolus = SingleBolus(read_mass(ROUTES["vein"]), read_duration("2 h"))
    found = check(replace(present, opening=bolus), situation(present, shipped()))
    (too_much,) = (one for one in found if one.limit is Limit.BOLUS)
    assert too_much.severity is Severity.HARD


VIAL, RINSE, PRIALT = read_volume("20 mL"), read_volume("2 mL"), read_concentration("25 mcg/mL")


@pytest.mark.parametrize(
    ("rinses", "left", "drug"),
    [(0, "20 mL", "500 mcg"), (1, "18 mL", "450 mcg"), (2, "16 mL", "400 mcg"), (3, "14 mL", "350 mcg")],
)
def test_e16_three_rinses_of_two_millilitres_leave_fourteen_of_a_vial_of_twenty(
    rinses: int, left: str, drug: str
) -> None:
    """prialt.com, intrathecal pump use: 18 mL are left after the first rinse; after the third, 14. Undiluted 25 mcg/mL
    is the only strength for a pump that never held it."""
    remaining = VIAL
    for _ in range(rinses):
        remaining = remaining - RINSE
    assert remaining == read_volume(left)
    assert mass(remaining, PRIALT) == read_mass(drug).value


def test_e16_the_fourteen_millilitres_would_last_125_days_and_keep_for_fourteen() -> None:
    """The same page: a first fill keeps for 14 days; at the labelled start of 2.4 mcg per day that is what counts."""
    entry = shipped().entries["ziconotide"]
    (first_fill, strength) = (entry.stability["first-fill"], entry.concentrations["prialt-25"])
    assert strength.value == PRIALT
    start = read_dose_per_day("2.4 mcg/day")
    lasting, keeping = (
        refill(read_volume("14 mL"), read_volume("2 mL"), start, PRIALT, stability_days=days, filled_on=JULY)
        for days in (None, int(first_fill.amount))
    )
    assert (lasting.days, lasting.limited_by) == (125, LimitedBy.VOLUME)
    assert (keeping.days, keeping.limited_by, keeping.date) == (14, LimitedBy.STABILITY, date(2018, 7, 15))


# ---- public pages with errors of unit ---------------------------------------------------------------------------


def test_s61_half_a_millilitre_per_hour_empties_a_pump_in_forty_hours_and_not_in_a_month() -> None:
    """aneskey.com tells “0.5 mL per hour” for monthly refills: plainly per day. The two are never taken for one."""
    with pytest.raises(NotAQuantity, match=r"does not say per what; write 0\.5 mL/day or 0\.5 mL/h"):
        read_flow("0.5 mL")
    hourly, daily = read_flow("0.5 mL per hour"), read_flow("0.5 mL per day")
    assert hourly.value == 24 * daily.value
    concentration = read_concentration("1 mg/mL")
    doses = [dose_of(rate, concentration).dose for rate in (hourly, daily)]
    assert doses == [12 * MG, MG // 2]
    assert [20 * ML / rate.value * 24 for rate in (hourly, daily)] == [40, 960]
    found = refill(read_volume("20 mL"), read_volume("0 mL"), read_dose_per_day("12 mg/day"), concentration)
    assert found.days == 1


def test_s62_fifty_two_mcg_a_day_into_the_spine_are_5_2_mg_and_not_17_mcg_into_a_vein() -> None:
    """droracle.ai: the headline converts 52 mcg per day to 17 mcg, its own working gives 5.2 mg (100 : 1)."""
    with pytest.raises(NotAQuantity, match="does not say per what; write 52 mcg/day"):
        read_dose_per_day("52 mcg")
    intrathecal = read_dose_per_day("52 mcg/day").value
    assert 100 * intrathecal == read_dose_per_day("5.2 mg/day").value
    assert 100 * intrathecal != read_dose_per_day("17 mcg/day").value
    assert read_mass("17 mcg") != read_mass("17 mg")


def test_rates_and_doses_of_the_same_number_are_never_equal() -> None:
    """A dose, a flow and a concentration of one figure are three things, which no comparison takes for one."""
    rate = rate_of(read_dose_per_day("1 mg/day"), read_concentration("1 mg/mL")).rate
    assert rate == read_flow("1 mL/day")
    assert len({rate, read_dose_per_day("1 mg/day"), read_concentration("1 mg/mL")}) == 3
