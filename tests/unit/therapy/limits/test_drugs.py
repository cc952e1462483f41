"""A program against the drug library: each drug of it for itself, both sides of each edge."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from programmer.therapy.boluses import PrimeExtent, PrimingBolus, SingleBolus
from programmer.therapy.drug_library import AgeGroup, Condition, DrugLibrary, Indication, figure_text
from programmer.therapy.limits import Limit, Severity, Violation
from programmer.therapy.programs import PumpProgram, Stopped
from programmer.therapy.pump import Catheter
from programmer.therapy.quantities import Nanograms, Nanolitres, Seconds
from tests.support.libraries import drug, library, shipped, without
from tests.support.situations import (
    MCG,
    TEST_LIBRARY,
    bridge,
    even,
    fill,
    found,
    names,
    on_request,
    opened,
    periodic,
    told,
    treat,
)

HARD, SOFT = Severity.HARD, Severity.SOFT
ENOUGH = Nanolitres(20_000_000)


def only(limit: Limit, *arguments: object, **more: object) -> list[str]:
    violations = found(*arguments, **more)  # type: ignore[arg-type]
    return told(tuple(one for one in violations if one.limit is limit))


def severities(limit: Limit, *arguments: object, **more: object) -> list[Severity]:
    violations = found(*arguments, **more)  # type: ignore[arg-type]
    return [one.severity for one in violations if one.limit is limit]


# ---- the dose in 24 hours -------------------------------------------------------------------------------------


@pytest.mark.requirement(
    "CRISYS-020", "GIP-1.1", "GPCA-EC03", "OPCA-R6.5.0-10", "OPCA-R6.5.0-9", "OPCA-R6.9.0-3"
)
@pytest.mark.parametrize(
    ("mcg", "severity"), [(1000, []), (1001, [SOFT]), (2000, [SOFT]), (2001, [HARD]), (3000, [HARD])]
)
def test_the_dose_of_24_hours_has_a_soft_and_a_hard_limit(mcg: int, severity: list[Severity]) -> None:
    present = even(mcg, fill(mcg_per_ml=2000))
    assert severities(Limit.DOSE_PER_DAY, present, present) == severity


@pytest.mark.requirement("OPCA-R6.5.0-9")
def test_the_sentence_names_entered_limit_and_ratio() -> None:
    present = even(1500, fill(mcg_per_ml=2000))
    assert told(found(present, present)) == [
        (
            "testDRUG: dose in 24 hours above the limit: 1,500 mcg per day with every allowed bolus; "
            "usually at most 1,000 mcg per day; 1.5 × the limit"
        )
    ]
    (violation,) = found(present, present)
    assert (violation.subject, violation.ratio) == ("testDRUG", Fraction(3, 2))
    assert violation.fact is not None
    assert violation.fact.word == "1000 mcg/day"
    hard = even(3000, fill(mcg_per_ml=2000))
    assert only(Limit.DOSE_PER_DAY, hard, hard) == [
        (
            "testDRUG: dose in 24 hours above the limit: 3,000 mcg per day with every allowed bolus; "
            "never more than 2,000 mcg per day; 1.5 × the limit"
        )
    ]


@pytest.mark.requirement("CRISYS-020", "GPCA-EC13", "OPCA-R5.2.0-5")
def test_every_bolus_that_could_be_asked_for_counts() -> None:
    """Six of 50 mcg on top of 701 mcg per day."""
    strong = fill(mcg_per_ml=2000)
    program = even(701, strong, patient_bolus=on_request(50, lasting_s=3600))
    assert severities(Limit.DOSE_PER_DAY, program, program) == [SOFT]
    within = even(700, strong, patient_bolus=on_request(50, lasting_s=3600))
    assert severities(Limit.DOSE_PER_DAY, within, within) == []


@pytest.mark.requirement("OPCA-R6.9.0-3")
def test_each_drug_of_a_mixture_is_limited_for_itself() -> None:
    """The other drug is twice as concentrated: 501 mcg of the primary bring 1,002 mcg of it."""
    mixture = even(501, fill(mcg_per_ml=500), others=(fill("otherdrug", 1000),))
    assert names(found(mixture, mixture, reservoir=ENOUGH)) == [(Limit.DOSE_PER_DAY, SOFT)]
    assert found(mixture, mixture, reservoir=ENOUGH)[0].subject == "OTHERdrug"
    within = even(500, fill(mcg_per_ml=500), others=(fill("otherdrug", 1000),))
    assert found(within, within, reservoir=ENOUGH) == ()


def test_a_drug_that_only_the_bridge_still_brings_is_limited_too() -> None:
    present = even(800, fill("otherdrug", 500))
    program = opened(
        even(400, fill("testdrug", 2000)), bridge(3000, fill("otherdrug", 500), Nanolitres(3_000_000))
    )
    (violation,) = [
        one for one in found(program, present, reservoir=ENOUGH) if one.limit is Limit.DOSE_PER_DAY
    ]
    assert violation.subject == "OTHERdrug"
    assert violation.ratio == Fraction(3, 2)


def test_an_old_drug_without_an_entry_can_be_bridged_away_from() -> None:
    present = even(800, fill("water", 500))
    program = opened(even(150, fill("testdrug", 500)), bridge(800, fill("water", 500)))
    assert names(found(program, present)) == [(Limit.DRUG_DROPPED, SOFT)]


# ---- gaps -----------------------------------------------------------------------------------------------------


@pytest.mark.requirement("CRISYS-052", "OPCA-R6.8.0-8", "OPCA-R6.9.0-4")
def test_a_drug_that_is_not_in_the_library_is_not_given() -> None:
    water = even(300, fill("water"))
    assert names(found(water, water)) == [(Limit.UNKNOWN_DRUG, HARD)]
    assert told(found(water, water)) == [
        "water: not in the drug library: water; a drug without limits is not given"
    ]


def test_of_a_stopped_program_the_library_says_nothing() -> None:
    stopped = PumpProgram(fill("water"), Stopped())
    assert found(stopped, stopped) == ()
    assert found(PumpProgram(fill("testdrug", 9000), Stopped()), None) == ()


@pytest.mark.requirement("CRISYS-053", "OPCA-R6.9.0-4")
@pytest.mark.parametrize(
    ("gap", "word"),
    [
        ("pain.adult.dose_per_day.hard", "dose-per-day"),
        ("highest_concentration.hard", "concentration"),
        ("pain.adult.bolus.hard", "bolus"),
    ],
)
def test_a_missing_hard_limit_blocks(gap: str, word: str) -> None:
    program = even(300, patient_bolus=on_request(10, lasting_s=3600))
    violations = found(program, program, drugs=library(without(gap)))
    assert names(violations) == [(Limit.HARD_LIMIT_MISSING, HARD)]
    assert told(violations) == [
        f"testDRUG: the drug library has no hard limit: for “{word}”; without one it is not given"
    ]


def test_a_soft_limit_is_told_beside_a_missing_hard_one() -> None:
    program = even(1500, fill(mcg_per_ml=2000))
    violations = found(program, program, drugs=library(without("pain.adult.dose_per_day.hard")))
    assert names(violations) == [(Limit.HARD_LIMIT_MISSING, HARD), (Limit.DOSE_PER_DAY, SOFT)]


@pytest.mark.requirement("CRISYS-053")
def test_a_missing_soft_limit_leaves_the_hard_one() -> None:
    program = even(1500, fill(mcg_per_ml=2000))
    drugs = library(without("pain.adult.dose_per_day.soft"))
    assert found(program, program, drugs=drugs) == ()


def test_a_limit_of_nothing_forbids_everything() -> None:
    zero = drug() | {
        "testdrug.pain.adult.bolus.soft": "0 mcg",
        "testdrug.pain.adult.bolus.hard": "0 mcg",
    }
    program = even(300, patient_bolus=on_request(1, lasting_s=3600))
    (violation,) = found(program, program, drugs=library(zero))
    assert (violation.limit, violation.severity, violation.ratio) == (Limit.BOLUS, HARD, None)
    assert violation.sentence.endswith("never more than 0\u00a0mcg")


# ---- boluses --------------------------------------------------------------------------------------------------


@pytest.mark.requirement("GIP-1.3", "OPCA-R5.2.0-4", "OPCA-R6.9.0-3")
@pytest.mark.parametrize(("mcg", "severity"), [(100, []), (101, [SOFT]), (200, [SOFT]), (201, [HARD])])
def test_a_bolus_has_a_soft_and_a_hard_limit(mcg: int, severity: list[Severity]) -> None:
    strong = fill(mcg_per_ml=2000)
    asked = even(100, strong, patient_bolus=on_request(mcg, lasting_s=3600, most=1))
    assert severities(Limit.BOLUS, asked, asked) == severity
    regular = treat(periodic(mcg, 43_200, 3600), strong)
    assert severities(Limit.BOLUS, regular, regular) == severity
    single = even(100, strong, opening=SingleBolus(Nanograms(mcg * MCG), Seconds(3600)))
    assert severities(Limit.BOLUS, single, even(100, strong)) == severity


def test_which_bolus_is_meant_is_told() -> None:
    strong = fill(mcg_per_ml=2000)
    program = replace(
        treat(periodic(110, 43_200, 3600), strong),
        patient_bolus=on_request(120, lasting_s=3600, most=1),
        opening=SingleBolus(Nanograms(130 * MCG), Seconds(3600)),
    )
    assert only(Limit.BOLUS, program, program) == [
        "testDRUG: bolus above the limit: 120 mcg as a patient bolus; usually at most 100 mcg; 1.2 × the limit",
        "testDRUG: bolus above the limit: 110 mcg as a periodic bolus; usually at most 100 mcg; 1.1 × the limit",
        "testDRUG: bolus above the limit: 130 mcg as a single bolus; usually at most 100 mcg; 1.3 × the limit",
    ]


def test_a_bolus_is_limited_for_each_drug_of_the_mixture() -> None:
    program = even(
        100,
        fill(mcg_per_ml=500),
        others=(fill("otherdrug", 1000),),
        patient_bolus=on_request(60, lasting_s=3600, most=1),
    )
    assert only(Limit.BOLUS, program, program) == [
        "OTHERdrug: bolus above the limit: 120 mcg as a patient bolus; usually at most 100 mcg; 1.2 × the limit"
    ]


# ---- concentrations -------------------------------------------------------------------------------------------


@pytest.mark.requirement("GIP-1.3")
@pytest.mark.parametrize(
    ("mcg_per_ml", "severity"), [(2000, []), (2001, [SOFT]), (4000, [SOFT]), (4001, [HARD])]
)
def test_a_concentration_has_a_soft_and_a_hard_limit(mcg_per_ml: int, severity: list[Severity]) -> None:
    program = even(400, fill(mcg_per_ml=mcg_per_ml))
    assert severities(Limit.CONCENTRATION, program, program) == severity


def test_the_highest_concentration_is_told() -> None:
    program = even(400, fill(mcg_per_ml=5000))
    assert told(found(program, program)) == [
        "testDRUG: concentration above the highest: 5,000 mcg/mL; never more than 4,000 mcg/mL; 1.25 × the limit"
    ]


@pytest.mark.requirement("OPCA-R6.9.0-1")
def test_a_concentration_that_is_not_listed_asks_for_a_reason_once() -> None:
    program = even(150, fill(mcg_per_ml=501))
    assert told(found(program, None)) == [
        (
            "testDRUG: not one of the concentrations in the drug library: 501 mcg/mL; "
            "the library has 500 mcg/mL, 2,000 mcg/mL"
        )
    ]
    assert names(found(program, None)) == [(Limit.CONCENTRATION_NOT_LISTED, SOFT)]
    assert found(program, even(150, fill(mcg_per_ml=501))) == ()
    assert found(even(150, fill(mcg_per_ml=500)), None) == ()


def test_a_concentration_out_by_ten_is_named() -> None:
    (violation,) = [
        one
        for one in found(even(150, fill(mcg_per_ml=50)), None)
        if one.limit is Limit.CONCENTRATION_NOT_LISTED
    ]
    assert violation.reason == "a decimal point may be misplaced"
    assert violation.sentence.endswith("; a decimal point may be misplaced")


# ---- what it is labelled for ----------------------------------------------------------------------------------


def off_label() -> DrugLibrary:
    return library(drug() | {"testdrug.use": "off-label"})


def test_an_off_label_drug_asks_for_a_reason_when_it_is_new() -> None:
    program = even(150)
    assert told(found(program, None, drugs=off_label())) == [
        "Off-label: testDRUG; no labelling covers it in a pump"
    ]
    (violation,) = found(program, None, drugs=off_label())
    assert (violation.limit, violation.severity) == (Limit.OFF_LABEL, SOFT)
    assert violation.fact is not None
    assert violation.fact.word == "off-label"
    assert found(program, program, drugs=off_label()) == ()


def test_a_new_concentration_of_the_same_drug_asks_for_no_reason_again() -> None:
    program = opened(even(150, fill(mcg_per_ml=2000)), bridge(150))
    assert found(program, even(150), drugs=off_label()) == ()


def test_a_drug_for_another_indication_asks_for_a_reason_when_it_is_new() -> None:
    spastic = Indication(Condition.SPINAL_SPASTICITY, AgeGroup.ADULT)
    assert told(found(even(150), None, indication=spastic)) == [
        "Off-label: testDRUG; the library has no limits for this indication; its strictest hold"
    ]
    (violation,) = found(even(150), None, indication=spastic)
    assert (violation.limit, violation.severity) == (Limit.OFF_LABEL, SOFT)
    assert violation.fact is not None
    assert violation.fact.word == "labelled"
    assert found(even(150), even(150), indication=spastic) == ()
    assert found(even(150), None, indication=Indication(Condition.PAIN, AgeGroup.ADULT)) == ()


def test_a_new_mixture_asks_for_a_reason() -> None:
    mixture = even(150, others=(fill("otherdrug", 500),))
    assert told(found(mixture, None)) == [
        "A mixture is compounded and off-label: testDRUG with OTHERdrug; no labelling covers a mixture in a pump"
    ]
    assert names(found(mixture, None)) == [(Limit.MIXTURE, SOFT)]
    assert found(mixture, mixture) == ()
    assert [one.limit for one in found(mixture, even(150))] == [Limit.BRIDGE_MISSING, Limit.MIXTURE]


@pytest.mark.requirement("GIP-1.25", "OPCA-R6.9.0-1")
def test_the_row_of_the_indication_decides() -> None:
    baclofen = even(402, fill("baclofen", 500))
    present = even(330, fill("baclofen", 500))
    spinal = Indication(Condition.SPINAL_SPASTICITY, AgeGroup.ADULT)
    cerebral = Indication(Condition.CEREBRAL_SPASTICITY, AgeGroup.ADULT)
    assert found(baclofen, present, drugs=shipped(), indication=spinal) == ()
    assert names(found(baclofen, present, drugs=shipped(), indication=cerebral)) == [(Limit.STEP_UP, SOFT)]
    assert names(found(baclofen, present, drugs=shipped(), indication=None)) == [(Limit.STEP_UP, SOFT)]


# ---- what a prime pushes beyond the path ----------------------------------------------------------------------


def prime(nanolitres: int, extent: PrimeExtent = PrimeExtent.PUMP_AND_CATHETER) -> PrimingBolus:
    return PrimingBolus(extent, Nanolitres(nanolitres), Seconds(3600))


def of_the_volume(program: PumpProgram, **more: Any) -> tuple[Violation, ...]:
    """All but the question whether the path is empty, which every prime is asked."""
    violations = found(program, even(150), **more)
    return tuple(one for one in violations if one.limit is not Limit.PRIME_FULL_PATH)


@pytest.mark.parametrize(
    ("extent", "due"),
    [
        (PrimeExtent.PUMP_AND_CATHETER, 316_000),
        (PrimeExtent.CATHETER_ONLY, 176_000),
        (PrimeExtent.CATHETER_CHANGED, 176_000),
    ],
)
def test_a_prime_of_just_the_volume_that_it_fills_is_right(extent: PrimeExtent, due: int) -> None:
    """T7 of the reference: tubing 0.140 mL and 80 cm of 0.0022 mL."""
    assert of_the_volume(even(150, opening=prime(due, extent))) == ()
    for volume in (due - 1, due + 1):
        assert names(of_the_volume(even(150, opening=prime(volume, extent)))) == [(Limit.PRIME_VOLUME, SOFT)]


def test_a_prime_of_another_volume_is_told_with_what_is_due() -> None:
    program = even(150, opening=prime(300_000))
    assert told(of_the_volume(program)) == [
        "The priming volume is not that of the path: 0.3 mL; pump and catheter takes 0.316 mL"
    ]
    (violation,) = of_the_volume(program)
    assert violation.ratio == Fraction(300, 316)


@pytest.mark.parametrize(
    ("beyond", "severity"), [(200_000, []), (200_001, [SOFT]), (400_000, [SOFT]), (400_001, [HARD])]
)
def test_what_a_prime_pushes_beyond_the_path_is_a_bolus(beyond: int, severity: list[Severity]) -> None:
    """0.2 mL of 500 mcg/mL are 100 mcg."""
    program = even(150, opening=prime(316_000 + beyond))
    assert severities(Limit.BOLUS, program, even(150)) == severity


def test_the_excess_of_a_prime_is_told_for_each_drug() -> None:
    mixture = even(150, others=(fill("otherdrug", 2000), fill("water", 1)))
    program = opened(mixture, prime(416_000))
    assert only(Limit.BOLUS, program, mixture) == [
        (
            "OTHERdrug: bolus above the limit: 200 mcg that the prime pushes beyond the path; "
            "usually at most 100 mcg; 2 × the limit"
        )
    ]


def test_a_prime_of_just_the_path_asks_for_no_limit_of_a_bolus() -> None:
    drugs = library(without("pain.adult.bolus.hard"))
    assert of_the_volume(even(150, opening=prime(316_000)), drugs=drugs) == ()
    assert names(of_the_volume(even(150, opening=prime(316_001)), drugs=drugs)) == [
        (Limit.HARD_LIMIT_MISSING, HARD),
        (Limit.PRIME_VOLUME, SOFT),
    ]


def test_a_catheter_of_which_nothing_is_known_holds_nothing() -> None:
    bare = Catheter("", Nanolitres(0), Nanolitres(0), 0)
    program = even(150, opening=prime(1_000_000))
    (violation,) = [
        one for one in found(program, even(150), catheter=bare) if one.limit is Limit.PRIME_VOLUME
    ]
    assert violation.ratio is None


def test_a_volume_limits_nothing() -> None:
    with pytest.raises(TypeError, match="limits nothing"):
        figure_text(replace(TEST_LIBRARY.entries["testdrug"].monitoring, value=Nanolitres(1)))


def test_limits_are_written_in_their_own_units() -> None:
    row = TEST_LIBRARY.entries["testdrug"].limits(Indication())
    texts = [
        figure_text(figure).replace("\u00a0", " ")
        for figure in (row.dose_per_day.soft, row.bolus.soft, row.step_up_percent.soft)
        if figure is not None
    ]
    assert texts == ["1,000 mcg per day", "100 mcg", "15 %"]
    assert figure_text(TEST_LIBRARY.entries["testdrug"].monitoring).replace("\u00a0", " ") == "8 h 0 min"
