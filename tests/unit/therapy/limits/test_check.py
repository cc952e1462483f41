"""Everything that stands against a program comes at once, hard before soft; without a library nothing is given."""

from __future__ import annotations

from programmer.therapy.drug_library import Indication, NoLibrary
from programmer.therapy.limits import PUMP_LIMITS, Limit, Severity, Violation, check, hard, soft
from programmer.therapy.programs import PumpProgram, Stopped
from programmer.therapy.quantities import Nanolitres
from tests.support.situations import TEST_LIBRARY, even, fill, found, names, situation

REFUSED = NoLibrary("The drug library of this program is not used", "Its seal is broken", "Install it again")


def test_hard_violations_come_first() -> None:
    violations = found(even(14_400), even(60))
    severities = [one.severity for one in violations]
    assert severities == sorted(severities, key=lambda severity: severity is Severity.SOFT)
    assert {one.limit for one in hard(violations)} == {
        Limit.FLOW_TOO_HIGH,
        Limit.DOSE_PER_DAY,
        Limit.STEP_UP,
        Limit.STEP_UP_AMOUNT,
        Limit.RESERVOIR_TOO_SMALL,
    }
    assert hard(violations) + soft(violations) == violations


def test_where_there_is_no_library_nothing_is_given_and_the_pump_s_own_checks_stand() -> None:
    violations = check(even(20_000), situation(None, REFUSED))
    assert names(violations) == [
        (Limit.FLOW_TOO_HIGH, Severity.HARD),
        (Limit.LIBRARY_REFUSED, Severity.HARD),
        (Limit.RESERVOIR_TOO_SMALL, Severity.HARD),
    ]
    assert violations[1].sentence == (
        "There is no drug library to check this by: The drug library of this program is not used; "
        "Its seal is broken; Install it again"
    )
    assert violations[1].step == 0
    stopped = check(PumpProgram(fill(), Stopped()), situation(None, REFUSED))
    assert names(stopped) == [(Limit.LIBRARY_REFUSED, Severity.HARD)]


def test_an_indication_of_which_nothing_is_known_is_none_at_all() -> None:
    program = even(150)
    assert check(program, situation(program)) == check(program, situation(program, indication=Indication()))
    assert situation(program).row == Indication()


def test_every_limit_has_its_own_word_and_an_opening() -> None:
    for limit in Limit:
        assert Violation(limit, 0, "this", "that").sentence.endswith(": this; that")
    assert [limit.value for limit in PUMP_LIMITS] == [
        "flow-too-high",
        "flow-too-low",
        "too-many-steps",
        "bolus-flow-too-high",
        "bolus-flow-too-low",
        "opening-flow-too-high",
        "opening-flow-too-low",
        "minimum-rate-differs",
    ]


def test_the_usual_number_of_days_to_the_alarm_is_a_week() -> None:
    usual = situation(None)
    assert (usual.days_to_alarm, usual.bridge_left) == (7, Nanolitres(0))
    assert usual.library is TEST_LIBRARY
