"""``programmer preview`` against a served pump: what arrives at the tip, in words and as JSON, and nothing sent."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.process_bench import PROGRAM_97, Here, SimulatorProcess

ONE_LINE = re.compile(r"programmer: [^\n]+\.\n")
Serve = Callable[..., SimulatorProcess]


@pytest.fixture
def records(tmp_path: Path) -> str:
    return f"--database={tmp_path / 'records.sqlite'}"


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str], records: str) -> Here:
    return Here(capsys, records)


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Serves a pump that runs this drug and dose, 20 mL in it."""
    pumps: list[SimulatorProcess] = []

    def served(drug: str, concentration: str, dose: str) -> SimulatorProcess:
        file = tmp_path / "scenario.toml"
        head = 'title = "A pump"\nstory = "It runs."\n[state]\nbelieved = "20 mL"\n'
        file.write_text(head + program_words(drug, concentration, dose))
        pumps.append(SimulatorProcess("--scenario", str(file)))
        return pumps[-1]

    yield served
    for pump in pumps:
        pump.end()


def program_words(drug: str, concentration: str, dose: str, bridge: str = "") -> str:
    return (
        f'[drug]\nname = "{drug}"\nconcentration = "{concentration}"\n'
        f'[program]\nmode = "continuous"\ndose = "{dose}"\n{bridge}'
    )


def bridge_words(drug: str, concentration: str, dose: str) -> str:
    return (
        f'[bridge_bolus]\ndrug = {{ name = "{drug}", concentration = "{concentration}" }}\n'
        f'dose = "{dose}"\npath = "0.316 mL"\n'
    )


def written(tmp_path: Path, words: str) -> str:
    file = tmp_path / "wanted.toml"
    file.write_text(words)
    return str(file)


def tip(course: Any) -> list[tuple[str, str]]:
    """The flow and what arrives, stretch by stretch."""
    return [
        (one["flow"], " ".join(f"{rate['drug']} {rate['rate']}" for rate in one["at_tip"]))
        for one in course["stretches"]
    ]


def time(word: str) -> datetime:
    """A moment as JSON has it."""
    return datetime.fromisoformat(word)


@dataclass(frozen=True)
class Change:
    """From one concentration to another at one dose."""

    drug: str
    old: str
    new: str
    dose: str


T8 = Change("baclofen", "500 mcg/mL", "2000 mcg/mL", "400 mcg/day")
T10 = Change("baclofen", "2000 mcg/mL", "500 mcg/mL", "400 mcg/day")
T12 = Change("morphine", "10 mg/mL", "25 mg/mL", "5000 mcg/day")


@pytest.mark.requirement("IT-5")
@pytest.mark.parametrize(
    ("change", "flows", "seconds"),
    [(T8, ("0.8", "0.2"), 34_128), (T12, ("0.5", "0.2"), 54_604.8)],
    ids=["T8", "T12"],
)
def test_a_bridge_keeps_the_dose_at_the_tip_while_the_path_is_swept(
    *, change: Change, flows: tuple[str, str], seconds: float, serve: Serve, here: Here, tmp_path: Path
) -> None:
    pump = serve(change.drug, change.old, change.dose)
    bridge = bridge_words(change.drug, change.old, change.dose)
    file = written(tmp_path, program_words(change.drug, change.new, change.dose, bridge))
    words = here.words("preview", pump.url, file)
    assert words["refused"] is None
    before, after = words["present"], words["proposed"]
    arrives = f"{change.drug} {change.dose}"
    assert tip(before) == [(f"{flows[0]} mL/day", arrives)]
    assert tip(after) == [(f"{flow} mL/day", arrives) for flow in flows]
    assert (before["departures"], after["departures"]) == ([], [])
    assert before["path_swept_at"] is None
    swept = after["path_swept_at"]
    assert swept == after["opening_until"] == after["stretches"][0]["until"]
    assert abs((time(swept) - time(words["from"])).total_seconds() - seconds) <= 1
    assert words["taken_for_granted"][:1] == [
        f"The reservoir is taken to be emptied now and filled with 20 mL of {change.drug} {change.new}."
    ]


def for_people(drug: str, word: str) -> str:
    """A dose as files have it, written for people: morphine in mg, baclofen in mcg."""
    if drug == "morphine":
        word = f"{int(word.removesuffix(' mcg/day')) // 1000} mg/day"
    return word.replace("/day", " per day")


@pytest.mark.requirement("IT-5")
@pytest.mark.parametrize(
    ("change", "arrives", "lasts", "times"),
    [
        (T8, "100 mcg/day", "37 h 55 min 12 s", "0.25"),
        (T10, "1600 mcg/day", "9 h 28 min 48 s", "4"),
        (T12, "2000 mcg/day", "37 h 55 min 12 s", "0.4"),
    ],
    ids=["T9", "T10", "T12 missed"],
)
def test_a_forgotten_bridge_is_shown_for_what_it_is_and_then_refused(
    *, change: Change, arrives: str, lasts: str, times: str, serve: Serve, here: Here, tmp_path: Path
) -> None:
    pump = serve(change.drug, change.old, change.dose)
    file = written(tmp_path, program_words(change.drug, change.new, change.dose))
    code, out, err = here("preview", pump.url, file)
    assert code == 3
    rate, meant = (for_people(change.drug, word) for word in (arrives, change.dose))
    sentence = f"! For {lasts} {rate} of {change.drug} arrives, {times} × the {meant} that is meant."
    assert f"\n{sentence}\n" in out.replace(",", "").replace("arrives ", "arrives, ")
    first = out.splitlines()[0]
    assert first.startswith(f"! This program cannot be sent: It is for {change.drug} ")
    assert f"Tubing and catheter are taken to be full of {change.drug} " in out
    assert ONE_LINE.fullmatch(err)
    assert err.startswith(f"programmer: This program cannot be sent. It is for {change.drug} ")
    assert "The bridge bolus is missing" in err

    code, out, _ = here("preview", pump.url, file, "--json")
    assert code == 3
    words = json.loads(out)
    (departure,) = words["proposed"]["departures"]
    assert (departure["drug"], departure["times_what_is_meant"]) == (change.drug, times)
    assert (departure["arrives"], departure["meant"]) == (arrives, change.dose)
    assert (departure["lasts"], departure["goes_on"]) == (lasts, False)
    assert "The bridge bolus is missing" in words["refused"]["why"]


def test_a_preview_tells_reservoir_and_low_mark_of_both_and_changes_nothing(
    serve: Serve, here: Here, tmp_path: Path
) -> None:
    pump, file = serve("baclofen", "500 mcg/mL", "90 mcg/day"), written(tmp_path, PROGRAM_97)
    before = here.words("interrogate", pump.url)
    code, out, err = here("preview", pump.url, file)
    assert (code, err) == (0, "")
    assert re.search(r"Reservoir after 24 h +19\.8\d? mL +19\.8\d? mL\n", out)
    assert re.search(r"Reservoir after 72 h +19\.4\d? mL +19\.42 mL\n", out)
    assert re.search(
        r"Low reservoir +\w{3} \d+ \w{3} \d{4}, \d\d:\d\d +\w{3} \d+ \w{3} \d{4}, \d\d:\d\d\n", out
    )
    assert "!" not in out
    assert "\u00a0" not in out
    after = here.words("interrogate", pump.url)
    assert [after[key] for key in ("program", "state_rev", "program_sha256")] == [
        before[key] for key in ("program", "state_rev", "program_sha256")
    ]
    # The log has the mark at the end of each of the two visits, and nothing else.
    assert after["log"]["last"] == before["log"]["last"] + 2


def test_a_preview_of_ten_hours_ends_after_ten_hours(serve: Serve, here: Here, tmp_path: Path) -> None:
    pump, file = serve("baclofen", "500 mcg/mL", "90 mcg/day"), written(tmp_path, PROGRAM_97)
    words = here.words("preview", pump.url, file, "--hours", "10")
    assert words["proposed"]["reservoir"] == []
    assert len(here.words("preview", pump.url, file, "--hours", "96")["proposed"]["reservoir"]) == 4


@pytest.mark.parametrize("hours", ["0", "721", "1.5", "-3", "three", "9" * 5000])
def test_hours_that_cannot_be_looked_ahead_are_told_before_anything_is_connected(
    hours: str, here: Here, tmp_path: Path
) -> None:
    code, out, err = here(
        "preview", "socket://127.0.0.1:1", written(tmp_path, PROGRAM_97), f"--hours={hours}"
    )
    assert (code, out) == (2, "")
    assert ONE_LINE.fullmatch(err)
    assert err.endswith("Give --hours a whole number from 1 to 720.\n")


def test_a_stopped_pump_is_said_to_deliver_nothing_until_resume(
    serve: Serve, here: Here, tmp_path: Path
) -> None:
    pump, file = serve("baclofen", "500 mcg/mL", "90 mcg/day"), written(tmp_path, PROGRAM_97)
    assert here("stop", pump.url)[0] == 0
    code, out, _ = here("preview", pump.url, file)
    assert code == 0
    assert out.count("! The pump is stopped: nothing will be delivered until RESUME.") == 2
    done = here.run("program", pump.url, file, typed="yes\n")
    assert done.returncode == 0, done.stderr
    assert "\n! The pump is stopped: nothing will be delivered until RESUME.\n" in done.stdout


def test_a_limit_that_needs_a_reason_is_named_and_not_refused(
    serve: Serve, here: Here, tmp_path: Path
) -> None:
    pump = serve("baclofen", "500 mcg/mL", "90 mcg/day")
    file = written(tmp_path, PROGRAM_97.replace("97", "110"))
    code, out, err = here("preview", pump.url, file)
    assert (code, err) == (0, "")
    assert "\n! This program passes a limit that needs a reason: baclofen: a large step up" in out
    words = here.words("preview", pump.url, file)
    assert words["refused"] is None
    assert words["needs_a_reason"]["what"] == "This program passes a limit that needs a reason"


def test_the_pump_of_another_patient_is_shown_and_refused(serve: Serve, here: Here, tmp_path: Path) -> None:
    pump, file = serve("baclofen", "500 mcg/mL", "90 mcg/day"), written(tmp_path, PROGRAM_97)
    assert here("patients", "--add", "Ada Byron", "--born", "1985")[0] == 0
    code, out, err = here("preview", pump.url, file, "--patient", "Ada Byron")
    assert code == 3
    assert "Proposed" in out
    assert ONE_LINE.fullmatch(err)
    assert here("preview", pump.url, file, "--patient", "Nobody")[0] == 3


def test_where_a_program_departs_from_what_it_means_is_said_before_the_question(
    serve: Serve, here: Here, tmp_path: Path
) -> None:
    """A bridge over a path that is too short by the old tubing's volume, with its reason."""
    pump = serve("baclofen", "500 mcg/mL", "400 mcg/day")
    words = program_words(
        "baclofen", "2000 mcg/mL", "400 mcg/day", bridge_words("baclofen", "500 mcg/mL", "400 mcg/day")
    )
    file = written(tmp_path, words.replace("0.316", "0.296"))
    reason = "--reason=the catheter was trimmed last week"
    done = here.run("program", pump.url, file, reason, typed="no\n")
    assert done.returncode == 3, done.stderr
    departure = (
        "! For 2 h 24 min 100 mcg per day of baclofen arrives, 0.25 × the 400 mcg per day that is meant.\n"
    )
    assert departure in done.stdout
    assert departure in here.run("preview", pump.url, file).stdout
