"""What a kill trial objects to, of pumps that were made up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from programmer.device.driver import CommandDone, TokenReport
from programmer.device.implant.codes import BOLUS_CODES
from programmer.device.implant.messages.log import make_event
from programmer.records.rows import IntentKind
from programmer.records.sql.tables.commands import CONFIRMED, FAILED
from programmer.therapy.pump import BolusKind, PumpEvent, PumpEventKind
from programmer.therapy.quantities import PumpTime
from tests.trials.agreement import BOLUS_NG, BOLUS_S, ORDERED, REFILL_NL, objections_to_truth
from tests.trials.kept import Kept
from tests.trials.kill_plan import COMMANDS
from tests.trials.witness import Truth

ONE = b"1" * 16
GIVEN = (PumpEventKind.BOLUS_GIVEN, ORDERED[IntentKind.GIVE_BOLUS])
BEGUN = (PumpEventKind.BOLUS_BEGUN, bytes([BOLUS_CODES[BolusKind.SINGLE]]))
CANCELLED = (PumpEventKind.BOLUS_CANCELLED, b"")
REFILLED = (PumpEventKind.REFILL_TOLD, ORDERED[IntentKind.TELL_REFILL])
CLOCK = (PumpEventKind.CLOCK_SET, bytes(8))
_TOKENED = {PumpEventKind.BOLUS_GIVEN, PumpEventKind.BOLUS_CANCELLED}


def log_of(*told: tuple[PumpEventKind, bytes], token: bytes = ONE) -> tuple[PumpEvent, ...]:
    """Records in this order, those of a command with this token."""
    return tuple(
        make_event(number, PumpTime(number), kind, (token if kind in _TOKENED else b"") + detail)
        for number, (kind, detail) in enumerate(told, start=1)
    )


def truth_of(events: tuple[PumpEvent, ...], done: dict[bytes, int | None], bolus: bool = False) -> Truth:
    """A pump with that log, whose table of tokens has these as done under these numbers."""
    reports = {
        token: TokenReport(
            None if number is None else CommandDone(PumpTime(0), number, 1, bytes(32)), bytes(16), 0
        )
        for token, number in done.items()
    }
    return Truth(events, bytes(32), True, BolusKind.SINGLE if bolus else None, reports)


def kept_of(intents: Iterable[tuple[bytes, IntentKind]], sequence: int | None = 1) -> Kept:
    """Records with these intents, each with one end: confirmed under that number, or failed."""
    rows: dict[str, list[tuple[object, ...]]] = {"intents": [], "outcomes": [], "events": []}
    end = FAILED if sequence is None else CONFIRMED
    for number, (token, kind) in enumerate(intents):
        rows["intents"].append((number, token, kind.value, bytes(32), number))
        rows["outcomes"].append((number, number, end, sequence))
    return Kept("", rows)


def objections(kept: Kept, truth: Truth) -> list[str]:
    return list(objections_to_truth(kept, truth, settled=True))


BOLUS = kept_of([(ONE, IntentKind.GIVE_BOLUS)])


def test_every_command_that_can_move_a_dose_is_killed() -> None:
    assert {"bolus", "cancel-bolus", "refill", "set-clock"} < set(COMMANDS)


def test_a_bolus_that_was_given_once_and_runs_is_no_objection() -> None:
    assert objections(BOLUS, truth_of(log_of(GIVEN, BEGUN), {ONE: 1}, bolus=True)) == []


def test_a_bolus_that_was_given_twice_is_objected_to() -> None:
    twice = truth_of(log_of(GIVEN, BEGUN, GIVEN, BEGUN), {ONE: 1}, bolus=True)
    assert f"the command {ONE.hex()} was executed 2 times" in objections(BOLUS, twice)


def test_a_dose_that_begins_twice_for_one_command_is_objected_to() -> None:
    twice = truth_of(log_of(GIVEN, BEGUN, BEGUN), {ONE: 1}, bolus=True)
    assert objections(BOLUS, twice) == ["2 boluses began for 1 that were ordered"]


@pytest.mark.parametrize("wrong", [(BOLUS_NG + 1, BOLUS_S), (BOLUS_NG, BOLUS_S - 1)])
def test_another_dose_than_the_one_ordered_is_objected_to(wrong: tuple[int, int]) -> None:
    detail = wrong[0].to_bytes(8, "little") + wrong[1].to_bytes(4, "little")
    other = truth_of(log_of((PumpEventKind.BOLUS_GIVEN, detail), BEGUN), {ONE: 1}, bolus=True)
    assert objections(BOLUS, other) == ["the pump was told another bolus than the one that was confirmed"]


def test_a_bolus_that_was_cancelled_and_runs_on_is_objected_to() -> None:
    intents = kept_of([(ONE, IntentKind.CANCEL_BOLUS)])
    cancelled = truth_of(log_of(CANCELLED), {ONE: 1})
    assert objections(intents, cancelled) == []
    assert objections(intents, replace(cancelled, bolus=BolusKind.SINGLE)) == [
        "a bolus runs, the log says otherwise"
    ]


@pytest.mark.parametrize(
    ("told", "kind"), [(REFILLED, IntentKind.TELL_REFILL), (CLOCK, IntentKind.SET_CLOCK)]
)
def test_what_has_no_token_in_the_log_is_found_by_the_table_of_tokens(
    told: tuple[PumpEventKind, bytes], kind: IntentKind
) -> None:
    intents = kept_of([(ONE, kind)])
    assert objections(intents, truth_of(log_of(told), {ONE: 1})) == []
    assert objections(intents, truth_of(log_of(told, told), {ONE: 1})) == [
        f"the pump executed {kind.value} without an intent to it"
    ]


def test_another_volume_than_the_one_told_is_objected_to() -> None:
    wrong = (PumpEventKind.REFILL_TOLD, (REFILL_NL - 1).to_bytes(4, "little"))
    told = truth_of(log_of(wrong), {ONE: 1})
    assert objections(kept_of([(ONE, IntentKind.TELL_REFILL)]), told) == [
        "the pump was told another refill than the one that was confirmed"
    ]


def test_a_bolus_that_is_kept_as_failed_and_was_given_is_objected_to() -> None:
    failed = kept_of([(ONE, IntentKind.GIVE_BOLUS)], sequence=None)
    given = truth_of(log_of(GIVEN, BEGUN), {ONE: 1}, bolus=True)
    assert objections(failed, given) == ["bolus is kept as failed, and the pump has done it"]
