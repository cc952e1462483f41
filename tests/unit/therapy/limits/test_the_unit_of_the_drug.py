"""What stands against a drug that the library has in mg is told in mg, however small it is, and the same in mcg."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest

from programmer.therapy.boluses import SingleBolus
from programmer.therapy.drug_library import DrugLibrary
from programmer.therapy.limits import LastDay, Limit
from programmer.therapy.programs import DaySchedule, PumpProgram, ScheduleStep
from programmer.therapy.quantities import Nanograms, NanogramsPerDay, Seconds, SecondsOfDay
from tests.support.libraries import drug, library
from tests.support.situations import MCG, TEST_LIBRARY, even, fill, found, on_request, periodic, told, treat


def _in_mg(words: str) -> str:
    """``50 mcg/day`` as ``0.05 mg/day``; concentrations stay."""
    match = re.fullmatch(r"([\d.]+) mcg(/day)?", words)
    return words if match is None else f"{Decimal(match[1]) / 1000:f} mg{match[2] or ''}"


IN_MG = library({key: _in_mg(words) for key, words in drug().items()})
STRONG = fill(mcg_per_ml=2000)
SINGLE = SingleBolus(Nanograms(90 * MCG), Seconds(3600))
GIVEN = LastDay((("testdrug", Fraction(20 * MCG)),))
AN_HOUR = DaySchedule(
    tuple(
        ScheduleStep(SecondsOfDay(hour * 3600), NanogramsPerDay(dose * MCG))
        for hour, dose in ((0, 0), (10, 26_400), (11, 0))
    )
)

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
