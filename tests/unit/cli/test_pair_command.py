"""``programmer pair`` forgets the one pump that is meant, uses no code in vain, and leaves nothing by looking."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from programmer.keystore.keys_at_rest import open_keystore
from programmer.randomness import SeededRandomness
from programmer.settings import SIMULATED_PUMP_URL as PUMP
from programmer.simulator.training_room import SimulatedRoom
from programmer.telemetry.noise.keys import fingerprint, new_key_pair
from programmer.telemetry.trust import PairedPump
from tests.unit.cli.conftest import Command

SINCE_US = 1_795_168_800_000_000


@pytest.fixture
def keys(tmp_path: Path) -> str:
    """Keys of a workstation that knows three pumps, two of them of one serial number."""
    file = tmp_path / "own" / "keys.json"
    store = open_keystore(file, tmp_path, SeededRandomness(0))
    for number, serial in enumerate(("SIM-1", "SIM-2", "SIM-2"), start=1):
        public = new_key_pair(SeededRandomness(number)).public
        store.remember(PairedPump(fingerprint(public), public, serial, SINCE_US))
    return f"--keys={file}"


def listed(command: Command, keys: str) -> list[tuple[str, str]]:
    pumps = json.loads(command("pair", "--json", keys).out)["pumps"]
    return [(pump["serial"], pump["fingerprint"]) for pump in pumps]


def test_a_serial_number_that_only_one_pump_has_is_enough_to_forget_it(command: Command, keys: str) -> None:
    ran = command("pair", "--forget", "SIM-1", keys)
    assert (ran.code, ran.err) == (0, "")
    assert [serial for serial, _ in listed(command, keys)] == ["SIM-2", "SIM-2"]


def test_of_two_pumps_of_one_serial_number_none_is_forgotten_until_it_is_said_which(
    command: Command, keys: str
) -> None:
    before = listed(command, keys)
    (_, first), (_, second) = before[1:]
    ran = command("pair", "--forget", "SIM-2", keys)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("programmer: No pump was forgotten. SIM-2 may mean any of 2 pumps ")
    assert first in ran.err
    assert second in ran.err
    assert listed(command, keys) == before

    ran = command("pair", "--forget", second[:8].upper(), "--json", keys)
    assert json.loads(ran.out) == {"forgotten": "SIM-2", "fingerprint": second}
    assert listed(command, keys) == before[:2]


def test_the_beginning_of_a_fingerprint_is_at_least_eight_digits(command: Command, keys: str) -> None:
    before = listed(command, keys)
    ran = command("pair", "--forget", before[0][1][:7], keys)
    assert (ran.code, listed(command, keys)) == (3, before)
    assert command("pair", "--forget", before[0][1], keys).code == 0
    assert listed(command, keys) == before[1:]


@pytest.mark.parametrize("more", [(), ("--json",), ("--forget", "SIM-1")])
def test_to_look_at_pairings_makes_no_folder(more: tuple[str, ...], command: Command, tmp_path: Path) -> None:
    ran = command("pair", *more, f"--keys={tmp_path / 'not' / 'there' / 'keys.json'}")
    assert ran.code in {0, 3}
    assert not (tmp_path / "not").exists()


def test_a_pump_that_is_paired_already_takes_no_code(command: Command, room: SimulatedRoom) -> None:
    command("interrogate", PUMP)
    bench = room.bench(PUMP)
    assert bench is not None
    code = bench._site.show_pairing_code()
    for _ in range(4):
        ran = command("pair", PUMP, "--pairing-code", code)
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith("Paired already with pump RF20-")
    assert json.loads(command("pair", PUMP, "--pairing-code", code, "--json").out)["already"]
    assert bench._site.pairing_code == code
