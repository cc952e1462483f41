"""Every command as a process of its own, against a simulated pump in another, over real bytes.

What more there is to say of a command is said inside this process, where a start costs nothing.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from programmer.cli.visiting import LEFT_STANDING
from tests.support.process_bench import PROGRAM_97, Here, SimulatorProcess, read_until, run, start

ONE_LINE = re.compile(r"programmer: [^\n]+\.\n")


@pytest.fixture
def pump() -> Iterator[SimulatorProcess]:
    process = SimulatorProcess()
    yield process
    process.end()


@pytest.fixture
def records(tmp_path: Path) -> str:
    return f"--database={tmp_path / 'records.sqlite'}"


@pytest.fixture
def program_97(tmp_path: Path) -> str:
    file = tmp_path / "97.toml"
    file.write_text(PROGRAM_97)
    return str(file)


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str], records: str) -> Here:
    return Here(capsys, records)


def with_dose(tmp_path: Path, dose: str) -> str:
    file = tmp_path / f"{dose.split(maxsplit=1)[0]}.toml"
    file.write_text(PROGRAM_97.replace("97 mcg/day", dose))
    return str(file)


def test_interrogate_prints_everything_as_json_and_as_lines(
    pump: SimulatorProcess, records: str, here: Here
) -> None:
    done = run("interrogate", pump.url, "--json", records)
    assert (done.returncode, done.stderr) == (0, "")
    words = json.loads(done.stdout)
    assert words["pump"] == {
        "serial": "RF20-20764",
        "model": "Reference 20",
        "firmware": "1.0",
        "simulated": True,
    }
    assert {"state", "since", "by"} <= set(words["delivery"])
    assert words["program"] == {"mode": "continuous", "dose": "90 mcg/day"}
    assert words["drug"] == {"name": "baclofen", "concentration": "500 mcg/mL"}
    assert words["rate"] == "0.18 mL/day"
    assert re.fullmatch(r"(20|19\.\d+) mL", words["reservoir"])
    assert words["battery"] == {"state": "good", "days_left": 1519}
    assert set(words["clock"]) == {"pump", "read_utc", "offset_from_utc_s"}
    assert words["alarms"] == []
    assert words["state_rev"] == 1
    assert words["unsettled"] == []
    assert words["patient"] is None
    assert words["limits"]["greatest_rate"] == "24 mL/day"
    assert words["link"] == {
        "dropped_by_pump": 0,
        "not_believed_by_pump": {
            "tag_failures": 0,
            "in_clear": 0,
            "counter_used_before": 0,
            "of_another_session": 0,
        },
    }
    assert not re.search(r"\d,\d", done.stdout.replace('",', '"'))

    page = here.run("interrogate", pump.url)
    assert (page.returncode, page.stderr) == (0, "")
    for line in (r"Serial +RF20-20764", r"Dose per day +90 mcg per day", r"Days left +1,519"):
        assert re.search(rf"\n  {line}\n", page.stdout)
    assert not re.search(r"\d{4} mcg|/day|\u00a0", page.stdout)


def test_a_program_is_written_when_it_is_confirmed_and_only_then(
    pump: SimulatorProcess, records: str, here: Here, program_97: str, tmp_path: Path
) -> None:
    before = here.words("interrogate", pump.url)
    for typed in ("", "y\n", "YES\n"):
        refused = here.run("program", pump.url, program_97, typed=typed)
        assert refused.returncode == 3
        assert refused.stderr.endswith(
            "leave it as it is: programmer: The pump was not programmed. You did not type the word yes. "
            "The program in force runs on unchanged.\n"
        )
    assert here.words("interrogate", pump.url)["state_rev"] == before["state_rev"]

    done = run("program", pump.url, program_97, records, typed="yes\n")
    assert done.returncode == 0, done.stderr
    assert "* Dose per day" in done.stdout
    assert "90 mcg per day" in done.stdout
    assert "97 mcg per day" in done.stdout
    assert re.search(
        r"\nThe program is in force, confirmed by the pump at \w{3} \d+ \w{3} \d{4}, \d\d:\d\d:\d\d "
        r"\(its log entry \d+\)\.\n$",
        done.stdout,
    )
    assert here.words("interrogate", pump.url)["program"]["dose"] == "97 mcg/day"

    other = with_dose(tmp_path, "102 mcg/day")
    done = here.run("program", pump.url, other, "--yes", "--json")
    assert done.returncode == 0, done.stderr
    words = json.loads(done.stdout)
    assert words["outcome"] == "confirmed"
    assert (words["before"]["program"]["dose"], words["after"]["program"]["dose"]) == (
        "97 mcg/day",
        "102 mcg/day",
    )
    assert "Dose per day" in words["changed"]
    assert "\u00a0" not in done.stdout
    assert "Dose per day" in done.stderr
    assert here.words("interrogate", pump.url)["program"]["dose"] == "102 mcg/day"

    further = here.run("program", pump.url, with_dose(tmp_path, "118 mcg/day"), "--yes")
    assert further.returncode == 3
    assert "from 90 mcg per day (before the changes of the last 24 hours) to 118" in further.stderr
    assert here.words("interrogate", pump.url)["program"]["dose"] == "102 mcg/day"


def test_stop_and_resume_are_confirmed_and_say_what_loss_of_the_drug_means(
    pump: SimulatorProcess, records: str, here: Here
) -> None:
    stopped = run("stop", pump.url, records)
    assert (stopped.returncode, stopped.stderr) == (0, f"programmer: {LEFT_STANDING}\n")
    first, second = stopped.stdout.splitlines()
    assert first.startswith("Delivery is stopped, confirmed by the pump at ")
    assert second.startswith("Abrupt loss of baclofen can kill.")
    assert here.words("interrogate", pump.url)["delivery"]["state"] == "stopped"

    again = here.run("stop", pump.url, "--json")
    assert again.returncode == 0
    assert set(json.loads(again.stdout)) == {
        "outcome",
        "at",
        "log_sequence",
        "loss_of_drug",
        "settled",
        "now",
    }

    resumed = run("resume", pump.url, records, "--json")
    assert resumed.returncode == 0
    assert json.loads(resumed.stdout)["outcome"] == "confirmed"
    assert resumed.stderr == ""
    assert here.words("interrogate", pump.url)["delivery"]["state"] == "running"

    refused = here.run("resume", pump.url, "--json")
    assert refused.returncode == 3
    said = json.loads(refused.stdout)
    assert said["now"]["as_before"]
    assert said["now"]["delivery"]["state"] == "running"
    assert (said["outcome"], said["reason"]) == (
        "refused",
        "The pump cannot resume: it runs already",
    )
    assert ONE_LINE.fullmatch(refused.stderr)
    assert refused.stderr.startswith("programmer: RESUME was refused by the pump. ")


def test_patients_pumps_and_the_history_belong_together(
    pump: SimulatorProcess, records: str, here: Here, tmp_path: Path
) -> None:
    assert here.run("patients").stdout == "No patients yet.\n"
    assert here.run("sessions").stdout == "No sessions yet.\n"
    here("patients", "--add", "Ada Byron", "--born", "1985", "--reason", "spasticity")
    added = run("patients", records, "--add", "Zoë Łukasz", "--json", PYTHONIOENCODING="ascii")
    assert added.returncode == 0, added.stderr
    ada, zoe = json.loads(added.stdout)
    assert (ada["name"], ada["born"], ada["reason"], ada["pumps"]) == ("Ada Byron", 1985, "spasticity", [])
    assert zoe["name"] == "Zoë Łukasz"

    typed_serial = here.run("assign", "RF20-20764", "Ada Byron")
    assert typed_serial.returncode == 3
    assert "It was never interrogated from this workstation" in typed_serial.stderr
    here.words("interrogate", pump.url)
    unassigned = here.run("program", pump.url, with_dose(tmp_path, "101 mcg/day"), "--patient", "Ada Byron")
    assert unassigned.returncode == 3
    assert "It is not assigned to any patient yet" in unassigned.stderr
    assert run("assign", "RF20-20764", ada["id"], records).returncode == 0
    taken = here.run("assign", "RF20-20764", "Zoë Łukasz")
    assert (taken.returncode, "It is Ada Byron's pump" in taken.stderr) == (3, True)

    file = with_dose(tmp_path, "102 mcg/day")
    hers = here.run("program", pump.url, file, "--yes", "--patient", "Ada Byron")
    assert hers.returncode == 0, hers.stderr
    wrong = here.run("program", pump.url, file, "--yes", "--patient", "Zoë Łukasz")
    assert wrong.returncode == 3
    assert "It is Ada Byron's pump" in wrong.stderr

    rows = json.loads(run("sessions", records, "--json", "--patient", "Ada Byron").stdout)
    programmed = [row for row in rows if row["command"] == "program"]
    assert len(programmed) == 1
    assert programmed[0]["dose_after"] == "102 mcg/day"
    assert programmed[0]["outcome"]["outcome"] == "confirmed"
    assert (programmed[0]["end"], programmed[0]["open_commands"]) == ("closed", 0)
    assert programmed[0]["pump"] == {"serial": "RF20-20764", "model": "Reference 20"}
    lines = here.run("sessions").stdout.splitlines()
    assert any("-> 102 mcg per day" in line and line.endswith("closed") for line in lines)
    assert any("unidentified patient" in line for line in lines)


def test_ctrl_c_at_the_question_cancels_and_nothing_was_changed(
    pump: SimulatorProcess, records: str, here: Here, tmp_path: Path
) -> None:
    before = here.words("interrogate", pump.url)
    asking = start("program", pump.url, with_dose(tmp_path, "98 mcg/day"), records)
    read_until(asking.stderr, b"Type the word yes")
    asking.send_signal(signal.SIGINT)
    # Standard input stays open, as at a terminal: nobody has typed anything when the program leaves.
    assert asking.wait(timeout=30) == 3
    _, errors = asking.communicate(timeout=30)
    assert errors.decode().endswith(
        "programmer: Cancelled. You pressed Ctrl-C before the pump was told to change anything. "
        "The program in force runs on; start again when you are ready.\n"
    )
    after = here.words("interrogate", pump.url)
    assert (after["program"], after["state_rev"]) == (before["program"], before["state_rev"])


def test_a_second_terminal_ends_the_session_of_the_first(
    pump: SimulatorProcess, records: str, here: Here, tmp_path: Path
) -> None:
    before = here.words("interrogate", pump.url)
    asking = start("program", pump.url, with_dose(tmp_path, "99 mcg/day"), records)
    read_until(asking.stderr, b"Type the word yes")
    assert run("interrogate", pump.url, f"--database={tmp_path / 'other.sqlite'}").returncode == 0
    assert asking.wait(timeout=30) == 4
    _, errors = asking.communicate(timeout=30)
    assert "programmer: The pump has ended this session. " in errors.decode()
    after = here.words("interrogate", pump.url)
    assert (after["program"], after["state_rev"]) == (before["program"], before["state_rev"])
    (_, cut) = here.words("sessions")[:2]
    assert cut["end"] == "link lost"
    assert cut["command"] is None


def test_a_reader_who_goes_away_leaves_no_trace_and_changes_no_exit_code(
    pump: SimulatorProcess, records: str, here: Here, tmp_path: Path
) -> None:
    file = with_dose(tmp_path, "103 mcg/day")
    for command in (["interrogate", pump.url], ["program", pump.url, file, "--yes"], ["sessions"]):
        reading = start(*command, records, stdin=subprocess.DEVNULL)
        assert reading.stdout is not None
        reading.stdout.close()
        reading.stdout = None
        _, errors = reading.communicate(timeout=30)
        assert (reading.returncode, errors) == (0, b""), command
    assert here.words("interrogate", pump.url)["program"]["dose"] == "103 mcg/day"
    refused = start("program", pump.url, file, records, stdin=subprocess.DEVNULL)
    assert refused.stdout is not None
    refused.stdout.close()
    refused.stdout = None
    refused.communicate(timeout=30)
    assert refused.returncode == 3


def test_bytes_that_are_no_text_at_the_question_are_not_a_yes(
    pump: SimulatorProcess, records: str, program_97: str
) -> None:
    asking = start("program", pump.url, program_97, records)
    _, errors = asking.communicate(b"\xff\xfe yes\n", timeout=30)
    assert asking.returncode == 3
    assert b"Traceback" not in errors


def test_pairing_again_with_a_code_that_is_used_up_says_that_it_is_paired_already(
    here: Here, tmp_path: Path
) -> None:
    pump = SimulatorProcess(paired=False)
    try:
        line = (
            "pair",
            pump.url,
            "--pairing-code",
            pump.pairing_code,
            f"--keys={tmp_path / 'own' / 'keys.json'}",
        )
        first, again = here.run(*line), here.run(*line)
    finally:
        pump.end()
    assert (first.returncode, again.returncode) == (0, 0), (first.stderr, again.stderr)
    assert first.stdout.startswith(
        "Paired with pump RF20-20764 (Reference 20). This workstation's keys are kept in "
    )
    assert again.stdout.startswith(
        "Paired already with pump RF20-20764 (Reference 20); the code was not used. "
    )
