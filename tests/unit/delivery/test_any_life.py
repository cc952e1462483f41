"""What holds for every pump, whatever its program, whatever hands do and whatever befalls it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from math import ceil
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programmer.delivery.build import FEMTOLITRES_PER_NANOLITRE
from programmer.delivery.engine import Engine
from programmer.delivery.fluid import fluid_of
from programmer.delivery.happenings import BolusFinished, BolusStarted, Happening, TrulyEmpty
from programmer.delivery.snapshot import EngineState
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import BolusKind
from programmer.therapy.quantities import Nanograms, Nanolitres, Seconds
from tests.unit.delivery.bodies import CATHETER, body
from tests.unit.delivery.deliveries import (
    BACLOFEN_500,
    BACLOFEN_2000,
    DAY,
    HOUR,
    ONE_NANOLITRE,
    SECOND,
    any_bridge,
    programs,
)

Deed = tuple[int, str, int]
"""Microseconds after the one before, what is done, and a number that says how."""

ML = 1_000_000
FLUIDS = [(BACLOFEN_500,), (BACLOFEN_2000,), ()]
DOSES = [1, 5_000, 33_333, 100_000]
VOLUMES = [0, 1, 250_000, 3_000_000, 20_000_000]
ERRORS = [0, -50_000, 123_457]
SHARES = [0, 1_000, 333_333, 1_000_000]


def acts(pump: Engine, others: list[PumpProgram]) -> dict[str, Callable[[int], object]]:
    """Everything that can be done to a pump, by its word."""
    hands = pump.hands
    return {
        "look": lambda _: (pump.totals(), pump.tip(), pump.next_change(), pump.next_tip_change()),
        "press": lambda _: pump.press(),
        "stop": lambda _: pump.stop(),
        "resume": lambda _: pump.resume(),
        "install": lambda number: pump.install(others[number % len(others)]),
        "give": lambda number: pump.give(SingleBolus(Nanograms(DOSES[number % 4]), Seconds(number + 1))),
        "stall": lambda _: pump.stall(),
        "recover": lambda _: pump.recover(),
        "scanner": lambda number: hands.enter_scanner() if number % 2 else hands.leave_scanner(),
        "occlude": lambda number: pump.occlude(bool(number % 2)),
        "leak": lambda number: pump.leak(SHARES[number % 4]),
        "calibrate": lambda number: pump.calibrate(ERRORS[number % 3]),
        "interfere": lambda number: pump.interfere(bool(number % 2)),
        "memory error": lambda _: pump.memory_error(),
        "reset": lambda _: pump.reset(),
        "interrogated": lambda _: pump.interrogated(),
        "set clock": lambda number: pump.set_clock(pump.clock + (number - 20) * HOUR),
        "told": lambda number: pump.tell_refill(Nanolitres(VOLUMES[number % 5])),
        "withdraw": lambda number: hands.withdraw(Nanolitres(VOLUMES[number % 5])),
        "fill": lambda number: hands.fill(Nanolitres(VOLUMES[number % 4]), FLUIDS[number % 2]),
        "aspirate": lambda number: hands.aspirate(Nanolitres(VOLUMES[number % 3])),
        "wrong port": lambda number: hands.fill_catheter_port(
            Nanolitres(number * 10_000), FLUIDS[number % 3]
        ),
        "catheter": lambda number: hands.change_catheter(number * 20, filled=bool(number % 2)),
        "pocket": lambda number: hands.fill_pocket(Nanolitres(VOLUMES[number % 4])),
    }


WORDS = [
    *("look", "press", "press", "press", "stop", "resume", "resume", "install", "give", "stall", "recover"),
    *("scanner", "occlude", "leak", "calibrate", "interfere", "memory error", "reset", "interrogated"),
    *("set clock", "told", "withdraw", "fill", "aspirate", "wrong port", "catheter", "pocket"),
]
gaps = st.sampled_from([0, 1]) | st.integers(0, HOUR) | st.integers(0, DAY)
deeds = st.lists(st.tuples(gaps, st.sampled_from(WORDS), st.integers(0, 40)), max_size=14)
builds = st.builds(
    lambda stroke, tubing, mixing, life, noticed, logged, step: body(
        stroke_fl=stroke,
        catheter=CATHETER if tubing else type(CATHETER)("none", Nanolitres(0), Nanolitres(2_200), 0),
        mixing=Nanolitres(mixing),
        battery_days=life,
        stall_noticed_after_us=noticed,
        recovery_logged=logged,
        flow_step=Nanolitres(step),
    ),
    st.sampled_from([0, ONE_NANOLITRE, 50 * ONE_NANOLITRE, 777_777]),
    st.booleans(),
    st.sampled_from([0, 100_000]),
    st.sampled_from([None, 91, 2]),
    st.sampled_from([None, 0, HOUR]),
    st.booleans(),
    st.sampled_from([0, 100]),
)
lives = st.tuples(
    builds,
    st.lists(programs(any_bridge), min_size=1, max_size=3),
    st.sampled_from([20 * ML, 2_010_000, 100_000]),
    st.sampled_from([20 * ML, 2 * ML, 50_000]),
    deeds,
)


def lived(
    life: tuple[object, ...], looks: int = 0, after_each: Callable[[Engine], None] | None = None
) -> tuple[EngineState, list[Happening]]:
    """Live that life, stopping at ``looks`` further moments before each deed."""
    build, others, believed, truly, done = life
    pump = Engine(build, others[0], believed=Nanolitres(believed), reservoir=Nanolitres(truly))  # type: ignore[arg-type,index]
    chance, happened = Random(7), []
    for gap, what, number in done:  # type: ignore[attr-defined]
        until = pump.now + gap
        for moment in sorted(chance.randint(pump.now, until) for _ in range(looks)):
            pump.advance(moment)
            acts(pump, others)["look"](0)  # type: ignore[arg-type]
            pump = pump.copy()
        pump.advance(until)
        acts(pump, others)[what](number)  # type: ignore[arg-type]
        if after_each is not None:
            after_each(pump)
        happened += pump.take_happened()
    pump.advance(pump.now + HOUR)
    return pump.snapshot(), [*happened, *pump.take_happened()]


@pytest.mark.requirement("OPCA-R6.1.0-1")
@settings(max_examples=120)
@given(lives)
def test_a_life_is_the_same_however_often_somebody_looks(life: tuple[object, ...]) -> None:
    assert lived(life, looks=2) == lived(life)


@pytest.mark.requirement("CRISYS-021-022", "GIP-1.14", "GPCA-C10", "OPCA-R6.2.0-3")
@settings(max_examples=120)
@given(lives)
def test_nothing_is_made_or_lost_and_what_was_delivered_never_comes_back(life: tuple[object, ...]) -> None:
    seen = []

    def check(pump: Engine) -> None:
        now = pump.totals()
        assert now.put_in == now.reservoir + now.path + now.given + now.lost + now.taken_out
        assert sum(now.by.values()) == now.delivered
        amounts = [now.believed, now.reservoir, now.path, now.lost, now.taken_out, *now.by.values()]
        assert min(amounts) >= 0
        seen.append((now.delivered, now.given, now.lost, *(now.tip.get(name, 0) for name in ("baclofen",))))

    lived(life, after_each=check)
    for earlier, later in pairwise(seen):
        assert all(before <= after for before, after in zip(earlier, later, strict=True))


@pytest.mark.requirement("CRISYS-025", "GIP-1.2", "OPCA-R5.2.0-3", "OPCA-R5.2.0-5")
@settings(max_examples=120)
@given(
    programs(any_bridge), st.lists(st.tuples(gaps, st.sampled_from(WORDS), st.integers(0, 40)), max_size=30)
)
def test_lockout_and_limits_hold_over_resets_stops_faults_and_clocks(
    program: PumpProgram, done: list[Deed]
) -> None:
    _, happened = lived((body(), [program], 20 * ML, 20 * ML, done))
    bolus = program.patient_bolus
    begun = [one.at for one in happened if isinstance(one, BolusStarted) and one.bolus is BolusKind.PATIENT]
    ended = [one.at for one in happened if isinstance(one, BolusFinished) and one.bolus is BolusKind.PATIENT]
    assert bolus is not None or not begun
    if bolus is None:
        return
    for end, start in zip(ended, begun[1:], strict=False):
        assert start >= end + bolus.lockout.value * SECOND
    limits = [(bolus.most_per_day, DAY)]
    if bolus.window is not None:
        limits.append((bolus.window.most, bolus.window.length.value * SECOND))
    for most, length in limits:
        for first in begun:
            assert len([start for start in begun if first <= start < first + length]) <= most


@pytest.mark.requirement("CRISYS-029-030", "GPCA-EC05", "OPCA-R6.2.0-2")
@settings(max_examples=60)
@given(lives)
def test_no_alarm_and_nothing_that_befalls_a_pump_starts_what_was_stopped(life: tuple[object, ...]) -> None:
    stopped: list[bool] = []

    def check(pump: Engine) -> None:
        if stopped and stopped[-1]:
            words = [one.kind for one in pump.copy().take_happened()]
            assert pump.stopped or "resumed" in words
        if pump.holds:
            assert pump.flow == 0
        stopped.append(pump.stopped)

    lived(life, after_each=check)


@settings(max_examples=60)
@given(lives)
def test_the_truly_empty_reservoir_is_told_when_and_only_when_it_is(life: tuple[object, ...]) -> None:
    state, happened = lived(life)
    dry = any(isinstance(one, TrulyEmpty) for one in happened)
    withdrawn = any(what == "withdraw" for _, what, _ in life[4])  # type: ignore[attr-defined]
    filled = any(what == "fill" for _, what, _ in life[4])  # type: ignore[attr-defined]
    if not withdrawn and not filled:
        assert dry == (state.totals.reservoir == 0)


@settings(max_examples=60)
@given(lives)
def test_what_a_pump_tells_in_whole_numbers_is_the_exact_figure_rounded(life: tuple[object, ...]) -> None:
    def check(pump: Engine) -> None:
        held = Fraction(0)
        for drugs, femtolitres in pump.given_today():
            strength = dict(fluid_of(drugs)).get(pump.program.drug.name, Fraction(0))
            held += strength * femtolitres / FEMTOLITRES_PER_NANOLITRE
        assert pump.drug_today.value == int(held)
        assert pump.believed.value == ceil(Fraction(pump.believed_fl) / FEMTOLITRES_PER_NANOLITRE)

    lived(life, after_each=check)
