"""The sum of a schedule in closed form, and the first microsecond at which an amount has come together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from programmer.delivery.basal import Basal

PERIOD = 50


@st.composite
def schedules(draw: st.DrawFn) -> Basal:
    """Up to five steps in a period of 50 microseconds, also of no flow at all."""
    starts = (0, *sorted(draw(st.sets(st.integers(1, PERIOD - 1), max_size=4))))
    flows = tuple(draw(st.lists(st.integers(0, 3), min_size=len(starts), max_size=len(starts))))
    return Basal(starts, flows, PERIOD, draw(st.sampled_from([0, 7])))


moments = st.integers(-120, 120)


@given(schedules(), moments, st.integers(0, 200))
def test_the_sum_is_what_is_added_up_microsecond_by_microsecond(basal: Basal, begin: int, span: int) -> None:
    added = sum(basal.flow_at(moment) for moment in range(begin, begin + span))
    assert basal.up_to(begin + span) - basal.up_to(begin) == added


@given(schedules(), moments, st.integers(1, 400), st.integers(0, 2))
def test_the_wait_is_the_first_microsecond_at_which_it_has_come_together(
    basal: Basal, begin: int, amount: int, extra: int
) -> None:
    def told(wait: int) -> int:
        return basal.up_to(begin + wait) - basal.up_to(begin) + extra * wait

    wait = basal.wait(begin, amount, extra)
    if wait is None:
        assert told(PERIOD) == 0
    else:
        assert told(wait) >= amount > told(wait - 1)


@given(schedules(), moments)
def test_the_next_step_is_the_first_moment_at_which_the_flow_may_be_another(basal: Basal, begin: int) -> None:
    end = basal.next_step(begin)
    assert begin < end <= begin + PERIOD
    assert {basal.flow_at(moment) for moment in range(begin, end)} == {basal.flow_at(begin)}


def test_an_amount_that_comes_together_as_the_flow_ceases_is_there_at_that_moment() -> None:
    basal = Basal((0, 10), (2, 0), PERIOD, 0)
    assert basal.wait(0, 20, 0) == 10
    assert basal.wait(0, 40, 0) == PERIOD + 10
