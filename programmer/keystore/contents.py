"""What the file of keys says, and the seal by which only the holder of the private key can have written it.

JSON, UTF-8; keys and seal in hexadecimal digits:

``{"format": 1, "workstation": {"public": 32 bytes, "private": 32 bytes or null},``
``"pumps": [{"public": 32 bytes, "serial": text, "paired_utc_us": whole number}, …], "seal": 32 bytes}``

``private`` is null where the operating system's key store holds it. The seal is HMAC-SHA256 over the other fields,
written without spaces and with sorted names; its key is SHA-256 of a fixed text and the private key.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field, replace

from programmer.telemetry.noise.keys import DH_LENGTH, KeyPair, fingerprint
from programmer.telemetry.trust import PairedPump

FORMAT = 1
SEAL_LENGTH = 32
_SEAL_KEY = b"Intrathecal Programmer: seal of the keys at rest, format 1"


class NotOurs(ValueError):
    """The bytes are not a file of keys as this version writes it; says how, without any of the content."""


class Newer(ValueError):
    """The file belongs to a newer version; its only argument is the number of its format."""


@dataclass(frozen=True, slots=True)
class Contents:
    """``private`` is None where the key store holds it; ``pumps`` in the order of their pairing."""

    public: bytes
    private: bytes | None = field(repr=False)
    pumps: tuple[PairedPump, ...] = ()

    def with_pump(self, pump: PairedPump) -> Contents:
        """The same, and this pump last; one of the same key is replaced."""
        rest = self.without_pump(pump.fingerprint)
        return replace(rest, pumps=(*rest.pumps, pump))

    def without_pump(self, wanted: bytes) -> Contents:
        """The same without the pump of that fingerprint."""
        return replace(self, pumps=tuple(pump for pump in self.pumps if pump.fingerprint != wanted))


def encode(contents: Contents, own: KeyPair) -> bytes:
    """Return the file's bytes, sealed by this workstation's key pair."""
    fields = _fields(contents) | {"seal": _seal(contents, own.private).hex()}
    return json.dumps(fields, indent=1).encode("ascii") + b"\n"


def decode(written: bytes) -> tuple[Contents, bytes]:
    """Return what the file says, and its seal, not yet checked. Raises ``NotOurs`` and ``Newer``."""
    try:
        fields = json.loads(written.decode("utf-8"))
    except (ValueError, RecursionError):
        raise NotOurs("it is no JSON") from None  # the error of the reader holds the whole text
    if not isinstance(fields, dict) or type(fields.get("format")) is not int:
        raise NotOurs("it does not say which format it has")
    if fields["format"] > FORMAT:
        raise Newer(fields["format"])
    try:
        return _contents(fields)
    except (KeyError, TypeError, ValueError):
        raise NotOurs("its fields are not those of its format") from None


def is_sealed_by(contents: Contents, seal: bytes, own: KeyPair) -> bool:
    """Tell whether this workstation's private key made the seal of just these contents."""
    return hmac.compare_digest(seal, _seal(contents, own.private))


def _contents(fields: dict[str, object]) -> tuple[Contents, bytes]:
    if set(fields) != {"format", "workstation", "pumps", "seal"} or fields["format"] != FORMAT:
        raise ValueError
    own, pumps = fields["workstation"], fields["pumps"]
    if not isinstance(own, dict) or set(own) != {"public", "private"} or not isinstance(pumps, list):
        raise TypeError
    private = None if own["private"] is None else _bytes(own["private"], DH_LENGTH)
    public = _bytes(own["public"], DH_LENGTH)
    return Contents(public, private, tuple(map(_pump, pumps))), _bytes(fields["seal"], SEAL_LENGTH)


def _pump(fields: object) -> PairedPump:
    if not isinstance(fields, dict) or set(fields) != {"public", "serial", "paired_utc_us"}:
        raise TypeError
    serial, paired = fields["serial"], fields["paired_utc_us"]
    if not isinstance(serial, str) or type(paired) is not int:
        raise TypeError
    public = _bytes(fields["public"], DH_LENGTH)
    return PairedPump(fingerprint(public), public, serial, paired)


def _bytes(digits: object, length: int) -> bytes:
    if not isinstance(digits, str) or len(digits) != 2 * length:
        raise TypeError
    return bytes.fromhex(digits)


def _fields(contents: Contents) -> dict[str, object]:
    private = None if contents.private is None else contents.private.hex()
    return {
        "format": FORMAT,
        "workstation": {"public": contents.public.hex(), "private": private},
        "pumps": [
            {"public": pump.public.hex(), "serial": pump.serial, "paired_utc_us": pump.paired_utc_us}
            for pump in contents.pumps
        ],
    }


def _seal(contents: Contents, private: bytes) -> bytes:
    text = json.dumps(_fields(contents), separators=(",", ":"), sort_keys=True)
    return hmac.digest(hashlib.sha256(_SEAL_KEY + private).digest(), text.encode("ascii"), "sha256")
