"""Pumps at work for the tests of delivery: programs with every bolus, and what is done to the pump meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from hypothesis import strategies as st

from programmer.delivery.build import PumpBuild
from programmer.delivery.engine import Engine
from programmer.delivery.happenings import (
    BolusFinished,
    BolusRefused,
    BolusStarted,
    EmptyReservoir,
    Happening,
    LowReservoir,
    OpeningFinished,
)
from programmer.therapy.boluses import (
    BolusWindow,
    BridgeBolus,
    PatientBolus,
    PrimeExtent,
    PrimingBolus,
    SingleBolus,
)
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import Continuous, PeriodicBolus, PumpProgram, Stopped
from programmer.therapy.pump import BolusKind
from programmer.therapy.quantities import (
    MICROSECONDS_PER_DAY,
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    PumpTime,
    Seconds,
)
from tests.support.programs import schedules, usual_doses, weeks

SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = MICROSECONDS_PER_DAY
MARK = Nanolitres(2_000_000)
BACLOFEN_500 = DrugFill("baclofen", NanogramsPerMillilitre(500_000))
BACLOFEN_2000 = DrugFill("baclofen", NanogramsPerMillilitre(2_000_000))


IDEAL, ONE_NANOLITRE = 0, 1_000_000


def build(step: int = 0, stroke: int = IDEAL, mark: Nanolitres = MARK) -> PumpBuild:
    """A pump that rounds its flows down to whole steps and pushes strokes of so many femtolitres."""
    return PumpBuild(Nanolitres(2**63), mark, stroke_fl=stroke, flow_step=Nanolitres(step))


def pump(
    program: PumpProgram,
    reservoir: int = 20_000_000,
    at: int = 0,
    step: int = 0,
    *,
    running: bool = True,
    stroke: int = IDEAL,
    mark: Nanolitres = MARK,
) -> Engine:
    """A pump in which that program takes effect at ``at``; what happened at that moment is told already."""
    made = Engine(build(step, stroke, mark), program, now=at, believed=Nanolitres(reservoir), running=running)
    made.take_happened()
    return made


def after(state: Engine, duration_us: int) -> Engine:
    """Another pump: the same, that much later."""
    later = state.copy()
    later.take_happened()
    later.advance(later.now + duration_us)
    return later


BOLUSES_AND_LEVELS = (BolusStarted, BolusFinished, OpeningFinished, LowReservoir, EmptyReservoir)


def told(state: Engine) -> tuple[Happening, ...]:
    """What happened to it of boluses, openings and levels, and nobody has asked for yet."""
    return tuple(one for one in state.copy().take_happened() if isinstance(one, BOLUSES_AND_LEVELS))


def happened(state: Engine, duration_us: int) -> tuple[Happening, ...]:
    """What happens meanwhile of boluses, openings and levels."""
    return told(after(state, duration_us))


def did(state: Engine, act: Callable[[Engine], object]) -> tuple[Engine, list[Happening]]:
    """Another pump to which that was done, and what came of it."""
    later = state.copy()
    later.take_happened()
    act(later)
    return later, list(told(later))


def stop(state: Engine) -> tuple[Engine, list[Happening]]:
    """Another pump that was stopped."""
    return did(state, lambda one: one.stop())


def resume(state: Engine) -> tuple[Engine, list[Happening]]:
    """Another pump that was resumed."""
    return did(state, lambda one: one.resume())


def install(state: Engine, program: PumpProgram) -> tuple[Engine, list[Happening]]:
    """Another pump that got another program."""
    return did(state, lambda one: one.install(program))


def press(state: Engine) -> tuple[Engine, BolusStarted | BolusRefused]:
    """Another pump whose button the patient pressed."""
    later = state.copy()
    later.take_happened()
    return later, later.press()


def finished(kind: BolusKind, at: int, missing: int | Fraction = 0) -> BolusFinished:
    """A bolus that ended then."""
    return BolusFinished(at, PumpTime(at), kind, Fraction(missing))


def row(*values: object) -> tuple[object, ...]:
    """Figures side by side, whole numbers and fractions alike."""
    return values


def pushed(state: Engine) -> Fraction:
    """Everything that was ever told to be pushed, nL, exact."""
    return sum(state.motor.told_by_kind(state.now), Fraction(0)) / ONE_NANOLITRE


Act = tuple[int, str]


def lived(state: Engine, acts: Sequence[Act], until_us: int) -> tuple[Engine, list[Happening]]:
    """Let another pump live to ``until_us`` and do to it, at each moment, press, stop, resume, or nothing."""
    pump = state.copy()
    for at, act in sorted(acts):
        pump.advance(at)
        {"press": pump.press, "stop": pump.stop, "resume": pump.resume, "look": pump.totals}[act]()
    pump.advance(until_us)
    return pump, pump.take_happened()


few_seconds = st.integers(1, 1800).map(Seconds)
small_masses = st.integers(1, 100_000).map(Nanograms)
fills = st.builds(DrugFill, st.just("baclofen"), st.integers(1_000, 4_000_000).map(NanogramsPerMillilitre))
patient_boluses = st.builds(
    PatientBolus,
    small_masses,
    few_seconds,
    few_seconds,
    st.integers(1, 6),
    st.none() | st.builds(BolusWindow, st.integers(1, 3), st.integers(60, 10_000).map(Seconds)),
)


@st.composite
def periodics(draw: st.DrawFn) -> PeriodicBolus:
    interval = draw(st.integers(2, 7200))
    duration = draw(st.integers(1, interval - 1))
    return PeriodicBolus(draw(usual_doses), draw(small_masses), Seconds(duration), Seconds(interval))


@st.composite
def whole_second_bridges(draw: st.DrawFn) -> BridgeBolus:
    """Bridges that end with a whole second, so that a plain pump can follow them."""
    seconds = draw(st.sampled_from([1, 60, 90, 600, 1800, 3600, 10_800]))
    path = draw(st.integers(1, 400_000))
    old = DrugFill("baclofen", NanogramsPerMillilitre(1_000_000))
    return BridgeBolus((old,), NanogramsPerDay(path * 86_400 // seconds), Nanolitres(path))


any_bridge = st.builds(
    BridgeBolus,
    st.tuples(fills),
    st.integers(1_000, 5_000_000).map(NanogramsPerDay),
    st.integers(1, 400_000).map(Nanolitres),
)
singles = st.builds(SingleBolus, small_masses, few_seconds)
primes = st.builds(
    PrimingBolus, st.sampled_from(PrimeExtent), st.integers(1, 400_000).map(Nanolitres), few_seconds
)


def programs(bridges: st.SearchStrategy[BridgeBolus]) -> st.SearchStrategy[PumpProgram]:
    """Every mode with every opening, on a scale of minutes."""
    modes = st.builds(Continuous, usual_doses) | schedules(usual_doses) | weeks(usual_doses) | periodics()
    full = st.builds(
        PumpProgram,
        fills,
        modes,
        st.just(()),
        st.none() | patient_boluses,
        st.none() | singles | primes | bridges,
    )
    return full | st.builds(PumpProgram, fills, st.just(Stopped()))


def acts(last_s: int) -> st.SearchStrategy[list[Act]]:
    """What is done to a pump, on whole seconds."""
    moment = st.integers(0, last_s).map(lambda second: second * SECOND)
    return st.lists(st.tuples(moment, st.sampled_from(["press", "press", "stop", "resume"])), max_size=12)
