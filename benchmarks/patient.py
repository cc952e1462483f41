"""The same patient for every runner: a day schedule of six steps and four boluses a day, on a pump of 40 mL."""

from __future__ import annotations

from benchmarks.plain_loop import DAY, Plan
from programmer.delivery.build import PumpBuild
from programmer.delivery.engine import Engine
from programmer.delivery.fluid import Fluid
from programmer.therapy.boluses import PatientBolus
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import DaySchedule, PumpProgram, ScheduleStep
from programmer.therapy.pump import Catheter
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    Seconds,
    SecondsOfDay,
)

SECOND = 1_000_000  # microseconds
HOUR = 3600
YEAR = 365 * DAY
BEGIN = 20_000 * DAY  # a midnight

# 1 ng is in 1 nL, and 54 nL a day are 625 fL a second: what both runners push is whole
_DRUG = DrugFill("morphine", NanogramsPerMillilitre(1_000_000))
_FLOWS = (
    (0, 1200),
    (6, 1900),
    (9, 1500),
    (13, 1700),
    (18, 2000),
    (22, 1400),
)  # from this hour on, x 625 fL/s
_BOLUS, _DURATION, _LOCKOUT, _MOST = 1_500, 600, 2 * HOUR, 6
_STROKE = 50  # nL
_RESERVOIR = 40_000_000  # nL
_MARK = 2_000_000
_PRESSES = (7 * HOUR, 11 * HOUR + 1800, 12 * HOUR, 16 * HOUR, 21 * HOUR)  # the third comes in the lockout

PLAN = Plan(
    steps=tuple((hour * HOUR, flow * 625) for hour, flow in _FLOWS),
    bolus_flow=_BOLUS * SECOND // _DURATION,
    bolus_seconds=_DURATION,
    lockout=_LOCKOUT,
    most_per_day=_MOST,
    stroke=_STROKE * SECOND,
    calibration_ppm=0,
    reservoir=_RESERVOIR * SECOND,
    low_mark=_MARK * SECOND,
)

PROGRAM = PumpProgram(
    _DRUG,
    DaySchedule(
        tuple(ScheduleStep(SecondsOfDay(hour * HOUR), NanogramsPerDay(flow * 54)) for hour, flow in _FLOWS)
    ),
    patient_bolus=PatientBolus(Nanograms(_BOLUS), Seconds(_DURATION), Seconds(_LOCKOUT), _MOST),
)

BUILD = PumpBuild(
    capacity=Nanolitres(_RESERVOIR),
    low_mark=Nanolitres(_MARK),
    catheter=Catheter("reference", Nanolitres(140_000), Nanolitres(2_200), 500),
    stroke_fl=_STROKE * SECOND,
    battery_days=11 * 365,
)


def presses(days: int, *, after: int = 0) -> list[int]:
    """When the button is pressed in so many days after the first ``after``, in seconds from the beginning."""
    return [day * DAY + second for day in range(after, after + days) for second in _PRESSES]


def engine_presses(days: int, *, after: int = 0) -> list[int]:
    """The same in the engine's microseconds."""
    return [in_engine_time(second) for second in presses(days, after=after)]


def in_engine_time(seconds: int) -> int:
    """That second of the life in the engine's microseconds."""
    return (BEGIN + seconds) * SECOND


def new_engine(keep: int | None = None, path: Fluid | None = None) -> Engine:
    """A full pump at midnight; it keeps the last ``keep`` of what happens. ``path``: what that holds, if another."""
    return Engine(
        BUILD,
        PROGRAM,
        now=BEGIN * SECOND,
        believed=Nanolitres(_RESERVOIR),
        path=... if path is None else path,
        keep=keep,
    )
