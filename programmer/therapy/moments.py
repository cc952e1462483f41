"""How moments are written: for people as ``Fri 20 Nov 2026, 14:02``, in files as ISO 8601."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from programmer.therapy.quantities import MICROSECONDS_PER_SECOND, PumpTime

_SECONDS_PER_HOUR = 3600
_HOURS_TOLD = 96
_START = datetime(1970, 1, 1)  # noqa: DTZ001 - the pump's clock has no zone
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _moment(microseconds: int) -> datetime:
    """Whole seconds are kept; a clock beyond the calendar shows the last or first day there is."""
    try:
        return _START + timedelta(seconds=microseconds // MICROSECONDS_PER_SECOND)
    except OverflowError:
        return datetime.max if microseconds > 0 else datetime.min  # noqa: DTZ901


def date_text(time: PumpTime) -> str:
    """``Fri 20 Nov 2026``, the same in every language of the machine."""
    return day_text(_moment(time.value))


def day_text(day: date) -> str:
    """A day of the calendar in the same way: ``Fri 20 Nov 2026``."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def clock_text(time: PumpTime, *, seconds: bool = False) -> str:
    """``14:02``, or ``14:02:05``."""
    moment = _moment(time.value)
    return f"{moment:%H:%M:%S}" if seconds else f"{moment:%H:%M}"


def moment_text(time: PumpTime, *, seconds: bool = False) -> str:
    """``Fri 20 Nov 2026, 14:02``."""
    return f"{date_text(time)}, {clock_text(time, seconds=seconds)}"


def clock_text_seen_from(now: PumpTime, time: PumpTime, *, seconds: bool = False) -> str:
    """``14:02`` on the day of ``now``; else ``Fri 20 Nov, 14:02``, and of another year the year as well.

    A time alone is read as one of today: a stop of yesterday would look like one of some hours.
    """
    clock, day, today = clock_text(time, seconds=seconds), date_text(time), date_text(now)
    if day == today:
        return clock
    (shown, _, year), this_year = day.rpartition(" "), today.rpartition(" ")[2]
    return f"{shown if year == this_year else day}, {clock}"


def span_from_another_day(now: PumpTime, since: PumpTime) -> str:
    """``30 h`` for what began on an earlier day than that of ``now``; empty for what began today or is to come.

    Whole hours up to four days, as what follows from a stop is told in hours; then days, and minutes below an hour.
    """
    seconds = (now.value - since.value) // MICROSECONDS_PER_SECOND
    if seconds < 0 or date_text(since) == date_text(now):
        return ""
    if seconds < _SECONDS_PER_HOUR:
        return duration_text(seconds - seconds % 60 if seconds >= 60 else seconds)
    hours = seconds // _SECONDS_PER_HOUR
    if hours < _HOURS_TOLD:
        return f"{hours}\u00a0h"
    return f"{hours // 24:,}\u00a0days"


def since_text(now: PumpTime, since: PumpTime) -> str:
    """``since 14:02``, of an earlier day ``since Fri 20 Nov, 10:10, for 30 h``."""
    span = span_from_another_day(now, since)
    return f"since {clock_text_seen_from(now, since)}{f', for {span}' if span else ''}"


def local_word(time: PumpTime) -> str:
    """The pump's own time in files: ``2026-11-20T14:02:05``, without a zone because it has none."""
    return _moment(time.value).isoformat(timespec="seconds")


def utc_word(utc_us: int) -> str:
    """A UTC time in files: ``2026-11-20T14:02:05Z``."""
    return f"{_moment(utc_us).isoformat(timespec='seconds')}Z"


def duration_text(seconds: int) -> str:
    """A span in its two largest units: ``4 years 2 months``, ``3 days 4 h``, ``2 min 5 s``."""
    units = (("year", 31_557_600), ("month", 2_629_800), ("day", 86_400), ("h", 3600), ("min", 60), ("s", 1))
    parts: list[str] = []
    rest = max(0, seconds)
    for name, length in units:
        count, left = divmod(rest, length)
        if count and len(parts) < 2:
            plural = "s" if (count > 1 and len(name) > 3) or (count > 1 and name == "day") else ""
            parts.append(f"{count}\u00a0{name}{plural}")
            rest = left
        elif parts:
            break
        else:
            rest = left
    return " ".join(parts) or "0\u00a0s"
