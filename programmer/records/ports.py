"""The store as the visit sees it: a unit of work that forgets unless told to keep, and a reader of history."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Protocol, Self

from programmer.records.rows import (
    AssignmentRow,
    IndicationRow,
    IntentHistory,
    IntentRow,
    InterrogationRow,
    OutcomeRow,
    PatientRow,
    ProgramInForce,
    ProgramRow,
    PumpEventRow,
    PumpRow,
    SampleRow,
    SessionEndRow,
    SessionRecord,
    SessionRow,
    SessionSummary,
    Soundness,
)
from programmer.therapy.pump import PumpEvent
from programmer.therapy.quantities import PumpTime


class Patients(Protocol):
    """People with pumps."""

    def add(self, patient: PatientRow) -> None: ...

    def indicate(self, indication: IndicationRow) -> None:
        """Correct what a patient has a pump for; what was written before stays beside it."""
        ...

    def all(self) -> tuple[PatientRow, ...]:
        """Every patient, by name."""
        ...

    def get(self, patient_id: bytes) -> PatientRow | None: ...


class Pumps(Protocol):
    """Pumps that were met, and whose they are."""

    def add(self, pump: PumpRow) -> None: ...

    def by_serial(self, serial: str) -> PumpRow | None: ...

    def assign(self, assignment: AssignmentRow) -> None: ...

    def patient_of(self, pump_id: bytes) -> PatientRow | None:
        """The patient of the newest assignment; None means unidentified."""
        ...

    def pumps_of(self, patient_id: bytes) -> tuple[PumpRow, ...]:
        """Pumps whose newest assignment names this patient."""
        ...


class Sessions(Protocol):
    """Sittings with a pump and what was read and written in them."""

    def start(self, session: SessionRow) -> None: ...

    def end(self, end: SessionEndRow) -> None: ...

    def add_program(self, program: ProgramRow) -> None:
        """Raises ``ValueError`` if the hash is not that of the canonical bytes, or if a library has the seal of
        another one."""
        ...

    def add_interrogation(self, interrogation: InterrogationRow) -> None: ...

    def programs_since(
        self, pump_id: bytes, utc_us: int, epoch: bytes, sequence: int
    ) -> tuple[ProgramInForce, ...]:
        """What was read from a pump or committed to it after that moment of the workstation's clock, or when that log
        of the pump had come to that entry, and the newest from before both if there is one: in the order of arrival.

        Either clock may have been set since, and the pump's may run at another pace: when the pump ran what, only
        ``ProgramInForce.at`` tells.
        """
        ...


class Intents(Protocol):
    """Commands that the clinician confirmed, and what became of them."""

    def add(self, intent: IntentRow) -> None: ...

    def add_outcome(self, outcome: OutcomeRow) -> None:
        """Raises ``ValueError`` if the intent has its closing outcome already."""
        ...

    def open(self, serial: str | None = None) -> tuple[IntentHistory, ...]:
        """Intents without a closing outcome (or a signature), oldest first; of one pump, or of all."""
        ...


class Samples(Protocol):
    """Live readings; behind a port of their own so that their storage can change."""

    def add(self, samples: Sequence[SampleRow]) -> None: ...

    def of_session(self, session_id: bytes) -> tuple[SampleRow, ...]: ...


class PumpEvents(Protocol):
    """Copies of the pumps' own logs."""

    def add(self, events: Sequence[PumpEventRow]) -> int:
        """Keep those not yet known by (pump, epoch, sequence); return how many were new.

        One that is known with other raw bytes is kept apart, as a conflict, and is not counted.
        """
        ...

    def last_sequence(self, pump_id: bytes, epoch: bytes) -> int | None:
        """The highest sequence number held of that epoch; None if none."""
        ...

    def newest(self, pump_id: bytes, epoch: bytes) -> PumpEvent | None:
        """The event of the highest number held of that epoch; None if none."""
        ...

    def count(self, pump_id: bytes, epoch: bytes, first: int, last: int) -> int:
        """How many are held of that epoch with numbers from ``first`` to ``last``, both included."""
        ...

    def epochs(self, pump_id: bytes) -> tuple[bytes, ...]:
        """Of every log of that pump of which anything is held: the one that was read last comes first."""
        ...

    def changes(self, pump_id: bytes, epoch: bytes) -> tuple[PumpEvent, ...]:
        """Where that log tells that the pump got another program or memory, or that its clock was set: in its order,
        each with the time that the clock of then gave it."""
        ...

    def since(self, pump_id: bytes, epoch: bytes, after: PumpTime) -> tuple[PumpEvent, ...]:
        """What that log tells after that moment, in its order, led by the newest change of program before it if
        there is one."""
        ...


class UnitOfWork(Protocol):
    """One transaction. Leaving it without ``commit`` leaves no trace. After ``commit`` returns, the rows are
    durable: they survive a crash of this program and of the machine."""

    @property
    def patients(self) -> Patients: ...
    @property
    def pumps(self) -> Pumps: ...
    @property
    def sessions(self) -> Sessions: ...
    @property
    def intents(self) -> Intents: ...
    @property
    def samples(self) -> Samples: ...
    @property
    def events(self) -> PumpEvents: ...

    def commit(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class History(Protocol):
    """Read-only questions about the past. Safe to ask from another thread than the writer's."""

    def patients(self) -> tuple[PatientRow, ...]:
        """Every patient, by name."""
        ...

    def summaries(self, patient_id: bytes | None = None) -> tuple[SessionSummary, ...]:
        """Sessions, newest first; of one patient, or of all."""
        ...

    def session(self, session_id: bytes) -> SessionRecord | None:
        """One whole session, or None if there is none of that id."""
        ...

    def open_commands(self) -> tuple[IntentHistory, ...]:
        """Commands to any pump without a closing outcome (or a signature), oldest first."""
        ...

    def marks(self) -> tuple[PumpEventRow, ...]:
        """The entries of pumps' logs that name a session and a seal of some workstation's records, oldest first."""
        ...

    def seals_since(self, sha256: bytes) -> int | None:
        """How many seals came after that one; None if there is none of that SHA-256."""
        ...

    def first_seal(self) -> bytes:
        """The SHA-256 of the first commit, by which these records are told from all others; 32 zeros without one."""
        ...

    def newest_seal(self) -> bytes:
        """The SHA-256 of the last commit and of all before it; 32 zeros where there is none."""
        ...

    def soundness(self) -> Soundness:
        """Read every row, and compare it with what was sealed when it was written."""
        ...


class Records(Protocol):
    """The store as a whole."""

    def unit_of_work(self) -> UnitOfWork:
        """Open a transaction, to be used in a ``with`` statement by one thread."""
        ...

    def history(self) -> History: ...

    def close(self) -> None: ...
