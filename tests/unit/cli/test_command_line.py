"""What can be written on the command line, and the one line that says what is wrong with it."""

from __future__ import annotations

import argparse
import os
import stat
from pathlib import Path

import pytest

from programmer import __version__
from programmer.cli import main
from programmer.cli.arguments import COMMANDS, parser
from programmer.cli.output import visible
from programmer.known_error import ExitCode
from programmer.resources_location import resource_path
from programmer.settings import SIMULATED_PUMP_URL
from tests.unit.cli.conftest import Command

PUMP = SIMULATED_PUMP_URL

WRONG: dict[str, tuple[list[str], int, str]] = {
    "an unknown command": (
        ["fly"],
        2,
        "The command line cannot be understood. Argument COMMAND: invalid choice: ",
    ),
    "no address": (
        ["interrogate"],
        2,
        "The command line cannot be understood. The following arguments are ",
    ),
    "an unknown option": (
        ["stop", PUMP, "--now"],
        2,
        "The command line cannot be understood. Unrecognized arguments",
    ),
    "an option cut short": (
        ["sessions", "--pat", "Ada"],
        2,
        "The command line cannot be understood. Unrecognized arguments: --pat Ada",
    ),
    "an option given twice": (
        ["sessions", "--patient", "Ada", "--patient", "Bo"],
        2,
        "The command line cannot be understood. Argument --patient: it is given more than once.",
    ),
    "a control character": (
        ["resume", PUMP, "--patient", "\x1b[2JBo"],
        3,
        "The patient “\\u001b[2JBo” was not found.",
    ),
    "a year that is none": (
        ["patients", "--add", "Ada", "--born", "x"],
        2,
        "The command line cannot be understood.",
    ),
    "a patient without a name": (["patients", "--add", "  "], 2, "No patient was added. The name is empty."),
    "a patient who is nobody": (["resume", PUMP, "--patient", "Bo"], 3, "The patient “Bo” was not found."),
    "a model that is none": (
        ["interrogate", "simulated:nothing"],
        2,
        "simulated:nothing is no simulated pump. There is no model nothing.",
    ),
    "a speed that is none": (
        ["interrogate", f"{PUMP}?speed=fast"],
        2,
        f"{PUMP}?speed=fast is no simulated pump.",
    ),
    "a parameter that there is not": (
        ["interrogate", f"{PUMP}?x=1"],
        2,
        f"{PUMP}?x=1 is no simulated pump. It has no parameter 'x'; speed is the only one.",
    ),
    "an empty parameter that there is not": (
        ["interrogate", f"{PUMP}?x"],
        2,
        f"{PUMP}?x is no simulated pump. It has no parameter 'x'; speed is the only one.",
    ),
    "two speeds": (
        ["interrogate", f"{PUMP}?speed=1&speed=2"],
        2,
        f"{PUMP}?speed=1&speed=2 is no simulated pump. speed is given twice.",
    ),
    "a speed of nothing": (["interrogate", f"{PUMP}?speed=0"], 2, f"{PUMP}?speed=0 is no simulated pump."),
    "a speed beyond": (
        ["simulate", "--speed", "100001"],
        2,
        "The simulated pump was not started. A speed is ",
    ),
    "a line of nothing": (
        ["simulate", "--bps", "0"],
        2,
        "The simulated pump was not started. A line has from 9600 to 10000000 bits per second, not 0.",
    ),
    "nowhere to listen": (["simulate", "--listen", "here"], 2, "here cannot be listened on. "),
    "a port that is none": (
        ["simulate", "--listen", "127.0.0.1:70000"],
        2,
        "127.0.0.1:70000 cannot be listened on.",
    ),
    "another's address": (
        ["simulate", "--listen", "192.0.2.1:9"],
        2,
        "192.0.2.1:9 cannot be listened on. The system",
    ),
    "both ways": (
        ["simulate", "--pty", "--listen", "127.0.0.1:0"],
        2,
        "The command line cannot be understood.",
    ),
    "no such port": (
        ["interrogate", "/dev/ttyNOPE"],
        4,
        "/dev/ttyNOPE cannot be opened. There is no such port.",
    ),
    "no kind of address": (
        ["interrogate", "ftp://x"],
        4,
        "ftp://x cannot be opened. This is not an address ",
    ),
    "nobody listens": (
        ["interrogate", "socket://127.0.0.1:1"],
        4,
        "socket://127.0.0.1:1 cannot be opened. Nothing listens there.",
    ),
    "no port number": (
        ["interrogate", "socket://127.0.0.1"],
        4,
        "socket://127.0.0.1 cannot be opened. This is not an address of a port (the number of the port is missing",
    ),
    "a file as port": (
        ["interrogate", "/etc/hostname"],
        4,
        "/etc/hostname cannot be opened. This is no serial port.",
    ),
    "a directory as port": (["interrogate", "/etc"], 4, "/etc cannot be opened. This is no serial port."),
}


@pytest.mark.requirement("OPCA-R6.5.0-4")
@pytest.mark.parametrize("what", WRONG)
def test_every_error_is_one_line_and_has_its_exit_code(what: str, command: Command) -> None:
    arguments, code, line = WRONG[what]
    ran = command(*arguments)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith(f"programmer: {line}")
    assert ran.err.count("\n") == 1
    assert ran.err.endswith(".\n")
    assert "Traceback" not in ran.err


def test_help_and_version_are_told_and_say_what_this_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    for option, text in (
        ("--help", "Not a certified medical device."),
        ("--version", f"programmer {__version__}"),
    ):
        with pytest.raises(SystemExit) as left:
            main.run([option])
        assert left.value.code == 0
        assert text in " ".join(capsys.readouterr().out.split())


def test_database_and_actor_may_stand_before_or_after_the_command(tmp_path: Path, command: Command) -> None:
    database = f"--database={tmp_path / 'other.sqlite'}"
    for arguments in ([database, "--actor", "Ada", "patients"], ["patients", database, "--actor", "Ada"]):
        options = parser().parse_args(arguments)
        assert (options.database, options.actor) == (database.removeprefix("--database="), "Ada")
    assert command("interrogate", PUMP, database, "--actor", "Nurse Joy").code == 0
    assert '"by": "Nurse Joy"' in command("sessions", "--json", database).out


def test_a_bug_is_told_in_one_line_and_its_account_is_kept_for_the_developers(
    command: Command, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_options: argparse.Namespace) -> int:
        raise ZeroDivisionError("a bug, planted by a test")

    monkeypatch.setattr(main, "_run_command", broken)
    ran = command("patients")
    assert (ran.code, ran.out) == (int(ExitCode.BUG), "")
    assert ran.err.startswith("programmer: This program has a bug and stopped. Its account is in ")
    assert ran.err.endswith(". Interrogate the pump before anything else, and report this.\n")
    (account,) = own_home.rglob("bug-*.txt")
    assert str(account) in ran.err
    assert account.read_text().rstrip().endswith("ZeroDivisionError: a bug, planted by a test")


def test_records_are_kept_where_the_system_expects_them(own_home: Path, command: Command) -> None:
    assert main.run(["patients", "--add", "Ada"]) == 0
    (file,) = own_home.rglob("records.sqlite")
    assert file.parent.name == "intrathecal-programmer"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


DATABASES: dict[str, tuple[str, int, str]] = {
    "another engine": (
        "postgresql://clinic/records",
        2,
        "Only SQLite files are supported so far, not postgresql.",
    ),
    "no file": ("sqlite://", 2, "No file is named for the records."),
    "a directory": ("{folder}", 3, "The records in {folder} cannot be opened. There is a directory"),
    "a text": ("{folder}/text", 3, "{folder}/text does not hold records. "),
    "another program's": ("{folder}/foreign", 3, "{folder}/foreign does not hold records of this program. "),
    "a newer one": ("{folder}/newer", 3, "The records in {folder}/newer were written by a newer version"),
    "a damaged one": ("{folder}/damaged", 3, "The records in {folder}/damaged are damaged. "),
}


@pytest.fixture
def databases(tmp_path: Path, command: Command) -> Path:
    """A folder with files that must not be taken for records."""
    import sqlite3

    (tmp_path / "text").write_text("no database, but a text that is long enough for its first page" * 20)
    for name, order in (
        ("foreign", "CREATE TABLE theirs (a)"),
        ("newer", "UPDATE alembic_version SET version_num = '9999'"),
    ):
        if name != "foreign":
            command("patients", "--add", "Ada", f"--database={tmp_path / name}")
        connection = sqlite3.connect(tmp_path / name)
        connection.execute(order)
        connection.commit()
        connection.close()
    command("patients", "--add", "Ada", f"--database={tmp_path / 'damaged'}")
    content = bytearray((tmp_path / "damaged").read_bytes())
    content[4096 * 3 : 4096 * 6] = os.urandom(4096 * 3)
    (tmp_path / "damaged").write_bytes(bytes(content))
    return tmp_path


def test_records_that_cannot_be_used_are_told_in_one_line_and_left_as_they_are(
    databases: Path, command: Command
) -> None:
    for database, code, line in DATABASES.values():
        address = database.format(folder=databases)
        before = Path(address).read_bytes() if Path(address).is_file() else b""
        for arguments in (["patients"], ["interrogate", PUMP]):
            ran = command(*arguments, f"--database={address}")
            assert (ran.code, ran.out) == (code, ""), ran
            assert line.format(folder=databases) in ran.err
            assert ran.err.count("\n") == 1
        assert (Path(address).read_bytes() if Path(address).is_file() else b"") == before


def test_stop_that_could_not_be_sent_says_so_before_anything_else(tmp_path: Path, command: Command) -> None:
    damaged = tmp_path / "damaged.sqlite"
    damaged.write_bytes(b"no database " * 500)
    cases = {
        "simulated:reference-20": (f"--database={damaged}", ExitCode.REFUSED),
        "socket://127.0.0.1:1": (f"--database={tmp_path / 'records.sqlite'}", ExitCode.LINK_TROUBLE),
    }
    for url, (database, code) in cases.items():
        ran = command("stop", url, database)
        assert ran.code == code
        assert ran.out == ""
        assert ran.err.startswith(
            "programmer: STOP was not sent and has stopped nothing; whether the pump delivers is not known now. "
        )
        assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize("file", ["/dev/zero", "large.toml"])
def test_a_program_file_without_end_is_refused_and_not_read_on(
    tmp_path: Path, command: Command, file: str
) -> None:
    (tmp_path / "large.toml").write_text("# " + "x" * 100_000)
    records = f"--database={tmp_path / 'records.sqlite'}"
    ran = command("program", SIMULATED_PUMP_URL, str(tmp_path / file), records)
    assert ran.code == ExitCode.REFUSED
    assert "larger than 64 KiB" in ran.err


@pytest.mark.parametrize("name", ["sessions", "patients"])
def test_a_history_that_was_not_there_is_told_beside_the_empty_list(
    tmp_path: Path, command: Command, name: str
) -> None:
    records = f"--database={tmp_path / 'mistyped.sqlite'}"
    first = command(name, "--json", records)
    assert (first.code, first.out.strip()) == (ExitCode.DONE, "[]")
    assert first.err.startswith("programmer: There were no records at ")

    assert command(name, "--json", records).err == ""


def test_options_that_may_be_repeated_still_may() -> None:
    drugs = ["--other", "clonidine @ 200 mcg/mL", "--other", "bupivacaine @ 10 mg/mL"]
    wanted = ["calc", "mixture", "--drug", "morphine 6 mg/day @ 20 mg/mL", *drugs]
    assert len(parser().parse_args(wanted).other) == 2


def test_control_characters_are_written_out_and_never_reach_a_terminal() -> None:
    assert visible("a\x1b[2J\x9b\u202e\u2028b\n\u00a0µ“”") == "a\\u001b[2J\\u009b\\u202e\\u2028b\n\u00a0µ“”"


def test_every_command_takes_records_name_and_library_behind_its_name_and_calc_before_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """As README has it."""
    common = ["--database=:memory:", "--actor=Ada", f"--library={resource_path('drugs.toml')}"]
    without = {name for name in COMMANDS if "--library" not in _help_of(capsys, name)}
    assert without == {"calc"}
    rate = ["rate", "--dose", "90 mcg/day", "--concentration", "500 mcg/mL"]
    assert main.run([*common, "calc", *rate]) == ExitCode.DONE
    assert capsys.readouterr().out.startswith("Rate: 0.18 mL per day\n")
    assert main.run(["calc", *rate, *common]) == ExitCode.USAGE


def _help_of(capsys: pytest.CaptureFixture[str], *command: str) -> str:
    with pytest.raises(SystemExit):
        parser().parse_args([*command, "--help"])
    return capsys.readouterr().out
