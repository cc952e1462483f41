"""The twin of a pump: what its path holds when it is met, and what another program will find there."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from programmer.delivery.engine import Engine
from programmer.delivery.fluid import fluid_of
from programmer.delivery.preview import Ahead
from programmer.therapy.boluses import BridgeBolus, PrimeExtent, PrimingBolus
from programmer.therapy.drug_library.drug_words import AS_NAMED
from programmer.therapy.drugs import DrugFill
from programmer.therapy.notation import NO_BREAK
from programmer.therapy.programs import Continuous, PumpProgram
from programmer.therapy.pump import Catheter, Delivery
from programmer.therapy.quantities import NanogramsPerDay, NanogramsPerMillilitre, Nanolitres, Seconds
from programmer.visit.departures import departure_text, departures
from programmer.visit.interrogation import Interrogation
from programmer.visit.twin import present_pump, programmed, twin
from tests.unit.visit.bench import Bench

HOUR_US = 3_600_000_000
PATH = 316_000
TUBING = 140_000


def fill(name: str, mcg_per_ml: int) -> DrugFill:
    return DrugFill(name, NanogramsPerMillilitre(mcg_per_ml * 1000))


WEAK, STRONG, MORPHINE = fill("baclofen", 500), fill("baclofen", 2000), fill("morphine", 10_000)
CLONIDINE = fill("clonidine", 200)


def even(drug: DrugFill, mcg: int, **more: Any) -> PumpProgram:
    return PumpProgram(drug, Continuous(NanogramsPerDay(mcg * 1000)), **more)


def bridge(*old: DrugFill, mcg: int = 400, path: int = PATH) -> BridgeBolus:
    return BridgeBolus(old, NanogramsPerDay(mcg * 1000), Nanolitres(path))


def prime(extent: PrimeExtent, nanolitres: int) -> PrimingBolus:
    return PrimingBolus(extent, Nanolitres(nanolitres), Seconds(3600))


@pytest.fixture(scope="module")
def read() -> Interrogation:
    """A reading of the simulated pump, 20 mL in it, to be told otherwise."""
    bench = Bench()
    found = bench.begin().interrogation
    bench.records.close()
    return replace(found, catheter=Catheter("Reference catheter", Nanolitres(TUBING), Nanolitres(2_200), 800))


def met(read: Interrogation, program: PumpProgram, left: int = 0, **told: Any) -> Interrogation:
    """The reading of a pump with that program, of whose opening so many nL are left."""
    begun = None if left else read.status.pump_time
    status = replace(read.status, opening_left=Nanolitres(left), mode_since=begun, **told)
    return replace(read, program=program, status=status)


def held(pump: Engine) -> list[tuple[int, dict[str, int]]]:
    """What the path holds from the pump to the tip: nL, and mcg/mL of each drug."""
    return [
        (int(volume) // 1_000_000, {name: int(rate * 1000) for name, rate in fluid or ()})
        for volume, fluid in pump.ledger.path.slugs
    ]


def told(ahead: Ahead) -> list[str]:
    return [departure_text(one, AS_NAMED).replace(NO_BREAK, " ") for one in departures(ahead)]


# ---- what the path holds ----------------------------------------------------------------------------------------


def test_the_path_of_a_pump_that_delivers_is_full_of_its_drug(read: Interrogation) -> None:
    assert held(present_pump(met(read, even(WEAK, 90)))) == [(PATH, {"baclofen": 500})]


def test_during_a_bridge_the_old_drug_lies_before_what_has_been_pushed(read: Interrogation) -> None:
    pump = present_pump(met(read, even(STRONG, 400, opening=bridge(WEAK)), left=100_000))
    assert held(pump) == [(PATH - 100_000, {"baclofen": 2_000}), (100_000, {"baclofen": 500})]


def test_a_bridge_between_mixtures_has_every_old_drug_ahead(read: Interrogation) -> None:
    mixture = even(MORPHINE, 1000, others=(CLONIDINE,), opening=bridge(STRONG, CLONIDINE))
    assert held(present_pump(met(read, mixture, left=300_000))) == [
        (16_000, {"clonidine": 200, "morphine": 10_000}),
        (300_000, {"baclofen": 2_000, "clonidine": 200}),
    ]


def test_a_bridge_that_was_planned_too_short_leaves_old_drug_ahead_of_what_it_still_pushes(
    read: Interrogation,
) -> None:
    pump = present_pump(met(read, even(STRONG, 400, opening=bridge(WEAK, path=300_000)), left=100_000))
    assert held(pump) == [(200_000, {"baclofen": 2_000}), (116_000, {"baclofen": 500})]


def test_of_a_bridge_that_is_carried_on_only_what_is_left_lies_ahead(read: Interrogation) -> None:
    pump = present_pump(met(read, even(STRONG, 400, opening=bridge(WEAK, path=100_000)), left=100_000))
    assert held(pump) == [(PATH - 100_000, {"baclofen": 2_000}), (100_000, {"baclofen": 500})]


def test_during_a_prime_nothing_lies_before_what_has_been_pushed(read: Interrogation) -> None:
    begun = prime(PrimeExtent.PUMP_AND_CATHETER, PATH)
    pump = present_pump(met(read, even(WEAK, 90, opening=begun), left=300_000))
    assert held(pump) == [(16_000, {"baclofen": 500}), (300_000, {})]


@pytest.mark.parametrize("extent", [PrimeExtent.CATHETER_ONLY, PrimeExtent.CATHETER_CHANGED])
def test_a_prime_of_the_catheter_begins_behind_a_full_tubing(
    extent: PrimeExtent, read: Interrogation
) -> None:
    begun = prime(extent, PATH - TUBING)
    pump = present_pump(met(read, even(WEAK, 90, opening=begun), left=PATH - TUBING))
    assert held(pump) == [(TUBING, {"baclofen": 500}), (PATH - TUBING, {})]


def test_a_prime_that_pushes_more_than_the_path_holds_has_filled_it_before_it_ends(
    read: Interrogation,
) -> None:
    begun = prime(PrimeExtent.PUMP_AND_CATHETER, 400_000)
    assert held(present_pump(met(read, even(WEAK, 90, opening=begun), left=80_000))) == [
        (PATH, {"baclofen": 500})
    ]


# ---- what comes of it -------------------------------------------------------------------------------------------


def test_a_prime_of_an_empty_path_gives_nobody_anything_and_then_the_dose_arrives(
    read: Interrogation,
) -> None:
    begun = even(WEAK, 90, opening=prime(PrimeExtent.PUMP_AND_CATHETER, PATH))
    ahead = twin(met(read, begun, left=100_000), even(WEAK, 90)).present
    assert told(ahead) == []
    assert ahead.knots[0].at_tip == ()
    assert ahead.knots[-1].tip_rate("baclofen") == 90_000


def test_a_bridge_under_way_goes_on_without_a_departure_and_cut_off_it_is_the_forgotten_one(
    read: Interrogation,
) -> None:
    found = met(read, even(WEAK, 400, opening=bridge(STRONG)), left=158_000)
    both = twin(found, even(WEAK, 400))
    assert told(both.present) == []
    assert told(both.proposed) == [
        "For 4 h 44 min 24 s 1,600 mcg per day of baclofen arrives, 4 × the 400 mcg per day that is meant."
    ]


def test_a_bridge_is_carried_on_by_a_program_with_the_same(read: Interrogation) -> None:
    found = met(read, even(WEAK, 400, opening=bridge(STRONG)), left=158_000)
    assert told(twin(found, even(WEAK, 410, opening=bridge(STRONG))).proposed) == []


def test_a_changed_catheter_is_primed_and_nothing_arrives_that_is_not_meant(read: Interrogation) -> None:
    primed = even(WEAK, 90, opening=prime(PrimeExtent.CATHETER_CHANGED, PATH - TUBING))
    assert told(twin(met(read, even(WEAK, 90)), primed).proposed) == []


def test_a_prime_of_a_changed_catheter_is_carried_on_in_what_it_has_filled(read: Interrogation) -> None:
    begun = prime(PrimeExtent.CATHETER_CHANGED, PATH - TUBING)
    pump = present_pump(met(read, even(WEAK, 90, opening=begun), left=50_000))
    assert held(programmed(pump, even(WEAK, 97, opening=begun))) == held(pump)
    assert held(pump) == [(PATH - 50_000, {"baclofen": 500}), (50_000, {})]


def test_behind_a_changed_catheter_the_old_drug_of_the_tubing_comes_at_the_new_rate(
    read: Interrogation,
) -> None:
    primed = even(WEAK, 400, opening=prime(PrimeExtent.CATHETER_CHANGED, PATH - TUBING))
    assert told(twin(met(read, even(STRONG, 400)), primed).proposed) == [
        "For 4 h 12 min 1,600 mcg per day of baclofen arrives, 4 × the 400 mcg per day that is meant."
    ]


def test_a_stopped_pump_gives_nothing_with_any_program(read: Interrogation) -> None:
    both = twin(met(read, even(WEAK, 90), delivery=Delivery.STOPPED), even(WEAK, 97))
    for ahead in (both.present, both.proposed):
        assert told(ahead) == []
        assert not any(knot.at_tip or knot.flow for knot in ahead.knots)
        assert ahead.low is None
    assert len(both.proposed.levels) > 3


def test_a_bridge_of_a_stopped_pump_waits_where_it_is(read: Interrogation) -> None:
    bridged = even(STRONG, 400, opening=bridge(WEAK))
    pump = present_pump(met(read, bridged, left=100_000, delivery=Delivery.STOPPED))
    pump.advance(pump.now + 72 * HOUR_US)
    assert pump.opening_left == 100_000
    assert held(pump)[-1] == (100_000, {"baclofen": 500})


def test_a_low_reservoir_is_low_from_the_beginning_and_delivers_on(read: Interrogation) -> None:
    both = twin(met(read, even(WEAK, 90), reservoir=Nanolitres(1_500_000)), even(WEAK, 97))
    for ahead in (both.present, both.proposed):
        assert ahead.low == read.status.pump_time
        assert ahead.knots[-1].tip_rate("baclofen") > 0


def test_an_empty_reservoir_gives_nothing_also_of_another_drug(read: Interrogation) -> None:
    both = twin(met(read, even(WEAK, 90), reservoir=Nanolitres(0)), even(STRONG, 400))
    for ahead in (both.present, both.proposed):
        assert not any(knot.at_tip or knot.flow for knot in ahead.knots)


def test_what_runs_empty_on_the_way_gives_nothing_from_there(read: Interrogation) -> None:
    found = met(read, even(WEAK, 500), reservoir=Nanolitres(1_500_000))
    ahead = twin(found, even(WEAK, 500)).present
    dry = [knot for knot in ahead.knots if not knot.flow]
    assert next(knot.at.value - read.status.pump_time.value for knot in dry) == 36 * HOUR_US
    assert all(not knot.at_tip for knot in dry)


def test_the_twin_of_another_drug_is_refilled_and_that_of_another_dose_is_not(read: Interrogation) -> None:
    pump = present_pump(met(read, even(WEAK, 90)))
    assert programmed(pump, even(WEAK, 97)).ledger.contents == pump.ledger.contents
    assert programmed(pump, even(STRONG, 400)).ledger.contents == fluid_of((STRONG,))
    assert programmed(pump, even(STRONG, 400)).believed == pump.believed
