"""Commands to a pump by the names under which they are typed."""

from __future__ import annotations

from collections.abc import Sequence

from programmer.records.rows import IntentKind, IntentRow
from programmer.therapy.moments import moment_text
from programmer.therapy.quantities import PumpTime

_TYPED = {
    IntentKind.COMMIT_PROGRAM: "program",
    IntentKind.STOP: "stop",
    IntentKind.RESUME: "resume",
    IntentKind.GIVE_BOLUS: "bolus",
    IntentKind.CANCEL_BOLUS: "cancel-bolus",
    IntentKind.ACKNOWLEDGE: "acknowledge",
    IntentKind.SET_CLOCK: "set-clock",
    IntentKind.TELL_REFILL: "refill",
}


def typed_name(kind: IntentKind) -> str:
    """``cancel-bolus``, for people; the records and JSON have words of their own."""
    return _TYPED[kind]


def typed_names(intents: Sequence[IntentRow]) -> str:
    """``cancel-bolus of Fri 20 Nov 2026, 14:02 UTC, stop of Fri 20 Nov 2026, 14:03 UTC``."""
    return ", ".join(
        f"{typed_name(intent.kind)} of {moment_text(PumpTime(intent.confirmed_utc_us))} UTC"
        for intent in intents
    )
