"""Everything that can be done to the simulated pump on the Train page: its time, hands, faults, and the truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from programmer.known_error import KnownError
from programmer.training import FaultWords, TrainingBench
from programmer.ui.viewmodels.fault_form import FaultForm
from programmer.ui.viewmodels.time_jump import SPANS, TimeJump
from programmer.ui.viewmodels.training_hands import Hands
from programmer.ui.viewmodels.training_state import BenchState
from programmer.ui.viewmodels.training_words import SPEEDS, speed_choices


class BenchTools(QObject):
    """Acts on whatever ``bench`` answers, None while there is none; ``moved`` after every change."""

    moved = Signal()

    def __init__(self, bench: Callable[[], TrainingBench | None]) -> None:
        super().__init__()
        self._bench = bench
        self._hands, self._truth, self._faults = Hands(), False, FaultForm()
        self._jump = TimeJump()
        self._jump.setParent(self)
        self._jump.moved.connect(self.moved)

    def know_faults(self, kinds: tuple[FaultWords, ...]) -> None:
        """The kinds of fault that there are; the first one is chosen."""
        self._faults = FaultForm(kinds, kinds[0].key)

    def begin_anew(self) -> None:
        """Another training begins: nothing of the one before is kept, but for the form of the faults."""
        self._jump.cancel()
        self._hands, self._truth = Hands(), False
        self._faults = replace(self._faults, failed="")

    # ---- time ----------------------------------------------------------------------------------------------

    def run_at(self, speed: int) -> None:
        """How fast the pump lives; 0 lets it pause."""
        if speed in SPEEDS:
            self._at_bench(lambda bench: bench.run_at(speed))

    def jump(self, span: str) -> None:
        """Ahead by an hour, a day or a week."""
        if span in SPANS:
            self._at_bench(lambda bench: self._jump.begin(bench, span))

    def cancel_jump(self) -> None:
        """Go no further; the pump stays where it has come."""
        self._jump.cancel()

    # ---- hands, truth --------------------------------------------------------------------------------------

    def fill_in(self, key: str, text: str) -> None:
        """A field or a choice of ``training_hands``, exactly as it stands."""
        self._hands = self._hands.with_text(key, text)
        self.moved.emit()

    def do(self, deed: str) -> None:
        """Let hands do something now, or something befall the pump, by its word in a timeline."""

        def done(bench: TrainingBench) -> None:
            self._hands = self._hands.doing(bench, deed)

        self._at_bench(done)

    def show_truth(self, shown: bool) -> None:
        """Put the truth beside what the pump believes, or take it away."""
        self._truth = shown
        self.moved.emit()

    # ---- faults --------------------------------------------------------------------------------------------

    def choose_fault(self, key: str) -> None:
        """Which kind of fault."""
        self._describe(replace(self._faults, kind=key))

    def choose_often(self, key: str) -> None:
        """Once, so many times, or until it is switched off."""
        self._describe(replace(self._faults, often=key))

    def type_times(self, text: str) -> None:
        """How many times."""
        self._describe(replace(self._faults, times=text))

    def type_chance(self, text: str) -> None:
        """The share of its opportunities that it takes."""
        self._describe(replace(self._faults, chance=text))

    def fill_option(self, key: str, text: str) -> None:
        """One of the options of its kind."""
        self._describe(self._faults.with_option(key, text))

    def _describe(self, form: FaultForm) -> None:
        self._faults = replace(form, failed="")
        self.moved.emit()

    def arm(self) -> None:
        """Throw the switch that the form describes, or say why that cannot be."""

        def thrown(bench: TrainingBench) -> None:
            try:
                bench.arm(self._faults.wish())
                self._faults = replace(self._faults, failed="")
            except KnownError as trouble:
                failed = f"{trouble.what}: {trouble.why}. {trouble.remedy}."
                self._faults = replace(self._faults, failed=failed)

        self._at_bench(thrown)

    def disarm(self, number: int) -> None:
        """Take one switch back."""
        self._at_bench(lambda bench: bench.disarm(number))

    def clear(self) -> None:
        """Take all of them back."""
        self._at_bench(lambda bench: bench.clear())

    # ---- showing -------------------------------------------------------------------------------------------

    def _at_bench(self, act: Callable[[TrainingBench], None]) -> None:
        bench = self._bench()
        if bench is not None:
            act(bench)
        self.moved.emit()

    def state(self, bench: TrainingBench) -> BenchState:
        """The pump on that bench, and the tools as they stand."""
        glance = bench.glance(truth=self._truth)
        return BenchState(
            clock=glance.clock,
            lived=glance.lived,
            here=glance.here,
            speeds=speed_choices(),
            speed=glance.speed,
            jump=self._jump.progress,
            faults=self._faults.state(glance.switches),
            hands=self._hands.state(),
            truth_shown=self._truth,
            truth=glance.truth,
            events=glance.events,
        )
