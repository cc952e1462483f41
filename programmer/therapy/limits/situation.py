"""What a program is checked against: the pump, the library, the patient, and what runs and lies in the path now."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.drug_library import Indication, LibraryInForce
from programmer.therapy.limits.daily import worst_day
from programmer.therapy.programs import MinimumRate, PumpProgram
from programmer.therapy.pump import Catheter, PumpLimits
from programmer.therapy.quantities import Nanolitres

_MILLIMETRES_PER_CENTIMETRE = 10


@dataclass(frozen=True, slots=True)
class Situation:
    """``present`` is the program in the pump; None where it is not known, as in a pump that was just filled first.

    ``indication`` None stands for one of which nothing is known. ``reservoir`` is what it will hold when the program
    begins. ``bridge_left`` is what an earlier bridge or prime has not pushed yet. ``days_to_alarm`` is how many days
    until the low-reservoir alarm are the least without a reason.
    """

    limits: PumpLimits
    library: LibraryInForce
    present: PumpProgram | None
    indication: Indication | None
    catheter: Catheter
    reservoir: Nanolitres
    bridge_left: Nanolitres = Nanolitres(0)  # noqa: RUF009 - frozen
    days_to_alarm: int = 7

    @property
    def row(self) -> Indication:
        """The indication, or one of which nothing is known."""
        return Indication() if self.indication is None else self.indication

    @property
    def therapy(self) -> PumpProgram | None:
        """The present program if it treats; one that gives nothing, or the minimum rate, does not."""
        present = self.present
        if present is None or isinstance(present.mode, MinimumRate):
            return None
        return present if worst_day(present)[present.drug.name] else None

    @property
    def catheter_volume(self) -> Fraction:
        """Nanolitres in the catheter, exact: length x volume per length."""
        per_cm, length = self.catheter.volume_per_cm.value, self.catheter.length_mm
        return Fraction(per_cm * length, _MILLIMETRES_PER_CENTIMETRE)

    @property
    def path(self) -> Fraction:
        """Nanolitres from the reservoir to the catheter's tip, exact."""
        return self.catheter.tubing.value + self.catheter_volume
