"""Hands take out and put in; the pump is not told."""

from __future__ import annotations

from fractions import Fraction

import pytest

from programmer.delivery.fluid import SPINAL_FLUID
from programmer.delivery.hands import FillRefused
from programmer.therapy.quantities import Nanolitres
from tests.unit.delivery.bodies import EVEN, MORPHINE, PATH, balanced, engine
from tests.unit.delivery.deliveries import BACLOFEN_500, BACLOFEN_2000, HOUR, row

ML = 1_000_000


def test_an_emptied_reservoir_keeps_its_residual_volume() -> None:
    pump = engine()
    drawn = pump.hands.empty()
    assert row(drawn.volume, drawn.drugs) == (14_900_000, (("baclofen", 7_450_000),))
    assert pump.totals().reservoir == 100_000
    assert pump.hands.empty().volume == 0
    assert pump.believed == Nanolitres(15_000_000)
    balanced(pump)


def test_what_comes_is_at_most_what_is_there() -> None:
    pump = engine(reservoir=Nanolitres(3 * ML))
    assert pump.hands.withdraw(Nanolitres(2 * ML)).volume == 2 * ML
    assert pump.hands.withdraw(Nanolitres(2 * ML)).volume == 900_000
    balanced(pump)


@pytest.mark.requirement("IT-6")
def test_more_than_the_reservoir_holds_is_refused_with_what_would_fit() -> None:
    pump = engine()
    assert pump.hands.fill(Nanolitres(5 * ML + 1), (BACLOFEN_500,)) == FillRefused(Fraction(5 * ML))
    assert pump.totals().reservoir == 15 * ML
    assert pump.hands.fill(Nanolitres(5 * ML), (BACLOFEN_500,)) is None
    balanced(pump)


def test_a_filling_mixes_with_what_had_stayed() -> None:
    pump = engine()
    pump.hands.empty()
    pump.hands.fill(Nanolitres(900_000), (BACLOFEN_2000, MORPHINE))
    assert pump.snapshot().contents == (("baclofen", Fraction(37, 20)), ("morphine", Fraction(9)))


def test_a_pocket_fill_is_in_the_tissue_at_once() -> None:
    pump = engine()
    pump.hands.fill_pocket(Nanolitres(18 * ML), (BACLOFEN_500,))
    now = pump.totals()
    assert row(now.lost, now.tissue, now.reservoir) == (18 * ML, {"baclofen": 9 * ML}, 15 * ML)
    balanced(pump)


def test_the_wrong_port_gives_what_was_in_the_catheter_and_then_the_drug_itself() -> None:
    pump = engine()
    pump.hands.fill_catheter_port(Nanolitres(1 * ML), (MORPHINE,))
    now = pump.totals()
    assert now.given == 1 * ML
    # The catheter behind the tubing holds 0.176 mL.
    assert now.tip == {"baclofen": 88_000, "morphine": (1 * ML - 176_000) * 10}
    assert row(*pump.snapshot().path[0]) == (140_000, (("baclofen", Fraction(1, 2)),))
    balanced(pump)


def test_dye_pushes_the_drug_of_the_catheter_out_and_keeps_that_of_the_tubing() -> None:
    pump = engine()
    pump.hands.dye(Nanolitres(176_000))
    assert pump.totals().tip == {"baclofen": 88_000}
    assert row(*pump.snapshot().path[1]) == (176_000, SPINAL_FLUID)
    balanced(pump)


@pytest.mark.parametrize(("wanted", "drug"), [(100_000, 50_000), (176_000, 88_000), (500_000, 88_000)])
def test_aspirating_brings_the_drug_of_the_catheter_and_then_spinal_fluid(wanted: int, drug: int) -> None:
    pump = engine()
    drawn = pump.hands.aspirate(Nanolitres(wanted))
    assert row(drawn.volume, dict(drawn.drugs)) == (wanted, {"baclofen": drug})
    assert pump.totals().path == PATH
    assert pump.tip().fluid == SPINAL_FLUID
    balanced(pump)


def test_an_empty_catheter_gives_less_than_was_asked_for() -> None:
    pump = engine(path=None)
    assert pump.hands.aspirate(Nanolitres(100_000)).volume == 0
    balanced(pump)


@pytest.mark.parametrize("fault", ["occluded", "came off"])
def test_a_catheter_that_is_blocked_or_came_off_gives_nothing(fault: str) -> None:
    pump = engine()
    pump.occlude(True) if fault == "occluded" else pump.leak(1_000_000)
    assert pump.hands.aspirate(Nanolitres(100_000)).volume == 0
    pump.hands.fill_catheter_port(Nanolitres(100_000), (MORPHINE,))
    assert pump.totals().lost == (0 if fault == "occluded" else 100_000)
    assert pump.totals().given == 0
    balanced(pump)


@pytest.mark.parametrize("filled", [True, False])
def test_a_new_catheter_holds_spinal_fluid_or_nothing_and_the_tubing_what_it_held(filled: bool) -> None:
    pump = engine()
    pump.hands.change_catheter(500, filled=filled)
    now, (tubing, catheter) = pump.totals(), pump.snapshot().path
    assert row(*tubing) == (140_000, (("baclofen", Fraction(1, 2)),))
    assert row(*catheter) == (110_000, SPINAL_FLUID if filled else None)
    assert now.taken_out == 176_000
    assert pump.catheter.length_mm == 500
    balanced(pump)
    pump.hands.trim(400, filled=filled)
    assert pump.totals().taken_out == 176_000 + (110_000 if filled else 0)
    balanced(pump)


@pytest.mark.requirement("OPCA-R6.8.0-2")
def test_the_pump_hears_of_nothing_that_hands_do() -> None:
    pump = engine(EVEN)
    pump.hands.empty()
    pump.hands.fill(Nanolitres(3 * ML), (BACLOFEN_500,))
    pump.hands.aspirate(Nanolitres(100_000))
    pump.hands.change_catheter()
    pump.advance(HOUR)
    assert pump.take_happened() == []
    assert pump.believed == Nanolitres(15 * ML - 20_000)
