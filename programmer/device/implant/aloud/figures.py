"""How single figures of a message are read aloud: exact, and each with its unit."""

from __future__ import annotations

from fractions import Fraction

from programmer.therapy.alarms import AlarmKind
from programmer.therapy.moments import moment_text
from programmer.therapy.notation import flow_text, length_text, mass_text, volume_text
from programmer.therapy.quantities import NanolitresPerDay, PumpTime

Line = tuple[str, str]
"""A name and what it holds."""
Lines = list[Line]

__all__ = [
    "Line",
    "Lines",
    "alarms",
    "bytes_told",
    "count",
    "day_flow",
    "length_text",
    "mass_text",
    "moment",
    "seconds",
    "volume_text",
]


def count(number: int, one: str, several: str = "") -> str:
    """So many of something: ``1 byte``, ``12 bytes``."""
    return f"{number:,}\u00a0{one if number == 1 else several or f'{one}s'}"


def seconds(milliseconds: int) -> str:
    """A time-out of the link."""
    whole, rest = divmod(milliseconds, 1000)
    return f"{whole:,}\u00a0s" if not rest else f"{milliseconds:,}\u00a0ms"


def moment(time: PumpTime | None, none: str = "none") -> str:
    """A time of the pump's clock, to the second."""
    return none if time is None else moment_text(time, seconds=True)


def day_flow(nanolitres_per_day: int, none: str = "") -> str:
    """A flow; ``none`` is what a flow of zero stands for."""
    return (
        flow_text(NanolitresPerDay(Fraction(nanolitres_per_day))) if nanolitres_per_day or not none else none
    )


def alarms(kinds: tuple[AlarmKind, ...]) -> str:
    """Alarms by their names, most urgent first."""
    return ", ".join(kind.word.replace("-", " ") for kind in kinds) or "none"


def bytes_told(what: bytes) -> str:
    """Bytes that say nothing more to a person: how many, and which."""
    return f"{count(len(what), 'byte')}: {what.hex()}" if what else "no bytes"
