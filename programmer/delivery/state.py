"""What must be known of a pump to say what it will have delivered at any later moment."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.boluses import BridgeBolus
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import BolusKind
from programmer.therapy.quantities import MICROSECONDS_PER_DAY, Nanograms, Nanolitres, PumpTime, mass


@dataclass(frozen=True, slots=True)
class BolusUnderWay:
    """A bolus that has begun; ``left`` nL of it are still to be pushed, more than 0, exact."""

    kind: BolusKind
    left: Fraction


@dataclass(frozen=True, slots=True)
class PatientBoluses:
    """When patient boluses began, the oldest first, for as long as a limit looks back, and when the last ended.

    A program cannot be changed without this staying: lockout and limits outlive it, and STOP.
    """

    starts: tuple[PumpTime, ...] = ()
    last_end: PumpTime | None = None


@dataclass(frozen=True, slots=True)
class Portion:
    """What left the pump since its midnight while the reservoir held other drugs than now."""

    drugs: tuple[DrugFill, ...]
    volume: Nanolitres

    def holds(self, name: str) -> Fraction:
        """Nanograms of the drug of that name, exact."""
        found = [mass(self.volume, drug.concentration) for drug in self.drugs if drug.name == name]
        return sum(found, Fraction(0))


@dataclass(frozen=True, slots=True)
class DeliveryState:
    """A pump's delivery at ``time`` on its own clock.

    Volumes are whole nanolitres; ``carry`` is the part of the next one that is already on its way (0 <= carry < 1),
    so that nothing is lost when time is cut into pieces. ``running`` is False while STOP holds delivery.

    ``flow_step``: basal flows are rounded down to whole steps of it (nL per day; 0 for any flow). ``opening_left``:
    nL of prime or bridge still to push, exact; while there is any, it takes the place of the mode.
    ``mode_since``: when the mode began; None before. ``boluses``: those under way, of which the first runs and the
    others wait. ``earlier_today``: see ``Portion``.
    """

    time: PumpTime
    program: PumpProgram
    running: bool
    reservoir: Nanolitres
    carry: Fraction
    delivered_total: Nanolitres
    delivered_today: Nanolitres
    flow_step: Nanolitres = Nanolitres(0)  # noqa: RUF009 - frozen
    opening_left: Fraction = Fraction(0)
    mode_since: PumpTime | None = None
    boluses: tuple[BolusUnderWay, ...] = ()
    patient: PatientBoluses = PatientBoluses()
    earlier_today: tuple[Portion, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is left to deliver."""
        return self.reservoir.value == 0

    @property
    def delivering(self) -> bool:
        """Whether the pump follows its program and has something to deliver."""
        return self.running and not self.empty

    @property
    def bridging(self) -> bool:
        """Whether a bridge has not been pushed to its end yet, whether or not delivery runs."""
        return self.opening_left > 0 and isinstance(self.program.opening, BridgeBolus)

    @property
    def drug_today(self) -> Nanograms:
        """Primary drug that left the pump since its midnight, by what the reservoir then held; rounded down."""
        earlier = sum((portion.holds(self.program.drug.name) for portion in self.earlier_today), Fraction(0))
        return Nanograms(int(earlier + mass(self.present_today, self.program.drug.concentration)))

    @property
    def present_today(self) -> Nanolitres:
        """What left the pump since its midnight of the drugs that are in the reservoir now."""
        return Nanolitres(
            self.delivered_today.value - sum(portion.volume.value for portion in self.earlier_today)
        )

    @property
    def microsecond_of_day(self) -> int:
        """Where the pump's clock stands in its day."""
        return self.time.value % MICROSECONDS_PER_DAY
