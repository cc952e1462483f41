"""The fields of a program: their names, the texts that say a program, and how each text is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TypeVar

from programmer.therapy.boluses import PatientBolus
from programmer.therapy.notation import (
    NotAQuantity,
    decimal_text,
    duration_word,
    read_concentration,
    read_dose_number,
    read_duration,
    read_number,
)
from programmer.therapy.programs import PeriodicBolus
from programmer.therapy.quantities import (
    NANOGRAMS_PER_MICROGRAM,
    Nanograms,
    NanogramsPerMillilitre,
    Seconds,
    WholeQuantity,
)

DOSE = "dose"
BACKGROUND, PERIODIC_DOSE, PERIODIC_DURATION = "background", "periodic-dose", "periodic-duration"
INTERVAL_H, INTERVAL_MIN = "interval-h", "interval-min"
BOLUS_DOSE, BOLUS_DURATION, MOST_PER_DAY = "bolus-dose", "bolus-duration", "most-per-day"
LOCKOUT_H, LOCKOUT_MIN = "lockout-h", "lockout-min"
WINDOW_MOST, WINDOW_H, WINDOW_MIN = "window-most", "window-h", "window-min"
CONCENTRATION, BRIDGE_DOSE = "concentration", "bridge-dose"
WINDOW = (WINDOW_MOST, WINDOW_H, WINDOW_MIN)

_SECONDS_PER_HOUR, _SECONDS_PER_MINUTE, _MINUTES_PER_HOUR = 3600, 60, 60
_MOST = 65_535

Read = TypeVar("Read")


class FieldReader:
    """Reads the texts of a draft; ``reasons`` says, by field, why a text stands for nothing."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts
        self.reasons: dict[str, str] = {}

    def text(self, key: str) -> str:
        """What stands in that field."""
        return self._texts.get(key, "")

    def read(self, key: str, reader: Callable[[str], Read]) -> Read | None:
        """What the text of the field stands for; None, with its reason, if for nothing."""
        try:
            return reader(self.text(key))
        except NotAQuantity as refusal:
            self.reasons[key] = str(refusal)
            return None

    def hours_and_minutes(self, hours_key: str, minutes_key: str) -> Seconds | None:
        """A duration from its two fields; both must be filled in, with 0 where there are none."""
        hours, minutes = self.read(hours_key, whole_number), self.read(minutes_key, minutes_of_hour)
        if hours is None or minutes is None:
            return None
        if not hours and not minutes:
            self.reasons[minutes_key] = "it is 0 h 0 min; a duration is missing"
            return None
        return Seconds(hours * _SECONDS_PER_HOUR + minutes * _SECONDS_PER_MINUTE)


# ---- reading one text -----------------------------------------------------------------------------------------


def mass_in_mcg(text: str) -> Nanograms:
    """A bare number in a field that stands for mcg, more than nothing."""
    mass = Nanograms(read_dose_number(text).value)
    if not mass:
        raise NotAQuantity("0 mcg is no bolus")
    return mass


def some_duration(text: str) -> Seconds:
    """A duration with its units, more than nothing: ``15 min``, ``90 s``."""
    duration = read_duration(text)
    if not duration:
        raise NotAQuantity("a bolus takes some time")
    return duration


def whole_number(text: str) -> int:
    """A whole number, 0 or more."""
    value = read_number(text)
    if value != value.to_integral_value():
        raise NotAQuantity(f"{value:f} is not a whole number")
    return int(value)


def minutes_of_hour(text: str) -> int:
    """Minutes beside a field of hours: 0 to 59."""
    minutes = whole_number(text)
    if minutes >= _MINUTES_PER_HOUR:
        raise NotAQuantity(f"{minutes} min is 60 or more; carry it over to the hours")
    return minutes


def count(text: str) -> int:
    """A number of boluses, 1 or more."""
    number = whole_number(text)
    if not 0 < number <= _MOST:
        raise NotAQuantity("write how many, from 1 to 65,535")
    return number


def concentration(text: str) -> NanogramsPerMillilitre:
    """A concentration with its unit: ``500 mcg/mL``, ``2 mg/mL``."""
    found = read_concentration(text)
    if not found:
        raise NotAQuantity("a concentration is more than 0")
    return found


# ---- writing what the pump has --------------------------------------------------------------------------------


def mcg_text(amount: WholeQuantity | Fraction) -> str:
    """An amount in ng as it is typed in mcg."""
    nanograms = amount if isinstance(amount, Fraction) else Fraction(amount.value)
    return decimal_text(nanograms / NANOGRAMS_PER_MICROGRAM, grouped=False)


def has_seconds(duration: Seconds) -> bool:
    """Whether hours and minutes alone cannot say it."""
    return bool(duration.value % _SECONDS_PER_MINUTE)


def _two(hours_key: str, minutes_key: str, duration: Seconds) -> dict[str, str]:
    hours, rest = divmod(duration.value, _SECONDS_PER_HOUR)
    return {hours_key: f"{hours}", minutes_key: f"{rest // _SECONDS_PER_MINUTE}"}


def periodic_texts(mode: PeriodicBolus) -> dict[str, str]:
    """The texts that say a periodic bolus."""
    return {
        BACKGROUND: mcg_text(mode.background),
        PERIODIC_DOSE: mcg_text(mode.dose),
        PERIODIC_DURATION: duration_word(mode.duration),
        **_two(INTERVAL_H, INTERVAL_MIN, mode.interval),
    }


def patient_texts(bolus: PatientBolus) -> dict[str, str]:
    """The texts that say a patient bolus."""
    texts = {
        BOLUS_DOSE: mcg_text(bolus.dose),
        BOLUS_DURATION: duration_word(bolus.duration),
        **_two(LOCKOUT_H, LOCKOUT_MIN, bolus.lockout),
        MOST_PER_DAY: f"{bolus.most_per_day}",
    }
    if bolus.window is not None:
        texts |= {WINDOW_MOST: f"{bolus.window.most}", **_two(WINDOW_H, WINDOW_MIN, bolus.window.length)}
    return texts
