"""A trace loses no extreme, no gap and no newest sample, however far one zooms out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.ui.widgets.plots.time_trace import TimeTrace
from programmer.ui.widgets.plots.trace_item import without_level_middles

NAN = float("nan")


def trace_of(values: np.ndarray[tuple[int], np.dtype[np.float64]], *, stepped: bool = False) -> TimeTrace:
    trace = TimeTrace(stepped=stepped)
    trace.extend(np.arange(len(values), dtype=np.float64), values)
    return trace


def test_few_samples_are_drawn_as_they_are() -> None:
    trace = trace_of(np.array([3.0, 1.0, 2.0]))
    picture = trace.query(0, 2, 100)
    assert picture.t.tolist() == [0, 1, 2]
    assert picture.y.tolist() == [3, 1, 2]
    assert picture.joined.tolist() == [True, True]


@pytest.mark.parametrize("samples", [5_000, 100_000, 1_000_003])
@pytest.mark.parametrize("columns", [50, 700])
def test_there_are_at_most_two_points_a_column(samples: int, columns: int) -> None:
    values = np.random.default_rng(1).normal(size=samples)
    trace = trace_of(values)
    for t0, t1 in ((0, samples), (samples * 0.3, samples * 0.9), (samples - 4000, samples)):
        assert len(trace.query(t0, t1, columns)) <= 2 * columns


@given(st.data())
def test_every_extreme_in_view_is_drawn_within_a_column_of_its_place(data: st.DataObject) -> None:
    size = data.draw(st.integers(300, 6000))
    values = np.random.default_rng(data.draw(st.integers(0, 99))).normal(size=size)
    spike = data.draw(st.integers(0, size - 1))
    values[spike] = 1000.0
    columns = data.draw(st.integers(20, 90))
    t0 = data.draw(st.floats(0, spike))
    t1 = data.draw(st.floats(max(spike, t0 + 1), size + 10))
    trace = trace_of(values)
    picture = trace.query(t0, t1, columns)
    if t0 <= spike <= t1:
        at = picture.t[np.argmax(picture.y)]
        assert picture.y.max() == 1000.0
        assert abs(at - spike) <= 1.3 * (t1 - t0) / (columns - 2) + 1


@given(st.lists(st.integers(1, 400), min_size=1, max_size=30), st.integers(0, 9))
def test_growing_in_pieces_makes_the_same_trace_as_all_at_once(pieces: list[int], seed: int) -> None:
    size = sum(pieces)
    values = np.random.default_rng(seed).normal(size=size)
    whole, grown = trace_of(values), TimeTrace()
    start = 0
    for piece in pieces:
        grown.extend(np.arange(start, start + piece, dtype=np.float64), values[start : start + piece])
        start += piece
    for columns in (10, 40):
        one, other = whole.query(0, size, columns), grown.query(0, size, columns)
        assert one.t.tolist() == other.t.tolist()
        assert one.y.tolist() == other.y.tolist()


@given(st.integers(2000, 20_000), st.booleans())
def test_the_newest_sample_is_always_there(size: int, stepped: bool) -> None:
    trace = trace_of(np.zeros(size), stepped=stepped)
    trace.append(float(size), 7.0)
    picture = trace.query(0, size + 100, 60)
    assert (picture.t[-1], picture.y[-1]) == (size, 7.0)


def test_a_gap_stays_a_gap_at_every_scale() -> None:
    times = np.concatenate((np.arange(0, 5000), [5000], np.arange(9000, 14000))).astype(np.float64)
    values = np.ones(len(times))
    values[5000] = NAN
    trace = TimeTrace()
    trace.extend(times, values)
    for columns in (40, 200, 1000, 50_000):
        picture = trace.query(0, 14_000, columns)
        assert not np.isnan(picture.y).any()
        across = (picture.t[:-1] < 5500) & (picture.t[1:] > 8500)
        assert across.sum() == 1
        assert not picture.joined[across].any()
        assert picture.joined[~across].all()


def test_a_pulse_followed_by_silence_does_not_hold_its_height() -> None:
    times = np.concatenate((np.arange(0, 3000), [3000.1, 3000.2, 3000.3, 60_000])).astype(np.float64)
    values = np.concatenate((np.full(3000, 380.0), [380.0, 512.0, 400.0, 400.0]))
    trace = TimeTrace(stepped=True)
    trace.extend(times, values)
    picture = trace.query(0, 60_000, 100)
    before_silence = np.flatnonzero(picture.t < 3001)[-1]
    assert picture.y[before_silence] == 400.0
    assert picture.y.max() == 512.0


def test_sparse_and_dense_parts_do_not_smear_into_each_other() -> None:
    dense = np.linspace(0, 1000, 200_000)
    sparse = np.arange(1100, 100_000, 500, dtype=np.float64)
    trace = TimeTrace()
    trace.extend(dense, np.sin(dense) * 100)
    trace.extend(sparse, np.zeros(len(sparse)))
    picture = trace.query(0, 100_000, 300)
    assert np.abs(picture.y[picture.t > 1500]).max() == 0


def test_times_must_not_fall() -> None:
    trace = trace_of(np.zeros(3))
    with pytest.raises(ValueError, match="must not fall"):
        trace.append(1.0, 0.0)
    with pytest.raises(ValueError, match="must not fall"):
        TimeTrace().extend([2.0, 1.0], [0.0, 0.0])


def test_the_value_between_two_samples_is_interpolated_or_held() -> None:
    values = np.array([10.0, 20.0, NAN, 40.0])
    line, steps = trace_of(values), trace_of(values, stepped=True)
    assert line.at(0.5) == 15
    assert steps.at(0.5) == 10
    assert (line.at(1.0), line.at(3.0)) == (20, 40)
    assert all(
        np.isnan(value) for value in (line.at(1.5), line.at(2.5), steps.at(2.5), line.at(-1), line.at(3.1))
    )


def test_an_empty_trace_draws_nothing_and_knows_nothing() -> None:
    trace = TimeTrace()
    assert len(trace.query(0, 10, 100)) == 0
    assert trace.bounds() is None
    assert np.isnan(trace.at(1))


@pytest.mark.parametrize("size", [1, 15, 17, 1000, 54_321])
def test_the_bounds_are_those_of_all_samples(size: int) -> None:
    values = np.random.default_rng(size).normal(size=size)
    values[:: max(2, size // 7)] = NAN
    trace = trace_of(values)
    known = values[~np.isnan(values)]
    assert trace.bounds() == ((known.min(), known.max()) if len(known) else None)


def test_clearing_forgets_everything() -> None:
    trace = trace_of(np.arange(5000.0))
    trace.clear()
    trace.extend([0.0, 1.0], [5.0, 6.0])
    assert trace.query(0, 1, 100).y.tolist() == [5, 6]


def test_level_stretches_keep_only_their_ends_and_gaps_stay() -> None:
    trace = trace_of(np.array([1.0, 1.0, 1.0, 2.0, NAN, 2.0, 2.0, 2.0]), stepped=True)
    picture = without_level_middles(trace.query(0, 7, 100))
    assert picture.t.tolist() == [0, 2, 3, 5, 7]
    assert picture.joined.tolist() == [True, True, False, True]
