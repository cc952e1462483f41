"""The step from the present program to the next, in per cent and in amount, up and down, and what begins or ends."""

from __future__ import annotations

from fractions import Fraction

import pytest

from programmer.therapy.boluses import BridgeBolus, SingleBolus
from programmer.therapy.limits import LastDay, Limit, Severity
from programmer.therapy.programs import Continuous, MinimumRate, PumpProgram, Stopped
from programmer.therapy.quantities import Nanograms, NanogramsPerDay, Seconds
from tests.support.libraries import drug, library, shipped, without
from tests.support.situations import (
    MCG,
    PATH,
    bridge,
    even,
    fill,
    found,
    names,
    on_request,
    opened,
    periodic,
    told,
    treat,
)

HARD, SOFT = Severity.HARD, Severity.SOFT
STEPS = {Limit.STEP_UP, Limit.STEP_UP_AMOUNT, Limit.STEP_DOWN, Limit.STEP_DOWN_AMOUNT, Limit.START_DOSE}


def steps(program: PumpProgram, present: PumpProgram | None, **more: object) -> list[tuple[Limit, Severity]]:
    return [one for one in names(found(program, present, **more)) if one[0] in STEPS]


def exact(nanograms_per_day: int) -> PumpProgram:
    return PumpProgram(fill(), Continuous(NanogramsPerDay(nanograms_per_day)))


def test_the_step_of_the_demonstration_passes_the_strictest_row() -> None:
    """Baclofen 350 to 402 mcg per day, +14.9 %, whatever the indication."""
    present = even(350, fill("baclofen", 500))
    assert found(even(402, fill("baclofen", 500)), present, drugs=shipped()) == ()


@pytest.mark.requirement("GIP-1.1", "GIP-1.25", "IT-3")
@pytest.mark.parametrize(
    ("nanograms", "severity"),
    [
        (460_000, []),
        (460_001, [(Limit.STEP_UP, SOFT)]),
        (700_000, [(Limit.STEP_UP, SOFT)]),
        (700_001, [(Limit.STEP_UP, SOFT), (Limit.STEP_UP_AMOUNT, SOFT)]),
        (800_000, [(Limit.STEP_UP, SOFT), (Limit.STEP_UP_AMOUNT, SOFT)]),
        (800_001, [(Limit.STEP_UP, HARD), (Limit.STEP_UP_AMOUNT, SOFT)]),
        (1_000_000, [(Limit.STEP_UP, HARD), (Limit.STEP_UP_AMOUNT, SOFT)]),
        (1_000_001, [(Limit.STEP_UP, HARD), (Limit.STEP_UP_AMOUNT, HARD)]),
    ],
)
def test_a_step_up_is_limited_in_per_cent_and_in_amount(
    nanograms: int, severity: list[tuple[Limit, Severity]]
) -> None:
    """From 400 mcg per day: 15 and 100 %, 300 and 600 mcg per day."""
    assert steps(exact(nanograms), even(400)) == severity


def test_a_step_up_is_told_with_both_doses() -> None:
    violations = found(even(1100, fill(mcg_per_ml=2000)), even(500, fill(mcg_per_ml=2000)))
    assert told(violations)[:2] == [
        (
            "testDRUG: a large step up: from 500 mcg per day to 1,100 mcg per day, 120 % more; "
            "never more than 100 %; 1.2 × the limit"
        ),
        (
            "testDRUG: dose in 24 hours above the limit: 1,100 mcg per day with every allowed bolus; "
            "usually at most 1,000 mcg per day; 1.1 × the limit"
        ),
    ]
    assert told(violations)[2] == (
        "testDRUG: a large step up: from 500 mcg per day to 1,100 mcg per day, 600 mcg per day more; "
        "usually at most 300 mcg per day; 2 × the limit"
    )
    assert violations[0].ratio == Fraction(6, 5)


def test_no_step_is_no_violation() -> None:
    assert found(even(400), even(400)) == ()


@pytest.mark.parametrize(
    ("nanograms", "severity"),
    [(320_000, []), (319_999, [(Limit.STEP_DOWN, SOFT)]), (1_000, [(Limit.STEP_DOWN, SOFT)])],
)
def test_a_step_down_asks_for_a_reason_and_is_never_refused(
    nanograms: int, severity: list[tuple[Limit, Severity]]
) -> None:
    assert steps(exact(nanograms), even(400)) == severity


@pytest.mark.requirement("GIP-1.5")
def test_a_step_down_says_what_loss_means() -> None:
    assert told(found(even(300), even(400))) == [
        (
            "testDRUG: a large step down: from 400 mcg per day to 300 mcg per day, 25 % less; "
            "usually at most 20 %; 1.25 × the limit; It is missed"
        )
    ]


def test_a_step_down_may_be_limited_in_amount_too() -> None:
    drugs = library(drug() | {"testdrug.pain.adult.step_down_amount.soft": "50 mcg/day"})
    assert steps(even(350), even(400), drugs=drugs) == []
    assert steps(exact(349_999), even(400), drugs=drugs) == [(Limit.STEP_DOWN_AMOUNT, SOFT)]
    (violation,) = found(even(340), even(400), drugs=drugs)
    assert violation.entered.replace("\u00a0", " ") == (
        "from 400 mcg per day to 340 mcg per day, 60 mcg per day less"
    )
    assert violation.reason == "It is missed"
    assert violation.subject == "testDRUG"


@pytest.mark.requirement("CRISYS-053")
@pytest.mark.parametrize("gap", ["step_up_percent.hard", "step_up_amount.hard"])
def test_a_step_up_without_a_hard_limit_blocks(gap: str) -> None:
    drugs = library(without(f"pain.adult.{gap}"))
    assert names(found(even(401), even(400), drugs=drugs)) == [(Limit.HARD_LIMIT_MISSING, HARD)]
    assert found(even(400), even(400), drugs=drugs) == ()


@pytest.mark.parametrize("gap", ["step_down_percent.no_hard", "step_down_amount.no_hard"])
def test_a_step_down_without_a_word_on_its_hard_limit_blocks(gap: str) -> None:
    drugs = library(without(f"pain.adult.{gap}"))
    assert names(found(even(399), even(400), drugs=drugs)) == [(Limit.HARD_LIMIT_MISSING, HARD)]


# ---- a therapy that begins ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "present",
    [
        None,
        PumpProgram(fill(), Stopped()),
        PumpProgram(fill(), MinimumRate(NanogramsPerDay(3_000))),
        exact(0),
    ],
)
@pytest.mark.parametrize(("nanograms", "limits"), [(200_000, []), (200_001, [(Limit.START_DOSE, SOFT)])])
def test_where_nothing_was_given_the_dose_to_start_with_is_limited(
    present: PumpProgram | None, nanograms: int, limits: list[tuple[Limit, Severity]]
) -> None:
    assert steps(exact(nanograms), present) == limits


def test_the_dose_to_start_with_is_told() -> None:
    assert told(found(even(300), None)) == [
        (
            "testDRUG: dose to start with above the usual: 300 mcg per day; "
            "usually at most 200 mcg per day; 1.5 × the limit"
        )
    ]


def test_every_bolus_counts_in_the_dose_to_start_with() -> None:
    program = even(150, fill(mcg_per_ml=2000), patient_bolus=on_request(10, lasting_s=3600))
    assert steps(program, None) == [(Limit.START_DOSE, SOFT)]


@pytest.mark.requirement("OPCA-R5.3.0-7")
def test_a_single_bolus_counts_in_the_first_day_and_asks_for_a_reason_however_much_more_it_is() -> None:
    single = SingleBolus(Nanograms(90 * MCG), Seconds(3600))
    assert found(even(700, opening=single), even(700)) == ()
    assert steps(even(400, opening=single), even(400)) == [(Limit.STEP_UP, SOFT)]
    assert steps(even(60, opening=single), even(60)) == [(Limit.STEP_UP, SOFT)]
    assert steps(even(150, opening=single), None) == [(Limit.START_DOSE, SOFT)]
    assert steps(treat(MinimumRate(NanogramsPerDay(3 * MCG)), opening=single), None) == []


@pytest.mark.requirement("OPCA-R5.3.0-7", "GPCA-EC13")
def test_single_boluses_of_24_hours_add_up_to_a_hard_step_and_to_the_hard_limit_of_the_day() -> None:
    single = SingleBolus(Nanograms(90 * MCG), Seconds(3600))
    lately = LastDay((("testdrug", Fraction(90 * MCG)), ("otherdrug", Fraction(MCG))))
    assert steps(even(100, opening=single), even(100), last_day=lately) == [(Limit.STEP_UP, HARD)]
    assert steps(even(100), even(100), last_day=lately) == []
    assert steps(even(121, opening=single), None, last_day=lately) == [(Limit.START_DOSE, SOFT)]
    much = LastDay((("testdrug", Fraction(1_900 * MCG)), ("testdrug", Fraction(MCG))))
    (day,) = found(even(100), even(100), last_day=much)
    assert (day.limit, day.severity) == (Limit.DOSE_PER_DAY, HARD)
    assert day.entered.replace("\u00a0", " ") == (
        "2,001 mcg per day with every allowed bolus and 1,901 mcg that boluses gave in the last 24 hours"
    )


def test_a_lasting_step_stays_as_hard_as_it_is_beside_a_single_bolus() -> None:
    single = SingleBolus(Nanograms(90 * MCG), Seconds(3600))
    assert steps(even(201, opening=single), even(100)) == [(Limit.STEP_UP, HARD)]
    assert steps(even(116, opening=single), even(100)) == [(Limit.STEP_UP, SOFT)]
    assert steps(even(100, opening=single), on_request_alone()) == [(Limit.STEP_UP, SOFT)]


def on_request_alone() -> PumpProgram:
    """What the patient asks for, and nothing else: 60 mcg in 24 hours."""
    return even(0, patient_bolus=on_request(10))


def test_a_step_beside_a_single_bolus_is_bounded_by_the_soft_limit_or_by_the_hard_one_alone() -> None:
    single = SingleBolus(Nanograms(90 * MCG), Seconds(3600))
    hard_alone = library(without("pain.adult.step_up_percent.soft"))
    assert steps(even(60, opening=single), even(60), drugs=hard_alone) == [(Limit.STEP_UP, SOFT)]


def test_programs_of_the_last_24_hours_that_nobody_knows_ask_for_a_reason() -> None:
    lately = LastDay(not_known=2, since_midnight=Nanograms(45 * MCG))
    (one,) = found(even(100), even(100), last_day=lately)
    assert (one.limit, one.severity) == (Limit.LAST_DAY_NOT_KNOWN, SOFT)
    assert one.sentence.replace("\u00a0", " ") == (
        "What was given today is not all known: 2 programs or boluses of the last 24 hours that these records do not "
        "know; by its own count the pump gave 45 mcg since midnight; the dose of 24 hours ago may be another than the "
        "one that steps are counted from here"
    )
    stopped = treat(Stopped())
    assert Limit.LAST_DAY_NOT_KNOWN not in {one.limit for one in found(stopped, even(100), last_day=lately)}
    (single,) = found(even(100), even(100), last_day=LastDay(not_known=1))
    assert single.entered.startswith("1 program or bolus of the last 24 hours")


def test_a_log_that_does_not_tell_all_of_the_last_24_hours_asks_for_a_reason() -> None:
    since = Nanograms(45 * MCG)
    (lacks,) = found(even(100), even(100), last_day=LastDay(since_midnight=since, log_lacks=True))
    (made,) = found(even(100), even(100), last_day=LastDay(since_midnight=since, memory_made=True))
    assert {(one.limit, one.severity) for one in (lacks, made)} == {(Limit.LAST_DAY_NOT_KNOWN, SOFT)}
    assert lacks.sentence.replace("\u00a0", " ") == (
        "What was given today is not all known: entries of the pump's log that may be of the last 24 hours are "
        "missing here; by its own count the pump gave 45 mcg since midnight; a bolus or another program may not be "
        "known here: ask who treated the patient today, and with what"
    )
    assert made.sentence == (
        "What was given today is not all known: the pump's log tells of less than 24 hours, since its memory was made "
        "anew; what it gave before counts here only as far as it was read then; a bolus or another program may not "
        "be known here: ask who treated the patient today, and with what"
    )
    all_of_it = LastDay(not_known=1, log_lacks=True, memory_made=True)
    assert len(found(even(100), even(100), last_day=all_of_it)) == 3
    stopped = found(treat(Stopped()), even(100), last_day=all_of_it)
    assert Limit.LAST_DAY_NOT_KNOWN not in {one.limit for one in stopped}


def test_the_opening_of_the_present_program_hides_no_step() -> None:
    single = SingleBolus(Nanograms(90 * MCG), Seconds(3600))
    assert steps(even(461), even(400, opening=single)) == [(Limit.STEP_UP, SOFT)]


def test_a_drug_that_joins_a_mixture_starts() -> None:
    program = opened(even(400, fill(mcg_per_ml=500), others=(fill("otherdrug", 300),)), bridge(400))
    violations = found(program, even(400))
    assert [(one.limit, one.subject) for one in violations if one.limit in STEPS] == [
        (Limit.START_DOSE, "OTHERdrug")
    ]


def test_stopping_and_the_minimum_rate_begin_nothing() -> None:
    assert steps(PumpProgram(fill(), Stopped()), None) == []
    assert steps(PumpProgram(fill(), MinimumRate(NanogramsPerDay(3_000))), None) == []


# ---- a therapy that ends --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mode", [Stopped(), MinimumRate(NanogramsPerDay(3_000))], ids=["stopped", "minimum rate"]
)
def test_a_program_that_ends_the_therapy_asks_for_a_reason(mode: Stopped | MinimumRate) -> None:
    assert names(found(PumpProgram(fill(), mode), even(400))) == [(Limit.STEP_DOWN, SOFT)]


def test_a_drug_that_is_dropped_from_a_mixture_asks_for_a_reason() -> None:
    present = even(400, fill(mcg_per_ml=500), others=(fill("otherdrug", 250),))
    program = opened(even(400), BridgeBolus(present.drugs, NanogramsPerDay(400 * MCG), PATH))
    violations = found(program, present)
    assert names(violations) == [(Limit.DRUG_DROPPED, SOFT)]
    assert told(violations) == ["OTHERdrug: no longer given: 200 mcg per day; It is lost"]


def test_a_dropped_drug_that_nobody_knows_has_the_general_caution() -> None:
    present = even(400, fill("water", 500))
    program = opened(even(150), bridge(400, fill("water", 500)))
    assert told(found(program, present)) == [
        "water: no longer given: 400 mcg per day; Have its replacement ready"
    ]


# ---- boluses and schedules ------------------------------------------------------------------------------------


def test_a_patient_bolus_that_is_allowed_now_is_a_step_up() -> None:
    """Six of 15 mcg a day on 400 mcg: 22.5 %."""
    program = even(400, patient_bolus=on_request(15, lasting_s=3600))
    violations = [one for one in found(program, even(400)) if one.limit in STEPS]
    assert [(one.limit, one.severity) for one in violations] == [(Limit.STEP_UP, SOFT)]
    assert violations[0].entered.replace("\u00a0", " ") == (
        "from 400 mcg per day to 490 mcg per day, 22.5 % more"
    )


def test_a_basal_rate_raised_while_boluses_are_taken_away_is_a_step_up_all_the_same() -> None:
    present = even(300, patient_bolus=on_request(25, lasting_s=3600))  # 450 mcg with every bolus
    assert steps(even(400), present) == [(Limit.STEP_UP, SOFT)]
    (violation,) = [one for one in found(even(400), present) if one.limit is Limit.STEP_UP]
    assert violation.entered.replace("\u00a0", " ") == (
        "from 300 mcg per day to 400 mcg per day, 33.3 % more"
    )


def test_a_basal_rate_lowered_while_boluses_are_allowed_is_a_step_down_all_the_same() -> None:
    program = even(300, patient_bolus=on_request(20, lasting_s=3600))  # 420 mcg with every bolus
    assert steps(program, even(400)) == [(Limit.STEP_DOWN, SOFT)]


def test_boluses_alone_are_compared_by_the_fullest_day() -> None:
    present = exact(0)
    boluses = on_request(25, lasting_s=3600)
    with_boluses = PumpProgram(present.drug, present.mode, patient_bolus=boluses)
    more = PumpProgram(present.drug, present.mode, patient_bolus=on_request(30, lasting_s=3600))
    assert steps(more, with_boluses) == [(Limit.STEP_UP, SOFT)]


def test_periodic_boluses_are_compared_by_what_they_make_in_a_day() -> None:
    present = treat(periodic(20, 14_400, 3600))
    assert steps(treat(periodic(23, 14_400, 3600)), present) == []
    assert steps(treat(periodic(24, 14_400, 3600)), present) == [(Limit.STEP_UP, SOFT)]


def test_a_drug_that_is_not_known_hides_no_step_of_the_others() -> None:
    water = fill("water", 500)
    assert steps(even(461, water, others=(fill(),)), even(400, water, others=(fill(),))) == [
        (Limit.STEP_UP, SOFT)
    ]


def test_an_unchanged_dose_needs_no_limit_of_a_step() -> None:
    gaps = without("pain.adult.step_up_percent.hard")
    del gaps["testdrug.pain.adult.step_down_percent.no_hard"]
    assert found(even(400), even(400), drugs=library(gaps)) == ()


def test_the_drug_that_is_not_known_has_no_step() -> None:
    assert steps(even(800, fill("water")), even(400, fill("water"))) == []


# ---- counted from what treated 24 hours ago --------------------------------------------------------------------


@pytest.mark.parametrize(
    "present", [even(500), treat(Stopped()), treat(MinimumRate(NanogramsPerDay(3_000))), None]
)
def test_a_step_counts_from_what_treated_before_whatever_runs_now(present: PumpProgram | None) -> None:
    assert steps(even(500), present, before=even(400)) == [(Limit.STEP_UP, SOFT)]
    assert steps(even(460), present, before=even(400)) == []
    assert steps(even(900), present, before=even(400))[0] == (Limit.STEP_UP, HARD)


def test_the_sentence_says_where_the_step_counts_from_if_not_from_the_present_program() -> None:
    before = "(before the changes of the last 24 hours) "
    up = told(found(even(500), even(450), before=even(400)))
    assert up[0].startswith(f"testDRUG: a large step up: from 400 mcg per day {before}to 500 mcg per day")
    down = told(found(even(200), even(300), before=even(400)))
    assert down[0].startswith(f"testDRUG: a large step down: from 400 mcg per day {before}to 200 mcg per day")
    assert "24 hours" not in told(found(even(500), even(400), before=even(400)))[0]


def test_a_step_as_scheduled_says_where_it_counts_from_too() -> None:
    """Of 300 mcg and 150 by request to 400 without: the fullest day falls, and what is scheduled rises by a third."""
    treated = even(300, patient_bolus=on_request(25, lasting_s=3600))
    (step,) = [one for one in found(even(400), even(350), before=treated) if one.limit is Limit.STEP_UP]
    assert step.entered.replace("\u00a0", " ") == (
        "from 300 mcg per day (before the changes of the last 24 hours) to 400 mcg per day, 33.3 % more"
    )


@pytest.mark.parametrize("before", [None, treat(Stopped()), treat(MinimumRate(NanogramsPerDay(3_000)))])
def test_where_nothing_treated_before_the_present_program_counts(before: PumpProgram | None) -> None:
    assert steps(even(500), even(400), before=before) == [(Limit.STEP_UP, SOFT)]


def test_a_drug_that_came_within_the_day_counts_from_the_present_program() -> None:
    """Else the second dose of a new drug would be held against nothing but the limits of a start."""
    other = even(400, fill("otherdrug"))
    assert steps(even(900), even(400), before=other)[0] == (Limit.STEP_UP, HARD)
    assert steps(even(300), treat(Stopped()), before=other) == steps(even(300), None)


def test_the_step_of_a_single_bolus_says_where_it_counts_from_too() -> None:
    opening = SingleBolus(Nanograms(90 * MCG), Seconds(3600))
    (step,) = [
        one
        for one in found(even(400, opening=opening), even(390), before=even(400))
        if one.limit is Limit.STEP_UP
    ]
    assert step.entered.replace("\u00a0", " ") == (
        "with the single bolus from 400 mcg per day (before the changes of the last 24 hours) to 490 mcg per day, "
        "22.5 % more"
    )


def test_a_single_bolus_beside_the_minimum_rate_begins_a_therapy_with_those_before_it() -> None:
    minimum = treat(MinimumRate(NanogramsPerDay(3 * MCG)))
    opening = SingleBolus(Nanograms(90 * MCG), Seconds(3600))
    lately = LastDay((("testdrug", Fraction(150 * MCG)),))
    assert steps(opened(minimum, opening), None, last_day=lately) == [(Limit.START_DOSE, SOFT)]
    lately = LastDay((("testdrug", Fraction(250 * MCG)),))
    assert steps(minimum, None, last_day=lately) == []
