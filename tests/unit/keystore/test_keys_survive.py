"""A pairing is lost neither by a program that ends in the middle nor by two that write at once."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from programmer.known_error import KnownError
from tests.unit.keystore.bench import Desk, a_pump

ROOT = Path(__file__).resolve().parents[3]
PAIRS_WITHOUT_END = """
import sys
from pathlib import Path
from tests.unit.keystore.bench import Desk, a_pump

keys = Desk(Path(sys.argv[1])).program()
first, count = int(sys.argv[2]), int(sys.argv[3])
print("key", keys.workstation().public.hex(), flush=True)
for number in range(first, first + count):
    keys.remember(a_pump(number))
    print("paired", number, flush=True)
"""


class PowerLost(BaseException):
    """Nothing after this is carried out."""


def no_room(_: int) -> None:
    raise OSError(28, "No space left on device")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def program_that_pairs(folder: Path, first: int, count: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PAIRS_WITHOUT_END, str(folder), str(first), str(count)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
def test_a_loss_of_power_before_the_file_is_replaced_leaves_the_old_one_whole(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def lose_power(*_: object) -> None:
        raise PowerLost

    desk.program().remember(a_pump(1))
    with monkeypatch.context() as patched:
        patched.setattr(step, lose_power)
        with pytest.raises(PowerLost):
            desk.program().remember(a_pump(2))
    assert desk.path.with_name("keys.json.new").exists()
    program = desk.program()
    assert program.paired() == (a_pump(1),)
    program.remember(a_pump(3))
    assert desk.program().paired() == (a_pump(1), a_pump(3))
    assert sorted(path.name for path in desk.folder.iterdir()) == ["keys.json", "keys.json.lock"]


def test_half_a_file_beside_the_keys_is_never_read(desk: Desk) -> None:
    desk.program().remember(a_pump(1))
    desk.path.with_name("keys.json.new").write_text("half")
    assert desk.program().paired() == (a_pump(1),)


def test_the_file_is_on_the_disk_before_it_takes_the_old_one_s_place_and_the_folder_after(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    synced, replaced = os.fsync, Path.replace

    def sync(descriptor: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        synced(descriptor)

    def put_in_place(path: Path, target: Path) -> Path:
        done.append("replaced")
        return replaced(path, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", put_in_place)
    desk.program().workstation()
    assert done == ["file", "replaced", "folder"][: 2 if sys.platform == "win32" else 3]


def test_a_full_disk_leaves_the_old_file_and_nothing_beside_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.program().remember(a_pump(1))
    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", no_room)
        with pytest.raises(KnownError, match="No space left on device"):
            desk.program().remember(a_pump(2))
    assert desk.program().paired() == (a_pump(1),)
    assert not desk.path.with_name("keys.json.new").exists()


def test_a_disk_that_is_full_at_the_first_start_leaves_no_key_in_use(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = desk.program()
    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", no_room)
        with pytest.raises(KnownError):
            program.workstation()
    assert not desk.path.exists()
    assert program.workstation() == desk.program().workstation()


def test_threads_that_pair_at_once_lose_nothing(desk: Desk) -> None:
    programs = [desk.program() for _ in range(4)]

    def pair(which: int) -> None:
        for number in range(which * 10, which * 10 + 10):
            programs[which].remember(a_pump(number))

    threads = [threading.Thread(target=pair, args=(which,)) for which in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(desk.program().paired()) == {a_pump(number) for number in range(40)}


def test_two_programs_that_start_and_pair_at_once_have_one_key_and_lose_nothing(tmp_path: Path) -> None:
    programs = [program_that_pairs(tmp_path, first, 25) for first in (0, 100)]
    said = [program.communicate()[0].splitlines() for program in programs]
    assert said[0][0] == said[1][0] == f"key {Desk(tmp_path).program().workstation().public.hex()}"
    expected = {a_pump(number) for first in (0, 100) for number in range(first, first + 25)}
    assert set(Desk(tmp_path).program().paired()) == expected


def test_whatever_was_told_as_paired_is_there_after_the_program_was_killed(tmp_path: Path) -> None:
    for attempt, lines in enumerate((2, 5, 9)):
        first = attempt * 100_000
        program = program_that_pairs(tmp_path, first, 100_000)
        assert program.stdout is not None
        for _ in range(lines):
            program.stdout.readline()
        program.kill()
        told = lines - 1 + len(program.communicate()[0].splitlines())
        kept = [pump for pump in Desk(tmp_path).program().paired() if int(pump.serial[4:]) >= first]
        assert kept[:told] == [a_pump(number) for number in range(first, first + told)]
        assert len(kept) - told in {0, 1}  # one may be on the disk and not yet told
