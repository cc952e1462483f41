"""What happened in a scenario, one event after the other, in the words of JSON and files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from programmer.therapy.quantities import MICROSECONDS_PER_SECOND, PumpTime

Word = str | int | float | bool | None

EVENT_KINDS: dict[str, str] = {
    "bolus-started": "a bolus began, or waits for one that goes before it",
    "bolus-suspended": "another bolus goes before it",
    "bolus-resumed": "it goes on with what it had left",
    "bolus-finished": "it ended; missing_nl is what the pump believes was not pushed of it",
    "bolus-refused": "a bolus that was asked for and not given, with the reason",
    "opening-started": "what opens a program began; one that waited, or that another program carries on, begins once",
    "opening-finished": "a prime or bridge has pushed its volume",
    "mode-began": "the program's mode began",
    "low-reservoir": "the believed volume is at its mark or below",
    "empty-reservoir": "the believed volume is at the mark of an empty reservoir, or 0",
    "truly-empty": "nothing is left in the reservoir, whatever the pump believes",
    "stall": "the motor stands",
    "stall-noticed": "the pump has noticed that its motor stands",
    "stall-recovered": "the motor turns again",
    "hold-began": "something holds delivery",
    "hold-ended": "it does not hold delivery any more",
    "stopped": "delivery was stopped",
    "resumed": "delivery was resumed",
    "program-changed": "another program is in force",
    "alarm-raised": "an alarm began",
    "alarm-cleared": "an alarm ended",
    "clock-set": "the pump's clock was set",
    "refill-told": "the pump was told what to believe of its reservoir",
    "withdrawn": "hands drew out of the reservoir",
    "filled": "hands injected so much as went in, by the needle's place",
    "fill-refused": "more than the reservoir has room for",
    "aspirated": "hands drew so much as came out of the catheter's port",
    "dye-given": "hands injected so much contrast as went into the catheter's port",
    "catheter-changed": "another catheter is in place",
    "catheter-trimmed": "the catheter was cut",
    "trim-refused": "the catheter is not as long as that, and stays as it is",
    "scanner-entered": "into the scanner",
    "scanner-left": "out of the scanner",
    "scanner-unchanged": "it is in the scanner already, or not in it",
    "occluded": "nothing passes the path any more",
    "occlusion-cleared": "the path is free",
    "leak": "this share of what leaves the pump is lost at the connector",
    "disconnected": "the catheter is off its connector, and all that leaves the pump is lost there",
    "mended": "nothing is lost at the connector any more",
    "calibrated": "each pulse moves another volume than before",
    "drift": "the pump's crystal is off by this much",
    "telemetry": "telemetry mode began or ended",
    "memory-error": "the pump's memory has failed",
    "reset": "the pump was reset",
    "interrogated": "somebody read the pump",
    "request-refused": "the pump refused what was asked of it, with the reason",
    "battery": "the battery has so many days left",
    "fault-armed": "a fault of the link was switched on",
}
"""Every kind of event, with what it tells."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event. ``t_us`` is true time since the beginning; ``known`` whether it is in the pump's own log."""

    t_us: int
    kind: str
    clock: PumpTime
    known: bool
    more: Mapping[str, Word] = field(default_factory=dict)


def seconds_word(microseconds: int) -> int | float:
    """Whole seconds as a whole number, else with their decimals."""
    whole, rest = divmod(microseconds, MICROSECONDS_PER_SECOND)
    # A number of JSON has to be a float; to the microsecond it is exact enough for some three centuries.
    return whole if not rest else microseconds / MICROSECONDS_PER_SECOND


def volume_number(nanolitres: Fraction) -> int | str:
    """A volume in nanolitres: a whole number, or a fraction as a text."""
    return nanolitres.numerator if nanolitres.denominator == 1 else str(nanolitres)
