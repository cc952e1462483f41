"""A program file is read to the letter or refused with the place and the reason."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.therapy.drugs import DrugFill
from programmer.therapy.notation import NotAQuantity
from programmer.therapy.program_words import (
    MODES,
    NotAProgram,
    mode_word,
    program_from_words,
    program_words,
)
from programmer.therapy.programs import Continuous, PumpProgram, Stopped
from programmer.therapy.quantities import NanogramsPerMillilitre
from tests.support.programs import continuous, schedule, schedules, usual_doses, usual_drugs

DRUG = {"name": "baclofen", "concentration": "500 mcg/mL"}
CONTINUOUS: dict[str, Any] = {"drug": DRUG, "program": {"mode": "continuous", "dose": "90 mcg/day"}}
SCHEDULE: dict[str, Any] = {
    "drug": DRUG,
    "program": {
        "mode": "day-schedule",
        "steps": [{"at": "00:00", "dose": "90 mcg/day"}, {"at": "07:00", "dose": "1000 mcg/day"}],
    },
}
modes = (
    st.just(Stopped())
    | st.builds(Continuous, usual_doses)
    | schedules(usual_doses, every_s=60)
)  # fmt: skip


def changed(words: dict[str, Any], *path: str | int, to: Any) -> dict[str, Any]:
    """The words with one value replaced or added."""
    copy = deepcopy(words)
    place: Any = copy
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = to
    return copy


def without(words: dict[str, Any], *path: str | int) -> dict[str, Any]:
    copy = deepcopy(words)
    place: Any = copy
    for key in path[:-1]:
        place = place[key]
    del place[path[-1]]
    return copy


def with_steps(*steps: Any) -> dict[str, Any]:
    return {"drug": DRUG, "program": {"mode": "day-schedule", "steps": list(steps)}}


def at(time: str) -> dict[str, str]:
    return {"at": time, "dose": "90 mcg/day"}


def test_a_file_says_what_it_means() -> None:
    assert program_from_words(CONTINUOUS) == continuous(90_000)
    assert program_from_words(SCHEDULE) == schedule((0, 90_000), (25_200, 1_000_000))
    stopped = {"drug": DRUG, "program": {"mode": "stopped"}}
    assert program_from_words(stopped) == PumpProgram(
        DrugFill("baclofen", NanogramsPerMillilitre(500_000)), Stopped()
    )


def test_a_program_is_told_in_the_same_words_and_with_the_dose_of_its_day() -> None:
    assert program_words(continuous(90_000)) == CONTINUOUS
    told = program_words(schedule((0, 90_000), (25_200, 1_000_000)))
    assert told["program"].pop("dose") == "734.583333 mcg/day"
    assert told == SCHEDULE
    stopped = program_words(PumpProgram(continuous(1).drug, Stopped()))
    assert stopped["program"] == {"mode": "stopped", "dose": "0 mcg/day"}


@given(st.builds(PumpProgram, usual_drugs, modes))
def test_a_program_told_in_words_is_read_back_as_itself(program: PumpProgram) -> None:
    words = program_words(program)
    if not isinstance(program.mode, Continuous):
        del words["program"]["dose"]  # the total of the day, told beside the mode and never read
    assert program_from_words(words) == program


@given(st.builds(PumpProgram, usual_drugs, modes))
def test_every_mode_has_its_word(program: PumpProgram) -> None:
    assert mode_word(program.mode) in MODES


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({}, "the table [drug] is missing"),
        ({"drug": DRUG}, "the table [program] is missing"),
        (changed(CONTINUOUS, "drug", to="baclofen"), "the table [drug] is missing"),
        (changed(CONTINUOUS, "program", to=[]), "the table [program] is missing"),
        (changed(CONTINUOUS, "bolus", to={}),
         "“bolus” is not a known key of the file; known are: bridge_bolus, drug, others"),
        (changed(CONTINUOUS, "drug", "lot", to="7"),
         "“lot” is not a known key of [drug]; known are: concentration, name"),
        (changed(CONTINUOUS, "program", "steps", to=[]),
         "“steps” is not a known key of a continuous [program]; known are: dose, mode"),
        (changed(SCHEDULE, "program", "dose", to="90 mcg/day"),
         "“dose” is not a known key of a day-schedule [program]; known are: mode, steps"),
        (changed(CONTINUOUS, "program", "mode", to="stopped"),
         "“dose” is not a known key of a stopped [program]; known are: mode"),
        (changed(SCHEDULE, "program", "steps", 1, "rate", to="x"),
         "“rate” is not a known key of step 2; known are: at, dose"),
        (without(CONTINUOUS, "drug", "name"), "“name” is missing in [drug]"),
        (without(CONTINUOUS, "drug", "concentration"), "“concentration” is missing in [drug]"),
        (without(CONTINUOUS, "program", "mode"), "“mode” is missing in [program]"),
        (without(CONTINUOUS, "program", "dose"), "“dose” is missing in [program]"),
        (without(SCHEDULE, "program", "steps"), "a day-schedule needs steps = [{ at = \"00:00\""),
        (without(SCHEDULE, "program", "steps", 1, "at"), "“at” is missing in step 2"),
        (without(SCHEDULE, "program", "steps", 1, "dose"), "“dose” is missing in step 2"),
        (changed(CONTINUOUS, "program", "dose", to=90),
         "“dose” in [program] must be a text in quotes with its unit, not 90"),
        (changed(CONTINUOUS, "program", "dose", to=0.5),
         "“dose” in [program] must be a text in quotes with its unit, not 0.5"),
        (changed(CONTINUOUS, "drug", "concentration", to=500),
         "“concentration” in [drug] must be a text in quotes with its unit, not 500"),
        (changed(CONTINUOUS, "program", "mode", to=1), "“mode” in [program] must be a text"),
        (changed(SCHEDULE, "program", "steps", 0, "at", to=0), "“at” in step 1 must be a text"),
        (changed(CONTINUOUS, "program", "mode", to="pulsed"),
         "“pulsed” is not a known mode; known are: stopped, minimum-rate, continuous,"),
        (changed(CONTINUOUS, "drug", "name", to="Baclofen"),
         "“Baclofen” is not a drug name; write the generic name in lower case"),
        (changed(CONTINUOUS, "drug", "concentration", to="500"), "concentration in [drug]: “500” is not"),
        (changed(CONTINUOUS, "drug", "concentration", to="2,000 mcg/mL"),
         "concentration in [drug]: a comma is not accepted"),
        (changed(CONTINUOUS, "program", "dose", to="1,5 mcg/day"),
         "dose in [program]: a comma is not accepted in “1,5”"),
        (changed(CONTINUOUS, "program", "dose", to="4 mcg/h"),
         "dose in [program]: “4 mcg/h” is a dose per hour"),
        (changed(SCHEDULE, "program", "steps", 1, "dose", to="4 mcg per hour"),
         "dose of step 2: “4 mcg per hour” is a dose per hour"),
        (changed(SCHEDULE, "program", "steps", 1, "at", to="7:00"), "step 2: “7:00” is not a time of day"),
        (changed(SCHEDULE, "program", "steps", to={}), "a day-schedule needs steps"),
        (changed(SCHEDULE, "program", "steps", to=[]), "a day-schedule needs steps"),
        (changed(SCHEDULE, "program", "steps", 1, to="07:00"), "step 2 must look like"),
        (with_steps(at("07:00")), "steps in [program]: the first step of a day schedule starts at 00:00"),
        (with_steps(at("00:00"), at("08:00"), at("07:00")),
         "steps in [program]: the steps of a day schedule must rise in time"),
        (with_steps(at("00:00"), at("07:00"), at("07:00")), "each time once"),
        (with_steps(*(at(f"{m // 60:02d}:{m % 60:02d}") for m in range(256))), "at most 255 steps, not 256"),
    ],
)  # fmt: skip
def test_words_that_are_not_a_program_are_refused_with_place_and_reason(
    words: dict[str, Any], reason: str
) -> None:
    with pytest.raises(NotAProgram) as refusal:
        program_from_words(words)
    assert reason in str(refusal.value)
    assert not isinstance(refusal.value, NotAQuantity)
