"""Of several figures of stability the shortest that may apply holds, and a drug without one is named."""

from __future__ import annotations

import pytest

from programmer.therapy.drug_library import NoLibrary, drugs_of_unknown_stability, shortest_stability
from programmer.therapy.drugs import DrugFill
from programmer.therapy.quantities import NanogramsPerMillilitre
from tests.support.library import shipped_library


def mixture(*names: str) -> tuple[DrugFill, ...]:
    return tuple(DrugFill(name, NanogramsPerMillilitre(1_000_000)) for name in names)


@pytest.mark.parametrize(
    ("names", "days", "shown", "condition"),
    [
        (("baclofen",), 180, "baclofen", "in pump"),
        (("ziconotide",), 14, "ziconotide", "first fill"),
        (("morphine", "clonidine"), 90, "morphine", "in pump"),
        (("hydromorphone", "clonidine"), 22, "HYDROmorphone", "with cloNIDine"),
        (("fentanyl", "bupivacaine"), 90, "bupivacaine", "in mixture"),
        (("baclofen", "morphine"), 90, "morphine", "in pump"),
    ],
)
def test_the_shortest_that_may_apply_holds(
    names: tuple[str, ...], days: int, shown: str, condition: str
) -> None:
    found = shortest_stability(mixture(*names), shipped_library())
    assert found is not None
    assert (found.days, found.shown, found.condition) == (days, shown, condition)


@pytest.mark.parametrize("name", ["hydromorphone", "clonidine", "bupivacaine", "fentanyl", "unheard"])
def test_a_figure_of_a_mixture_says_nothing_of_the_drug_alone(name: str) -> None:
    assert shortest_stability(mixture(name), shipped_library()) is None


def test_drugs_without_a_figure_are_named_as_they_are_shown() -> None:
    unknown = drugs_of_unknown_stability(mixture("hydromorphone", "clonidine", "unheard"), shipped_library())
    assert unknown == ("cloNIDine", "unheard")


def test_without_a_library_no_stability_is_known() -> None:
    none = NoLibrary("The library is refused", "It was altered", "Install it again")
    assert shortest_stability(mixture("baclofen"), none) is None
    assert drugs_of_unknown_stability(mixture("baclofen"), none) == ("baclofen",)
