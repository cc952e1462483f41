"""The tubing and the catheter: what is in them, from the connector to the tip, and what comes out there."""

from __future__ import annotations

from fractions import Fraction

from programmer.delivery.build import FEMTOLITRES_PER_NANOLITRE
from programmer.delivery.fluid import SPINAL_FLUID, Fluid, blend
from programmer.delivery.motor import Amount
from programmer.therapy.pump import Catheter

_MILLIMETRES_PER_CENTIMETRE = 10
_STEPS = 4  # of the eight equal steps of a spread front, on each side of it
Slug = tuple[Amount, Fluid | None]
"""A volume in fL and what it is; None is nothing at all: an empty piece of the path."""


def tubing_of(catheter: Catheter) -> int:
    """Femtolitres from the pump to the catheter."""
    return catheter.tubing.value * FEMTOLITRES_PER_NANOLITRE


def length_of(catheter: Catheter, length_mm: int) -> int:
    """Femtolitres in so much of the catheter."""
    per_cm = catheter.volume_per_cm.value * FEMTOLITRES_PER_NANOLITRE
    return per_cm * length_mm // _MILLIMETRES_PER_CENTIMETRE


class Path:
    """Plug flow: what enters pushes out as much at the tip, in the order in which it entered.

    ``given`` fL of fluid and ``drugs`` (ng, exact) came out at the tip; ``from_pump`` entered last. A front that
    entered at a priming rate is spread as soon as half of ``spread`` has followed it.
    """

    __slots__ = ("_behind", "_half", "_mixing", "_slugs", "drugs", "from_pump", "given", "tubing")

    def __init__(self, tubing: int, catheter: int, fluid: Fluid | None) -> None:
        self.tubing = tubing
        self._slugs: list[Slug] = [(volume, fluid) for volume in [tubing + catheter] if volume]
        self.given: Amount = 0
        self.from_pump = fluid
        self.drugs: dict[str, Fraction] = {}
        self._behind: Amount | None = None
        self._half: Amount = 0
        self._mixing: Amount = 0

    def copy(self) -> Path:
        """Another that goes its own way."""
        twin: Path = object.__new__(Path)
        for name in Path.__slots__:
            setattr(twin, name, getattr(self, name))
        twin._slugs, twin.drugs = list(self._slugs), self.drugs.copy()
        return twin

    @property
    def slugs(self) -> tuple[Slug, ...]:
        """What is in it, from the connector to the tip."""
        return tuple(self._slugs)

    @property
    def volume(self) -> Amount:
        """Femtolitres of its hollow, filled or not."""
        return sum(volume for volume, _ in self._slugs)

    @property
    def held(self) -> Amount:
        """Femtolitres of fluid in it."""
        return sum(volume for volume, fluid in self._slugs if fluid is not None)

    @property
    def at_tip(self) -> Fluid | None:
        """What comes out next."""
        return self._slugs[-1][1] if self._slugs else None

    def push(self, volume: Amount, fluid: Fluid) -> None:
        """Let ``volume`` enter at the connector."""
        if volume:
            self.from_pump = fluid
        if self._behind is not None and self._behind + volume >= self._half:
            first = self._half - self._behind
            self._enter(0, first, fluid)
            self._behind, half = None, self._half
            self._spread(half, half)
            volume -= first
        elif self._behind is not None:
            self._behind += volume
        self._enter(0, volume, fluid)

    def prime_front(self, mixing: Amount) -> None:
        """What enters from now on is another fluid, and it enters at a priming rate."""
        self.end_prime()
        self._mixing, self._half = mixing, self._half_of(mixing)
        self._behind = 0 if self._half else None

    def end_prime(self) -> None:
        """The priming rate ends: a front that has not got its whole room is spread over what it has."""
        if self._behind is not None:
            front, self._behind = self._behind, None
            self._spread(self._whole_steps(front), front)

    def until_another_at_tip(self, entering: Fluid) -> Amount | None:
        """How much must enter until another fluid is at the tip, or a front spreads; None if none is in sight."""
        tip = self.at_tip if self._slugs else entering
        ahead: Amount = 0
        spread = [] if self._behind is None else [self._half - self._behind]
        for volume, fluid in reversed(self._slugs):
            if fluid != tip:
                return min([ahead, *spread])
            ahead += volume
        return min([ahead, *spread]) if entering != tip else min(spread, default=None)

    def ahead(self, volume: Amount, entering: Fluid) -> tuple[Fluid | None, Amount | None]:
        """What is at the tip when that much more has entered, and how much then until it is another (None: never).

        Nothing enters: it is only looked at.
        """
        if self._behind is not None:
            later = self.copy()
            later.push(volume, entering)
            return (later.at_tip if later.slugs else entering), later.until_another_at_tip(entering)
        tip: Fluid | None = entering
        until: Amount = 0
        for size, fluid in reversed(self._slugs):
            if volume >= size:
                volume -= size
                continue
            if not until:
                tip = fluid
            elif fluid != tip:
                return tip, until
            until += size - volume
            volume = 0
        return tip, (until if tip != entering else None)

    # ---- at the catheter port: between the tubing and the catheter ----------------------------------------------

    def push_from_port(self, volume: Amount, fluid: Fluid) -> None:
        """Push it down the catheter."""
        self._stay_sharp()
        self._enter(self._cut_at(self.tubing), volume, fluid)

    def aspirate(self, volume: Amount) -> tuple[Amount, Amount, dict[str, Fraction]]:
        """Take ``volume`` out of the catheter, pump side first; spinal fluid follows from the tip.

        Returns how much fluid came, how much spinal fluid followed, and the drugs that came in ng.
        """
        self._stay_sharp()
        place, wanted, fluid_came = self._cut_at(self.tubing), volume, Fraction(0)
        came: Amount = 0
        drugs: dict[str, Fraction] = {}
        while wanted and place < len(self._slugs):
            size, fluid = self._slugs.pop(place)
            if size > wanted:
                self._slugs.insert(place, (size - wanted, fluid))
                size = wanted
            wanted -= size
            came += size
            if fluid is not None:
                fluid_came += size
                add_drugs(drugs, size, fluid)
        if came:
            self._slugs.append((came, SPINAL_FLUID))
        fluid_came += wanted  # beyond the catheter it is spinal fluid all the way
        whole = int(fluid_came) if fluid_came.denominator == 1 else fluid_came
        return whole, came + wanted, drugs

    def change_catheter(self, volume: Amount, *, filled: bool) -> tuple[Amount, Amount]:
        """Another catheter, of spinal fluid or empty; returns how much fluid went with the old one and came anew."""
        self._stay_sharp()
        place = self._cut_at(self.tubing)
        gone = sum(size for size, fluid in self._slugs[place:] if fluid is not None)
        self._slugs[place:] = [(volume, SPINAL_FLUID if filled else None)] if volume else []
        if self._behind is not None:
            self.prime_front(self._mixing)  # of a path of another volume
        return gone, volume if filled else 0

    def _stay_sharp(self) -> None:
        """Where hands come first a front does not mix; one that has not entered yet is still to come."""
        if self._behind:
            self._behind = None

    # ---- within -------------------------------------------------------------------------------------------------

    def _enter(self, place: int, volume: Amount, fluid: Fluid) -> None:
        if not volume:
            return
        if place == 0 and self._slugs and self._slugs[0][1] == fluid:
            self._slugs[0] = (self._slugs[0][0] + volume, fluid)
        else:
            self._slugs.insert(place, (volume, fluid))
        while volume:
            size, last = self._slugs.pop()
            out = min(size, volume)
            if size > out:
                self._slugs.append((size - out, last))
            volume -= out
            if last is not None:
                self.given += out
                add_drugs(self.drugs, out, last)

    def _cut_at(self, volume: Amount) -> int:
        """Make ``volume`` from the connector a border between two slugs; return the place of the one behind it."""
        for place, (size, fluid) in enumerate(self._slugs):
            if volume <= 0:
                return place
            if size > volume:
                self._slugs[place : place + 1] = [(volume, fluid), (size - volume, fluid)]
                return place + 1
            volume -= size
        return len(self._slugs)

    def _half_of(self, mixing: Amount) -> Amount:
        return self._whole_steps(min(mixing, self.volume) / Fraction(2))

    def _whole_steps(self, half: Amount) -> Amount:
        """Whole femtolitres for each of the steps, where volumes are whole."""
        whole = all(isinstance(size, int) for size, _ in self._slugs)
        return int(half // _STEPS) * _STEPS if whole else half

    def _spread(self, half: Amount, front: Amount) -> None:
        """Mix over ``half`` to both sides of a front that is ``front`` from the connector, in eight equal steps.

        Each side takes of the other 7, 5, 3 and 1 sixteenths, the nearest most: as much drug comes as goes.
        """
        begin, step = front - half, Fraction(half, _STEPS) if half % _STEPS else half // _STEPS
        if half <= 0 or self._nothing_within(begin, front + half):
            return
        first = end = self._cut_at(begin)
        for number in range(1, 2 * _STEPS + 1):
            end = self._cut_at(begin + step * number)
        rows, at = [], Fraction(begin)
        for size, fluid in self._slugs[first:end]:
            away = int(abs(at + Fraction(size, 2) - front) // step)
            rows.append((size, fluid or SPINAL_FLUID, Fraction(7 - 2 * away, 16), at < front))
            at += size
        near, far = (
            blend((size * share, fluid) for size, fluid, share, new in rows if new is side)
            for side in (True, False)
        )
        self._slugs[first:end] = [
            (size, blend([(1 - share, fluid), (share, far if new else near)]))
            for size, fluid, share, new in rows
        ]

    def _nothing_within(self, begin: Amount, end: Amount) -> bool:
        """Whether a piece of the path between these two places is empty."""
        at: Amount = 0
        for size, fluid in self._slugs:
            if fluid is None and at < end and at + size > begin:
                return True
            at += size
        return False


def add_drugs(drugs: dict[str, Fraction], volume: Amount, fluid: Fluid) -> None:
    """Count the drugs in that much of a fluid, ng."""
    for name, concentration in fluid:
        given = volume * concentration / FEMTOLITRES_PER_NANOLITRE
        drugs[name] = drugs.get(name, Fraction(0)) + given
