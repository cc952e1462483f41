"""The seal of a library file: its last table, which says who signed and the SHA-256 of every byte above that.

    [seal]
    signed_by = "St. X, pharmacist Y"
    sha256 = "64 hexadecimal digits"

The name stands above the digits and so is sealed as well. This notices what was altered by accident or without
care. It is no proof against somebody who means to deceive: whoever can write the file can seal it.
"""

from __future__ import annotations

import hashlib
import json
import re

from programmer.therapy.drug_library.identity import LibraryDamaged

_SEALED = re.compile(rb'(?P<above>.*\n)sha256 = "(?P<digits>[0-9a-f]{64})"\r?\n', re.DOTALL)
_OLD_SEAL = re.compile(rb"\r?\n\[seal\]\r?\n(signed_by|sha256)\b.*\Z", re.DOTALL)


def seal(content: bytes, signed_by: str) -> bytes:
    """The content with a new seal in place of any old one. Raises ``LibraryDamaged`` for a name that is none."""
    name = signed_by.strip()
    if not name or not name.isprintable():
        raise LibraryDamaged("the name of who signs is empty, or is no line of plain text")
    above = _OLD_SEAL.sub(b"", content).rstrip(b"\r\n") + b"\n\n[seal]\nsigned_by = "
    above += json.dumps(name, ensure_ascii=False).encode() + b"\n"
    return above + f'sha256 = "{hashlib.sha256(above).hexdigest()}"\n'.encode()


def seal_of(content: bytes) -> bytes:
    """The 32 bytes of the seal, once it was found right. Raises ``LibraryDamaged``."""
    found = _SEALED.fullmatch(content)
    if found is None:
        raise LibraryDamaged("it has no seal as its last line, or something stands behind the seal")
    digest = hashlib.sha256(found["above"]).digest()
    if digest.hex() != found["digits"].decode():
        raise LibraryDamaged("its seal is broken: it was altered after it was sealed")
    return digest
