"""Pumps at work for the tests of delivery: programs with every bolus, and what is done to the pump meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from hypothesis import strategies as st

from programmer.delivery.advance import advance
from programmer.delivery.commands import install, resume, stop
from programmer.delivery.happenings import Happening
from programmer.delivery.patient_bolus import BolusRefused, request_bolus
from programmer.delivery.state import DeliveryState
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


def pump(
    program: PumpProgram, reservoir: int = 20_000_000, at: int = 0, step: int = 0, running: bool = True
) -> DeliveryState:
    """A pump in which that program takes effect at ``at``."""
    nothing = Nanolitres(0)
    made = DeliveryState(
        PumpTime(at), program, running, Nanolitres(reservoir), Fraction(0), nothing, nothing, Nanolitres(step)
    )
    return install(made, program)[0]


def after(state: DeliveryState, duration_us: int) -> DeliveryState:
    """The pump that much later."""
    return advance(state, PumpTime(state.time.value + duration_us), MARK)[0]


def happened(state: DeliveryState, duration_us: int) -> tuple[Happening, ...]:
    """What happens meanwhile."""
    return advance(state, PumpTime(state.time.value + duration_us), MARK)[1]


def pushed(state: DeliveryState) -> Fraction:
    """Everything that was ever pushed, exact."""
    return state.delivered_total.value + state.carry


Act = tuple[int, str]


def lived(state: DeliveryState, acts: Sequence[Act], until_us: int) -> tuple[DeliveryState, list[object]]:
    """Let the pump live to ``until_us`` and do to it, at each moment, press, stop, resume, or nothing."""
    told: list[object] = []
    for at, act in sorted(acts):
        state, events = advance(state, PumpTime(at), MARK)
        told += events
        if act == "press":
            state, answer = request_bolus(state, MARK)
            told.append(answer if isinstance(answer, BolusRefused) else (answer, at))
        elif act in {"stop", "resume"}:
            state, more = stop(state) if act == "stop" else resume(state)
            told += more
    state, events = advance(state, PumpTime(until_us), MARK)
    return state, [*told, *events]


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
