"""What stands against a drug that the library has in mg is told in mg, however small it is, and the same in mcg."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from programmer.therapy.boluses import PrimeExtent, PrimingBolus, SingleBolus
from programmer.therapy.drug_library import DrugLibrary
from programmer.therapy.limits import LastDay, Limit
from programmer.therapy.limits.pump import check_program
from programmer.therapy.programs import DaySchedule, MinimumRate, PumpProgram, ScheduleStep, Stopped
from programmer.therapy.quantities import Nanograms, NanogramsPerDay, Nanolitres, Seconds, SecondsOfDay
from tests.support.libraries import drug, library
from tests.support.situations import (
    LIMITS,
    MCG,
    TEST_LIBRARY,
    bridge,
    even,
    fill,
    found,
    on_request,
    periodic,
    told,
    treat,
)


def _in_mg(words: str) -> str:
    """``50 mcg/day`` as ``0.05 mg/day``; concentrations stay."""
    match = re.fullmatch(r"([\d.]+) mcg(/day)?", words)
    return words if match is None else f"{Decimal(match[1]) / 1000:f} mg{match[2] or ''}"


def _all_in_mg(entry: dict[str, str]) -> dict[str, str]:
    return {key: _in_mg(words) for key, words in entry.items()}


IN_MG = library(_all_in_mg(drug()), _all_in_mg(drug("otherdrug", "OTHERdrug")))
STRONG = fill(mcg_per_ml=2000)
SINGLE = SingleBolus(Nanograms(90 * MCG), Seconds(3600))
GIVEN = LastDay((("testdrug", Fraction(20 * MCG)),))
AN_HOUR = DaySchedule(
    tuple(
        ScheduleStep(SecondsOfDay(hour * 3600), NanogramsPerDay(dose * MCG))
        for hour, dose in ((0, 0), (10, 26_400), (11, 0))
    )
)
TENTH_OF_AN_HOUR = replace(
    AN_HOUR, steps=tuple(replace(step, dose=NanogramsPerDay(step.dose.value // 10)) for step in AN_HOUR.steps)
)
TOO_MUCH = PrimingBolus(PrimeExtent.PUMP_AND_CATHETER, Nanolitres(556_000), Seconds(3600))

# What is programmed, what ran before it, and what the first of its limits is told as.
CASES: dict[str, tuple[PumpProgram, PumpProgram | None, LastDay, Limit, str]] = {
    "a first dose": (even(250), None, LastDay(), Limit.START_DOSE, "0.25 mg per day"),
    "a first dose after boluses": (
        even(250),
        None,
        GIVEN,
        Limit.START_DOSE,
        "0.27 mg per day and 0.02 mg that boluses gave in the last 24 hours",
    ),
    "a step up": (
        even(500),
        even(400),
        LastDay(),
        Limit.STEP_UP,
        "from 0.4 mg per day to 0.5 mg per day, 25 % more",
    ),
    "a large step up": (
        even(750),
        even(400),
        LastDay(),
        Limit.STEP_UP_AMOUNT,
        "from 0.4 mg per day to 0.75 mg per day, 0.35 mg per day more",
    ),
    "a step down": (
        even(300),
        even(400),
        LastDay(),
        Limit.STEP_DOWN,
        "from 0.4 mg per day to 0.3 mg per day, 25 % less",
    ),
    "a single bolus": (
        even(400, opening=SINGLE),
        even(400),
        GIVEN,
        Limit.STEP_UP,
        "the single bolus and 0.02 mg that boluses gave in the last 24 hours from 0.4 mg per day to 0.51 mg per day",
    ),
    "ten times as much": (even(90), even(900), LastDay(), Limit.LIKELY_SLIP, "dose 0.09 mg per day"),
    "a bolus ten times as large": (
        even(400, patient_bolus=on_request(5)),
        even(400, patient_bolus=on_request(50)),
        LastDay(),
        Limit.LIKELY_SLIP,
        "patient bolus 0.005 mg; one part in 10 of the present 0.05 mg",
    ),
    "a periodic bolus ten times as large": (
        treat(periodic(5, 14_400)),
        treat(periodic(50, 14_400)),
        LastDay(),
        Limit.LIKELY_SLIP,
        "periodic bolus 0.005 mg; one part in 10 of the present 0.05 mg",
    ),
    "out of what is usual": (even(9), None, LastDay(), Limit.LIKELY_SLIP, "dose 0.009 mg per day"),
    "a short interval": (treat(periodic(5, 1800)), None, LastDay(), Limit.INTERVAL_SHORT, "0.24 mg per day"),
    "a bolus": (
        even(400, patient_bolus=on_request(150)),
        None,
        LastDay(),
        Limit.BOLUS,
        "0.15 mg as a patient bolus",
    ),
    "a day": (
        even(1100),
        even(1100),
        GIVEN,
        Limit.DOSE_PER_DAY,
        "1.12 mg per day with every allowed bolus and 0.02 mg that boluses gave in the last 24 hours",
    ),
    "a drug that is dropped": (
        even(150, fill("otherdrug")),
        even(400),
        LastDay(),
        Limit.DRUG_DROPPED,
        "0.4 mg per day",
    ),
    "a highest rate ten times as large": (
        treat(AN_HOUR, STRONG),
        treat(TENTH_OF_AN_HOUR, STRONG),
        LastDay(),
        Limit.LIKELY_SLIP,
        "highest rate 26.4 mg per day; 10 times the present 2.64 mg per day",
    ),
    "too long a bridge": (
        even(400, STRONG, opening=bridge(400, path=Nanolitres(340_000))),
        even(400),
        LastDay(),
        Limit.BRIDGE_PATH_DIFFERS,
        "the new testDRUG runs at 1.6 mg per day",
    ),
    "a bridge of no use": (
        even(400, STRONG, opening=bridge(110)),
        even(400),
        LastDay(),
        Limit.BRIDGE_OF_NO_USE,
        "0.11 mg per day of testDRUG for 34 h 28 min 21 s; without any bridge it would be 0.1 mg per day",
    ),
    "a bridge that begins a drug": (
        even(250, STRONG, opening=bridge(250)),
        PumpProgram(fill(), Stopped()),
        LastDay(),
        Limit.START_DOSE,
        "0.25 mg per day in the bridge",
    ),
    "a prime that is too large": (
        even(150, opening=TOO_MUCH),
        None,
        LastDay(),
        Limit.BOLUS,
        "0.12 mg that the prime pushes beyond the path",
    ),
    "a prime into a full path": (
        even(150, opening=TOO_MUCH),
        even(150),
        LastDay(),
        Limit.PRIME_FULL_PATH,
        "in one full of testDRUG 500 mcg/mL it gives 0.278 mg in",
    ),
    "a fast bolus": (
        even(400, patient_bolus=on_request(50)),
        even(400),
        LastDay(),
        Limit.BOLUS_FLOW_TOO_HIGH,
        "0.4 mg per day and the bolus are 144.8 mL per day",
    ),
    "a slow bolus": (
        even(5, patient_bolus=on_request(1, lasting_s=7200)),
        even(5),
        LastDay(),
        Limit.BOLUS_FLOW_TOO_LOW,
        "0.005 mg per day and the bolus are 0.034 mL per day",
    ),
    "another minimum rate": (
        treat(MinimumRate(NanogramsPerDay(5 * MCG))),
        even(5),
        LastDay(),
        Limit.MINIMUM_RATE_DIFFERS,
        "0.005 mg per day; its 0.006 mL per day gives 0.003 mg per day",
    ),
    "all in an hour": (
        treat(AN_HOUR, STRONG),
        even(900, STRONG),
        LastDay(),
        Limit.DOSE_PER_HOUR,
        "1.1 mg in the fullest hour",
    ),
}


def sentences(case: str, drugs: DrugLibrary) -> list[tuple[Limit, str]]:
    program, present, lately, _, _ = CASES[case]
    violations = found(program, present, drugs=drugs, last_day=lately)
    return list(zip([one.limit for one in violations], told(violations), strict=True))


@pytest.mark.parametrize("case", CASES)
def test_every_sentence_of_a_drug_in_mg_has_mg_and_never_mcg(case: str) -> None:
    *_, limit, words = CASES[case]
    said = sentences(case, IN_MG)
    assert any(one is limit and words in text for one, text in said), said
    doses = [re.sub(r"[\d.,]+ mcg/mL", "", text) for _, text in said]
    assert not [text for text in doses if "mcg" in text and "mg and mcg" not in text]


@pytest.mark.parametrize("case", CASES)
def test_the_limits_are_the_same_whichever_unit_the_library_has(case: str) -> None:
    assert [limit for limit, _ in sentences(case, IN_MG)] == [
        limit for limit, _ in sentences(case, TEST_LIBRARY)
    ]
    assert not [text for _, text in sentences(case, TEST_LIBRARY) if re.search(r"\d mg\b", text)]


def test_a_step_down_by_an_amount_is_told_in_mg_too() -> None:
    down = {"testdrug.pain.adult.step_down_amount.soft": "0.05 mg/day"}
    said = told(found(even(390), even(480), drugs=library(_all_in_mg(drug()) | down)))
    assert said == [
        (
            "testDRUG: a large step down: from 0.48 mg per day to 0.39 mg per day, 0.09 mg per day less; "
            "usually at most 0.05 mg per day; 1.8 × the limit; It is missed"
        )
    ]


def test_the_boluses_of_two_drugs_stand_each_in_the_unit_of_its_own() -> None:
    """Another drug takes the place of the one before it, with a tenth of its boluses."""
    drugs = library(_all_in_mg(drug()), drug("otherdrug", "OTHERdrug"))
    other = fill("otherdrug")
    asked = even(400, patient_bolus=on_request(5)), even(300, other, patient_bolus=on_request(50))
    paced = treat(periodic(5, 14_400)), treat(periodic(50, 14_400), other)
    for (program, present), kind in ((asked, "patient"), (paced, "periodic")):
        said = told(found(program, present, drugs=drugs))
        words = f"{kind} bolus 0.005 mg; one part in 10 of the present 50 mcg"
        assert [text for text in said if words in text], said


def test_of_a_pump_without_a_minimum_rate_the_one_asked_for_is_told_in_mg() -> None:
    (said,) = check_program(
        treat(MinimumRate(NanogramsPerDay(5 * MCG))), replace(LIMITS, maintaining_flow=Nanolitres(0)), "mg"
    )
    assert told((said,)) == [
        "Not what this pump's minimum rate gives: 0.005 mg per day; it has no minimum rate"
    ]
