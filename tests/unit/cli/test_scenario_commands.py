"""Scenarios on the command line: run to a time, drawn, refused in one line; training listed, played and judged."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from programmer.cli.scenario_run import Teller
from programmer.simulator.scenarios.events import Event
from programmer.simulator.scenarios.reading import shipped_names, shipped_scenario, shipped_scenarios
from programmer.simulator.scenarios.running import run_scenario
from programmer.simulator.scenarios.sentences import event_line
from programmer.simulator.scenarios.words import event_words
from programmer.therapy.notation import plain_words
from programmer.therapy.quantities import PumpTime
from tests.unit.cli.conftest import Command

SCENARIO = """
title = "An hour of nothing much"

[drug]
name = "morphine"
concentration = "1 mg/mL"

[program]
mode = "continuous"
dose = "24 mg/day"

[[timeline]]
at = "90 s"
do = "stop"
"""


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "hour.toml"
    path.write_text(SCENARIO)
    return str(path)


def test_a_scenario_is_run_to_its_time_and_told_as_json(command: Command, file: str) -> None:
    ran = command("simulate", "--scenario", file, "--until", "2 min", "--at", "60 s", "--json")
    assert (ran.code, ran.err) == (0, "")
    words = json.loads(ran.out)
    assert set(words) == {"events", "totals", "state"}
    assert [event["t_s"] for event in words["events"] if event["kind"] == "stopped"] == [90]
    assert [(at["t_s"], type(at["delivered_nl"])) for at in words["totals"]] == [(60, int), (120, int)]
    assert set(words["totals"][0]["by"]) == {"basal", "periodic", "bolus", "patient_bolus", "prime", "bridge"}
    assert words["state"]["delivery"]["state"] == "stopped"
    assert {"reservoir", "path", "tip", "lost"} <= set(words["state"]["truth"])
    assert words["state"]["alarms"] == []


def test_a_moment_between_two_seconds_has_decimals(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "third.toml"
    path.write_text(
        '[model]\nstroke = "0 nL"\n[state]\nbelieved = "2.0001 mL"\n' + SCENARIO.partition("\n\n")[2]
    )
    words = json.loads(command("simulate", "--scenario", str(path), "--until", "80 s", "--json").out)
    (low,) = (event for event in words["events"] if event["kind"] == "low-reservoir")
    assert low["t_s"] == 0.36
    assert words["totals"][-1]["delivered_nl"] == "200000/9"


def test_without_json_it_is_an_account_in_lines(command: Command, file: str) -> None:
    ran = command("simulate", "--scenario", file, "--until", "1 h")
    assert ran.code == 0
    assert ran.out.startswith("An hour of nothing much\n")
    assert "+1 min 30 s · Mon 5 Jan 2026, 00:01:30 · stopped: by the programmer\n" in ran.out
    assert "By +1 h 0 min: 0.02" in ran.out
    assert "At the end delivery is held (stopped)" in ran.out


@pytest.mark.parametrize("hours", [0, 1, 900, 1_500])
def test_what_is_said_on_the_way_is_the_same_run(hours: int, command: Command) -> None:
    run = run_scenario(shipped_scenario("log-wrapped"), hours * 3_600_000_000)
    ran = command("simulate", "--scenario", "log-wrapped", "--until", f"{hours} h", "--json")
    assert json.loads(ran.out)["events"] == [event_words(event) for event in run.events]
    assert ran.out == json.dumps(json.loads(ran.out), indent=2, ensure_ascii=False) + "\n"
    lines = command("simulate", "--scenario", "log-wrapped", "--until", f"{hours} h").out.splitlines()
    assert [line for line in lines if line.startswith("+")] == [
        plain_words(event_line(event)) for event in run.events
    ]


def test_a_program_that_gives_nothing_is_not_said_to_be_simply_running(
    command: Command, tmp_path: Path
) -> None:
    path = tmp_path / "nothing.toml"
    path.write_text('[drug]\nname = "baclofen"\nconcentration = "500 mcg/mL"\n[program]\nmode = "stopped"\n')
    told = command("simulate", "--scenario", str(path), "--until", "100 h").out
    assert "alarm raised: stopped too long" in told
    assert "At the end delivery is running, with a program that gives nothing;" in told


def test_events_are_said_while_the_run_goes_on(capsys: pytest.CaptureFixture[str]) -> None:
    teller = Teller("events:", ",", lambda event: event.kind)
    event = Event(0, "mode-began", PumpTime(0), True)
    for _ in range(1_200):
        teller.hear(event)
    assert capsys.readouterr().out.count("mode-began,\n") == 1_000
    teller.finish()
    assert capsys.readouterr().out.count("mode-began") == 200


def test_a_shipped_scenario_may_be_named(command: Command) -> None:
    ran = command("simulate", "--scenario", "left-stopped", "--until", "1 h", "--json")
    assert ran.code == 0
    assert "stopped" in {event["kind"] for event in json.loads(ran.out)["events"]}


def test_a_run_is_drawn_as_a_picture(command: Command, file: str, tmp_path: Path) -> None:
    picture = tmp_path / "hour.svg"
    assert command("simulate", "--scenario", file, "--until", "1 h", "--plot", str(picture)).code == 0
    root = ET.fromstring(picture.read_text())
    texts = {text.text for text in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {
        "An hour of nothing much",
        "reservoir, mL",
        "morphine, mcg per day",
        "hours since the beginning",
    } <= texts
    assert len(list(root.iter("{http://www.w3.org/2000/svg}polyline"))) == 5


WRONG: dict[str, tuple[list[str], int, str]] = {
    "no such file": (
        ["--scenario", "nowhere.toml", "--until", "1 h"],
        2,
        "The scenario nowhere.toml cannot be read.",
    ),
    "a time without a unit": (
        ["--scenario", "FILE", "--until", "5"],
        2,
        "--until is not understood. “5” does not say",
    ),
    "an at without a unit": (
        ["--scenario", "FILE", "--until", "5 h", "--at", "x"],
        2,
        "--at is not understood. “x” is not a duration",
    ),
    "an at after the end": (
        ["--scenario", "FILE", "--until", "5 h", "--at", "1 h", "--at", "6 h"],
        2,
        "The scenario was not run. --at 6 h is after --until 5 h.",
    ),
    "no scenario": (
        ["--until", "5 h"],
        2,
        "The simulated pump was not started. --until goes with --scenario only.",
    ),
    "json without an end": (
        ["--scenario", "FILE", "--json"],
        2,
        "The simulated pump was not started. --json goes with",
    ),
    "at without an end": (
        ["--at", "1 h"],
        2,
        "The simulated pump was not started. --at goes with --until only.",
    ),
    "a plot without an end": (["--plot", "x.svg"], 2, "The simulated pump was not started. --plot goes with"),
    "a speed without a link": (
        ["--scenario", "FILE", "--until", "5 h", "--speed", "60"],
        2,
        "The simulated pump was not started. With --until there is no link",
    ),
    "a serial number beside a scenario": (
        ["--scenario", "FILE", "--serial", "RF20-20765"],
        2,
        "The simulated pump was not started. --serial does not go with --scenario",
    ),
    "no serial number": (
        ["--serial", "rf 20"],
        2,
        "The simulated pump was not started. A serial number has 4 to 20 capital letters",
    ),
    "nowhere to draw": (
        ["--scenario", "FILE", "--until", "5 h", "--plot", "/nowhere/x.svg"],
        2,
        "/nowhere/x.svg cannot be written.",
    ),
}


@pytest.mark.parametrize(("arguments", "code", "line"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_run_is_told_in_one_line(
    arguments: list[str], code: int, line: str, command: Command, file: str
) -> None:
    ran = command("simulate", *(file if argument == "FILE" else argument for argument in arguments))
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith(f"programmer: {line}")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (SCENARIO.replace("stop", "hop"), "Do in [[timeline]] 1: “hop” is not known; known are: "),
        ("this is no TOML", "It is not TOML: "),
        ("#" * 1_048_577, "It is larger than 1024 KiB, and so no scenario."),
    ],
)
def test_a_file_that_is_wrong_is_refused_in_one_line(
    text: str, why: str, command: Command, tmp_path: Path
) -> None:
    path = tmp_path / "wrong.toml"
    path.write_text(text)
    ran = command("simulate", "--scenario", str(path), "--until", "1 h", "--json")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith(f"programmer: The scenario {path} is refused. {why}")


DEEP = {
    "lists": "title = " + "[" * 20_000 + "]" * 20_000,
    "tables": "title" + ".a" * 2_000 + " = 1",
    "a timeline of lists": "timeline = " + "[" * 20_000 + "]" * 20_000,
    "a timeline of tables": "[[timeline]]\nat" + ".a" * 2_000 + " = 1",
}
DIGITS = "seed = " + "9" * 5_000


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_a_scenario_or_conduct_that_is_too_deep_is_refused_in_one_line(
    text: str, command: Command, tmp_path: Path
) -> None:
    path = tmp_path / "deep.toml"
    path.write_text(text)
    for arguments in (
        ["simulate", "--scenario", str(path), "--until", "1 h", "--json"],
        ["train", "left-stopped", "--answer", "since=30 h", "--conduct", str(path)],
    ):
        ran = command(*arguments)
        assert (ran.code, ran.out) == (3, "")
        assert ran.err.startswith(f"programmer: The scenario {path} is refused. ")
        assert ran.err.count("\n") == 1
        assert len(ran.err) < 1_000


def test_a_number_of_thousands_of_digits_is_refused_in_one_line(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "digits.toml"
    path.write_text(DIGITS)
    ran = command("simulate", "--scenario", str(path), "--until", "1 h", "--json")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith(f"programmer: The scenario {path} is refused. It is not TOML: ")


# ---- training -----------------------------------------------------------------------------------------------


def test_the_training_scenarios_are_listed(command: Command) -> None:
    ran = command("train")
    assert ran.code == 0
    scenarios = shipped_scenarios()
    assert [line.split(None, 1) for line in ran.out.splitlines()] == [[s.alias, s.title] for s in scenarios]


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_the_list_of_trainings_does_not_name_the_case(options: list[str], command: Command) -> None:
    told = command("train", *options).out
    for name in shipped_names():
        assert name not in told
        assert shipped_scenario(name).case not in told


def test_the_case_is_named_after_the_check(command: Command, resume: str) -> None:
    arguments = ["--answer", "since=30 h", "--answer", "alarm=48h", "--conduct", resume]
    told = command("train", "stiff-legs-and-a-temperature", *arguments).out
    assert told.startswith("Stiff legs and a temperature\n")
    assert "Left stopped by an interrupted update. The pump was stopped for the update" in told
    words = json.loads(command("train", "left-stopped", *arguments, "--json").out)
    assert words["case"] == "Left stopped by an interrupted update"


def test_a_training_that_does_not_exist_gives_no_case_away(command: Command) -> None:
    ran = command("train", "nothing")
    assert "spasms-back-after-a-fall" in ran.err
    assert not any(name in ran.err for name in shipped_names())


def test_the_list_as_json_asks_and_does_not_tell_what_there_is_to_find(command: Command) -> None:
    words = json.loads(command("train", "--json").out)
    assert [row["name"] for row in words] == [scenario.alias for scenario in shipped_scenarios()]
    assert all(set(row) == {"name", "title", "story", "within", "questions"} for row in words)
    (stopped,) = (row for row in words if row["name"] == "stiff-legs-and-a-temperature")
    assert stopped["within"] == "2 h 0 min"
    assert stopped["questions"][0] == {
        "key": "since",
        "ask": "For how long had the patient been without drug when you came?",
        "number": "stretch of time",
        "like": "3 h 40 min",
    }
    assert set(stopped["questions"][1]["choices"]) == {"48h", "broken", "low"}


@pytest.fixture
def resume(tmp_path: Path) -> str:
    path = tmp_path / "conduct.toml"
    path.write_text('[[timeline]]\nat = "5 min"\ndo = "resume"\n')
    return str(path)


def test_who_finds_it_all_is_told_so(command: Command, resume: str) -> None:
    ran = command(
        "train", "left-stopped", "--answer", "since=30 h", "--answer", "alarm=48h", "--conduct", resume
    )
    assert (ran.code, ran.err) == (0, "")
    assert "Thirty hours ago the dose was to be changed." in ran.out
    assert "· resumed\n" in ran.out
    assert (
        "right: For how long had the patient been without drug when you came? You answered 30 h 0 min. "
        "It is 30 h."
    ) in ran.out
    assert "must be done within 2 h 0 min of the pump's time from when you came." in ran.out
    assert "The pump was stopped for the update and nobody resumed it." in ran.out


def test_who_does_not_find_it_is_told_what_was_wrong(command: Command) -> None:
    ran = command("train", "left-stopped", "--answer", "since=3 h", "--answer", "alarm=48h", "--json")
    assert ran.code == 3
    words = json.loads(ran.out)
    assert words["found"] is False
    assert {(point["about"], point["subject"]): point["passed"] for point in words["points"]} == {
        ("question", "since"): False,
        ("question", "alarm"): True,
        ("pump", "delivery"): False,
        ("pump", "dose"): True,
    }
    assert "The pump does not deliver; it has to run." in [point["said"] for point in words["points"]]
    assert ran.err == (
        "programmer: Not everything was found in stiff-legs-and-a-temperature. Not right: For how long had the "
        "patient been without drug when you came; Delivery. "
        "Look at it again: programmer train stiff-legs-and-a-temperature.\n"
    )


_SWEPT = [
    "train",
    "drowsy-and-limp-on-the-way-home",
    "--answer=tip=1600 mcg/day",
    "--answer=until=9 h 29 min",
]


def test_people_read_thousands_with_commas_and_json_has_none(command: Command) -> None:
    read = command(*_SWEPT).out
    assert "instead of 2,000 mcg/mL, and programmed to the same 400 mcg per day" in read
    assert "You answered 1,600 mcg per day. It is 1,600 mcg per day." in read
    assert "what still fills the path, 2,000 mcg/mL." in read
    words = json.loads(command(*_SWEPT, "--json").out)
    assert "instead of 2000 mcg/mL, and programmed" in words["story"]
    assert "It is 1600 mcg per day." in words["points"][0]["said"]
    assert not re.search(r"[0-9],[0-9]", json.dumps([words["story"], words["find"], words["points"]]))


UNFIT: dict[str, tuple[list[str], str]] = {
    "no such training": (
        ["nothing"],
        "There is no training scenario nothing. Known are: a-pump-that-beeps-now-and-then, ",
    ),
    "nobody there": (["left-stopped"], "The training left-stopped was not started. Nobody is at a terminal "),
    "no such question": (
        ["left-stopped", "--answer", "x=1"],
        "--answer x=1 is not understood. The questions are: since, alarm.",
    ),
    "no answer": (["left-stopped", "--answer", "since"], "--answer since is not understood."),
    "answered twice": (
        ["left-stopped", "--answer", "since=30 h", "--answer", "since=3 h"],
        "--answer since=3 h is not understood. It is given twice.",
    ),
    "no time": (
        ["left-stopped", "--answer", "since=30"],
        "--answer since=30 is not understood. A stretch of time is due, like 3 h 40 min: “30” does not say of what",
    ),
    "no choice": (
        ["left-stopped", "--answer", "alarm=yes"],
        "--answer alarm=yes is not understood. “yes” is none of the choices 48h, broken, low.",
    ),
    "a speed of nothing": (
        ["left-stopped", "--speed", "0"],
        "The simulated pump was not started. A speed is ",
    ),
    "no conduct": (["left-stopped", "--conduct", "nowhere"], "The scenario nowhere cannot be read."),
}


@pytest.mark.parametrize(("arguments", "line"), UNFIT.values(), ids=UNFIT)
def test_a_training_that_cannot_be_started_is_told_in_one_line(
    arguments: list[str], line: str, command: Command
) -> None:
    ran = command("train", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"programmer: {line}")
