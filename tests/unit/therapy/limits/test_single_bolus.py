"""A single bolus given now is judged with what runs and was given, and only what it brings itself is said."""

from __future__ import annotations

from fractions import Fraction

import pytest

from programmer.therapy.boluses import SingleBolus
from programmer.therapy.drug_library import Indication, NoLibrary
from programmer.therapy.limits import LastDay, Limit, Repeated, Severity, Violation, check, check_single_bolus
from programmer.therapy.programs import PumpProgram, Stopped
from programmer.therapy.quantities import Nanograms, Nanolitres, Seconds
from tests.support.libraries import shipped
from tests.support.situations import MCG, even, fill, names, situation, told

HARD, SOFT = Severity.HARD, Severity.SOFT
HOUR = 3600
BACLOFEN = even(90, fill("baclofen"))
LEAST_WAIT = shipped().entries["baclofen"].limits(Indication()).least_lockout
REFUSED = NoLibrary("The drug library of this program is not used", "Its seal is broken", "Install it again")


def bolus(mcg: int, minutes: int = 10) -> SingleBolus:
    return SingleBolus(Nanograms(mcg * MCG), Seconds(minutes * 60))


def against(one: SingleBolus, program: PumpProgram = BACLOFEN, **more: object) -> tuple[Violation, ...]:
    return check_single_bolus(program, one, situation(program, **{"drugs": shipped()} | more))  # type: ignore[arg-type]


def waits(violations: tuple[Violation, ...]) -> list[str]:
    return [text for text in told(violations) if "the last bolus began" in text]


def test_a_usual_bolus_has_nothing_against_it() -> None:
    assert against(bolus(10)) == ()


def test_a_large_one_is_refused_and_a_fast_one_for_its_flow() -> None:
    assert (Limit.BOLUS, HARD) in names(against(bolus(2_000)))
    assert (Limit.BOLUS_FLOW_TOO_HIGH, HARD) in names(against(SingleBolus(Nanograms(50 * MCG), Seconds(1))))


def test_what_the_program_passes_without_it_is_not_said_again() -> None:
    """The pump needs a refill within the week, which does not depend on ten micrograms."""
    left = Nanolitres(2_600_000)
    assert (Limit.ALARM_SOON, SOFT) in names(check(BACLOFEN, situation(BACLOFEN, shipped(), reservoir=left)))
    assert against(bolus(10), reservoir=left) == ()


def test_where_nobody_can_judge_it_that_is_said_although_it_stands_against_the_program_too() -> None:
    assert (Limit.LIBRARY_REFUSED, HARD) in names(against(bolus(25), drugs=REFUSED))
    unknown = even(90, fill("unheardof"))
    assert (Limit.UNKNOWN_DRUG, HARD) in names(against(bolus(25), unknown))


@pytest.mark.parametrize(
    ("last_day", "ago"),
    [
        (LastDay(single_ago=Seconds(HOUR)), "1 h 0 min"),
        (LastDay(repeated=(Repeated(Seconds(1200), (), by_patient=True),)), "20 min"),
        (
            LastDay(
                repeated=(
                    Repeated(Seconds(5400), (("baclofen", Fraction(1)),), by_patient=True),
                    Repeated(Seconds(60), (), by_patient=False),
                ),
                single_ago=Seconds(5460),
            ),
            "1 h 30 min",
        ),
    ],
    ids=["a clinician", "the patient", "both, and a periodic one between"],
)
def test_the_wait_after_a_bolus_that_a_person_asked_for_asks_for_a_reason(
    last_day: LastDay, ago: str
) -> None:
    found = against(bolus(10), last_day=last_day)
    assert names(found) == [(Limit.LOCKOUT_SHORT, SOFT)]
    (sentence,) = told(found)
    assert sentence == (
        f"A very short lockout: the last bolus began {ago} ago; usually at least 2 h 0 min lie between two; "
        "what was given last may not have taken effect"
    )
    assert LEAST_WAIT is not None
    assert found[0].fact == LEAST_WAIT.fact
    assert found[0].step == 0


def test_when_the_usual_wait_is_over_to_the_second_nothing_is_said() -> None:
    assert against(bolus(10), last_day=LastDay(single_ago=Seconds(7_199))) != ()
    assert against(bolus(10), last_day=LastDay(single_ago=Seconds(7_200))) == ()


def test_a_drug_of_which_the_library_names_no_wait_has_the_program_s_own_without_a_source() -> None:
    program = even(90)
    lately = situation(program, last_day=LastDay(single_ago=Seconds(60)))
    (wait,) = [
        one for one in check_single_bolus(program, bolus(1), lately) if one.limit is Limit.LOCKOUT_SHORT
    ]
    assert wait.fact is None


def test_what_opened_the_program_in_force_long_ago_does_not_stand_for_the_bolus() -> None:
    """The opening of a program is given once, when it begins: a bolus now is judged without it."""
    program = even(90, fill("baclofen"), opening=SingleBolus(Nanograms(2_000 * MCG), Seconds(600)))
    assert Limit.BOLUS in {one.limit for one in check(program, situation(program, shipped()))}
    assert Limit.BOLUS in {one.limit for one in against(bolus(2_000), program)}


def test_after_the_wait_and_after_boluses_of_the_program_alone_nothing_is_said_of_it() -> None:
    assert waits(against(bolus(25), last_day=LastDay(single_ago=Seconds(23 * HOUR)))) == []
    periodic = Repeated(Seconds(60), (), by_patient=False)
    assert waits(against(bolus(25), last_day=LastDay(repeated=(periodic,)))) == []


def test_without_a_library_there_is_no_wait_to_go_by() -> None:
    assert waits(against(bolus(25), drugs=REFUSED, last_day=LastDay(single_ago=Seconds(60)))) == []


def test_a_stopped_program_gives_no_bolus_at_all() -> None:
    with pytest.raises(ValueError, match="no bolus"):
        against(bolus(10), PumpProgram(fill("baclofen"), Stopped()))


@pytest.mark.parametrize("left_nl", [185_000, 30_000], ids=["for the program alone", "not even for that"])
def test_a_bolus_for_which_the_reservoir_does_not_suffice_is_refused(left_nl: int) -> None:
    """The program takes 180 µL in a day, of which a pump that runs dry is only warned."""
    assert (Limit.RESERVOIR_TOO_SMALL, HARD) in names(against(bolus(10), reservoir=Nanolitres(left_nl)))
