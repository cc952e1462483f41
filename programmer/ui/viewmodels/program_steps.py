"""What stands between the steps of a change of therapy: when one may go on, and what it is confirmed by."""

from __future__ import annotations

from dataclasses import replace

from programmer.telemetry.responder import STAGE_LIFE_US
from programmer.telemetry.transceiver import USUAL
from programmer.therapy.drug_library import LibraryInForce
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.notation import NO_BREAK
from programmer.therapy.programs import PumpProgram
from programmer.therapy.quantities import MICROSECONDS_PER_SECOND
from programmer.ui import phrases
from programmer.ui.viewmodels.common_states import ALLOWED, Offer, Trouble, refused
from programmer.ui.viewmodels.drug_lines import badge_words, fill_words, library_lines
from programmer.ui.viewmodels.program_checks import DraftChecks, indication_of
from programmer.ui.viewmodels.program_ending import trouble_of
from programmer.ui.viewmodels.program_fields import NAMES
from programmer.ui.viewmodels.program_meaning import SAME, considerations
from programmer.ui.viewmodels.program_passing import reason_was_missing
from programmer.ui.viewmodels.program_reading import DraftReading
from programmer.ui.viewmodels.program_state import CompareState
from programmer.ui.viewmodels.programming_guards import opening_guards, programming_guards
from programmer.ui.viewmodels.story import PumpStory
from programmer.ui.widgets.compare_table import CompareRow
from programmer.ui.widgets.progress_panel import ProgressState
from programmer.ui.widgets.progress_step_row import ProgressStep, StepState
from programmer.visit.comparison import compare
from programmer.visit.interrogation import Interrogation
from programmer.visit.proposal import reason_gap, situation_of
from programmer.visit.staging import StagedProgram
from programmer.visit.tasks import StageProgram

CONFIRM_WORD = "Hold to program the pump"
TYPED_WORD = "PROGRAM"
NO_REASON = "A limit is exceeded: write the reason for it first"
_LONGEST_WAIT_S = USUAL.attempts * USUAL.each_us / MICROSECONDS_PER_SECOND
SENDING = ProgressState(
    "Programming the pump",
    (
        ProgressStep("Confirmed by you", StepState.DONE),
        ProgressStep(
            "Sent to the pump, its answer is awaited",
            StepState.CURRENT,
            f"at most {_LONGEST_WAIT_S:g}{NO_BREAK}s, then it is asked",
        ),
        ProgressStep("Confirmed by the pump", StepState.WAITING),
    ),
    detail="It can no longer be cancelled; STOP stays possible. Keep the telemetry head where it is.",
    cancel="",
)
# The frames of staging: the first opens the stage, the last but one verifies, the last reads back.
_STAGING_WORDS = ("Sent beside the program in force", "Verified by the pump", "Read back from the pump")


def staging_progress(story: PumpStory) -> ProgressState:
    """How far the program is on its way into the pump."""
    done, total = story.progress or (0, 0)
    through = 0 if not total else max(0, done - (total - len(_STAGING_WORDS)))
    states = [StepState.DONE] * through + [StepState.CURRENT] + [StepState.WAITING] * len(_STAGING_WORDS)
    return ProgressState(
        "Bringing the program into the pump",
        tuple(ProgressStep(words, state) for words, state in zip(_STAGING_WORDS, states, strict=False)),
        share=done / total if total else None,
        detail="Nothing is changed in the pump yet.",
    )


def next_offer(
    blocked: tuple[Trouble, ...],
    reading: DraftReading,
    checks: DraftChecks,
    found: Interrogation,
    *,
    reason: str,
    busy: bool,
) -> Offer:
    """Whether the draft can go on to the comparison. A soft limit needs its ``reason``, a hard one stays."""
    if blocked:
        return refused(blocked[0].what)
    if reading.program is None:
        return refused(_first_gap(reading))
    if checks.reason:
        return refused(checks.reason)
    if reading.program == found.program.settled:
        return refused(SAME)
    if checks.soft and not reason.strip():
        return refused(NO_REASON)
    if checks.soft and reason_gap(reason):
        return refused(phrases.upper_first(reason_gap(reason)))
    return refused("The pump is busy") if busy else ALLOWED


def _first_gap(reading: DraftReading) -> str:
    """The first field that stands for nothing, by its name, and why."""
    key, why = next(iter(reading.reasons.items()), ("", ""))
    name = NAMES.get(key)
    return phrases.upper_first(why) if name is None else f"{name}: {why}"


def why_back_here(story: PumpStory, program: PumpProgram | None) -> Trouble | None:
    """Why a program that was on its way is not: refused, given up or lapsed.

    That a reason was missing for the ``program`` in the fields is said where the reason is typed.
    """
    if reason_was_missing(program, story) is not None:
        return None
    if story.refusal is not None and isinstance(story.refusal.task, StageProgram):
        return trouble_of(story.refusal.error)
    if story.lapsed:
        return Trouble(
            "The comparison is no longer valid",
            story.lapsed,
            "It was not put in force; look at the pump as it is now, then go on to the comparison again",
        )
    cancelled = story.cancelled
    if cancelled is not None and isinstance(cancelled.task, StageProgram):
        why = "STOP was pressed" if cancelled.by_stop else "Cancel was pressed"
        remedy = "It was not put in force; go on when ready"
        if story.stopped:
            remedy = "It was not put in force. Delivery is stopped: resume it on the Pump page"
        elif cancelled.by_stop:
            remedy = "It was not put in force. Look at what became of STOP first"
        return Trouble("The program was not brought into the pump", why, remedy)
    return None


def _checks(staged: StagedProgram) -> tuple[str, ...]:
    """What was checked before this may be confirmed; none of it is offered unless all of it agreed.

    The figures stand in the comparison, once: told here too they would be those of another minute.
    """
    drugs = "the dose per day" if len(staged.program.drugs) == 1 else "the dose of each drug"
    return (
        "Staged in the pump and read back, byte for byte",
        f"Pump, form and second decoder agree on {drugs}, the highest rate and the days to the alarm",
    )


def compare_state(
    story: PumpStory,
    staged: StagedProgram,
    drugs: LibraryInForce,
    local_offset_us: int,
    found: Interrogation,
) -> CompareState:
    """What the pump read back beside what it runs, and whether it may be confirmed now.

    The figures are those of ``found``, of the moment when the comparison came up: none changes while it is read.
    """
    blocked = (*programming_guards(story), *opening_guards(story, drugs))
    why_not = blocked[0].what if blocked else "The pump is busy" if story.tasks else ""
    thoughts = considerations(as_it_is_now(story, staged), staged.program, drugs, staged.proposal.passed)
    situation = situation_of(found, drugs, indication_of(story))
    until = phrases.local_clock(story.staged_utc_us + STAGE_LIFE_US, local_offset_us)
    return CompareState(
        rows=tuple(
            CompareRow(line.subject, line.present, line.proposed, line.change, line.changed)
            for line in compare(found, staged.program, shown=DrugWords(drugs), drugs=drugs)
        ),
        hash_text=phrases.hash_text(staged.readback.sha256),
        checks=_checks(staged),
        caution=_caution(staged, thoughts),
        confirm=refused(why_not) if why_not else ALLOWED,
        confirm_word=CONFIRM_WORD,
        typed_word=TYPED_WORD,
        expires=f"can be confirmed until {until}",
        passed=staged.proposal.passed_sentences,
        reason=staged.proposal.reason,
        filling=f"{fill_words(drugs, staged.program)}  ·  {badge_words(drugs, staged.program, situation)}",
        library=library_lines(drugs),
    )


def as_it_is_now(story: PumpStory, staged: StagedProgram) -> Interrogation:
    """The reading that the program was made on, with the pump's newest word on how it is: as on every other page."""
    found, status = staged.proposal.based_on, story.status
    if status is None or status.program_hash != found.status.program_hash:
        return found
    return replace(found, status=status)


def _caution(staged: StagedProgram, thoughts: tuple[str, ...]) -> str:
    """What to think of, without what the limits that are exceeded say already."""
    said = " ".join(staged.proposal.passed_sentences).casefold()
    return ". ".join(one for one in dict.fromkeys(thoughts) if one.casefold() not in said)
