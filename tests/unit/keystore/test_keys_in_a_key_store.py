"""The private key rests in the operating system's key store; beside it lies a file without secrets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null

from programmer.keystore.keys_at_rest import KeysAtRest, open_keystore
from programmer.keystore.system_store import ENTRY, SERVICE, system_store
from programmer.known_error import KnownError
from programmer.randomness import SeededRandomness
from tests.unit.keystore.bench import Desk, a_pump
from tests.unit.keystore.rings import (
    BrokenRing,
    ForgetfulRing,
    LockedRing,
    PlainRing,
    RingInMemory,
    StoreOf,
)

WINDOWS_LIMIT = 2560  # bytes of a secret in the Credential Manager, which keeps UTF-16


@pytest.fixture
def ring() -> RingInMemory:
    return RingInMemory()


@pytest.fixture
def desk(tmp_path: Path, ring: RingInMemory) -> Desk:
    return Desk(tmp_path, StoreOf(ring))


@pytest.fixture
def session_ring() -> Iterator[None]:
    """Whatever a test makes the session's key store, afterwards it is what it was."""
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def refused(program: KeysAtRest) -> str:
    with pytest.raises(KnownError) as error:
        program.remember(a_pump())
    return str(error.value)


def test_the_private_key_is_in_the_key_store_and_in_no_file(desk: Desk, ring: RingInMemory) -> None:
    own = desk.program().workstation()
    desk.program().remember(a_pump())
    assert ring.held == {(SERVICE, ENTRY): f"1 {own.private.hex()}"}
    assert [path for path in desk.folder.iterdir() if own.private.hex() in path.read_text()] == []
    assert json.loads(desk.path.read_text())["workstation"]["private"] is None


def test_however_many_pumps_are_paired_the_secret_fits_the_key_store_of_windows(
    desk: Desk, ring: RingInMemory
) -> None:
    for number in range(20):
        desk.program().remember(a_pump(number))
    assert [len(secret.encode("utf-16-le")) < WINDOWS_LIMIT for secret in ring.held.values()] == [True]


def test_key_and_pairings_are_found_at_the_next_start(desk: Desk) -> None:
    program = desk.program()
    program.remember(a_pump(1))
    later = desk.program()
    assert later.workstation() == program.workstation()
    assert later.paired() == (a_pump(1),)
    later.forget(a_pump(1).fingerprint)
    assert desk.program().paired() == ()


def test_the_key_store_is_asked_once_in_the_life_of_a_program(desk: Desk) -> None:
    desk.program().workstation()
    desk.store.asked = 0
    program = desk.program()
    for number in (1, 2):
        program.remember(a_pump(number))
        program.pump_key(a_pump(number).fingerprint)
    assert desk.store.asked == 1


def test_people_are_told_where_the_keys_rest_before_and_after_they_are_made(desk: Desk) -> None:
    words = f"in the operating system's key store, with the pairings in {desk.path}"
    assert desk.program().where == words
    desk.program().workstation()
    assert desk.program().where == words


def test_a_program_that_ended_before_its_file_was_written_leaves_a_key_that_the_next_one_takes(
    desk: Desk, ring: RingInMemory
) -> None:
    own = desk.program().workstation()
    desk.path.unlink()
    assert desk.program().workstation() == own
    assert len(ring.held) == 1


def test_without_the_key_store_of_the_desktop_its_key_is_out_of_reach_and_no_new_one_is_made(
    desk: Desk,
) -> None:
    desk.program().workstation()
    written = desk.path.read_bytes()
    desk.store.ring = None
    assert "no key store in this session" in refused(desk.program())
    assert desk.path.read_bytes() == written


def test_a_key_that_was_taken_out_of_the_key_store_is_gone_and_no_new_one_is_made(
    desk: Desk, ring: RingInMemory
) -> None:
    desk.program().workstation()
    written = desk.path.read_bytes()
    ring.held.clear()
    assert "is gone" in refused(desk.program())
    assert (desk.path.read_bytes(), ring.held) == (written, {})


def test_another_key_in_the_key_store_than_that_of_the_file_is_refused(
    desk: Desk, ring: RingInMemory
) -> None:
    desk.program().workstation()
    ring.held[SERVICE, ENTRY] = "1 " + "55" * 32
    assert "another key of this workstation" in refused(desk.program())


def test_a_key_that_changed_in_the_key_store_while_the_file_was_gone_is_not_overwritten(
    desk: Desk, ring: RingInMemory
) -> None:
    program = desk.program()
    program.workstation()
    desk.path.unlink()
    ring.held[SERVICE, ENTRY] = "1 " + "55" * 32
    assert "another key of this workstation" in refused(program)
    assert ring.held[SERVICE, ENTRY] == "1 " + "55" * 32


@pytest.mark.parametrize("secret", ["", "2 " + "55" * 32, "1 " + "55" * 31, "55" * 32, "1 " + "gg" * 32])
def test_an_entry_that_is_not_of_this_version_is_refused_and_stays(
    desk: Desk, ring: RingInMemory, secret: str
) -> None:
    ring.held[SERVICE, ENTRY] = secret
    said = refused(desk.program())
    assert "is damaged, or was written by a newer version" in said
    assert "55" not in said
    assert ring.held[SERVICE, ENTRY] == secret
    assert not desk.path.exists()


def test_the_pairings_cannot_be_changed_by_who_has_not_the_key(desk: Desk) -> None:
    desk.program().remember(a_pump(1))
    fields = json.loads(desk.path.read_text())
    fields["pumps"][0]["public"] = a_pump(2).public.hex()
    desk.path.write_text(json.dumps(fields))
    assert "its seal does not fit" in refused(desk.program())


def test_a_locked_key_store_is_no_reason_to_put_the_key_into_a_file(tmp_path: Path) -> None:
    desk = Desk(tmp_path, StoreOf(LockedRing()))
    assert "The key store is locked" in refused(desk.program())
    assert not desk.path.exists()


def test_a_key_store_that_fails_is_told_without_its_words_which_may_hold_the_key(tmp_path: Path) -> None:
    desk = Desk(tmp_path, StoreOf(BrokenRing()))
    with pytest.raises(KnownError) as error:
        desk.program().workstation()
    assert "The key store failed (ArithmeticError)" in str(error.value)
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__
    assert not desk.path.exists()


def test_a_key_store_that_keeps_nothing_is_noticed_before_the_key_is_used(tmp_path: Path) -> None:
    desk = Desk(tmp_path, StoreOf(ForgetfulRing()))
    assert "does not return what it was given" in refused(desk.program())
    assert not desk.path.exists()


@pytest.mark.usefixtures("session_ring")
@pytest.mark.parametrize("kind", [fail.Keyring, null.Keyring, chainer.ChainerBackend, PlainRing])
def test_what_guards_nothing_is_no_key_store(
    tmp_path: Path, kind: Callable[[], KeyringBackend], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [PlainRing()])
    keyring.set_keyring(kind())
    assert system_store() is None
    program = open_keystore(None, tmp_path / "keys", SeededRandomness(1))
    program.workstation()
    assert program.where == f"in the file {(tmp_path / 'keys' / 'keys.json').resolve()}"


@pytest.mark.usefixtures("session_ring")
def test_the_key_store_of_the_session_is_used_without_being_named(tmp_path: Path, ring: RingInMemory) -> None:
    keyring.set_keyring(ring)
    own = open_keystore(None, tmp_path, SeededRandomness(1)).workstation()
    assert ring.held == {(SERVICE, ENTRY): f"1 {own.private.hex()}"}


@pytest.mark.usefixtures("session_ring")
def test_a_chain_with_a_key_store_in_it_is_one(ring: RingInMemory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [ring, PlainRing()])
    chain: Callable[[], KeyringBackend] = chainer.ChainerBackend
    keyring.set_keyring(chain())
    store = system_store()
    assert store is not None
    store.keep(bytes(32))
    assert len(ring.held) == 1


def test_a_key_store_that_somebody_has_set_up_wrongly_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("keyring.core._keyring_backend", None)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "no.such.Backend")
    with pytest.raises(KnownError, match="ModuleNotFoundError"):
        system_store()
