"""The pumps that this workstation is paired with, and forgetting one of them in two steps."""

from __future__ import annotations

from dataclasses import dataclass

from programmer.telemetry.trust import PairedPump
from programmer.ui import phrases
from programmer.ui.pairing_thread import AskPaired, ForgetPump, PairingAnswer
from programmer.ui.viewmodels.common_states import ALLOWED, Offer, refused
from programmer.ui.viewmodels.link_state import PairedLine, PairingsState
from programmer.ui.viewmodels.program_ending import trouble_of
from programmer.ui.viewmodels.questions import PairingQuestions


@dataclass(slots=True)
class Pairings:
    """One page's part in it. Answers come later, through ``take_answer``."""

    questions: PairingQuestions
    _pumps: tuple[PairedPump, ...] | None = None
    _chosen: str = ""
    _asked: bool = False
    _busy: bool = False
    _done: str = ""
    _answer: PairingAnswer | None = None

    def ask(self) -> None:
        """Which pumps are trusted now?"""
        self._busy, self._done = True, ""
        self.questions.ask(AskPaired())

    def choose(self, key: str) -> None:
        """Take one of them."""
        self._chosen, self._asked, self._done = key, False, ""

    def ask_to_forget(self) -> None:
        """Ask whether the chosen one shall be forgotten."""
        self._asked = self._pump is not None and not self._busy

    def keep(self) -> None:
        """No."""
        self._asked = False

    def forget(self) -> None:
        """Yes, forget it."""
        pump = self._pump
        if pump is not None and self._asked:
            self._asked, self._busy = False, True
            self.questions.ask(ForgetPump(pump))

    def take_answer(self, answer: PairingAnswer) -> None:
        """Hear which pumps are trusted by now."""
        self._busy, self._answer = False, answer
        if answer.error is not None:
            return
        self._pumps = answer.pumps
        if isinstance(answer.question, ForgetPump):
            serial = answer.question.pump.serial
            self._chosen = ""
            self._done = (
                f"Pump {serial} is trusted no more here. To speak to it again it has to be paired anew."
            )

    def state(self, offset_us: int, connected_serial: str) -> PairingsState:
        """What is to be shown. A pump that is connected is not forgotten: it could not be called again."""
        pump, error = self._pump, None if self._answer is None else self._answer.error
        held = pump is not None and pump.serial == connected_serial
        if held:
            self._asked = False
        return PairingsState(
            pumps=None if self._pumps is None else tuple(_line(one, offset_us) for one in self._pumps),
            chosen="" if pump is None else self._chosen,
            forget=_offer(pump, held=held, busy=self._busy),
            question=_question(pump) if self._asked and pump is not None else "",
            busy=self._busy,
            done=self._done,
            trouble=None if error is None else trouble_of(error),
        )

    @property
    def _pump(self) -> PairedPump | None:
        return next((one for one in self._pumps or () if one.fingerprint.hex() == self._chosen), None)


def _offer(pump: PairedPump | None, *, held: bool, busy: bool) -> Offer:
    if pump is None:
        return refused("Choose the pump first")
    if held:
        return refused("This pump is connected: end the visit first")
    return refused("The keys are being read") if busy else ALLOWED


def _question(pump: PairedPump) -> str:
    return (
        f"Forget pump {pump.serial}? This workstation cannot read it then, nor stop it, "
        "before it was paired anew beside the pump."
    )


def _line(pump: PairedPump, offset_us: int) -> PairedLine:
    fingerprint = pump.fingerprint.hex()
    shown = " ".join(fingerprint[at : at + 4] for at in range(0, len(fingerprint), 4))
    return PairedLine(fingerprint, pump.serial, phrases.local_moment(pump.paired_utc_us, offset_us), shown)
