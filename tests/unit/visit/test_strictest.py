"""Where the indication is not known it is said whose limit holds, from where, and only where another might."""

from __future__ import annotations

import pytest

from programmer.therapy.boluses import SingleBolus
from programmer.therapy.drug_library import AgeGroup, Condition, Indication, NoLibrary
from programmer.therapy.limits import Limit, Violation
from programmer.therapy.programs import Continuous, PumpProgram
from programmer.therapy.quantities import Nanograms, Seconds
from programmer.visit.bolus_proposal import bolus_objections
from programmer.visit.interrogation import Interrogation
from programmer.visit.proposal import objections
from programmer.visit.strictest import strictest, strictest_note
from tests.support.library import shipped_library
from tests.unit.visit.bench import Bench, a_program, micrograms

SPINAL, CEREBRAL = Condition.SPINAL_SPASTICITY, Condition.CEREBRAL_SPASTICITY
ADULT, CHILD = AgeGroup.ADULT, AgeGroup.CHILD


@pytest.fixture(scope="module")
def read() -> Interrogation:
    bench = Bench()
    found = bench.begin().interrogation
    bench.records.close()
    return found


def at(dose: int, per_ml: int = 500) -> PumpProgram:
    return a_program(Continuous(micrograms(dose)), per_ml=per_ml)


def passed(program: PumpProgram, read: Interrogation, indication: Indication, limit: Limit) -> Violation:
    found = objections(program, read, shipped_library(), indication)
    return next(one for one in found if one.limit is limit)


@pytest.mark.requirement("GIP-1.5")
@pytest.mark.parametrize(
    ("indication", "rows"),
    [
        (Indication(), {(SPINAL, CHILD), (CEREBRAL, CHILD)}),
        (Indication(age=None, condition=SPINAL), {(SPINAL, CHILD)}),
        (Indication(age=CHILD), None),
        (Indication(SPINAL, CHILD), None),
    ],
    ids=["nothing known", "age not known", "a child", "known"],
)
def test_the_rows_are_named_whose_limit_holds_where_another_may_be_the_patients(
    indication: Indication, rows: set[tuple[Condition, AgeGroup]] | None, read: Interrogation
) -> None:
    violation = passed(at(5000), read, indication, Limit.DOSE_PER_DAY)
    held = strictest(violation, shipped_library(), indication)
    assert (None if held is None else set(held.rows)) == rows


def test_a_note_says_what_is_not_known_whose_limit_holds_and_where_it_is_from(read: Interrogation) -> None:
    violations = (passed(at(5000), read, Indication(), Limit.DOSE_PER_DAY),)
    note = strictest_note(violations, shipped_library(), Indication()).replace("\u00a0", " ")
    assert note == (
        "The patient's indication is not known, so the strictest limits hold: baclofen: 1,199 mcg per day holds for "
        "child, spinal spasticity, or child, cerebral spasticity [D: chosen by this project: the highest of the range "
        "under 12 years, 24 to 1,199 mcg/day (minclinic.eu lioresal-baclofen-343335)]"
    )


@pytest.mark.parametrize(
    ("indication", "begin"),
    [
        (Indication(age=CHILD), "What the patient is treated for is not known, so"),
        (Indication(SPINAL), "Whether the patient is a child is not known, so"),
        (Indication(Condition.PAIN, ADULT), "The drug library has no limits of baclofen for adult, pain, so"),
    ],
)
def test_what_is_known_of_the_patient_is_not_called_unknown(
    indication: Indication, begin: str, read: Interrogation
) -> None:
    bolus = SingleBolus(Nanograms(240_000), Seconds(3600))
    violations = bolus_objections(bolus, read, shipped_library(), indication)
    every = (*violations, *objections(at(130), read, shipped_library(), indication))
    every += objections(at(850), read, shipped_library(), indication)
    assert strictest_note(every, shipped_library(), indication).startswith(begin)


def test_nothing_is_said_where_every_row_has_that_limit_where_it_is_known_and_of_other_limits(
    read: Interrogation,
) -> None:
    library, known = shipped_library(), Indication(SPINAL, ADULT)
    assert not strictest_note(objections(at(5000), read, library, known), library, known)
    too_strong = passed(at(97, 4500), read, Indication(), Limit.CONCENTRATION)
    down = passed(at(50), read, Indication(), Limit.STEP_DOWN)
    assert (too_strong.fact is not None, down.fact is not None) == (True, True)
    assert not strictest_note((too_strong, down), library, Indication())
    assert not strictest_note((too_strong, down), NoLibrary("", "", ""), Indication())
