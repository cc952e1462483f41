"""What a scenario may not say: each refusal is a sentence that names the key."""

from __future__ import annotations

import pytest

from programmer.clock import ManualClock
from programmer.device.implant.messages.identity import (
    decode_catheter,
    decode_limits,
    encode_catheter,
    encode_limits,
)
from programmer.known_error import RefusedError
from programmer.simulator.scenarios.play import Play
from programmer.simulator.scenarios.reading import action_from_line, timeline_from_words
from programmer.simulator.scenarios.tables import NotAScenario
from tests.unit.simulator.scenarios.scenario_files import IDEAL, PATIENT, PROGRAM, entry, scenario

QUESTION = '[[check.questions]]\nkey = "a"\nask = "Why?"\n'
CHOICES = 'choices = { a = "This.", b = "That." }\n'

REFUSED: dict[str, tuple[str, str]] = {
    "an unknown key": ('speed = "1"', "“speed” is not a known key of the file; known are: "),
    "no drug": ("", "The table [drug] is missing"),
    "a title without words": ('title = " "' + PROGRAM, "“title” in the file must be a text in quotes"),
    "a title that is a number": (
        "title = 7" + PROGRAM,
        "“title” in the file must be a text in quotes, not 7",
    ),
    "a bare meeting": ('meet = "20"' + PROGRAM, "Meet in the file: “20” does not say of what"),
    "a seed below nothing": ("seed = -1" + PROGRAM, "“seed” in the file must be 0 to "),
    "a seed in quotes": ('seed = "1"' + PROGRAM, "“seed” in the file must be a whole number without quotes"),
    "an unknown model": (
        'model = "reference-10"' + PROGRAM,
        "Model in the file: “reference-10” is not known",
    ),
    "a model that is a number": (
        "model = 20" + PROGRAM,
        "“model” in the file must be a text in quotes, not 20",
    ),
    "an unknown key of the model": (
        '[model]\nsize = "20 mL"' + PROGRAM,
        "“size” is not a known key of [model]",
    ),
    "an unknown likeness": (
        '[model]\nlike = "x"' + PROGRAM,
        "Like in [model]: “x” is not known; known are: ",
    ),
    "a bare capacity": (
        "[model]\ncapacity = 20" + PROGRAM,
        "“capacity” in [model] must be a text in quotes with its",
    ),
    "no capacity": (
        '[model]\ncapacity = "0 mL"' + PROGRAM,
        "Capacity in [model]: a reservoir holds more than nothing",
    ),
    "a flow per nothing": (
        '[model]\nmax_flow = "24 mL"' + PROGRAM,
        "Max_flow in [model]: “24 mL” does not say per",
    ),
    "flows upside down": (
        '[model]\nmin_flow = "25 mL/day"' + PROGRAM,
        "Min_flow in [model] is more than max_flow",
    ),
    "half a pulse": (
        '[model]\nstroke = "0.5 nL"' + PROGRAM,
        "Stroke in [model]: 0.5 nanolitres is not a whole",
    ),
    "a calibration without a unit": (
        '[model]\ncalibration = "5"' + PROGRAM,
        "Calibration in [model]: “5” is not an",
    ),
    "a life of half days": (
        '[model]\nbattery_days = "36 h"' + PROGRAM,
        "Battery_days in [model]: “36 h” is not a",
    ),
    "a length in mL": (
        '[model]\nlength = "80 mL"' + PROGRAM,
        "Length in [model]: “80 mL” is not a length of catheter",
    ),
    "a low mark above the reservoir": (
        '[model]\ncapacity = "1 mL"' + PROGRAM,
        "Low_reservoir_mark in [model]: 2 mL are more than the reservoir holds, 1 mL",
    ),
    "a residual volume above the reservoir": (
        '[model]\nresidual = "21 mL"' + PROGRAM,
        "Residual in [model]: 21 mL are more than the reservoir holds, 20 mL",
    ),
    "an empty mark above the low one": (
        '[model]\nempty_mark = "3 mL"' + PROGRAM,
        "Empty_mark in [model]: 3 mL are more than low_reservoir_mark, 2 mL",
    ),
    "a pulse above the reservoir": (
        '[model]\nstroke = "21 mL"' + PROGRAM,
        "Stroke in [model]: one pulse is more than the reservoir holds, 20 mL",
    ),
    "more told than the pump holds": (
        entry("1 h", "stop") + entry("2 h", "tell-refill", 'volume = "4000 mL"') + PROGRAM,
        "Volume in [[timeline]] 2: 4000 mL are more than the reservoir holds, 20 mL",
    ),
    "a catheter cut to more than it is": (
        entry("1 h", "trim-catheter", 'length = "90 cm"') + PROGRAM,
        "Length in [[timeline]] 1: 90 cm are longer than the catheter is, 80 cm",
    ),
    "a length that no pump can tell": (
        '[model]\nlength = "7000 cm"' + PROGRAM,
        "Length in [model]: “7000 cm” is more than 6553.5 cm",
    ),
    "another catheter as long": (
        entry("1 h", "change-catheter", 'length = "6554 cm"') + PROGRAM,
        "Length in [[timeline]] 1: “6554 cm” is more than 6553.5 cm",
    ),
    "too many steps": (
        "[model]\nmax_steps = 300" + PROGRAM,
        "“max_steps” in [model] must be 1 to 255, not 300",
    ),
    "a yes in quotes": (
        '[model]\nrecovery_logged = "true"' + PROGRAM,
        "“recovery_logged” in [model] must be true or false without quotes, not 'true'",
    ),
    "a long name": (f'[model]\nname = "{"x" * 33}"' + PROGRAM, "Name in [model]: “xxx"),
    "beyond the model": (
        PROGRAM.replace("24 mg/day", "25 mg/day"),
        "[program] is beyond this model: 25\u00a0mg per day is 25\u00a0mL per day, at most 24\u00a0mL per day",
    ),
    "no dose": (PROGRAM.replace('dose = "24 mg/day"', ""), "“dose” is missing in [program]"),
    "an unknown key of the state": (
        '[state]\nfull = "1 mL"' + PROGRAM,
        "“full” is not a known key of [state]",
    ),
    "more than fits": (
        '[state]\nbelieved = "21 mL"' + PROGRAM,
        "Believed in [state]: “21 mL” is more than the reservoir",
    ),
    "truly more than fits": (
        '[state]\ntrue = "21 mL"' + PROGRAM,
        "True in [state]: “21 mL” is more than the reservoir",
    ),
    "a path of nothing known": (
        '[state]\npath = "air"' + PROGRAM,
        "Path in [state]: “air” is not known; known are: ",
    ),
    "no drug in a list": ("[state]\ndrugs = []" + PROGRAM, "“drugs” in [state] names no drug"),
    "a drug that is none": (
        '[state]\ndrugs = [{ name = "X", concentration = "1 mg/mL" }]' + PROGRAM,
        "Drugs in [state], drug 1: “X” is written in lower case",
    ),
    "a drug twice": (
        '[state]\ndrugs = [{ name = "morphine", concentration = "1 mg/mL" }, '
        '{ name = "morphine", concentration = "2 mg/mL" }]' + PROGRAM,
        "Drugs in [state]: a mixture names each drug once",
    ),
    "neither running nor stopped": (
        '[state]\ndelivery = "on"' + PROGRAM,
        "Delivery in [state]: “on” is not known",
    ),
    "an old battery": (
        '[state]\nbattery_age = "9999 days"' + PROGRAM,
        "Battery_age in [state]: its life is 2,555 days",
    ),
    "a moment that is none": (
        '[state]\nclock = "today"' + PROGRAM,
        "Clock in [state]: “today” is not a moment",
    ),
    "a shift to nowhere": (
        '[state]\nclock_shift = "1 h"' + PROGRAM,
        "Clock_shift in [state]: “1 h” does not say which",
    ),
    "no timeline": ('timeline = "later"' + PROGRAM, "“timeline” in the file must be a list of tables"),
    "no moment": ('[[timeline]]\ndo = "press"' + PROGRAM, "“at” is missing in [[timeline]] 1"),
    "no action": ('[[timeline]]\nat = "1 h"' + PROGRAM, "“do” is missing in [[timeline]] 1"),
    "an unknown action": (
        entry("1 h", "wait") + PROGRAM,
        "Do in [[timeline]] 1: “wait” is not known; known are: ",
    ),
    "the second entry": (
        entry("1 h", "press") + entry("x", "press") + PROGRAM,
        "At in [[timeline]] 2: “x” is not",
    ),
    "a key that does not go with it": (
        entry("1 h", "press", 'volume = "1 mL"') + PROGRAM,
        "“volume” is not a known key of press in [[timeline]] 1",
    ),
    "a volume that is missing": (entry("1 h", "withdraw") + PROGRAM, "“volume” is missing in [[timeline]] 1"),
    "no place for a needle": (
        entry("1 h", "fill", 'volume = "1 mL"\ninto = "arm"') + PROGRAM,
        "Into in [[timeline]] 1: “arm” is not known; known are: port, pocket, catheter port",
    ),
    "times without every": (
        entry("1 h", "press", "times = 3") + PROGRAM,
        "“times” in [[timeline]] 1 needs “every”",
    ),
    "no times": (
        entry("1 h", "press", 'every = "1 h"\ntimes = 0') + PROGRAM,
        "“times” in [[timeline]] 1 must be 1 to ",
    ),
    "every nothing": (
        entry("1 h", "press", 'every = "0 min"') + PROGRAM,
        "Every in [[timeline]] 1: “0 min” is no time",
    ),
    "a leak of more than all": (
        entry("1 h", "leak", 'share = "120 %"') + PROGRAM,
        "Share in [[timeline]] 1: “120 %” is not a share",
    ),
    "a drift of no crystal": (
        entry("1 h", "drift", 'error = "70 %"') + PROGRAM,
        "Error in [[timeline]] 1: “70 %” is more than half as fast",
    ),
    "telemetry neither on nor off": (
        entry("1 h", "telemetry") + PROGRAM,
        "“on” is missing in [[timeline]] 1",
    ),
    "a bolus of nothing": (
        entry("1 h", "bolus", 'dose = "0 mg"\nduration = "5 min"') + PROGRAM,
        "[[timeline]] 1: a bolus",
    ),
    "a program without a mode": (
        entry("1 h", "program", '[timeline.drug]\nname = "morphine"\nconcentration = "1 mg/mL"') + PROGRAM,
        "The table [program] is missing",
    ),
    "an unknown fault": (
        entry("1 h", "fault", 'fault = "gremlin"') + PROGRAM,
        "[[timeline]] 1: “gremlin” is no fault",
    ),
    "an unknown option of a fault": (
        entry("1 h", "fault", 'fault = "lose-reply"\nppm = 5') + PROGRAM,
        "[[timeline]] 1: “ppm” is no option of lose-reply",
    ),
    "a fault every hour": (
        entry("1 h", "fault", 'fault = "lose-reply"\nevery = "1 h"') + PROGRAM,
        "“every” in [[timeline]] 1 does not go with a fault",
    ),
    "a drift as a fault": (
        entry("1 h", "fault", 'fault = "drift"\nppm = 50') + PROGRAM,
        'Fault in [[timeline]] 1: a crystal that is off is written do = "drift"',
    ),
    "a check of nothing": ("[check]" + PROGRAM, "[check] asks nothing and looks at nothing"),
    "a time that runs out before the pump is looked at": (
        '[check]\nafter = "2 h"\nwithin = "1 h"\n' + QUESTION + 'right = "5"' + PROGRAM,
        "“within” in [check] must not come before “after”",
    ),
    "an unknown key of the check": (
        '[check]\nmarks = "5"' + PROGRAM,
        "“marks” is not a known key of [check]",
    ),
    "a question without a key": (
        '[[check.questions]]\nask = "Why?"\nright = "5"' + PROGRAM,
        "“key” is missing in [[check.questions]] 1",
    ),
    "a right answer that is no choice": (
        QUESTION + CHOICES + 'right = "c"' + PROGRAM,
        "Right in [[check.questions]] 1: “c” is none of the choices a, b",
    ),
    "one choice": (
        QUESTION + 'choices = { a = "This." }\nright = "a"' + PROGRAM,
        "Choices in [[check.questions]] 1 must offer two at least",
    ),
    "a tolerance of choices": (
        QUESTION + CHOICES + 'right = "a"\ntolerance = "5 %"' + PROGRAM,
        "“tolerance” in [[check.questions]] 1 goes with a number",
    ),
    "a number without a unit": (
        QUESTION + 'right = "5 mL/min"' + PROGRAM,
        "Right in [[check.questions]] 1: “5 mL/min” is no number with its unit",
    ),
    "a tolerance in another unit": (
        QUESTION + 'right = "5 mL"\ntolerance = "1 h"' + PROGRAM,
        "Tolerance in [[check.questions]] 1: “1 h” is not a volume",
    ),
    "a key twice": (
        (QUESTION + 'right = "5 mL"\n') * 2 + PROGRAM,
        "[[check.questions]]: “a” is the key of two questions",
    ),
    "an unknown condition": (
        '[check.pump]\ncolour = "red"' + PROGRAM,
        "“colour” is not a known key of pump in [check]",
    ),
    "no bounds": (
        "[check.pump]\ndose = {}" + PROGRAM,
        "Dose in pump in [check] needs at_least, at_most, or both",
    ),
    "an unknown kind of event": (
        '[check.pump]\nmust_happen = ["rain"]' + PROGRAM,
        "Must_happen in pump in [check]: 'rain' is no kind of event",
    ),
    "a kind of event that is a list": (
        '[check.pump]\nmust_happen = [["stopped"]]' + PROGRAM,
        "Must_happen in pump in [check]: ['stopped'] is no kind of event",
    ),
    "kinds that are no list": (
        '[check.pump]\nmust_happen = "stopped"' + PROGRAM,
        "“must_happen” in pump in [check] must be a list of kinds of event",
    ),
}


@pytest.mark.parametrize(("text", "why"), REFUSED.values(), ids=REFUSED)
def test_a_scenario_that_is_wrong_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(NotAScenario) as refusal:
        scenario(text)
    assert str(refusal.value).startswith(why)


def test_what_the_refused_ones_are_made_of_is_taken() -> None:
    assert scenario(IDEAL, PROGRAM, PATIENT, entry("1 h", "press", 'every = "1 h"\ntimes = 3')).timeline


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("withdraw 5 mL", 'Write it like do = "withdraw", volume = "5 mL"'),
        ('do = "press", at = "1 h"', "What is typed is done now; leave out “at”"),
        ('do = "wait"', "Do in what was typed: “wait” is not known"),
    ],
)
def test_a_typed_line_that_is_no_action_is_refused(line: str, why: str) -> None:
    with pytest.raises(NotAScenario) as refusal:
        action_from_line(line)
    assert str(refusal.value).startswith(why)


def test_a_conduct_holds_a_timeline_and_nothing_else() -> None:
    with pytest.raises(NotAScenario, match="“title” is not a known key of the file; known are: timeline"):
        timeline_from_words({"title": "x"})


@pytest.mark.parametrize(
    "words", ['max_flow = "180 mL/h"', 'flow_step = "4295 mL/day"', 'volume_per_cm = "4295 mL/cm"']
)
def test_a_pump_that_no_link_can_tell_of_runs_on_the_bench_and_is_not_served(words: str) -> None:
    read = scenario(f"[model]\n{words}", PROGRAM.replace("24 mg", "0 mg"))
    assert Play(read, lambda _event: None).pump.model == read.model
    with pytest.raises(RefusedError, match="is more than a pump can tell a programmer"):
        Play(read, lambda _event: None, clock=ManualClock())


def test_the_greatest_pump_that_can_be_told_of_is_served() -> None:
    read = scenario('[model]\nmax_flow = "4294.967295 mL/day"\nlength = "6553.5 cm"', PROGRAM)
    model = Play(read, lambda _event: None, clock=ManualClock()).pump.model
    assert decode_limits(encode_limits(model.limits)) == model.limits
    assert decode_catheter(encode_catheter(model.catheter)) == model.catheter
