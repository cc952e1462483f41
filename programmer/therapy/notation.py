"""How quantities are read and written, everywhere: window, command line, file and paper.

Rules of safe notation (ISMP, Joint Commission "do not use" list): leading zero, no trailing zero, ``mcg`` and
never a Greek letter, a space before the unit, ``per day`` in words for people, thousands commas from 1,000 on
screens and paper and never in files. One decimal point is the only mark; a comma is refused, never interpreted.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from programmer.therapy.quantities import (
    NANOGRAMS_PER_MICROGRAM,
    NANOGRAMS_PER_MILLIGRAM,
    NANOLITRES_PER_MILLILITRE,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    NanolitresPerDay,
    SecondsOfDay,
)

NO_BREAK = "\u00a0"
APPROXIMATELY = "≈\u00a0"
_NUMBER = re.compile(r"(0|[1-9][0-9]{0,11})(\.[0-9]{1,9})?")
_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_MASS = {"mcg": NANOGRAMS_PER_MICROGRAM, "mg": NANOGRAMS_PER_MILLIGRAM}


class NotAQuantity(ValueError):
    """What was typed cannot be taken as this quantity. The message is the reason, for a person."""


# ---- reading ------------------------------------------------------------------------------------------------


def read_number(text: str) -> Decimal:
    """Read a plain decimal number. Raises ``NotAQuantity`` with the reason; nothing is guessed."""
    stripped = text.strip()
    if not stripped:
        raise NotAQuantity("a number is missing")
    if "," in stripped:
        raise NotAQuantity(f"a comma is not accepted in “{stripped}”; {_without_comma(stripped)}")
    if stripped[0] in "-−":
        raise NotAQuantity(f"“{stripped}” is negative; write zero or more")
    if not _NUMBER.fullmatch(stripped):
        raise NotAQuantity(f"“{stripped}” is not a plain number such as 0.5 or 90{_hint(stripped)}")
    return Decimal(stripped)


def _without_comma(text: str) -> str:
    """What to write instead. ``1,000`` may be meant as a thousand: a point in its place would make it one."""
    if _GROUPED.fullmatch(text):
        return f"write {text.replace(',', '')} without it, for a point in its place would mean another number"
    return "write the decimal mark as a point, as in 1.5"


def _hint(text: str) -> str:
    """What to write instead, if that is beyond doubt."""
    if re.match(r"0[0-9]", text):
        return "; leave out the leading zero"
    better = f"0{text}" if text.startswith(".") else text.removesuffix(".")
    return f"; write {better}" if better != text and _NUMBER.fullmatch(better) else ""


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


def read_dose_number(text: str) -> NanogramsPerDay:
    """Read a bare number typed into a field that stands for mcg per day."""
    if re.search(r"[a-zA-Zµμ]", text) and not re.fullmatch(r"[0-9.]+[eE].*", text.strip()):
        raise NotAQuantity(
            f"“{text.strip()}” is not a plain number; type the number only, the unit stands beside it"
        )
    return NanogramsPerDay(_whole(read_number(text), NANOGRAMS_PER_MICROGRAM, "0.001 mcg per day"))


def read_dose_per_day(text: str) -> NanogramsPerDay:
    """Read a dose per day such as ``90 mcg/day`` or ``4.8 mg per day``. The time base must be there."""
    number, unit = _split_unit(text)
    if "," in number:
        read_number(number)
    if unit in _MASS:
        raise NotAQuantity(f"“{text.strip()}” does not say per what; write {number} {unit}/day")
    if re.fullmatch(r"m?c?g\s*(/|per )\s*(h|hour|hr)", unit):
        raise NotAQuantity(f"“{text.strip()}” is a dose per hour; only a dose per day is accepted")
    mass_unit = re.sub(r"\s*(/|per )\s*day$", "", unit)
    if mass_unit == unit or mass_unit not in _MASS:
        raise NotAQuantity(f"“{text.strip()}” is not a dose per day; write it like 90 mcg/day or 4.8 mg/day")
    return NanogramsPerDay(_whole(read_number(number), _MASS[mass_unit], "1 ng per day"))


def read_concentration(text: str) -> NanogramsPerMillilitre:
    """Read a concentration such as ``500 mcg/mL``. Zero is refused."""
    number, unit = _split_unit(text)
    mass_unit = unit.removesuffix("/mL")
    if mass_unit == unit or mass_unit not in _MASS:
        raise NotAQuantity(f"“{text.strip()}” is not a concentration; write it like 500 mcg/mL or 25 mg/mL")
    value = _whole(read_number(number), _MASS[mass_unit], "1 ng/mL")
    if not value:
        raise NotAQuantity("a concentration of zero is not a drug")
    return NanogramsPerMillilitre(value)


def read_time_of_day(text: str) -> SecondsOfDay:
    """Read ``HH:MM``, 00:00 to 23:59."""
    match = _TIME.fullmatch(text.strip())
    if match is None:
        raise NotAQuantity(f"“{text.strip()}” is not a time of day; write it like 07:00 or 22:30")
    return SecondsOfDay(int(match[1]) * 3600 + int(match[2]) * 60)


# ---- writing ------------------------------------------------------------------------------------------------


def decimal_text(
    value: Fraction | int, *, grouped: bool = True, digits: int = 9, places: int | None = None
) -> str:
    """Write a number without trailing zeros; what does not end is cut at ``digits`` significant digits or
    ``places`` decimals and marked as approximate on screens (``grouped``)."""
    fraction = Fraction(value)
    exact = _terminating(fraction)
    rounded = _round(fraction, digits, places) if exact is None or places is not None else exact
    text = f"{rounded:,f}" if grouped else f"{rounded:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{APPROXIMATELY}{text}" if grouped and Fraction(rounded) != fraction else text


def _terminating(value: Fraction) -> Decimal | None:
    rest, power = value.denominator, 0
    while rest % 10 == 0:
        rest, power = rest // 10, power + 1
    for prime in (2, 5):
        while rest % prime == 0:
            rest, power = rest // prime, power + 1
    if rest != 1 or power > 12:
        return None
    return Decimal(int(value * 10**power)).scaleb(-power)


def _round(value: Fraction, digits: int, places: int | None) -> Decimal:
    if places is None:
        whole_digits = len(str(abs(int(value)))) if abs(value) >= 1 else 0
        leading = 0
        while not whole_digits and value and abs(value) * 10 ** (leading + 1) < 1:
            leading += 1
        places = max(0, digits - whole_digits + leading)
    return Decimal(round(value * 10**places)).scaleb(-places)


def _in_mass_unit(nanograms: Fraction | int) -> tuple[Fraction, str]:
    """From 10 mg on milligrams read better and need fewer digits; below it the field uses micrograms."""
    mass = Fraction(nanograms)
    if abs(mass) >= 10 * NANOGRAMS_PER_MILLIGRAM:
        return mass / NANOGRAMS_PER_MILLIGRAM, "mg"
    return mass / NANOGRAMS_PER_MICROGRAM, "mcg"


def mass_text(nanograms: Fraction | int, *, places: int | None = None) -> str:
    """A mass of drug for people: ``402 mcg``, ``12.5 mg``."""
    value, unit = _in_mass_unit(nanograms)
    return f"{decimal_text(value, places=places)}{NO_BREAK}{unit}"


def dose_rate_text(dose: NanogramsPerDay | Fraction) -> str:
    """A dose per day for people: ``402 mcg per day``."""
    nanograms = dose.value if isinstance(dose, NanogramsPerDay) else dose
    return f"{mass_text(nanograms)} per day"


def concentration_text(concentration: NanogramsPerMillilitre) -> str:
    """A concentration for people: ``2,000 mcg/mL``."""
    value, unit = _in_mass_unit(concentration.value)
    return f"{decimal_text(value)}{NO_BREAK}{unit}/mL"


def volume_text(nanolitres: Nanolitres | Fraction, *, places: int | None = None) -> str:
    """A volume for people, in millilitres."""
    value = Fraction(nanolitres.value if isinstance(nanolitres, Nanolitres) else nanolitres)
    return f"{decimal_text(value / NANOLITRES_PER_MILLILITRE, places=places)}{NO_BREAK}mL"


def flow_text(rate: NanolitresPerDay, *, digits: int = 6) -> str:
    """A flow for people: ``0.804 mL per day``."""
    return f"{decimal_text(rate.value / NANOLITRES_PER_MILLILITRE, digits=digits)}{NO_BREAK}mL per day"


def percent_text(change: Fraction) -> str:
    """A per cent figure for people, always to one decimal: ``14.9 %``."""
    return f"{decimal_text(change, places=1).removeprefix(APPROXIMATELY)}{NO_BREAK}%"


def time_of_day_text(at: SecondsOfDay) -> str:
    """``HH:MM``, with seconds only where there are any."""
    minutes, seconds = divmod(at.value, 60)
    text = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}:{seconds:02d}" if seconds else text


# ---- words of files and JSON: the same, without commas and without hard spaces ------------------------------


def dose_word(dose: NanogramsPerDay | Fraction) -> str:
    """A dose per day as files have it: ``90 mcg/day``."""
    value, unit = _in_mass_unit(dose.value if isinstance(dose, NanogramsPerDay) else dose)
    return f"{decimal_text(value, grouped=False)} {unit}/day"


def mass_word(nanograms: Fraction | int) -> str:
    """A mass as files have it: ``90 mcg``."""
    value, unit = _in_mass_unit(nanograms)
    return f"{decimal_text(value, grouped=False)} {unit}"


def concentration_word(concentration: NanogramsPerMillilitre) -> str:
    """A concentration as files have it: ``500 mcg/mL``."""
    value, unit = _in_mass_unit(concentration.value)
    return f"{decimal_text(value, grouped=False)} {unit}/mL"


def volume_word(volume: Nanolitres) -> str:
    """A volume as files have it: ``20 mL``."""
    return f"{decimal_text(Fraction(volume.value, NANOLITRES_PER_MILLILITRE), grouped=False)} mL"


def flow_word(rate: NanolitresPerDay) -> str:
    """A flow as files have it: ``0.18 mL/day``."""
    return f"{decimal_text(rate.value / NANOLITRES_PER_MILLILITRE, grouped=False)} mL/day"
