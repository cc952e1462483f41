"""Prime and bridge take the place of the mode until their volume is pushed; a single bolus adds to it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from programmer.delivery.advance import advance
from programmer.delivery.commands import carries_on, install, resume, stop
from programmer.delivery.happenings import BolusBegun, BolusEnded, LevelReached, OpeningFinished
from programmer.delivery.rates import bolus_of, dose_rate_now, opening_flow
from programmer.delivery.state import DeliveryState
from programmer.therapy.boluses import BridgeBolus, PrimeExtent, PrimingBolus, SingleBolus
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import Continuous, MinimumRate, PumpProgram, Stopped
from programmer.therapy.pump import BolusKind
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    PumpTime,
    Seconds,
)
from tests.support.programs import continuous
from tests.unit.delivery.deliveries import (
    BACLOFEN_500,
    BACLOFEN_2000,
    DAY,
    HOUR,
    MARK,
    SECOND,
    after,
    happened,
    pump,
    pushed,
)

DOSE = NanogramsPerDay(400_000)
BRIDGE = BridgeBolus((BACLOFEN_500,), DOSE, Nanolitres(316_000))
BRIDGED = PumpProgram(BACLOFEN_2000, Continuous(DOSE), opening=BRIDGE)
# Reference T8: 0.316 mL at 0.8 mL per day last 9.48 h.
BRIDGE_US = 34_128 * SECOND
PRIME = PrimingBolus(PrimeExtent.CATHETER_CHANGED, Nanolitres(176_000), Seconds(600))
PRIMED = PumpProgram(BACLOFEN_500, Continuous(DOSE), opening=PRIME)
SINGLE = PumpProgram(BACLOFEN_500, Continuous(DOSE), opening=SingleBolus(Nanograms(50_000), Seconds(1800)))


@pytest.mark.requirement("CRISYS-028", "IT-5")
def test_a_bridge_runs_for_its_9_48_hours_and_then_the_new_rate_begins() -> None:
    start = pump(BRIDGED)
    assert happened(start, BRIDGE_US - 1) == ()
    bridged, events = advance(start, PumpTime(BRIDGE_US), MARK)
    assert events == (OpeningFinished(PumpTime(BRIDGE_US)),)
    assert bridged.delivered_total == Nanolitres(316_000)
    assert bridged.carry == 0
    assert pushed(after(start, HOUR)) == Fraction(800_000, 24)
    assert pushed(after(bridged, DAY)) == 516_000
    assert bridged.mode_since == PumpTime(BRIDGE_US)


def test_a_bridge_is_told_in_doses_of_the_old_drug_and_a_prime_gives_none() -> None:
    start = pump(BRIDGED)
    assert dose_rate_now(start) == DOSE  # and not four times as much, reckoned with the new concentration
    assert dose_rate_now(after(start, BRIDGE_US)) == DOSE
    assert dose_rate_now(pump(PRIMED)) == NanogramsPerDay(0)


@pytest.mark.requirement("CRISYS-028")
def test_a_bridge_that_ends_within_a_microsecond_pushes_its_path_to_the_nanolitre() -> None:
    odd = replace(BRIDGE, dose=NanogramsPerDay(399_991))
    start = pump(replace(BRIDGED, opening=odd))
    end_us = int(odd.days * DAY) + 1
    almost, bridged = after(start, end_us - 1), after(start, end_us)
    assert 0 < almost.opening_left < Fraction(1, 1000)
    assert bridged.opening_left == 0
    assert pushed(bridged) == 316_000


@pytest.mark.requirement("GIP-1.6", "IT-5")
def test_a_prime_is_pushed_in_its_time() -> None:
    primed, events = advance(pump(PRIMED), PumpTime(600 * SECOND), MARK)
    assert events == (OpeningFinished(PumpTime(600 * SECOND)),)
    assert pushed(primed) == 176_000
    assert pushed(after(primed, DAY)) == 176_000 + 800_000


def test_stop_suspends_a_bridge_and_resume_goes_on_where_it_was() -> None:
    half = after(pump(BRIDGED), BRIDGE_US // 2)
    held = after(stop(half)[0], 3 * DAY)
    assert held.opening_left == 158_000
    assert pushed(held) == 158_000
    again, events = resume(held)
    assert events == []
    assert happened(again, BRIDGE_US) == (OpeningFinished(PumpTime(3 * DAY + BRIDGE_US)),)
    assert pushed(after(again, BRIDGE_US // 2)) == 316_000


@pytest.mark.requirement("CRISYS-040-042", "OPCA-R5.3.0-1", "OPCA-R5.3.0-2")
def test_a_single_bolus_adds_to_the_basal_rate_at_once_and_once() -> None:
    nothing = Nanolitres(0)
    made = DeliveryState(PumpTime(0), SINGLE, True, Nanolitres(20_000_000), Fraction(0), nothing, nothing)
    start, begun = install(made, SINGLE)
    assert begun == [BolusBegun(BolusKind.SINGLE, PumpTime(0))]
    assert dose_rate_now(start) == NanogramsPerDay(400_000 + 50_000 * 48)
    end = 1800 * SECOND
    assert happened(start, DAY) == (BolusEnded(BolusKind.SINGLE, PumpTime(end), nothing),)
    assert pushed(after(start, DAY)) == 800_000 + 100_000


@pytest.mark.requirement("OPCA-R5.3.0-4")
def test_a_single_bolus_cut_by_stop_is_not_made_up_for() -> None:
    half = after(pump(SINGLE), 900 * SECOND)
    held, events = stop(half)
    assert events == [BolusEnded(BolusKind.SINGLE, PumpTime(900 * SECOND), Nanolitres(50_000))]
    again, begun = resume(held)
    assert begun == []
    assert pushed(after(again, DAY)) == pushed(half) + 800_000


def test_a_program_given_to_a_stopped_pump_takes_effect_with_resume() -> None:
    held = after(pump(SINGLE, running=False), DAY)
    assert (held.mode_since, held.boluses) == (None, ())
    assert pushed(held) == 0
    again, begun = resume(held)
    assert begun == [BolusBegun(BolusKind.SINGLE, PumpTime(DAY))]
    assert pushed(after(again, DAY)) == 900_000


@pytest.mark.requirement("OPCA-R5.2.0-6", "OPCA-R5.3.0-4")
def test_a_reservoir_that_runs_empty_cuts_a_bolus_and_leaves_a_bridge_where_it_was() -> None:
    cut = happened(pump(SINGLE, reservoir=58_333), DAY)
    assert [type(event) for event in cut] == [LevelReached, BolusEnded]
    ended = cut[1]
    assert isinstance(ended, BolusEnded)
    assert ended.missing == Nanolitres(50_001)
    dry = after(pump(BRIDGED, reservoir=100_000), DAY)
    assert dry.empty
    assert 216_000 - Fraction(1, 1000) < dry.opening_left <= 216_000


def test_another_program_carries_a_bridge_on_and_only_its_rest_is_pushed() -> None:
    half = after(pump(BRIDGED), BRIDGE_US // 2)
    slower = replace(BRIDGE, dose=NanogramsPerDay(200_000), path=Nanolitres(158_000))
    rest = replace(BRIDGED, mode=Continuous(NanogramsPerDay(800_000)), opening=slower)
    assert carries_on(half, rest)
    assert carries_on(half, BRIDGED)
    carried, _ = install(half, BRIDGED)
    assert carried.opening_left == 158_000
    changed, _ = install(half, rest)
    assert happened(changed, 2 * BRIDGE_US) == (OpeningFinished(PumpTime(BRIDGE_US // 2 + BRIDGE_US)),)


@pytest.mark.parametrize(
    "program",
    [
        replace(BRIDGED, opening=None),
        replace(BRIDGED, opening=replace(BRIDGE, path=Nanolitres(157_999))),
        replace(BRIDGED, opening=replace(BRIDGE, old=(BACLOFEN_2000,))),
        replace(BRIDGED, drug=BACLOFEN_500),
        PRIMED,
        PumpProgram(BACLOFEN_2000, Stopped()),
    ],
)
def test_what_does_not_bridge_the_rest_of_the_old_drug_does_not_carry_on(program: PumpProgram) -> None:
    assert not carries_on(after(pump(BRIDGED), BRIDGE_US // 2), program)
    assert not carries_on(after(pump(BRIDGED), BRIDGE_US), BRIDGED)


def test_the_same_prime_is_carried_on_and_another_begins_anew() -> None:
    half = after(pump(PRIMED), 300 * SECOND)
    assert install(half, replace(PRIMED, mode=Continuous(NanogramsPerDay(1))))[0].opening_left == 88_000
    longer = replace(PRIME, duration=Seconds(1200))
    assert install(half, replace(PRIMED, opening=longer))[0].opening_left == 176_000
    assert install(half, replace(PRIMED, opening=None))[0].opening_left == 0


def test_the_drug_of_a_day_counts_by_what_was_in_the_reservoir() -> None:
    day = after(pump(continuous(500_000)), DAY // 2)
    refilled, _ = install(day, BRIDGED)
    end = after(refilled, HOUR)
    # 0.5 mL of 500 mcg/mL, then an hour at 0.8 mL per day of 2,000 mcg/mL.
    assert end.drug_today.value == 250_000 + int(Fraction(33_333 * 2_000_000, 1_000_000))
    assert end.present_today == Nanolitres(33_333)
    morphine, _ = install(end, continuous(1, drug="morphine"))
    assert morphine.drug_today == Nanograms(0)
    assert after(end, DAY // 2 - HOUR).drug_today == Nanograms(0)


def test_a_flow_is_rounded_down_to_the_pump_s_steps_and_a_volume_is_not() -> None:
    odd = continuous(100_030)  # 200,060 nL per day
    assert pushed(after(pump(odd, step=100), DAY)) == 200_000
    assert dose_rate_now(pump(odd, step=100)) == NanogramsPerDay(100_000)
    assert pushed(after(pump(odd), DAY)) == 200_060
    assert pushed(after(pump(replace(SINGLE, mode=odd.mode), step=100), DAY)) == 300_000
    odd_bridge = replace(BRIDGED, opening=replace(BRIDGE, dose=NanogramsPerDay(399_991)))
    finished = [event for event in happened(pump(odd_bridge), DAY) if isinstance(event, OpeningFinished)]
    assert list(happened(pump(odd_bridge, step=777), DAY)) == finished


def test_the_minimum_rate_is_a_step_of_its_own() -> None:
    drug = DrugFill("baclofen", NanogramsPerMillilitre(333_333))
    least = PumpProgram(drug, MinimumRate(NanogramsPerDay(1_999)))
    assert pushed(after(pump(least, step=100), DAY)) == Fraction(1_999 * 1_000_000, 333_333)


def test_a_flow_or_a_bolus_that_a_program_does_not_have_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="no prime and no bridge"):
        opening_flow(None)
    for kind in BolusKind:
        with pytest.raises(TypeError, match=f"no {kind.value}"):
            bolus_of(continuous(1), kind)
