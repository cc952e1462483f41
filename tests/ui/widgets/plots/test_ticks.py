"""Axes are marked with round values and with the calendar of the pump, from seconds to decades."""

from __future__ import annotations

import itertools

import pytest

from programmer.ui.widgets.plots.time_ticks import elapsed_ticks, time_ticks
from programmer.ui.widgets.plots.time_words import moment, moment_words
from programmer.ui.widgets.plots.value_ticks import tick_word, value_ticks

FRIDAY = 1_795_132_800.0  # Fri 20 Nov 2026, 00:00
MINUTE, HOUR, DAY, YEAR = 60.0, 3600.0, 86_400.0, 365.25 * 86_400


def labels(t0: float, span: float, width: float = 800) -> list[str]:
    return [tick.label for tick in time_ticks(t0, t0 + span, width)]


def test_the_pumps_midnight_is_midnight_on_every_workstation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/Los_Angeles")
    assert moment_words(FRIDAY + 14 * HOUR + 31 * MINUTE) == "Fri 20 Nov 2026, 14:31"


def test_a_week_is_marked_by_days_and_names_the_month_once() -> None:
    assert labels(FRIDAY - 4 * DAY, 7 * DAY, 900) == [
        "Mon 16 Nov",
        "Tue 17",
        "Wed 18",
        "Thu 19",
        "Fri 20",
        "Sat 21",
        "Sun 22",
        "Mon 23",
    ]


def test_a_day_is_marked_by_hours_and_names_the_new_day() -> None:
    assert labels(FRIDAY + 12 * HOUR, DAY, 600)[:5] == [
        "Fri 20 Nov, 12:00",
        "16:00",
        "20:00",
        "Sat 21 Nov",
        "04:00",
    ]


def test_ten_minutes_are_marked_by_minutes() -> None:
    assert labels(FRIDAY + 14 * HOUR, 10 * MINUTE, 500)[:3] == ["Fri 20 Nov, 14:00", "14:02", "14:04"]


def test_twenty_seconds_are_marked_with_seconds() -> None:
    assert labels(FRIDAY + 14 * HOUR, 20, 300)[:2] == ["Fri 20 Nov, 14:00:00", "14:00:05"]


def test_two_years_are_marked_by_months_and_name_each_year() -> None:
    assert labels(FRIDAY, 2 * YEAR, 800)[:6] == ["Jan 2027", "Apr", "Jul", "Oct", "Jan 2028", "Apr"]


def test_a_decade_is_marked_by_years() -> None:
    assert labels(FRIDAY - 9.5 * YEAR, 9.5 * YEAR, 1160) == [str(year) for year in range(2018, 2027)]


def test_a_new_year_within_a_month_says_so() -> None:
    assert "Fri 1 Jan 2027" in labels(FRIDAY + 39 * DAY, 6 * DAY)


@pytest.mark.parametrize(
    "span", [10, 100, 1000, HOUR, 9 * HOUR, 3 * DAY, 40 * DAY, YEAR, 30 * YEAR, 190 * YEAR]
)
@pytest.mark.parametrize("width", [240, 800, 2400])
def test_marks_are_inside_rising_and_neither_crowded_nor_missing(span: float, width: float) -> None:
    ticks = time_ticks(FRIDAY, FRIDAY + span, width)
    times = [tick.t for tick in ticks]
    assert all(FRIDAY <= t <= FRIDAY + span for t in times)
    assert all(later > earlier for earlier, later in itertools.pairwise(times))
    assert len(ticks) <= width / 60 + 1
    assert len(ticks) >= 1 or width < 400


def test_weeks_begin_on_monday() -> None:
    ticks = time_ticks(FRIDAY, FRIDAY + 90 * DAY, 1000)
    assert {moment(tick.t).weekday() for tick in ticks} == {0}


def test_time_from_now_is_said_in_hours_and_days() -> None:
    assert [t.label for t in elapsed_ticks(0, 72 * HOUR, 500)] == [
        "now",
        "12 h",
        "24 h",
        "36 h",
        "48 h",
        "60 h",
        "72 h",
    ]
    assert [t.label for t in elapsed_ticks(0, 28 * DAY, 400)][1:3] == ["7 days", "14 days"]


def test_values_are_few_and_round() -> None:
    assert value_ticks(0, 20, 160) == (0, 5, 10, 15, 20)
    assert value_ticks(0, 540, 130) == (0, 200, 400)
    assert value_ticks(0, 0.00012, 100) == (0, 0.00005, 0.0001)
    assert value_ticks(5, 5, 100) == ()


def test_a_tick_is_written_as_people_write_numbers() -> None:
    assert [tick_word(value) for value in (0, 0.5, 0.30000000000000004, 1000, 2500)] == [
        "0",
        "0.5",
        "0.3",
        "1,000",
        "2,500",
    ]
