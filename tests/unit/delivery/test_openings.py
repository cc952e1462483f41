"""Prime and bridge take the place of the mode until their volume is pushed; a single bolus adds to it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import ceil

import pytest

from programmer.delivery.carrying_on import carries_on
from programmer.delivery.engine import Engine
from programmer.delivery.happenings import (
    BolusFinished,
    BolusStarted,
    EmptyReservoir,
    LowReservoir,
    OpeningFinished,
)
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
    SECOND,
    after,
    finished,
    happened,
    install,
    pump,
    pushed,
    resume,
    stop,
    told,
)

DOSE = NanogramsPerDay(400_000)
BRIDGE = BridgeBolus((BACLOFEN_500,), DOSE, Nanolitres(316_000))
BRIDGED = PumpProgram(BACLOFEN_2000, Continuous(DOSE), opening=BRIDGE)
# Reference T8: 0.316 mL at 0.8 mL per day last 9.48 h.
BRIDGE_US = 34_128 * SECOND
PRIME = PrimingBolus(PrimeExtent.CATHETER_CHANGED, Nanolitres(176_000), Seconds(600))
PRIMED = PumpProgram(BACLOFEN_500, Continuous(DOSE), opening=PRIME)
SINGLE = PumpProgram(BACLOFEN_500, Continuous(DOSE), opening=SingleBolus(Nanograms(50_000), Seconds(1800)))


def over(at: int) -> OpeningFinished:
    """Prime or bridge ended then."""
    return OpeningFinished(at, PumpTime(at))


def carried_on(state: Engine, program: PumpProgram) -> bool:
    """Whether that pump would go on with its opening."""
    return carries_on(state.program, state.opening_left, program)


@pytest.mark.requirement("CRISYS-028", "IT-5")
def test_a_bridge_runs_for_its_9_48_hours_and_then_the_new_rate_begins() -> None:
    start = pump(BRIDGED)
    assert happened(start, BRIDGE_US - 1) == ()
    bridged = after(start, BRIDGE_US)
    assert told(bridged) == (over(BRIDGE_US),)
    assert bridged.believed_delivered == Nanolitres(316_000)
    assert pushed(bridged) == 316_000
    assert pushed(after(start, HOUR)) == Fraction(800_000, 24)
    assert pushed(after(bridged, DAY)) == 516_000
    assert bridged.mode_since == BRIDGE_US


def test_a_bridge_is_told_in_doses_of_the_old_drug_and_a_prime_gives_none() -> None:
    start = pump(BRIDGED)
    assert start.dose_rate == DOSE  # and not four times as much, reckoned with the new concentration
    assert after(start, BRIDGE_US).dose_rate == DOSE
    assert pump(PRIMED).dose_rate == NanogramsPerDay(0)


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
    primed = after(pump(PRIMED), 600 * SECOND)
    assert told(primed) == (over(600 * SECOND),)
    assert pushed(primed) == 176_000
    assert pushed(after(primed, DAY)) == 176_000 + 800_000


def test_stop_suspends_a_bridge_and_resume_goes_on_where_it_was() -> None:
    half = after(pump(BRIDGED), BRIDGE_US // 2)
    held = after(stop(half)[0], 3 * DAY)
    assert held.opening_left == 158_000
    assert pushed(held) == 158_000
    again, events = resume(held)
    assert events == []
    assert happened(again, BRIDGE_US) == (over(3 * DAY + BRIDGE_US),)
    assert pushed(after(again, BRIDGE_US // 2)) == 316_000


@pytest.mark.requirement("CRISYS-040-042", "OPCA-R5.3.0-1", "OPCA-R5.3.0-2")
def test_a_single_bolus_adds_to_the_basal_rate_at_once_and_once() -> None:
    start, begun = install(pump(PumpProgram(BACLOFEN_500, Continuous(DOSE))), SINGLE)
    assert begun == [BolusStarted(0, PumpTime(0), BolusKind.SINGLE)]
    assert start.dose_rate == NanogramsPerDay(400_000 + 50_000 * 48)
    assert happened(start, DAY) == (finished(BolusKind.SINGLE, 1800 * SECOND),)
    assert pushed(after(start, DAY)) == 800_000 + 100_000


@pytest.mark.requirement("OPCA-R5.3.0-4")
def test_a_single_bolus_cut_by_stop_is_not_made_up_for() -> None:
    half = after(pump(SINGLE), 900 * SECOND)
    held, events = stop(half)
    assert events == [finished(BolusKind.SINGLE, 900 * SECOND, 50_000)]
    again, begun = resume(held)
    assert begun == []
    assert pushed(after(again, DAY)) == pushed(half) + 800_000


def test_a_program_given_to_a_stopped_pump_takes_effect_with_resume() -> None:
    held = after(pump(SINGLE, running=False), DAY)
    assert (held.mode_since, held.boluses) == (None, ())
    assert pushed(held) == 0
    again, begun = resume(held)
    assert begun == [BolusStarted(DAY, PumpTime(DAY), BolusKind.SINGLE)]
    assert pushed(after(again, DAY)) == 900_000


@pytest.mark.requirement("OPCA-R5.2.0-6", "OPCA-R5.3.0-4")
def test_a_reservoir_that_runs_empty_cuts_a_bolus_and_leaves_a_bridge_where_it_was() -> None:
    cut = happened(pump(SINGLE, reservoir=58_333, mark=Nanolitres(0)), DAY)
    assert [type(event) for event in cut] == [LowReservoir, BolusFinished, EmptyReservoir]
    ended = cut[1]
    assert isinstance(ended, BolusFinished)
    assert ceil(ended.missing) == 50_001
    dry = after(pump(BRIDGED, reservoir=100_000), DAY)
    assert dry.believed == Nanolitres(0)
    assert 216_000 - Fraction(1, 1000) < dry.opening_left <= 216_000


def test_another_program_carries_a_bridge_on_and_only_its_rest_is_pushed() -> None:
    half = after(pump(BRIDGED), BRIDGE_US // 2)
    slower = replace(BRIDGE, dose=NanogramsPerDay(200_000), path=Nanolitres(158_000))
    rest = replace(BRIDGED, mode=Continuous(NanogramsPerDay(800_000)), opening=slower)
    assert carried_on(half, rest)
    assert carried_on(half, BRIDGED)
    carried, _ = install(half, BRIDGED)
    assert carried.opening_left == 158_000
    changed, _ = install(half, rest)
    assert happened(changed, 2 * BRIDGE_US) == (over(BRIDGE_US // 2 + BRIDGE_US),)


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
    assert not carried_on(after(pump(BRIDGED), BRIDGE_US // 2), program)
    assert not carried_on(after(pump(BRIDGED), BRIDGE_US), BRIDGED)


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
    # 0.5 mL of 500 mcg/mL, then an hour of the bridge: 0.8 mL per day that are still of 500 mcg/mL.
    assert end.drug_today.value == int(250_000 + Fraction(400_000, 24))
    later = after(refilled, BRIDGE_US + HOUR)
    assert later.drug_today.value == int(250_000 + 158_000 + Fraction(400_000, 24))
    morphine, _ = install(end, continuous(1, drug="morphine"))
    assert morphine.drug_today == Nanograms(0)
    assert after(end, DAY // 2 - HOUR).drug_today == Nanograms(0)


def test_a_flow_is_rounded_down_to_the_pump_s_steps_and_a_volume_is_not() -> None:
    odd = continuous(100_030)  # 200,060 nL per day
    assert pushed(after(pump(odd, step=100), DAY)) == 200_000
    assert pump(odd, step=100).dose_rate == NanogramsPerDay(100_000)
    assert pushed(after(pump(odd), DAY)) == 200_060
    assert pushed(after(pump(replace(SINGLE, mode=odd.mode), step=100), DAY)) == 300_000
    odd_bridge = replace(BRIDGED, opening=replace(BRIDGE, dose=NanogramsPerDay(399_991)))
    finished = [event for event in happened(pump(odd_bridge), DAY) if isinstance(event, OpeningFinished)]
    assert list(happened(pump(odd_bridge, step=777), DAY)) == finished


def test_the_minimum_rate_is_a_step_of_its_own() -> None:
    drug = DrugFill("baclofen", NanogramsPerMillilitre(333_333))
    least = PumpProgram(drug, MinimumRate(NanogramsPerDay(1_999)))
    assert pushed(after(pump(least, step=100), DAY)) == Fraction(1_999 * 1_000_000, 333_333)


def test_what_a_prime_pushes_is_given_to_nobody_today() -> None:
    primed = after(pump(PRIMED), 600 * SECOND)
    assert primed.drug_today == Nanograms(0)
    assert after(primed, HOUR).drug_today.value == 400_000 // 24


def test_over_a_bridge_that_holds_the_dose_every_day_sums_up_to_the_dose() -> None:
    for hour in range(0, 24, 5):
        evening = after(pump(continuous(400_000), at=-DAY), hour * HOUR)
        bridged = install(evening, BRIDGED)[0]
        assert 400_000 - after(bridged, (24 - hour) * HOUR - 1).drug_today.value <= 2
        assert 400_000 - after(bridged, (48 - hour) * HOUR - 1).drug_today.value <= 2
