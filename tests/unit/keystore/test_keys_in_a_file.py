"""Where there is no key store the keys rest in a file that only its owner can read."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from programmer.keystore.keys_at_rest import open_keystore
from programmer.known_error import KnownError
from programmer.randomness import SeededRandomness
from programmer.telemetry.trust import Trust
from tests.unit.keystore.bench import Desk, a_pump
from tests.unit.keystore.rings import RingInMemory, StoreOf

POSIX = pytest.mark.skipif(
    sys.platform == "win32", reason="rights are lists there, inherited from the folder"
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_nothing_is_made_or_asked_for_before_a_key_is_needed(desk: Desk) -> None:
    desk.program()
    assert not desk.folder.exists()
    assert desk.store.asked == 0


def test_the_key_pair_of_a_workstation_is_the_same_in_every_program_and_at_every_start(desk: Desk) -> None:
    first: Trust = desk.program()
    own = first.workstation()
    assert first.workstation() is own
    assert desk.program().workstation() == own


def test_each_workstation_has_its_own_key(tmp_path: Path) -> None:
    here = open_keystore(None, tmp_path / "a", SeededRandomness(1), StoreOf(None))
    there = open_keystore(None, tmp_path / "b", SeededRandomness(2), StoreOf(None))
    assert here.workstation() != there.workstation()


def test_pumps_that_were_paired_are_known_at_the_next_start_in_the_order_of_their_pairing(desk: Desk) -> None:
    program = desk.program()
    for number in (3, 1, 2):
        program.remember(a_pump(number))
    later = desk.program()
    assert later.paired() == (a_pump(3), a_pump(1), a_pump(2))
    assert later.pump_key(a_pump(1).fingerprint) == a_pump(1).public
    assert later.pump_key(a_pump(4).fingerprint) is None


def test_a_pump_that_is_paired_again_is_there_once(desk: Desk) -> None:
    program = desk.program()
    for number in (1, 2, 1):
        program.remember(a_pump(number))
    assert program.paired() == (a_pump(2), a_pump(1))


def test_a_pump_that_is_forgotten_stays_forgotten_and_the_others_stay(desk: Desk) -> None:
    program = desk.program()
    program.remember(a_pump(1))
    program.remember(a_pump(2))
    program.forget(a_pump(1).fingerprint)
    assert desk.program().paired() == (a_pump(2),)


def test_forgetting_a_pump_that_was_never_paired_writes_nothing(desk: Desk) -> None:
    desk.program().forget(a_pump().fingerprint)
    assert not desk.path.exists()
    desk.program().remember(a_pump(1))
    before = desk.path.stat().st_ino
    desk.program().forget(a_pump(2).fingerprint)
    assert desk.path.stat().st_ino == before


def test_looking_for_a_pump_makes_no_keys(desk: Desk) -> None:
    assert desk.program().pump_key(a_pump().fingerprint) is None
    assert desk.program().paired() == ()
    assert not desk.path.exists()


def test_a_program_that_runs_sees_what_another_has_paired_meanwhile(desk: Desk) -> None:
    window, command = desk.program(), desk.program()
    window.remember(a_pump(1))
    command.remember(a_pump(2))
    assert window.pump_key(a_pump(2).fingerprint) == a_pump(2).public
    window.remember(a_pump(3))
    assert command.paired() == (a_pump(1), a_pump(2), a_pump(3))


@POSIX
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_file_and_folder_are_for_their_owner_alone_whatever_is_usual_for_new_files(
    desk: Desk, umask: int
) -> None:
    before = os.umask(umask)
    try:
        desk.program().remember(a_pump())
    finally:
        os.umask(before)
    assert mode_of(desk.folder) == 0o700
    assert {mode_of(path) for path in desk.folder.iterdir()} == {0o600}


def test_a_file_that_is_named_is_used_though_there_is_a_key_store(tmp_path: Path) -> None:
    store = StoreOf(RingInMemory())
    named = tmp_path / "mine" / "keys of mine"
    own = open_keystore(named, tmp_path / "usual", SeededRandomness(1), store).workstation()
    assert json.loads(named.read_text())["workstation"]["private"] == own.private.hex()
    assert store.asked == 0
    assert not (tmp_path / "usual").exists()
    assert open_keystore(named, tmp_path, SeededRandomness(2), store).workstation() == own


def test_keys_stay_in_the_file_when_a_key_store_appears_later(desk: Desk) -> None:
    own = desk.program().workstation()
    desk.store.ring = ring = RingInMemory()
    desk.program().remember(a_pump())
    assert desk.program().workstation() == own
    assert ring.held == {}


@POSIX
def test_a_link_to_the_file_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real")
    open_keystore(tmp_path / "link", tmp_path, SeededRandomness(1), StoreOf(None)).remember(a_pump())
    assert (tmp_path / "link").is_symlink()
    assert mode_of(tmp_path / "real") == 0o600


def test_people_are_told_where_the_keys_rest_before_and_after_they_are_made(desk: Desk) -> None:
    assert desk.program().where == f"in the file {desk.path}"
    desk.program().workstation()
    assert desk.program().where == f"in the file {desk.path}"


def test_the_private_key_is_in_no_text_of_the_keystore(desk: Desk) -> None:
    program = desk.program()
    own = program.workstation()
    shown = [
        repr(program),
        str(program),
        program.where,
        repr(program._look()),
        repr(own),
        repr(vars(program)),
    ]
    assert [text for text in shown if own.private.hex() in text or repr(own.private) in text] == []


def test_a_file_that_goes_while_a_program_runs_comes_back_with_the_same_key(desk: Desk) -> None:
    program = desk.program()
    own = program.workstation()
    desk.path.unlink()
    program.remember(a_pump())
    assert desk.program().workstation() == own


def test_a_file_of_other_keys_in_the_place_of_ours_is_not_used_and_not_overwritten(desk: Desk) -> None:
    program = desk.program()
    program.workstation()
    desk.path.unlink()
    desk.program().workstation()
    written = desk.path.read_bytes()
    with pytest.raises(KnownError, match="another key of this workstation"):
        program.remember(a_pump())
    assert desk.path.read_bytes() == written
