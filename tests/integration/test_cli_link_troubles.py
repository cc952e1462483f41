"""What the command line says, and what the pump runs, when the line is cut, held, noisy or leads to no pump."""

from __future__ import annotations

import json
import os
import pty
import selectors
import shutil
import signal
import struct
import subprocess
import sys
import tty
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cobs import cobs
from fastcrc import crc32

from programmer.device.implant.codes import Opcode
from tests.support.process_bench import (
    PROGRAM_97,
    ROOT,
    Here,
    Proxy,
    SimulatorProcess,
    Stranger,
    read_until,
    run,
    start,
)

OLD, NEW = "90 mcg/day", "97 mcg/day"


@pytest.fixture
def pump() -> Iterator[SimulatorProcess]:
    process = SimulatorProcess()
    yield process
    process.end()


@pytest.fixture
def line(pump: SimulatorProcess) -> Iterator[Proxy]:
    proxy = Proxy(pump.address)
    yield proxy
    proxy.close()


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


def one_line(errors: str) -> str:
    """The last line of standard error; it must be the only one that tells an error."""
    told = [line for line in errors.splitlines() if line.startswith("programmer: ")]
    assert "Traceback" not in errors
    return told[-1]


# ---- cut ------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("IT-2")
def test_cut_anywhere_in_a_program_write_the_pump_runs_the_old_program_or_the_whole_new_one(
    pump: SimulatorProcess, line: Proxy, here: Here, program_97: str, tmp_path: Path
) -> None:
    """From the first byte to beyond the commit; after each cut the pump is read past the cut line."""
    code, _, _ = here("program", line.url, program_97, "--yes")
    assert code == 0
    whole = line.passed
    files = {dose: _file(tmp_path, dose) for dose in (OLD, NEW)}
    codes = set()
    for number, cut in enumerate(range(3, whole, whole // 12)):
        before = here.words("interrogate", pump.url)["program"]["dose"]
        wanted = OLD if before == NEW else NEW
        line.passed, line.cut_after = 0, cut
        code, out, err = here("program", line.url, files[wanted], "--yes")
        line.cut_after = None
        codes.add(code)
        after = here.words("interrogate", pump.url)
        assert after["program"]["dose"] in {before, wanted}
        assert after["unsettled"] == []
        if code == 0:
            assert after["program"]["dose"] == wanted
            assert "confirmed by the pump" in out
        else:
            assert after["program"]["dose"] == before, (number, cut, err)
            assert code == 4
            assert "broke" in one_line(err) or "was not applied" in one_line(err)
    assert codes == {0, 4}
    told = [row["outcome"]["outcome"] for row in here.words("sessions") if row["outcome"] is not None]
    assert set(told) <= {"confirmed", "failed"}
    assert {row["open_commands"] for row in here.words("sessions")} == {0}


def _file(folder: Path, dose: str) -> str:
    file = folder / f"{dose.split(maxsplit=1)[0]}.toml"
    file.write_text(PROGRAM_97.replace(NEW, dose))
    return str(file)


def test_a_held_reply_to_the_commit_is_not_known_and_the_next_command_settles_it(
    pump: SimulatorProcess, line: Proxy, here: Here, program_97: str
) -> None:
    line.hold_after = Opcode.COMMIT
    code, out, err = here("program", line.url, program_97, "--yes", "--json")
    assert code == 5
    assert json.loads(out)["outcome"] == "uncertain"
    assert json.loads(out)["reason"].startswith("No answer came; it may or may not have been done")
    assert one_line(err).startswith(
        "programmer: It is not known whether the pump runs the new program. "
        "No answer came; it may or may not have been done"
    )
    assert (
        ". Until the pump tells, reckon with both programs: the old one or the new one may be running. "
        in err
    )
    assert here.words("sessions")[0]["end"] == "left unresolved"
    code, out, err = here("interrogate", pump.url, "--json")
    assert code == 0
    assert json.loads(out)["program"]["dose"] == NEW
    assert one_line(err).startswith("programmer: An earlier program of ")
    assert one_line(err).endswith(" UTC was asked about: confirmed.")
    assert [row["open_commands"] for row in here.words("sessions")] == [0, 0]


def test_ctrl_c_while_the_commit_is_on_its_way_comes_too_late_and_is_not_told_as_cancelled(
    line: Proxy, here: Here, records: str, program_97: str
) -> None:
    line.hold_after = Opcode.COMMIT
    programming = start("program", line.url, program_97, "--yes", records)
    assert line.held.wait(30)
    programming.send_signal(signal.SIGINT)
    line.hold_after = None
    line.held.clear()
    out, errors = programming.communicate(timeout=30)
    assert (programming.returncode, errors) == (0, b"")
    assert b"The program is in force, confirmed by the pump at " in out
    assert here.words("sessions")[0]["outcome"]["outcome"] == "confirmed"


def test_a_pump_that_goes_away_at_the_question_ends_it_with_one_line(
    pump: SimulatorProcess, records: str, program_97: str, here: Here
) -> None:
    asking = start("program", pump.url, program_97, records)
    read_until(asking.stderr, b"Type the word yes")
    pump.stop()
    _, errors = asking.communicate(timeout=30)
    assert asking.returncode == 4
    assert " broke. " in one_line(errors.decode().replace("is: programmer", "is:\nprogrammer"))
    assert here.words("sessions")[0]["end"] == "link lost"


# ---- noise and strangers --------------------------------------------------------------------------------------


def test_garbage_between_the_frames_of_a_pump_is_passed_over(
    line: Proxy, here: Here, program_97: str
) -> None:
    line.noise = bytes(range(1, 256)) + b"\x00\x05garbage"
    assert here("program", line.url, program_97, "--yes")[0] == 0
    assert here.words("interrogate", line.url)["program"]["dose"] == NEW


def _version_2(block: bytes) -> bytes:
    """A sound frame of another major version, whatever was asked."""
    body = bytes([2, 1]) + bytes(10)
    stuffed: bytes = cobs.encode(body + struct.pack("<I", crc32.iscsi(body)))
    return b"\x00" + stuffed + b"\x00"


STRANGERS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "an echo": (
        lambda block: block,
        "is not a pump. The bytes that come back are not frames of this protocol",
    ),
    "a web server": (
        lambda _block: b"HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html>no</html>\r\n",
        "is not a pump. The bytes that come back are not frames of this protocol",
    ),
    "a flood": (
        lambda _block: bytes(range(256)) * 400,
        "is not a pump. The bytes that come back are not frames",
    ),
    "silence": (lambda _block: b"", "Nothing answers at "),
    "another version": (_version_2, "speaks version 2 of the protocol. This program speaks version 1 only"),
}


@pytest.mark.parametrize("what", STRANGERS)
def test_what_is_no_pump_is_told_from_a_pump_that_is_silent(what: str, here: Here) -> None:
    answer, told = STRANGERS[what]
    stranger = Stranger(answer)
    try:
        code, out, err = here("stop" if what == "silence" else "interrogate", stranger.url)
    finally:
        stranger.close()
    assert (code, out) == (4, "")
    assert told in one_line(err)
    assert err.count("\n") == 1
    assert here.words("sessions") == []


# ---- ports ----------------------------------------------------------------------------------------------------


@pytest.fixture
def port() -> Iterator[tuple[int, str]]:
    """Both ends of a serial line on which nobody answers: the near end's number, the far end's path."""
    near, far = pty.openpty()
    tty.setraw(far)
    yield near, os.ttyname(far)
    for end in (near, far):
        os.close(end)


def test_a_port_that_another_program_uses_is_told_so(port: tuple[int, str], records: str, here: Here) -> None:
    _, path = port
    first = start("interrogate", path, records)
    try:
        _wait_for_bytes(port[0])
        code, _, err = here("interrogate", path)
    finally:
        first.kill()
        first.communicate()
    assert code == 4
    assert one_line(err) == (
        f"programmer: {path} cannot be opened. Another program is using that port. "
        "Close the other program, or the other window of this one, and try again."
    )


def _wait_for_bytes(near: int) -> None:
    """Until the program at the far end has spoken, and so has the port."""
    with selectors.DefaultSelector() as selector:
        selector.register(near, selectors.EVENT_READ)
        assert selector.select(30)


def _as_nobody(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A command run by a user without rights."""
    command = [sys.executable, "-m", "programmer", *arguments]
    environment = dict(os.environ)
    if os.geteuid() == 0:
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            pytest.skip("root may use every port, and there is no setpriv to become somebody else")
        command = [setpriv, "--reuid=65534", "--regid=65534", "--clear-groups", *command]
        probe = subprocess.run([*command[:4], *command[4:5], "-c", ""], capture_output=True, check=False)
        if probe.returncode:
            pytest.skip("a user without rights cannot start this Python")
        environment["HOME"] = "/nonexistent"
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=30, check=False
    )


def test_a_port_one_has_no_right_to_names_the_group(port: tuple[int, str]) -> None:
    _, path = port
    mode = Path(path).stat().st_mode
    Path(path).chmod(0)
    try:
        ran = _as_nobody("interrogate", path, "--database=:memory:")
    finally:
        Path(path).chmod(mode)
    assert (ran.returncode, ran.stdout) == (4, "")
    assert ran.stderr == (
        f"programmer: {path} cannot be opened. This user may not use that port. Ask for membership in the group "
        "that owns it (dialout on Debian), sign in again, and retry.\n"
    )


def test_records_that_may_not_be_written_are_noticed_before_the_pump_is_called(tmp_path: Path) -> None:
    folder = (
        Path("/tmp") / f"readonly-{os.getpid()}"
    )  # below a folder that nobody may pass, nothing could be read
    folder.mkdir()
    try:
        made = folder / "records.sqlite"
        assert run("patients", f"--database={made}", "--add", "Ada").returncode == 0
        made.chmod(0o444)
        folder.chmod(0o555)
        old = _as_nobody("interrogate", "simulated:reference-20", f"--database={made}")
        new = _as_nobody("interrogate", "simulated:reference-20", f"--database={folder / 'new.sqlite'}")
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)
    for ran, line in (
        (old, f"The records in {made} cannot be "),
        (new, f"The records in {folder / 'new.sqlite'} "),
    ):
        assert (ran.returncode, ran.stdout) == (3, ""), ran
        assert ran.stderr.startswith(f"programmer: {line}")
        assert ran.stderr.count("\n") == 1


def test_a_serial_line_pulled_out_in_mid_write_is_told_and_the_pump_runs_on(
    records: str, program_97: str
) -> None:
    pump = SimulatorProcess("--pty")
    try:
        asking = start("program", pump.url, program_97, records)
        read_until(asking.stderr, b"Type the word yes")
        pump.end()
        _, errors = asking.communicate(timeout=30)
    finally:
        pump.end()
    assert asking.returncode == 4
    assert f"programmer: The link to {pump.url} broke. The port is gone" in errors.decode()
    assert "Traceback" not in errors.decode()
