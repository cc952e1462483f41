"""What is to be reckoned with while nobody knows of a command is the worst of its own kind, never of another."""

from __future__ import annotations

import pytest

from programmer.records.rows import IntentKind
from programmer.visit.until_known import at_the_command_line, doubt, until_it_tells

WORST = {
    IntentKind.COMMIT_PROGRAM: "the old one or the new one may be running",
    IntentKind.STOP: "perhaps still delivering; if it must stand, STOP again is safe and right",
    IntentKind.RESUME: "treat the pump as not delivering: withdrawal is the danger",
    IntentKind.GIVE_BOLUS: "treat the bolus as given, and give no other",
    IntentKind.CANCEL_BOLUS: "treat the bolus as going on",
    IntentKind.ACKNOWLEDGE: "treat the alarms as not acknowledged",
    IntentKind.SET_CLOCK: "trust no time of the pump's schedule",
    IntentKind.TELL_REFILL: "do not rely on the level that the pump tells",
}


@pytest.mark.requirement("IT-1")
@pytest.mark.parametrize("kind", IntentKind, ids=lambda kind: kind.value)
def test_the_worst_case_of_each_kind_is_what_counts_until_the_pump_tells(kind: IntentKind) -> None:
    told = until_it_tells((kind,))
    assert told.startswith("Until the pump tells, ")
    assert told.endswith(WORST[kind])
    assert doubt(kind).startswith("It is not known whether ")


@pytest.mark.parametrize("kind", IntentKind, ids=lambda kind: kind.value)
def test_no_kind_is_to_be_treated_as_applied_unseen(kind: IntentKind) -> None:
    for words in (until_it_tells((kind,)), at_the_command_line((kind,))):
        assert "as applied" not in words
        assert "as carried out" not in words


def test_of_several_commands_each_kind_is_told_once() -> None:
    kinds = (IntentKind.GIVE_BOLUS, IntentKind.RESUME, IntentKind.GIVE_BOLUS)
    told = until_it_tells(kinds)
    assert told == (f"Until the pump tells, {WORST[IntentKind.GIVE_BOLUS]}; {WORST[IntentKind.RESUME]}")


def test_who_types_commands_may_repeat_stop_and_nothing_else() -> None:
    assert "repeat" not in at_the_command_line((IntentKind.STOP,)).lower()
    for kind in set(IntentKind) - {IntentKind.STOP}:
        told = at_the_command_line((kind,))
        assert told.endswith(
            "Repeat nothing but STOP before settle URL or interrogate URL has asked the pump"
        )
