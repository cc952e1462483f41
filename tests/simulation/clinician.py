"""Somebody at the programmer: what one can do there, as short calls of which visits are made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from programmer.known_error import KnownError
from programmer.records.rows import IntentKind
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.canonical import encode_program, program_hash
from programmer.therapy.outcome import Confirmed
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import Delivery, PumpStatus
from programmer.visit.attendant import Attendant
from programmer.visit.bolus_proposal import BolusProposal
from programmer.visit.staging import StagedProgram
from programmer.visit.tasks import (
    KIND_OF_ORDER,
    AddPatient,
    Assign,
    CheckBolus,
    CommitProgram,
    Connect,
    EndVisit,
    GiveBolus,
    Interrogate,
    Order,
    Resume,
    Settle,
    SignUnknown,
    StageProgram,
    Task,
    Withdraw,
)
from tests.simulation.fates import DAY, SECOND
from tests.simulation.invariants import Witnesses

URL = "simulated:pump"
_PATIENCE_US = 8 * SECOND
_ROUND_US = 40_000


class Hands(Protocol):
    """What a clinician works with: the programmer's present life, and the time."""

    @property
    def attendant(self) -> Attendant: ...

    @property
    def seen(self) -> Witnesses: ...

    @property
    def now_us(self) -> int: ...

    def let_pass(self, duration_us: int) -> None: ...

    def enter(self, phase: str) -> None: ...

    def crash_behind(self, opcode: int) -> None: ...


Act = Callable[["Clinician"], None]


class Clinician:
    """Does what a person does who looks at the screen first. Nothing here raises but a crash."""

    def __init__(self, hands: Hands, patient_id: bytes) -> None:
        self._hands = hands
        self._patient_id = patient_id
        self._expected: bytes | None = None

    @property
    def seen(self) -> Witnesses:
        return self._hands.seen

    # ---- acts ----------------------------------------------------------------------------------------------

    def connect(self) -> None:
        """Call the pump, three times at most."""
        for _ in range(3):
            if self.seen.screen.in_visit:
                return
            self._do("connect", Connect(URL, self._expected))

    def rest(self, duration_us: int) -> None:
        """Look at the screen."""
        self._hands.enter("rest")
        end_us = self._hands.now_us + duration_us
        while (now_us := self._hands.now_us) < end_us:
            self._hands.attendant.attend()
            if self._hands.now_us == now_us:
                self._hands.let_pass(_ROUND_US)

    def days_later(self, days: int) -> None:
        """Come back after so many days, if the pump was let go of."""
        if not self.seen.screen.in_visit:
            self._hands.let_pass(days * DAY)

    def interrogate(self) -> None:
        if self._at_pump():
            self._do("interrogate", Interrogate())

    def settle(self) -> None:
        if self._at_pump():
            self._do("settle", Settle())

    def assign(self) -> None:
        """Bring somebody into the records who leaves again, then give the pump to its patient."""
        self._do("add patient", AddPatient("Grace Hopper", 1946, "pain"))
        if self._at_pump():
            self._expected = self._patient_id
            self._do("assign", Assign(self._patient_id))

    def stage(self, program: PumpProgram) -> StagedProgram | None:
        """Type a program, give a reason, and let it be brought into the pump."""
        if not self._at_pump():
            return None
        screen = self.seen.screen
        screen.staged = None
        self._do("stage", StageProgram(program, "asked for by the patient"))
        return screen.staged

    def program(self, program: PumpProgram, presses: int = 1) -> None:
        """Stage, look, and confirm; a nervous hand presses more than once."""
        staged = self.stage(program)
        for _ in range(0 if staged is None else presses):
            self.confirm(staged, program)

    def confirm(self, staged: StagedProgram | None, typed: PumpProgram) -> None:
        """Confirm what lies in the pump, taking it for what was typed."""
        if staged is not None and self.seen.screen.in_visit:
            self.seen.asked[IntentKind.COMMIT_PROGRAM] += 1
            self.seen.asked_for.add(program_hash(encode_program(typed)))
            self._do("commit", CommitProgram(staged))

    def give(self, bolus: SingleBolus, presses: int = 1) -> None:
        """Have a single bolus checked, and confirm it; a nervous hand presses more than once."""
        proposal = self._checked(bolus)
        if proposal is None:
            return
        for _ in range(presses):
            self.seen.asked_boluses.add((bolus.dose.value, bolus.duration.value))
            self._order(GiveBolus(proposal))

    def _checked(self, bolus: SingleBolus) -> BolusProposal | None:
        if not self._at_pump():
            return None
        screen = self.seen.screen
        screen.bolus = None
        self._do("check bolus", CheckBolus(bolus, "asked for by the patient"))
        return screen.bolus

    def order(self, make: Callable[[PumpStatus], Order]) -> None:
        """Confirm an order on the status that is on the screen."""
        if self._at_pump() and self.seen.screen.status is not None:
            self._order(make(self.seen.screen.status))

    def _order(self, order: Order) -> None:
        kind = KIND_OF_ORDER[type(order)]
        self.seen.asked[kind] += 1
        self._do(kind.value, order)

    def change_of_mind(self, program: PumpProgram) -> None:
        staged = self.stage(program)
        if staged is not None:
            self._do("withdraw", Withdraw(staged))

    def press_stop(self) -> None:
        """The button alone; whoever looks up next sees it."""
        self.seen.asked[IntentKind.STOP] += 1
        self._hands.attendant.attention.ask_to_stop()

    def stop(self) -> None:
        if self._at_pump():
            self.press_stop()
            self._hands.enter("stop")
            self._attend()

    def resume(self, seen_before: bool = False) -> None:
        """``seen_before``: confirm on a status that is an act old."""
        if not self._at_pump():
            return
        status = self.seen.screen.status
        if seen_before:
            self.rest(2 * SECOND)
        if status is not None:
            self.seen.asked[IntentKind.RESUME] += 1
            self._do("resume", Resume(status))

    def end(self) -> None:
        if self.seen.screen.in_visit:
            self._do("end", EndVisit("the visit is over"))

    def lose_power_behind(self, opcode: int) -> None:
        """The workstation dies when the next request of that kind has left."""
        self._hands.crash_behind(opcode)

    # ---- the end, with nothing in the way any more -----------------------------------------------------------

    def finish(self, *, leave_stopped: bool) -> list[tuple[str, str]]:
        """Bring everything to an end; returns what did not come to one (name of the invariant, why)."""
        if not self._reach_in(60 * SECOND):
            return [("I10", "with the line whole the pump is not reached in 60 s")]
        self._settle_everything()
        if self.seen.screen.unsettled:
            return [("I11", "a command is neither settled nor signed")]
        if not self._stop_until_confirmed():
            return [("I10", "with the line whole STOP is not confirmed")]
        self._settle_everything()
        if not leave_stopped:
            self.resume()
            self._settle_everything()
        return []

    def _reach_in(self, patience_us: int) -> bool:
        end_us = self._hands.now_us + patience_us
        while self._hands.now_us < end_us:
            if self._at_pump():
                return True
        return False

    def _settle_everything(self) -> None:
        for sign in (False, False, True):
            if not self.seen.screen.unsettled:
                return
            self.settle()
            if sign:
                self._do("sign", SignUnknown("the pump cannot tell; its program was read and is known"))

    def _stop_until_confirmed(self) -> bool:
        screen = self.seen.screen
        for _ in range(3):
            screen.ended.clear()
            self.stop()
            stopped = any(
                kind is IntentKind.STOP and isinstance(one, Confirmed) for kind, one in screen.ended
            )
            if stopped and self.seen.truth.pump.status().delivery is Delivery.STOPPED:
                return True
            self.rest(SECOND)
        return False

    # ---- inside ----------------------------------------------------------------------------------------------

    def _at_pump(self) -> bool:
        """Wait a while for a pump that is lost to come back; call it where there is no visit."""
        self.connect()
        end_us = self._hands.now_us + _PATIENCE_US
        while self.seen.screen.in_visit and not self._hands.attendant.link_up:
            if self._hands.now_us >= end_us:
                return False
            self.rest(SECOND // 2)
        return self.seen.screen.in_visit

    def _do(self, phase: str, task: Task) -> None:
        self._hands.enter(phase)
        self._hands.attendant.handle(task)

    def _attend(self) -> None:
        self._hands.attendant.attend()


def close_quietly(close: Callable[[], None]) -> None:
    """A program that ends says what it could not do and ends all the same."""
    try:
        close()
    except KnownError:
        return
