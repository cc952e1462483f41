"""``programmer library`` shows what is in force and seals a clinic's own; a damaged library stops programming only."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from programmer import bootstrap
from programmer.bootstrap import Application, day_here, read_library
from programmer.cli.main import run
from programmer.clock import ManualClock
from programmer.known_error import ExitCode, RefusedError
from programmer.settings import SIMULATED_PUMP_URL, Settings
from programmer.therapy.drug_library import GENERAL_CAUTION, NoLibrary
from programmer.therapy.moments import day_text
from tests.support.libraries import CLINIC_HEADER, drug, sealed, text_of
from tests.unit.cli.conftest import Command

OWN = text_of({"baclofen.spinal-spasticity.adult.dose_per_day.soft": "900 mcg/day"}, header=CLINIC_HEADER)
NOTHING_MEANWHILE = "Nothing can be programmed until then; interrogating and STOP work as ever."


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A clinic's library, not sealed yet."""
    file = tmp_path / "own.toml"
    file.write_text(OWN, encoding="utf-8")
    return file


def said(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    told = capsys.readouterr()
    return told.out, told.err


def test_it_shows_every_number_with_tag_and_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["library"]) == ExitCode.DONE
    out, _ = said(capsys)
    assert out.startswith("Shipped library: Shipped drug library, version 1 of 2026-11-21, seal ")
    assert "Clinic's own:    none; only the shipped library is in force" in out
    assert "\nHYDROmorphone (hydromorphone)\n" in out
    assert "  monitoring = 8 h  [V: Best Practices ITB Dosing" in out


def test_it_shows_one_drug_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["library", "HYDROmorphone"]) == ExitCode.DONE
    out, _ = said(capsys)
    assert "HYDROmorphone (hydromorphone)" in out
    assert "baclofen" not in out


def test_a_drug_that_is_not_there_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["library", "saline"]) == ExitCode.REFUSED
    _, err = said(capsys)
    assert err.startswith("programmer: saline is not in the drug library. It knows morphine, hydromorphone,")


def test_a_clinic_s_library_is_sealed_and_then_in_force(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["library", "--seal", str(own), "--name", "St. X, pharmacist Y"]) == ExitCode.DONE
    out, _ = said(capsys)
    digits = own.read_text(encoding="utf-8").splitlines()[-1].split('"')[1]
    assert out == f"{own} is sealed by St. X, pharmacist Y: {digits}\n"
    assert run(["library", "baclofen", "--library", str(own)]) == ExitCode.DONE
    out, _ = said(capsys)
    assert f"Own limits of St. X, version 7 of 2024-11-20, seal {digits[:8]}, by St. X, pharmacist Y" in out
    assert (
        "  spinal-spasticity.adult.dose_per_day.soft = 900 mcg per day  [D, St. X: test]\n"
        "    instead of the shipped 1,000 mcg per day  [V: "
    ) in out


def test_json_holds_both_identities_and_what_was_overridden(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own.write_bytes(sealed(OWN, "Y"))
    assert run(["library", "--json", "baclofen", "--library", str(own)]) == ExitCode.DONE
    words = json.loads(said(capsys)[0])
    shipped, clinic = words["libraries"]
    assert (shipped["clinic"], clinic["clinic"], clinic["signed_by"]) == (None, "St. X", "Y")
    assert (clinic["name"], clinic["version"], clinic["date"]) == ("Own limits", "7", "2024-11-20")
    assert len(clinic["sha256"]) == 64
    assert list(words["drugs"]) == ["baclofen"]
    fact = words["drugs"]["baclofen"]["spinal-spasticity.adult.dose_per_day.soft"]
    assert (fact["value"], fact["tag"], fact["source"], fact["clinic"]) == (
        "900 mcg/day",
        "D",
        "test",
        "St. X",
    )
    assert fact["overridden"]["value"] == "1000 mcg/day"
    assert fact["overridden"]["overridden"] is None


LOOSER = text_of({"baclofen.spinal-spasticity.adult.step_up_percent.hard": "500 %"}, header=CLINIC_HEADER)
LOUD = (
    "! WARNING: 1 hard limit is looser here than the shipped library has it:\n"
    "!   baclofen, spinal spasticity adult, step up percent: never more than 500 % by St. X, "
    "where the shipped library has 100 %, 5 times as much (source: test)\n"
)


@pytest.mark.requirement("GIP-1.1")
def test_a_clinic_s_library_that_loosens_a_hard_limit_says_so_when_it_is_sealed_and_ever_after(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own.write_text(LOOSER, encoding="utf-8")
    assert run(["library", "--seal", str(own), "--name", "Y"]) == ExitCode.DONE
    assert said(capsys)[0].endswith(f"\n{LOUD}")
    for drug_named in ([], ["baclofen"], ["morphine"]):
        assert run(["library", *drug_named, "--library", str(own)]) == ExitCode.DONE
        assert f"\n\n{LOUD}\n" in said(capsys)[0]
    assert run(["library", "--json", "baclofen", "--library", str(own)]) == ExitCode.DONE
    assert json.loads(said(capsys)[0])["loosened_hard_limits"] == [
        {
            "drug": "baclofen",
            "limit": "spinal spasticity adult, step up percent",
            "shipped": "100 %",
            "clinic": "500 %",
            "whose": "St. X",
            "source": "test",
        }
    ]


def test_several_are_counted_and_none_is_not_spoken_of(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = {f"baclofen.spinal-spasticity.adult.{key}.hard": "500 %" for key in ("step_up_percent",)}
    more["baclofen.cerebral-spasticity.adult.step_up_percent.hard"] = "500 %"
    own.write_bytes(sealed(text_of(more, header=CLINIC_HEADER), "Y"))
    assert run(["library", "--library", str(own)]) == ExitCode.DONE
    assert "! WARNING: 2 hard limits are looser here" in said(capsys)[0]
    own.write_bytes(sealed(OWN, "Y"))
    assert run(["library", "--library", str(own)]) == ExitCode.DONE
    assert "WARNING" not in said(capsys)[0]
    assert run(["library"]) == ExitCode.DONE
    assert "WARNING" not in said(capsys)[0]


@pytest.mark.parametrize(
    "arguments",
    [["--seal", "x.toml"], ["--name", "Y"], ["baclofen", "--seal", "x.toml", "--name", "Y"]],
)
def test_a_seal_needs_a_file_and_a_name(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["library", *arguments]) == ExitCode.USAGE
    assert "A seal needs a file and the name of who signs" in said(capsys)[1]


def test_an_invalid_file_is_not_sealed_and_stays_as_it_is(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own.write_text(OWN.replace(".soft", ".sotf"), encoding="utf-8")
    before = own.read_bytes()
    assert run(["library", "--seal", str(own), "--name", "Y"]) == ExitCode.REFUSED
    assert said(capsys)[1] == (
        f"programmer: The drug library {own} was not sealed. "
        "The reason: drugs.baclofen.spinal-spasticity.adult.dose_per_day.sotf is no key of a drug library. "
        "Correct the file and seal it again; it was left as it is.\n"
    )
    assert own.read_bytes() == before


def test_a_file_that_cannot_be_written_is_told(
    own: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert run(["library", "--seal", str(own), "--name", "Y"]) == ExitCode.REFUSED
    assert said(capsys)[1] == (
        f"programmer: The drug library {own} cannot be written. No space left on device. Check its rights.\n"
    )


def test_a_library_that_is_not_sealed_is_not_used(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["library", "--library", str(own)]) == ExitCode.REFUSED
    assert said(capsys)[1] == (
        f"programmer: The drug library {own} is not used. "
        "The reason: it has no seal as its last line, or something stands behind the seal. "
        f"Have it checked, and seal it with programmer library --seal. {NOTHING_MEANWHILE}\n"
    )


def test_a_clinic_s_library_of_the_future_is_neither_sealed_nor_used(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    later = (datetime.now(UTC) + timedelta(days=3)).date()
    text = own.read_text(encoding="utf-8").replace("2024-11-20", later.isoformat())
    own.write_text(text, encoding="utf-8")
    assert run(["library", "--seal", str(own), "--name", "Y"]) == ExitCode.REFUSED
    assert f"was not sealed. The reason: library.date is {day_text(later)}, and today is " in said(capsys)[1]
    own.write_bytes(sealed(text))
    assert run(["library", "--library", str(own)]) == ExitCode.REFUSED
    assert f"is not used. The reason: library.date is {day_text(later)}, and today is " in said(capsys)[1]


@pytest.mark.parametrize(("hour", "offset", "day"), [(23, 0, 20), (23, 1, 21), (0, -1, 19)])
def test_today_is_that_of_the_workstation(hour: int, offset: int, day: int) -> None:
    utc = datetime(2024, 11, 20, hour, 30, tzinfo=UTC)

    class Elsewhere(ManualClock):
        def local_offset_us(self) -> int:
            return offset * 3600 * 1_000_000

    assert day_here(Elsewhere(int(utc.timestamp()) * 1_000_000)) == date(2024, 11, day)


def test_a_library_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "nowhere.toml"
    assert run(["library", "--library", str(file)]) == ExitCode.REFUSED
    assert said(capsys)[1] == (
        f"programmer: The drug library {file} cannot be read. No such file or directory. "
        f"Check its name and rights. {NOTHING_MEANWHILE}\n"
    )


@pytest.mark.requirement("GPCA-EC04", "GPCA-EC19")
def test_a_damaged_library_of_the_program_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "drugs.toml").write_bytes(sealed(text_of(drug())).replace(b"1000 mcg", b"9000 mcg"))
    monkeypatch.setattr(bootstrap, "resource_path", tmp_path.joinpath)
    with pytest.raises(RefusedError) as caught:
        read_library()
    assert str(caught.value) == (
        "The drug library of this program is not used. "
        "The reason: its seal is broken: it was altered after it was sealed. "
        f"Install this program again. {NOTHING_MEANWHILE}"
    )


def test_without_a_library_nothing_is_programmed_but_the_caution_on_loss_stands(own: Path) -> None:
    app = Application(Settings(library=str(own)))
    drugs = app.drugs()
    assert isinstance(drugs, NoLibrary)
    assert drugs.loss("baclofen") == GENERAL_CAUTION
    assert app.drugs() is drugs
    with pytest.raises(RefusedError, match="is not used"):
        app.required_drugs()


def test_a_good_library_is_read_once() -> None:
    app = Application(Settings())
    assert app.drugs() is app.required_drugs()
    assert app.required_drugs().shown_name("hydromorphone") == "HYDROmorphone"


PROGRAM = """[drug]
name = "baclofen"
concentration = "500 mcg/mL"

[program]
mode = "continuous"
dose = "95 mcg/day"
"""


@pytest.mark.requirement("GIP-1.1")
def test_a_program_under_loosened_limits_says_so_before_it_is_confirmed(
    command: Command, own: Path, tmp_path: Path
) -> None:
    own.write_bytes(sealed(LOOSER, "Y"))
    file = tmp_path / "program.toml"
    file.write_text(PROGRAM, encoding="utf-8")
    asked = command("program", SIMULATED_PUMP_URL, str(file), f"--library={own}")
    assert asked.code == ExitCode.REFUSED
    assert LOUD in asked.out
    # Each command meets a pump of its own under the same serial number: its memory is not the one of before.
    again = ("--yes", "--reason=a simulated pump begins anew", f"--library={own}")
    told = command("program", SIMULATED_PUMP_URL, str(file), "--json", *again)
    assert LOUD in told.err
    (one,) = json.loads(told.out)["loosened_hard_limits"]
    assert (one["shipped"], one["clinic"]) == ("100 %", "500 %")
    other = LOOSER.replace(
        "baclofen.spinal-spasticity.adult.step_up_percent", "morphine.pain.adult.step_up_percent"
    )
    own.write_bytes(sealed(other, "Y"))
    quiet = command("program", SIMULATED_PUMP_URL, str(file), *again)
    assert "WARNING" not in quiet.out


@pytest.mark.requirement("CRISYS-052", "GPCA-EC19")
def test_reading_and_stop_go_on_where_a_damaged_library_forbids_programming(
    command: Command, own: Path, tmp_path: Path
) -> None:
    file = tmp_path / "program.toml"
    file.write_text(PROGRAM, encoding="utf-8")
    damaged = f"--library={own}"
    refused = command("program", SIMULATED_PUMP_URL, str(file), "--yes", damaged)
    assert refused.code == ExitCode.REFUSED
    assert f"The drug library {own} is not used." in refused.err
    assert command("interrogate", SIMULATED_PUMP_URL, damaged).code == ExitCode.DONE
    stopped = command("stop", SIMULATED_PUMP_URL, damaged)
    assert stopped.code == ExitCode.DONE
    assert GENERAL_CAUTION in stopped.out
