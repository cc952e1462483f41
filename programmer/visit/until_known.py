"""What to reckon with while nobody knows whether a command was carried out: the worst of that kind of command.

What is safe to believe of one command kills with another: a bolus counts as given, a STOP as not carried out, a RESUME
as not carried out either. One account for window, command line, history and report.
"""

from __future__ import annotations

from collections.abc import Iterable

from programmer.records.rows import IntentKind

_STOP_AGAIN = "if it must stand, STOP again is safe and right"

_DOUBTS = {
    IntentKind.COMMIT_PROGRAM: "It is not known whether the pump runs the new program",
    IntentKind.STOP: "It is not known whether STOP was carried out",
    IntentKind.RESUME: "It is not known whether delivery was resumed",
    IntentKind.GIVE_BOLUS: "It is not known whether the single bolus was given",
    IntentKind.CANCEL_BOLUS: "It is not known whether the bolus was cancelled",
    IntentKind.ACKNOWLEDGE: "It is not known whether the alarms were acknowledged",
    IntentKind.SET_CLOCK: "It is not known whether the pump's clock was set",
    IntentKind.TELL_REFILL: "It is not known whether the pump was told of the refill",
}
_WORST = {
    IntentKind.COMMIT_PROGRAM: "reckon with both programs: the old one or the new one may be running",
    IntentKind.STOP: f"treat the pump as perhaps still delivering; {_STOP_AGAIN}",
    IntentKind.RESUME: "treat the pump as not delivering: withdrawal is the danger",
    IntentKind.GIVE_BOLUS: "treat the bolus as given, and give no other",
    IntentKind.CANCEL_BOLUS: "treat the bolus as going on",
    IntentKind.ACKNOWLEDGE: "treat the alarms as not acknowledged",
    IntentKind.SET_CLOCK: "trust no time of the pump's schedule",
    IntentKind.TELL_REFILL: "do not rely on the level that the pump tells",
}


def doubt(kind: IntentKind) -> str:
    """What is not known of such a command; a sentence without its full stop."""
    return _DOUBTS[kind]


def until_it_tells(kinds: Iterable[IntentKind]) -> str:
    """What to reckon with, the worst of each kind once: ``Until the pump tells, treat the bolus as going on``.

    A sentence without its full stop. ``kinds`` are those of the commands that are open, at least one.
    """
    return f"Until the pump tells, {'; '.join(dict.fromkeys(_WORST[kind] for kind in kinds))}"


def at_the_command_line(kinds: Iterable[IntentKind]) -> str:
    """The same with the next step for who types commands: only STOP may be given again before the pump has told."""
    given = tuple(kinds)
    if set(given) == {IntentKind.STOP}:
        return f"{until_it_tells(given)}. Then ask the pump with settle URL or interrogate URL"
    return f"{until_it_tells(given)}. Repeat nothing but STOP before settle URL or interrogate URL has asked the pump"
