"""The engine and a pump that is stepped second by second tell the same of random lives.

PROGRAMMER_NAIVE_LIVES=1000 draws so many of each kind instead of a few.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest

from programmer.delivery.alarm_table import alarm_table
from programmer.therapy.boluses import PrimeExtent, PrimingBolus, SingleBolus
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import Continuous, DaySchedule, PumpProgram, ScheduleStep
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    Seconds,
    SecondsOfDay,
)
from tests.reference.lives import Chance, Deed, Life
from tests.reference.motor import Machine
from tests.reference.naive_pump import Event
from tests.reference.playing import Sample, lived_by_the_naive_pump
from tests.support.engine_life import lived_by_the_engine

LIVES = int(os.environ.get("PROGRAMMER_NAIVE_LIVES", "16"))
HARDLY = Fraction(
    1, 1000
)  # nL: a leak is rounded down to whole femtolitres, at each pulse or of several at once
SECOND = 2_000  # nL: no life pushes more in a second
MOVES = frozenset(
    {"stall", "recover", "enter_scanner", "leave_scanner", "occlude", "clear", "withdraw", "empty", "fill"}
)
ROWS = {kind.word: row for kind, row in alarm_table().items()}
BLOCKS = frozenset(word for word, row in ROWS.items() if row.blocks_boluses)
STOPS = frozenset(word for word, row in ROWS.items() if row.stops_basal)


def life_of(seed: int, *, step: int, steps: int, exact: bool, deeds: int = 40) -> Life:
    life = Chance(seed, step=step, steps=steps, exact=exact).life(deeds=deeds)
    return replace(life, machine=replace(life.machine, blocks_boluses=BLOCKS, stops_basal=STOPS))


@pytest.mark.requirement("CRISYS-016", "CRISYS-040-042", "OPCA-R5.1.0-3", "OPCA-R6.2.0-1")
@pytest.mark.parametrize("seed", range(LIVES))
@pytest.mark.parametrize(("step", "steps"), [(1, 1200), (60, 1200)])
def test_where_all_times_are_whole_they_agree_exactly(seed: int, step: int, steps: int) -> None:
    life = life_of(seed, step=step, steps=steps, exact=True)
    naive, engine = lived_by_the_naive_pump(life), lived_by_the_engine(life)
    until = min(engine.between, default=life.until)  # a bridge carried on at another rate may end in between
    assert told(engine.events, until) == told(naive.events, until)
    assert [one for one in engine.samples if one.at < until] == [
        one for one in naive.samples if one.at < until
    ]
    assert until < life.until or engine.samples == naive.samples


@pytest.mark.parametrize("seed", range(LIVES))
def test_how_long_drug_was_withheld_they_count_alike(seed: int) -> None:
    drawn = Chance(seed, step=3600, steps=24 * 21, exact=True).life_without_much(deeds=14)
    life = replace(drawn, machine=replace(drawn.machine, blocks_boluses=BLOCKS, stops_basal=STOPS))
    naive, engine = lived_by_the_naive_pump(life), lived_by_the_engine(life)
    assert not engine.between
    assert told(engine.events) == told(naive.events)
    assert engine.samples == naive.samples


@pytest.mark.requirement("CRISYS-016", "CRISYS-040-042", "OPCA-R5.1.0-3", "OPCA-R6.2.0-1")
@pytest.mark.parametrize("seed", range(LIVES))
def test_with_pulses_and_a_low_reservoir_they_agree_within_a_pulse(seed: int) -> None:
    life = life_of(seed, step=1, steps=2400, exact=False)
    naive, engine = lived_by_the_naive_pump(life), lived_by_the_engine(life)
    until = min(engine.between, default=life.until)
    assert told(engine.events, until) == told(naive.events, until)
    for one, other in zip(engine.samples, naive.samples, strict=True):
        whole = one.at <= until
        assert apart(one, other) <= (HARDLY if whole else a_second(life))
        assert apart_by_kind(one, other) <= life.machine.stroke * (1 + changes(life)) + (
            0 if whole else SECOND
        )


@pytest.mark.parametrize("primed", [300, 2_000])
@pytest.mark.parametrize("seed", range(4))
def test_a_front_that_mixes_while_a_prime_runs_arrives_alike(seed: int, primed: int) -> None:
    drawn = Chance(seed, step=1, steps=1200, exact=True)
    prime = PrimingBolus(PrimeExtent.PUMP_AND_CATHETER, Nanolitres(primed), Seconds(200))
    drugs = drawn.drugs()
    program = PumpProgram(drugs[0], Continuous(NanogramsPerDay(5_000_000)), drugs[1:], opening=prime)
    machine = Machine(tubing=3_000, catheter=800, mixing=1_000, blocks_boluses=BLOCKS, stops_basal=STOPS)
    life = replace(
        drawn.life(deeds=0),
        program=program,
        machine=machine,
        in_path=drawn.drugs(),
        samples=tuple(range(5, 1201, 5)),
    )
    assert lived_by_the_engine(life).samples == lived_by_the_naive_pump(life).samples


@pytest.mark.requirement("OPCA-R5.2.0-2", "OPCA-R5.3.0-2")
def test_a_clinician_s_bolus_beyond_the_motor_is_refused_alike() -> None:
    day = 86_400
    drawn = Chance(1, step=1, steps=1200, exact=True)
    drug = DrugFill("morphine", NanogramsPerMillilitre(1_000_000))  # a nanogram is a nanolitre
    steps = [(0, 50_000), (3600, 100_000)]
    mode = DaySchedule(tuple(ScheduleStep(SecondsOfDay(at), NanogramsPerDay(dose)) for at, dose in steps))
    # a nanolitre a second is 86,400 a day: with the steps 136,400 to 186,400
    bolus = SingleBolus(Nanograms(50), Seconds(50))
    refusals = {(136_400, 186_400): None, (0, 186_399): "bolus: too fast", (136_401, None): "bolus: too slow"}
    for (least, most), refusal in refusals.items():
        life = replace(
            drawn.life(deeds=0),
            program=PumpProgram(drug, mode),
            clock=20_000 * day,
            machine=Machine(min_flow=least, max_flow=most, blocks_boluses=BLOCKS, stops_basal=STOPS),
            deeds=(Deed(100, "give", bolus=bolus),),
        )
        naive, engine = lived_by_the_naive_pump(life), lived_by_the_engine(life)
        assert told(engine.events) == told(naive.events)
        assert engine.samples == naive.samples
        refused = [which for _, what, which in engine.events if what == "bolus-refused"]
        assert refused == ([] if refusal is None else [refusal])


def test_a_battery_s_last_months_and_a_stop_of_more_than_48_hours_are_told_alike() -> None:
    hour, day = 3600, 86_400
    drawn = Chance(1, step=hour, steps=102 * 24, exact=True)
    program = PumpProgram(
        drawn.drugs()[0], Continuous(NanogramsPerDay(97_000)), patient_bolus=drawn.patient_bolus()
    )
    presses = [Deed(at, "press") for at in range(hour, 102 * day, 7 * hour)]
    stop = [Deed(20 * day, "stop"), Deed(23 * day, "resume")]
    life = replace(
        drawn.life(deeds=0),
        program=program,
        reservoir=19_000_000,
        machine=Machine(lasts=100 * day, blocks_boluses=BLOCKS, stops_basal=STOPS),
        deeds=tuple(sorted((*presses, *stop), key=lambda deed: deed.at)),
    )
    naive, engine = lived_by_the_naive_pump(life), lived_by_the_engine(life)
    assert told(engine.events) == told(naive.events)
    assert engine.samples == naive.samples
    alarms = {which for _, what, which in engine.events if what == "alarm-raised"}
    assert alarms == {"stopped-too-long", "battery-replace", "end-of-service"}


def told(events: list[Event], until: int | None = None) -> list[tuple[Event, int]]:
    """In order of time; of what happens in the same second the order is not looked at.

    ``until``: the first second within which something happens in the engine, as a level is crossed or a bridge ends.
    The naive pump has it at the end of that second, where a bolus may have ended instead of being cut; and with the
    flow of the rest of that second later pulses come a little earlier. From there on only volumes are compared.
    """
    plain = [(at, what, "" if what == "opening-finished" else which) for at, what, which in events]
    return sorted(
        Counter(
            event
            for event in plain
            if until is None or event[0] < until or (event[0] == until and not event[1].startswith("bolus-"))
        ).items()
    )


def apart(one: Sample, other: Sample) -> Fraction:
    """The furthest that two volumes are from each other."""
    names = ("delivered", "believed", "reservoir", "path", "given", "lost", "taken_out", "put_in")
    pairs = [(getattr(one, name), getattr(other, name)) for name in names]
    return max((abs(mine - yours) for mine, yours in pairs), default=Fraction(0))


def apart_by_kind(one: Sample, other: Sample) -> Fraction:
    """The same of the kinds."""
    return max(abs(one.by[kind] - other.by[kind]) for kind in other.by)


def a_second(life: Life) -> Fraction:
    """A pulse, and what an ideal pump can push in the rest of a second."""
    return life.machine.stroke + SECOND


def changes(life: Life) -> int:
    """How often pulses may begin or cease to move while a part of one waits, which is then another kind's."""
    return sum(deed.what in MOVES for deed in life.deeds)
