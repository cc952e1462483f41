"""How spans, errors, shifts, fine volumes and moments are read in a scenario, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from programmer.simulator.scenarios.quantities import (
    read_calibration,
    read_days,
    read_drift,
    read_error,
    read_fine_volume,
    read_length_of_time,
    read_moment,
    read_share,
    read_shift,
    read_span,
    read_whole_flow,
)
from programmer.therapy.moments import local_word
from programmer.therapy.notation import NotAQuantity

HOUR = 3_600_000_000
DAY = 24 * HOUR


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("120 min", 2 * HOUR),
        ("400 min", 400 * HOUR // 60),
        ("3 h", 3 * HOUR),
        ("4 h 30 min", 9 * HOUR // 2),
        ("90 s", HOUR // 40),
        ("0 min", 0),
        ("1 day", DAY),
        ("2 days", 2 * DAY),
        ("2 days 4 h", 52 * HOUR),
        (" 365 days ", 365 * DAY),
    ],
)
def test_a_span_is_read_to_the_microsecond(text: str, span: int) -> None:
    assert read_span(text) == span


@pytest.mark.parametrize(
    ("text", "ppm"), [("+14.5 %", 145_000), ("-3%", -30_000), ("50 ppm", 50), ("-20 ppm", -20)]
)
def test_an_error_is_read_in_parts_per_million(text: str, ppm: int) -> None:
    assert read_error(text) == ppm


@pytest.mark.parametrize(
    ("text", "nanolitres"), [("0 nL", 0), ("250 nL", 250), ("0.25 mL", 250_000), ("20 mL", 20_000_000)]
)
def test_a_volume_may_be_written_in_nanolitres(text: str, nanolitres: int) -> None:
    assert read_fine_volume(text).value == nanolitres


@pytest.mark.parametrize(
    ("text", "daily"), [("24 mL/day", 24_000_000), ("1 mL/h", 24_000_000), ("0 mL/day", 0)]
)
def test_a_flow_is_read_per_day_or_per_hour(text: str, daily: int) -> None:
    assert read_whole_flow(text).value == daily


def test_a_shift_says_which_way() -> None:
    assert (read_shift("+1 h"), read_shift("-5 min")) == (HOUR, -HOUR // 12)


def test_a_moment_is_that_of_the_calendar() -> None:
    assert local_word(read_moment("2026-01-05 08:30")) == "2026-01-05T08:30:00"


def test_days_and_shares_are_read() -> None:
    assert (read_days("2555 days"), read_share("20 %"), read_share("100%")) == (2555, 200_000, 1_000_000)


@pytest.mark.parametrize(
    ("read", "text", "why"),
    [
        (read_span, "120", "does not say of what"),
        (read_span, "two days", "is not a plain number"),
        (read_span, "2 days 25 h", "is a day or more"),
        (read_span, "1.5 days", "1.5 days is not whole; write the rest in hours, like 2 days 4 h"),
        (read_span, "2 days 4", "does not say of what"),
        (read_span, "-3 h", "is negative"),
        (read_span, "40000 days", "is longer than a hundred years"),
        (read_length_of_time, "0 min", "is no time at all"),
        (read_days, "36 h", "is not a number of whole days"),
        (read_shift, "1 h", "does not say which way"),
        (read_error, "14.5", "is not an error"),
        (read_error, "0.00001 %", "is not a whole number"),
        (read_error, "-101 %", "is less than nothing at all"),
        (read_drift, "60 %", "no crystal"),
        (read_calibration, "100 %", "is a whole pulse or more"),
        (read_share, "101 %", "is not a share"),
        (read_share, "-1 %", "is not a share"),
        (read_fine_volume, "0.5 nL", "is not a whole number"),
        (read_fine_volume, "4000.1 mL", "is more than 4000 mL"),
        (read_fine_volume, "5 uL", "is not a volume"),
        (read_whole_flow, "5 mL", "does not say per what"),
        (read_moment, "2026-02-30 08:00", "there is no moment"),
        (read_moment, "05.01.2026", "is not a moment"),
    ],
)
def test_what_is_not_clear_is_refused_with_its_reason(
    read: Callable[[str], object], text: str, why: str
) -> None:
    with pytest.raises(NotAQuantity, match=why):
        read(text)
