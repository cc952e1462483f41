"""How a quantity is read, everywhere: taken exactly as it stands, or refused with the reason."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from programmer.therapy.notation import advice
from programmer.therapy.quantities import (
    NANOGRAMS_PER_MICROGRAM,
    NANOGRAMS_PER_MILLIGRAM,
    NANOLITRES_PER_MILLILITRE,
    SECONDS_PER_DAY,
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    NanolitresPerDay,
    Seconds,
    SecondsOfDay,
)

_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DURATION_PART = re.compile(r"([^\sa-zA-Zµμ]+)\s*([a-zA-Zµμ]+)\s*")
_DAYS = re.compile(r"([^\s]+?)\s*days?(?:\s+(\S.*))?")
_DAYS_CUT_SHORT = re.compile(r"[0-9]\s*d\b")
_PER_DAY = re.compile(r"\s*(/|per )\s*day$")
_PER_HOUR = re.compile(r"\s*(/|per )\s*(h|hour)$")

_MASS = {"mcg": NANOGRAMS_PER_MICROGRAM, "mg": NANOGRAMS_PER_MILLIGRAM}
_VOLUME = {"mL": NANOLITRES_PER_MILLILITRE}
_VOLUME_PER_LENGTH = {"mL/cm": NANOLITRES_PER_MILLILITRE}
_LENGTH = {"cm": 10, "mm": 1}
_DURATION = {"h": 3600, "min": 60, "s": 1}
_SIXTY = 60


class NotAQuantity(ValueError):
    """What was typed cannot be taken as this quantity. The message is the reason, for a person."""


# ---- numbers ------------------------------------------------------------------------------------------------


def read_number(text: str) -> Decimal:
    """Read a plain decimal number. Raises ``NotAQuantity`` with the reason; nothing is guessed."""
    stripped = text.strip()
    if not stripped:
        raise NotAQuantity("a number is missing")
    if "," in stripped:
        raise NotAQuantity(f"a comma is not accepted in “{stripped}”; {_without_comma(stripped)}")
    if stripped[0] in "-−":
        raise NotAQuantity(f"“{stripped}” is negative; write zero or more")
    if not advice.NUMBER.fullmatch(stripped):
        raise NotAQuantity(
            f"“{stripped}” is not a plain number such as 0.5 or 90{advice.of_number(stripped)}"
        )
    return Decimal(stripped)


def read_count(text: str) -> int:
    """Read a whole number of things, such as the most boluses in a day."""
    number = read_number(text)
    if number != number.to_integral_value():
        raise NotAQuantity(f"“{text.strip()}” is not a whole number")
    return int(number)


def _without_comma(text: str) -> str:
    """What to write instead. ``1,000`` may be meant as a thousand: a point in its place would make it one."""
    if _GROUPED.fullmatch(text):
        return f"write {text.replace(',', '')} without it, for a point in its place would mean another number"
    return "write the decimal mark as a point, as in 1.5"


def _whole(number: Decimal, per_unit: int, smallest: str) -> int:
    scaled = number * per_unit
    if scaled != scaled.to_integral_value():
        raise NotAQuantity(
            f"{number:f} is finer than {smallest}; nothing is rounded, so write fewer decimals"
        )
    return int(scaled)


def _split_unit(text: str) -> tuple[str, str]:
    match = re.match(r"\s*([^\sa-zA-Zµμ]*)\s*(.*?)\s*$", text)
    return ("", text) if match is None else (match[1], match[2])


def _read_in(text: str, units: Mapping[str, int], smallest: str, kind: str, like: str) -> int:
    """Read a number with one of ``units``, in the smallest unit. ``kind`` and ``like`` name what was due."""
    number, unit = _split_unit(text)
    if "," in number:
        read_number(number)
    if unit not in units:
        raise _unlike(text, kind, like)
    return _whole(read_number(number), units[unit], smallest)


def _unlike(text: str, kind: str, like: str, *, of_time: bool = False) -> NotAQuantity:
    """The refusal of what cannot be read as ``kind``, with the slip in it where that is a known one."""
    slip = advice.of_quantity(text, of_time=of_time)
    return NotAQuantity(f"“{text.strip()}” is not {kind}; write it like {like}{slip}")


# ---- drug ---------------------------------------------------------------------------------------------------


def read_mass(text: str) -> Nanograms:
    """Read a mass of drug such as ``0.2 mg`` or ``50 mcg``; a dose per day is none."""
    return Nanograms(_read_in(text, _MASS, "1 ng", "a mass of drug", "0.2 mg or 50 mcg"))


def read_dose_number(text: str, unit: str = "mcg") -> NanogramsPerDay:
    """Read a bare number typed into a field that stands for ``unit`` per day: ``mcg`` or ``mg``."""
    if re.search(r"[a-zA-Zµμ]", text) and not re.fullmatch(r"[0-9.]+[eE].*", text.strip()):
        raise NotAQuantity(
            f"“{text.strip()}” is not a plain number; type the number only, the unit stands beside it"
        )
    smallest = {"mcg": "0.001 mcg per day", "mg": "0.000001 mg per day"}[unit]
    return NanogramsPerDay(_whole(read_number(text), _MASS[unit], smallest))


def read_dose_per_day(text: str) -> NanogramsPerDay:
    """Read a dose per day such as ``90 mcg/day`` or ``4.8 mg per day``. The time base must be there."""
    number, unit = _split_unit(text)
    if "," in number:
        read_number(number)
    if unit in _MASS:
        raise NotAQuantity(f"“{text.strip()}” does not say per what; write {number} {unit}/day")
    if re.fullmatch(r"m?c?g\s*(/|per )\s*(h|hour|hr)", unit):
        raise NotAQuantity(f"“{text.strip()}” is a dose per hour; only a dose per day is accepted")
    mass_unit = _PER_DAY.sub("", unit)
    if mass_unit == unit or mass_unit not in _MASS:
        raise _unlike(text, "a dose per day", "90 mcg/day or 4.8 mg/day")
    return NanogramsPerDay(_whole(read_number(number), _MASS[mass_unit], "1 ng per day"))


def read_concentration(text: str) -> NanogramsPerMillilitre:
    """Read a concentration such as ``500 mcg/mL``. Zero is refused."""
    number, unit = _split_unit(text)
    mass_unit = unit.removesuffix("/mL")
    if mass_unit == unit or mass_unit not in _MASS:
        raise _unlike(text, "a concentration", "500 mcg/mL or 25 mg/mL")
    value = _whole(read_number(number), _MASS[mass_unit], "1 ng/mL")
    if not value:
        raise NotAQuantity("a concentration of zero is not a drug")
    return NanogramsPerMillilitre(value)


# ---- volume and flow ----------------------------------------------------------------------------------------


def read_volume(text: str) -> Nanolitres:
    """Read a volume such as ``0.316 mL``, to the nanolitre."""
    return Nanolitres(_read_in(text, _VOLUME, "1 nL", "a volume", "0.316 mL or 20 mL"))


def read_flow(text: str) -> NanolitresPerDay:
    """Read a flow such as ``0.5 mL/day`` or ``1 mL/h``. The time base must be there: they differ by 24."""
    number, unit = _split_unit(text)
    if "," in number:
        read_number(number)
    if unit == "mL":
        raise NotAQuantity(
            f"“{text.strip()}” does not say per what; write {number} mL/day or {number} mL/h, whichever is meant"
        )
    if _PER_DAY.sub("", unit) == "mL":
        return NanolitresPerDay(
            Fraction(_whole(read_number(number), NANOLITRES_PER_MILLILITRE, "1 nL per day"))
        )
    if _PER_HOUR.sub("", unit) == "mL":
        hourly = _whole(read_number(number), NANOLITRES_PER_MILLILITRE, "1 nL per hour")
        return NanolitresPerDay(Fraction(24 * hourly))
    raise _unlike(text, "a flow", "0.5 mL/day or 1 mL/h")


def read_volume_per_length(text: str) -> Nanolitres:
    """Read what a catheter holds, such as ``0.0022 mL/cm``: nanolitres in each centimetre."""
    return Nanolitres(
        _read_in(text, _VOLUME_PER_LENGTH, "1 nL/cm", "a volume per length of catheter", "0.0022 mL/cm")
    )


def read_length(text: str) -> int:
    """Read a length of catheter such as ``80 cm``, ``80.5 cm`` or ``805 mm``, in whole millimetres."""
    return _read_in(text, _LENGTH, "1 mm", "a length of catheter", "80 cm or 805 mm")


# ---- time, date, share --------------------------------------------------------------------------------------


def read_time_of_day(text: str) -> SecondsOfDay:
    """Read ``HH:MM``, 00:00 to 23:59."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        padded = f"0{text.strip()}"
        like = padded if _TIME.fullmatch(padded) else "it like 07:00 or 22:30"
        raise NotAQuantity(f"“{text.strip()}” is not a time of day; write {like}")
    return SecondsOfDay(int(match[1]) * 3600 + int(match[2]) * 60)


def read_duration(text: str) -> Seconds:
    """Read ``4 h 30 min``, ``15 min`` or ``90 s``: whole numbers, each with its unit, falling, each once.

    A bare number is refused: an interval typed in minutes for hours has killed (FDA recall of the 8870 card).
    """
    stripped = text.strip()
    if re.fullmatch(r"[0-9.,]+", stripped):
        raise NotAQuantity(
            f"“{stripped}” does not say of what; write {stripped} h, {stripped} min or {stripped} s"
        )
    parts = _duration_parts(stripped)
    if parts is None:
        raise _unlike(text, "a duration", "4 h 30 min, 15 min or 90 s", of_time=True)
    counts = [(_count(number, unit), unit) for number, unit in parts]
    for count, unit in counts[1:]:
        if count >= _SIXTY:
            raise NotAQuantity(f"{count} {unit} in “{stripped}” is 60 or more; carry it over to the left")
    return Seconds(sum(count * _DURATION[unit] for count, unit in counts))


def read_span(text: str) -> Seconds:
    """Read a stretch of time of days, ``7 days``, ``1 day`` or ``2 days 4 h``, or a duration as everywhere.

    Only where no interval or lockout is meant: those are told in hours and minutes.
    """
    match = _DAYS.fullmatch(text.strip())
    if match is None and _DAYS_CUT_SHORT.search(text):
        raise NotAQuantity(f"“{text.strip()}” is not a stretch of time; write it like 7 days or 2 days 4 h")
    if match is None:
        return read_duration(text)
    rest = Seconds(0) if match[2] is None else read_duration(match[2])
    if rest.value >= SECONDS_PER_DAY:
        raise NotAQuantity(f"{match[2]} in “{text.strip()}” is a day or more; carry it over to the left")
    number = read_number(match[1])
    if number != number.to_integral_value():
        raise NotAQuantity(f"{match[1]} days is not whole; write the rest in hours, like 2 days 4 h")
    return Seconds(int(number) * SECONDS_PER_DAY) + rest


def _duration_parts(text: str) -> list[tuple[str, str]] | None:
    """Numbers and units, in falling order and each unit once; None for anything else."""
    matches = list(_DURATION_PART.finditer(text))
    units = [match[2] for match in matches]
    in_order = [unit for unit in _DURATION if unit in units]
    covered = "".join(match[0] for match in matches)
    if not matches or covered != text or units != in_order:
        return None
    return [(match[1], match[2]) for match in matches]


def _count(number: str, unit: str) -> int:
    value = read_number(number)
    if value != value.to_integral_value():
        raise NotAQuantity(f"{number} {unit} is not whole; write h, min and s each as a whole number")
    return int(value)


def read_date(text: str) -> date:
    """Read a day of the calendar, ``2026-01-05``: year, month, day."""
    stripped = text.strip()
    match = _DATE.fullmatch(stripped)
    if match is None:
        raise NotAQuantity(f"“{stripped}” is not a date; write year, month, day like 2026-01-05")
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise NotAQuantity(f"there is no day {stripped} in the calendar") from None


def read_percent(text: str) -> Fraction:
    """Read a share such as ``14.5%`` or ``14.5 %``: the number before the sign, exact."""
    number = text.strip()
    if not number.endswith("%"):
        raise NotAQuantity(f"“{number}” is not a per cent figure; write it like 14.5%")
    return Fraction(read_number(number.removesuffix("%")))
