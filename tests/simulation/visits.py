"""The kinds of visits that are tried: each a few short acts of a clinician, and a new kind is a few lines here."""

from __future__ import annotations

import random

from programmer.device.implant.codes import Opcode
from programmer.therapy.boluses import BolusWindow, PatientBolus, SingleBolus
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    DeliveryMode,
    PumpProgram,
    ScheduleStep,
    WeekSchedule,
)
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    Seconds,
    SecondsOfDay,
)
from programmer.visit.tasks import AcknowledgeAlarms, CancelBolus, SetClock, TellRefill
from tests.simulation.clinician import Act, Clinician
from tests.simulation.fates import SECOND
from tests.simulation.truth import OPCODES

BACLOFEN = DrugFill("baclofen", NanogramsPerMillilitre(500_000))
BOLUS = SingleBolus(Nanograms(4_000), Seconds(900))
FILLED = Nanolitres(18_000_000)
BUTTON = PatientBolus(Nanograms(5_000), Seconds(600), Seconds(7_200), 6, BolusWindow(3, Seconds(8 * 3_600)))


def continuous(micrograms: int, *, button: bool = False) -> PumpProgram:
    """So many mcg per day, with or without a bolus for the patient."""
    return _program(Continuous(NanogramsPerDay(micrograms * 1_000)), button=button)


def day(*micrograms: int, button: bool = False) -> PumpProgram:
    """A day of equal steps."""
    span = 86_400 // len(micrograms)
    steps = (
        ScheduleStep(SecondsOfDay(place * span), NanogramsPerDay(dose * 1_000))
        for place, dose in enumerate(micrograms)
    )
    return _program(DaySchedule(tuple(steps)), button=button)


def _program(mode: DeliveryMode, *, button: bool) -> PumpProgram:
    return PumpProgram(BACLOFEN, mode, patient_bolus=BUTTON if button else None)


def week() -> PumpProgram:
    """Seven days of ten steps each: so long that it goes into the pump in three pieces."""
    days = (day(*(80 + number + place % 2 for place in range(10))).mode for number in range(7))
    return _program(WeekSchedule(tuple(one for one in days if isinstance(one, DaySchedule))), button=False)


LONG = week()


def _stop_in_the_middle(clinician: Clinician) -> None:
    staged = clinician.stage(continuous(93))
    clinician.stop()
    clinician.confirm(staged, continuous(93))


VISITS: dict[str, tuple[Act, ...]] = {
    "interrogate": (
        Clinician.connect,
        lambda one: one.rest(2 * SECOND),
        Clinician.interrogate,
        Clinician.end,
    ),
    "program": (Clinician.connect, lambda one: one.program(continuous(95)), Clinician.end),
    "long program": (Clinician.connect, lambda one: one.program(LONG), Clinician.end),
    "confirmed twice": (
        Clinician.connect,
        lambda one: one.program(continuous(97), presses=2),
        lambda one: one.change_of_mind(continuous(91)),
        Clinician.end,
    ),
    "stop": (Clinician.connect, Clinician.stop, lambda one: one.rest(SECOND), Clinician.end),
    "stop and resume": (
        Clinician.connect,
        Clinician.stop,
        Clinician.settle,
        Clinician.resume,
        Clinician.end,
    ),
    "stop while staged": (Clinician.connect, _stop_in_the_middle, Clinician.resume, Clinician.end),
    "settle after a restart": (
        Clinician.connect,
        lambda one: one.lose_power_behind(Opcode.COMMIT),
        lambda one: one.program(continuous(94)),
        Clinician.settle,
        Clinician.end,
    ),
    "stop after a restart": (
        Clinician.connect,
        lambda one: one.lose_power_behind(Opcode.STOP),
        Clinician.stop,
        Clinician.stop,
        Clinician.end,
    ),
    "bolus": (
        Clinician.connect,
        lambda one: one.give(BOLUS, presses=2),
        lambda one: one.order(CancelBolus),
        Clinician.end,
    ),
    "clock and refill": (
        Clinician.connect,
        lambda one: one.order(SetClock),
        lambda one: one.order(lambda seen: TellRefill(FILLED, seen)),
        Clinician.end,
    ),
    "assign": (Clinician.connect, Clinician.assign, lambda one: one.program(continuous(92)), Clinician.end),
}
"""Every kind, for the exhaustive trial."""


def drawn_visit(seed: int) -> tuple[Act, ...]:
    """A visit or two of what a clinician might do, from a seed."""
    draw = random.Random(f"clinician {seed}")
    acts: list[Act] = []
    for _ in range(draw.choice((1, 1, 1, 2))):
        days = draw.choice((0, 0, 1, 7, 30))
        acts += [lambda one, days=days: one.days_later(days), Clinician.connect]  # type: ignore[misc]
        acts += [_drawn_act(draw) for _ in range(draw.randrange(1, 4))]
        acts += [Clinician.end] * draw.randrange(2)
    return tuple(acts)


def _drawn_act(draw: random.Random) -> Act:
    program, presses = _drawn_program(draw), draw.choice((1, 1, 1, 2))
    bolus = SingleBolus(Nanograms(draw.randrange(1_000, 6_000)), Seconds(600))
    span = draw.choice((SECOND // 5, SECOND, 3 * SECOND))
    choices: list[Act] = [
        lambda one: one.program(program, presses),
        lambda one: one.program(program, presses),
        Clinician.stop,
        Clinician.resume,
        lambda one: one.resume(seen_before=True),
        lambda one: one.change_of_mind(program),
        lambda one: one.rest(span),
        Clinician.interrogate,
        Clinician.settle,
        Clinician.assign,
        _stop_in_the_middle,
        lambda one: one.give(bolus, presses),
        lambda one: one.order(CancelBolus),
        lambda one: one.order(AcknowledgeAlarms),
        lambda one: one.order(SetClock),
        lambda one: one.order(lambda seen: TellRefill(FILLED, seen)),
        lambda one: one.lose_power_behind(draw_opcode),
    ]
    draw_opcode = draw.choice((*OPCODES, Opcode.STAGE_VERIFY))
    return draw.choice(choices)


def _drawn_program(draw: random.Random) -> PumpProgram:
    button = draw.random() < 0.5
    dose = draw.randrange(80, 101)
    if draw.random() < 0.2:
        return day(dose, *(draw.randrange(80, 101) for _ in range(draw.choice((1, 2, 5)))), button=button)
    return continuous(dose, button=button)
