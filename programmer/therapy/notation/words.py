"""How a quantity is written in files and JSON: the same, without commas and without hard spaces."""

from __future__ import annotations

import re
from fractions import Fraction

from programmer.therapy.notation.writing import (
    NO_BREAK,
    decimal_text,
    duration_text,
    in_mass_unit,
    rounded_to,
)
from programmer.therapy.quantities import (
    NANOLITRES_PER_MILLILITRE,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    NanolitresPerDay,
    Seconds,
)

_DIGITS = 12
_BETWEEN_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3})")


def dose_word(dose: NanogramsPerDay | Fraction) -> str:
    """A dose per day as files have it: ``90 mcg/day``."""
    value, unit = in_mass_unit(dose.value if isinstance(dose, NanogramsPerDay) else dose)
    return f"{decimal_text(value, grouped=False)} {unit}/day"


def mass_word(nanograms: Fraction | int) -> str:
    """A mass as files have it: ``90 mcg``."""
    value, unit = in_mass_unit(nanograms)
    return f"{decimal_text(value, grouped=False)} {unit}"


def concentration_word(concentration: NanogramsPerMillilitre) -> str:
    """A concentration as files have it: ``500 mcg/mL``."""
    value, unit = in_mass_unit(concentration.value)
    return f"{decimal_text(value, grouped=False)} {unit}/mL"


def volume_word(volume: Nanolitres) -> str:
    """A volume as files have it: ``20 mL``."""
    return f"{decimal_text(Fraction(volume.value, NANOLITRES_PER_MILLILITRE), grouped=False)} mL"


def flow_word(rate: NanolitresPerDay) -> str:
    """A flow as files have it: ``0.18 mL/day``."""
    return f"{decimal_text(rate.value / NANOLITRES_PER_MILLILITRE, grouped=False)} mL/day"


def hourly_flow_word(rate: NanolitresPerDay) -> str:
    """A flow as files have it where it is a fast one: ``1 mL/h``."""
    return f"{decimal_text(rate.value / 24 / NANOLITRES_PER_MILLILITRE, grouped=False)} mL/h"


def length_word(millimetres: int) -> str:
    """A length of catheter as files have it: ``80.5 cm``."""
    return f"{decimal_text(Fraction(millimetres, 10), grouped=False)} cm"


def volume_per_length_word(per_cm: Nanolitres) -> str:
    """What a catheter holds, as files have it: ``0.0022 mL/cm``."""
    return f"{volume_word(per_cm)}/cm"


def duration_word(duration: Seconds) -> str:
    """A duration as files have it: ``4 h 30 min``."""
    return plain_words(duration_text(duration))


def percent_word(share: Fraction) -> str:
    """A per cent figure as files have it, not rounded: ``14.5%``."""
    return f"{decimal_text(share, grouped=False)}%"


def number_word(value: Fraction) -> str:
    """A number to calculate on with: exact where the decimal ends, however long it is, else to twelve digits.

    Of those twelve the zeros at the end stay: without them 5.24294779999… would look like an exact 5.2429478.
    """
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{rounded_to(value, _DIGITS):f}"
    return decimal_text(value, grouped=False, places=value.denominator.bit_length())


def plain_words(sentence: str) -> str:
    """A sentence for people as files have it: no commas between thousands, no hard spaces."""
    return _BETWEEN_THOUSANDS.sub("", sentence).replace(NO_BREAK, " ")
