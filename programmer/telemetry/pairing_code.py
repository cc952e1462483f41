"""The code that a pump shows once, and that a clinician types to pair with it.

Thirty letters of base32 (RFC 4648: A to Z, 2 to 7) in six groups of five hold 150 bits, the first bit first:

====  ==========================================================================
bits  what they are
====  ==========================================================================
128   the secret
22    the first of SHA-256("ITP/1 code check" + secret), to find what is mistyped
====  ==========================================================================

Source: docs/protocol.md.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass, field

SECRET_LENGTH = 16
LETTERS = 30
GROUP = 5
_CHECK_BITS = 22
_FILL_BITS = 10  # base32 takes 20 bytes at a time: 160 bits, of which the last two letters stay unused
_BETWEEN = re.compile(
    r"[\s\-\u2010-\u2015\u2212]+"
)  # spaces, and the dashes that a text may have made of "-"
_ALPHABET = re.compile(r"[A-Za-z2-7]*", re.ASCII)


class MistypedCode(ValueError):
    """What was typed is no pairing code. The message says in what way, and none of the code."""


@dataclass(frozen=True, slots=True)
class PairingCode:
    """A secret of 16 random bytes, shown by no ``repr``."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != SECRET_LENGTH:
            raise ValueError(f"a pairing secret has {SECRET_LENGTH} bytes, not {len(self.secret)}")

    @classmethod
    def read(cls, text: str) -> PairingCode:
        """Return the code that was typed, in any case, with or without spaces and dashes.

        Raises ``MistypedCode`` for anything that is not a code to the last letter.
        """
        letters = _BETWEEN.sub("", text)
        if not _ALPHABET.fullmatch(letters):
            raise MistypedCode("A pairing code has the letters A to Z and the digits 2 to 7 only.")
        if len(letters) != LETTERS:
            raise MistypedCode(f"A pairing code has {LETTERS} letters and digits, not {len(letters)}.")
        whole = base64.b32decode(letters.upper() + "AA")
        code = cls(whole[:SECRET_LENGTH])
        if code._whole() != whole:
            raise MistypedCode("A letter or digit of the pairing code is wrong.")
        return code

    def shown(self) -> str:
        """Return the code as a pump shows it: six groups of five letters and digits, joined by dashes."""
        letters = base64.b32encode(self._whole()).decode("ascii")[:LETTERS]
        return "-".join(letters[at : at + GROUP] for at in range(0, LETTERS, GROUP))

    def psk(self) -> bytes:
        """Return the 32 bytes that both sides mix into the pairing: SHA-256("ITP/1 pairing" + secret)."""
        return hashlib.sha256(b"ITP/1 pairing" + self.secret).digest()

    def _whole(self) -> bytes:
        """The secret, its check, and the bits that stay unused: 20 bytes."""
        hashed = hashlib.sha256(b"ITP/1 code check" + self.secret).digest()
        check = int.from_bytes(hashed[:4], "big") >> (32 - _CHECK_BITS)
        return self.secret + (check << _FILL_BITS).to_bytes(4, "big")
