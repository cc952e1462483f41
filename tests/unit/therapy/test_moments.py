"""Moments are written the same in every language of the machine."""

from __future__ import annotations

import calendar
from datetime import datetime

import pytest

from programmer.therapy.moments import (
    clock_text,
    clock_text_seen_from,
    date_text,
    duration_text,
    local_word,
    moment_text,
    since_text,
    span_from_another_day,
    utc_word,
)
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


def test_not_even_thousands_of_years_ahead_does_a_second_begin_early() -> None:
    assert local_word(PumpTime(pump_time(8999, 12, 31, 23, 59, 59).value + 999_999)) == "8999-12-31T23:59:59"


NOW = pump_time(2026, 11, 21, 16, 8)


@pytest.mark.parametrize(
    ("at", "text"),
    [
        ((2026, 11, 21, 0, 0), "00:00"),
        ((2026, 11, 21, 23, 59), "23:59"),
        ((2026, 11, 20, 23, 59), "Fri 20 Nov, 23:59"),
        ((2026, 11, 22, 0, 0), "Sun 22 Nov, 00:00"),
        ((2025, 11, 21, 16, 8), "Fri 21 Nov 2025, 16:08"),
    ],
)
def test_a_time_of_another_day_than_today_is_told_with_its_date(at: tuple[int, ...], text: str) -> None:
    assert clock_text_seen_from(NOW, pump_time(*at)) == text


@pytest.mark.parametrize(
    ("since", "text"),
    [
        ((2026, 11, 21, 10, 10), "since 10:10"),
        ((2026, 11, 20, 10, 10), "since Fri 20 Nov, 10:10, for 29 h"),
        ((2026, 11, 17, 16, 9), "since Tue 17 Nov, 16:09, for 95 h"),
        ((2026, 11, 17, 16, 8), "since Tue 17 Nov, 16:08, for 4 days"),
        ((2026, 11, 22, 0, 0), "since Sun 22 Nov, 00:00"),
    ],
)
def test_what_began_on_another_day_is_told_with_its_date_and_how_long_it_lasts(
    since: tuple[int, ...], text: str
) -> None:
    assert since_text(NOW, pump_time(*since)).replace("\u00a0", " ") == text


def test_what_began_before_midnight_is_told_in_minutes_right_after_it() -> None:
    told = since_text(pump_time(2026, 11, 21, 0, 9, 59), pump_time(2026, 11, 20, 23, 50))
    assert told.replace("\u00a0", " ") == "since Fri 20 Nov, 23:50, for 19 min"


def test_a_day_has_no_zero_before_it() -> None:
    assert date_text(pump_time(2026, 2, 1)) == "Sun 1 Feb 2026"


@pytest.mark.parametrize(("value", "year"), [(2**63 - 1, "9999"), (-(2**63), "1"), (10**30, "9999")])
def test_a_clock_beyond_the_calendar_shows_its_first_or_last_day(value: int, year: str) -> None:
    assert date_text(PumpTime(value)).split()[-1] == year


def test_times_in_files_say_whether_they_have_a_zone() -> None:
    at = pump_time(2026, 11, 20, 14, 2, 5)
    assert local_word(at) == "2026-11-20T14:02:05"
    assert utc_word(at.value + 999_999) == "2026-11-20T14:02:05Z"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (-5, "0 s"),
        (1, "1 s"),
        (59, "59 s"),
        (60, "1 min"),
        (125, "2 min 5 s"),
        (3600, "1 h"),
        (3601, "1 h"),
        (7_380, "2 h 3 min"),
        (86_400, "1 day"),
        (273_600, "3 days 4 h"),
        (2 * 86_400 + 59, "2 days"),
        (2_629_800, "1 month"),
        (31_557_600, "1 year"),
        (4 * 31_557_600 + 2 * 2_629_800 + 86_400, "4 years 2 months"),
        (31_557_600 + 86_400, "1 year"),
    ],
)
def test_a_span_is_told_in_its_two_largest_units(seconds: int, text: str) -> None:
    spaced = duration_text(seconds)
    assert spaced.replace("\u00a0", " ") == text
    assert spaced.count("\u00a0") == len(text.split()) // 2


def test_a_time_with_its_seconds_has_them_on_another_day_too() -> None:
    yesterday = pump_time(2026, 11, 20, 14, 2, 5)
    assert clock_text_seen_from(NOW, yesterday, seconds=True) == "Fri 20 Nov, 14:02:05"
    assert clock_text_seen_from(yesterday, yesterday, seconds=True) == "14:02:05"


@pytest.mark.parametrize(
    ("seconds", "text"), [(5, "5 s"), (59, "59 s"), (60, "1 min"), (125, "2 min"), (3600, "1 h")]
)
def test_what_began_just_before_midnight_is_told_in_seconds_and_then_in_whole_minutes(
    seconds: int, text: str
) -> None:
    since = pump_time(2026, 11, 20, 23, 59, 58)
    now = PumpTime(since.value + seconds * 1_000_000)
    assert span_from_another_day(now, since).replace("\u00a0", " ") == text


def test_what_is_still_to_begin_on_another_day_lasts_for_nothing() -> None:
    assert span_from_another_day(NOW, pump_time(2026, 11, 22)) == ""
