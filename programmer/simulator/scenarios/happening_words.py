"""What the engine says has happened, in the words of a scenario's events."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil

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
    OpeningStarted,
    RefillTold,
    Stopped,
)
from programmer.simulator.scenarios.events import Event, Word, seconds_word, volume_number
from programmer.therapy.pump import BolusKind

BOLUS_WORDS = {
    BolusKind.PATIENT: "patient_bolus",
    BolusKind.SINGLE: "bolus",
    BolusKind.PERIODIC: "periodic",
}


def event_of(
    happening: Happening,
    t_us: int,
    true_moment: Callable[[int], int] | None = None,
    *,
    exact: bool = False,
) -> Event:
    """The event of a happening, at that true time; ``true_moment`` turns the pump's own elapsed time into true time
    where the two go at different paces. ``exact``: the pump is an ideal one, of which nothing is rounded."""

    def in_step(own_us: int) -> int:
        return t_us + own_us - happening.at

    bolus = _of_bolus(happening, true_moment or in_step, exact=exact)
    more = _of_pump(happening) if bolus is None else bolus
    return Event(t_us, happening.kind, happening.time, happening.known, more)


def _of_bolus(
    happening: Happening, true_moment: Callable[[int], int], *, exact: bool
) -> dict[str, Word] | None:
    match happening:
        case BolusFinished(missing=missing):
            told = volume_number(missing) if exact else ceil(missing)
            return {"bolus": BOLUS_WORDS[happening.bolus], "missing_nl": told}
        case BolusStarted() | BolusSuspended() | BolusResumed():
            return {"bolus": BOLUS_WORDS[happening.bolus]}
        case BolusRefused():
            return _refusal(happening, true_moment)
        case _:
            return None


def _of_pump(happening: Happening) -> dict[str, Word]:
    match happening:
        case OpeningStarted():
            return {"opening": happening.opening.value, "volume_nl": volume_number(happening.volume)}
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
