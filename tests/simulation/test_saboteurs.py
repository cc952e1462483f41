"""Each invariant objects when the code under test is changed so that it must: a checker that cannot fail is none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.simulation.saboteurs import SABOTEURS, Saboteur
from tests.simulation.trial import Trials, trials
from tests.simulation.visits import VISITS


@pytest.fixture(scope="module")
def made() -> Iterator[Trials]:
    with trials() as made:
        yield made


@pytest.mark.parametrize("saboteur", [one for one in SABOTEURS if one.invariant != "I17"], ids=str)
def test_the_invariant_objects_to_its_saboteur(made: Trials, saboteur: Saboteur) -> None:
    with saboteur.at_work():
        for script in saboteur.scripts:
            objecting = {one.invariant for one in made.visit(saboteur.visit, script).violations}
            if saboteur.invariant in objecting:
                return
    pytest.fail(f"nothing objected to: {saboteur}")


def test_two_logs_of_one_seed_differ_when_anything_is_left_to_chance(made: Trials) -> None:
    (saboteur,) = (one for one in SABOTEURS if one.invariant == "I17")
    with saboteur.at_work():
        assert made.visit(saboteur.visit).log_hash != made.visit(saboteur.visit).log_hash


@pytest.mark.parametrize("visit", VISITS)
def test_nothing_objects_to_honest_code_without_a_fault(made: Trials, visit: str) -> None:
    verdict = made.visit(visit)
    assert verdict.violations == []
    assert verdict.struck.keys() <= {("crash of the programmer", phase) for phase in ("commit", "stop")}


def test_every_invariant_has_a_saboteur() -> None:
    assert {one.invariant for one in SABOTEURS} == {
        "I0", "I1", "I2", "I3", "I5", "I6", "I7", "I8", "I9", "I10", "I11", "I13", "I14", "I17",
    }  # fmt: skip
