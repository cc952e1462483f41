"""Amounts are exact, carry their unit in the type, and do not mix."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    NanolitresPerDay,
    PumpTime,
    SecondsOfDay,
    WholeQuantity,
    flow,
    mass,
)

KINDS: tuple[type[WholeQuantity], ...] = (
    Nanolitres,
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    SecondsOfDay,
    PumpTime,
)
PAIRS = list(permutations(KINDS, 2))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("value", [True, False, 1.0, 0.5, "1", None, Fraction(1)])
def test_only_a_whole_number_makes_a_quantity(kind: Any, value: Any) -> None:
    with pytest.raises(TypeError, match=rf"^{kind.__name__} takes a whole number, not "):
        kind(value)


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_units_do_not_add_up_compare_or_equal(first: Any, second: Any) -> None:
    one, other = first(3), second(3)
    assert one != other
    with pytest.raises(TypeError):
        one + other
    with pytest.raises(TypeError):
        one - other
    with pytest.raises(TypeError):
        one < other  # noqa: B015
    with pytest.raises(TypeError):
        one + 3


@pytest.mark.parametrize("kind", KINDS)
def test_equal_units_add_subtract_and_compare(kind: Any) -> None:
    assert kind(3) + kind(4) == kind(7)
    assert kind(7) - kind(4) == kind(3)
    assert kind(3) < kind(4) <= kind(4)
    assert type(kind(3) + kind(4)) is kind
    assert hash(kind(3)) == hash(kind(3))


def test_nothing_is_false_and_something_is_true() -> None:
    assert not Nanograms(0)
    assert Nanograms(1)


def test_a_quantity_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Nanograms(3).value = 4  # type: ignore[misc]


@pytest.mark.parametrize("second", [-1, 86_400, 10**9])
def test_a_time_of_day_lies_within_the_day(second: int) -> None:
    with pytest.raises(ValueError, match=r"^a time of day is 0 to 86,399 s, not "):
        SecondsOfDay(second)


def test_the_day_begins_at_its_first_second_and_ends_at_its_last() -> None:
    assert SecondsOfDay(0).value == 0
    assert SecondsOfDay(86_399).value == 86_399


@pytest.mark.parametrize("value", [1, 0.5, True, "1"])
def test_a_flow_is_a_fraction_and_nothing_else(value: Any) -> None:
    with pytest.raises(TypeError, match=r"^NanolitresPerDay takes a fraction, not "):
        NanolitresPerDay(value)


def test_a_flow_is_exact_where_no_whole_number_is() -> None:
    asked = flow(NanogramsPerDay(97_000), NanogramsPerMillilitre(500_000))
    assert asked == NanolitresPerDay(Fraction(194_000))
    assert asked.value / 24 == Fraction(24_250, 3)  # 8,083 1/3 nL per hour
    assert asked.per_microsecond * 86_400 * 10**6 == 194_000


@pytest.mark.parametrize("concentration", [0, -1])
def test_no_flow_without_a_concentration(concentration: int) -> None:
    with pytest.raises(ValueError, match=r"^a concentration must be greater than zero to give a flow$"):
        flow(NanogramsPerDay(1), NanogramsPerMillilitre(concentration))


@given(st.integers(0, 10**12), st.integers(1, 10**9))
def test_what_flows_in_a_day_holds_the_day_s_dose(dose: int, concentration: int) -> None:
    volume = flow(NanogramsPerDay(dose), NanogramsPerMillilitre(concentration)).value
    assert volume * concentration / 1_000_000 == dose


def test_the_drug_in_a_volume_need_not_be_whole() -> None:
    assert mass(Nanolitres(1), NanogramsPerMillilitre(500_000)) == Fraction(1, 2)
    assert mass(Nanolitres(1_000_000), NanogramsPerMillilitre(500_000)) == 500_000


def test_the_weakest_drug_there_is_has_a_flow() -> None:
    assert flow(NanogramsPerDay(1), NanogramsPerMillilitre(1)).value == 1_000_000
