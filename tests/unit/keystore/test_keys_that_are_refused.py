"""A file of keys that others could have read or changed is refused, and never overwritten."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from programmer.keystore.keys_at_rest import KeysAtRest
from programmer.known_error import KnownError
from tests.unit.keystore.bench import Desk, a_pump

POSIX = pytest.mark.skipif(
    sys.platform == "win32", reason="rights are lists there, inherited from the folder"
)
ROOT = pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root gives files away")

USES: dict[str, Callable[[KeysAtRest], object]] = {
    "asked for the key": KeysAtRest.workstation,
    "asked for a pump": lambda keys: keys.pump_key(a_pump(1).fingerprint),
    "pairing": lambda keys: keys.remember(a_pump(2)),
    "forgetting": lambda keys: keys.forget(a_pump(1).fingerprint),
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    desk.program().remember(a_pump(1))
    return desk


@pytest.fixture(params=list(USES))
def use(request: pytest.FixtureRequest) -> Callable[[KeysAtRest], object]:
    return USES[request.param]


def refusal(desk: Desk, use: Callable[[KeysAtRest], object]) -> str:
    """What is said of the file, which stays as it is."""
    before = desk.path.read_bytes()
    with pytest.raises(KnownError) as refused:
        use(desk.program())
    assert desk.path.read_bytes() == before
    assert str(desk.path.parent) in str(refused.value)
    assert re.search("[0-9a-f]{32}", str(refused.value)) is None  # no key, not even a part of one
    assert refused.value.__cause__ is None
    return str(refused.value)


@POSIX
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o601, 0o666])
def test_a_file_with_any_right_for_others_is_refused(
    desk: Desk, use: Callable[[KeysAtRest], object], mode: int
) -> None:
    desk.path.chmod(mode)
    said = refusal(desk, use)
    assert "Others than its owner may read or change" in said
    assert "chmod 600" in said


@ROOT
def test_a_file_of_another_user_is_refused(desk: Desk, use: Callable[[KeysAtRest], object]) -> None:
    os.chown(desk.path, 65534, -1)
    assert "belongs to another user" in refusal(desk, use)


@ROOT
def test_a_lock_of_another_user_is_not_waited_for(desk: Desk, use: Callable[[KeysAtRest], object]) -> None:
    os.chown(desk.path.with_name("keys.json.lock"), 65534, -1)
    assert "belongs to another user" in refusal(desk, use)


@POSIX
@pytest.mark.parametrize("mode", [0o720, 0o702, 0o777])
def test_a_folder_in_which_others_may_write_is_refused(
    desk: Desk, use: Callable[[KeysAtRest], object], mode: int
) -> None:
    desk.folder.chmod(mode)
    assert "Others may put files of their own" in refusal(desk, use)


@POSIX
@pytest.mark.parametrize("mode", [0o750, 0o755, 0o1777])
def test_a_folder_in_which_others_may_only_look_or_each_has_his_own_is_used(desk: Desk, mode: int) -> None:
    desk.folder.chmod(mode)
    assert desk.program().pump_key(a_pump(1).fingerprint) == a_pump(1).public


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut": lambda whole: whole[: len(whole) // 2],
    "one byte short of its end": lambda whole: whole.rstrip()[:-1],
    "no text": lambda whole: b"\xff" + whole,
    "something else": lambda _: b"[1, 2]",
    "nested without end": lambda _: b"[" * 100_000,
    "of no format": lambda _: b"{}",
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_file_is_refused_and_never_replaced_by_new_keys(
    desk: Desk, use: Callable[[KeysAtRest], object], damage: Callable[[bytes], bytes]
) -> None:
    desk.path.write_bytes(damage(desk.path.read_bytes()))
    assert "damaged" in refusal(desk, use)


def changed(desk: Desk, change: Callable[[dict[str, Any]], object]) -> str:
    fields = json.loads(desk.path.read_text())
    change(fields)
    desk.path.write_text(json.dumps(fields))
    return refusal(desk, USES["asked for a pump"])


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "format 0": lambda fields: fields.update(format=0),
    "format true": lambda fields: fields.update(format=True),
    "an unknown field": lambda fields: fields.update(more=1),
    "no seal": lambda fields: fields.pop("seal"),
    "a short seal": lambda fields: fields.update(seal=fields["seal"][2:]),
    "no workstation": lambda fields: fields.update(workstation=None),
    "no private field": lambda fields: fields["workstation"].pop("private"),
    "a short private key": lambda fields: fields["workstation"].update(private="00"),
    "a private key in no digits": lambda fields: fields["workstation"].update(private="g" * 64),
    "another private key": lambda fields: fields["workstation"].update(private="55" * 32),
    "another public key": lambda fields: fields["workstation"].update(public="55" * 32),
    "pumps that are no list": lambda fields: fields.update(pumps={}),
    "a pump that is none": lambda fields: fields.update(pumps=["SIM-1"]),
    "a pump with a field too many": lambda fields: fields["pumps"][0].update(more=1),
    "a pump of another key": lambda fields: fields["pumps"][0].update(public=a_pump(9).public.hex()),
    "a pump of another serial": lambda fields: fields["pumps"][0].update(serial="SIM-9"),
    "a serial that is a number": lambda fields: fields["pumps"][0].update(serial=1),
    "another time": lambda fields: fields["pumps"][0].update(paired_utc_us=1),
    "a time in parts": lambda fields: fields["pumps"][0].update(paired_utc_us=1.5),
    "a pump less": lambda fields: fields["pumps"].pop(),
    "a pump more": lambda fields: fields["pumps"].append(dict(fields["pumps"][0])),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_file_that_somebody_else_has_changed_is_refused(
    desk: Desk, change: Callable[[dict[str, Any]], object]
) -> None:
    assert "damaged" in changed(desk, change)


def test_a_file_of_a_newer_format_is_refused_with_both_numbers(desk: Desk) -> None:
    said = changed(desk, lambda fields: fields.update(format=2))
    assert "newer version" in said
    assert "format 2; this one knows 1" in said


@POSIX
def test_a_directory_or_a_pipe_of_that_name_is_no_file_of_keys(tmp_path: Path) -> None:
    for make in (Path.mkdir, os.mkfifo):
        desk = Desk(tmp_path / make.__name__)
        desk.folder.mkdir(parents=True)
        make(desk.path)
        with pytest.raises(KnownError, match="a directory or a device"):
            desk.program().workstation()


def test_a_folder_that_cannot_be_made_is_told_with_what_the_system_said(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("in the way")
    with pytest.raises(KnownError, match="The operating system said"):
        Desk(tmp_path).program().workstation()
