"""A visit: one sitting with one pump, from the first answer to the last note."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from programmer.clock import Clock
from programmer.device.driver import CommandRefused, CommandReply, Progress, PumpDriver, no_progress
from programmer.known_error import KnownError, LinkTrouble, RefusedError
from programmer.records.rows import IntentKind, IntentRow, ProgramOrigin, SessionEnd
from programmer.telemetry.attention import CancelWanted
from programmer.telemetry.link_troubles import STOP_SESSIONS, SessionLost, stop_kept_out
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.drug_library import Indication
from programmer.therapy.outcome import Confirmed, Outcome
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import Delivery, PumpStatus
from programmer.visit.bolus_proposal import BolusProposal, propose_bolus
from programmer.visit.bookkeeping import SessionBook
from programmer.visit.commands import keeping
from programmer.visit.context import VisitContext
from programmer.visit.interrogation import READING_STEPS, Interrogation, interrogate
from programmer.visit.no_resume import told_by_status
from programmer.visit.open_commands import OpenCommands, SettledCommand, require_signature
from programmer.visit.orders import Orders
from programmer.visit.proposal import Proposal, propose
from programmer.visit.staging import StagedProgram, stage
from programmer.visit.standing import Standing
from programmer.visit.untold import untold

__all__ = ["KEEP_ALIVE_US", "SettledCommand", "Visit"]

KEEP_ALIVE_US = 1_000_000


class Visit:
    """Blocking; owned by one thread. Everything that fails says so as ``KnownError``; STOP interrupts all of it."""

    def __init__(
        self, driver: PumpDriver, context: VisitContext, expected_patient: bytes | None = None
    ) -> None:
        self._driver = driver
        self._context = context
        self._expected_patient = expected_patient
        self._book = SessionBook(context, driver.url)
        self._commands = OpenCommands(driver, self._book, context)
        self.orders = Orders(driver, self._commands, context, self.require_programmable)
        self._standing: Standing | None = None
        self._interrogation: Interrogation | None = None
        self._status: PumpStatus | None = None
        self._kept_log_to = 0

    # ---- what is known -----------------------------------------------------------------------------------

    @property
    def driver(self) -> PumpDriver:
        """The pump's driver: for link statistics and the attention of the link."""
        return self._driver

    @property
    def clock(self) -> Clock:
        """The workstation's clock."""
        return self._context.clock

    @property
    def interrogation(self) -> Interrogation:
        """The newest reading of the whole pump. Asking before ``begin`` is a bug."""
        if self._interrogation is None:
            raise RuntimeError("the pump was not interrogated")
        return self._interrogation

    @property
    def reading(self) -> Interrogation | None:
        """The same, or None as long as the pump was not read in full."""
        return self._interrogation

    @property
    def status(self) -> PumpStatus:
        """The newest status."""
        return self.interrogation.status if self._status is None else self._status

    @property
    def drug_name(self) -> str | None:
        """The drug in the pump; None as long as the program was not read."""
        return None if self._interrogation is None else self._interrogation.program.drug.name

    @property
    def standing(self) -> Standing:
        """Whose pump this is. Asking before ``begin`` is a bug."""
        if self._standing is None:
            raise RuntimeError("the visit has not begun")
        return self._standing

    @property
    def unsettled(self) -> tuple[IntentRow, ...]:
        """Commands to this pump whose outcome is not known. While there are any: STOP and reading only."""
        return self._commands.unsettled

    @property
    def learned(self) -> tuple[SettledCommand, ...]:
        """What was asked on connecting about commands of before, also where connecting failed after that."""
        return self._commands.learned

    def untold(self) -> tuple[SettledCommand, ...]:
        """How commands of before have ended that a visit which was cut off knew of, and may have told nobody.

        Reads the records for it. Asking before ``begin`` is a bug.
        """
        return untold(self._context.records.history(), self.standing.pump.serial, self._book.session.id)

    @property
    def session_open(self) -> bool:
        """Whether a session of the records is open."""
        return self._book.begun

    # ---- beginning, reading, ending ----------------------------------------------------------------------

    def begin(self, progress: Progress = no_progress) -> tuple[SettledCommand, ...]:
        """Connect, open a session, settle what was left open before, and interrogate.

        Returns what was asked about commands of before. Raises ``LinkTrouble``, ``RefusedError``, ``CancelWanted``.
        """
        settled = self._meet()
        self.interrogate(progress)
        return settled

    def begin_to_stop(self) -> tuple[SettledCommand, ...]:
        """Connect and read no more than the status: enough for STOP, also on a pump that cannot be read in full.

        In a session after the other where somebody else ends it meanwhile (``_before_stop``). Only the first of them
        asks about what is open: STOP goes before that.
        """
        self._before_stop(self._meet_to_stop)
        return self._commands.learned

    def reconnect(self) -> tuple[SettledCommand, ...]:
        """After the link was lost: a new session with the same pump, open commands settled, everything read again.

        Raises ``LinkTrouble`` if it does not answer, or if another pump does.
        """
        self._commands.learned = ()
        self._new_session()
        settled = self._commands.begin(self.standing.pump.serial)
        self.interrogate()
        return settled

    def interrogate(self, progress: Progress = no_progress) -> Interrogation:
        """Read everything, keep it, and bring our copy of the pump's log up to date.

        ``progress`` counts the steps of the reading, and beyond them the entries of the log.
        """
        found = interrogate(self._driver, self._context.clock, progress)
        self._interrogation, self._status = found, found.status
        self._book.keep_interrogation(found)
        self._keep_log(progress)
        self._interrogation = self._with_baseline()
        # Only now: a reading that breaks off is told to nobody.
        self._note(found.status)
        return self._interrogation

    def look_again(self) -> PumpStatus:
        """Read the status alone, which tells what a command left behind also of a pump that cannot be read in full.

        In a new session where this one was ended since. Raises ``LinkTrouble`` if that comes to nothing either.
        """
        try:
            status = self._driver.status()
        except LinkTrouble:
            self._new_session()
            status = self._driver.status()
        self._note(status)
        return status

    def poll(self) -> PumpStatus:
        """Read the status, keep it as a sample, fetch new log entries. If the program changed, read all again."""
        status = self._driver.status()
        self._note(status)
        self._book.keep_sample(status)
        if status.log.last_sequence > self._kept_log_to:
            self._keep_log()
        if status.state_rev != self.interrogation.status.state_rev:
            return self.interrogate().status
        return status

    def wait_until(self, reached: Callable[[], bool]) -> None:
        """Keep the session alive until something outside is reached, and look at once where the pump hints at news.

        Raises like ``poll``, and ``Interruption``.
        """
        while not reached():
            self.poll()
            end = self._context.clock.monotonic_us() + KEEP_ALIVE_US
            while not (reached() or self._driver.take_hint()) and self._context.clock.monotonic_us() < end:
                self._driver.rest(KEEP_ALIVE_US // 20)

    def assign(self, patient_id: bytes) -> None:
        """Assign this pump to a patient. The sitting so far is closed; what follows is the patient's.

        Nothing is read here: the pump's own part of the patient's sitting begins with the next ``interrogate``.
        """
        pump = self.standing.pump
        if self.standing.owner is not None and self.standing.owner.id != patient_id:
            raise RefusedError(
                f"Pump {pump.serial} was not assigned",
                f"It is {self.standing.owner.name}'s pump",
                "A pump stays with its patient; check the serial number on the patient's card",
            )
        note = "the pump was assigned to its patient"
        self._standing = self._book.hand_over(pump, patient_id, self._end(), note)
        self._expected_patient = patient_id

    def end(self, note: str = "") -> None:
        """Let go of the pump and close the session, saying honestly how it was left. Never raises for the link.

        Raises ``StopWanted`` if STOP is asked for while the pump is still in reach: then nothing has ended.
        """
        end = SessionEnd.CLOSED if self._leave_mark() else SessionEnd.LINK_LOST
        self._driver.disconnect()
        if self._book.begun:
            self._book.end(self._end(end), note)

    def link_lost(self, note: str) -> None:
        """Close the session as cut off."""
        self._driver.disconnect()
        if self._book.begun:
            self._book.end(self._end(SessionEnd.LINK_LOST), note)

    @property
    def unresolved(self) -> bool:
        """Whether leaving now leaves a pump that stands, or was not read after a command, or a command not known."""
        return bool(self.unsettled) or self.unread or self.stands

    @property
    def unread(self) -> bool:
        """Whether a command may have changed the pump that was not read since."""
        return self._commands.unread

    @property
    def stands(self) -> bool:
        """Whether the pump was last seen with delivery stopped.

        Whoever stopped it, in whichever visit, or the pump itself: who leaves it so has to mean it.
        """
        return self._status is not None and self._status.delivery is Delivery.STOPPED

    # ---- programming -------------------------------------------------------------------------------------

    def require_programmable(self) -> None:
        """Raise where a command is open, or where this is not the pump of the patient who is here."""
        self._commands.require_settled()
        objection = self.standing.objection
        if objection is not None:
            raise objection

    def propose(self, program: PumpProgram, reason: str = "") -> Proposal:
        """Check a program against pump, drug library and indication, and the patient against the records.

        ``reason`` says why soft limits are passed. Raises ``ProposalRefused``, ``ReasonMissing``, ``RefusedError``.
        """
        self.require_programmable()
        # Anew, because a visit may last for longer than a dose of yesterday counts.
        return propose(program, self._with_baseline(), self._context.drugs, self.indication, reason)

    def propose_bolus(self, bolus: SingleBolus, reason: str = "") -> BolusProposal:
        """Check a single bolus that shall be given now, as ``propose`` checks a program; raises as that does.

        To be given by ``orders.give_bolus`` when, and only when, the clinician confirms.
        """
        self.require_programmable()
        return propose_bolus(bolus, self._with_baseline(), self._context.drugs, self.indication, reason)

    @property
    def indication(self) -> Indication:
        """What the patient has the pump for; of a pump that is nobody's yet nothing is known."""
        owner = self.standing.owner
        return Indication() if owner is None else owner.indication

    def stage(self, proposal: Proposal, progress: Progress = no_progress) -> StagedProgram:
        """Bring a proposal into the pump beside the program in force. Cancel drops it again."""
        self._commands.require_settled()
        self._book.keep_program(proposal.canonical, ProgramOrigin.PROPOSED)
        return stage(self._driver, proposal, progress)

    def withdraw(self, staged: StagedProgram) -> None:
        """Drop what was staged; the program in force was never touched."""
        self._driver.abort_stage(staged.readback.stage)

    def commit(self, staged: StagedProgram) -> Outcome:
        """Make the staged program the one in force: to be called when, and only when, the clinician confirms."""
        self._commands.require_settled()
        seen = staged.proposal.based_on.status
        proposal = staged.proposal
        intent = replace(
            self._commands.intent(IntentKind.COMMIT_PROGRAM, seen, proposal.sha256),
            passed=proposal.passed_sentences,
            reason=proposal.reason,
        )

        def send(token: bytes) -> CommandReply:
            return self._driver.commit(staged.readback, seen.program_hash, seen.state_rev, token)

        outcome = self._commands.carry_out(intent, send, self._driver.attention.past_cancelling())
        if isinstance(outcome, Confirmed):
            with keeping(outcome, intent.kind):
                self._book.keep_program(staged.readback.canonical, ProgramOrigin.COMMITTED)
        return outcome

    def objection_after(self, outcome: Outcome, staged: StagedProgram) -> RefusedError | None:
        """Compare what the pump was read to run after a confirmed commit; None if it is what was confirmed."""
        read = self.interrogation
        if not isinstance(outcome, Confirmed) or read.status.log.last_sequence < outcome.sequence:
            return None
        if read.canonical == staged.readback.canonical:
            return None
        return RefusedError(
            "The pump runs another program than the one it confirmed",
            "Somebody else has changed it since, or its memory is at fault",
            "Look at what it runs now; if nobody else programmed it, stop delivery and do not rely on this pump",
        )

    def resume(self, seen: PumpStatus) -> Outcome:
        """Take delivery up again, if the pump still is as the clinician saw it when confirming.

        Never the newest status instead: STOP may have come since, and must not be undone by what was asked before.
        """
        self.require_programmable()
        intent = self._commands.intent(IntentKind.RESUME, seen, seen.program_hash)

        def send(token: bytes) -> CommandReply:
            reply = self._driver.resume(seen.program_hash, seen.state_rev, token)
            if isinstance(reply, CommandRefused):
                return told_by_status(reply, seen, self.interrogation.program)
            return reply

        return self._commands.carry_out(intent, send, self._driver.attention.past_cancelling())

    def stop(self) -> Outcome:
        """Suspend delivery. Allowed whoever's pump it is and whatever is open; repeated within this session only.

        Raises ``LinkTrouble`` if there is no session and none can be had: then nothing was sent.
        """
        with self._driver.attention.stopping():
            self._before_stop(self._require_session)
        seen = self.status
        intent = self._commands.intent(IntentKind.STOP, seen, seen.program_hash)
        return self._commands.carry_out(intent, self._driver.stop, self._driver.attention.stopping())

    def settle(self) -> tuple[SettledCommand, ...]:
        """Ask the pump once more about every command whose outcome is not known, in a new session."""
        return self._commands.settle()

    def sign_unknown(self, note: str) -> tuple[SettledCommand, ...]:
        """Close commands whose outcome the pump was asked for just now and cannot tell any more.

        To be offered only beside a fresh reading of the pump; what it shows is the state that counts from now on.
        Raises ``LinkTrouble``, and ``RefusedError`` for a note that says too little.
        """
        require_signature(note)
        # In a new session: what was sent in the present one might still be on its way.
        self._new_session()
        return self._commands.sign(note)

    # ---- inside ------------------------------------------------------------------------------------------

    def _end(self, otherwise: SessionEnd = SessionEnd.CLOSED) -> SessionEnd:
        """How a session that ends now is recorded: nothing that is open is ever called closed."""
        return SessionEnd.LEFT_UNRESOLVED if self.unresolved else otherwise

    def _leave_mark(self) -> bool:
        """Name this session in the pump's log, so that either record can be found by the other.

        Only where all is settled. Nothing depends on it, so that nothing waits for it long. Returns whether the pump
        is in reach, as far as that is known.
        """
        if not self._driver.session_open or not self._book.begun or self.unsettled:
            return self._driver.session_open
        session = self._book.session.id
        try:
            self._driver.mark(session, self._book.newest_seal(), self._book.mark_token())
        except LinkTrouble:
            return False
        except (KnownError, CancelWanted):
            return True
        return True

    def _with_baseline(self) -> Interrogation:
        """The newest reading with what steps and doses of 24 hours are counted from at this moment."""
        found = self.interrogation
        before, lately = self._book.treated_before(found), self._book.last_day(found)
        return replace(found, before=before, last_day=lately, waiting=self._book.waiting(found))

    def _before_stop(self, reach: Callable[[], None]) -> None:
        """Get to where STOP can leave; as nothing of it has left yet, it outlives the end of a session (X-11).

        Raises ``LinkTrouble``, also where every session is ended at once.
        """
        for _ in range(STOP_SESSIONS):
            with suppress(SessionLost):
                return reach()
        raise stop_kept_out()

    def _meet_to_stop(self) -> None:
        if self._standing is None:
            self._meet()
        else:
            self._new_session()
        self._note(self._driver.status())

    def _require_session(self) -> None:
        if not self._driver.session_open:
            self._new_session()

    def _new_session(self) -> None:
        identity = self._driver.new_session()
        if identity.serial != self.standing.pump.serial:
            self._driver.disconnect()
            raise LinkTrouble(
                "Another pump answers on this link",
                f"This visit is with pump {self.standing.pump.serial}; the one in reach is {identity.serial}",
                "Bring the right pump into reach, or end this visit and connect anew",
            )

    def _meet(self) -> tuple[SettledCommand, ...]:
        identity = self._driver.connect()
        self._standing = self._book.begin(identity, self._expected_patient)
        return self._commands.begin(self._standing.pump.serial)

    def _note(self, status: PumpStatus) -> None:
        """The newest status: whatever commands went before it, this is what the pump does now."""
        self._status = status
        self._commands.unread = False

    def _keep_log(self, progress: Progress = no_progress) -> None:
        """Fetch what the pump logged since we last looked; a new epoch is read from its beginning."""
        epoch = self.status.log.epoch
        last = self._book.last_event(epoch) or 0
        before: int | None = None
        while True:
            part = self._driver.read_log(last + 1)
            if not part.events:
                break
            self._book.keep_events(part.position.epoch, part.events)
            last = part.events[-1].sequence
            before = part.events[0].sequence - 1 if before is None else before
            progress(READING_STEPS + last - before, READING_STEPS + part.position.last_sequence - before)
            if last >= part.position.last_sequence:
                break
        self._kept_log_to = max(last, self.status.log.last_sequence)
