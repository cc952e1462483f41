"""A pump that is followed second by second, as plainly as can be: what the closed form is compared with.

It counts the seconds of a bolus and not its volume, remembers every bolus for ever, and knows no reservoir.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from programmer.therapy.boluses import BridgeBolus, PrimingBolus, SingleBolus
from programmer.therapy.programs import PeriodicBolus, PumpProgram, dose_rate_at
from programmer.therapy.quantities import SECONDS_PER_DAY

_PER_ML = 1_000_000


class PlainPump:
    """One pump, one second at a time."""

    def __init__(self, program: PumpProgram) -> None:
        self.program = program
        self.second = 0
        self.running = True
        self.opening_seconds = _opening_seconds(program)
        self.mode_since: int | None = None
        self.seconds_left = {"patient": 0, "single": 0, "periodic": 0}
        self.starts: list[int] = []
        self.last_end: int | None = None
        self._per_second: Counter[Fraction] = Counter()
        self._begin_mode_if_due()

    @property
    def pushed(self) -> Fraction:
        return sum((rate * seconds for rate, seconds in self._per_second.items()), Fraction(0))

    def tick(self) -> None:
        """One second passes."""
        if self.running:
            self._per_second[self._push()] += 1
        self.second += 1
        if not self.running:
            return
        self._count_down()
        mode = self.program.mode
        if isinstance(mode, PeriodicBolus) and self.mode_since is not None:
            since = self.second - self.mode_since
            if since > 0 and since % mode.interval.value == 0 and not self.seconds_left["periodic"]:
                self.seconds_left["periodic"] = mode.duration.value

    def stop(self) -> None:
        self.running = False
        if self.seconds_left["patient"]:
            self.last_end = self.second
        self.seconds_left = dict.fromkeys(self.seconds_left, 0)

    def resume(self) -> None:
        self.running = True
        self._begin_mode_if_due()

    def press(self) -> bool:
        """Whether the patient gets a bolus."""
        bolus = self.program.patient_bolus
        if bolus is None or not self.running or self.opening_seconds or self.seconds_left["patient"]:
            return False
        if self.last_end is not None and self.second < self.last_end + bolus.lockout.value:
            return False
        if self._begun_within(SECONDS_PER_DAY) >= bolus.most_per_day:
            return False
        if bolus.window and self._begun_within(bolus.window.length.value) >= bolus.window.most:
            return False
        self.starts.append(self.second)
        self.seconds_left["patient"] = bolus.duration.value
        return True

    def _begun_within(self, seconds: int) -> int:
        return len([start for start in self.starts if self.second - start < seconds])

    def _begin_mode_if_due(self) -> None:
        if self.running and not self.opening_seconds and self.mode_since is None:
            self.mode_since = self.second
            if isinstance(self.program.opening, SingleBolus):
                self.seconds_left["single"] = self.program.opening.duration.value

    def _running_bolus(self) -> str | None:
        return next((kind for kind, seconds in self.seconds_left.items() if seconds), None)

    def _count_down(self) -> None:
        if self.opening_seconds:
            self.opening_seconds -= 1
            self._begin_mode_if_due()
            return
        kind = self._running_bolus()
        if kind is not None:
            self.seconds_left[kind] -= 1
            if kind == "patient" and not self.seconds_left[kind]:
                self.last_end = self.second

    def _push(self) -> Fraction:
        """Nanolitres in this second."""
        program = self.program
        if self.opening_seconds:
            assert isinstance(program.opening, PrimingBolus | BridgeBolus)
            volume = (
                program.opening.volume if isinstance(program.opening, PrimingBolus) else program.opening.path
            )
            return Fraction(volume.value, _opening_seconds(program))
        weekday = (self.second // SECONDS_PER_DAY + 3) % 7
        basal = dose_rate_at(program.mode, weekday, self.second % SECONDS_PER_DAY).value
        nanograms = Fraction(basal, SECONDS_PER_DAY)
        kind = self._running_bolus()
        if kind is not None:
            bolus = {"patient": program.patient_bolus, "single": program.opening, "periodic": program.mode}[
                kind
            ]
            nanograms += Fraction(bolus.dose.value, bolus.duration.value)  # type: ignore[union-attr]
        return nanograms * _PER_ML / program.drug.concentration.value


def _opening_seconds(program: PumpProgram) -> int:
    match program.opening:
        case PrimingBolus(_, _, duration):
            return duration.value
        case BridgeBolus(old, dose, path):
            assert old[0].concentration.value == _PER_ML
            seconds = Fraction(path.value * SECONDS_PER_DAY, dose.value)
            assert seconds.denominator == 1
            return int(seconds)
        case _:
            return 0
