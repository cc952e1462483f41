"""The drug in tubing and catheter: rates are felt at the tip at once, another drug when the path has been swept."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from programmer.delivery.fluid import SPINAL_FLUID, blend, fluid_of
from programmer.delivery.path import Path
from programmer.therapy.boluses import PrimeExtent, PrimingBolus
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import Continuous
from programmer.therapy.quantities import NanogramsPerDay, NanogramsPerMillilitre, Nanolitres, Seconds
from tests.unit.delivery.bodies import CATHETER, EVEN, PATH, balanced, body, engine
from tests.unit.delivery.deliveries import BACLOFEN_2000, DAY, HOUR, SECOND, row

MIXING = Nanolitres(100_000)
PRIME = PrimingBolus(PrimeExtent.PUMP_AND_CATHETER, Nanolitres(PATH), Seconds(316))
OLD, NEW = fluid_of((EVEN.drug,)), fluid_of((BACLOFEN_2000,))


def a_path(tubing: int = 1_000, catheter: int = 3_000) -> Path:
    """A path of so many femtolitres, full of the old drug."""
    return Path(tubing, catheter, OLD)


def content(path: Path) -> list[tuple[int | Fraction, Fraction]]:
    """What is in it from the connector to the tip: volumes, and the first drug's ng per nL."""
    return [(volume, dict(fluid or ()).get("baclofen", Fraction(0))) for volume, fluid in path.slugs]


def mass(path: Path) -> Fraction:
    """Drug in it, in ng per nL times fL."""
    return sum((volume * held for volume, held in content(path)), Fraction(0))


# ---- rates and fronts --------------------------------------------------------------------------------------------


@pytest.mark.requirement("CRISYS-002-003", "GPCA-C01", "GPCA-C02", "IT-5")
def test_a_change_of_rate_is_felt_at_the_tip_at_once() -> None:
    pump = engine()
    assert pump.tip().flow == 480_000
    assert dict(pump.tip().rates) == {"baclofen": 240_000}
    pump.install(replace(EVEN, mode=Continuous(NanogramsPerDay(480_000))))
    assert dict(pump.tip().rates) == {"baclofen": 480_000}


@pytest.mark.requirement("IT-5")
def test_another_concentration_is_felt_at_the_tip_when_the_path_has_been_swept() -> None:
    """Without a bridge the patient gets a quarter of the dose as long as the old drug is in the path."""
    pump = engine()
    pump.hands.empty()
    pump.hands.fill(Nanolitres(19_000_000), (BACLOFEN_2000,))
    pump.install(replace(EVEN, drug=BACLOFEN_2000))
    at = pump.next_tip_change()
    assert at is not None
    assert at == pytest.approx(PATH * DAY / 120_000, abs=DAY * 50 / 120_000)
    pump.advance(at - 1)
    assert dict(pump.tip().rates)["baclofen"] == 60_000
    pump.advance(at)
    arrived = dict(pump.tip().rates)["baclofen"]
    # The reservoir was not dry when it was filled: 0.1 mL of the old drug are in 19.1 mL.
    assert arrived == 120_000 * (Fraction(19_000_000 * 2) + Fraction(100_000, 2)) / 19_100_000
    assert dict(pump.tip().at_pump)["baclofen"] == arrived
    assert pump.next_tip_change() is None


def test_nothing_arrives_while_nothing_moves() -> None:
    pump = engine()
    pump.occlude(True)
    assert row(pump.tip().flow, dict(pump.tip().rates)) == (0, {"baclofen": 0})
    assert pump.next_tip_change() is None
    pump.occlude(False)
    pump.leak(1_000_000)
    assert pump.tip().flow == 0
    assert dict(pump.tip().at_pump) == {"baclofen": 240_000}


def test_a_path_without_volume_gives_at_the_tip_what_leaves_the_pump() -> None:
    none = replace(CATHETER, tubing=Nanolitres(0), length_mm=0)
    pump = engine(build=body(catheter=none))
    pump.advance(HOUR)
    assert dict(pump.tip().rates) == {"baclofen": 240_000}
    assert pump.totals().tip == {"baclofen": 10_000}
    balanced(pump)


@pytest.mark.requirement("CRISYS-021-022", "GIP-1.24", "GIP-1.6")
def test_an_empty_path_gives_nothing_until_it_is_full() -> None:
    pump = engine(path=None)
    assert row(pump.totals().path, pump.tip().flow) == (0, 0)
    pump.advance(HOUR)
    assert row(pump.totals().path, pump.totals().given) == (20_000, 0)
    at = pump.next_tip_change()
    assert at is not None
    pump.advance(at)
    assert row(pump.totals().path, pump.totals().given, pump.tip().flow) == (PATH, 0, 480_000)
    balanced(pump)


def test_what_comes_out_at_the_tip_is_counted_by_drug() -> None:
    morphine = DrugFill("morphine", NanogramsPerMillilitre(1_000_000))
    pump = engine(replace(EVEN, others=(morphine,)), path=SPINAL_FLUID)
    pump.advance(16 * HOUR)  # 320,000 nL: 316,000 of spinal fluid and 4,000 of drug
    assert pump.totals().tip == {"baclofen": 2_000, "morphine": 4_000}


# ---- mixing -------------------------------------------------------------------------------------------------------


def test_a_front_that_enters_at_a_priming_rate_is_spread_in_eight_equal_steps() -> None:
    path = a_path()
    path.prime_front(800)
    path.push(400, NEW)
    steps = [Fraction(1, 2) + Fraction(3, 2) * Fraction(part, 16) for part in (15, 13, 11, 9, 7, 5, 3, 1)]
    assert content(path) == [*((100, step) for step in steps), (3_200, Fraction(1, 2))]


def test_a_front_is_sharp_until_half_of_its_volume_has_followed_it() -> None:
    path = a_path()
    path.prime_front(800)
    path.push(399, NEW)
    assert content(path) == [(399, 2), (3_601, Fraction(1, 2))]
    path.push(1, NEW)
    assert len(content(path)) == 9


def test_a_prime_that_is_shorter_spreads_it_over_what_has_followed() -> None:
    path = a_path()
    path.prime_front(800)
    path.push(203, NEW)
    before = mass(path)
    path.end_prime()
    assert mass(path) == before
    assert content(path)[:2] == [(3, Fraction(2)), (50, Fraction(1, 2) + Fraction(45, 32))]


def test_mixing_makes_no_drug_and_loses_none_whatever_was_in_the_path() -> None:
    path = a_path()
    path.push(130, SPINAL_FLUID)
    path.push(77, OLD)
    path.prime_front(1_000)
    path.push(499, NEW)
    before = mass(path)
    path.push(1, NEW)
    assert mass(path) == before + 2 - Fraction(1, 2)
    assert path.volume == 4_000


def test_a_path_too_short_for_it_is_mixed_as_far_as_it_has_room() -> None:
    path = a_path(0, 400)
    path.prime_front(1_000)
    path.push(200, NEW)
    assert [volume for volume, _ in content(path)] == [50] * 8


def test_against_nothing_a_front_stays_sharp() -> None:
    path = Path(1_000, 3_000, None)
    path.prime_front(800)
    path.push(400, NEW)
    assert path.slugs == ((400, NEW), (3_600, None))


@pytest.mark.requirement("IT-5")
def test_a_prime_after_a_refill_spreads_the_front_and_a_basal_rate_does_not() -> None:
    def swept(primed: bool) -> int:
        pump = engine(build=body(mixing=MIXING))
        pump.hands.empty()
        pump.hands.fill(Nanolitres(19_000_000), (BACLOFEN_2000,))
        pump.install(replace(EVEN, drug=BACLOFEN_2000, opening=PRIME if primed else None))
        pump.advance(316 * SECOND if primed else 4 * DAY)
        balanced(pump)
        return len({fluid for _, fluid in pump.snapshot().path})

    assert swept(primed=True) > 4
    assert swept(primed=False) == 1


@pytest.mark.requirement("IT-5")
def test_drug_is_conserved_through_a_prime_with_mixing() -> None:
    pump = engine(build=body(mixing=MIXING), path=SPINAL_FLUID)
    pump.install(replace(EVEN, opening=PRIME))
    pump.advance(HOUR)
    state, now = pump.snapshot(), pump.totals()
    in_path = sum(
        (volume * dict(fluid or ()).get("baclofen", 0) for volume, fluid in state.path), Fraction(0)
    )
    assert now.tip.get("baclofen", 0) + in_path == now.delivered / 2


# ---- fluids ---------------------------------------------------------------------------------------------------------


def test_masses_and_volumes_add() -> None:
    assert blend([(1, NEW), (3, OLD)]) == (("baclofen", Fraction(7, 8)),)
    assert blend([(1, NEW), (1, SPINAL_FLUID)]) == (("baclofen", Fraction(1)),)
    assert blend([]) == SPINAL_FLUID
