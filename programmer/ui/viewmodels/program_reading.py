"""What a draft stands for: a whole program, or why it is none and at which field."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from programmer.therapy.boluses import BolusWindow, BridgeBolus, Opening, PatientBolus
from programmer.therapy.drugs import DrugFill
from programmer.therapy.limits import Situation
from programmer.therapy.limits.carrying_on import same_fill
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    DeliveryMode,
    MinimumRate,
    PeriodicBolus,
    PumpProgram,
    Stopped,
    WeekSchedule,
)
from programmer.therapy.pump import PumpLimits
from programmer.therapy.quantities import NanogramsPerDay, NanogramsPerMillilitre, Nanolitres, mass
from programmer.ui.viewmodels.dose_unit import unit_of
from programmer.ui.viewmodels.program_draft import ProgramDraft
from programmer.ui.viewmodels.program_fields import (
    BACKGROUND,
    BOLUS_DOSE,
    BOLUS_OVER,
    BRIDGE_DOSE,
    DOSE,
    INTERVAL_H,
    INTERVAL_MIN,
    LOCKOUT_H,
    LOCKOUT_MIN,
    MOST_PER_DAY,
    PERIODIC_DOSE,
    PERIODIC_OVER,
    SINGLE_DOSE,
    WINDOW,
    WINDOW_H,
    WINDOW_MIN,
    WINDOW_MOST,
    FieldReader,
    bolus_in,
    count,
    dose_in,
)
from programmer.ui.viewmodels.program_mixture import read_drug, read_others
from programmer.ui.viewmodels.program_once import read_once
from programmer.ui.viewmodels.program_state import (
    MODE_CONTINUOUS,
    MODE_DAY_SCHEDULE,
    MODE_KEPT,
    MODE_MINIMUM,
    MODE_STOPPED,
    MODE_WEEK_SCHEDULE,
    OPENING_PRIME,
    OPENING_SINGLE,
    PATIENT_KEPT,
    PATIENT_NONE,
    SCHEDULE,
)

NO_SCHEDULE = "the steps of the day are not complete"
GIVES_NOTHING = "a dose of 0 gives nothing; choose Stopped if that is meant"
NO_WEEK = "all seven days are the same; change a day, or choose Day schedule"
TOO_SHORT = "a bolus must end before the next begins"
NO_MINIMUM = "this pump has no minimum rate"
BRIDGE_FIRST = "another filling begins with its bridge; a single bolus can be given by the program after it"


@dataclass(frozen=True, slots=True)
class DraftReading:
    """``program`` is what the draft stands for; None, with ``reasons`` by field, if for nothing.

    ``mode``, ``drug``, ``others``, ``patient_bolus``, ``bridge`` and ``once``, a single bolus or a prime, are those
    parts of it that can be read by themselves; ``primes`` where a prime takes the place of a bridge.
    """

    program: PumpProgram | None
    reasons: Mapping[str, str] = field(default_factory=dict)
    mode: DeliveryMode | None = None
    drug: DrugFill | None = None
    patient_bolus: PatientBolus | None = None
    bridge: BridgeBolus | None = None
    others: tuple[DrugFill, ...] | None = None
    once: Opening | None = None
    primes: bool = False


def minimum_rate(limits: PumpLimits, strength: NanogramsPerMillilitre) -> MinimumRate:
    """What the pump's least maintaining flow gives at that concentration: whole ng per day, rounded down."""
    return MinimumRate(NanogramsPerDay(int(mass(limits.maintaining_flow, strength))))


def read_draft(draft: ProgramDraft, situation: Situation) -> DraftReading:
    """What the draft stands for in this pump. Nothing is rounded. ``situation.present`` must be there."""
    present = situation.present
    if present is None:
        raise ValueError("a draft is made on what the pump holds")
    reader = FieldReader(draft.texts)
    drug, others = read_drug(draft, present, reader), read_others(draft, present, reader)
    mode = _read_mode(draft, present, situation.limits, drug or present.drug, reader)
    bolus = once = bridge = None
    if not isinstance(mode, Stopped):
        bolus = _read_patient_bolus(draft, present, reader)
        once = read_once(draft, situation, reader)
        bridge = _read_bridge(draft, situation, drug, others, reader)
    primes = draft.opening_key == OPENING_PRIME
    parts = DraftReading(None, reader.reasons, mode, drug, bolus, bridge, others, once, primes)
    if reader.reasons or drug is None or others is None or mode is None:
        return parts
    return replace(parts, program=PumpProgram(drug, mode, others, bolus, bridge or once), reasons={})


def without_bridge(present: PumpProgram, reading: DraftReading) -> PumpProgram | None:
    """What the draft would be if nobody planned the bridge that it still lacks; None where it lacks none."""
    drug, others, mode = reading.drug, reading.others, reading.mode
    if drug is None or others is None or mode is None or isinstance(mode, Stopped):
        return None
    if same_fill((drug, *others), present.drugs) or reading.bridge is not None or reading.primes:
        return None
    return PumpProgram(drug, mode, others, reading.patient_bolus)


# ---- delivery -------------------------------------------------------------------------------------------------


def _read_mode(
    draft: ProgramDraft, present: PumpProgram, limits: PumpLimits, drug: DrugFill, reader: FieldReader
) -> DeliveryMode | None:
    match draft.mode_key:
        case key if key == MODE_STOPPED:
            return Stopped()
        case key if key == MODE_KEPT:
            return present.mode
        case key if key == MODE_MINIMUM:
            return _read_minimum(limits, drug, reader)
        case key if key == MODE_CONTINUOUS:
            return _read_continuous(draft, reader)
        case key if key in {MODE_DAY_SCHEDULE, MODE_WEEK_SCHEDULE}:
            return _read_schedule(draft, reader)
        case _:
            return _read_periodic(draft, reader)


def _read_minimum(limits: PumpLimits, drug: DrugFill, reader: FieldReader) -> MinimumRate | None:
    if not limits.maintaining_flow:
        reader.reasons[DOSE] = NO_MINIMUM
        return None
    return minimum_rate(limits, drug.concentration)


def _read_continuous(draft: ProgramDraft, reader: FieldReader) -> Continuous | None:
    dose = reader.read(DOSE, dose_in(draft.unit))
    if dose is not None and not dose:
        reader.reasons[DOSE] = GIVES_NOTHING
    return Continuous(dose) if dose else None


def _read_schedule(draft: ProgramDraft, reader: FieldReader) -> DaySchedule | WeekSchedule | None:
    whole = draft.mode_key == MODE_WEEK_SCHEDULE
    days = draft.week if whole else (draft.schedule,)
    if not draft.schedule_read:
        reader.reasons[SCHEDULE] = NO_SCHEDULE
    elif not any(step.dose for day in days for step in day.steps):
        reader.reasons[SCHEDULE] = GIVES_NOTHING
    elif whole and len(set(days)) == 1:
        reader.reasons[SCHEDULE] = NO_WEEK
    if SCHEDULE in reader.reasons:
        return None
    return WeekSchedule(days) if whole else draft.schedule


def _read_periodic(draft: ProgramDraft, reader: FieldReader) -> PeriodicBolus | None:
    background = reader.read(BACKGROUND, dose_in(draft.unit))
    dose = reader.read(PERIODIC_DOSE, bolus_in(draft.unit))
    duration = reader.given_over(PERIODIC_OVER)
    interval = reader.hours_and_minutes(INTERVAL_H, INTERVAL_MIN)
    if background is None or dose is None or duration is None or interval is None:
        return None
    if interval <= duration:
        reader.reasons[INTERVAL_MIN] = TOO_SHORT
        return None
    return PeriodicBolus(background, dose, duration, interval)


# ---- what the patient may ask for -----------------------------------------------------------------------------


def _read_patient_bolus(
    draft: ProgramDraft, present: PumpProgram, reader: FieldReader
) -> PatientBolus | None:
    if draft.patient_key == PATIENT_NONE:
        return None
    if draft.patient_key == PATIENT_KEPT:
        return present.patient_bolus
    dose = reader.read(BOLUS_DOSE, bolus_in(draft.unit))
    duration = reader.given_over(BOLUS_OVER)
    lockout = reader.hours_and_minutes(LOCKOUT_H, LOCKOUT_MIN)
    most = reader.read(MOST_PER_DAY, count)
    window = _read_window(reader) if any(reader.text(key).strip() for key in WINDOW) else None
    if dose is None or duration is None or lockout is None or most is None:
        return None
    return PatientBolus(dose, duration, lockout, most, window)


def _read_window(reader: FieldReader) -> BolusWindow | None:
    """The second limit, once any of its fields is filled in."""
    most, length = reader.read(WINDOW_MOST, count), reader.hours_and_minutes(WINDOW_H, WINDOW_MIN)
    return None if most is None or length is None else BolusWindow(most, length)


# ---- the bridge from one filling to the next --------------------------------------------------------------------


def _read_bridge(
    draft: ProgramDraft,
    situation: Situation,
    drug: DrugFill | None,
    others: tuple[DrugFill, ...] | None,
    reader: FieldReader,
) -> BridgeBolus | None:
    """The old drug kept going until the new one is at the tip; none where nothing changes, or an empty path is
    primed."""
    present = situation.present
    if present is None or drug is None or others is None or draft.opening_key == OPENING_PRIME:
        return None
    if same_fill((drug, *others), present.drugs):
        return None
    if draft.opening_key == OPENING_SINGLE:
        reader.reasons[SINGLE_DOSE] = BRIDGE_FIRST
    dose = reader.read(BRIDGE_DOSE, dose_in(unit_of(situation.library, present.drug.name)))
    if dose is not None and not dose:
        reader.reasons[BRIDGE_DOSE] = (
            "the old drug must be given at some dose until the new one is at the tip"
        )
    return BridgeBolus(present.drugs, dose, Nanolitres(math.ceil(situation.path))) if dose else None
