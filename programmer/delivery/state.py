"""What must be known of a pump to say what it will have delivered at any later moment: what its status tells."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import BolusKind
from programmer.therapy.quantities import Nanolitres, PumpTime


@dataclass(frozen=True, slots=True)
class BolusUnderWay:
    """A bolus that has begun; ``left`` nL of it are still to be pushed, exact.

    ``flow``: its own, nL per day, where it is not the program's bolus of that kind; None: it is.
    """

    kind: BolusKind
    left: Fraction
    flow: Fraction | None = None


@dataclass(frozen=True, slots=True)
class DeliveryState:
    """A pump's delivery at ``time`` on its own clock.

    ``running`` is False while delivery is held. ``opening_left``: nL of prime or bridge still to push, exact; while
    there is any, it takes the place of the mode. ``mode_since``: when the mode began; None before. ``boluses``:
    those under way, of which the first runs and the others wait.
    """

    time: PumpTime
    program: PumpProgram
    running: bool
    reservoir: Nanolitres
    delivered_total: Nanolitres = Nanolitres(0)  # noqa: RUF009 - frozen
    delivered_today: Nanolitres = Nanolitres(0)  # noqa: RUF009 - frozen
    opening_left: Fraction = Fraction(0)
    mode_since: PumpTime | None = None
    boluses: tuple[BolusUnderWay, ...] = ()
