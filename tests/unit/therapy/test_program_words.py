"""A program file is read to the letter or refused with the place and the reason."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.therapy.boluses import (
    BolusWindow,
    BridgeBolus,
    Opening,
    PatientBolus,
    PrimeExtent,
    PrimingBolus,
    SingleBolus,
)
from programmer.therapy.drugs import DrugFill
from programmer.therapy.notation import NotAQuantity
from programmer.therapy.program_words import (
    MODES,
    NotAProgram,
    mode_word,
    program_from_words,
    program_words,
)
from programmer.therapy.program_words.writing import WEEKDAYS
from programmer.therapy.programs import (
    Continuous,
    MinimumRate,
    PeriodicBolus,
    PumpProgram,
    Stopped,
    WeekSchedule,
)
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    Seconds,
)
from tests.support.programs import (
    continuous,
    schedule,
    schedules,
    usual_doses,
    usual_drugs,
    usual_masses,
    whole_programs,
)

DRUG = {"name": "baclofen", "concentration": "500 mcg/mL"}
STEP = {"at": "00:00", "dose": "90 mcg/day"}
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
        (changed(CONTINUOUS, "drug", to="baclofen"), "[drug] must be one table, and is something else"),
        (changed(CONTINUOUS, "program", to=[]), "[program] must be one table, and is something else"),
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


# ---- mixtures, other modes, boluses ---------------------------------------------------------------------------

PERIODIC: dict[str, Any] = {
    "drug": DRUG,
    "program": {
        "mode": "periodic-bolus",
        "background": "90 mcg/day",
        "bolus": "20 mcg",
        "duration": "5 min",
        "interval": "4 h 0 min",
    },
}
PATIENT = {"dose": "10 mcg", "duration": "5 min", "lockout": "3 h", "most_per_day": 6}
BRIDGE = {"drug": DRUG, "dose": "400 mcg/day", "path": "0.316 mL"}
PRIME = {"extent": "catheter only", "volume": "0.176 mL", "duration": "10 min"}


def week() -> dict[str, Any]:
    days = {day: [{"at": "00:00", "dose": f"{90 + number} mcg/day"}] for number, day in enumerate(WEEKDAYS)}
    return {"drug": DRUG, "program": {"mode": "week-schedule", **days}}


@given(whole_programs(usual_drugs, usual_doses, usual_masses, every_s=60))
def test_every_program_of_whole_minutes_and_nanograms_goes_there_and_back(program: PumpProgram) -> None:
    words = program_words(program)
    if "dose" in words["program"] and not isinstance(program.mode, Continuous | MinimumRate):
        del words["program"]["dose"]
    assert program_from_words(words) == program


@pytest.mark.requirement("CRISYS-024", "IT-4")
def test_a_periodic_bolus_is_read_with_its_interval_in_hours_and_minutes() -> None:
    mode = program_from_words(PERIODIC).mode
    assert mode == PeriodicBolus(NanogramsPerDay(90_000), Nanograms(20_000), Seconds(300), Seconds(14_400))


def test_a_week_begins_on_monday() -> None:
    mode = program_from_words(week()).mode
    assert isinstance(mode, WeekSchedule)
    assert [day.steps[0].dose.value for day in mode.days] == [90_000 + 1_000 * number for number in range(7)]


def test_a_mixture_names_its_primary_first() -> None:
    others = [{"name": "clonidine", "concentration": "100 mcg/mL"}]
    program = program_from_words({**CONTINUOUS, "others": others})
    assert program.drugs == (program.drug, DrugFill("clonidine", NanogramsPerMillilitre(100_000)))
    assert program_words(program)["others"] == others


@pytest.mark.requirement("OPCA-R5.2.0-1")
def test_a_patient_bolus_may_have_a_second_limit() -> None:
    bolus = program_from_words({**CONTINUOUS, "patient_bolus": PATIENT}).patient_bolus
    assert bolus == PatientBolus(Nanograms(10_000), Seconds(300), Seconds(10_800), 6)
    more = {**PATIENT, "window": "4 h 0 min", "most_per_window": 2}
    bolus = program_from_words({**CONTINUOUS, "patient_bolus": more}).patient_bolus
    assert bolus is not None
    assert bolus.window == BolusWindow(2, Seconds(14_400))


@pytest.mark.parametrize(
    ("key", "words", "opening"),
    [
        (
            "single_bolus",
            {"dose": "0.2 mg", "duration": "90 s"},
            SingleBolus(Nanograms(200_000), Seconds(90)),
        ),
        ("priming_bolus", PRIME, PrimingBolus(PrimeExtent.CATHETER_ONLY, Nanolitres(176_000), Seconds(600))),
        (
            "bridge_bolus",
            BRIDGE,
            BridgeBolus(
                (DrugFill("baclofen", NanogramsPerMillilitre(500_000)),),
                NanogramsPerDay(400_000),
                Nanolitres(316_000),
            ),
        ),
    ],
)
def test_a_program_may_open_with_one_of_three(key: str, words: dict[str, Any], opening: Opening) -> None:
    assert program_from_words({**CONTINUOUS, key: words}).opening == opening


@pytest.mark.parametrize("count", [1, 2])
def test_a_bridge_tells_every_drug_of_the_old_mixture(count: int) -> None:
    others = [
        {"name": "clonidine", "concentration": "100 mcg/mL"},
        {"name": "bupivacaine", "concentration": "20 mg/mL"},
    ]
    words = {**CONTINUOUS, "bridge_bolus": {**BRIDGE, "others": others[:count]}}
    program = program_from_words(words)
    assert isinstance(program.opening, BridgeBolus)
    assert len(program.opening.old) == count + 1
    assert program_words(program) == words


@pytest.mark.requirement("IT-4")
@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (changed(PERIODIC, "program", "interval", to="4 h"),
         "interval in [program]: “4 h” must name hours and minutes, both: write it like 4 h 0 min"),
        (changed(PERIODIC, "program", "interval", to="240 min"), "“240 min” must name hours and minutes, both"),
        (changed(PERIODIC, "program", "interval", to="4 h 75 min"), "75 min in “4 h 75 min” is 60 or more"),
        (changed(PERIODIC, "program", "interval", to="0 h 5 min"), "must end before the next begins"),
        (changed(PERIODIC, "program", "dose", to="90 mcg/day"),
         "“dose” is not a known key of a periodic-bolus [program]"),
        (without(PERIODIC, "program", "background"), "“background” is missing in [program]"),
        (changed(PERIODIC, "program", "bolus", to="20 mcg/day"), "bolus in [program]: “20 mcg/day”"),
        (without(week(), "program", "sunday"), "a week-schedule needs sunday = [{ at"),
        (changed(week(), "program", "tuesday", 0, "at", to="01:00"),
         "tuesday in [program]: the first step of a day schedule starts at 00:00"),
        (changed(week(), "program", "tuesday", 0, "dose", to="90"), "dose of tuesday step 1: “90” is not"),
        ({"drug": DRUG, "program": {"mode": "week-schedule", **{day: [STEP] for day in WEEKDAYS}}},
         "[program]: all seven days are the same; that is a day schedule"),
        ({**CONTINUOUS, "others": {"name": "clonidine"}}, "“others” in the file must be a list of tables"),
        ({**CONTINUOUS, "others": ["clonidine"]}, "“others” in the file must be a list of tables"),
        ({**CONTINUOUS, "others": [{"name": "clonidine"}]}, "“concentration” is missing in [[others]] 1"),
        ({**CONTINUOUS, "others": [DRUG]}, "the file: a mixture names each drug once"),
        ({**CONTINUOUS, "patient_bolus": 5}, "[patient_bolus] must be one table, and is something"),
        ({**CONTINUOUS, "patient_bolus": {**PATIENT, "most_per_day": "6"}},
         "“most_per_day” in [patient_bolus] must be a whole number without quotes, not '6'"),
        ({**CONTINUOUS, "patient_bolus": {**PATIENT, "most_per_day": True}}, "whole number without quotes, not true"),
        ({**CONTINUOUS, "program": {**CONTINUOUS["program"], "dose": date(2026, 1, 5)}}, "unit, not 2026-01-05"),
        ({**CONTINUOUS, "program": {**CONTINUOUS["program"], "dose": time(4, 30)}}, "unit, not 04:30:00"),
        ({**CONTINUOUS, "program": {**CONTINUOUS["program"], "dose": False}}, "unit, not false"),
        ({**CONTINUOUS, "patient_bolus": {**PATIENT, "lockout": "1193047 h"}},
         "[patient_bolus]: a lockout is at least 1 s and less than 1,193,046 h 28 min 16 s, not 4,294,969,200 s"),
        ({**CONTINUOUS, "priming_bolus": {**PRIME, "volume": "4294.967296 mL"}},
         "[priming_bolus]: a priming bolus is more than 0 and less than 4,294.967296 mL"),
        ({**CONTINUOUS, "patient_bolus": {**PATIENT, "most_per_day": 0}},
         "[patient_bolus]: a limit is 1 to 65,535 boluses, not 0"),
        ({**CONTINUOUS, "patient_bolus": {**PATIENT, "window": "4 h"}},
         "“most_per_window” is missing in [patient_bolus]"),
        ({**CONTINUOUS, "patient_bolus": {**PATIENT, "most_per_window": 2}},
         "“window” is missing in [patient_bolus]"),
        ({**CONTINUOUS, "patient_bolus": {**PATIENT, "lockout": "180"}}, "lockout in [patient_bolus]: “180”"),
        ({**CONTINUOUS, "patient_bolus": {**PATIENT, "rate": "1"}}, "“rate” is not a known key of [patient_bolus]"),
        ({**CONTINUOUS, "priming_bolus": PRIME, "bridge_bolus": BRIDGE},
         "a program opens with one of priming_bolus, bridge_bolus, not with more"),
        ({**CONTINUOUS, "priming_bolus": {**PRIME, "extent": "everything"}},
         "“everything” is not an extent of priming; known are: pump and catheter, catheter only, after a catheter"),
        ({**CONTINUOUS, "priming_bolus": {**PRIME, "rate": "1 mL/h"}}, "“rate” is not a known key of [priming_bolus]"),
        ({**CONTINUOUS, "priming_bolus": {**PRIME, "volume": "0 mL"}},
         "[priming_bolus]: a priming bolus is more than 0"),
        ({**CONTINUOUS, "bridge_bolus": without(BRIDGE, "drug")}, "the table [bridge_bolus.drug] is missing"),
        ({**CONTINUOUS, "bridge_bolus": {**BRIDGE, "others": [{"name": "clonidine"}]}},
         "“concentration” is missing in [[bridge_bolus.others]] 1"),
        ({**CONTINUOUS, "bridge_bolus": {**BRIDGE, "to": DRUG}}, "“to” is not a known key of [bridge_bolus]"),
        ({**CONTINUOUS, "single_bolus": {"dose": "1 mg", "duration": "0 s"}}, "a bolus lasts at least 1 s"),
        ({**CONTINUOUS, "single_bolus": {"dose": "1 mg", "duration": "5 min", "rate": 1}},
         "“rate” is not a known key of [single_bolus]"),
        ({"drug": DRUG, "program": {"mode": "stopped"}, "patient_bolus": PATIENT},
         "the file: a stopped program gives no bolus"),
    ],
)  # fmt: skip
def test_what_is_not_clear_in_a_bolus_is_refused_at_its_place(words: dict[str, Any], reason: str) -> None:
    with pytest.raises(NotAProgram) as refusal:
        program_from_words(words)
    assert reason in str(refusal.value)


def test_a_minimum_rate_says_its_dose() -> None:
    words = {"drug": DRUG, "program": {"mode": "minimum-rate", "dose": "3 mcg/day"}}
    program = program_from_words(words)
    assert program.mode == MinimumRate(NanogramsPerDay(3_000))
    assert program_words(program) == words


@pytest.mark.parametrize(
    ("dose", "told"),
    [
        (2**101, "not a number of very many digits"),
        (2**100 - 1, f"not {2**100 - 1}"),
        ([1] * 200, f"not {str([1] * 200)[:100]}…"),
        ([10] + [1] * 32, f"not {[10] + [1] * 32}"),
        ([100] + [1] * 32, f"not {str([100] + [1] * 32)[:100]}…"),
        (datetime(2026, 1, 5, 4, 30, tzinfo=UTC), "not 2026-01-05T04:30:00+00:00"),
    ],
)
def test_what_stands_for_a_text_is_told_no_longer_than_a_line(dose: object, told: str) -> None:
    with pytest.raises(NotAProgram) as refusal:
        program_from_words({"drug": DRUG, "program": {"mode": "continuous", "dose": dose}})
    assert str(refusal.value).endswith(told)
