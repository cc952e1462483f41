"""The opcodes and status codes that belong to the link itself, not to any pump.

Every code is a byte of even parity sent twice, so that any two differ in at least four bits.
"""

from __future__ import annotations

from enum import IntEnum


class LinkOpcode(IntEnum):
    """Requests that work before a session is open, and the answer to a foreign version."""

    IDENT = 0x0303
    HELLO = 0x0505
    VERSION_NOTICE = 0x0F0F
    SESSION = 0x2727
    PAIR_BEGIN = 0x2828
    PAIR_END = 0x2B2B


class LinkStatus(IntEnum):
    """How the link itself disposes of a request. Pump families add their own codes beside these."""

    OK = 0x0303
    UNKNOWN_REQUEST = 0x0505
    MALFORMED = 0x0606
    NO_SESSION = 0x0909
    VERSION = 0x0A0A
    NOT_PAIRED = 0x2828
    NO_OFFER = 0x2B2B
    PROOF_WRONG = 0x2D2D
