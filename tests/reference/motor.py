"""The naive pump's motor and what it moves: pulses, believed and true volumes, the path and the tip."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from tests.reference.fluid import Account, Mixture, Path, Reservoir, Slug
from tests.reference.told import KINDS

_MILLION = 1_000_000
_FEMTOLITRES = 1_000_000  # in a nanolitre


@dataclass(frozen=True, slots=True)
class Machine:
    """What the naive pump is made like; volumes in nL, times in seconds."""

    stroke: Fraction = Fraction(0)
    capacity: int = 20_000_000
    low_mark: int = 2_000_000
    empty_mark: int = 0
    residual: int = 0
    flow_step: int = 0
    tubing: int = 140_000
    catheter: int = 176_000
    mixing: int = 0
    stall_noticed_after: int = 3600
    motor_turns_after_scanner: int = 1200
    holds_in_telemetry: bool = False
    stalls_when_occluded: bool = False
    recovery_logged: bool = True
    min_flow: int = 0  # nL per day
    max_flow: int | None = None
    lasts: int = 2555 * 86_400
    blocks_boluses: frozenset[str] = frozenset({"low-reservoir", "empty-reservoir"})
    stops_basal: frozenset[str] = frozenset({"empty-reservoir", "memory-error", "reset"})


class Motor:
    """Pushes what it is told, in pulses, and keeps the books of every nanolitre."""

    def __init__(self, machine: Machine, reservoir: int, mixture: Mixture, in_path: Mixture) -> None:
        self.machine = machine
        self.reservoir = Reservoir(Fraction(reservoir), mixture)
        self.believed = Fraction(reservoir)
        self.path = Path(Fraction(machine.tubing), Fraction(machine.catheter), in_path)
        self.calibration = 0
        self.leak = 0
        self.occluded = False
        self.stalled = False
        self.waiting = Fraction(0)
        self.told = dict.fromkeys(KINDS, Fraction(0))
        self.counted = Fraction(0)
        self.delivered = Fraction(0)
        self._moved_by_kind = dict.fromkeys(KINDS, Fraction(0))
        self._pulses_by_kind = dict.fromkeys(KINDS, Fraction(0))
        self.put_in, self.tip, self.lost, self.taken_out = Account(), Account(), Account(), Account()
        self.put_in.add(self.reservoir.volume, mixture)
        self.put_in.add(self.path.fluid, in_path)
        self._followed: Fraction | None = None
        self._entered = in_path

    # ---- pushing ----------------------------------------------------------------------------------------

    def push(self, told: list[tuple[str, Fraction]]) -> None:
        """Take what is to be pushed in this step; the pulses that it completes happen."""
        if not told:
            return
        for kind, volume in told:
            self.told[kind] += volume
            self.waiting += volume
        pushed = self.waiting if not self.machine.stroke else self._whole_strokes()
        if not pushed:
            return
        self.waiting -= pushed
        self.counted += pushed
        self.believed = max(Fraction(0), self.believed - pushed)
        moved = self._move(pushed, priming=told[0][0] == "prime")
        self._moved_by_kind = self._shared_out(moved / pushed)
        self._pulses_by_kind = self._pushed_by_kind()

    def _shared_out(self, share: Fraction) -> dict[str, Fraction]:
        """What has moved of each kind, if that share of what was pushed since the last pulse has."""
        return {
            kind: self._moved_by_kind[kind] + (now - self._pulses_by_kind[kind]) * share
            for kind, now in self._pushed_by_kind().items()
        }

    @property
    def by_kind(self) -> dict[str, Fraction]:
        """What has truly left the pump, by kind."""
        return self._shared_out(self._true(Fraction(1)) if self.reservoir.volume else Fraction(0))

    def _whole_strokes(self) -> Fraction:
        return self.waiting // self.machine.stroke * self.machine.stroke

    def _pushed_by_kind(self) -> dict[str, Fraction]:
        """What was told of each kind, less the part of a pulse that waits."""
        waiting, pushed = self.waiting, dict(self.told)
        for kind in KINDS:
            if not waiting:
                break
            off = min(waiting, pushed[kind])
            pushed[kind] -= off
            waiting -= off
        return pushed

    def _true(self, pushed: Fraction) -> Fraction:
        """What pulses of that volume move, were the reservoir full."""
        if self.stalled or self.occluded:
            return Fraction(0)
        return pushed * (_MILLION + self.calibration) / _MILLION

    def _move(self, pushed: Fraction, *, priming: bool) -> Fraction:
        moved = min(self._whole(self._true(pushed)), self.reservoir.volume)
        if moved:
            self.reservoir.volume -= moved
            self.delivered += moved
            lost = self._whole(moved * self.leak / _MILLION)
            self.lost.add(lost, self.reservoir.mixture)
            self._enter(moved - lost, priming=priming)
        return moved

    def _whole(self, volume: Fraction) -> Fraction:
        """Whole femtolitres where there are pulses."""
        return volume if not self.machine.stroke else Fraction(volume * _FEMTOLITRES // 1, _FEMTOLITRES)

    def _enter(self, volume: Fraction, *, priming: bool) -> None:
        if not volume:
            return
        if priming and self.machine.mixing and self._entered != self.reservoir.mixture:
            self.spread_front()
            self._followed = Fraction(0)
        self._entered = self.reservoir.mixture
        if self._followed is not None:
            volume = self._until_spread(volume)
        self._in(volume)

    def _until_spread(self, volume: Fraction) -> Fraction:
        """Let in what is missing until the front mixes, if that is no more than ``volume``; what is left of it."""
        half = min(Fraction(self.machine.mixing), self.path.whole) / 2
        missing = half - (self._followed or 0)
        if missing > volume:
            return volume
        self._in(missing)
        self.spread_front()
        return volume - missing

    def _in(self, volume: Fraction) -> None:
        if volume:
            _give(self.tip, self.path.push(volume, dict(self.reservoir.mixture)))
            if self._followed is not None:
                self._followed += volume

    def spread_front(self) -> None:
        """The front of a prime mixes: when it is far enough in, or the prime is over or goes on with another fluid."""
        if self._followed:
            self.path.spread(self._followed, self._followed)
        self._followed = None

    def prime_goes_on(self) -> None:
        """With another fluid, if the reservoir has been filled meanwhile."""
        if self._entered != self.reservoir.mixture:
            self.spread_front()

    def new_program(self) -> None:
        """The part of a pulse that waits is kept in whole femtolitres."""
        over = self.waiting - self._whole(self.waiting)
        self.waiting -= over
        for kind in KINDS:
            off = min(over, self.told[kind])
            self.told[kind] -= off
            over -= off

    @property
    def takes_itself_for_empty(self) -> bool:
        """By what it believes, whatever is truly there."""
        return self.believed <= self.machine.empty_mark

    # ---- hands ------------------------------------------------------------------------------------------

    def withdraw(self, volume: int | None) -> Fraction:
        """Take up to so much, or all, but never what cannot be reached; what came."""
        there = max(Fraction(0), self.reservoir.volume - self.machine.residual)
        came = there if volume is None else min(there, Fraction(volume))
        self.reservoir.volume -= came
        self.taken_out.add(came, self.reservoir.mixture)
        return came

    def fill(self, volume: int, mixture: Mixture) -> Fraction | None:
        """Fill the reservoir; what would fit, if that is too much, else None."""
        room = self.machine.capacity - self.reservoir.volume
        if volume > room:
            return room
        self.put_in.add(Fraction(volume), mixture)
        self.reservoir.fill(Fraction(volume), mixture)
        return None

    def fill_pocket(self, volume: int, mixture: Mixture) -> None:
        """The same syringe, but into the tissue."""
        self.put_in.add(Fraction(volume), mixture)
        self.lost.add(Fraction(volume), mixture)

    def fill_catheter(self, volume: int, mixture: Mixture) -> None:
        """Through the catheter port: what was in the catheter, then this, is given at the tip."""
        if self.occluded:
            return
        self.put_in.add(Fraction(volume), mixture)
        if self.leak == _MILLION:
            self.lost.add(Fraction(volume), mixture)
            return
        self._followed = None
        _give(self.tip, self.path.push(Fraction(volume), mixture, behind=self.path.tubing))

    def aspirate(self, volume: int) -> None:
        """Through the catheter port: the catheter's fluid comes, spinal fluid follows."""
        if self.occluded or self.leak == _MILLION:
            return
        self._followed = None
        drawn = self.path.draw(Fraction(volume))
        self.put_in.add(Fraction(volume), {})
        _give(self.taken_out, drawn)

    def new_catheter(self, volume: int, mixture: Mixture | None) -> None:
        """Another catheter, or the same one shorter; what was in it is taken out."""
        self._followed = None
        _give(self.taken_out, self.path.new_catheter(Fraction(volume), mixture))
        self.put_in.add(Fraction(volume), mixture)

    # ---- books ------------------------------------------------------------------------------------------

    def imbalance(self) -> Fraction:
        """Put in less what is there, given, lost and taken out: nothing."""
        out = self.tip.volume + self.lost.volume + self.taken_out.volume
        return self.put_in.volume - self.reservoir.volume - self.path.fluid - out


def _give(account: Account, slugs: list[Slug]) -> None:
    for slug in slugs:
        account.add(slug.volume, slug.mixture)
