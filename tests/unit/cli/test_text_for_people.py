"""Text for people on the command line: commas, tall-man letters, one unit for each drug, and JSON without them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from programmer.cli.commands.library import quantity_for_people
from programmer.cli.commands.orders import bolus_page
from programmer.cli.frame_words import frame_lines, frame_words
from programmer.cli.violation_words import Checked
from programmer.device.implant.codes import Opcode
from programmer.known_error import ExitCode
from programmer.settings import SIMULATED_PUMP_URL
from programmer.simulator.faults.fault import Fault
from programmer.simulator.faults.kinds import Act, Direction, FaultKind
from programmer.simulator.training_room import SimulatedRoom
from programmer.telemetry.frames import Frame
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.drug_library import Indication
from programmer.therapy.programs import Continuous
from programmer.therapy.quantities import Nanograms, Seconds
from programmer.visit.bolus_proposal import propose_bolus
from tests.support.library import shipped_library
from tests.support.programs_of_every_kind import MIXTURE, TOKEN, RunningPump, micrograms
from tests.unit.cli.conftest import Command
from tests.unit.cli.killed import given_and_killed
from tests.unit.visit.bench import Bench

MORPHINE = """
[drug]
name = "morphine"
concentration = "20 mg/mL"
[program]
mode = "continuous"
dose = "4.8 mg/day"
[bridge_bolus]
drug = { name = "baclofen", concentration = "500 mcg/mL" }
dose = "90 mcg/day"
path = "0.316 mL"
"""
FRAME = frame_words(Frame(0, Opcode.STATUS, 7, 2, b""))
REASON = "--reason=rotated to an opioid as agreed"


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("1000 mcg/mL", "1,000 mcg/mL"),
        ("2000 mcg/day", "2,000 mcg per day"),
        ("0.15 mg/day", "0.15 mg per day"),
        ("180 days", "180 days"),
        ("30 %", "30 %"),
        ("no hard limit", "no hard limit"),
        ("1 h 30 min", "1 h 30 min"),
    ],
)
def test_a_quantity_of_the_library_is_written_as_people_read_it(word: str, told: str) -> None:
    assert quantity_for_people(word) == told


def test_an_open_bolus_is_told_as_the_library_writes_its_drug(command: Command, room: SimulatedRoom) -> None:
    assert command("interrogate", SIMULATED_PUMP_URL).code == ExitCode.DONE
    bench = room.bench(SIMULATED_PUMP_URL)
    assert bench is not None
    bench._site.pump.install(MIXTURE, TOKEN)
    typed = ("--dose", "0.2 mg", "--over", "20 min", REASON, "--yes")
    given_and_killed(command, "bolus", SIMULATED_PUMP_URL, *typed)
    assert " UTC (0.2 mg of HYDROmorphone over 20 min) was " in command("settle", SIMULATED_PUMP_URL).out


def test_a_dose_of_the_history_is_in_the_unit_of_its_drug(
    command: Command, room: SimulatedRoom, tmp_path: Path
) -> None:
    file = tmp_path / "morphine.toml"
    file.write_text(MORPHINE, encoding="utf-8")
    ran = command("program", SIMULATED_PUMP_URL, str(file), "--yes", REASON)
    assert ran.code == ExitCode.DONE, ran.err
    assert room is not None
    (line,) = command("sessions").out.splitlines()
    assert "  90 mcg per day -> 4.8 mg per day  baclofen 500 mcg/mL, continuous -> morphine 20 mg/mL" in line
    assert re.match(r"\w{3} \d+ \w{3} \d{4}, \d\d:\d\d UTC  ", line)
    (row,) = json.loads(command("sessions", "--json").out)
    assert (row["dose_before"], row["dose_after"]) == ("90 mcg/day", "4800 mcg/day")
    page = command("interrogate", SIMULATED_PUMP_URL).out
    assert re.search(r"\n  Dose per day +4.8 mg per day\n", page)


@pytest.mark.usefixtures("room")
def test_the_limits_that_are_passed_have_no_commas_in_json(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "clonidine.toml"
    text = MORPHINE.replace("morphine", "clonidine").replace("20 mg/mL", "500 mcg/mL")
    file.write_text(text.replace("4.8 mg/day", "1100 mcg/day"), encoding="utf-8")
    ran = command("program", SIMULATED_PUMP_URL, str(file), "--yes", REASON, "--json")
    assert ran.code == ExitCode.DONE, ran.err
    passed = " ".join(json.loads(ran.out)["limits_passed"])
    assert "cloNIDine: dose to start with above the usual: 1100 mcg per day" in passed
    assert not re.search(r"\d,\d{3}|\u00a0", passed)


def test_a_refusal_names_drugs_as_the_library_writes_them(
    command: Command, room: SimulatedRoom, tmp_path: Path
) -> None:
    file = tmp_path / "program.toml"
    file.write_text(MORPHINE.replace("morphine", "hydromorphone").split("[bridge_bolus]")[0], "utf-8")
    ran = command("program", SIMULATED_PUMP_URL, str(file), "--yes")
    assert ran.code == ExitCode.REFUSED
    assert room is not None
    assert "It is for HYDROmorphone, and the pump holds baclofen" in ran.err
    assert "hydromorphone" not in ran.err


@pytest.mark.parametrize(
    ("typed", "opcode", "code"),
    [
        (("stop",), Opcode.STOP, ExitCode.DONE),
        (("set-clock", "--yes"), Opcode.CLOCK_SET, ExitCode.NOT_AS_MEANT),
    ],
    ids=["stop", "set-clock"],
)
def test_another_programmers_program_is_told_as_the_library_writes_its_drug(
    command: Command, room: SimulatedRoom, typed: tuple[str, ...], opcode: Opcode, code: ExitCode
) -> None:
    assert command("interrogate", SIMULATED_PUMP_URL).code == ExitCode.DONE
    bench = room.bench(SIMULATED_PUMP_URL)
    assert bench is not None
    bench._site.pump.install(MIXTURE, TOKEN)
    less = replace(MIXTURE, mode=Continuous(micrograms(1500)))
    bench._site.faults.arm(
        Fault(
            FaultKind.SECOND_PROGRAMMER,
            opcode=opcode,
            act=Act.PROGRAM,
            direction=Direction.REPLY,
            program=less,
        )
    )
    ran = command(typed[0], SIMULATED_PUMP_URL, *typed[1:])
    assert ran.code == code, ran.err
    assert "It runs another program: HYDROmorphone, continuous, 1.5 mg per day. " in " ".join(
        f"{ran.out} {ran.err}".split()
    )


def test_a_bolus_is_shown_with_every_drug_as_the_library_writes_it() -> None:
    bench, pump = Bench(), RunningPump(MIXTURE)
    bench.put_in_reach(pump.site)
    found = bench.begin().interrogation
    bench.records.close()
    bolus = SingleBolus(Nanograms(200_000), Seconds(1200))
    proposal = propose_bolus(bolus, found, shipped_library(), Indication(), "more pain than before")
    checked = Checked(found.program, found, shipped_library(), Indication(), bolus)
    page = [line.replace("\u00a0", " ") for line in bolus_page(proposal, checked)]
    assert page[0] == "Single bolus now: 0.2 mg of HYDROmorphone over 20 min"
    assert proposal.text.replace("\u00a0", " ") == "0.2 mg of HYDROmorphone over 20 min"


def test_the_fields_of_a_frame_have_commas_for_people_and_none_in_json() -> None:
    values = ["2000 mcg/mL", "1500.25 mcg per day", "19.999971 mL", "0.0022 mL/cm", "10000", "id 1500"]
    words = {**FRAME, "fields": [{"name": "field", "value": value} for value in values]}
    told = [line.split(maxsplit=1)[1] for line in list(frame_lines(words))[1:]]
    assert told == ["2,000 mcg/mL", "1,500.25 mcg per day", *values[2:]]
