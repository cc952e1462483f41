"""What a program is checked against: the pump, the library, the patient, and what runs and lies in the path now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.drug_library import Indication, LibraryInForce
from programmer.therapy.limits.daily import worst_day
from programmer.therapy.limits.last_day import LastDay
from programmer.therapy.programs import MinimumRate, PumpProgram
from programmer.therapy.pump import Catheter, PumpLimits
from programmer.therapy.quantities import Nanolitres

_MILLIMETRES_PER_CENTIMETRE = 10


@dataclass(frozen=True, slots=True)
class Situation:
    """``present`` is the program in the pump; None where it is not known, as in a pump that was just filled first.

    ``indication`` None stands for one of which nothing is known. ``reservoir`` is what it will hold when the program
    begins. ``bridge_left`` is what an earlier bridge or prime has not pushed yet. ``days_to_alarm`` is how many days
    until the low-reservoir alarm are the least without a reason. ``before`` is the program that treated when the last
    24 hours began, as far as is known: what steps are counted from, so that many small ones are one large one.
    ``last_day`` is what was given once since then: it counts into the 24 hours of the next program. ``suspended``:
    the present program is not carried out, as after STOP.
    """

    limits: PumpLimits
    library: LibraryInForce
    present: PumpProgram | None
    indication: Indication | None
    catheter: Catheter
    reservoir: Nanolitres
    bridge_left: Nanolitres = Nanolitres(0)  # noqa: RUF009 - frozen
    days_to_alarm: int = 7
    before: PumpProgram | None = None
    last_day: LastDay = LastDay()  # noqa: RUF009 - frozen
    suspended: bool = False

    @property
    def row(self) -> Indication:
        """The indication, or one of which nothing is known."""
        return Indication() if self.indication is None else self.indication

    @property
    def therapy(self) -> PumpProgram | None:
        """What steps and slips are counted from: ``before`` if it treats, else the present program if it does."""
        return next(self._treating(), None)

    def therapy_with(self, name: str) -> PumpProgram | None:
        """The same for one drug: one that came within the 24 hours counts from the present program."""
        return next((one for one in self._treating() if name in {drug.name for drug in one.drugs}), None)

    def _treating(self) -> Iterator[PumpProgram]:
        return (one for one in (self.before, self.present) if one is not None and treats(one))

    @property
    def delivers(self) -> bool:
        """Whether the pump gives its drug now, so that all of its path is full."""
        return self.present is not None and treats(self.present) and not self.suspended

    def since(self, program: PumpProgram) -> str:
        """Where a program is not the present one, the words that say which it is."""
        return "" if program == self.present else "before the changes of the last 24 hours"

    @property
    def catheter_volume(self) -> Fraction:
        """Nanolitres in the catheter, exact: length x volume per length."""
        per_cm, length = self.catheter.volume_per_cm.value, self.catheter.length_mm
        return Fraction(per_cm * length, _MILLIMETRES_PER_CENTIMETRE)

    @property
    def path(self) -> Fraction:
        """Nanolitres from the reservoir to the catheter's tip, exact."""
        return self.catheter.tubing.value + self.catheter_volume


def treats(program: PumpProgram) -> bool:
    """Whether a program gives its drug: one that gives nothing, or the minimum rate, does not treat."""
    return not isinstance(program.mode, MinimumRate) and bool(worst_day(program)[program.drug.name])
