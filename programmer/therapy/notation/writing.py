"""How a quantity is written for people, on screens and on paper.

Rules of safe notation (ISMP, Joint Commission "do not use" list): leading zero, no trailing zero, ``mcg`` and
never a Greek letter, a space before the unit, ``per day`` in words, thousands commas from 1,000.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from programmer.therapy.drugs import DrugFill
from programmer.therapy.quantities import (
    NANOGRAMS_PER_MICROGRAM,
    NANOGRAMS_PER_MILLIGRAM,
    NANOLITRES_PER_MILLILITRE,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    NanolitresPerDay,
    Seconds,
    SecondsOfDay,
)

NO_BREAK = "\u00a0"
APPROXIMATELY = "≈\u00a0"


def decimal_text(
    value: Fraction | int, *, grouped: bool = True, digits: int = 9, places: int | None = None
) -> str:
    """Write a number without trailing zeros; what does not end is cut at ``digits`` significant digits or
    ``places`` decimals and marked as approximate on screens (``grouped``)."""
    fraction = Fraction(value)
    exact = _terminating(fraction)
    rounded = rounded_to(fraction, digits, places) if exact is None or places is not None else exact
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
    return _shifted(int(value * 10**power), power)


def rounded_to(value: Fraction, digits: int, places: int | None = None) -> Decimal:
    """Rounded to ``digits`` significant digits, all before the point kept, or to ``places`` decimals; the zeros at its
    end are kept."""
    if places is None:
        whole_digits = len(str(abs(int(value)))) if abs(value) >= 1 else 0
        leading = 0
        while not whole_digits and value and abs(value) * 10 ** (leading + 1) < 1:
            leading += 1
        places = max(0, digits - whole_digits + leading)
    return _shifted(round(value * 10**places), places)


def _shifted(number: int, places: int) -> Decimal:
    """``number`` with its last ``places`` digits behind the point; ``scaleb`` would round beyond 28 digits."""
    sign, digits, _ = Decimal(number).as_tuple()
    return Decimal((sign, digits, -places))


def in_mass_unit(nanograms: Fraction | int, unit: str = "") -> tuple[Fraction, str]:
    """In ``unit``, mcg or mg; without one from 10 mg on in milligrams, below it as the field does in micrograms."""
    mass = Fraction(nanograms)
    if unit == "mg" or (not unit and abs(mass) >= 10 * NANOGRAMS_PER_MILLIGRAM):
        return mass / NANOGRAMS_PER_MILLIGRAM, "mg"
    return mass / NANOGRAMS_PER_MICROGRAM, "mcg"


def mass_text(
    nanograms: Fraction | int, *, digits: int = 9, places: int | None = None, unit: str = ""
) -> str:
    """A mass of drug for people: ``402 mcg``, ``12.5 mg``; in ``unit``, where its drug has one."""
    value, name = in_mass_unit(nanograms, unit)
    return f"{decimal_text(value, digits=digits, places=places)}{NO_BREAK}{name}"


def dose_rate_text(dose: NanogramsPerDay | Fraction, *, digits: int = 9, unit: str = "") -> str:
    """A dose per day for people: ``402 mcg per day``."""
    nanograms = dose.value if isinstance(dose, NanogramsPerDay) else dose
    return f"{mass_text(nanograms, digits=digits, unit=unit)} per day"


def masses_text(first: Fraction, second: Fraction, *, digits: int = 9, unit: str = "") -> tuple[str, str]:
    """Two masses that are compared, in ``unit``, or both in that in which the larger one reads best."""
    _, unit = in_mass_unit(max(abs(first), abs(second)), unit)
    whole = NANOGRAMS_PER_MILLIGRAM if unit == "mg" else NANOGRAMS_PER_MICROGRAM
    return (
        f"{decimal_text(first / whole, digits=digits)}{NO_BREAK}{unit}",
        f"{decimal_text(second / whole, digits=digits)}{NO_BREAK}{unit}",
    )


def dose_rates_text(first: Fraction, second: Fraction, *, digits: int = 9, unit: str = "") -> tuple[str, str]:
    """Two doses per day that are compared, in one unit: ``4.8 mg per day``, ``12 mg per day``."""
    one, other = masses_text(first, second, digits=digits, unit=unit)
    return f"{one} per day", f"{other} per day"


def concentration_text(concentration: NanogramsPerMillilitre | Fraction, *, digits: int = 9) -> str:
    """A concentration for people: ``2,000 mcg/mL``."""
    exact = concentration.value if isinstance(concentration, NanogramsPerMillilitre) else concentration
    value, unit = in_mass_unit(exact)
    return f"{decimal_text(value, digits=digits)}{NO_BREAK}{unit}/mL"


def fill_text(drugs: tuple[DrugFill, ...], shown: Callable[[str], str] = str) -> str:
    """What a reservoir or a path holds, for people: ``HYDROmorphone 10 mg/mL with bupivacaine 20 mg/mL``; ``shown``
    gives a drug's name as it must be written."""
    return " with ".join(f"{shown(drug.name)} {concentration_text(drug.concentration)}" for drug in drugs)


def volume_text(nanolitres: Nanolitres | Fraction, *, digits: int = 9, places: int | None = None) -> str:
    """A volume for people, in millilitres."""
    value = Fraction(nanolitres.value if isinstance(nanolitres, Nanolitres) else nanolitres)
    millilitres = decimal_text(value / NANOLITRES_PER_MILLILITRE, digits=digits, places=places)
    return f"{millilitres}{NO_BREAK}mL"


def flow_text(rate: NanolitresPerDay, *, digits: int = 6) -> str:
    """A flow for people: ``0.804 mL per day``."""
    return f"{decimal_text(rate.value / NANOLITRES_PER_MILLILITRE, digits=digits)}{NO_BREAK}mL per day"


def hourly_flow_text(rate: NanolitresPerDay, *, digits: int = 6) -> str:
    """A flow as people say it of a fast one: ``1 mL per hour``."""
    return f"{decimal_text(rate.value / 24 / NANOLITRES_PER_MILLILITRE, digits=digits)}{NO_BREAK}mL per hour"


def length_text(millimetres: int) -> str:
    """A length of catheter for people, in centimetres: ``80.5 cm``."""
    return f"{decimal_text(Fraction(millimetres, 10))}{NO_BREAK}cm"


def volume_per_length_text(per_cm: Nanolitres) -> str:
    """What a catheter holds, for people: ``0.0022 mL/cm``."""
    return f"{volume_text(per_cm)}/cm"


def duration_text(duration: Seconds) -> str:
    """A duration for people: ``45 s``, ``15 min``, and hours never without their minutes: ``4 h 0 min``."""
    hours, rest = divmod(duration.value, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = [f"{hours:,}{NO_BREAK}h"] if hours else []
    if hours or minutes or not seconds:
        parts.append(f"{minutes}{NO_BREAK}min")
    if seconds:
        parts.append(f"{seconds}{NO_BREAK}s")
    return NO_BREAK.join(parts)


def mass_over_text(nanograms: Fraction | int, duration: Seconds, *, unit: str = "") -> str:
    """A bolus for people: ``10 mcg over 15 min``."""
    return f"{mass_text(nanograms, unit=unit)} over {duration_text(duration)}"


def percent_text(change: Fraction) -> str:
    """A per cent figure for people, always to one decimal: ``14.9 %``."""
    return f"{decimal_text(change, places=1).removeprefix(APPROXIMATELY)}{NO_BREAK}%"


def time_of_day_text(at: SecondsOfDay) -> str:
    """``HH:MM``, with seconds only where there are any."""
    minutes, seconds = divmod(at.value, 60)
    text = f"{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}:{seconds:02d}" if seconds else text
