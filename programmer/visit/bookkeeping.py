"""What a visit writes into the records, each in a transaction of its own that is durable when it returns."""

from __future__ import annotations

from programmer.delivery.state import BolusUnderWay
from programmer.known_error import RefusedError
from programmer.records.ports import UnitOfWork
from programmer.records.rows import (
    AssignmentRow,
    IntentHistory,
    IntentRow,
    InterrogationRow,
    OutcomeRow,
    ProgramOrigin,
    ProgramRow,
    PumpEventRow,
    PumpRow,
    SampleRow,
    SessionEnd,
    SessionEndRow,
    SessionRow,
)
from programmer.therapy.canonical import program_hash
from programmer.therapy.limits import LastDay
from programmer.therapy.outcome import Outcome, Uncertain
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import Delivery, PumpEvent, PumpIdentity, PumpStatus
from programmer.visit.baseline import treated_before
from programmer.visit.context import VisitContext
from programmer.visit.interrogation import Interrogation
from programmer.visit.last_day import last_day
from programmer.visit.marks import mark_token
from programmer.visit.review import told_later_text
from programmer.visit.standing import Standing, standing_of
from programmer.visit.waiting import waiting_boluses


class ClosedMeanwhile(RefusedError):
    """A command has its one end in the records already: signed, or told to somebody else."""


class SessionBook:
    """The records of one visit. ``begin`` comes first; everything else belongs to the session it opened."""

    def __init__(self, context: VisitContext, url: str) -> None:
        self._context = context
        self._url = url
        self._session: SessionRow | None = None

    @property
    def session(self) -> SessionRow:
        """The open session. Asking before ``begin`` is a bug."""
        if self._session is None:
            raise RuntimeError("no session was begun")
        return self._session

    @property
    def begun(self) -> bool:
        """Whether a session is open."""
        return self._session is not None

    def begin(self, identity: PumpIdentity, expected_patient: bytes | None) -> Standing:
        """Know the pump, ask whose it is, and open a session."""
        context = self._context
        with context.records.unit_of_work() as work:
            pump = work.pumps.by_serial(identity.serial)
            if pump is None:
                pump = PumpRow(context.new_id(), identity.serial, identity.model, identity.simulated)
                work.pumps.add(pump)
            standing, session = self._start(work, pump, expected_patient)
            work.commit()
        self._session = session
        return standing

    def end(self, end: SessionEnd, note: str) -> None:
        """Close the session. Closing twice is a bug."""
        row = self._ended(end, note)
        with self._context.records.unit_of_work() as work:
            work.sessions.end(row)
            work.commit()
        self._session = None

    def hand_over(self, pump: PumpRow, patient_id: bytes, end: SessionEnd, note: str) -> Standing:
        """From now on this pump is this patient's: close the session and open the patient's, or nothing of it all."""
        ended = self._ended(end, note)
        with self._context.records.unit_of_work() as work:
            work.pumps.assign(AssignmentRow(self._context.new_id(), pump.id, patient_id))
            work.sessions.end(ended)
            standing, session = self._start(work, pump, patient_id)
            work.commit()
        self._session = session
        return standing

    def _start(
        self, work: UnitOfWork, pump: PumpRow, expected_patient: bytes | None
    ) -> tuple[Standing, SessionRow]:
        context, standing = self._context, standing_of(work, pump, expected_patient)
        session = SessionRow(
            id=context.new_id(),
            pump_id=pump.id,
            patient_id=None if standing.owner is None else standing.owner.id,
            url=self._url,
            simulated=pump.simulated,
            started_utc_us=context.clock.utc_us(),
            local_offset_us=context.clock.local_offset_us(),
        )
        work.sessions.start(session)
        return standing, session

    def _ended(self, end: SessionEnd, note: str) -> SessionEndRow:
        context = self._context
        return SessionEndRow(context.new_id(), self.session.id, end, context.clock.utc_us(), note)

    def newest_seal(self) -> bytes:
        """What the pump's log is told of the records: a hash (32 bytes) over every row of them so far."""
        return self._context.records.history().newest_seal()

    def mark_token(self) -> bytes:
        """The token (16 bytes) of the command that tells it."""
        return mark_token(self._context.records.history().first_seal(), self.session.id)

    def keep_interrogation(self, found: Interrogation) -> None:
        """Keep a reading, with the program that was in force."""
        program = self._program(found.canonical, ProgramOrigin.READ)
        row = InterrogationRow(
            id=self._context.new_id(),
            session_id=self.session.id,
            pump_id=self.session.pump_id,
            program_id=program.id,
            read_utc_us=found.read_utc_us,
            offset_us=found.offset_us,
            identity=found.identity,
            limits=found.limits,
            catheter=found.catheter,
            status=found.status,
        )
        with self._context.records.unit_of_work() as work:
            work.sessions.add_program(program)
            work.sessions.add_interrogation(row)
            work.commit()

    def treated_before(self, found: Interrogation) -> PumpProgram | None:
        """What steps are counted from now: the program that treated when the last 24 hours began."""
        with self._context.records.unit_of_work() as work:
            return treated_before(work, self.session.pump_id, found, self._context.clock.utc_us())

    def last_day(self, found: Interrogation) -> LastDay:
        """What the pump gave once in the 24 hours that end now."""
        with self._context.records.unit_of_work() as work:
            return last_day(work, self.session.pump_id, found, self._context.clock.utc_us())

    def waiting(self, found: Interrogation) -> tuple[BolusUnderWay, ...]:
        """The boluses that waited at that reading, by our copy of the pump's log."""
        with self._context.records.unit_of_work() as work:
            return waiting_boluses(work, self.session.pump_id, found)

    def keep_program(self, canonical: bytes, origin: ProgramOrigin) -> None:
        """Keep a version of a program that was proposed or committed."""
        with self._context.records.unit_of_work() as work:
            work.sessions.add_program(self._program(canonical, origin))
            work.commit()

    def keep_intent(self, intent: IntentRow) -> None:
        """Make an intent durable. Only when this has returned may the command's first byte leave."""
        with self._context.records.unit_of_work() as work:
            work.intents.add(intent)
            work.commit()

    def keep_outcome(self, intent: IntentRow, outcome: Outcome) -> None:
        """Keep what became known of an intent.

        Raises ``ClosedMeanwhile`` where another process has closed it otherwise: its rows are not changed. That it is
        not known says nothing against them.
        """
        context = self._context
        row = OutcomeRow(context.new_id(), intent.id, self.session.id, outcome, context.clock.utc_us())
        with context.records.unit_of_work() as work:
            still_open = any(one.intent.id == intent.id for one in work.intents.open(intent.serial))
            if still_open:
                work.intents.add_outcome(row)
                work.commit()
        if not still_open:
            self._compare_with_the_end(intent, outcome)

    def _compare_with_the_end(self, intent: IntentRow, outcome: Outcome) -> None:
        record = self._context.records.history().session(intent.session_id)
        histories = () if record is None else record.intents
        (history,) = (one for one in histories if one.intent.id == intent.id)
        end = history.outcomes[-1]
        if outcome != end.outcome and not (isinstance(outcome, Uncertain) and not outcome.signed):
            raise ClosedMeanwhile(
                "The command has its end in these records already",
                f"Meanwhile it was {told_later_text(end, self._context.clock.local_offset_us())}",
                "Interrogate the pump: its log tells what it did, and the records keep a copy of that; the command "
                "stays closed as it is",
            )

    def open_intents(self, serial: str) -> tuple[IntentHistory, ...]:
        """Commands to this pump whose outcome is not known."""
        with self._context.records.unit_of_work() as work:
            return work.intents.open(serial)

    def keep_sample(self, status: PumpStatus) -> None:
        """Keep the changing figures of one status."""
        sample = SampleRow(
            session_id=self.session.id,
            pump_id=self.session.pump_id,
            taken_utc_us=self._context.clock.utc_us(),
            pump_time=status.pump_time,
            reservoir=status.reservoir,
            dose_rate=status.dose_rate,
            delivered_total=status.delivered_total,
            delivered_today=status.delivered_today,
            running=status.delivery is Delivery.RUNNING,
        )
        with self._context.records.unit_of_work() as work:
            work.samples.add([sample])
            work.commit()

    def last_event(self, epoch: bytes) -> int | None:
        """The highest number of the pump's log that is kept already."""
        with self._context.records.unit_of_work() as work:
            return work.events.last_sequence(self.session.pump_id, epoch)

    def keep_events(self, epoch: bytes, events: tuple[PumpEvent, ...]) -> None:
        """Keep a part of the pump's log."""
        session, context = self.session, self._context
        rows = [PumpEventRow(context.new_id(), session.id, session.pump_id, epoch, event) for event in events]
        with context.records.unit_of_work() as work:
            work.events.add(rows)
            work.commit()

    def _program(self, canonical: bytes, origin: ProgramOrigin) -> ProgramRow:
        session = self.session
        return ProgramRow(
            id=self._context.new_id(),
            session_id=session.id,
            pump_id=session.pump_id,
            origin=origin,
            canonical=canonical,
            sha256=program_hash(canonical),
            library=self._context.libraries,
        )
