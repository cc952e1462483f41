"""What boluses gave within the last 24 hours, and what of them is not known."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from programmer.therapy.boluses import PatientBolus
from programmer.therapy.calculations.window import DAY, most_boluses, most_periodic_boluses
from programmer.therapy.programs import PeriodicBolus, PumpProgram
from programmer.therapy.quantities import Nanograms, Nanolitres, Seconds


@dataclass(frozen=True, slots=True)
class Repeated:
    """A bolus of a patient, or a periodic one, that began so long ago; ``doses``: ng of each drug by its name."""

    ago: Seconds
    doses: tuple[tuple[str, Fraction], ...]
    by_patient: bool

    def given(self, name: str) -> Fraction:
        """Nanograms of that drug."""
        return sum((dose for one, dose in self.doses if one == name), Fraction(0))


@dataclass(frozen=True, slots=True)
class LastDay:
    """``boluses``: nanograms of each drug, by its name, that single boluses gave or could have given.

    ``not_known`` counts the programs of these hours that nobody here has read, and the boluses of an amount that
    nobody knows. ``since_midnight`` is what the pump itself counted since then, in ng of the primary. ``repeated`` are
    the boluses that patients asked for and periodic ones, of the program in force and of those before it.
    ``single_ago`` is how long ago the last single bolus began; None if none did. ``single_ended`` is the entry of
    the pump's log that told the end of the last one, and what of it was not pushed. ``log_lacks``: entries of its log
    that may be of these hours were never read here. ``memory_made``: its log begins within them, since its memory was
    made anew.
    """

    boluses: tuple[tuple[str, Fraction], ...] = ()
    not_known: int = 0
    since_midnight: Nanograms = Nanograms(0)  # noqa: RUF009 - frozen
    repeated: tuple[Repeated, ...] = ()
    single_ago: Seconds | None = None
    single_ended: tuple[int, Nanolitres] | None = None
    log_lacks: bool = False
    memory_made: bool = False

    @property
    def last_asked(self) -> Seconds | None:
        """How long ago the last bolus began that a person asked for; None if none did."""
        found = [one.ago for one in self.repeated if one.by_patient]
        return min([*found, *([] if self.single_ago is None else [self.single_ago])], default=None)

    def given(self, name: str) -> Fraction:
        """Nanograms of that drug by single bolus."""
        return sum((dose for one, dose in self.boluses if one == name), Fraction(0))

    def counted(self, name: str, program: PumpProgram) -> Fraction:
        """Nanograms of that drug that count into the fullest 24 hours of ``program``, which begins now.

        Single boluses count whole. Repeated ones count with what they can bring above the boluses of ``program``
        itself, in the fullest 24 hours that begin with one of them and end under it.
        """
        full = _full(program, name)
        ages = {one.ago.value for one in self.repeated if one.ago < DAY}
        most = max((self._around(age, name, program) for age in ages), default=Fraction(0))
        return self.given(name) + max(Fraction(0), most - full)

    def _around(self, age: int, name: str, program: PumpProgram) -> Fraction:
        """What repeated boluses bring in the 24 hours that began that many seconds ago."""
        inside = [one for one in self.repeated if one.ago.value <= age]
        taken = [one.ago.value for one in inside if one.by_patient]
        rest = DAY.value - age
        to_come = _patient_to_come(program.patient_bolus, rest, taken) + _periodic_to_come(program, rest)
        return sum((one.given(name) for one in inside), Fraction(0)) + to_come * _share(program, name)


def _full(program: PumpProgram, name: str) -> Fraction:
    """What repeated boluses bring in the fullest 24 hours of a program that has long been in force."""
    asked, mode = program.patient_bolus, program.mode
    dose = 0 if asked is None else most_boluses(asked, DAY) * asked.dose.value
    if isinstance(mode, PeriodicBolus):
        dose += most_periodic_boluses(program, mode, DAY) * mode.dose.value
    return dose * _share(program, name)


def _patient_to_come(bolus: PatientBolus | None, rest: int, taken: list[int]) -> int:
    """The most nanograms in the next ``rest`` seconds: the pump's lockout and its count go on over a new program."""
    if bolus is None:
        return 0
    locked = max(0, bolus.lockout.value - min(taken, default=bolus.lockout.value))
    count = most_boluses(bolus, Seconds(max(0, rest - locked)))
    return max(0, min(count, bolus.most_per_day - len(taken))) * bolus.dose.value


def _periodic_to_come(program: PumpProgram, rest: int) -> int:
    """The same of periodic boluses, whose first comes one interval after the program begins."""
    mode = program.mode
    if not isinstance(mode, PeriodicBolus):
        return 0
    return max(0, -(-rest // mode.interval.value) - 1) * mode.dose.value


def _share(program: PumpProgram, name: str) -> Fraction:
    return next((program.share(drug) for drug in program.drugs if drug.name == name), Fraction(0))
