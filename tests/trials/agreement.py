"""Whether pump, records and everything that was said agree after a kill and a restart."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from programmer.cli.command_names import typed_name
from programmer.device.implant.codes import BOLUS_CODES
from programmer.known_error import ExitCode
from programmer.records.rows import IntentKind
from programmer.records.sql.tables.commands import CONFIRMED, FAILED, REFUSED, UNCERTAIN
from programmer.therapy.pump import BolusKind, PumpEventKind
from tests.trials.branch import Branch
from tests.trials.kept import Kept, KeptIntent
from tests.trials.witness import Truth

# What the trials order, as the pump's records hold it: dose (ng) and duration (s), and volume (nL).
BOLUS_NG, BOLUS_S, REFILL_NL = 4_000, 3_600, 15_000_000
ORDERED = {
    IntentKind.GIVE_BOLUS: BOLUS_NG.to_bytes(8, "little") + BOLUS_S.to_bytes(4, "little"),
    IntentKind.TELL_REFILL: REFILL_NL.to_bytes(4, "little"),
}
_ABOUT_BOLUSES = {
    IntentKind.GIVE_BOLUS,
    IntentKind.CANCEL_BOLUS,
    IntentKind.STOP,
    IntentKind.COMMIT_PROGRAM,
}
_SAID_DONE = "confirmed by the pump at "
_SAID_UNDONE = ("was not applied", "was refused by the pump", "STOP was not sent")
# What is kept of an outcome, and how people are told of it.
_TOLD = {FAILED: "not applied", UNCERTAIN: "not known"}


def objections_to_records(before: Kept, found: Kept) -> Iterator[str]:
    """Nothing is torn, and nothing that was durable is gone or changed."""
    if found.unsound:
        yield f"the records are torn: {found.unsound}"
    for name in found.lost_since(before):
        yield f"rows of {name} that were durable are gone or changed"


def objections_to_bytes(found: Kept, intents_before: int, *, command_left: bool) -> Iterator[str]:
    """No byte of a command leaves before its intent is durable; one process makes one intent."""
    made = len(found.intents) - intents_before
    if command_left and not made:
        yield "the command has left, and no intent is found"
    if made > 1:
        yield f"{made} intents were made for one command"


def objections_to_truth(kept: Kept, truth: Truth, *, settled: bool) -> Iterator[str]:
    """The pump beside the records; ``settled``: every intent must have its end by now."""
    executed = truth.executed
    for token, times in Counter(one.token for one in executed).items():
        if times > 1:
            yield f"the command {token.hex()} was executed {times} times"
    by_token = {intent.token: intent for intent in kept.intents}
    for one in executed:
        intent = by_token.get(one.token)
        if intent is None or intent.kind != one.kind.value:
            yield f"the pump executed {one.kind.value} without an intent to it"
        elif one.kind is IntentKind.COMMIT_PROGRAM and one.detail != intent.program_after:
            yield "the pump runs another program than the one that was confirmed"
        elif one.kind in ORDERED and one.detail != ORDERED[one.kind]:
            yield f"the pump was told another {one.kind.value} than the one that was confirmed"
    done = {one.token: one.sequence for one in executed}
    for intent in kept.intents:
        yield from _objections_to_intent(intent, done.get(intent.token), truth, settled)
    yield from _objections_to_state(truth)
    log = {event.sequence: event.raw for event in truth.events}
    for _, sequence, raw in kept.rows["events"]:
        if log.get(sequence) != raw:
            yield f"record {sequence} of the pump's log was kept otherwise than it is"


def _objections_to_intent(
    intent: KeptIntent, sequence: int | None, truth: Truth, settled: bool
) -> Iterator[str]:
    if truth.said_of(intent.token) != sequence:
        yield f"the pump's table of tokens and its log differ about {intent.kind}"
    closing = [one for one in intent.outcomes if one[0] != UNCERTAIN]
    if settled and len(closing) != 1:
        yield f"the intent to {intent.kind} has {len(closing)} ends"
    for kind, kept_sequence in closing:
        if kind == CONFIRMED and (sequence is None or kept_sequence != sequence):
            yield f"{intent.kind} is kept as confirmed under {kept_sequence}, the pump has it under {sequence}"
        if kind in {FAILED, REFUSED} and sequence is not None:
            yield f"{intent.kind} is kept as {kind}, and the pump has done it"
        if kind not in {CONFIRMED, FAILED, REFUSED}:
            yield f"{intent.kind} is kept as {kind}, though the pump can tell"


def _objections_to_state(truth: Truth) -> Iterator[str]:
    programs = [one.detail for one in truth.executed if one.kind is IntentKind.COMMIT_PROGRAM]
    if programs and truth.program != programs[-1]:
        yield "the program in force is not the one committed last"
    moved = [one.kind for one in truth.executed if one.kind in {IntentKind.STOP, IntentKind.RESUME}]
    if truth.running != (not moved or moved[-1] is IntentKind.RESUME):
        yield f"the pump {'runs' if truth.running else 'stands'}, its log says otherwise"
    yield from _objections_to_boluses(truth)


def _objections_to_boluses(truth: Truth) -> Iterator[str]:
    """A dose that was ordered begins once, and runs until something in the log cuts it: it lasts beyond the trial."""
    given = sum(one.kind is IntentKind.GIVE_BOLUS for one in truth.executed)
    begun = sum(
        one.kind is PumpEventKind.BOLUS_BEGUN and one.detail == bytes([BOLUS_CODES[BolusKind.SINGLE]])
        for one in truth.events
    )
    if begun != given:
        yield f"{begun} boluses began for {given} that were ordered"
    about = [one.kind for one in truth.executed if one.kind in _ABOUT_BOLUSES]
    runs = bool(about) and about[-1] is IntentKind.GIVE_BOLUS
    if (truth.bolus is BolusKind.SINGLE) != runs:
        yield f"a bolus {'runs' if not runs else 'does not run'}, the log says otherwise"


def objections_to_words(branch: Branch, command: str, *, executed: bool) -> Iterator[str]:
    """What the process said of its command before it died or ended."""
    if _SAID_DONE in branch.out and not executed:
        yield f"{command} was said to be done, and was not"
    if any(words in branch.err for words in _SAID_UNDONE) and executed:
        yield f"{command} was said not to be done, and was"
    if branch.code == ExitCode.BUG or "Traceback" in branch.err:
        yield f"a bug: {branch.err.strip()}"


def objections_to_restart(
    branch: Branch, open_before: list[KeptIntent], kept: Kept, truth: Truth
) -> Iterator[str]:
    """The next programmer finds what is open, says what became of it, and shows the pump as it is."""
    if branch.code != ExitCode.DONE:
        yield f"the restart ended with {branch.code}: {branch.err.strip()}"
        return
    ends = {intent.token: intent.outcomes[-1][0] for intent in kept.intents if intent.outcomes}
    for intent in open_before:
        found = f"An earlier {typed_name(IntentKind(intent.kind))} of " in branch.err
        end = ends.get(intent.token, "")
        if not found or f" was asked about: {_TOLD.get(end, end)}." not in branch.err:
            yield f"the open {intent.kind} is not told as {end}: {branch.err.strip()!r}"
    if not open_before and "An earlier " in branch.err:
        yield "a command that was not open is asked about"
    yield from _objections_to_reading(json.loads(branch.out), truth)


def _objections_to_reading(words: Any, truth: Truth) -> Iterator[str]:
    if words["unsettled"]:
        yield "something is still open after the restart"
    if words["program_sha256"] != truth.program.hex():
        yield "the restart reads another program than the pump runs"
    if (words["delivery"]["state"] != "stopped") != truth.running:
        yield f"the restart reads that the pump is {words['delivery']['state']}"
