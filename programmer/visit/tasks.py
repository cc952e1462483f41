"""What the window asks of the pump's thread."""

from __future__ import annotations

from dataclasses import dataclass, field

from programmer.records.rows import IntentKind
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.drug_library import Indication
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import PumpStatus
from programmer.therapy.quantities import Nanolitres
from programmer.visit.bolus_proposal import BolusProposal
from programmer.visit.staging import StagedProgram


@dataclass(frozen=True, slots=True)
class Connect:
    """Begin a visit over this link; ``patient_id`` is who is expected, None for nobody in particular.

    ``pairing_code`` is what the pump shows, as it was typed; used only where a pairing is missing. No ``repr`` has it.
    """

    url: str
    patient_id: bytes | None = None
    pairing_code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class EndVisit:
    """Let go of the pump. ``note`` is the recorded reason where it is left stopped or unsettled."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class Interrogate:
    """Read everything again."""


@dataclass(frozen=True, slots=True)
class AddPatient:
    """Bring a person into the records; needs no pump. ``born_year`` None is unknown."""

    name: str
    born_year: int | None
    reason: str
    indication: Indication = Indication()  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True)
class CorrectIndication:
    """Record what is known now of a patient's indication; refused while a pump is connected.

    ``known`` is what was shown as known when this was chosen; refused also if the records say otherwise by now.
    """

    patient_id: bytes
    indication: Indication
    known: Indication


@dataclass(frozen=True, slots=True)
class Assign:
    """Assign the pump to a patient."""

    patient_id: bytes


@dataclass(frozen=True, slots=True)
class StageProgram:
    """Check a program and bring it into the pump beside the one in force. ``reason``: why soft limits are passed."""

    program: PumpProgram
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Drop what was staged."""

    staged: StagedProgram


@dataclass(frozen=True, slots=True)
class CommitProgram:
    """The clinician confirmed: make the staged program the one in force."""

    staged: StagedProgram


@dataclass(frozen=True, slots=True)
class Resume:
    """The clinician confirmed: take delivery up again. ``seen`` is the status on the screen at that moment."""

    seen: PumpStatus


@dataclass(frozen=True, slots=True)
class CheckBolus:
    """Check a single bolus against the pump as it was read. ``reason``: why soft limits are passed."""

    bolus: SingleBolus
    reason: str = ""


@dataclass(frozen=True, slots=True)
class GiveBolus:
    """The clinician confirmed: have the pump give this bolus now. Good once; the next one is checked anew."""

    proposal: BolusProposal


@dataclass(frozen=True, slots=True)
class CancelBolus:
    """Cut the single bolus that is under way. ``seen`` is the status on the screen at that moment."""

    seen: PumpStatus


@dataclass(frozen=True, slots=True)
class AcknowledgeAlarms:
    """The clinician has seen the latched alarms of ``seen``, the status on the screen at that moment."""

    seen: PumpStatus


@dataclass(frozen=True, slots=True)
class SetClock:
    """The clinician confirmed: set the pump's clock to this workstation's. ``seen`` is the status on the screen."""

    seen: PumpStatus


@dataclass(frozen=True, slots=True)
class TellRefill:
    """The clinician confirmed: ``volume`` is in the reservoir now. ``seen`` is the status on the screen."""

    volume: Nanolitres
    seen: PumpStatus


@dataclass(frozen=True, slots=True)
class Settle:
    """Ask the pump again about commands whose outcome is not known."""


@dataclass(frozen=True, slots=True)
class SignUnknown:
    """Close, with a recorded reason, commands whose outcome the pump can no longer tell."""

    note: str


@dataclass(frozen=True, slots=True)
class SignForGone:
    """Call the pump of that serial number once more over this link, and close its open commands if it does not answer.

    Refused while a pump is connected. ``note`` is the recorded reason. ``shown`` are the ids of the commands that the
    person who signs was shown, oldest first: refused where others are open.
    """

    url: str
    serial: str
    note: str
    shown: tuple[bytes, ...]


Order = GiveBolus | CancelBolus | AcknowledgeAlarms | SetClock | TellRefill
KIND_OF_ORDER: dict[type[Order], IntentKind] = {
    GiveBolus: IntentKind.GIVE_BOLUS,
    CancelBolus: IntentKind.CANCEL_BOLUS,
    AcknowledgeAlarms: IntentKind.ACKNOWLEDGE,
    SetClock: IntentKind.SET_CLOCK,
    TellRefill: IntentKind.TELL_REFILL,
}
"""As which command each of them ends."""
Task = (
    Connect
    | EndVisit
    | Interrogate
    | AddPatient
    | CorrectIndication
    | Assign
    | StageProgram
    | Withdraw
    | CommitProgram
    | Resume
    | CheckBolus
    | Order
    | Settle
    | SignUnknown
    | SignForGone
)
