"""The scripted visit leaves what it promises: pictures of the real window, a report, and a session."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QImage

PROGRAMMER = [sys.executable, "-m", "programmer"]
WINDOW = (1366, 768)
FEWEST_COLOURS = 50


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAMMER, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env=os.environ.copy(),
        check=False,
    )


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    folder = tmp_path_factory.mktemp("demo")
    ran = _run("demo", "--out", str(folder / "out"), "--database", str(folder / "records.sqlite"))
    assert ran.returncode == 0, ran.stderr
    return folder, ran


def test_it_says_what_it_does_step_by_step_and_nothing_on_the_error_stream(
    demo: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    _, ran = demo
    lines = ran.stdout.splitlines()

    assert "Not a certified medical device" in lines[0]
    steps = [line for line in lines if line.startswith("[")]
    assert [step.split("]")[0] for step in steps] == [f"[{n}/{len(steps)}" for n in range(1, len(steps) + 1)]
    assert any("Confirmed by the pump at" in line for line in lines)
    assert any("Stopped" in line and "confirmed by the pump" in line for line in lines)
    assert ran.stderr == ""


def test_every_picture_it_names_shows_the_whole_window(
    demo: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    folder, ran = demo
    named = [Path(line.split("picture ")[1]) for line in ran.stdout.splitlines() if "picture " in line]

    assert sorted((folder / "out").glob("*.png")) == sorted(named)
    for file in named:
        image = QImage(str(file))
        assert (image.width(), image.height()) == WINDOW
        pixels = {image.pixel(x, y) for x in range(0, WINDOW[0], 3) for y in range(0, WINDOW[1], 3)}
        assert len(pixels) > FEWEST_COLOURS, file


def test_the_report_names_patient_pump_and_both_doses(
    demo: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    folder, _ = demo
    text = " ".join(page.extract_text() for page in PdfReader(folder / "out" / "report.pdf").pages)
    text = " ".join(text.replace("\xa0", " ").split())

    for words in (
        "Demo patient 0042",
        "RF20-10432",
        "90 mcg per day",
        "120 mcg per day",
        "Confirmed by the pump",
    ):
        assert words in text


def test_the_session_is_in_the_history_with_its_patient_and_pump(
    demo: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    folder, _ = demo
    database = str(folder / "records.sqlite")
    sessions = json.loads(_run("sessions", "--json", "--database", database).stdout)
    patients = json.loads(_run("patients", "--json", "--database", database).stdout)

    assert sessions[0]["patient"] == "Demo patient 0042"
    assert (sessions[0]["dose_before"], sessions[0]["dose_after"]) == ("90 mcg/day", "120 mcg/day")
    assert sessions[0]["end"] == "closed"
    assert [patient["name"] for patient in patients] == ["Demo patient 0042"]
    assert patients[0]["pumps"] == ["RF20-10432"]


def test_a_place_that_takes_no_pictures_ends_it_with_one_line(tmp_path: Path) -> None:
    taken = tmp_path / "out"
    taken.write_text("a file")

    ran = _run("demo", "--out", str(taken), "--database", str(tmp_path / "records.sqlite"))

    assert ran.returncode == 3
    assert ran.stderr.startswith(f"programmer: Nothing can be left in {taken}. ")
    assert len(ran.stderr.splitlines()) == 1


def test_a_database_that_cannot_be_opened_ends_it_with_one_line(tmp_path: Path) -> None:
    damaged = tmp_path / "records.sqlite"
    damaged.write_bytes(b"not a database at all" * 100)

    ran = _run("demo", "--out", str(tmp_path / "out"), "--database", str(damaged))

    assert ran.returncode == 3
    assert len(ran.stderr.splitlines()) == 1
    assert damaged.read_bytes() == b"not a database at all" * 100
