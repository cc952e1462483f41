"""The pump in reach, as the Connect page shows it."""

from __future__ import annotations

from collections.abc import Sequence

from programmer.records.rows import PatientRow
from programmer.therapy.drug_library import Indication
from programmer.therapy.outcome import Uncertain
from programmer.ui import phrases
from programmer.ui.viewmodels.common_states import ALLOWED, Offer, refused
from programmer.ui.viewmodels.connect_state import AssignmentState, DisconnectState
from programmer.ui.viewmodels.leaving import leave_field, leave_offer
from programmer.ui.viewmodels.patient_indication import present_words
from programmer.ui.viewmodels.patient_lines import patient_lines
from programmer.ui.viewmodels.story import PumpStory
from programmer.ui.widgets.fact_row import Fact
from programmer.ui.widgets.notice_bar import Notice, NoticeKind
from programmer.visit.interrogation import Interrogation
from programmer.visit.visit import SettledCommand


def connected_title(found: Interrogation) -> str:
    """``Reference 20, RF20-10432``."""
    return f"{found.identity.model}, {found.identity.serial}"


def connected_facts(story: PumpStory) -> tuple[Fact, ...]:
    """Whose it is and how it is reached."""
    found, standing = story.interrogation, story.standing
    if found is None or standing is None:
        return ()
    return (
        Fact("Patient", phrases.UNIDENTIFIED if standing.owner is None else standing.owner.name),
        Fact(
            "Indication", present_words(Indication() if standing.owner is None else standing.owner.indication)
        ),
        Fact("Chosen", phrases.NOBODY_IN_PARTICULAR if standing.expected is None else standing.expected.name),
        Fact("Serial number", found.identity.serial),
        Fact("Firmware", found.identity.firmware),
        Fact("State revision", f"{found.status.state_rev:,}"),
        Fact("Kind", phrases.SIMULATED if found.identity.simulated else "Implanted pump"),
        Fact("Link", story.url),
    )


def assignment_state(story: PumpStory, patients: Sequence[PatientRow], asked: str) -> AssignmentState:
    """To whom a pump without a patient can be assigned; the chosen patient alone where one was chosen."""
    standing = story.standing
    if standing is None or standing.owner is not None:
        return AssignmentState(offer=refused("This pump has its patient"))
    chosen = patients if standing.expected is None else [standing.expected]
    candidates = patient_lines(chosen)
    offer = _assign_offer(story, nobody=not candidates)
    name = next((line.name for line in candidates if line.key == asked), "")
    question = f"Assign pump {standing.pump.serial} to {name} for good?" if name and asked else ""
    return AssignmentState(candidates, offer, question, may_add=standing.expected is None)


def _assign_offer(story: PumpStory, *, nobody: bool) -> Offer:
    if nobody:
        return refused("Add a patient first")
    if not story.live:
        return refused("The pump does not answer")
    return refused("The pump is busy") if story.tasks or story.command_under_way else ALLOWED


def disconnect_state(reasons: tuple[str, ...], typed: str) -> DisconnectState:
    """Letting go: free, or with a reason that goes into the records."""
    return DisconnectState(reasons, leave_field(typed), leave_offer(reasons, typed))


def announcements(story: PumpStory, local_offset_us: int) -> tuple[Notice, ...]:
    """What became of commands of before, as it was found out when the pump was reached."""
    still_open = {intent.id for intent in story.unsettled}
    return tuple(
        _announcement(story, one, local_offset_us, is_open=one.intent.id in still_open)
        for one in story.settled
    )


def _announcement(story: PumpStory, one: SettledCommand, local_offset_us: int, *, is_open: bool) -> Notice:
    now = None if story.status is None else story.status.pump_time
    when = phrases.local_moment(one.intent.confirmed_utc_us, local_offset_us)
    what = phrases.upper_first(phrases.COMMANDS[one.intent.kind])
    kind = NoticeKind.DANGER if isinstance(one.outcome, Uncertain) else NoticeKind.INFO
    sent = phrases.local_time(one.intent.confirmed_utc_us, local_offset_us)
    words = f"{phrases.outcome_text(one.outcome, sent, now)}."
    if is_open:
        words += f" {phrases.SETTLE_ON_PROGRAM_PAGE}."
    return Notice(kind, f"{what} of {when}:", words)
