"""Codes so far apart that three flipped bits cannot turn one into another."""

from __future__ import annotations

# The extended Hamming code [8, 4]: sixteen bytes, any two of which differ in at least four bits.
# Zero and 0xFF belong to it but are left out: an erased or a stuck memory cell must mean nothing.
DISTANT_BYTES = (0x1E, 0x2D, 0x33, 0x4B, 0x55, 0x66, 0x78, 0x87, 0x99, 0xAA, 0xB4, 0xCC, 0xD2, 0xE1)


def hamming_distance(first: int, second: int) -> int:
    """How many bits differ between two non-negative whole numbers."""
    return (first ^ second).bit_count()


def twin_byte(code: int) -> int:
    """A 16-bit code from one byte of even parity, sent twice: two such codes differ in at least four bits."""
    if not 0 < code < 0xFF or code.bit_count() % 2:
        raise ValueError(f"a twin code needs one byte of even parity, not {code:#x}")
    return code << 8 | code
