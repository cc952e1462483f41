"""What happened in a scenario, for people: one line for each event."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from programmer.simulator.scenarios.events import Event, Word
from programmer.therapy.moments import moment_text
from programmer.therapy.notation import decimal_text, duration_text, length_text, volume_text
from programmer.therapy.quantities import MICROSECONDS_PER_SECOND, SECONDS_PER_DAY, PumpTime, Seconds

_BOLUSES = {"patient_bolus": "patient bolus", "bolus": "single bolus", "periodic": "periodic bolus"}
_OPENINGS = {"prime": "priming bolus", "bridge": "bridge bolus", "bolus": "single bolus"}
_LEADING = ("bolus", "opening", "alarm", "hold", "fault", "request", "reason")


def event_line(event: Event) -> str:
    """``+2 h 0 min · Mon 5 Jan 2026, 02:00:00 · bolus refused: lockout``."""
    clock = moment_text(event.clock, seconds=True)
    return f"+{since_text(event.t_us)} · {clock} · {event_text(event)}"


def since_text(t_us: int) -> str:
    """How long since the beginning: ``2 h 0 min``, ``3 days 4 h 0 min``; what is less than a second is left out."""
    days, seconds = divmod(t_us // MICROSECONDS_PER_SECOND, SECONDS_PER_DAY)
    if not days:
        return duration_text(Seconds(seconds))
    rest = f" {duration_text(Seconds(seconds))}" if seconds else ""
    return f"{days:,} {'day' if days == 1 else 'days'}{rest}"


def event_text(event: Event) -> str:
    """What it was: ``bolus refused: patient bolus, lockout``."""
    details = ", ".join(
        text for text in (_detail(event, key, value) for key, value in _ordered(event)) if text
    )
    name = event.kind.replace("-", " ")
    return f"{name}: {details}" if details else name


def _ordered(event: Event) -> list[tuple[str, Word]]:
    first = [(key, event.more[key]) for key in _LEADING if key in event.more]
    return first + [(key, value) for key, value in event.more.items() if key not in _LEADING]


def _volume(value: Word) -> str:
    return volume_text(Fraction(str(value)))


def _percent(value: Word) -> str:
    return f"{decimal_text(Fraction(str(value)) / 10_000)} %"


def _until(event: Event, value: Word) -> str:
    """By the pump's own clock, as if its crystal ran true from here on."""
    ahead_us = int(Fraction(str(value)) * MICROSECONDS_PER_SECOND) - event.t_us
    return f"until {moment_text(PumpTime(event.clock.value + ahead_us))}"


_DETAILS: dict[str, Callable[[Word], str]] = {
    "bolus": lambda value: _BOLUSES[str(value)],
    "opening": lambda value: _OPENINGS[str(value)],
    "volume_nl": _volume,
    "missing_nl": lambda value: f"{_volume(value)} of it missing" if value else "",
    "room_nl": lambda value: f"there is room for {_volume(value)}",
    "length_mm": lambda value: length_text(int(str(value))),
    "share_ppm": _percent,
    "error_ppm": _percent,
    "days_left": lambda value: f"{value} days left",
    "on": lambda value: "on" if value else "off",
    "by_interference": lambda value: "by interference" if value else "",
    "by": lambda value: f"by {value}" if value == "factory" else f"by the {value}",
    "into": lambda value: f"into the {value}",
}


def _detail(event: Event, key: str, value: Word) -> str:
    if key == "until_s":
        return _until(event, value)
    told = _DETAILS.get(key)
    return str(value).replace("-", " ") if told is None else told(value)
