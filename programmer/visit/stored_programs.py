"""Programs as the records keep them, as far as this version can read them."""

from __future__ import annotations

from programmer.records.rows import ProgramRow
from programmer.therapy.canonical import NotCanonical, decode_program
from programmer.therapy.programs import PumpProgram


def stored_program(row: ProgramRow | None) -> PumpProgram | None:
    """A stored program; None where there is none, or where a newer version of this program wrote it.

    Its bytes stay in the records either way.
    """
    if row is None:
        return None
    try:
        return decode_program(row.canonical)
    except NotCanonical:
        return None
