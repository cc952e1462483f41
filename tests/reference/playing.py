"""A life, lived by the naive pump, and what both pumps tell of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from programmer.therapy.drugs import DrugFill
from tests.reference.fluid import Mixture
from tests.reference.lives import Deed, Life
from tests.reference.naive_pump import Event, NaivePump


@dataclass(frozen=True, slots=True)
class Sample:
    """The books at a moment, before what is done at it; volumes in nL, drug in ng."""

    at: int
    delivered: Fraction
    by: dict[str, Fraction]
    believed: Fraction
    reservoir: Fraction
    path: Fraction
    given: Fraction
    lost: Fraction
    taken_out: Fraction
    put_in: Fraction
    tip: dict[str, Fraction]


@dataclass(slots=True)
class Told:
    """What a pump tells of its life. ``between``: seconds in which something happened before they were over."""

    samples: list[Sample] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    between: set[int] = field(default_factory=set)


def mixture_of(drugs: tuple[DrugFill, ...]) -> Mixture:
    """The same fluid in the naive pump's words."""
    return {drug.name: Fraction(drug.concentration.value) for drug in drugs}


def stops(life: Life) -> list[int]:
    """Every second at which something is done or asked."""
    return sorted({deed.at for deed in life.deeds} | set(life.samples))


def lived_by_the_naive_pump(life: Life) -> Told:
    """Step through it."""
    pump = NaivePump(
        life.machine,
        life.program,
        reservoir=life.reservoir,
        in_path=None if life.in_path is None else mixture_of(life.in_path),
        clock=life.clock,
        step=life.step,
    )
    told = Told(events=pump.events)
    for second in stops(life):
        pump.run(second)
        if second in life.samples:
            told.samples.append(_sample(pump))
        for deed in life.deeds:
            if deed.at == second:
                _act(pump, deed)
                pump.look_whether_withheld()
    return told


def _sample(pump: NaivePump) -> Sample:
    motor = pump.motor
    return Sample(
        pump.now,
        motor.delivered,
        dict(motor.by_kind),
        motor.believed,
        motor.reservoir.volume,
        motor.path.fluid,
        motor.tip.volume,
        motor.lost.volume,
        motor.taken_out.volume,
        motor.put_in.volume,
        {name: mass for name, mass in motor.tip.drug.items() if mass},
    )


def _act(pump: NaivePump, deed: Deed) -> None:
    acts: dict[str, Callable[[NaivePump, Deed], object]] = {
        "press": lambda pump, _: pump.press(),
        "stop": lambda pump, _: pump.stop(),
        "resume": lambda pump, _: pump.resume(),
        "give": lambda pump, deed: deed.bolus and pump.give(deed.bolus),
        "write": _write,
        "set_clock": lambda pump, deed: pump.set_clock(deed.amount),
        "refilled": lambda pump, deed: pump.refilled(deed.amount),
        "stall": lambda pump, _: pump.stall(),
        "recover": lambda pump, _: pump.motor_turns(),
        "enter_scanner": lambda pump, _: pump.into_scanner(),
        "leave_scanner": lambda pump, _: pump.out_of_scanner(),
        "telemetry_on": lambda pump, _: pump.telemetry(on=True),
        "telemetry_off": lambda pump, _: pump.telemetry(on=False),
        "memory_error": lambda pump, _: pump.memory_error(),
        "reset": lambda pump, _: pump.reset(),
        "occlude": lambda pump, _: pump.occlude(),
        "clear": lambda pump, _: pump.free(),
        "interrogate": lambda pump, _: pump.interrogated(),
        "acknowledge": lambda pump, _: pump.acknowledge(),
        "leak": lambda pump, deed: setattr(pump.motor, "leak", deed.amount),
        "calibrate": lambda pump, deed: setattr(pump.motor, "calibration", deed.amount),
        "withdraw": lambda pump, deed: pump.motor.withdraw(deed.amount),
        "empty": lambda pump, _: pump.motor.withdraw(None),
        "fill": lambda pump, deed: pump.fill(deed.amount, mixture_of(deed.drugs)),
        "fill_pocket": lambda pump, deed: pump.motor.fill_pocket(deed.amount, mixture_of(deed.drugs)),
        "fill_catheter": lambda pump, deed: pump.motor.fill_catheter(deed.amount, mixture_of(deed.drugs)),
        "dye": lambda pump, deed: pump.motor.fill_catheter(deed.amount, {}),
        "aspirate": lambda pump, deed: pump.motor.aspirate(deed.amount),
        "change_catheter": _change_catheter,
        "trim": _change_catheter,
    }
    acts[deed.what](pump, deed)


def _write(pump: NaivePump, deed: Deed) -> None:
    if deed.program is not None:
        pump.write(deed.program)


def _change_catheter(pump: NaivePump, deed: Deed) -> None:
    """Millimetres of 20 nL a centimetre."""
    pump.motor.new_catheter(deed.amount * 2, {} if deed.filled else None)
