"""The naive pump's own books over random lives, and the benchmarks' plain loop beside it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from benchmarks.plain_loop import Plan, plain_loop
from programmer.therapy.boluses import PatientBolus
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import DaySchedule, PumpProgram, ScheduleStep
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Seconds,
    SecondsOfDay,
)
from tests.reference.lives import Chance
from tests.reference.motor import Machine
from tests.reference.naive_pump import NaivePump
from tests.reference.playing import lived_by_the_naive_pump

DAY = 86_400
DRUG = DrugFill("morphine", NanogramsPerMillilitre(1_000_000))  # a nanogram to the nanolitre
STEPS = ((0, 1), (6 * 3600, 3), (20 * 3600, 2))


@pytest.mark.parametrize("seed", range(8))
def test_what_was_put_in_is_there_given_lost_or_taken_out(seed: int) -> None:
    told = lived_by_the_naive_pump(Chance(seed, step=60, steps=700, exact=bool(seed % 2)).life(deeds=40))
    for sample in told.samples:
        assert sample.put_in == sample.reservoir + sample.path + sample.given + sample.lost + sample.taken_out
        assert sum(sample.by.values()) == sample.delivered


@pytest.mark.parametrize("reservoir", [20_000_000, 2_060_000])
def test_the_plain_loop_is_the_same_pump(reservoir: int) -> None:
    presses = [3600, 3660, 3600 + 1200, 5 * 3600, 7 * 3600, 8 * 3600, 30 * 3600]
    plan = Plan(
        steps=tuple((begin, flow * 1_000_000) for begin, flow in STEPS),
        bolus_flow=10_000_000,
        bolus_seconds=300,
        lockout=1200,
        most_per_day=3,
        stroke=250 * 1_000_000,
        calibration_ppm=20_000,
        reservoir=reservoir * 1_000_000,
        low_mark=2_000_000 * 1_000_000,
    )
    outcome = plain_loop(plan, presses, 2 * DAY, sample_every=60)
    schedule = DaySchedule(
        tuple(ScheduleStep(SecondsOfDay(begin), NanogramsPerDay(flow * DAY)) for begin, flow in STEPS)
    )
    bolus = PatientBolus(Nanograms(3000), Seconds(300), Seconds(1200), 3)
    machine = replace(Machine(), stroke=Fraction(250))
    pump = NaivePump(machine, PumpProgram(DRUG, schedule, patient_bolus=bolus), reservoir=reservoir, step=60)
    pump.motor.calibration = 20_000
    for press in presses:
        pump.run(press)
        pump.press()
    pump.run(2 * DAY)
    assert outcome.delivered == outcome.samples[-1] == pump.delivered * 1_000_000
    assert outcome.believed == pump.motor.believed * 1_000_000
    # a low reservoir is told by the alarm, at the end of the naive pump's longer step
    assert [(at, what) for at, what in outcome.events if what.startswith("bolus-")] == [
        (at, what) for at, what, _ in pump.events if what.startswith("bolus-")
    ]
