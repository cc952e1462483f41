"""Amounts as exact whole numbers, each with its unit in the type."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Self

NANOLITRES_PER_MILLILITRE = 1_000_000
NANOGRAMS_PER_MICROGRAM = 1_000
NANOGRAMS_PER_MILLIGRAM = 1_000_000
SECONDS_PER_DAY = 86_400
DAYS_PER_WEEK = 7
MICROSECONDS_PER_SECOND = 1_000_000
MICROSECONDS_PER_DAY = SECONDS_PER_DAY * MICROSECONDS_PER_SECOND


@dataclass(frozen=True, slots=True, order=True)
class WholeQuantity:
    """A count of one small unit. Only equal units can be added or compared."""

    value: int

    def __post_init__(self) -> None:
        if type(self.value) is not int:
            raise TypeError(f"{type(self).__name__} takes a whole number, not {self.value!r}")

    def __add__(self, other: Self) -> Self:
        if type(other) is not type(self):
            return NotImplemented
        return type(self)(self.value + other.value)

    def __sub__(self, other: Self) -> Self:
        if type(other) is not type(self):
            return NotImplemented
        return type(self)(self.value - other.value)

    def __bool__(self) -> bool:
        return self.value != 0


class Nanolitres(WholeQuantity):
    """A volume; 1 mL is 1,000,000 nL."""

    __slots__ = ()


class Nanograms(WholeQuantity):
    """A mass of drug; 1 mcg is 1,000 ng."""

    __slots__ = ()


class NanogramsPerDay(WholeQuantity):
    """A dose rate as it is prescribed and as the pump stores it: drug per 24 hours."""

    __slots__ = ()


class NanogramsPerMillilitre(WholeQuantity):
    """A concentration; 500 mcg/mL is 500,000 ng/mL."""

    __slots__ = ()


class Seconds(WholeQuantity):
    """A duration in whole seconds."""

    __slots__ = ()


class SecondsOfDay(WholeQuantity):
    """A time of day on the pump's own clock, seconds after its midnight, 0 to 86,399."""

    __slots__ = ()

    def __post_init__(self) -> None:
        WholeQuantity.__post_init__(self)
        if not 0 <= self.value < SECONDS_PER_DAY:
            raise ValueError(f"a time of day is 0 to 86,399 s, not {self.value}")


class PumpTime(WholeQuantity):
    """A moment on the pump's own clock: microseconds since 1970-01-01T00:00 as that clock counts.

    The pump keeps local time without daylight shifts and without a zone, so this is never a UTC time.
    """

    __slots__ = ()

    @property
    def weekday(self) -> int:
        """The day of the week on the pump's clock: 0 is Monday, 6 is Sunday. 1970-01-01 was a Thursday."""
        return (self.value // MICROSECONDS_PER_DAY + 3) % DAYS_PER_WEEK


@dataclass(frozen=True, slots=True, order=True)
class NanolitresPerDay:
    """A flow, exact: 97 mcg per day of 500 mcg/mL is 194,000 nL a day, 8,083 1/3 nL an hour."""

    value: Fraction

    def __post_init__(self) -> None:
        if type(self.value) is not Fraction:
            raise TypeError(f"NanolitresPerDay takes a fraction, not {self.value!r}")

    @property
    def per_microsecond(self) -> Fraction:
        """The same flow in nL per microsecond."""
        return self.value / MICROSECONDS_PER_DAY


def flow(dose: NanogramsPerDay, concentration: NanogramsPerMillilitre) -> NanolitresPerDay:
    """Flow that gives ``dose``: volume per day = dose per day / concentration.

    Source: Q = D / C. Raises ``ValueError`` for a concentration that is not positive.
    """
    if concentration.value <= 0:
        raise ValueError("a concentration must be greater than zero to give a flow")
    return NanolitresPerDay(Fraction(dose.value * NANOLITRES_PER_MILLILITRE, concentration.value))


def mass(volume: Nanolitres, concentration: NanogramsPerMillilitre) -> Fraction:
    """Drug in ``volume``, in nanograms, exact (it need not be whole)."""
    return Fraction(volume.value * concentration.value, NANOLITRES_PER_MILLILITRE)
