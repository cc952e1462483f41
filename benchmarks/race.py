"""Times the engine and the plain loop in turns, so that both meet the same machine."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from typing import Any

from benchmarks.patient import PLAN, presses
from benchmarks.plain_loop import DAY, Outcome, plain_loop

ROUNDS = 9
_STRETCH_DAYS = 4  # of the loop, timed in each round and scaled: a second of it costs what any other costs


def loop_stretch(days: int = _STRETCH_DAYS, *, sample_every: int = 0) -> Outcome:
    """The first days of the patient, second by second."""
    return plain_loop(PLAN, presses(days), days * DAY, sample_every=sample_every)


def race(
    benchmark: Any, runner: Callable[[], object], life_seconds: int, *, sample_every: int = 0, times: int = 1
) -> float:
    """How many times faster than the loop ``runner`` lives ``life_seconds``: the median of the rounds.

    Before each round of the engine the loop lives ``_STRETCH_DAYS``, whose time is scaled to the whole life. A short
    life is lived several ``times`` in a round, so that a machine that is busy with something else meets both alike.
    """
    loops: list[float] = []

    def loop_first() -> None:
        begin = time.perf_counter()
        loop_stretch(sample_every=sample_every)
        loops.append((time.perf_counter() - begin) * life_seconds / (_STRETCH_DAYS * DAY))
        gc.collect()

    def lives() -> None:
        for _ in range(times):
            runner()

    benchmark.pedantic(lives, setup=loop_first, rounds=ROUNDS, warmup_rounds=1)
    engines = [taken / times for taken in benchmark.stats.stats.data]
    pairs = zip(loops[-len(engines) :], engines, strict=True)
    ratio = statistics.median(loop / engine for loop, engine in pairs)
    benchmark.extra_info |= {
        "loop_s": round(statistics.median(loops), 4),
        "engine_s": round(statistics.median(engines), 6),
        "times_faster": round(ratio, 1),
    }
    return float(ratio)
