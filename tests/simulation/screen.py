"""What the clinician sees: the notices, remembered as a window would show them."""

from __future__ import annotations

from dataclasses import dataclass, field

from programmer.records.rows import IntentKind, IntentRow
from programmer.therapy.outcome import Outcome, Uncertain
from programmer.therapy.pump import PumpStatus
from programmer.visit.bolus_proposal import BolusProposal
from programmer.visit.interrogation import Interrogation
from programmer.visit.notices import (
    BolusChecked,
    CommandEnded,
    LinkLost,
    LinkRestored,
    Notice,
    ProgramStaged,
    PumpRead,
    StatusRead,
    UnsettledChanged,
    VisitBegun,
    VisitEnded,
)
from programmer.visit.staging import StagedProgram


@dataclass
class Screen:
    """``ended`` are the commands that ended since somebody cleared it."""

    in_visit: bool = False
    link_up: bool = False
    interrogation: Interrogation | None = None
    status: PumpStatus | None = None
    staged: StagedProgram | None = None
    bolus: BolusProposal | None = None
    unsettled: tuple[IntentRow, ...] = ()
    ended: list[tuple[IntentKind, Outcome]] = field(default_factory=list)

    def show(self, notice: Notice) -> None:
        """Take a notice in."""
        match notice:
            case VisitBegun(interrogation, _, settled):
                self.in_visit = self.link_up = True
                # As the window has it: what was told of commands when a connection came to nothing is out of date.
                self.unsettled = tuple(one.intent for one in settled if isinstance(one.outcome, Uncertain))
                self._read(interrogation)
            case LinkRestored(interrogation):
                self.in_visit = self.link_up = True
                self._read(interrogation)
            case PumpRead(interrogation):
                self._read(interrogation)
            case StatusRead(status):
                self.status = status
            case LinkLost():
                self.link_up = False
            case VisitEnded():
                self.in_visit = self.link_up = False
                self.staged, self.unsettled = None, ()
            case CommandEnded(kind, outcome):
                self.ended.append((kind, outcome))
            case UnsettledChanged(intents):
                self.unsettled = intents
            case _:
                self._offer(notice)

    def _offer(self, notice: Notice) -> None:
        """What was checked and waits for a confirmation."""
        match notice:
            case ProgramStaged(staged):
                self.staged = staged
            case BolusChecked(proposal):
                self.bolus = proposal
            case _:
                pass

    def _read(self, interrogation: Interrogation) -> None:
        self.interrogation, self.status = interrogation, interrogation.status
