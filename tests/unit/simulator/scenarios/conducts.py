"""For each training scenario: a conduct that finds what there is to find, and some that do not."""

from __future__ import annotations

from dataclasses import dataclass

from tests.unit.simulator.scenarios.scenario_files import entry

BACLOFEN = '[timeline.drug]\nname = "baclofen"\nconcentration = "500 mcg/mL"\n'


def dose(at: str, text: str, drug: str = BACLOFEN) -> str:
    """Another continuous dose is programmed."""
    return entry(at, "program", f'{drug}[timeline.program]\nmode = "continuous"\ndose = "{text}"')


@dataclass(frozen=True)
class Conduct:
    """What is answered, and what is done, at times that count from the coming."""

    answers: dict[str, str]
    done: str = ""


RESUME = entry("5 min", "resume")
STOP = entry("5 min", "stop")
LOOK = entry("5 min", "withdraw", 'volume = "20 mL"')
LOOK_40 = entry("5 min", "withdraw", 'volume = "40 mL"')


def told(volume: str) -> str:
    """The pump is told what is in its reservoir."""
    return entry("10 min", "tell-refill", f'volume = "{volume}"')


def put_back(volume: str) -> str:
    """What was withdrawn goes into the reservoir again."""
    return entry("8 min", "fill", f'volume = "{volume}"')


TOLD_AFTER_A_LOOK = LOOK_40 + put_back("5.6 mL") + told("5.8 mL")
STILL_THERE = LOOK + put_back("16.9 mL") + told("17 mL")
LATE = entry("14 h", "resume")
RAISED_FOR_A_MOMENT = dose("5 min", "1600 mcg/day", BACLOFEN.replace("500", "2000")) + dose(
    "10 min", "400 mcg/day", BACLOFEN.replace("500", "2000")
)

RIGHT: dict[str, Conduct] = {
    "forgotten-bridge-up": Conduct({"tip": "100 mcg/day", "until": "38 h", "next": "leave"}),
    "forgotten-bridge-down": Conduct(
        {"tip": "1.6 mg/day", "until": "9 h 30 min"}, dose("5 min", "100 mcg/day")
    ),
    "pocket-fill": Conduct(
        {"cause": "pocket", "mass": "360 mg", "first": "breathing"}, LOOK + told("1.4 mL")
    ),
    "filled-20-as-40": Conduct({"missing": "20 mL", "cause": "refill"}, TOLD_AFTER_A_LOOK),
    "over-infusion": Conduct({"ratio": "116 %", "cause": "fast", "next": "replace"}),
    "scanner-stall": Conduct({"delivers": "yes", "next": "again"}, entry("5 min", "interrogate")),
    "left-stopped": Conduct({"since": "30 h", "alarm": "48h"}, RESUME),
    "eri-passed": Conduct({"left": "60 days", "next": "book"}),
    "lockout-pressed": Conduct({"given": "2", "why": "lockout", "next": "ask"}),
    "wrong-concentration": Conduct({"dose": "400 mcg/day", "begun": "38 h"}, dose("5 min", "25 mcg/day")),
    "catheter-disconnected": Conduct({"cause": "pocket", "lost": "600 mcg"}),
    "occlusion-after-connector": Conduct({"more": "14 mL", "cause": "occluded"}, STILL_THERE),
    "battery-reset": Conduct({"since": "9 h", "program": "kept", "next": "replace"}, RESUME),
    "clock-an-hour-off": Conduct({"off": "1 h", "way": "ahead"}, entry("5 min", "set-clock")),
    "two-programmers": Conduct({"dose": "134 mcg/day", "next": "talk"}),
    "log-wrapped": Conduct({"reach": "83 days", "stop": "unknown"}),
    "boluses-used-up": Conduct({"why": "day", "next": "18 h 30 min"}),
}

WRONG: dict[str, list[Conduct]] = {
    "forgotten-bridge-up": [
        Conduct({"tip": "400 mcg/day", "until": "38 h", "next": "leave"}),
        Conduct(RIGHT["forgotten-bridge-up"].answers, STOP),
        Conduct(
            RIGHT["forgotten-bridge-up"].answers,
            dose("5 min", "1600 mcg/day", BACLOFEN.replace("500", "2000")),
        ),
        Conduct(RIGHT["forgotten-bridge-up"].answers, RAISED_FOR_A_MOMENT),
    ],
    "forgotten-bridge-down": [
        Conduct(RIGHT["forgotten-bridge-down"].answers),
        Conduct({"tip": "400 mcg/day", "until": "9 h 30 min"}, dose("5 min", "100 mcg/day")),
        Conduct(RIGHT["forgotten-bridge-down"].answers, STOP),
        Conduct(RIGHT["forgotten-bridge-down"].answers, dose("14 h", "100 mcg/day")),
    ],
    "pocket-fill": [
        Conduct(RIGHT["pocket-fill"].answers),
        Conduct({"cause": "rate", "mass": "360 mg", "first": "breathing"}, LOOK + told("1.4 mL")),
    ],
    "filled-20-as-40": [
        Conduct(RIGHT["filled-20-as-40"].answers, LOOK_40),
        Conduct({"missing": "2 mL", "cause": "refill"}, TOLD_AFTER_A_LOOK),
        Conduct(
            RIGHT["filled-20-as-40"].answers,
            entry("5 min", "withdraw", 'volume = "1 nL"') + told("5.6 mL"),
        ),
        Conduct(RIGHT["filled-20-as-40"].answers, entry("5 min", "empty") + told("0 mL")),
        Conduct(RIGHT["filled-20-as-40"].answers, TOLD_AFTER_A_LOOK + STOP),
    ],
    "over-infusion": [
        Conduct({"ratio": "104 %", "cause": "fast", "next": "replace"}),
        Conduct(RIGHT["over-infusion"].answers, dose("5 min", "300 mcg/day")),
        Conduct(RIGHT["over-infusion"].answers, STOP),
    ],
    "scanner-stall": [
        Conduct(RIGHT["scanner-stall"].answers, STOP),
        Conduct({"delivers": "no", "next": "again"}),
    ],
    "left-stopped": [
        Conduct(RIGHT["left-stopped"].answers),
        Conduct({"since": "3 h", "alarm": "48h"}, RESUME),
        Conduct(RIGHT["left-stopped"].answers, LATE),
    ],
    "eri-passed": [Conduct({"left": "90 days", "next": "book"}), Conduct(RIGHT["eri-passed"].answers, STOP)],
    "lockout-pressed": [
        Conduct({"given": "20", "why": "lockout", "next": "ask"}),
        Conduct({"given": "2", "why": "lockout", "next": "shorten"}),
    ],
    "wrong-concentration": [
        Conduct(RIGHT["wrong-concentration"].answers),
        Conduct({"dose": "100 mcg/day", "begun": "38 h"}, dose("5 min", "25 mcg/day")),
        Conduct(RIGHT["wrong-concentration"].answers, STOP),
    ],
    "catheter-disconnected": [
        Conduct({"cause": "patient", "lost": "600 mcg"}),
        Conduct(RIGHT["catheter-disconnected"].answers, dose("5 min", "400 mcg/day")),
        Conduct(RIGHT["catheter-disconnected"].answers, entry("5 min", "dye", 'volume = "2 mL"')),
    ],
    "occlusion-after-connector": [
        Conduct(RIGHT["occlusion-after-connector"].answers),
        Conduct({"more": "14 mL", "cause": "leak"}, STILL_THERE),
        Conduct(
            RIGHT["occlusion-after-connector"].answers,
            entry("5 min", "withdraw", 'volume = "0 mL"') + told("17 mL"),
        ),
        Conduct(RIGHT["occlusion-after-connector"].answers, entry("5 min", "empty") + told("0.1 mL")),
    ],
    "battery-reset": [
        Conduct(RIGHT["battery-reset"].answers),
        Conduct({"since": "9 h", "program": "lost", "next": "replace"}, RESUME),
        Conduct(RIGHT["battery-reset"].answers, LATE),
    ],
    "clock-an-hour-off": [
        Conduct(RIGHT["clock-an-hour-off"].answers),
        Conduct({"off": "1 h", "way": "behind"}, entry("5 min", "set-clock")),
    ],
    "two-programmers": [
        Conduct({"dose": "120 mcg/day", "next": "talk"}),
        Conduct(RIGHT["two-programmers"].answers, dose("5 min", "132 mcg/day")),
    ],
    "log-wrapped": [
        Conduct({"reach": "83 days", "stop": "no"}),
        Conduct({"reach": "120 days", "stop": "unknown"}),
    ],
    "boluses-used-up": [
        Conduct({"why": "lockout", "next": "18 h 30 min"}),
        Conduct({"why": "day", "next": "1 h"}),
    ],
}
