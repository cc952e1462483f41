"""A program as bytes: one encoding only, so that equal bytes mean equal programs.

Schema 1, little-endian, no padding:

======  ====  =======================================================================
offset  size  field
======  ====  =======================================================================
0       2     schema, 1
2       …     sections in rising order of tag, each once: tag u8, length u16, body
======  ====  =======================================================================

====  ==============  ==============================================================
tag   section         body
====  ==============  ==============================================================
0x1E  drugs           count u8 (1 to 5), the primary first; for each: name length u8,
                      name ASCII, concentration u64 in ng/mL
0x2D  delivery        mode u8, then by mode
                      0x33 stopped: nothing
                      0x4B continuous: dose u64 in ng per day
                      0x55 day schedule: a day (below)
                      0x66 minimum rate: dose u64 in ng per day
                      0x78 week schedule: seven days (below), Monday first
                      0x87 periodic bolus: background u64 in ng per day, dose u64 in
                      ng, duration u32 in s, interval u32 in s
0x33  patient bolus   only if there is one: dose u64 in ng, duration u32 in s, lockout
                      u32 in s (from the end of a bolus), most per 24 h u16, then
                      nothing or one more limit: most u16, length of its window u32 in s
0x4B  opening         only if there is one: kind u8, then by kind
                      0x1E single bolus: dose u64 in ng, duration u32 in s
                      0x2D priming bolus: extent u8 (0x1E pump and catheter, 0x2D
                      catheter only, 0x33 after a catheter change), volume u32 in nL,
                      duration u32 in s
                      0x33 bridge: path u32 in nL, dose u64 in ng of the old primary
                      per day, then the old drugs as in section 0x1E
====  ==============  ==============================================================

A day: count u8, then per step: start u32 in s, dose u64 in ng per day.

It holds dose and concentration and never a rate: 97 mcg per day of 500 mcg/mL is 8,083 1/3 nL per hour
and no whole number. Unknown schemas, sections and modes are refused, never skipped.
"""

from __future__ import annotations

import hashlib

from programmer.therapy.canonical.decoding import NotCanonical, decode_program
from programmer.therapy.canonical.encoding import encode_program

__all__ = ["NotCanonical", "decode_program", "encode_program", "program_hash"]


def program_hash(encoded: bytes) -> bytes:
    """The 32-byte SHA-256 by which a program is named on the link and in the records."""
    return hashlib.sha256(encoded).digest()
