"""What holds for every program, whatever is done to the pump meanwhile."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programmer.delivery.happenings import BolusFinished, BolusStarted
from programmer.delivery.snapshot import snapshot
from programmer.therapy.calculations.window import largest_dose
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import BolusKind
from programmer.therapy.quantities import NANOLITRES_PER_MILLILITRE, Seconds
from tests.unit.delivery.deliveries import (
    SECOND,
    Act,
    acts,
    any_bridge,
    lived,
    programs,
    pump,
    pushed,
)

LAST_S = 30_000
LAST = LAST_S * SECOND
reservoirs = st.just(20_000_000) | st.integers(0, 2_300_000)
steps = st.sampled_from([0, 0, 100, 777])


@pytest.mark.requirement("OPCA-R6.1.0-1")
@settings(max_examples=150)
@given(programs(any_bridge), reservoirs, steps, acts(LAST_S), st.lists(st.integers(0, LAST), max_size=8))
def test_the_same_comes_out_however_the_time_is_cut(
    program: PumpProgram, reservoir: int, step: int, done: list[Act], cuts: list[int]
) -> None:
    start = pump(program, reservoir, step=step)
    looked_at = [*done, *((cut, "look") for cut in cuts)]
    (often, told_often), (once, told_once) = lived(start, looked_at, LAST), lived(start, done, LAST)
    assert snapshot(often) == snapshot(once)
    assert told_often == told_once


@pytest.mark.requirement("CRISYS-021-022", "GIP-1.14", "OPCA-R6.1.0-1", "OPCA-R6.2.0-3")
@settings(max_examples=100)
@given(programs(any_bridge), reservoirs, acts(LAST_S), st.lists(st.integers(0, LAST), max_size=8))
def test_nothing_is_lost_made_or_taken_back(
    program: PumpProgram, reservoir: int, done: list[Act], looks: list[int]
) -> None:
    start = pump(program, reservoir)
    states = [
        lived(start, [act for act in done if act[0] <= look], look)[0] for look in sorted({*looks, LAST})
    ]
    for state in states:
        assert state.believed + state.believed_delivered == start.believed
        assert state.opening_left >= 0
        assert all(bolus.left > 0 for bolus in state.boluses)
        assert len({bolus.kind for bolus in state.boluses}) == len(state.boluses)
    assert all(pushed(one) <= pushed(other) for one, other in pairwise(states))


@pytest.mark.requirement("CRISYS-025", "GIP-1.2", "OPCA-R5.2.0-3", "OPCA-R5.2.0-5")
@given(programs(any_bridge), acts(LAST_S))
def test_lockout_and_limits_hold_over_stop_and_resume(program: PumpProgram, done: list[Act]) -> None:
    _, told = lived(pump(program, 20_000_000), done, LAST)
    begun = [row.at for row in told if isinstance(row, BolusStarted) and row.bolus is BolusKind.PATIENT]
    ended = [row.at for row in told if isinstance(row, BolusFinished) and row.bolus is BolusKind.PATIENT]
    bolus = program.patient_bolus
    assert bolus is not None or not begun
    if bolus is None:
        return
    for end, start in zip(ended, begun[1:], strict=False):
        assert start >= end + bolus.lockout.value * SECOND
    assert len(begun) <= bolus.most_per_day
    if bolus.window is not None:
        length = bolus.window.length.value * SECOND
        for first in begun:
            assert len([start for start in begun if first <= start < first + length]) <= bolus.window.most


@pytest.mark.requirement("GPCA-EC13", "OPCA-R5.3.0-7")
@given(programs(st.nothing()), acts(LAST_S), st.integers(0, LAST_S - 1), st.integers(1, LAST_S))
def test_no_window_brings_more_than_the_largest_dose_that_was_reckoned(
    program: PumpProgram, done: list[Act], begin_s: int, length_s: int
) -> None:
    """A prime is no dose, so that only what comes after one is counted."""
    state, _ = lived(
        pump(program, 20_000_000), [act for act in done if act[0] <= begin_s * SECOND], begin_s * SECOND
    )
    if state.opening_left:
        return
    rest = [act for act in done if act[0] > begin_s * SECOND and act[0] <= (begin_s + length_s) * SECOND]
    end, _ = lived(state, rest, (begin_s + length_s) * SECOND)
    given_volume = pushed(end) - pushed(state)
    most = largest_dose(program, Seconds(length_s))[program.drug.name]
    assert given_volume * program.drug.concentration.value / NANOLITRES_PER_MILLILITRE <= most
