"""What must be known of a pump to say what it will have delivered at any later moment."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from programmer.therapy.programs import PumpProgram
from programmer.therapy.quantities import MICROSECONDS_PER_DAY, Nanograms, Nanolitres, PumpTime, mass


@dataclass(frozen=True, slots=True)
class DeliveryState:
    """A pump's delivery at ``time`` on its own clock.

    Volumes are whole nanolitres; ``carry`` is the part of the next one that is already on its way (0 <= carry < 1),
    so that nothing is lost when time is cut into pieces. ``running`` is False while STOP holds delivery.
    """

    time: PumpTime
    program: PumpProgram
    running: bool
    reservoir: Nanolitres
    carry: Fraction
    delivered_total: Nanolitres
    delivered_today: Nanolitres

    @property
    def empty(self) -> bool:
        """Whether nothing is left to deliver."""
        return self.reservoir.value == 0

    @property
    def drug_today(self) -> Nanograms:
        """Drug delivered since the pump's midnight, whole ng, rounded down."""
        return Nanograms(int(mass(self.delivered_today, self.program.drug.concentration)))

    @property
    def microsecond_of_day(self) -> int:
        """Where the pump's clock stands in its day."""
        return self.time.value % MICROSECONDS_PER_DAY


class Crossing(Enum):
    """A level that the reservoir falls to."""

    LOW = "low"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class LevelReached:
    """The moment, to the microsecond, at which the whole-nanolitre level first is at the mark or below."""

    crossing: Crossing
    time: PumpTime
