"""Fluid as the naive pump sees it: a volume in nanolitres and what is dissolved in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

Mixture = dict[str, Fraction]
"""Name of a drug to ng per mL; spinal fluid, dye and saline are ``{}``."""

PER_MILLILITRE = 1_000_000
SLICES = 8


@dataclass(slots=True)
class Slug:
    """A stretch of the path. ``mixture`` is None where there is no fluid at all."""

    volume: Fraction
    mixture: Mixture | None


@dataclass(slots=True)
class Account:
    """What has gone somewhere since the beginning: volume in nL and drug in ng."""

    volume: Fraction = Fraction(0)
    drug: dict[str, Fraction] = field(default_factory=dict)

    def add(self, volume: Fraction, mixture: Mixture | None) -> None:
        """Add so much of that fluid; where there is none, nothing."""
        if mixture is None:
            return
        self.volume += volume
        for name, concentration in mixture.items():
            self.drug[name] = self.drug.get(name, Fraction(0)) + volume * concentration / PER_MILLILITRE


@dataclass(slots=True)
class Reservoir:
    """What is truly in the pump."""

    volume: Fraction
    mixture: Mixture

    def fill(self, volume: Fraction, mixture: Mixture) -> None:
        """Mix with what is there: masses and volumes add."""
        whole = self.volume + volume
        if not whole:
            return
        names = self.mixture.keys() | mixture.keys()
        self.mixture = {
            name: (
                self.volume * self.mixture.get(name, Fraction(0)) + volume * mixture.get(name, Fraction(0))
            )
            / whole
            for name in names
        }
        self.volume = whole


class Path:
    """Tubing and catheter as a row of slugs, the connector's side first."""

    def __init__(self, tubing: Fraction, catheter: Fraction, mixture: Mixture) -> None:
        self.tubing = tubing
        self.slugs = [Slug(tubing + catheter, mixture)]

    def cut(self, at: Fraction) -> int:
        """Part the row ``at`` nL behind the connector; the index of what begins there."""
        passed = Fraction(0)
        for index, slug in enumerate(self.slugs):
            if passed == at:
                return index
            if passed + slug.volume > at:
                near = Slug(at - passed, slug.mixture)
                self.slugs[index : index + 1] = [near, Slug(slug.volume - near.volume, slug.mixture)]
                return index + 1
            passed += slug.volume
        return len(self.slugs)

    def leave(self, volume: Fraction) -> list[Slug]:
        """Take so much out at the tip, what leaves first first."""
        left: list[Slug] = []
        while volume > 0 and self.slugs:
            last = self.slugs[-1]
            part = min(volume, last.volume)
            left.append(Slug(part, last.mixture))
            volume -= part
            if part == last.volume:
                self.slugs.pop()
            else:
                last.volume -= part
        return left

    def push(self, volume: Fraction, mixture: Mixture, *, behind: Fraction = Fraction(0)) -> list[Slug]:
        """Push so much in, ``behind`` nL after the connector; what comes out at the tip, first what comes first."""
        index = 0 if not behind else self.cut(behind)
        self.slugs.insert(index, Slug(volume, mixture))
        return self.leave(volume)

    def draw(self, volume: Fraction) -> list[Slug]:
        """Take so much out of the catheter at the pump's side; spinal fluid follows at the tip."""
        begin = self.cut(self.tubing)
        self.slugs.append(Slug(volume, {}))
        end = self.cut(self.tubing + volume)
        drawn = self.slugs[begin:end]
        del self.slugs[begin:end]
        return drawn

    def new_catheter(self, volume: Fraction, mixture: Mixture | None) -> list[Slug]:
        """Put another catheter behind the tubing; what was in the old one."""
        begin = self.cut(self.tubing)
        old = self.slugs[begin:]
        self.slugs[begin:] = [Slug(volume, mixture)]
        return old

    def spread(self, front: Fraction, half: Fraction) -> None:
        """Mix over ``half`` to both sides of the front that is ``front`` nL behind the connector."""
        for border in range(SLICES + 1):
            self.cut(front - half + border * 2 * half / SLICES)
        begin, middle, end = self.cut(front - half), self.cut(front), self.cut(front + half)
        near = self._shares(self.slugs[begin:middle][::-1], half)
        far = self._shares(self.slugs[middle:end], half)
        if any(slug.mixture is None for slug in self.slugs[begin:end]):
            return
        from_near, from_far = _mixed(near), _mixed(far)
        for slug, share in near:
            slug.mixture = _mixed([(slug, 1 - share), (Slug(slug.volume, from_far), share)])
        for slug, share in far:
            slug.mixture = _mixed([(slug, 1 - share), (Slug(slug.volume, from_near), share)])

    def _shares(self, slugs: list[Slug], half: Fraction) -> list[tuple[Slug, Fraction]]:
        """How much each gives to the other side: 7, 5, 3, 1 sixteenths; ``slugs`` lead away from the front."""
        found, away = [], Fraction(0)
        for slug in slugs:
            slices = (away * SLICES / 2 / half) // 1
            found.append((slug, (SLICES - 1 - 2 * slices) / Fraction(2 * SLICES)))
            away += slug.volume
        return found

    @property
    def whole(self) -> Fraction:
        """Its hollow, filled or not."""
        return sum((slug.volume for slug in self.slugs), Fraction(0))

    @property
    def fluid(self) -> Fraction:
        """How much fluid is in it."""
        return sum((slug.volume for slug in self.slugs if slug.mixture is not None), Fraction(0))

    def drug(self, name: str) -> Fraction:
        """How much of a drug is in it, in ng."""
        held = Account()
        for slug in self.slugs:
            held.add(slug.volume, slug.mixture)
        return held.drug.get(name, Fraction(0))


def _mixed(parts: list[tuple[Slug, Fraction]]) -> Mixture:
    """What comes of a share of each."""
    mixed, volume = Account(), Fraction(0)
    for slug, share in parts:
        mixed.add(slug.volume * share, slug.mixture)
        volume += slug.volume * share
    return {name: held * PER_MILLILITRE / volume for name, held in mixed.drug.items()}
