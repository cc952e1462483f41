"""Follows a scenario for a picture: levels, rate, and drug at the pump and at the tip, moment by moment."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.simulator.scenarios.play import Play
from programmer.simulator.scenarios.scenario import Scenario

_EVENLY = 600
_MOST = 6000
_FAR_US = 10**18


@dataclass(frozen=True, slots=True)
class Sample:
    """One moment, for drawing: seconds, mL, mL per day, mcg of the program's first drug per day."""

    t_s: float
    believed: float
    true: float
    flow: float
    at_pump: float
    at_tip: float


def trace(scenario: Scenario, until_us: int) -> tuple[Sample, ...]:
    """The run at even steps and, as long as they are not too many, wherever something changes."""
    play = Play(scenario, lambda _event: None)
    samples = [_sample(play)]
    step = max(1, until_us // _EVENLY)
    even = step
    while play.elapsed_us < until_us:
        until = min(even, until_us)
        change = _next_change(play) if len(samples) < _MOST else until
        play.play_until(min(until, change))
        if play.elapsed_us >= even:
            even += step
        samples.append(_sample(play))
    return tuple(samples)


def _next_change(play: Play) -> int:
    engine = play.pump.engine
    changes = [at for at in (engine.next_change(), engine.next_tip_change()) if at is not None]
    moments = [play.elapsed_us + max(1, at - engine.now) for at in changes]
    if play.next_due_us is not None:
        moments.append(max(play.elapsed_us + 1, play.next_due_us))
    return min(moments, default=play.elapsed_us + _FAR_US)


def _sample(play: Play) -> Sample:
    engine, drug = play.pump.engine, play.pump.engine.program.drug.name
    totals, tip = engine.totals(), engine.tip()
    return Sample(
        t_s=play.elapsed_us / 1e6,
        believed=float(totals.believed) / 1e6,
        true=float(totals.reservoir) / 1e6,
        flow=float(engine.flow) / 1e6,
        at_pump=float(dict(tip.at_pump).get(drug, 0)) / 1e3,
        at_tip=float(dict(tip.rates).get(drug, 0)) / 1e3,
    )
