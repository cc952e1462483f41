"""What is truly so: what left the pump, what is in reservoir and path, what was lost, taken out and put in."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.delivery.build import FEMTOLITRES_PER_NANOLITRE
from programmer.delivery.fluid import Fluid
from programmer.delivery.motor import Amount
from programmer.delivery.orders import KINDS, Kind
from programmer.delivery.path import Path, add_drugs

MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Totals:
    """Everything that is truly so, in nL; in ng by drug what came out at the ``tip`` and went to the ``tissue``.

    ``believed`` is what the pump thinks. put_in = reservoir + path + given + lost + taken_out, and the sum of ``by``
    is ``delivered``: always.
    """

    delivered: Fraction
    by: dict[Kind, Fraction]
    believed: Fraction
    reservoir: Fraction
    path: Fraction
    given: Fraction
    lost: Fraction
    taken_out: Fraction
    put_in: Fraction
    tip: dict[str, Fraction]
    tissue: dict[str, Fraction]


class Ledger:
    """Femtolitres. Between two moments at which something about the pump changes, all of it follows from the pulses.

    ``from_pushed`` and ``from_kinds`` are what the motor had counted at the last of these moments.
    """

    __slots__ = (
        "by",
        "contents",
        "delivered",
        "from_kinds",
        "from_pushed",
        "leak",
        "lost",
        "occluded",
        "path",
        "ppm",
        "put_in",
        "reservoir",
        "stalled",
        "stroke",
        "taken_out",
        "tissue",
    )

    def __init__(self, stroke: int, reservoir: Amount, contents: Fluid, path: Path) -> None:
        self.stroke, self.reservoir, self.contents, self.path = stroke, reservoir, contents, path
        self.by: list[Amount] = [0] * len(KINDS)
        self.delivered: Amount = 0
        self.from_pushed: Amount = 0
        self.from_kinds: list[Fraction] = [Fraction(0)] * len(KINDS)
        self.lost: Amount = 0
        self.tissue: dict[str, Fraction] = {}
        self.taken_out: Amount = 0
        self.put_in: Amount = reservoir + path.held
        self.ppm = self.leak = 0
        self.stalled = self.occluded = False

    def copy(self) -> Ledger:
        """Another that goes its own way."""
        twin: Ledger = object.__new__(Ledger)
        for name in Ledger.__slots__:
            setattr(twin, name, getattr(self, name))
        twin.by, twin.from_kinds, twin.path = list(self.by), list(self.from_kinds), self.path.copy()
        twin.tissue = dict(self.tissue)
        return twin

    @property
    def moves(self) -> bool:
        """Whether a pulse moves anything."""
        return not self.stalled and not self.occluded and bool(self.reservoir)

    @property
    def per_stroke(self) -> int:
        """Femtolitres that one pulse moves; of an ideal pump, of a million."""
        whole = (self.stroke or MILLION) * (MILLION + self.ppm)
        return whole // MILLION

    def left(self, pushed: Amount) -> Amount:
        """What has left the pump since the last moment, ``pushed`` being the motor's count now."""
        if not self.moves:
            return 0
        counted = pushed - self.from_pushed
        if self.stroke:
            moved: Amount = int(counted) // self.stroke * self.per_stroke
        else:
            moved = Fraction(counted) * (MILLION + self.ppm) / MILLION
        return min(moved, self.reservoir)

    def dry_at(self) -> Amount | None:
        """The motor's count at which nothing will be left truly; None where nothing moves."""
        if not self.moves:
            return None
        if self.stroke:
            return self.from_pushed - int(-self.reservoir // self.per_stroke) * self.stroke
        return self.from_pushed + self.reservoir * Fraction(MILLION, MILLION + self.ppm)

    def settle(self, pushed: Amount, kinds: list[Fraction]) -> None:
        """Book everything up to now."""
        left = self.left(pushed)
        if left:
            self._share_out(left, kinds)
            self.reservoir -= left
            self.delivered += left
            lost = self._leaks(left)
            self.lose(lost, self.contents)
            self.path.push(left - lost, self.contents)
        self.from_pushed, self.from_kinds = pushed, kinds

    def at_tip(self, pushed: Amount) -> tuple[Fluid | None, Amount | None]:
        """What is at the tip when the motor has counted that much, and how much enters until it is another."""
        left = self.left(pushed)
        return self.path.ahead(left - self._leaks(left), self.contents)

    def moves_on(self, pushed: Amount) -> bool:
        """Whether the next pulse moves anything when the motor has counted that much."""
        return self.moves and self.left(pushed) < self.reservoir

    def _leaks(self, left: Amount) -> Amount:
        """What of it goes to the tissue at the connector."""
        if not self.leak:
            return 0
        return left * self.leak // MILLION if self.stroke else Fraction(left) * self.leak / MILLION

    def lose(self, volume: Amount, fluid: Fluid) -> None:
        """It goes to the tissue."""
        self.lost += volume
        if volume:
            add_drugs(self.tissue, volume, fluid)

    def _share_out(self, left: Amount, kinds: list[Fraction]) -> None:
        """Tell by kind what left: whole femtolitres that add up to it; what was short is taken off in order."""
        moved = [now - before for now, before in zip(kinds, self.from_kinds, strict=True)]
        ratio = Fraction(self.per_stroke, self.stroke or MILLION)
        parts = [amount * ratio for amount in moved]
        short = sum(parts) - left
        for place, part in enumerate(parts):
            taken = min(short, max(part, Fraction(0)))
            parts[place] -= taken
            short -= taken
        exact: Fraction = Fraction(0)
        before: Amount = 0
        for place, part in enumerate(parts):
            exact += part
            told: Amount = int(exact // 1) if self.stroke else exact
            self.by[place] += told - before
            before = told

    def totals(self, pushed: Amount, kinds: list[Fraction], believed: Amount) -> Totals:
        """How everything stands now; nothing is booked."""
        now = self.copy()
        now.settle(pushed, kinds)
        by = _none_below_zero(now.by)
        return Totals(
            delivered=_nanolitres(now.delivered),
            by={kind: _nanolitres(amount) for kind, amount in zip(KINDS, by, strict=True)},
            believed=_nanolitres(believed),
            reservoir=_nanolitres(now.reservoir),
            path=_nanolitres(now.path.held),
            given=_nanolitres(now.path.given),
            lost=_nanolitres(now.lost),
            taken_out=_nanolitres(now.taken_out),
            put_in=_nanolitres(now.put_in),
            tip=dict(now.path.drugs),
            tissue=dict(now.tissue),
        )


def _none_below_zero(by: list[Amount]) -> list[Amount]:
    """After a stall the part of a pulse that waits may be more than its kind has given: then it is the next one's."""
    found, debt = list(by), 0 * by[0]
    for place, amount in enumerate(found):
        found[place] = max(amount + debt, 0)
        debt = min(amount + debt, 0)
    return found


def _nanolitres(amount: Amount) -> Fraction:
    return Fraction(amount) / FEMTOLITRES_PER_NANOLITRE
