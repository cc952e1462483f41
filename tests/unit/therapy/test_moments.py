"""Moments are written the same in every language of the machine."""

from __future__ import annotations

import calendar
from datetime import datetime

import pytest

from programmer.therapy.moments import clock_text, date_text, moment_text
from programmer.therapy.quantities import PumpTime


def pump_time(*when: int) -> PumpTime:
    return PumpTime(calendar.timegm(datetime(*when).timetuple()) * 1_000_000)  # type: ignore[arg-type]


def test_a_moment_is_written_like_this() -> None:
    at = pump_time(2026, 11, 20, 14, 2, 5)
    assert date_text(at) == "Fri 20 Nov 2026"
    assert clock_text(at) == "14:02"
    assert clock_text(at, seconds=True) == "14:02:05"
    assert moment_text(at) == "Fri 20 Nov 2026, 14:02"
    assert moment_text(at, seconds=True) == "Fri 20 Nov 2026, 14:02:05"


def test_a_part_of_a_second_is_not_rounded_up_into_the_next_day() -> None:
    assert moment_text(PumpTime(pump_time(2026, 1, 1).value - 1), seconds=True) == "Wed 31 Dec 2025, 23:59:59"


def test_a_day_has_no_zero_before_it() -> None:
    assert date_text(pump_time(2026, 2, 1)) == "Sun 1 Feb 2026"


@pytest.mark.parametrize(("value", "year"), [(2**63 - 1, "9999"), (-(2**63), "1"), (10**30, "9999")])
def test_a_clock_beyond_the_calendar_shows_its_first_or_last_day(value: int, year: str) -> None:
    assert date_text(PumpTime(value)).split()[-1] == year
