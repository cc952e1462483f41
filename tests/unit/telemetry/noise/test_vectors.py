"""The published test vectors of Noise come out byte by byte, from both ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from programmer.telemetry.noise.cipher import CipherState
from programmer.telemetry.noise.handshake import Handshake, Pattern
from programmer.telemetry.noise.keys import KeyPair
from tests.unit.telemetry.noise.both_ends import Foreseen

OURS = Path(__file__).parent / "vectors.txt"
OF_DEBIAN = Path("/usr/share/gocode/src/github.com/flynn/noise/vectors.txt")

Vector = dict[str, str]


def vectors_of(path: Path) -> list[Vector]:
    """Return the entries of the file for the handshakes of this link, in its order."""
    lines = [line for line in path.read_text(encoding="ascii").splitlines() if not line.startswith("#")]
    entries = [
        dict(line.split("=", 1) for line in entry.split())
        for entry in "\n".join(lines).split("\n\n")
        if entry.strip()
    ]
    return [entry for entry in entries if entry["handshake"] in {pattern.value for pattern in Pattern}]


VECTORS = vectors_of(OURS)


def test_every_published_vector_of_our_handshakes_is_kept_unchanged() -> None:
    kept = [vector["handshake"] for vector in VECTORS]
    assert kept == 4 * [Pattern.KK.value] + 4 * [Pattern.XXPSK3.value]
    published = vectors_of(OF_DEBIAN) if OF_DEBIAN.exists() else VECTORS  # .ci/run installs it
    assert published == VECTORS


def end_of(vector: Vector, initiator: bool) -> Handshake:
    pattern = Pattern(vector["handshake"])
    own, other = ("init", "resp") if initiator else ("resp", "init")
    static, remote = (KeyPair.from_private(bytes.fromhex(vector[f"{who}_static"])) for who in (own, other))
    return Handshake(
        pattern,
        initiator,
        bytes.fromhex(vector.get("prologue", "")),
        static,
        Foreseen(bytes.fromhex(vector[f"gen_{own}_ephemeral"])),
        remote_static=remote.public if pattern is Pattern.KK else None,
        psk=bytes.fromhex(vector["preshared_key"]) if pattern is Pattern.XXPSK3 else None,
    )


def messages_of(vector: Vector) -> list[tuple[bytes, bytes]]:
    """Return payload and ciphertext of each message."""
    count = sum(key.endswith("_payload") for key in vector)
    return [
        (bytes.fromhex(vector[f"msg_{at}_payload"]), bytes.fromhex(vector[f"msg_{at}_ciphertext"]))
        for at in range(count)
    ]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["handshake"])
def test_both_ends_write_and_read_what_is_published(vector: Vector) -> None:
    messages = messages_of(vector)
    initiator, responder = end_of(vector, True), end_of(vector, False)
    writer, reader = initiator, responder
    while not reader.finished:
        payload, ciphertext = messages.pop(0)
        assert writer.write(payload) == ciphertext
        assert reader.read(ciphertext) == payload
        writer, reader = reader, writer
    assert len(messages) == 2
    for mine, theirs in ((initiator, responder), (responder, initiator)):
        keys, others = mine.split(), theirs.split()
        sealed_as_published(keys.to_responder, others.to_responder, *messages[0])
        sealed_as_published(keys.to_initiator, others.to_initiator, *messages[1])


def sealed_as_published(sealing: CipherState, opening: CipherState, clear: bytes, sealed: bytes) -> None:
    assert sealing.seal(0, b"", clear) == sealed
    assert opening.open(0, b"", sealed) == clear


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["handshake"])
def test_both_ends_know_each_other_in_the_end(vector: Vector) -> None:
    initiator, responder = end_of(vector, True), end_of(vector, False)
    writer, reader = initiator, responder
    while not reader.finished:
        reader.read(writer.write())
        writer, reader = reader, writer
    assert responder.remote_static == KeyPair.from_private(bytes.fromhex(vector["init_static"])).public
    assert initiator.remote_static == KeyPair.from_private(bytes.fromhex(vector["resp_static"])).public
