"""A time of the pump is not taken for one of the wall where the two clocks differ."""

from __future__ import annotations

import pytest

from programmer.therapy.moments import clock_text
from programmer.therapy.outcome import Confirmed
from programmer.therapy.quantities import PumpTime
from programmer.visit.two_clocks import APART_US, confirmed_at, confirmed_at_short, to_the_second

AT = PumpTime(1_795_183_320_000_000)
DONE = Confirmed(AT, 7)


@pytest.mark.parametrize("apart_us", [0, APART_US, -APART_US])
def test_of_clocks_that_agree_to_the_minute_one_time_is_told(apart_us: int) -> None:
    sent = PumpTime(AT.value + apart_us)
    assert confirmed_at(DONE, sent, clock_text) == confirmed_at_short(DONE, sent, clock_text) == "14:02"


@pytest.mark.parametrize("apart_us", [APART_US + 1, -APART_US - 1, 22 * APART_US])
def test_of_clocks_that_are_further_apart_both_are_told_and_which_is_which(apart_us: int) -> None:
    sent = PumpTime(AT.value - apart_us)
    both = f"14:02 by the pump's clock, {clock_text(sent)} by the workstation's"
    assert confirmed_at(DONE, sent, clock_text) == both
    assert confirmed_at_short(DONE, sent, clock_text) == "14:02 by the pump's clock"


def test_both_are_written_alike() -> None:
    sent = PumpTime(AT.value - 24 * 60 * APART_US)
    assert confirmed_at(DONE, sent, to_the_second) == (
        "Fri 20 Nov 2026, 14:02:00 by the pump's clock, Thu 19 Nov 2026, 14:02:00 by the workstation's"
    )
