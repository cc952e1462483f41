"""How a scenario writes what a program file has no need of: spans of days, errors in parts per million, moments."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from programmer.simulator.faults.fault import MOST_DRIFT_PPM
from programmer.therapy import notation
from programmer.therapy.notation import (
    NotAQuantity,
    read_flow,
    read_length,
    read_number,
    read_volume,
)
from programmer.therapy.quantities import (
    MICROSECONDS_PER_DAY,
    MICROSECONDS_PER_SECOND,
    Nanolitres,
    PumpTime,
)

WHOLE_PPM = 1_000_000
_PPM_PER_PERCENT = 10_000
_ERROR = re.compile(r"(?P<number>\S+?) ?(?P<unit>%|ppm)")
_NANOLITRES = re.compile(r"(?P<number>\S+?) ?nL")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}")
_START = datetime(1970, 1, 1)  # noqa: DTZ001 - the pump's clock has no zone
_LARGEST_VOLUME = Nanolitres(4_000_000_000)
_LONGEST_CATHETER_MM = 2**16 - 1
_LONGEST_SPAN_US = 100 * 366 * MICROSECONDS_PER_DAY


def read_span(text: str) -> int:
    """Read a stretch of time such as ``120 min``, ``3 h``, ``2 days`` or ``2 days 4 h``, in microseconds."""
    span = notation.read_span(text).value * MICROSECONDS_PER_SECOND
    if span > _LONGEST_SPAN_US:
        raise NotAQuantity(f"“{text.strip()}” is longer than a hundred years")
    return span


def read_length_of_time(text: str) -> int:
    """Read a stretch of time that is more than nothing, in microseconds."""
    span = read_span(text)
    if not span:
        raise NotAQuantity(f"“{text.strip()}” is no time at all")
    return span


def read_days(text: str) -> int:
    """Read a number of whole days: ``2555 days``."""
    span = read_span(text)
    if span % MICROSECONDS_PER_DAY:
        raise NotAQuantity(f"“{text.strip()}” is not a number of whole days; write it like 2555 days")
    return span // MICROSECONDS_PER_DAY


def read_shift(text: str) -> int:
    """Read how far a clock is off: ``+1 h`` is ahead of the true time, ``-5 min`` behind it; microseconds."""
    stripped = text.strip()
    if stripped[:1] not in {"+", "-"}:
        raise NotAQuantity(
            f"“{stripped}” does not say which way; write +{stripped} for a clock that is ahead, -{stripped} for "
            "one that is behind"
        )
    return _sign(stripped) * read_span(stripped[1:])


def read_error(text: str) -> int:
    """Read an error such as ``+14.5 %``, ``-3 %`` or ``50 ppm``, in parts per million."""
    stripped = text.strip()
    match = _ERROR.fullmatch(stripped[1:] if stripped[:1] in {"+", "-"} else stripped)
    if match is None:
        raise NotAQuantity(f"“{stripped}” is not an error; write it like +14.5 %, -3 % or 50 ppm")
    per_unit = _PPM_PER_PERCENT if match["unit"] == "%" else 1
    ppm = _sign(stripped) * _whole(read_number(match["number"]) * per_unit, "parts per million")
    if ppm < -WHOLE_PPM:
        raise NotAQuantity(f"“{stripped}” is less than nothing at all")
    return ppm


def read_calibration(text: str) -> int:
    """Read by how much each pulse is off, as an error, in parts per million."""
    ppm = read_error(text)
    if abs(ppm) >= WHOLE_PPM:
        raise NotAQuantity(
            f"“{text.strip()}” is a whole pulse or more; write an error between -100 % and +100 %"
        )
    return ppm


def read_drift(text: str) -> int:
    """Read how far a crystal is off, as an error, in parts per million."""
    ppm = read_error(text)
    if abs(ppm) > MOST_DRIFT_PPM:
        raise NotAQuantity(f"“{text.strip()}” is more than half as fast or slow: no crystal is off by that")
    return ppm


def read_share(text: str) -> int:
    """Read a share of a whole, from ``0 %`` to ``100 %``, in parts per million."""
    ppm = read_error(text)
    if not 0 <= ppm <= WHOLE_PPM:
        raise NotAQuantity(f"“{text.strip()}” is not a share; write 0 % to 100 %")
    return ppm


def read_fine_volume(text: str) -> Nanolitres:
    """Read a volume in ``mL`` or in whole ``nL``, up to four litres: what a pump can count and no hand exceeds."""
    match = _NANOLITRES.fullmatch(text.strip())
    volume = (
        read_volume(text) if match is None else Nanolitres(_whole(read_number(match["number"]), "nanolitres"))
    )
    if volume > _LARGEST_VOLUME:
        raise NotAQuantity(f"“{text.strip()}” is more than 4000 mL")
    return volume


def read_catheter_length(text: str) -> int:
    """Read a length of catheter in whole millimetres, up to 65.535 m: what a pump can tell a programmer of it."""
    length = read_length(text)
    if length > _LONGEST_CATHETER_MM:
        raise NotAQuantity(f"“{text.strip()}” is more than 6553.5 cm, which no catheter is")
    return length


def read_whole_flow(text: str) -> Nanolitres:
    """Read a flow such as ``24 mL/day`` or ``1 mL/h``, in nanolitres per day."""
    # Read to the nanolitre per day or per hour, so that it is always whole.
    return Nanolitres(int(read_flow(text).value))


def read_moment(text: str) -> PumpTime:
    """Read a moment of a pump's clock, ``2026-01-05 08:00``."""
    stripped = text.strip()
    if not _MOMENT.fullmatch(stripped):
        raise NotAQuantity(f"“{stripped}” is not a moment; write date and time like 2026-01-05 08:00")
    try:
        moment = datetime.fromisoformat(stripped)
    except ValueError:
        raise NotAQuantity(f"there is no moment {stripped} in the calendar") from None
    return PumpTime((moment - _START).days * MICROSECONDS_PER_DAY + (moment - _START).seconds * 1_000_000)


def within(read: Callable[[str], Nanolitres], most: Nanolitres, word: str) -> Callable[[str], Nanolitres]:
    """The same reading with an upper bound; ``word`` completes “… is more than …”."""

    def bounded(text: str) -> Nanolitres:
        volume = read(text)
        if volume > most:
            raise NotAQuantity(f"“{text.strip()}” is more than {word}")
        return volume

    return bounded


def _whole(number: Decimal, unit: str) -> int:
    if number != number.to_integral_value():
        raise NotAQuantity(f"{number.normalize():f} {unit} is not a whole number; nothing is rounded")
    return int(number)


def _sign(text: str) -> int:
    return -1 if text.startswith("-") else 1
