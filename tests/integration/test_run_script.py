"""The start script, run for real on a stand-in for Python that records what it is asked to set up."""

import os
import re
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
FILES = ("run", "pyproject.toml", "constraints.txt", "setup.py")
TOOLS = ("sh", "cat", "cksum", "env", "flock", "grep", "head", "id", "mkdir", "readlink", "rm", "ln", "sleep")

# Makes no environment and installs nothing, but leaves the traces the script looks for; the rest it hands on.
STAND_IN = r"""#!/bin/sh
case "$*" in
    "-m venv -- "*)
        echo venv >>"$RECORD"
        echo "venv speaks on standard output"
        mkdir -p "$4/bin"
        echo "command = $0 -m venv $4" >"$4/pyvenv.cfg"
        ln -s "$(readlink -f "$0")" "$4/bin/python"
        [ -z "${VENV_WAITS_AT:-}" ] || cat "$VENV_WAITS_AT"
        ;;
    "-m pip install "*)
        case "$*" in *"[dev]"*) echo "pip dev" ;; *) echo "pip" ;; esac >>"$RECORD"
        echo "pip speaks on standard output"
        [ -z "${PIP_WAITS_AT:-}" ] || cat "$PIP_WAITS_AT"
        exit "${PIP_EXITS:-0}"
        ;;
    "-c import ensurepip, venv") exit "${ENSUREPIP_EXITS:-0}" ;;
    "-P -m programmer "* | "-P -m programmer" | "-m pytest "* | packaging/* | .ci/*)
        echo "started: $*"
        echo "platform: ${QT_QPA_PLATFORM:-none}"
        echo "in: $(pwd)"
        echo "process: $$"
        echo "bytecode: ${PYTHONDONTWRITEBYTECODE:-kept}"
        [ -z "${PROGRAM_SLEEPS:-}" ] || exec sleep "$PROGRAM_SLEEPS"
        exit "${PROGRAM_EXITS:-0}"
        ;;
    *) exec "$REAL_PYTHON" "$@" ;;
esac
"""


@dataclass
class Checkout:
    """A copy of the files the script reads, in a directory of its own, with a path of chosen tools."""

    directory: Path
    tools: Path
    record: Path
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> Mapping[str, str]:
        return {
            "PATH": str(self.tools),
            "HOME": os.environ["HOME"],
            "RECORD": str(self.record),
            "REAL_PYTHON": sys.executable,
            "PROGRAMMER_RUN_PROBE": "",
            **self.settings,
        }

    def start(
        self, *arguments: str, script: Path | None = None, cwd: Path | None = None
    ) -> subprocess.Popen[str]:
        command: Sequence[str] = [str(script or self.directory / "run"), *arguments]
        return subprocess.Popen(
            command,
            cwd=cwd,
            env=self.environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def run(
        self, *arguments: str, script: Path | None = None, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        process = self.start(*arguments, script=script, cwd=cwd)
        out, err = process.communicate(timeout=60)
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def steps(self) -> list[str]:
        """What was set up, in order."""
        return self.record.read_text().splitlines() if self.record.exists() else []


def make_checkout(directory: Path, place: Path) -> Checkout:
    directory.mkdir(parents=True)
    for name in FILES:
        shutil.copy(REPOSITORY / name, directory / name)
    tools = place / "tools"
    tools.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        assert found is not None, f"{name} is not on this machine"
        (tools / name).symlink_to(found)
    stand_in = place / "python-of-the-system"
    stand_in.write_text(STAND_IN)
    stand_in.chmod(stand_in.stat().st_mode | stat.S_IXUSR)
    (tools / "python3").symlink_to(stand_in)
    return Checkout(directory, tools, place / "record")


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return make_checkout(tmp_path / "a clone with spaces", tmp_path)


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    """A pipe at which the stand-in for pip waits until the test has opened and closed it."""
    path = tmp_path / "gate"
    os.mkfifo(path)
    return path


def test_the_first_start_sets_up_and_only_the_program_speaks_on_standard_output(checkout: Checkout) -> None:
    result = checkout.run("sessions", "--json")
    assert checkout.steps() == ["venv", "pip"]
    assert result.stdout.splitlines()[0] == "started: -P -m programmer sessions --json"
    assert len(result.stdout.splitlines()) == 5
    assert "venv speaks on standard output" in result.stderr
    assert "pip speaks on standard output" in result.stderr


def test_the_second_start_sets_up_nothing_and_says_nothing_of_its_own(checkout: Checkout) -> None:
    checkout.run("--version")
    result = checkout.run("--version")
    assert checkout.steps() == ["venv", "pip"]
    assert result.stderr == ""


def test_the_second_start_asks_no_python_before_the_program_starts(checkout: Checkout) -> None:
    checkout.run("--version")
    (checkout.tools / "python3").unlink()
    assert checkout.run("--version").returncode == 0


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt", "setup.py"])
def test_a_changed_declaration_is_installed_into_the_same_environment(checkout: Checkout, name: str) -> None:
    checkout.run("--version")
    with (checkout.directory / name).open("a") as declaration:
        declaration.write("# changed\n")
    checkout.run("--version")
    assert checkout.steps() == ["venv", "pip", "pip"]


def test_a_moved_checkout_gets_a_new_environment(checkout: Checkout) -> None:
    checkout.run("--version")
    moved = checkout.directory.rename(checkout.directory.with_name("moved"))
    result = checkout.run("--version", script=moved / "run")
    assert checkout.steps() == ["venv", "pip", "venv", "pip"]
    assert result.returncode == 0


def test_a_changed_interpreter_gets_a_new_environment(checkout: Checkout, tmp_path: Path) -> None:
    checkout.run("--version")
    python = checkout.directory / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to(shutil.copy(tmp_path / "python-of-the-system", tmp_path / "python-of-another-version"))
    checkout.run("--version")
    assert checkout.steps() == ["venv", "pip", "venv", "pip"]


def test_another_python_asked_for_gets_a_new_environment_once(checkout: Checkout) -> None:
    checkout.run("--version")
    checkout.settings["PROGRAMMER_PYTHON"] = str(checkout.tools / "python3")
    checkout.run("--version")
    checkout.run("--version")
    del checkout.settings["PROGRAMMER_PYTHON"]
    checkout.run("--version")
    assert checkout.steps() == ["venv", "pip", "venv", "pip"]


@pytest.mark.parametrize(("made_in", "steps"), [("", ["pip"]), ("/elsewhere", ["venv", "pip"])])
def test_an_environment_made_by_hand_is_built_upon_if_it_was_made_here(
    checkout: Checkout, made_in: str, steps: list[str]
) -> None:
    environment = checkout.directory / ".venv"
    (environment / "bin").mkdir(parents=True)
    (environment / "bin" / "python").symlink_to((checkout.tools / "python3").resolve())
    (environment / "pyvenv.cfg").write_text(f"command = python3 -m venv {made_in or environment}\n")
    checkout.run("--version")
    assert checkout.steps() == steps


def test_a_failed_installation_is_told_and_the_next_start_begins_afresh(checkout: Checkout) -> None:
    checkout.settings["PIP_EXITS"] = "7"
    failed = checkout.run("--version")
    assert (failed.returncode, failed.stdout) == (1, "")
    assert "pip could not install the packages" in failed.stderr
    checkout.settings["PIP_EXITS"] = "0"
    assert checkout.run("--version").returncode == 0
    assert checkout.steps() == ["venv", "pip", "venv", "pip"]


@pytest.mark.parametrize("step", ["VENV", "PIP"])
def test_a_set_up_killed_half_way_is_made_again(checkout: Checkout, gate: Path, step: str) -> None:
    kill_at(checkout, gate, step)
    before = checkout.steps()
    assert checkout.run("--version").returncode == 0
    assert checkout.steps() == [*before, "venv", "pip"]


def test_a_renewal_killed_half_way_is_made_again(checkout: Checkout, gate: Path) -> None:
    checkout.run("--version")
    with (checkout.directory / "constraints.txt").open("a") as constraints:
        constraints.write("# changed\n")
    kill_at(checkout, gate, "PIP")
    assert checkout.run("--version").returncode == 0
    assert checkout.steps() == ["venv", "pip", "pip", "venv", "pip"]


def test_a_running_program_does_not_hold_up_another_set_up(checkout: Checkout) -> None:
    checkout.settings["PROGRAM_SLEEPS"] = "60"
    running = checkout.start("serve")
    assert running.stdout is not None
    assert running.stdout.readline().startswith("started")
    del checkout.settings["PROGRAM_SLEEPS"]
    checkout.run("test")
    assert running.poll() is None
    os.killpg(running.pid, signal.SIGKILL)
    running.communicate()
    assert checkout.steps() == ["venv", "pip", "pip dev"]


def test_two_starts_at_once_set_up_once(checkout: Checkout, gate: Path) -> None:
    checkout.settings["PIP_WAITS_AT"] = str(gate)
    first = checkout.start("--version")
    with gate.open("w"):  # pip has come to the gate
        second = checkout.start("--version")
        assert second.stderr is not None
        assert second.stderr.readline() == "run: waiting for another set-up of this checkout to end\n"
    for process in (first, second):
        process.communicate(timeout=60)
    assert (first.returncode, second.returncode) == (0, 0)
    assert checkout.steps() == ["venv", "pip"]


def test_the_tests_get_the_tools_of_development_and_keep_them(checkout: Checkout) -> None:
    result = checkout.run("test", "tests/unit", "-k", "dose")
    assert result.stdout.splitlines()[0] == "started: -m pytest -n 4 --dist worksteal tests/unit -k dose"
    assert f"in: {checkout.directory}" in result.stdout
    checkout.run("--version")
    checkout.run("test")
    assert checkout.steps() == ["venv", "pip dev"]


def test_the_tests_keep_the_bytecode_their_many_processes_share(checkout: Checkout) -> None:
    checkout.settings["PYTHONDONTWRITEBYTECODE"] = "1"
    assert "bytecode: kept" in checkout.run("test").stdout
    assert "bytecode: 1" in checkout.run("--version").stdout


def test_the_tools_of_development_are_added_to_the_program_s_environment(checkout: Checkout) -> None:
    checkout.run("--version")
    checkout.run("package")
    assert checkout.steps() == ["venv", "pip", "pip dev"]


@pytest.mark.parametrize(
    ("tool", "started"),
    [
        ("coverage", "-m pytest -q -n 2 tests/unit/therapy --cov=programmer.therapy --cov-branch"),
        ("mutation", ".ci/mutation.py --report"),
        ("benchmark", "-m pytest -q benchmarks"),
    ],
)
def test_each_tool_of_development_is_set_up_and_started_in_the_checkout(
    checkout: Checkout, tool: str, started: str
) -> None:
    result = checkout.run(tool, "--report")
    assert checkout.steps() == ["venv", "pip dev"]
    assert result.stdout.splitlines()[0].startswith(f"started: {started}")
    assert f"in: {checkout.directory}" in result.stdout


def test_the_exit_code_is_the_program_s(checkout: Checkout) -> None:
    checkout.settings["PROGRAM_EXITS"] = "5"
    assert checkout.run("program", "apply").returncode == 5


def test_the_program_takes_the_place_of_the_script_so_that_signals_reach_it(checkout: Checkout) -> None:
    process = checkout.start("serve")
    out, _ = process.communicate(timeout=60)
    assert f"process: {process.pid}\n" in out


def test_it_starts_from_another_directory_and_leaves_the_caller_there(
    checkout: Checkout, tmp_path: Path
) -> None:
    result = checkout.run("report", "--out", "out", cwd=tmp_path)
    assert f"in: {tmp_path}\n" in result.stdout


def test_it_starts_through_links_to_the_directory_and_to_itself(checkout: Checkout, tmp_path: Path) -> None:
    checkout.run("--version")
    (tmp_path / "link to the clone").symlink_to(checkout.directory)
    (tmp_path / "programmer").symlink_to(checkout.directory / "run")
    assert checkout.run("--version", script=tmp_path / "link to the clone" / "run").returncode == 0
    assert checkout.run("--version", script=tmp_path / "programmer").returncode == 0
    assert checkout.steps() == ["venv", "pip"]


@pytest.mark.parametrize(
    ("arguments", "started"),
    [
        ([], "demo"),
        (["--database", "sqlite:///a.db"], "demo --database sqlite:///a.db"),
        (["--version"], "--version"),
        (["--help"], "--help"),
        (["sessions"], "sessions"),
        (["--database", "sqlite:///a.db", "sessions"], "--database sqlite:///a.db sessions"),
        (["--theme", "dark", "--actor", "demo"], "demo --theme dark --actor demo"),
        (["--theme=dark"], "demo --theme=dark"),
        (["--database"], "demo --database"),
    ],
)
def test_without_a_display_the_plain_start_is_the_demonstration(
    checkout: Checkout, arguments: list[str], started: str
) -> None:
    lines = checkout.run(*arguments).stdout.splitlines()
    assert lines[:2] == [f"started: -P -m programmer {started}", "platform: offscreen"]


@pytest.mark.parametrize("display", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_with_a_display_the_plain_start_is_the_window(checkout: Checkout, display: str) -> None:
    checkout.settings[display] = ":77"
    lines = checkout.run("--database", "sqlite:///a.db").stdout.splitlines()
    assert lines[:2] == ["started: -P -m programmer --database sqlite:///a.db", "platform: none"]


def test_a_platform_chosen_by_the_caller_is_kept(checkout: Checkout) -> None:
    checkout.settings["QT_QPA_PLATFORM"] = "vnc"
    assert "platform: vnc" in checkout.run().stdout


def test_missing_libraries_without_apt_are_named_as_packages_and_nothing_is_begun(checkout: Checkout) -> None:
    checkout.settings["PROGRAMMER_RUN_PROBE"] = "libEGL.so.1 libxcb-cursor.so.0"
    result = checkout.run("--version")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.endswith("to install them: libegl1 libxcb-cursor0\n")
    assert not (checkout.directory / ".venv").exists()
    assert sorted(path.name for path in checkout.directory.iterdir()) == sorted(FILES)


def test_a_python_that_makes_no_environments_is_named_as_its_package(checkout: Checkout) -> None:
    checkout.settings["ENSUREPIP_EXITS"] = "1"
    result = checkout.run("--version")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert result.returncode == 1
    assert result.stderr.endswith(f": python{version}-venv\n")


def test_missing_libraries_are_installed_with_apt_on_standard_error(checkout: Checkout) -> None:
    put_tool(checkout, "apt-get", 'echo "apt-get $*" >>"$RECORD"; echo "apt speaks on standard output"')
    put_tool(checkout, "id", "echo 0")
    checkout.settings["PROGRAMMER_RUN_PROBE"] = "libEGL.so.1"
    result = checkout.run("--version")
    assert checkout.steps() == [
        "apt-get -qq update",
        "apt-get -qq -y install --no-install-recommends libegl1",
        "venv",
        "pip",
    ]
    assert "apt speaks" not in result.stdout


def test_a_user_without_rights_is_told_the_command_and_nothing_is_begun(checkout: Checkout) -> None:
    put_tool(checkout, "apt-get", 'echo "apt-get $*" >>"$RECORD"')
    put_tool(checkout, "id", "echo 1000")
    put_tool(checkout, "sudo", "exit 1")
    checkout.settings["PROGRAMMER_RUN_PROBE"] = "libEGL.so.1"
    result = checkout.run("--version")
    assert result.returncode == 1
    assert "sudo apt-get install --no-install-recommends libegl1" in result.stderr
    assert checkout.steps() == []


def test_a_machine_without_a_suitable_python_is_told_what_to_install(checkout: Checkout) -> None:
    put_tool(checkout, "python3", "exit 1")
    result = checkout.run("--version")
    assert result.returncode == 1
    assert "no Python 3.11 or newer found" in result.stderr


def test_every_library_that_is_looked_for_has_a_package() -> None:
    script = (REPOSITORY / "run").read_text()
    probed = set(re.findall(r'lib[\w.+-]+\.so\.\d+(?=[ "])', script))
    mapped = set(re.findall(r"^ +(lib[\w.+-]+\.so\.\d+)\) echo lib", script, re.MULTILINE))
    assert probed == mapped
    assert len(mapped) > 10


def kill_at(checkout: Checkout, gate: Path, step: str) -> None:
    checkout.settings[f"{step}_WAITS_AT"] = str(gate)
    process = checkout.start("--version")
    with gate.open("w"):  # the step has come to the gate
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=10)
    del checkout.settings[f"{step}_WAITS_AT"]


def put_tool(checkout: Checkout, name: str, body: str) -> None:
    tool = checkout.tools / name
    tool.unlink(missing_ok=True)
    tool.write_text(f"#!/bin/sh\n{body}\n")
    tool.chmod(0o755)
