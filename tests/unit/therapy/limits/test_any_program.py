"""Whatever two programs there are, the check comes to an end with violations that can be told."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from programmer.therapy.drug_library import AgeGroup, Condition, Indication
from programmer.therapy.drugs import DrugFill
from programmer.therapy.limits import Severity, check
from programmer.therapy.programs import Continuous, PumpProgram
from programmer.therapy.quantities import NanogramsPerDay, NanogramsPerMillilitre, Nanolitres
from tests.support.libraries import shipped
from tests.support.programs import programs
from tests.support.situations import situation

SHIPPED = shipped()
indications = st.none() | st.builds(
    Indication, st.none() | st.sampled_from(Condition), st.none() | st.sampled_from(AgeGroup)
)
volumes = st.integers(0, 50_000_000).map(Nanolitres)


def renamed(program: PumpProgram, name: str) -> PumpProgram:
    """The same program of a drug that the library knows."""
    others = tuple(other for other in program.others if other.name != name)
    return replace(program, drug=replace(program.drug, name=name), others=others)


known = st.builds(renamed, programs, st.sampled_from(tuple(SHIPPED.entries)))


@given(programs | known, st.none() | programs | known, indications, volumes, volumes)
def test_there_is_always_an_answer_and_it_can_be_told(
    program: PumpProgram,
    present: PumpProgram | None,
    indication: Indication | None,
    reservoir: Nanolitres,
    left: Nanolitres,
) -> None:
    where = situation(present, SHIPPED, indication=indication, reservoir=reservoir, bridge_left=left)
    violations = check(program, where)
    assert all(one.sentence and not one.sentence.endswith(".") for one in violations)
    severities = [one.severity for one in violations]
    assert severities == sorted(severities, key=lambda severity: severity is Severity.SOFT)


@given(st.integers(50_000, 500_000), st.integers(0, 1_000_000))
def test_a_higher_dose_is_never_judged_more_mildly(nanograms: int, more: int) -> None:
    """Of baclofen, from one present program: what is hard at a dose is hard at every higher one."""
    drug = DrugFill("baclofen", NanogramsPerMillilitre(500_000))
    present = PumpProgram(drug, Continuous(NanogramsPerDay(50_000)))

    def hard(dose: int) -> set[str]:
        violations = check(PumpProgram(drug, Continuous(NanogramsPerDay(dose))), situation(present, SHIPPED))
        return {one.limit.value for one in violations if one.severity is Severity.HARD}

    assert hard(nanograms) <= hard(nanograms + more)
