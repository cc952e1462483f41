"""The reservoir must hold what is in it and give what the program asks."""

from __future__ import annotations

import pytest

from programmer.therapy.boluses import PrimeExtent, PrimingBolus, SingleBolus
from programmer.therapy.limits import Limit, Severity
from programmer.therapy.programs import PumpProgram, Stopped
from programmer.therapy.quantities import Nanograms, Nanolitres, Seconds
from tests.support.situations import MCG, even, fill, found, names, on_request, told

HARD, SOFT = Severity.HARD, Severity.SOFT
PROGRAM = even(400)  # 0.8 mL per day


@pytest.mark.requirement("GIP-8.1", "IT-6")
@pytest.mark.parametrize(
    ("nanolitres", "limits"),
    [(20_000_000, []), (20_000_001, [(Limit.RESERVOIR_OVERFILLED, HARD)])],
)
def test_it_holds_no_more_than_its_capacity(nanolitres: int, limits: list[tuple[Limit, Severity]]) -> None:
    assert names(found(PROGRAM, PROGRAM, reservoir=Nanolitres(nanolitres))) == limits


def test_a_filling_of_the_larger_model_is_named() -> None:
    violations = found(PROGRAM, PROGRAM, reservoir=Nanolitres(40_000_000))
    assert told(violations) == [
        (
            "More than the reservoir holds: 40 mL; this model holds 20 mL; "
            "another reservoir size may be meant than this pump has"
        )
    ]
    assert violations[0].ratio == 2


@pytest.mark.parametrize(
    ("nanolitres", "limits"),
    [
        (7_600_000, []),  # seven whole days to the mark of 2 mL
        (7_599_999, [(Limit.ALARM_SOON, SOFT)]),
        (2_000_000, [(Limit.ALARM_SOON, SOFT)]),
        (800_000, [(Limit.ALARM_SOON, SOFT)]),
        (799_999, [(Limit.RESERVOIR_TOO_SMALL, SOFT)]),
    ],
)
def test_the_alarm_within_a_few_days_asks_for_a_reason(
    nanolitres: int, limits: list[tuple[Limit, Severity]]
) -> None:
    assert names(found(PROGRAM, PROGRAM, reservoir=Nanolitres(nanolitres))) == limits


def test_how_many_days_is_for_whoever_asks() -> None:
    for days, limits in ((3, []), (4, [(Limit.ALARM_SOON, SOFT)])):
        violations = found(PROGRAM, PROGRAM, reservoir=Nanolitres(4_500_000), days_to_alarm=days)
        assert names(violations) == limits


def test_the_days_are_told() -> None:
    assert told(found(PROGRAM, PROGRAM, reservoir=Nanolitres(4_500_000))) == [
        (
            "The reservoir alarm comes soon: 3 days until 2 mL are left, every allowed bolus taken; "
            "fewer than 7 days need a reason"
        )
    ]
    assert told(found(PROGRAM, PROGRAM, reservoir=Nanolitres(3_000_000)))[0].startswith(
        "The reservoir alarm comes soon: 1 day until 2 mL"
    )


def test_a_pump_that_would_be_empty_within_a_day_is_not_given_more() -> None:
    left = Nanolitres(700_000)
    assert names(found(even(401), PROGRAM, reservoir=left)) == [(Limit.RESERVOIR_TOO_SMALL, HARD)]
    assert names(found(even(150), None, reservoir=Nanolitres(299_999))) == [(Limit.RESERVOIR_TOO_SMALL, HARD)]
    assert told(found(even(401), PROGRAM, reservoir=left)) == [
        "The reservoir does not hold enough: 0.7 mL in it; the first 24 hours can take 0.802 mL"
    ]


def test_less_stays_possible_in_a_pump_that_runs_dry() -> None:
    assert names(found(even(399), PROGRAM, reservoir=Nanolitres(700_000))) == [
        (Limit.RESERVOIR_TOO_SMALL, SOFT)
    ]
    assert names(found(PROGRAM, PROGRAM, reservoir=Nanolitres(700_000))) == [
        (Limit.RESERVOIR_TOO_SMALL, SOFT)
    ]


def test_stopping_takes_nothing_from_the_reservoir() -> None:
    stopped = PumpProgram(fill(), Stopped())
    assert found(stopped, None, reservoir=Nanolitres(0)) == ()


def test_every_bolus_and_the_opening_count() -> None:
    """400 mcg a day and six boluses of 10 mcg take 0.92 mL; a single bolus of 40 mcg 0.08 mL more."""
    boluses = even(400, patient_bolus=on_request(10, lasting_s=3600))
    for nanolitres, limit in ((920_000, Limit.ALARM_SOON), (919_999, Limit.RESERVOIR_TOO_SMALL)):
        assert names(found(boluses, boluses, reservoir=Nanolitres(nanolitres))) == [(limit, SOFT)]
    single = even(400, opening=SingleBolus(Nanograms(40 * MCG), Seconds(3600)))
    assert names(found(single, PROGRAM, reservoir=Nanolitres(880_000))) == [(Limit.ALARM_SOON, SOFT)]
    assert names(found(single, PROGRAM, reservoir=Nanolitres(879_999))) == [(Limit.RESERVOIR_TOO_SMALL, HARD)]


def test_a_prime_takes_its_volume() -> None:
    prime = PrimingBolus(PrimeExtent.PUMP_AND_CATHETER, Nanolitres(316_000), Seconds(3600))
    program = even(400, opening=prime)
    assert (Limit.ALARM_SOON, SOFT) in names(found(program, PROGRAM, reservoir=Nanolitres(1_116_000)))
    assert (Limit.RESERVOIR_TOO_SMALL, HARD) in names(
        found(program, PROGRAM, reservoir=Nanolitres(1_115_999))
    )
