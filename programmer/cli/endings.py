"""How an outcome becomes an exit code and a sentence."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass

from programmer.cli.output import breaking, say, say_json
from programmer.cli.words import Words, outcome_words, settled_words, status_words
from programmer.known_error import (
    ExitCode,
    KnownError,
    LinkTrouble,
    OutcomeUncertain,
    PumpNotAsMeant,
    RefusedError,
)
from programmer.records.rows import IntentKind
from programmer.telemetry.attention import CancelWanted
from programmer.therapy.drug_library.drug_words import AS_NAMED, DrugWords
from programmer.therapy.notation import plain_words
from programmer.therapy.outcome import Confirmed, Failed, Outcome, Refused, Uncertain
from programmer.therapy.quantities import PumpTime
from programmer.visit.aftermath import Aftermath, CommandSeen, aftermath, not_applied, told_again
from programmer.visit.two_clocks import confirmed_at, to_the_second
from programmer.visit.until_known import at_the_command_line, doubt
from programmer.visit.visit import Visit


@dataclass(frozen=True, slots=True)
class Telling:
    """``done`` completes "… confirmed by the pump"; ``subject`` names the command.

    ``more`` is for JSON, and asked for after the reading; ``shown`` writes drugs and doses as the library has them.
    """

    done: str
    subject: str
    as_json: bool
    more: Callable[[], Words] = dict
    shown: DrugWords = AS_NAMED


def finish(visit: Visit, seen: CommandSeen, outcome: Outcome, telling: Telling) -> int:
    """Print how a command ended, read the pump again, and say what it does now where that is not plain.

    Returns 0 for what was confirmed of a pump that does what it should; raises the known error for every other end
    (after the JSON, if that was asked for).
    """
    if not telling.as_json and isinstance(outcome, Confirmed):
        clock = visit.clock
        sent = PumpTime(clock.utc_us() + clock.local_offset_us())
        when = confirmed_at(outcome, sent, to_the_second)
        say(f"{telling.done}, confirmed by the pump at {when} (its log entry {outcome.sequence}).")
    after = None if isinstance(outcome, Uncertain) else read_again(visit, seen, outcome, telling.shown)
    if telling.as_json:
        more = {**telling.more(), "settled": settled_words(visit), "now": _now_words(visit, after)}
        say_json({**outcome_words(outcome), **more})
    error = _error(seen.kind, outcome, telling, after)
    if error is not None:
        raise error
    if after is not None and not telling.as_json:
        for sentence in after.sentences:
            say(f"{breaking(sentence)}.")
    return int(ExitCode.DONE)


def _now_words(visit: Visit, after: Aftermath | None) -> Words | None:
    """What the pump does now; null where it was not read after the command."""
    if after is None:
        return None
    words = status_words(visit.status)
    return {
        **{key: words[key] for key in ("delivery", "dose_rate", "alarms", "program_sha256")},
        "as_before": after.as_before,
        "as_it_should": not after.amiss,
        "sentences": [plain_words(sentence) for sentence in after.sentences],
    }


def _error(
    kind: IntentKind, outcome: Outcome, telling: Telling, after: Aftermath | None
) -> KnownError | None:
    subject = telling.subject
    match outcome:
        case Confirmed():
            if after is None or not after.amiss:
                return None
            what = f"{telling.done}, but {after.headline}"
            return PumpNotAsMeant(what, told_again(after.sentences), after.remedy)
        case Uncertain(reason):
            return OutcomeUncertain(doubt(kind), reason, at_the_command_line((kind,)))
        case Refused() | Failed():
            return _error_of_undone(outcome, subject, after)


def _error_of_undone(outcome: Refused | Failed, subject: str, after: Aftermath | None) -> KnownError:
    what = f"{subject} was {'refused by the pump' if isinstance(outcome, Refused) else 'not applied'}"
    why, remedy = not_applied(outcome, after)
    if after is not None and after.amiss:
        return PumpNotAsMeant(f"{what}, and {after.headline}", why, remedy)
    kind = RefusedError if isinstance(outcome, Refused) else LinkTrouble
    return kind(what, why, remedy)


def read_again(visit: Visit, seen: CommandSeen, outcome: Outcome, shown: DrugWords) -> Aftermath | None:
    """What the pump does after a command; None, with a warning, where it could not be read again.

    That this fails takes nothing from what the pump said of the command.
    """
    said = "The pump confirmed" if isinstance(outcome, Confirmed) else "The command was not applied"
    now = None
    # Ctrl-C that was pressed while the command was on its way came too late to cancel anything.
    visit.driver.attention.forget_cancel()
    try:
        now = visit.look_again()
        now = visit.interrogate().status
    except KnownError as trouble:
        warn(f"{said}, but the pump could not be read again afterwards: {trouble}")
    except CancelWanted:
        warn(f"{said}, and the pump was not read again because you pressed Ctrl-C.")
    return None if now is None else aftermath(seen, outcome, now, visit.reading, shown)


def warn(text: str) -> None:
    """Say something beside the output proper."""
    print(f"programmer: {text}", file=sys.stderr, flush=True)
