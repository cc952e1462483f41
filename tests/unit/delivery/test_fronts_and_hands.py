"""A front that has not entered yet is not disturbed by hands at the catheter; one that has stays sharp."""

from __future__ import annotations

from fractions import Fraction

from programmer.delivery.fluid import Fluid
from programmer.delivery.path import Path

OLD: Fluid = (("morphine", Fraction(1)),)
NEW: Fluid = (("morphine", Fraction(3)),)


def test_a_front_that_enters_after_hands_have_come_mixes() -> None:
    path = Path(400, 600, OLD)
    path.prime_front(160)
    path.push_from_port(50, ())
    path.push(80, NEW)
    assert len({fluid for size, fluid in path.slugs}) > 8


def test_a_front_that_had_entered_when_hands_came_stays_sharp() -> None:
    path = Path(400, 600, OLD)
    path.prime_front(160)
    path.push(10, NEW)
    path.push_from_port(50, ())
    path.push(80, NEW)
    assert [fluid for _, fluid in path.slugs] == [NEW, OLD, (), OLD]


def test_of_a_catheter_changed_before_it_enters_half_the_new_path_is_mixed_over() -> None:
    path = Path(100, 600, OLD)
    path.prime_front(1_000)
    path.change_catheter(60, filled=True)
    path.push(80, NEW)
    assert path.volume == 160
    assert len({fluid for size, fluid in path.slugs}) == 8
