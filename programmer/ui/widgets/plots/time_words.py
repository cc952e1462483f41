"""Times of a pump's own clock in words. A pump knows no zone, so nothing is ever shifted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Python's and Qt's names follow the workstation's language; the window speaks one language throughout.
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def moment(t_s: float) -> datetime:
    """A pump's seconds since 1970 as its calendar has them."""
    return _EPOCH + timedelta(seconds=t_s)


def seconds(at: datetime) -> float:
    """The other way round."""
    return (at - _EPOCH).total_seconds()


def day_word(at: datetime) -> str:
    """``Fri 20``."""
    return f"{_DAYS[at.weekday()]} {at.day}"


def day_and_month(at: datetime) -> str:
    """``Fri 20 Nov``."""
    return f"{day_word(at)} {_MONTHS[at.month - 1]}"


def full_date(at: datetime) -> str:
    """``Fri 20 Nov 2026``."""
    return f"{day_and_month(at)} {at.year}"


def month_word(at: datetime) -> str:
    """``Nov``."""
    return _MONTHS[at.month - 1]


def clock_word(at: datetime, *, with_seconds: bool = False) -> str:
    """``14:02`` or ``14:02:05``."""
    return f"{at.hour:02d}:{at.minute:02d}" + (f":{at.second:02d}" if with_seconds else "")


def moment_words(t_s: float, *, with_seconds: bool = False) -> str:
    """``Fri 20 Nov 2026, 14:31``."""
    at = moment(t_s)
    return f"{full_date(at)}, {clock_word(at, with_seconds=with_seconds)}"
