"""Rows of a visit as tests need them: whole, plausible, and each with an id of its own."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from programmer.clock import Clock, ManualClock
from programmer.randomness import SeededRandomness
from programmer.records.rows import (
    AssignmentRow,
    IndicationRow,
    IntentKind,
    IntentRow,
    InterrogationRow,
    OutcomeRow,
    PatientRow,
    ProgramOrigin,
    ProgramRow,
    Provenance,
    PumpEventRow,
    PumpRow,
    SampleRow,
    SessionEnd,
    SessionEndRow,
    SessionRow,
)
from programmer.records.sql import SqlRecords, open_records
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.canonical import encode_program, program_hash
from programmer.therapy.drug_library import AgeGroup, Condition, Indication, LibraryIdentity
from programmer.therapy.drugs import DrugFill
from programmer.therapy.outcome import Outcome, Uncertain
from programmer.therapy.programs import Continuous, PumpProgram
from programmer.therapy.pump import (
    Battery,
    BatteryState,
    BolusKind,
    Catheter,
    ChangedBy,
    Delivery,
    LogPosition,
    PumpEvent,
    PumpEventKind,
    PumpIdentity,
    PumpLimits,
    PumpStatus,
)
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    PumpTime,
)

NOW = ManualClock().utc_us()
EPOCH = b"E" * 16
SHIPPED = LibraryIdentity("Drug library", "3", date(2026, 11, 1), b"S" * 32, None, "the makers")
CLINICS = LibraryIdentity("Own limits", "2", date(2026, 11, 19), b"C" * 32, "St. X", "pharmacist Y")
ADULT_IN_PAIN = Indication(Condition.PAIN, AgeGroup.ADULT)
PROVENANCE = Provenance("Dr. Okafor", "clinic-3", "0.1.0")

_ids = itertools.count(1)


def new_id() -> bytes:
    """The next id, 16 bytes."""
    return next(_ids).to_bytes(16, "big")


def open_store(url: object = ":memory:", clock: Clock | None = None, seed: int = 7) -> SqlRecords:
    """Open records as the tests' own person, clock and randomness.

    Two that write to one file need different seeds: ids are drawn.
    """
    return open_records(str(url), PROVENANCE, clock or ManualClock(), SeededRandomness(seed))


def a_patient(name: str = "Maria Lindqvist") -> PatientRow:
    return PatientRow(new_id(), name, 1961, "spasticity")


def an_indication(patient: PatientRow, indication: Indication = ADULT_IN_PAIN) -> IndicationRow:
    return IndicationRow(new_id(), patient.id, indication)


def a_pump(serial: str = "SIM-0001") -> PumpRow:
    return PumpRow(new_id(), serial, "Implant 20", simulated=True)


def an_assignment(pump: PumpRow, patient: PatientRow) -> AssignmentRow:
    return AssignmentRow(new_id(), pump.id, patient.id)


def a_session(pump: PumpRow, patient: PatientRow | None = None, started_utc_us: int = NOW) -> SessionRow:
    return SessionRow(
        id=new_id(),
        pump_id=pump.id,
        patient_id=None if patient is None else patient.id,
        url="sim://memory",
        simulated=True,
        started_utc_us=started_utc_us,
        local_offset_us=-18_000_000_000,
    )


def an_end(session: SessionRow, end: SessionEnd = SessionEnd.CLOSED) -> SessionEndRow:
    return SessionEndRow(new_id(), session.id, end, session.started_utc_us + 60_000_000, "no complaints")


def a_program(session: SessionRow, dose: int = 97_000) -> ProgramRow:
    program = PumpProgram(
        DrugFill("baclofen", NanogramsPerMillilitre(500_000)), Continuous(NanogramsPerDay(dose))
    )
    canonical = encode_program(program)
    return ProgramRow(
        new_id(),
        session.id,
        session.pump_id,
        ProgramOrigin.READ,
        canonical,
        program_hash(canonical),
        (SHIPPED, CLINICS),
    )


def a_status(*alarms: AlarmKind) -> PumpStatus:
    return PumpStatus(
        pump_time=PumpTime(NOW - 5_000_000),
        delivery=Delivery.RUNNING,
        delivery_since=PumpTime(NOW - 86_400_000_000),
        delivery_by=ChangedBy.PROGRAMMER,
        dose_rate=NanogramsPerDay(97_000),
        reservoir=Nanolitres(17_300_000),
        delivered_total=Nanolitres(2_700_000),
        delivered_today=Nanograms(41_000),
        battery=Battery(BatteryState.GOOD, 1_204),
        active_alarms=alarms,
        latched_alarms=(AlarmKind.STOPPED_TOO_LONG, AlarmKind.LOW_RESERVOIR),
        log=LogPosition(EPOCH, 1, 12),
        program_hash=b"H" * 32,
        state_rev=4,
        opening_left=Nanolitres(12_345),
        mode_since=PumpTime(NOW - 7_000_000),
        bolus=BolusKind.PERIODIC,
        bolus_until=PumpTime(NOW + 7_000_000),
        patient_boluses_today=3,
        lockout_until=PumpTime(NOW + 9_000_000),
    )


def an_interrogation(session: SessionRow, program: ProgramRow, *alarms: AlarmKind) -> InterrogationRow:
    return InterrogationRow(
        id=new_id(),
        session_id=session.id,
        pump_id=session.pump_id,
        program_id=program.id,
        read_utc_us=NOW,
        offset_us=-5_000_000,
        identity=PumpIdentity("SIM-0001", "Implant 20", "1.4.2", simulated=True),
        limits=PumpLimits(
            capacity=Nanolitres(20_000_000),
            low_reservoir_mark=Nanolitres(2_000_000),
            min_flow=Nanolitres(48_000),
            max_flow=Nanolitres(24_000_000),
            max_steps=24,
            maintaining_flow=Nanolitres(6_000),
            flow_step=Nanolitres(100),
        ),
        catheter=Catheter("Ascenda", Nanolitres(0), Nanolitres(2_200), 890),
        status=a_status(*alarms),
    )


def an_intent(
    session: SessionRow, serial: str = "SIM-0001", kind: IntentKind = IntentKind.COMMIT_PROGRAM
) -> IntentRow:
    return IntentRow(
        id=new_id(),
        session_id=session.id,
        pump_id=session.pump_id,
        serial=serial,
        kind=kind,
        token=new_id(),
        epoch=EPOCH,
        log_sequence=12,
        state_rev=4,
        program_before=b"B" * 32,
        program_after=b"A" * 32,
        confirmed_utc_us=NOW,
        passed=("The dose per day is above 100 mcg per day.", "The step is above 20 %."),
        reason="a second opinion was asked",
        asked="50 mcg in 10 min",
    )


def an_outcome(intent: IntentRow, outcome: Outcome) -> OutcomeRow:
    return OutcomeRow(new_id(), intent.id, intent.session_id, outcome, NOW + 1_000_000)


def a_sample(session: SessionRow, second: int = 0) -> SampleRow:
    return SampleRow(
        session_id=session.id,
        pump_id=session.pump_id,
        taken_utc_us=NOW + second * 1_000_000,
        pump_time=PumpTime(NOW + second * 1_000_000 - 5_000_000),
        reservoir=Nanolitres(17_300_000 - second),
        dose_rate=NanogramsPerDay(97_000),
        delivered_total=Nanolitres(2_700_000 + second),
        delivered_today=Nanograms(41_000 + second),
        running=second % 2 == 0,
    )


def an_event(
    session: SessionRow, sequence: int, raw: bytes = b"as stored", epoch: bytes = EPOCH
) -> PumpEventRow:
    event = PumpEvent(sequence, PumpTime(NOW + sequence), PumpEventKind.STOPPED, b"detail", raw)
    return PumpEventRow(new_id(), session.id, session.pump_id, epoch, event)


def start_session(
    records: SqlRecords,
    patient: PatientRow | None = None,
    serial: str = "SIM-0001",
    started_utc_us: int = NOW,
) -> SessionRow:
    """Store a new pump (or meet it again), the patient if new, and a session; return the session."""
    with records.unit_of_work() as work:
        pump = work.pumps.by_serial(serial)
        if pump is None:
            pump = a_pump(serial)
            work.pumps.add(pump)
        if patient is not None and work.patients.get(patient.id) is None:
            work.patients.add(patient)
        session = a_session(pump, patient, started_utc_us)
        work.sessions.start(session)
        work.commit()
    return session


def same_but_for_id(row: PumpEventRow) -> PumpEventRow:
    """The same event read again: a new row in memory, the same record of the pump."""
    return replace(row, id=new_id())


def write_a_visit(records: SqlRecords, pause: Callable[[], object] = lambda: None) -> SessionRow:
    """Rows in every table, in six commits; ``pause`` comes after the first, with which the session starts."""
    patient = a_patient()
    session = start_session(records, patient)
    pause()
    program, intent = a_program(session), an_intent(session)
    with records.unit_of_work() as work:
        pump = work.pumps.by_serial("SIM-0001")
        assert pump is not None
        work.pumps.assign(an_assignment(pump, patient))
        work.sessions.add_program(program)
        work.sessions.add_interrogation(an_interrogation(session, program, AlarmKind.LOW_RESERVOIR))
        work.commit()
        work.intents.add(intent)
        work.commit()
    with records.unit_of_work() as work:
        work.intents.add_outcome(an_outcome(intent, Uncertain("silence")))
        work.samples.add([a_sample(session), a_sample(session), a_sample(session)])
        work.commit()
    with records.unit_of_work() as work:
        work.events.add([an_event(session, 1), an_event(session, 2), an_event(session, 1, b"other")])
        work.commit()
    with records.unit_of_work() as work:
        work.sessions.end(an_end(session))
        work.commit()
    return session
