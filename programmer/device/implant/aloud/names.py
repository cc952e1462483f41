"""The names of opcodes and statuses, as docs/protocol.md has them."""

from __future__ import annotations

from programmer.device.implant.codes import Opcode, Status
from programmer.telemetry.codes import LinkOpcode, LinkStatus

_OPCODES: dict[int, str] = {code.value: code.name for code in (*LinkOpcode, *Opcode)}
_STATUSES: dict[int, str] = {code.value: code.name for code in (*LinkStatus, *Status)}


def opcode_name(code: int) -> str:
    """``STATUS``; for a code that no table has, the code."""
    return _OPCODES.get(code, f"{code:#06x}, which is not known here")


def status_name(code: int) -> str:
    """``OK``; for a code that no table has, the code."""
    return _STATUSES.get(code, f"{code:#06x}, which is not known here")
