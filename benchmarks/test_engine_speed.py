"""What the engine promises beside a plain one-second-step loop, in ratios of one run: ``./run benchmark``."""

from __future__ import annotations

import tracemalloc
from collections.abc import Sequence
from typing import Any

from benchmarks.patient import BUILD, PROGRAM, SECOND, YEAR, engine_presses, in_engine_time, new_engine
from benchmarks.plain_loop import DAY
from benchmarks.race import loop_stretch, race
from programmer.delivery.engine import Engine
from programmer.delivery.fluid import fluid_of
from programmer.delivery.preview import look_ahead
from programmer.therapy.drugs import DrugFill
from programmer.therapy.quantities import NanogramsPerMillilitre

FEMTOLITRES = 1_000_000
MINUTE = 60_000_000
LOG = 2_000
THREE_DAYS = 72 * 3600


def test_the_loop_and_the_engine_are_the_same_pump() -> None:
    days = 4
    outcome = loop_stretch(days, sample_every=60)
    engine = new_engine()
    engine.run(engine_presses(days), in_engine_time(days * DAY))
    totals = engine.totals()
    assert totals.delivered * FEMTOLITRES == outcome.delivered
    assert totals.believed * FEMTOLITRES == outcome.believed
    told = [one for one in engine.take_happened() if one.kind.startswith("bolus-")]
    assert [(one.at, one.kind) for one in told] == [(in_engine_time(at), what) for at, what in outcome.events]
    assert list(sampled_days(new_engine(), days)) == outcome.samples


def test_a_year_is_2000_times_faster(benchmark: Any) -> None:
    asked = engine_presses(365)

    def year() -> None:
        engine = new_engine()
        engine.run(asked, in_engine_time(YEAR))
        engine.totals()

    assert race(benchmark, year, YEAR, times=40) >= 2_000


def test_a_year_with_a_sample_each_minute_is_100_times_faster(benchmark: Any) -> None:
    assert race(benchmark, lambda: sampled_days(new_engine(), 365), YEAR, sample_every=60) >= 100


def sampled_days(engine: Engine, days: int) -> Sequence[int]:
    """What was delivered after each minute, femtolitres."""
    return engine.sampled(MINUTE, in_engine_time(days * DAY), engine_presses(days))


def test_ten_years_with_their_log_are_500_times_faster(benchmark: Any) -> None:
    assert race(benchmark, lambda: life(10), 10 * YEAR) >= 500


def life(years: int) -> int:
    """With a visit every 90 days: stop, refill, resume. How many records its log keeps."""
    engine = new_engine(keep=LOG)
    for day in range(0, years * 365, 90):
        days = min(90, years * 365 - day)
        engine.run(engine_presses(days, after=day), in_engine_time((day + days) * DAY))
        engine.stop()
        engine.hands.empty()
        engine.hands.fill(BUILD.capacity, PROGRAM.drugs)
        engine.tell_refill(BUILD.capacity)
        engine.resume()
    engine.totals()
    return len(engine.take_happened())


def test_a_preview_of_72_hours_is_20_times_faster(benchmark: Any) -> None:
    """Old drug in the path, so that the curve at the tip is another than at the pump until it has been swept."""
    old = DrugFill("morphine", NanogramsPerMillilitre(500_000))
    engine = new_engine(path=fluid_of([old]))
    ahead = look_ahead(engine, THREE_DAYS * SECOND, most_days=0)
    assert ahead.knots[0].at_tip != ahead.knots[0].at_pump
    assert ahead.knots[-1].at_tip == ahead.knots[-1].at_pump

    def preview() -> None:
        look_ahead(engine, THREE_DAYS * SECOND, most_days=0)

    assert race(benchmark, preview, THREE_DAYS, times=40) >= 20


def test_memory_does_not_grow_with_simulated_time() -> None:
    life(1)  # what is made once
    assert peak(10) <= peak(1) * 1.25


def peak(years: int) -> int:
    """The most bytes that a life had at one time, beyond what was there before it."""
    tracemalloc.start()
    try:
        life(years)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
