"""The fields of a program: their names, the texts that say a program, and how each text is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TypeVar

from programmer.therapy.boluses import PatientBolus
from programmer.therapy.drugs import MOST_DRUGS
from programmer.therapy.notation import (
    NotAQuantity,
    decimal_text,
    read_concentration,
    read_dose_number,
    read_flow,
    read_number,
)
from programmer.therapy.programs import PeriodicBolus
from programmer.therapy.quantities import (
    NANOGRAMS_PER_MICROGRAM,
    NANOGRAMS_PER_MILLIGRAM,
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    NanolitresPerDay,
    Seconds,
    WholeQuantity,
)
from programmer.ui.viewmodels.dose_unit import MG

DOSE = "dose"
BACKGROUND, PERIODIC_DOSE = "background", "periodic-dose"
INTERVAL_H, INTERVAL_MIN = "interval-h", "interval-min"
BOLUS_DOSE, MOST_PER_DAY = "bolus-dose", "most-per-day"
PERIODIC_OVER = ("periodic-h", "periodic-min", "periodic-s")
BOLUS_OVER = ("bolus-h", "bolus-min", "bolus-s")
LOCKOUT_H, LOCKOUT_MIN = "lockout-h", "lockout-min"
WINDOW_MOST, WINDOW_H, WINDOW_MIN = "window-most", "window-h", "window-min"
CONCENTRATION, ON_LABEL, BRIDGE_DOSE = "concentration", "on-label", "bridge-dose"
WINDOW = (WINDOW_MOST, WINDOW_H, WINDOW_MIN)
SINGLE_DOSE, SINGLE_OVER = "single-dose", ("single-h", "single-min", "single-s")
PRIME_EXTENT, PRIME_RATE = "prime-extent", "prime-rate"
OTHERS = range(1, MOST_DRUGS)
"""The drugs of a mixture beside the primary, by their number."""

_SECONDS_PER_HOUR, _SECONDS_PER_MINUTE, _SIXTY, _HOURS_PER_DAY = 3600, 60, 60, 24
_MOST = 65_535
# Longer times are not typed here: whoever writes 240 in a field of hours has most likely minutes in mind.
_MOST_HOURS = 96
NAMES: Mapping[str, str] = {
    DOSE: "Dose per day",
    BACKGROUND: "Background",
    PERIODIC_DOSE: "Each bolus",
    PERIODIC_OVER[0]: "Given over, hours",
    PERIODIC_OVER[1]: "Given over, minutes",
    PERIODIC_OVER[2]: "Given over, seconds",
    INTERVAL_H: "Every, hours",
    INTERVAL_MIN: "Every, minutes",
    BOLUS_DOSE: "Dose of a patient bolus",
    BOLUS_OVER[0]: "Patient bolus given over, hours",
    BOLUS_OVER[1]: "Patient bolus given over, minutes",
    BOLUS_OVER[2]: "Patient bolus given over, seconds",
    LOCKOUT_H: "Lockout, hours",
    LOCKOUT_MIN: "Lockout, minutes",
    MOST_PER_DAY: "Most in any 24 h",
    WINDOW_MOST: "Most in a window",
    WINDOW_H: "Window, hours",
    WINDOW_MIN: "Window, minutes",
    CONCENTRATION: "New concentration",
    ON_LABEL: "Concentration on the label",
    BRIDGE_DOSE: "Dose of the old drug to hold",
    SINGLE_DOSE: "Dose of the single bolus",
    SINGLE_OVER[0]: "Single bolus given over, hours",
    SINGLE_OVER[1]: "Single bolus given over, minutes",
    SINGLE_OVER[2]: "Single bolus given over, seconds",
    PRIME_EXTENT: "What the prime fills",
    PRIME_RATE: "Prime rate",
    **{f"other-{number}-drug": f"Drug {number + 1} of the mixture" for number in OTHERS},
    **{f"other-{number}-concentration": f"Concentration of drug {number + 1}" for number in OTHERS},
    **{f"other-{number}-label": f"Concentration of drug {number + 1} on the label" for number in OTHERS},
}
"""What each field is called where it is spoken of away from it."""

Read = TypeVar("Read")


def other_keys(number: int) -> tuple[str, str, str]:
    """The fields of that other drug of a mixture: its name, its concentration, and that typed from the label."""
    return f"other-{number}-drug", f"other-{number}-concentration", f"other-{number}-label"


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
        hours, minutes = self.read(hours_key, hours_number), self.read(minutes_key, sixtieths)
        if hours is None or minutes is None:
            return None
        if not hours and not minutes:
            self.reasons[minutes_key] = "it is 0 h 0 min; a duration is missing"
            return None
        return Seconds(hours * _SECONDS_PER_HOUR + minutes * _SECONDS_PER_MINUTE)

    def given_over(self, keys: tuple[str, str, str]) -> Seconds | None:
        """How long a bolus takes, from its fields of hours, minutes and seconds; those left empty stand for none."""
        if not any(self.text(key).strip() for key in keys):
            self.reasons[keys[1]] = "how long a bolus takes is missing"
            return None
        hours, *rest = (
            self.read(key, reader) if self.text(key).strip() else 0
            for key, reader in zip(keys, (hours_number, sixtieths, sixtieths), strict=True)
        )
        minutes, seconds = rest
        if hours is None or minutes is None or seconds is None:
            return None
        whole = hours * _SECONDS_PER_HOUR + minutes * _SECONDS_PER_MINUTE + seconds
        if not whole:
            self.reasons[keys[1]] = "a bolus takes some time"
            return None
        return Seconds(whole)


# ---- reading one text -----------------------------------------------------------------------------------------


def dose_in(unit: str) -> Callable[[str], NanogramsPerDay]:
    """Reads a bare number in a field that stands for that unit per day."""
    return lambda text: read_dose_number(text, unit)


def bolus_in(unit: str) -> Callable[[str], Nanograms]:
    """Reads a bare number in a field that stands for that unit, more than nothing."""

    def read(text: str) -> Nanograms:
        mass = Nanograms(read_dose_number(text, unit).value)
        if not mass:
            raise NotAQuantity(f"0 {unit} is no bolus")
        return mass

    return read


def whole_number(text: str) -> int:
    """A whole number, 0 or more."""
    value = read_number(text)
    if value != value.to_integral_value():
        raise NotAQuantity(f"{value:f} is not a whole number")
    return int(value)


def hours_number(text: str) -> int:
    """Whole hours, as many as may be meant."""
    hours = whole_number(text)
    if hours > _MOST_HOURS:
        days = decimal_text(Fraction(hours, _HOURS_PER_DAY), digits=3)
        raise NotAQuantity(
            f"{hours:,} hours are {days} days, and more than {_MOST_HOURS} are not typed here; were minutes meant?"
        )
    return hours


def sixtieths(text: str) -> int:
    """Minutes beside a field of hours, or seconds beside one of minutes: 0 to 59."""
    number = whole_number(text)
    if number >= _SIXTY:
        raise NotAQuantity(f"{number} is 60 or more; carry it over to the field at the left")
    return number


def count(text: str) -> int:
    """A number of boluses, 1 or more."""
    number = whole_number(text)
    if not 0 < number <= _MOST:
        raise NotAQuantity("write how many, from 1 to 65,535")
    return number


def concentration(text: str) -> NanogramsPerMillilitre:
    """A concentration with its unit: ``500 mcg/mL``, ``2 mg/mL``."""
    if not text.strip():
        raise NotAQuantity("a concentration is missing")
    found = read_concentration(text)
    if not found:
        raise NotAQuantity("a concentration is more than 0")
    return found


def prime_rate(text: str) -> NanolitresPerDay:
    """How fast a path is filled, with its unit: ``1 mL/h``."""
    if not text.strip():
        raise NotAQuantity("a rate is missing; write it like 1 mL/h")
    rate = read_flow(text)
    if not rate.value:
        raise NotAQuantity("a prime at 0 fills nothing")
    return rate


# ---- writing what the pump has --------------------------------------------------------------------------------


def typed_text(amount: WholeQuantity, unit: str) -> str:
    """An amount in ng as it is typed in that unit."""
    whole = NANOGRAMS_PER_MILLIGRAM if unit == MG else NANOGRAMS_PER_MICROGRAM
    return decimal_text(Fraction(amount.value, whole), grouped=False)


def has_seconds(duration: Seconds) -> bool:
    """Whether hours and minutes alone cannot say it."""
    return bool(duration.value % _SECONDS_PER_MINUTE)


def too_long(duration: Seconds) -> bool:
    """Whether it is of more hours than are typed here."""
    return duration.value >= (_MOST_HOURS + 1) * _SECONDS_PER_HOUR


def _two(hours_key: str, minutes_key: str, duration: Seconds) -> dict[str, str]:
    hours, rest = divmod(duration.value, _SECONDS_PER_HOUR)
    return {hours_key: f"{hours}", minutes_key: f"{rest // _SECONDS_PER_MINUTE}"}


def _three(keys: tuple[str, str, str], duration: Seconds) -> dict[str, str]:
    minutes, seconds = divmod(duration.value, _SECONDS_PER_MINUTE)
    hours, minutes = divmod(minutes, _SIXTY)
    return dict(zip(keys, (f"{hours}", f"{minutes}", f"{seconds}"), strict=True))


def periodic_texts(mode: PeriodicBolus, unit: str) -> dict[str, str]:
    """The texts that say a periodic bolus."""
    return {
        BACKGROUND: typed_text(mode.background, unit),
        PERIODIC_DOSE: typed_text(mode.dose, unit),
        **_three(PERIODIC_OVER, mode.duration),
        **_two(INTERVAL_H, INTERVAL_MIN, mode.interval),
    }


def patient_texts(bolus: PatientBolus, unit: str) -> dict[str, str]:
    """The texts that say a patient bolus."""
    texts = {
        BOLUS_DOSE: typed_text(bolus.dose, unit),
        **_three(BOLUS_OVER, bolus.duration),
        **_two(LOCKOUT_H, LOCKOUT_MIN, bolus.lockout),
        MOST_PER_DAY: f"{bolus.most_per_day}",
    }
    if bolus.window is not None:
        texts |= {WINDOW_MOST: f"{bolus.window.most}", **_two(WINDOW_H, WINDOW_MIN, bolus.window.length)}
    return texts
