"""What the engine says has happened, in the words of a scenario's events."""

from __future__ import annotations

from collections.abc import Callable

from programmer.delivery.happenings import (
    AlarmCleared,
    AlarmRaised,
    BolusFinished,
    BolusRefused,
    BolusResumed,
    BolusStarted,
    BolusSuspended,
    Happening,
    HoldBegan,
    HoldEnded,
    RefillTold,
    Stopped,
)
from programmer.simulator.scenarios.events import Event, Word, seconds_word
from programmer.therapy.pump import BolusKind

BOLUS_WORDS = {
    BolusKind.PATIENT: "patient_bolus",
    BolusKind.SINGLE: "bolus",
    BolusKind.PERIODIC: "periodic",
}


def event_of(happening: Happening, t_us: int, true_moment: Callable[[int], int] | None = None) -> Event:
    """The event of a happening, at that true time; ``true_moment`` turns the pump's own elapsed time into true time
    where the two go at different paces."""

    def in_step(own_us: int) -> int:
        return t_us + own_us - happening.at

    more = _more(happening, true_moment or in_step)
    return Event(t_us, happening.kind, happening.time, happening.known, more)


def _more(happening: Happening, true_moment: Callable[[int], int]) -> dict[str, Word]:
    match happening:
        case BolusFinished():
            return {"bolus": BOLUS_WORDS[happening.bolus], "missing_nl": happening.missing.value}
        case BolusStarted() | BolusSuspended() | BolusResumed():
            return {"bolus": BOLUS_WORDS[happening.bolus]}
        case BolusRefused():
            return _refusal(happening, true_moment)
        case HoldBegan() | HoldEnded():
            return {"hold": happening.hold.value}
        case Stopped():
            return {"by": happening.by.value}
        case RefillTold():
            return {"volume_nl": happening.volume.value}
        case AlarmRaised() | AlarmCleared():
            return {"alarm": happening.alarm.word}
        case _:
            return {}


def _refusal(refused: BolusRefused, true_moment: Callable[[int], int]) -> dict[str, Word]:
    words: dict[str, Word] = {
        "bolus": BOLUS_WORDS[refused.bolus],
        "reason": refused.reason.name.lower().replace("_", "-"),
    }
    if refused.until is not None:
        words["until_s"] = seconds_word(true_moment(refused.until))
    return words
