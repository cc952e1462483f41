"""The mistakes behind public recalls and reports of intrathecal pumps are caught, and named for what they are.

Sources are those of section 5 of the project's collection of facts: FDA ucm133126 (8870 card, 2004), ISMP (baclofen
programming error), RC-2017-RN-00065-1 (tubing volume), TMLT case study (20 mL filled, 40 mL programmed), JAMA
1998;280:1484 (concentration), and the bridge that was forgotten (T9, T10).
"""

from __future__ import annotations

import pytest

from programmer.therapy.boluses import PrimeExtent, PrimingBolus
from programmer.therapy.drug_library import AgeGroup, Condition, Indication
from programmer.therapy.limits import Limit, Severity, Violation
from programmer.therapy.programs import Continuous, PumpProgram
from programmer.therapy.quantities import NanogramsPerDay, Nanolitres, Seconds
from tests.support.libraries import shipped
from tests.support.situations import MCG, MG, bridge, even, fill, found, opened, periodic, treat

SHIPPED = shipped()
BACLOFEN = fill("baclofen", 500)
STRONG_BACLOFEN = fill("baclofen", 2000)
HARD, SOFT = Severity.HARD, Severity.SOFT
CAUGHT = dict[Limit, list[Violation]]


def caught(program: PumpProgram, present: PumpProgram | None, **more: object) -> CAUGHT:
    by_limit: CAUGHT = {}
    for one in found(program, present, drugs=SHIPPED, **more):
        by_limit.setdefault(one.limit, []).append(one)
    return by_limit


def plain(violation: Violation) -> str:
    return violation.sentence.replace("\u00a0", " ")


@pytest.mark.requirement("IT-4")
def test_2004_an_interval_typed_in_minutes_for_hours() -> None:
    """FDA ucm133126: 20 mcg every 4 h became 20 mcg every 4 min; seven injuries, two deaths."""
    present = treat(periodic(20, 4 * 3600), BACLOFEN)
    violations = caught(treat(periodic(20, 4 * 60), BACLOFEN), present)
    assert violations[Limit.STEP_UP][0].severity is HARD
    assert violations[Limit.DOSE_PER_DAY][0].severity is HARD
    assert plain(violations[Limit.INTERVAL_SHORT][0]) == (
        "A very short interval: a bolus every 4 min; it makes 360 boluses and 7,200 mcg per day; "
        "hours are usual, and minutes may have been typed for hours"
    )
    named = [one.reason for one in violations[Limit.LIKELY_SLIP]]
    assert named == ["minutes and hours may be mixed up"] * 2  # the dose of the day, and the interval


def test_2004_is_caught_also_in_a_pump_of_which_nothing_is_known() -> None:
    violations = caught(treat(periodic(20, 4 * 60), BACLOFEN), None)
    assert violations[Limit.DOSE_PER_DAY][0].severity is HARD
    assert Limit.INTERVAL_SHORT in violations


@pytest.mark.requirement("GIP-1.1", "GIP-8.10", "IT-3")
def test_ismp_60_mcg_an_hour_for_60_mcg_a_day() -> None:
    """ISMP: 60 mcg once a day entered as 60 mcg every hour, 1,440 mcg per day."""
    violations = caught(even(1440, BACLOFEN), even(60, BACLOFEN))
    assert violations[Limit.STEP_UP][0].severity is HARD
    assert violations[Limit.DOSE_PER_DAY][0].severity is HARD
    assert plain(violations[Limit.LIKELY_SLIP][0]) == (
        "baclofen: this looks like a slip: dose 1,440 mcg per day; "
        "24 times the present 60 mcg per day; per hour and per day may be mixed up"
    )


def test_ismp_as_a_bolus_every_hour() -> None:
    violations = caught(treat(periodic(60, 3600, 600), BACLOFEN), treat(periodic(60, 86_400, 600), BACLOFEN))
    assert violations[Limit.STEP_UP][0].severity is HARD
    assert [one.reason for one in violations[Limit.LIKELY_SLIP]] == [
        "per hour and per day may be mixed up",
        "per hour and per day may be mixed up",
    ]


@pytest.mark.requirement("GIP-8.1", "IT-6")
def test_20_ml_filled_and_40_ml_entered() -> None:
    """TMLT: the pump ran dry after half of the time, and for two months gave nothing."""
    program = even(402, BACLOFEN)
    violations = caught(program, program, reservoir=Nanolitres(40_000_000))
    (overfilled,) = violations[Limit.RESERVOIR_OVERFILLED]
    assert overfilled.severity is HARD
    assert plain(overfilled) == (
        "More than the reservoir holds: 40 mL; this model holds 20 mL; "
        "another reservoir size may be meant than this pump has"
    )


@pytest.mark.requirement("GIP-1.24", "IT-5")
def test_a_prime_with_the_tubing_volume_of_old_software() -> None:
    """RC-2017-RN-00065-1: 0.199 mL shown for 0.140 mL; 118 mcg too much of 2000 mcg/mL (E13)."""
    program = even(400, STRONG_BACLOFEN)
    prime = PrimingBolus(PrimeExtent.PUMP_AND_CATHETER, Nanolitres(375_000), Seconds(1350))
    violations = caught(opened(program, prime), program)
    assert plain(violations[Limit.PRIME_VOLUME][0]) == (
        "The priming volume is not that of the path: 0.375 mL; pump and catheter takes 0.316 mL; "
        "0.059 mL more is what software before 2016 had for the tubing: 0.199 mL"
    )
    (bolus,) = violations[Limit.BOLUS]
    assert bolus.entered.replace("\u00a0", " ") == "118 mcg that the prime pushes beyond the path"


@pytest.mark.requirement("IT-5")
def test_a_bridge_with_the_tubing_volume_of_old_software() -> None:
    present = even(400, BACLOFEN)
    program = opened(even(400, STRONG_BACLOFEN), bridge(400, BACLOFEN, Nanolitres(375_000)))
    (differs,) = caught(program, present)[Limit.BRIDGE_PATH_DIFFERS]
    assert differs.severity is SOFT
    assert "software before 2016" in differs.reason


def test_a_forgotten_bridge_to_a_stronger_drug_is_withdrawal() -> None:
    """T9: 100 mcg per day, a quarter, for 37.92 h."""
    (missing,) = caught(even(400, STRONG_BACLOFEN), even(400, BACLOFEN))[Limit.BRIDGE_MISSING]
    assert missing.severity is HARD
    assert missing.reason.replace("\u00a0", " ") == (
        "without it 100 mcg per day of baclofen for 37 h 55 min 12 s, 25 % of the dose"
    )


def test_a_forgotten_bridge_to_a_weaker_drug_is_an_overdose() -> None:
    """T10: 1,600 mcg per day, four times the dose, for 9.48 h."""
    (missing,) = caught(even(400, BACLOFEN), even(400, STRONG_BACLOFEN))[Limit.BRIDGE_MISSING]
    assert missing.reason.replace("\u00a0", " ") == (
        "without it 1,600 mcg per day of baclofen for 9 h 28 min 48 s, 400 % of the dose"
    )


def test_a_forgotten_bridge_of_morphine() -> None:
    """T12: 10 to 25 mg/mL at 5 mg per day; 2 mg per day for 37.92 h."""
    weak, strong = fill("morphine", 10_000), fill("morphine", 25_000)
    (missing,) = caught(even(5_000, strong), even(5_000, weak))[Limit.BRIDGE_MISSING]
    assert missing.reason.replace("\u00a0", " ") == (
        "without it 2 mg per day of morphine for 37 h 55 min 12 s, 40 % of the dose"
    )


@pytest.mark.requirement("GIP-1.4", "GIP-8.10")
@pytest.mark.parametrize(("mcg_per_ml", "named"), [(50, True), (5_000, True), (1_500, False)])
def test_a_concentration_out_by_ten(mcg_per_ml: int, named: bool) -> None:
    """JAMA 1998;280:1484 and ISMP 2004: a concentration entered too low, and the pump gives too much."""
    violations = caught(even(100, fill("baclofen", mcg_per_ml)), None)
    (unlisted,) = violations[Limit.CONCENTRATION_NOT_LISTED]
    assert unlisted.severity is SOFT
    assert (unlisted.reason == "a decimal point may be misplaced") is named


def test_milligrams_for_micrograms() -> None:
    present = even(2, fill("ziconotide", 25))
    violations = caught(
        PumpProgram(fill("ziconotide", 25), Continuous(NanogramsPerDay(2_000 * MCG))), present
    )
    assert violations[Limit.DOSE_PER_DAY][0].severity is HARD
    assert violations[Limit.LIKELY_SLIP][0].reason == "mg and mcg may be mixed up"


def test_hydromorphone_at_a_dose_of_morphine() -> None:
    """6 mg of morphine are about 1 mg of HYDROmorphone: the dose of the one is six times that of the other."""
    present = even(6_000, fill("morphine", 10_000))
    program = opened(even(6_000, fill("hydromorphone", 10_000)), bridge(6_000, fill("morphine", 10_000)))
    violations = caught(program, present)
    (start,) = violations[Limit.START_DOSE]
    assert (start.severity, start.subject) == (SOFT, "HYDROmorphone")
    assert start.ratio == 40
    assert Limit.OFF_LABEL in violations
    assert violations[Limit.DRUG_DROPPED][0].subject == "morphine"


def test_a_ziconotide_dose_below_the_least_flow_must_be_diluted() -> None:
    """T2: 0.5 mcg per day of 25 mcg/mL is 0.020 mL per day."""
    exact = PumpProgram(fill("ziconotide", 25), Continuous(NanogramsPerDay(500)))
    (low,) = caught(exact, None)[Limit.FLOW_TOO_LOW]
    assert low.severity is HARD


def test_a_step_of_12_per_cent_of_hydromorphone_is_an_ordinary_one() -> None:
    """E11: 1.94 to 2.174 mg per day."""
    drug = fill("hydromorphone", 10_000)
    present = PumpProgram(drug, Continuous(NanogramsPerDay(1_940_000)))
    assert caught(PumpProgram(drug, Continuous(NanogramsPerDay(2_174_000))), present) == {}


@pytest.mark.parametrize("age", [None, AgeGroup.ADULT, AgeGroup.CHILD])
@pytest.mark.parametrize("condition", [None, Condition.SPINAL_SPASTICITY, Condition.CEREBRAL_SPASTICITY])
def test_an_ordinary_step_of_baclofen_needs_no_reason(
    condition: Condition | None, age: AgeGroup | None
) -> None:
    indication = Indication(condition, age)
    assert caught(even(402, BACLOFEN), even(350, BACLOFEN), indication=indication) == {}


def test_an_abrupt_end_of_baclofen_says_that_it_can_kill() -> None:
    violations = caught(even(40, BACLOFEN), even(400, BACLOFEN))
    assert "untreated it can kill" in violations[Limit.STEP_DOWN][0].reason
    assert violations[Limit.STEP_DOWN][0].severity is SOFT


def test_a_day_in_milligrams_reads_like_one() -> None:
    drug = fill("morphine", 25_000)
    (passed,) = caught(even(16_000, drug), even(16_000, drug))[Limit.DOSE_PER_DAY]
    assert plain(passed) == (
        "morphine: dose in 24 hours above the limit: 16 mg per day with every allowed bolus; "
        "usually at most 15 mg per day; ≈ 1.07 × the limit"
    )
    assert passed.ratio is not None
    assert passed.ratio * 15 * MG == 16 * MG
