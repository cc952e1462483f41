"""The things that are remembered, as frozen values. Nothing here is ever changed; a correction is a new row.

Ids are 16 bytes made by the caller. Times: ``…_utc_us`` is UTC in whole microseconds, ``pump_time`` is the pump's
own clock, and ``offset_us`` is pump clock minus UTC at that moment, so that each can be had from the other.
Who wrote a row, at which workstation, with which version and when is added by the store to every row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from programmer.therapy.drug_library import Indication, LibraryIdentity
from programmer.therapy.outcome import Outcome
from programmer.therapy.pump import Catheter, PumpEvent, PumpIdentity, PumpLimits, PumpStatus
from programmer.therapy.quantities import Nanograms, NanogramsPerDay, Nanolitres, PumpTime


@dataclass(frozen=True, slots=True)
class Provenance:
    """Who writes, where, and with which version of this program."""

    actor: str
    workstation: str
    program_version: str


@dataclass(frozen=True, slots=True)
class PatientRow:
    """A person with a pump. ``born_year`` None is unknown; ``reason`` is why there is a pump, in words, and
    ``indication`` the same as far as it decides which limits hold."""

    id: bytes
    name: str
    born_year: int | None
    reason: str
    indication: Indication = Indication()  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True)
class IndicationRow:
    """From now on this is what is known of the patient's indication; the newest row for a patient holds."""

    id: bytes
    patient_id: bytes
    indication: Indication


@dataclass(frozen=True, slots=True)
class PumpRow:
    """A pump that was met at least once."""

    id: bytes
    serial: str
    model: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """From now on this pump is this patient's; the newest row for a pump holds."""

    id: bytes
    pump_id: bytes
    patient_id: bytes


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One sitting with one pump, from the first answer to the end. ``patient_id`` None: unidentified patient."""

    id: bytes
    pump_id: bytes
    patient_id: bytes | None
    url: str
    simulated: bool
    started_utc_us: int
    local_offset_us: int


class SessionEnd(Enum):
    """How a session ended."""

    CLOSED = "closed"
    LINK_LOST = "link lost"
    LEFT_UNRESOLVED = "left unresolved"


@dataclass(frozen=True, slots=True)
class SessionEndRow:
    """The end of a session; a session without one was cut off by a crash or is still open."""

    id: bytes
    session_id: bytes
    end: SessionEnd
    ended_utc_us: int
    note: str


class ProgramOrigin(Enum):
    """How a version of a program came into the records."""

    READ = "read from the pump"
    PROPOSED = "proposed"
    COMMITTED = "committed"


@dataclass(frozen=True, slots=True)
class ProgramRow:
    """A version of a program with its canonical bytes and their SHA-256.

    ``library`` are the drug libraries that were in force, the shipped one first, then the clinic's own; empty where
    none was, or where the row was written before there were any.
    """

    id: bytes
    session_id: bytes
    pump_id: bytes
    origin: ProgramOrigin
    canonical: bytes
    sha256: bytes
    library: tuple[LibraryIdentity, ...] = ()


@dataclass(frozen=True, slots=True)
class LogMoment:
    """When ``sequence`` was the newest entry of that log, and what the pump's clock showed then."""

    epoch: bytes
    sequence: int
    pump_time: PumpTime


@dataclass(frozen=True, slots=True)
class ProgramInForce:
    """A program that the pump is known to have run, and when it was kept: read from the pump, or committed to it.

    ``at`` is where the pump's own log stood when the program was in force, by the pump's word; None if no reading and
    no confirmed command tells. It orders what ``kept_utc_us``, the workstation's clock, cannot.
    """

    program: ProgramRow
    kept_utc_us: int
    at: LogMoment | None = None


@dataclass(frozen=True, slots=True)
class InterrogationRow:
    """Everything the pump told at one reading. ``program_id`` names the version that was in force."""

    id: bytes
    session_id: bytes
    pump_id: bytes
    program_id: bytes
    read_utc_us: int
    offset_us: int
    identity: PumpIdentity
    limits: PumpLimits
    catheter: Catheter
    status: PumpStatus


class IntentKind(Enum):
    """What was about to be asked of the pump."""

    COMMIT_PROGRAM = "program"
    STOP = "stop"
    RESUME = "resume"
    GIVE_BOLUS = "bolus"
    CANCEL_BOLUS = "bolus-cancel"
    ACKNOWLEDGE = "acknowledge"
    SET_CLOCK = "clock"
    TELL_REFILL = "refill"


@dataclass(frozen=True, slots=True)
class IntentRow:
    """A command that the clinician confirmed, durable before its first byte leaves.

    ``token`` names it to the pump for ever. ``epoch``, ``log_sequence``, ``state_rev`` and ``program_before`` are
    the pump's state that was seen: what a proof of "not applied" is measured against. ``program_after`` is the
    hash the pump should run afterwards (equal to ``program_before`` but for a new program). ``passed`` are the soft
    limits that are passed, one sentence each, and ``reason`` is why. ``asked`` says in words, without full stop, what
    was asked for where the kind alone does not: the bolus, the alarms, the time, the volume.
    """

    id: bytes
    session_id: bytes
    pump_id: bytes
    serial: str
    kind: IntentKind
    token: bytes
    epoch: bytes
    log_sequence: int
    state_rev: int
    program_before: bytes
    program_after: bytes
    confirmed_utc_us: int
    passed: tuple[str, ...] = ()
    reason: str = ""
    asked: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """What became of an intent as far as was known then. An ``Uncertain`` one leaves the intent open until it is
    signed. ``by`` is told of a row that was read: who the store says wrote it."""

    id: bytes
    intent_id: bytes
    session_id: bytes
    outcome: Outcome
    known_utc_us: int
    by: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class SampleRow:
    """One reading of the changing figures while a session was open."""

    session_id: bytes
    pump_id: bytes
    taken_utc_us: int
    pump_time: PumpTime
    reservoir: Nanolitres
    dose_rate: NanogramsPerDay
    delivered_total: Nanolitres
    delivered_today: Nanograms
    running: bool


@dataclass(frozen=True, slots=True)
class PumpEventRow:
    """A record of the pump's own log; (pump, epoch, sequence) is its identity."""

    id: bytes
    session_id: bytes
    pump_id: bytes
    epoch: bytes
    event: PumpEvent


@dataclass(frozen=True, slots=True)
class IntentHistory:
    """An intent with everything that became known of it, oldest first."""

    intent: IntentRow
    outcomes: tuple[OutcomeRow, ...]


@dataclass(frozen=True, slots=True)
class SessionSummary:
    """One line of the history. ``program_before`` and ``program_after`` are those of the first and of the last
    interrogation; None where no program was read. ``open_intents`` counts commands whose outcome is still not
    known, and ``known`` tells of each command, oldest first, what is known last; None where nothing is. ``alarms`` are
    the words of those that were active at the last interrogation, and ``stopped`` whether delivery was stopped then,
    or by a STOP that was confirmed after it. ``passing`` are the commands that pass soft limits, each with why."""

    session: SessionRow
    pump: PumpRow
    patient: PatientRow | None
    end: SessionEndRow | None
    actor: str
    program_before: ProgramRow | None
    program_after: ProgramRow | None
    last_intent: IntentHistory | None
    open_intents: int
    alarms: tuple[str, ...]
    passing: tuple[IntentRow, ...] = ()
    known: tuple[Outcome | None, ...] = ()
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """One whole session as it was stored.

    ``conflicts`` are events that the pump told under a number of its log under which it had told others before.
    """

    summary: SessionSummary
    interrogations: tuple[InterrogationRow, ...]
    programs: tuple[ProgramRow, ...]
    intents: tuple[IntentHistory, ...]
    samples: tuple[SampleRow, ...]
    events: tuple[PumpEventRow, ...]
    conflicts: tuple[PumpEventRow, ...] = ()


@dataclass(frozen=True, slots=True)
class BrokenSeal:
    """A commit whose rows, or whose seal, are not as they were written: which by its number, when, and which rows."""

    number: int
    recorded_utc_us: int
    covers: str


@dataclass(frozen=True, slots=True)
class Soundness:
    """What the chain of seals says of the records: ``rows`` are those that are there, in ``seals`` commits.

    ``broken`` are the commits that are not as they were written, oldest first, and ``unsealed`` counts by table the
    rows that no seal covers. Rows cut from the end together with their seals leave a sound chain behind: those are
    missed by who holds a later ``newest`` seal (32 bytes; zeros where there is none), as a pump's log does.
    """

    rows: int
    seals: int
    newest: bytes
    broken: tuple[BrokenSeal, ...] = ()
    unsealed: tuple[tuple[str, int], ...] = ()

    @property
    def sound(self) -> bool:
        """Whether every row is there as it was written, as far as the file itself can tell."""
        return not self.broken and not self.unsealed
