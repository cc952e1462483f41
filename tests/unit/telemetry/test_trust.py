"""Whom a programmer trusts, as long as the process lives."""

from __future__ import annotations

import pytest

from programmer.randomness import SeededRandomness
from programmer.telemetry.noise.keys import KeyPair, fingerprint, new_key_pair
from programmer.telemetry.trust import PairedPump, Trust, TrustInMemory

CHANCE = SeededRandomness(28)


def a_pump(serial: str = "SIM-1", paired_utc_us: int = 1) -> PairedPump:
    public = new_key_pair(CHANCE).public
    return PairedPump(fingerprint(public), public, serial, paired_utc_us)


def trust() -> tuple[Trust, KeyPair]:
    own = new_key_pair(CHANCE)
    return TrustInMemory(own), own


def test_a_workstation_has_the_key_pair_it_was_given() -> None:
    memory, own = trust()
    assert memory.workstation() == own


def test_a_pump_never_paired_has_no_key() -> None:
    memory, _ = trust()
    assert memory.pump_key(a_pump().fingerprint) is None
    assert memory.paired() == ()


def test_pumps_that_are_remembered_are_found_by_fingerprint_in_the_order_of_their_pairing() -> None:
    memory, _ = trust()
    first, second = a_pump("SIM-1"), a_pump("SIM-2")
    memory.remember(first)
    memory.remember(second)
    assert memory.paired() == (first, second)
    assert [memory.pump_key(each.fingerprint) for each in (first, second)] == [first.public, second.public]


def test_a_pump_that_is_paired_again_is_there_once_and_last() -> None:
    memory, _ = trust()
    first, second = a_pump(), a_pump()
    again = PairedPump(first.fingerprint, first.public, "SIM-9", 3)
    for pump in (first, second, again):
        memory.remember(pump)
    assert memory.paired() == (second, again)


def test_a_pump_that_is_forgotten_has_no_key_and_the_others_keep_theirs() -> None:
    memory, _ = trust()
    first, second = a_pump(), a_pump()
    memory.remember(first)
    memory.remember(second)
    memory.forget(first.fingerprint)
    memory.forget(a_pump().fingerprint)
    assert memory.paired() == (second,)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_public_key_of_another_length_is_none(length: int) -> None:
    with pytest.raises(ValueError, match="has 32 bytes, not"):
        PairedPump(fingerprint(bytes(length)), bytes(length), "SIM-1", 1)


def test_a_fingerprint_belongs_to_its_key() -> None:
    with pytest.raises(ValueError, match="of another key"):
        PairedPump(a_pump().fingerprint, a_pump().public, "SIM-1", 1)
