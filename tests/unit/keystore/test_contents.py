"""The file of keys says again what was written, and every change of it is seen."""

from __future__ import annotations

import hashlib
import hmac
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programmer.keystore.contents import Contents, Newer, NotOurs, decode, encode, is_sealed_by
from programmer.randomness import SeededRandomness
from programmer.telemetry.noise.keys import KeyPair, fingerprint, new_key_pair
from programmer.telemetry.trust import PairedPump

OWN = new_key_pair(SeededRandomness(1))
OTHER = new_key_pair(SeededRandomness(2))


def paired(public: bytes, serial: str, paired_utc_us: int) -> PairedPump:
    return PairedPump(fingerprint(public), public, serial, paired_utc_us)


PUMPS = st.builds(paired, st.binary(min_size=32, max_size=32), st.text(), st.integers())
CONTENTS = st.builds(
    Contents,
    st.just(OWN.public),
    st.sampled_from([None, OWN.private]),
    st.lists(PUMPS, max_size=5).map(tuple),
)


@given(CONTENTS)
def test_what_is_written_is_read_again_and_sealed_by_its_writer_alone(contents: Contents) -> None:
    found, seal = decode(encode(contents, OWN))
    assert found == contents
    assert is_sealed_by(found, seal, OWN)
    assert not is_sealed_by(found, seal, OTHER)


@given(CONTENTS, st.data())
def test_no_byte_can_change_what_is_believed(contents: Contents, draw: st.DataObject) -> None:
    written = bytearray(encode(contents, OWN))
    place = draw.draw(st.integers(0, len(written) - 1))
    written[place] ^= draw.draw(st.integers(1, 255))
    try:
        found, seal = decode(bytes(written))
    except (NotOurs, Newer):
        return
    assert found == contents or not is_sealed_by(found, seal, OWN)


@given(st.binary(max_size=200))
def test_bytes_that_are_no_file_of_keys_are_named_as_such(written: bytes) -> None:
    with pytest.raises(NotOurs):
        decode(written)


def test_the_file_is_as_it_is_described() -> None:
    pump = paired(OTHER.public, "SIM-1", 5)
    fields = json.loads(encode(Contents(OWN.public, None, (pump,)), OWN))
    seal = fields.pop("seal")
    assert fields == {
        "format": 1,
        "workstation": {"public": OWN.public.hex(), "private": None},
        "pumps": [{"public": OTHER.public.hex(), "serial": "SIM-1", "paired_utc_us": 5}],
    }
    text = (
        f'{{"format":1,"pumps":[{{"paired_utc_us":5,"public":"{OTHER.public.hex()}","serial":"SIM-1"}}],'
        f'"workstation":{{"private":null,"public":"{OWN.public.hex()}"}}}}'
    )
    key = hashlib.sha256(b"Intrathecal Programmer: seal of the keys at rest, format 1" + OWN.private)
    assert seal == hmac.new(key.digest(), text.encode(), "sha256").hexdigest()


def test_a_private_key_is_not_shown() -> None:
    shown = repr(Contents(OWN.public, OWN.private))
    assert repr(OWN.private) not in shown
    assert "private" not in shown


def test_what_is_said_of_a_file_that_is_not_ours_holds_nothing_of_it() -> None:
    whole = encode(Contents(OWN.public, OWN.private), OWN)
    with pytest.raises(NotOurs) as cut:
        decode(whole[:-3])
    assert cut.value.__cause__ is None
    assert cut.value.__suppress_context__
    assert OWN.private.hex() not in str(cut.value)


def test_a_key_pair_seals_the_same_contents_alike_in_every_program() -> None:
    contents = Contents(OWN.public, None)
    assert encode(contents, OWN) == encode(contents, KeyPair.from_private(OWN.private))
