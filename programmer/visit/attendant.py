"""Who looks after a pump between and during tasks: keeps the session alive, calls a lost pump again, puts STOP first.

Plain and single-threaded; ``pump_thread`` gives it a thread, tests drive it by hand.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from programmer.clock import Clock
from programmer.device.driver import CountedByPump
from programmer.known_error import KnownError, LinkTrouble, RefusedError
from programmer.records.rows import IntentKind, IntentRow, PatientRow
from programmer.telemetry.attention import Attention, Interruption, StopWanted
from programmer.therapy.outcome import Outcome, Uncertain
from programmer.visit.commands import OutcomeNotKept
from programmer.visit.gone_pump import NOTHING_SIGNED
from programmer.visit.notices import (
    BolusChecked,
    CommandEnded,
    GoneSigned,
    IndicationCorrected,
    LinkCounted,
    LinkLost,
    LinkRestored,
    Notice,
    PatientAdded,
    ProgramStaged,
    PumpRead,
    RecordsFailed,
    StandingChanged,
    StatusRead,
    StopBegun,
    StopNotSent,
    TaskBegun,
    TaskCancelled,
    TaskProgress,
    TaskRefused,
    UnsettledChanged,
    VisitBegun,
    VisitEnded,
)
from programmer.visit.staging import StagedProgram
from programmer.visit.tasks import (
    KIND_OF_ORDER,
    AcknowledgeAlarms,
    AddPatient,
    Assign,
    CancelBolus,
    CheckBolus,
    CommitProgram,
    Connect,
    CorrectIndication,
    EndVisit,
    GiveBolus,
    Interrogate,
    Order,
    Resume,
    SetClock,
    Settle,
    SignForGone,
    SignUnknown,
    StageProgram,
    Task,
    TellRefill,
    Withdraw,
)
from programmer.visit.visit import KEEP_ALIVE_US, SettledCommand, Visit

ReadingTask = Interrogate | Assign | StageProgram | Withdraw | CheckBolus
MakeVisit = Callable[[str, Attention, bytes | None, str], Visit]
"""Makes a visit over (url, attention, expected patient, pairing code); opens nothing yet."""
Register = Callable[[AddPatient], PatientRow]
"""Brings a person into the records."""
Correct = Callable[[CorrectIndication], PatientRow]
"""Records what is known of a person's indication."""

SignGone = Callable[[SignForGone, Attention], GoneSigned]
"""Calls a pump that is said to be gone, and closes its commands."""

WHY_NOT_BESIDE_A_PUMP = "A pump is connected, and its limits are those of what was known when it was read"
SLICE_US = 40_000
CALL_AGAIN_US = 2_000_000
ASK_AGAIN_US = 10_000_000
COUNT_US = 5_000_000


class Attendant:
    """``handle`` and ``attend`` never raise a ``KnownError`` or an ``Interruption``: they tell a notice instead.

    While ``counts_link`` is set, which any thread may do, the pump is asked now and then what its side of the link did
    not take: after a status, so never within a task or between a command and its answer.
    """

    def __init__(
        self,
        make_visit: MakeVisit,
        clock: Clock,
        tell: Callable[[Notice], None],
        register: Register | None = None,
        correct: Correct | None = None,
        *,
        sign_gone: SignGone | None = None,
    ) -> None:
        self.attention = Attention()
        self.counts_link = False
        self._make_visit = make_visit
        self._clock = clock
        self._tell = tell
        self._register = register
        self._correct = correct
        self._sign_gone = sign_gone
        self._visit: Visit | None = None
        self._link_up = False
        self._next_look_us = 0
        self._next_question_us = 0
        self._next_count_us = 0
        self._told_unsettled: tuple[IntentRow, ...] = ()
        # By intent: what pumps have told of earlier commands, until it is shown beside a reading. The records hold it
        # as settled, so that nobody would ask about it again.
        self._news: dict[bytes, SettledCommand] = {}

    @property
    def link_up(self) -> bool:
        """Whether there is a pump that answers."""
        return self._visit is not None and self._link_up

    # ---- between tasks -------------------------------------------------------------------------------------

    def attend(self) -> None:
        """One short round without a task: STOP if it is asked for, else a status when one is due, else rest."""
        if self._stop_if_asked():
            return
        visit = self._visit
        if visit is None:
            return
        try:
            self._look_after(visit)
        except Interruption:
            # STOP goes at once, before any task that waits; Cancel was meant for something that is over.
            self._stop_if_asked()
        except LinkTrouble as trouble:
            self._lost(trouble)
        except KnownError as trouble:
            self._tell(RecordsFailed(trouble))

    def _look_after(self, visit: Visit) -> None:
        now = self._clock.monotonic_us()
        if not self._link_up:
            if now >= self._next_look_us:
                self._next_look_us = now + CALL_AGAIN_US
                self._call_again(visit)
        elif visit.driver.take_hint() or now >= self._next_look_us:
            self._next_look_us = now + KEEP_ALIVE_US
            self._look(visit)
        elif visit.unsettled and now >= self._next_question_us:
            self._next_question_us = now + ASK_AGAIN_US
            self._settle(visit)
        elif self.counts_link and now >= self._next_count_us:
            self._next_count_us = now + COUNT_US
            self._tell(LinkCounted(_counted(visit)))
        else:
            visit.driver.rest(SLICE_US)

    def _look(self, visit: Visit) -> None:
        before = visit.interrogation
        status = visit.poll()
        if visit.interrogation is not before:
            self._tell(PumpRead(visit.interrogation))
        self._tell(StatusRead(status, visit.driver.statistics, self._clock.utc_us()))

    def _call_again(self, visit: Visit) -> None:
        try:
            visit.reconnect()
        finally:
            self._learn(*visit.learned)
        settled = self._news_of(visit)
        self._link_up = True
        self._tell(LinkRestored(visit.interrogation, settled))
        self._tell_unsettled(visit)

    def _lost(self, trouble: LinkTrouble) -> None:
        if self._link_up:
            self._link_up = False
            self._next_look_us = self._clock.monotonic_us() + CALL_AGAIN_US
            self._tell(LinkLost(trouble))

    # ---- STOP ----------------------------------------------------------------------------------------------

    def _stop_if_asked(self) -> bool:
        asked = self.attention.take_stop()
        if asked:
            self._stop()
        return asked

    def _stop(self) -> None:
        visit = self._visit
        if visit is None:
            self._tell(StopNotSent(_no_pump("STOP was not sent")))
            return
        self._tell(StopBegun())
        try:
            self._command(visit, IntentKind.STOP, visit.stop)
        except KnownError as trouble:
            self._tell(StopNotSent(trouble))
            if isinstance(trouble, LinkTrouble):
                self._lost(trouble)

    # ---- tasks ---------------------------------------------------------------------------------------------

    def handle(self, task: Task) -> None:
        """Do a task and tell how it ended. STOP goes first if it was asked for meanwhile."""
        self._stop_if_asked()
        self.attention.forget_cancel()
        self._tell(TaskBegun(task))
        try:
            self._do(task)
        except Interruption as interruption:
            self._tell_interrupted(task, by_stop=isinstance(interruption, StopWanted))
        except KnownError as trouble:
            self._tell(TaskRefused(task, trouble))
            if isinstance(trouble, LinkTrouble) and not isinstance(task, Connect):
                self._lost(trouble)
        if isinstance(task, Connect) and not self._link_up:
            self._drop_visit()

    def close(self, note: str) -> None:
        """End whatever visit there is; STOP goes first if it was asked for, before or meanwhile."""
        while self._stop_if_asked() or self._visit is not None:
            with suppress(StopWanted):
                self._end_visit(note)

    def _tell_interrupted(self, task: Task, *, by_stop: bool) -> None:
        """A task gave way. A command that may have left for the pump is not "cancelled": it is uncertain."""
        match task:
            case CommitProgram():
                self._tell(CommandEnded(IntentKind.COMMIT_PROGRAM, _CAME_BETWEEN))
            case Resume():
                self._tell(CommandEnded(IntentKind.RESUME, _CAME_BETWEEN))
            case GiveBolus() | CancelBolus() | AcknowledgeAlarms() | SetClock() | TellRefill():
                self._tell(CommandEnded(KIND_OF_ORDER[type(task)], _CAME_BETWEEN))
            case _:
                self._tell(TaskCancelled(task, by_stop))
        if self._visit is not None and self._visit.session_open:
            self._tell_unsettled(self._visit)

    def _do(self, task: Task) -> None:
        match task:
            case Connect():
                self._connect(task)
            case EndVisit(note):
                self._end_visit(note)
            case AddPatient() | CorrectIndication() | SignForGone():
                self._do_without_pump(task)
            case Settle():
                self._settle(self._at_pump())
            case SignUnknown(note):
                visit = self._at_pump()
                self._tell_unsettled(visit, visit.sign_unknown(note))
            case CommitProgram(staged):
                self._commit(task, self._at_pump(), staged)
            case Resume(seen):
                visit = self._at_pump()
                self._command(visit, IntentKind.RESUME, lambda: visit.resume(seen))
            case GiveBolus() | CancelBolus() | AcknowledgeAlarms() | SetClock() | TellRefill():
                visit = self._at_pump()
                self._command(visit, KIND_OF_ORDER[type(task)], _order(visit, task))
            case Interrogate() | Assign() | StageProgram() | Withdraw() | CheckBolus():
                self._do_reading(task, self._at_pump())

    def _do_reading(self, task: ReadingTask, visit: Visit) -> None:
        """Tasks that leave therapy as it is."""
        match task:
            case Interrogate():
                self._tell(PumpRead(visit.interrogate(self._progress(task))))
            case Assign(patient_id):
                visit.assign(patient_id)
                # Done, whatever becomes of the reading that follows.
                self._tell(StandingChanged(visit.standing))
                self._read_after(visit)
            case StageProgram(program, reason):
                proposal = visit.propose(program, reason)
                self._tell(ProgramStaged(visit.stage(proposal, self._progress(task))))
            case Withdraw(staged):
                visit.withdraw(staged)
            case CheckBolus(bolus, reason):
                self._tell(BolusChecked(visit.propose_bolus(bolus, reason)))

    def _do_without_pump(self, task: AddPatient | CorrectIndication | SignForGone) -> None:
        match task:
            case AddPatient():
                self._add_patient(task)
            case CorrectIndication():
                self._correct_indication(task)
            case SignForGone():
                self._sign_for_gone(task)

    def _add_patient(self, task: AddPatient) -> None:
        if self._register is None:
            raise RefusedError("No patient was added", "No records were opened", "Start again with records")
        self._tell(PatientAdded(self._register(task)))

    def _correct_indication(self, task: CorrectIndication) -> None:
        """Never beside a pump: what stands on the screen was checked against what was known when it was read."""
        not_done = "The indication was not recorded"
        if self._visit is not None:
            raise RefusedError(not_done, WHY_NOT_BESIDE_A_PUMP, "Disconnect the pump first, then record it")
        if self._correct is None:
            raise RefusedError(not_done, "No records were opened", "Start again with records")
        self._tell(IndicationCorrected(self._correct(task)))

    def _sign_for_gone(self, task: SignForGone) -> None:
        """Never beside a pump: the call may need the very link that its session holds."""
        if self._visit is not None:
            raise RefusedError(NOTHING_SIGNED, "A pump is connected", "Disconnect it first, then sign")
        if self._sign_gone is None:
            raise RefusedError(NOTHING_SIGNED, "No records were opened", "Start again with records")
        self._tell(self._sign_gone(task, self.attention))

    def _connect(self, task: Connect) -> None:
        self._end_visit("another pump was connected")
        visit = self._visit = self._make_visit(task.url, self.attention, task.patient_id, task.pairing_code)
        try:
            visit.begin(self._progress(task))
            self._learn(*visit.untold(), *visit.learned)
        except BaseException:
            # This visit ends, and with it counts as having told what one that was killed knew.
            self._learn(*_untold_if_readable(visit), *visit.learned)
            raise
        settled = self._news_of(visit)
        self._link_up = True
        self._next_look_us = self._next_question_us = self._next_count_us = 0
        self._tell(VisitBegun(visit.interrogation, visit.standing, settled))
        self._tell_unsettled(visit)

    def _learn(self, *news: SettledCommand) -> None:
        self._news |= {one.intent.id: one for one in news}

    def _news_of(self, visit: Visit) -> tuple[SettledCommand, ...]:
        """What became of earlier commands to the pump that was just read, also by attempts that failed behind it."""
        serial = visit.standing.pump.serial
        told = tuple(one for one in self._news.values() if one.intent.serial == serial)
        self._news = {key: one for key, one in self._news.items() if one not in told}
        return told

    def _drop_visit(self) -> None:
        """A connection that came to nothing leaves no visit behind."""
        visit, self._visit = self._visit, None
        if visit is None:
            return
        try:
            visit.link_lost("the pump could not be read")
        except KnownError as trouble:
            self._tell(RecordsFailed(trouble))

    def _end_visit(self, note: str) -> None:
        """Raises ``StopWanted`` if STOP is asked for while the pump is still in reach: then the visit goes on."""
        visit, failing = self._visit, None
        if visit is not None:
            try:
                visit.end(note)
            except KnownError as trouble:
                failing = trouble
        self._visit = None
        self._link_up = False
        self._told_unsettled = ()
        if failing is not None:
            # The pump is let go of all the same; only its session has no end in the records.
            self._tell(RecordsFailed(failing))
        if visit is not None:
            self._tell(VisitEnded(note))

    def _commit(self, task: Task, visit: Visit, staged: StagedProgram) -> None:
        outcome = self._command(visit, IntentKind.COMMIT_PROGRAM, lambda: visit.commit(staged))
        objection = visit.objection_after(outcome, staged)
        if objection is not None:
            self._tell(TaskRefused(task, objection))

    def _command(self, visit: Visit, kind: IntentKind, act: Callable[[], Outcome]) -> Outcome:
        """Carry out a command, tell how it ended, and read the pump again whatever the end was."""
        try:
            outcome = act()
        except OutcomeNotKept as trouble:
            outcome = trouble.outcome
            self._tell(RecordsFailed(trouble))
        self._tell(CommandEnded(kind, outcome))
        self._tell_unsettled(visit)
        self._next_question_us = self._clock.monotonic_us() + ASK_AGAIN_US
        self._read_after(visit)
        return outcome

    def _read_after(self, visit: Visit) -> None:
        """Read everything again. That this fails says nothing about the command before it, which is told already."""
        try:
            self._tell(PumpRead(visit.interrogate()))
        except Interruption:
            # STOP comes first; the status that follows it shows that the state has moved on, and reads again.
            return
        except LinkTrouble as trouble:
            self._lost(trouble)
        except KnownError as trouble:
            self._tell(RecordsFailed(trouble))

    def _settle(self, visit: Visit) -> None:
        settled = visit.settle()
        self._tell_unsettled(visit, settled)
        if settled:
            self._read_after(visit)

    def _tell_unsettled(self, visit: Visit, settled: tuple[SettledCommand, ...] = ()) -> None:
        if visit.unsettled != self._told_unsettled or settled:
            self._told_unsettled = visit.unsettled
            self._tell(UnsettledChanged(visit.unsettled, settled))

    def _progress(self, task: Task) -> Callable[[int, int], None]:
        return lambda done, total: self._tell(TaskProgress(task, done, total))

    def _at_pump(self) -> Visit:
        if self._visit is None:
            raise _no_pump("This cannot be done now")
        return self._visit


def _untold_if_readable(visit: Visit) -> tuple[SettledCommand, ...]:
    """Nothing where the records cannot be read: that must not hide what went wrong before it."""
    with suppress(KnownError):
        return visit.untold() if visit.session_open else ()
    return ()


def _order(visit: Visit, task: Order) -> Callable[[], Outcome]:
    orders = visit.orders
    match task:
        case GiveBolus(proposal):
            return lambda: orders.give_bolus(proposal)
        case CancelBolus(seen):
            return lambda: orders.cancel_bolus(seen)
        case AcknowledgeAlarms(seen):
            return lambda: orders.acknowledge(seen)
        case SetClock(seen):
            return lambda: orders.set_clock(seen)
        case TellRefill(volume, seen):
            return lambda: orders.tell_refill(volume, seen, visit.interrogation.limits)


def _counted(visit: Visit) -> CountedByPump | None:
    """An older pump refuses to tell; nothing depends on it."""
    try:
        return visit.driver.link_counters()
    except RefusedError:
        return None


_CAME_BETWEEN = Uncertain("STOP came before the pump had answered")


def _no_pump(what: str) -> RefusedError:
    return RefusedError(what, "No pump is connected", "Connect to the pump first")
