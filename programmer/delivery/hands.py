"""What hands do to a pump and its catheter: nothing of it is told to the pump."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from programmer.delivery.build import FEMTOLITRES_PER_NANOLITRE
from programmer.delivery.core import NEVER
from programmer.delivery.fluid import blend, fluid_of
from programmer.delivery.happenings import BolusRefused, BolusStarted
from programmer.delivery.holding import SCANNER
from programmer.delivery.ledger import MILLION
from programmer.delivery.motor import Amount
from programmer.delivery.orders import PRIME
from programmer.delivery.path import length_of
from programmer.delivery.requests import Requests
from programmer.therapy.drugs import DrugFill
from programmer.therapy.quantities import Nanolitres


@dataclass(frozen=True, slots=True)
class Drawn:
    """What came into the syringe: nL, and ng of each drug by name."""

    volume: Fraction
    drugs: tuple[tuple[str, Fraction], ...]


@dataclass(frozen=True, slots=True)
class FillRefused:
    """More than the reservoir holds: ``room`` is what would fit, nL, exact."""

    room: Fraction


def _nothing() -> None:
    """Nobody wants to know."""


class Hands:
    """Everything happens at the engine's present moment; ``after`` is told of each thing done."""

    __slots__ = ("_after", "_engine")

    def __init__(self, engine: Requests, after: Callable[[], None] = _nothing) -> None:
        self._engine, self._after = engine, after

    def _changed(self, *, levels: bool = False) -> None:
        if levels:
            self._engine.aim()
            self._engine.changed()
        self._after()

    # ---- at the reservoir ---------------------------------------------------------------------------------------

    def withdraw(self, volume: Nanolitres) -> Drawn:
        """Take out of the reservoir up to ``volume``, all but what stays in every reservoir."""
        engine, ledger = self._engine, self._engine.ledger
        engine.settle()
        there = max(0, ledger.reservoir - _femtolitres(engine.build.residual))
        taken = min(_femtolitres(volume), there)
        ledger.reservoir -= taken
        ledger.taken_out += taken
        self._changed(levels=True)
        whole = Fraction(taken, FEMTOLITRES_PER_NANOLITRE)
        return Drawn(whole, tuple((name, held * whole) for name, held in ledger.contents))

    def empty(self) -> Drawn:
        """Take out all but what stays in every reservoir."""
        self._engine.settle()
        there = self._engine.ledger.reservoir
        return self.withdraw(Nanolitres(-int(-there // FEMTOLITRES_PER_NANOLITRE)))

    def fill(self, volume: Nanolitres, drugs: tuple[DrugFill, ...]) -> FillRefused | None:
        """Put that into the reservoir, by its port. More than it holds is refused."""
        engine, ledger = self._engine, self._engine.ledger
        engine.settle()
        added, room = _femtolitres(volume), _femtolitres(engine.build.capacity) - ledger.reservoir
        if added > room:
            return FillRefused(Fraction(room) / FEMTOLITRES_PER_NANOLITRE)
        ledger.contents = blend([(ledger.reservoir, ledger.contents), (added, fluid_of(drugs))])
        ledger.reservoir += added
        ledger.put_in += added
        running = engine.motor.running
        if running is not None and running.place == PRIME:
            engine.prime_runs()
        self._changed(levels=True)
        return None

    def fill_pocket(self, volume: Nanolitres, drugs: tuple[DrugFill, ...] = ()) -> None:
        """Miss the port: it is in the tissue at once."""
        ledger = self._engine.ledger
        ledger.put_in += _femtolitres(volume)
        ledger.lose(_femtolitres(volume), fluid_of(drugs))
        self._changed()

    # ---- at the catheter ----------------------------------------------------------------------------------------

    def fill_catheter_port(self, volume: Nanolitres, drugs: tuple[DrugFill, ...]) -> Nanolitres:
        """Push it down the catheter: what was in it is given at the tip, then the drug itself. What went in.

        A blocked catheter takes nothing; of one that came off it is lost.
        """
        engine, ledger = self._engine, self._engine.ledger
        engine.settle()
        amount = _femtolitres(volume)
        if ledger.occluded:
            return Nanolitres(0)
        ledger.put_in += amount
        if ledger.leak == MILLION:
            ledger.lose(amount, fluid_of(drugs))
        else:
            ledger.path.push_from_port(amount, fluid_of(drugs))
        self._changed()
        return volume

    def dye(self, volume: Nanolitres) -> Nanolitres:
        """Push a fluid without drug down the catheter. What went in."""
        return self.fill_catheter_port(volume, ())

    def aspirate(self, volume: Nanolitres) -> Drawn:
        """Take it out of the catheter, pump side first. From a catheter that is blocked or came off nothing comes."""
        engine, ledger = self._engine, self._engine.ledger
        engine.settle()
        if ledger.occluded or ledger.leak == MILLION:
            return Drawn(Fraction(0), ())
        came, followed, drugs = ledger.path.aspirate(_femtolitres(volume))
        ledger.taken_out += came
        ledger.put_in += followed
        self._changed()
        return Drawn(Fraction(came) / FEMTOLITRES_PER_NANOLITRE, tuple(sorted(drugs.items())))

    def change_catheter(self, length_mm: int | None = None, *, filled: bool = True) -> None:
        """Put in another catheter, of that length or of the old one's: of spinal fluid, or empty."""
        engine, ledger = self._engine, self._engine.ledger
        engine.settle()
        length = engine.length_mm if length_mm is None else length_mm
        engine.length_mm = length
        gone, came = ledger.path.change_catheter(length_of(engine.build.catheter, length), filled=filled)
        ledger.taken_out += gone
        ledger.put_in += came
        self._changed()

    def trim(self, length_mm: int, *, filled: bool = True) -> None:
        """Cut the catheter to that length."""
        self.change_catheter(length_mm, filled=filled)

    # ---- the patient --------------------------------------------------------------------------------------------

    def press(self) -> BolusStarted | BolusRefused:
        """The patient presses the button."""
        answer = self._engine.press()
        self._after()
        return answer

    @property
    def in_scanner(self) -> bool:
        """Whether it is in the magnet; the motor may go on standing for a while outside of it."""
        return SCANNER in self._engine.stalled_by and self._engine.t_restart == NEVER

    def enter_scanner(self) -> None:
        """Into the magnet: the motor stands."""
        self._engine.t_restart = NEVER
        self._engine.stall(SCANNER)
        self._after()

    def leave_scanner(self) -> None:
        """Out of the magnet: the motor turns again after the model's delay."""
        engine = self._engine
        if SCANNER in engine.stalled_by:
            engine.t_restart = engine.now + engine.build.scanner_restart_after_us
            engine.changed()
        self._after()


def _femtolitres(volume: Nanolitres) -> Amount:
    return volume.value * FEMTOLITRES_PER_NANOLITRE
