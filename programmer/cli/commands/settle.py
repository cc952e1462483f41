"""The command ``settle``: ask the pump about commands whose outcome is not known, and close what it cannot tell."""

from __future__ import annotations

import argparse

from programmer.bootstrap import Application
from programmer.cli.command_names import typed_name
from programmer.cli.output import breaking, say, say_json
from programmer.cli.visiting import application, open_commands, visiting
from programmer.cli.words import Words, intent_words, told_words
from programmer.known_error import ExitCode, LinkTrouble, OutcomeUncertain, RefusedError
from programmer.telemetry.attention import Attention
from programmer.telemetry.link_troubles import LinkSilent
from programmer.therapy.moments import moment_text
from programmer.therapy.outcome import Confirmed, Failed, Refused, Uncertain
from programmer.therapy.quantities import PumpTime
from programmer.visit.gone_pump import NOTHING_SIGNED, close_for_gone, require_open
from programmer.visit.open_commands import require_signature
from programmer.visit.tasks import SignForGone
from programmer.visit.two_clocks import confirmed_at, to_the_second
from programmer.visit.visit import SettledCommand, Visit

Told = tuple[SettledCommand, ...]


def run(options: argparse.Namespace) -> int:
    """Connecting asks already; what is still open then is signed if a reason was given. Each is told."""
    if options.sign is not None:
        require_signature(options.sign)
    if options.pump_gone is not None:
        return _sign_for_gone(options)
    with application(options) as app:
        met: list[Visit] = []

        def begin(visit: Visit) -> None:
            met.append(visit)
            visit.begin()

        try:
            with visiting(app, options.url, begin=begin) as visit:
                told = _told(visit, options.sign)
                left = visit.unsettled
        except (LinkTrouble, RefusedError) as trouble:
            somewhere_open = bool(open_commands(app))
            if options.json and (somewhere_open or isinstance(trouble, LinkTrouble)):
                say_json(_unfinished_words(app, met))
            if somewhere_open:
                raise _not_asked(trouble) from trouble
            raise
    if options.json:
        say_json(_words(told))
    else:
        _say_lines(app, told, "" if left else "Nothing is open.")
    if left:
        raise OutcomeUncertain(
            "The pump cannot tell what became of an earlier command",
            "Its memory was made anew, it is another pump of that number, or it was given too many commands since",
            "Interrogate it, judge what it runs now, and close the command with settle --sign REASON",
        )
    return int(ExitCode.DONE)


def _not_asked(trouble: LinkTrouble | RefusedError) -> OutcomeUncertain:
    """That nothing was settled, where something is open: no proof that anything was not applied.

    Of a pump that was called and is silent with what can be done where it is gone for good.
    """
    gone = "; for a pump that is gone for good, settle URL --sign REASON --pump-gone SERIAL"
    return OutcomeUncertain(
        trouble.what, trouble.why, f"{trouble.remedy}{gone if isinstance(trouble, LinkSilent) else ''}"
    )


def _sign_for_gone(options: argparse.Namespace) -> int:
    """The one way to sign without the pump's own word: it is named, called once more, and does not answer."""
    serial = options.pump_gone
    if options.sign is None:
        raise RefusedError(
            NOTHING_SIGNED, "A reason is missing", f"Write settle URL --pump-gone {serial} --sign REASON"
        )
    with application(options) as app:
        shown = tuple(one.intent.id for one in require_open(app.context, serial))
        asked = SignForGone(options.url, serial, options.sign, shown)
        signed = close_for_gone(app.context, app.make_driver(options.url, Attention()), asked)
    if options.json:
        say_json(_words(signed.signed))
    else:
        _say_lines(app, signed.signed, f"Pump {serial} was not asked: {signed.found}.")
    return int(ExitCode.DONE)


def _unfinished_words(app: Application, met: list[Visit]) -> Words:
    """What the pump has told before the link failed, and what is open at any pump: which this one is, nobody tells."""
    learned = [one for visit in met for one in visit.learned if not isinstance(one.outcome, Uncertain)]
    still_open = [{**intent_words(one), "pump": one.serial} for one in open_commands(app)]
    return {**_words(tuple(learned)), "open": still_open}


def _told(visit: Visit, reason: str | None) -> Told:
    """Every command that was open, each once, with the last that is known of it."""
    if reason is None or not visit.unsettled:
        return visit.learned
    known = tuple(one for one in visit.learned if not isinstance(one.outcome, Uncertain))
    return (*known, *visit.sign_unknown(reason))


def _words(told: Told) -> Words:
    """Each under what has become of it."""
    words: dict[str, list[Words]] = {"settled": [], "signed": [], "open": []}
    for one in told:
        match one.outcome:
            case Uncertain(_, signed):
                words["signed" if signed else "open"].append(told_words(one))
            case _:
                words["settled"].append(told_words(one))
    return words


def _say_lines(app: Application, told: Told, last: str) -> None:
    lines = [_line(one, app.clock.local_offset_us()) for one in told]
    say("\n".join([*lines, *([last] if last else [])]))


def _line(told: SettledCommand, local_offset_us: int) -> str:
    intent = told.intent
    asked = f" ({intent.asked})" if intent.asked else ""
    named = breaking(
        f"The {typed_name(intent.kind)} of {moment_text(PumpTime(intent.confirmed_utc_us))} UTC{asked}"
    )
    match told.outcome:
        case Confirmed() as done:
            when = confirmed_at(done, PumpTime(intent.confirmed_utc_us + local_offset_us), to_the_second)
            return f"{named} was confirmed by the pump at {when} (its log entry {done.sequence})."
        case Refused(reason):
            return f"{named} was refused by the pump: {reason}."
        case Failed(_, proof):
            return f"{named} was not applied: {proof}."
        case Uncertain(_, signed) if signed:
            return f"{named} was closed without a known outcome: {signed}."
        case Uncertain(reason):
            return f"{named} is still open: {reason}."
