"""Where a time axis is marked and what stands there, from seconds to decades."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from programmer.therapy.notation import decimal_text
from programmer.ui.widgets.plots.time_words import (
    clock_word,
    day_and_month,
    day_word,
    full_date,
    moment,
    month_word,
    seconds,
)

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_CLOCK_STEPS = (1, 2, 5, 10, 30, _MINUTE, 2 * _MINUTE, 5 * _MINUTE, 10 * _MINUTE, 30 * _MINUTE)
_STEPS = (*_CLOCK_STEPS, _HOUR, 2 * _HOUR, 4 * _HOUR, 6 * _HOUR, 12 * _HOUR, _DAY, 2 * _DAY, 7 * _DAY)
_MONTH_STEPS = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200)
_MONTH = 30.44 * _DAY
_ELAPSED_STEPS = (*_STEPS, *(14 * _DAY, 28 * _DAY, 91 * _DAY, 364 * _DAY))
_LABEL_PX = 72.0


@dataclass(frozen=True, slots=True)
class Tick:
    """A moment on the axis and its words."""

    t: float
    label: str


def time_ticks(t0: float, t1: float, width: float) -> tuple[Tick, ...]:
    """Marks of the pump's calendar from ``t0`` to ``t1`` on ``width`` pixels; the first names its date in full."""
    if t1 <= t0 or width < 1:
        return ()
    wanted = (t1 - t0) / width * _LABEL_PX
    step = next((step for step in _STEPS if step >= wanted), None)
    if step is not None:
        return _even_ticks(t0, t1, step)
    months = next((months for months in _MONTH_STEPS if months * _MONTH >= wanted), _MONTH_STEPS[-1])
    return _month_ticks(t0, t1, months)


def elapsed_ticks(t0: float, t1: float, width: float) -> tuple[Tick, ...]:
    """Marks of time from now: ``now``, ``12 h``, ``24 h``, ``3 days``."""
    if t1 <= t0 or width < 1:
        return ()
    wanted = (t1 - t0) / width * _LABEL_PX
    step = next((step for step in _ELAPSED_STEPS if step >= wanted), _ELAPSED_STEPS[-1])
    return tuple(Tick(t, _elapsed_word(t)) for t in _multiples(t0, t1, step))


def _elapsed_word(t: float) -> str:
    if t == 0:
        return "now"
    sign, size = ("−" if t < 0 else ""), abs(round(t))
    if size % _DAY == 0 and size > 3 * _DAY:
        return f"{sign}{decimal_text(size // _DAY)} days"
    for unit, word in ((_HOUR, "h"), (_MINUTE, "min")):
        if size % unit == 0:
            return f"{sign}{decimal_text(size // unit)} {word}"
    return f"{sign}{decimal_text(size)} s"


def _multiples(t0: float, t1: float, step: int, offset: int = 0) -> Iterator[float]:
    first = -(-(t0 - offset) // step) * step + offset
    count = int((t1 - first) // step) + 1
    return (first + index * step for index in range(max(0, count)))


def _even_ticks(t0: float, t1: float, step: int) -> tuple[Tick, ...]:
    label = _day_label if step >= _DAY else _clock_label(with_seconds=step < _MINUTE)
    offset = 4 * _DAY if step == 7 * _DAY else 0  # 1970 began on a Thursday; weeks begin on Monday
    return tuple(_named(_multiples(t0, t1, step, offset), label))


def _month_ticks(t0: float, t1: float, months: int) -> tuple[Tick, ...]:
    start = moment(t0)
    index = (start.year * 12 + start.month - 1) // months * months
    times = []
    while True:
        year, month = divmod(index, 12)
        t = seconds(
            start.replace(year=year, month=month + 1, day=1, hour=0, minute=0, second=0, microsecond=0)
        )
        if t > t1:
            break
        if t >= t0:
            times.append(t)
        index += months
    return tuple(_named(iter(times), _year_label if months >= 12 else _month_label))


Labeller = Callable[[datetime, datetime | None], str]


def _named(times: Iterator[float], label: Labeller) -> Iterator[Tick]:
    before: datetime | None = None
    for t in times:
        at = moment(t)
        yield Tick(t, label(at, before))
        before = at


def _clock_label(*, with_seconds: bool) -> Labeller:
    def label(at: datetime, before: datetime | None) -> str:
        clock = clock_word(at, with_seconds=with_seconds)
        if before is None:
            return day_and_month(at) if clock.startswith("00:00") else f"{day_and_month(at)}, {clock}"
        return day_and_month(at) if at.date() != before.date() else clock

    return label


def _day_label(at: datetime, before: datetime | None) -> str:
    if before is not None and at.year != before.year:
        return full_date(at)
    return day_word(at) if before is not None and at.month == before.month else day_and_month(at)


def _month_label(at: datetime, before: datetime | None) -> str:
    first = before is None or at.year != before.year
    return f"{month_word(at)} {at.year}" if first else month_word(at)


def _year_label(at: datetime, _before: datetime | None) -> str:
    return str(at.year)
