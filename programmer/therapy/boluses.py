"""What a pump gives beside its even rate: patient, single, priming and bridge bolus."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from programmer.therapy.drugs import DrugFill, require_mixture
from programmer.therapy.notation import NO_BREAK, duration_text, mass_text, volume_text
from programmer.therapy.quantities import (
    NANOLITRES_PER_MILLILITRE,
    SECONDS_PER_DAY,
    Nanograms,
    NanogramsPerDay,
    Nanolitres,
    NanolitresPerDay,
    Seconds,
    flow,
)

_LARGEST_MASS = 2**63
_LARGEST_VOLUME = 2**32
_LONGEST = 2**32
_MOST_BOLUSES = 2**16
LONGEST_ORDER = Seconds(SECONDS_PER_DAY)
"""No bolus that is given now lasts longer, so that none keeps the next one waiting for years. One that a program opens
with may."""


def _told(bound: str) -> str:
    """A bound in a refusal, which a terminal may show."""
    return bound.replace(NO_BREAK, " ")


def require_bolus(dose: Nanograms, duration: Seconds) -> None:
    """Raise ``ValueError`` unless there is something to give and a time to give it in."""
    if not 0 < dose.value < _LARGEST_MASS:
        raise ValueError(f"a bolus is more than 0 and less than {_told(mass_text(_LARGEST_MASS))}")
    require_duration(duration, "a bolus lasts")


def require_duration(duration: Seconds, opening: str) -> None:
    """Raise ``ValueError`` unless the duration is at least a second and can be encoded."""
    if not 0 < duration.value < _LONGEST:
        longest = _told(duration_text(Seconds(_LONGEST)))
        raise ValueError(f"{opening} at least 1 s and less than {longest}, not {duration.value:,} s")


def bolus_rate(dose: Nanograms, duration: Seconds) -> Fraction:
    """The rate of a bolus while it runs, in ng per day, exact."""
    return Fraction(dose.value * SECONDS_PER_DAY, duration.value)


@dataclass(frozen=True, slots=True)
class BolusWindow:
    """At most ``most`` boluses may begin in any stretch of ``length``."""

    most: int
    length: Seconds

    def __post_init__(self) -> None:
        _require_count(self.most)
        require_duration(self.length, "the window of a limit is")


@dataclass(frozen=True, slots=True)
class PatientBolus:
    """A bolus the patient may ask for; it adds to the basal rate.

    ``lockout`` counts from the END of a bolus. ``most_per_day`` limits how many begin in any 24 hours
    [t, t + 24 h), and ``window`` how many in any stretch of another length.
    """

    dose: Nanograms
    duration: Seconds
    lockout: Seconds
    most_per_day: int
    window: BolusWindow | None = None

    def __post_init__(self) -> None:
        require_bolus(self.dose, self.duration)
        require_duration(self.lockout, "a lockout is")
        _require_count(self.most_per_day)

    @property
    def least_spacing(self) -> Seconds:
        """The shortest time from the start of one bolus to the start of the next."""
        return self.duration + self.lockout


def _require_count(count: int) -> None:
    if not 0 < count < _MOST_BOLUSES:
        raise ValueError(f"a limit is 1 to 65,535 boluses, not {count}")


@dataclass(frozen=True, slots=True)
class SingleBolus:
    """A bolus given once when the program takes effect; it adds to the basal rate."""

    dose: Nanograms
    duration: Seconds

    def __post_init__(self) -> None:
        require_bolus(self.dose, self.duration)


class PrimeExtent(Enum):
    """What a priming bolus fills: it decides the volume and whether the old drug is out of the catheter."""

    PUMP_AND_CATHETER = "pump and catheter"
    CATHETER_ONLY = "catheter only"
    CATHETER_CHANGED = "after a catheter change"


@dataclass(frozen=True, slots=True)
class PrimingBolus:
    """``volume`` pushed through empty tubing or an empty catheter in ``duration``, in place of the basal rate.

    It fills the path and is not counted as a dose to the patient, though mixing lets some drug arrive early.
    """

    extent: PrimeExtent
    volume: Nanolitres
    duration: Seconds

    def __post_init__(self) -> None:
        _require_volume(self.volume, "a priming bolus")
        require_duration(self.duration, "a priming bolus lasts")

    @property
    def flow(self) -> NanolitresPerDay:
        """Its rate, exact."""
        return NanolitresPerDay(Fraction(self.volume.value * SECONDS_PER_DAY, self.duration.value))


@dataclass(frozen=True, slots=True)
class BridgeBolus:
    """The drug that is still in the path, ``old``, kept at ``dose`` per day until ``path`` has been pushed.

    ``dose`` is that of the old primary drug, ``old[0]``. It takes the place of the basal rate meanwhile; the new
    drug is at the catheter's tip when it ends. Source: Qb = D / C old; T = path / Qb.
    """

    old: tuple[DrugFill, ...]
    dose: NanogramsPerDay
    path: Nanolitres

    def __post_init__(self) -> None:
        require_mixture(self.old)
        if not 0 < self.dose.value < _LARGEST_MASS:
            raise ValueError(
                f"a bridge gives more than 0 and less than {_told(mass_text(_LARGEST_MASS))} per day"
            )
        _require_volume(self.path, "the path of a bridge")

    @property
    def flow(self) -> NanolitresPerDay:
        """Its rate, exact."""
        return flow(self.dose, self.old[0].concentration)

    @property
    def days(self) -> Fraction:
        """How long it lasts, in days, exact."""
        return self.path.value / self.flow.value

    @property
    def mass(self) -> Fraction:
        """Nanograms of the old primary drug that it gives: those that were in the path."""
        return Fraction(self.path.value * self.old[0].concentration.value, NANOLITRES_PER_MILLILITRE)


def _require_volume(volume: Nanolitres, what: str) -> None:
    if not 0 < volume.value < _LARGEST_VOLUME:
        largest = _told(volume_text(Nanolitres(_LARGEST_VOLUME)))
        raise ValueError(f"{what} is more than 0 and less than {largest}")


Opening = SingleBolus | PrimingBolus | BridgeBolus
"""What is given once, when a program takes effect."""
