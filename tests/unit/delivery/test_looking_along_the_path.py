"""What will be at the tip can be told without pushing anything."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest

from programmer.delivery.fluid import Fluid
from programmer.delivery.path import Path

FLUIDS: tuple[Fluid, ...] = ((), (("morphine", Fraction(1)),), (("morphine", Fraction(2)),))


def a_path(random: Random) -> Path:
    path = Path(random.randrange(300), random.randrange(1, 900), random.choice((None, *FLUIDS)))
    for _ in range(random.randrange(5)):
        path.push(random.randrange(1, 500), random.choice(FLUIDS))
    return path


@pytest.mark.parametrize("seed", range(60))
def test_what_is_looked_at_is_what_would_be_there(seed: int) -> None:
    random = Random(seed)
    path, entering, volume = a_path(random), random.choice(FLUIDS), random.randrange(1500)
    if random.random() < 0.3:
        path.prime_front(160)
    before = path.slugs
    pushed = path.copy()
    pushed.push(volume, entering)
    tip, until = path.ahead(volume, entering)
    assert path.slugs == before
    assert tip == pushed.at_tip
    assert until == pushed.until_another_at_tip(entering)


def test_of_no_path_what_enters_is_at_the_tip() -> None:
    assert Path(0, 0, None).ahead(5, FLUIDS[1]) == (FLUIDS[1], None)
