"""A random life, lived by the engine, told in the naive pump's words."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from programmer.delivery.build import PumpBuild
from programmer.delivery.engine import Engine
from programmer.delivery.fluid import fluid_of
from programmer.delivery.happenings import (
    AlarmCleared,
    AlarmRaised,
    BolusFinished,
    BolusRefused,
    BolusResumed,
    BolusStarted,
    BolusSuspended,
    Happening,
    OpeningFinished,
    OpeningStarted,
    ProgramChanged,
    RefusalReason,
    Resumed,
    Stalled,
    StallRecovered,
    Stopped,
)
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.pump import BolusKind, Catheter
from programmer.therapy.quantities import Nanolitres
from tests.reference.lives import Deed, Life
from tests.reference.naive_pump import Event
from tests.reference.playing import Sample, Told, stops

SECOND = 1_000_000
_KINDS = {BolusKind.PATIENT: "patient_bolus", BolusKind.SINGLE: "bolus", BolusKind.PERIODIC: "periodic"}
_REASONS = {
    RefusalReason.NOT_PROGRAMMED: "no patient bolus",
    RefusalReason.STOPPED: "held",
    RefusalReason.EMPTY: "empty",
    RefusalReason.OPENING: "opening",
    RefusalReason.LOW_RESERVOIR: "low reservoir",
    RefusalReason.LOCKOUT: "lockout",
    RefusalReason.MOST_PER_DAY: "most per 24 h",
    RefusalReason.MOST_PER_WINDOW: "most per window",
    RefusalReason.ALARM: "alarm",
    RefusalReason.UNDER_WAY: "under way",
    RefusalReason.FLOW_TOO_HIGH: "too fast",
    RefusalReason.FLOW_TOO_LOW: "too slow",
}


def lived_by_the_engine(life: Life) -> Told:
    """Live it event by event."""
    begin = life.clock * SECOND
    engine = Engine(
        _build(life),
        life.program,
        now=begin,
        believed=Nanolitres(life.reservoir),
        path=... if life.in_path is None else fluid_of(life.in_path),
        made_at=begin + (life.machine.lasts - 2555 * 86_400) * SECOND,
    )
    told = Told()
    for second in stops(life):
        engine.advance(begin + second * SECOND)
        if second in life.samples:
            told.samples.append(_sample(engine, second))
        for deed in life.deeds:
            if deed.at == second:
                _act(engine, deed)
    happened = engine.take_happened()
    told.events = [event for one in happened if (event := _event(one, begin)) is not None]
    told.between = {_second(one, begin) for one in happened if one.at % SECOND}
    return told


def _build(life: Life) -> PumpBuild:
    machine = life.machine
    return PumpBuild(
        capacity=Nanolitres(machine.capacity),
        low_mark=Nanolitres(machine.low_mark),
        empty_mark=Nanolitres(machine.empty_mark),
        catheter=Catheter("short", Nanolitres(machine.tubing), Nanolitres(20), machine.catheter // 2),
        stroke_fl=int(machine.stroke * 1_000_000),
        flow_step=Nanolitres(machine.flow_step),
        residual=Nanolitres(machine.residual),
        mixing=Nanolitres(machine.mixing),
        battery_days=2555,
        stall_noticed_after_us=machine.stall_noticed_after * SECOND,
        scanner_restart_after_us=machine.motor_turns_after_scanner * SECOND,
        holds_in_telemetry=machine.holds_in_telemetry,
        stalls_when_occluded=machine.stalls_when_occluded,
        recovery_logged=machine.recovery_logged,
        min_flow=Nanolitres(machine.min_flow),
        max_flow=None if machine.max_flow is None else Nanolitres(machine.max_flow),
    )


def _sample(engine: Engine, second: int) -> Sample:
    totals = engine.totals()
    return Sample(
        second,
        totals.delivered,
        {kind.value: volume for kind, volume in totals.by.items()},
        totals.believed,
        totals.reservoir,
        totals.path,
        totals.given,
        totals.lost,
        totals.taken_out,
        totals.put_in,
        {name: Fraction(mass) for name, mass in totals.tip.items() if mass},
    )


def _act(engine: Engine, deed: Deed) -> None:
    volume = Nanolitres(deed.amount)
    acts: dict[str, Callable[[], object]] = {
        "press": engine.press,
        "stop": engine.stop,
        "resume": engine.resume,
        "give": lambda: deed.bolus and engine.give(deed.bolus),
        "write": lambda: _write(engine, deed),
        "set_clock": lambda: engine.set_clock(deed.amount * SECOND),
        "refilled": lambda: engine.tell_refill(volume),
        "stall": engine.stall,
        "recover": engine.recover,
        "enter_scanner": engine.hands.enter_scanner,
        "leave_scanner": engine.hands.leave_scanner,
        "telemetry_on": lambda: engine.telemetry(on=True),
        "telemetry_off": lambda: engine.telemetry(on=False),
        "memory_error": engine.memory_error,
        "reset": engine.reset,
        "interrogate": engine.interrogated,
        "acknowledge": lambda: engine.acknowledge(tuple(AlarmKind)),
        "occlude": lambda: engine.occlude(on=True),
        "clear": lambda: engine.occlude(on=False),
        "leak": lambda: engine.leak(deed.amount),
        "calibrate": lambda: engine.calibrate(deed.amount),
        "withdraw": lambda: engine.hands.withdraw(volume),
        "empty": engine.hands.empty,
        "fill": lambda: engine.hands.fill(volume, deed.drugs),
        "fill_pocket": lambda: engine.hands.fill_pocket(volume, deed.drugs),
        "fill_catheter": lambda: engine.hands.fill_catheter_port(volume, deed.drugs),
        "dye": lambda: engine.hands.dye(volume),
        "aspirate": lambda: engine.hands.aspirate(volume),
        "change_catheter": lambda: engine.hands.change_catheter(deed.amount, filled=deed.filled),
        "trim": lambda: engine.hands.trim(deed.amount, filled=deed.filled),
    }
    acts[deed.what]()


def _write(engine: Engine, deed: Deed) -> None:
    if deed.program is not None:
        engine.install(deed.program)


def _second(happening: Happening, begin: int) -> int:
    return -((begin - happening.at) // SECOND)


def _event(happening: Happening, begin: int) -> Event | None:
    """What the naive pump would call it, at the first whole second; None for what it has no word for."""
    second = _second(happening, begin)
    match happening:
        case BolusStarted(bolus=bolus) | BolusSuspended(bolus=bolus) | BolusResumed(bolus=bolus):
            return second, happening.kind, _KINDS[bolus]
        case BolusFinished(bolus=bolus, missing=missing):
            return second, happening.kind, _KINDS[bolus] + (": cut" if missing else "")
        case BolusRefused(bolus=bolus, reason=reason):
            return second, happening.kind, f"{_KINDS[bolus]}: {_REASONS[reason]}"
        case AlarmRaised(alarm=alarm) | AlarmCleared(alarm=alarm):
            return second, happening.kind, alarm.word
        case OpeningStarted(opening=opening):
            return second, happening.kind, opening.value
        case OpeningFinished() | ProgramChanged() | Resumed() | Stalled() | StallRecovered() | Stopped():
            return second, happening.kind, ""
        case _:
            return None
