"""The old drug in the path is bridged where it must be, with what it was, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from programmer.therapy.boluses import BridgeBolus, PrimeExtent, PrimingBolus, SingleBolus
from programmer.therapy.drugs import DrugFill
from programmer.therapy.limits import Limit, Severity
from programmer.therapy.programs import Continuous, MinimumRate, PumpProgram, Stopped
from programmer.therapy.pump import Catheter
from programmer.therapy.quantities import Nanograms, NanogramsPerDay, Nanolitres, Seconds
from tests.support.libraries import shipped
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
WEAK, STRONG = fill(mcg_per_ml=500), fill(mcg_per_ml=2000)
BEFORE, AFTER = even(400, WEAK), even(400, STRONG)


def prime(extent: PrimeExtent) -> PrimingBolus:
    volume = 316_000 if extent is PrimeExtent.PUMP_AND_CATHETER else 176_000
    return PrimingBolus(extent, Nanolitres(volume), Seconds(3600))


@pytest.mark.requirement("OPCA-R6.8.0-8")
def test_a_bridge_with_the_old_drug_for_the_whole_path_is_right() -> None:
    assert found(opened(AFTER, bridge(400, WEAK)), BEFORE) == ()


@pytest.mark.requirement("GIP-1.4", "OPCA-R6.8.0-8")
@pytest.mark.parametrize("opening", [None, SingleBolus(Nanograms(50 * MCG), Seconds(3600))])
def test_a_changed_concentration_without_a_bridge_is_refused(opening: SingleBolus | None) -> None:
    program = PumpProgram(AFTER.drug, AFTER.mode, opening=opening)
    assert names(found(program, BEFORE)) == [(Limit.BRIDGE_MISSING, HARD)]


def test_a_changed_drug_without_a_bridge_is_refused_and_its_consequence_told() -> None:
    violations = found(even(150, fill("otherdrug", 500)), even(400))
    assert names(violations) == [(Limit.BRIDGE_MISSING, HARD), (Limit.DRUG_DROPPED, SOFT)]
    assert told(violations)[0] == (
        "The bridge bolus is missing: testDRUG 500 mcg/mL becomes OTHERdrug 500 mcg/mL; "
        "the 0.316 mL in the path are still the old; "
        "without it 150 mcg per day of testDRUG for 25 h 16 min 48 s"
    )


def test_a_drug_that_joins_needs_a_bridge_too() -> None:
    mixture = even(400, WEAK, others=(fill("otherdrug", 200),))
    assert Limit.BRIDGE_MISSING in {one.limit for one in found(mixture, BEFORE)}
    assert Limit.BRIDGE_MISSING not in {
        one.limit for one in found(opened(mixture, bridge(400, WEAK)), BEFORE)
    }


def test_the_order_of_the_drugs_in_a_mixture_changes_nothing_in_the_path() -> None:
    present = even(150, WEAK, others=(fill("otherdrug", 500),))
    turned = even(150, fill("otherdrug", 500), others=(WEAK,))
    assert found(turned, present) == ()
    old = BridgeBolus(turned.drugs, NanogramsPerDay(150 * MCG), PATH)
    assert [one.limit for one in found(opened(even(150, STRONG), old), present)] == [Limit.DRUG_DROPPED]


def test_a_change_that_comes_stopped_is_refused_for_its_bridge_would_be_forgotten() -> None:
    violations = found(PumpProgram(STRONG, Stopped()), BEFORE)
    assert names(violations) == [(Limit.BRIDGE_MISSING, HARD), (Limit.STEP_DOWN, SOFT)]
    assert violations[0].reason == ""


def test_the_share_of_the_dose_is_told_also_for_boluses() -> None:
    violations = found(treat(periodic(50, 43_200, 3600), STRONG), treat(periodic(50, 43_200, 3600), WEAK))
    (missing,) = [one for one in violations if one.limit is Limit.BRIDGE_MISSING]
    assert missing.reason.replace("\u00a0", " ") == (
        "without it 25 mcg per day of testDRUG for 151 h 40 min 48 s, 25 % of the dose"
    )


# ---- where there is nothing to bridge -------------------------------------------------------------------------


def test_a_bridge_for_an_unchanged_concentration_is_refused() -> None:
    violations = found(opened(BEFORE, bridge(400, WEAK)), BEFORE)
    assert names(violations) == [(Limit.BRIDGE_UNFOUNDED, HARD)]
    assert told(violations) == [
        (
            "There is nothing to bridge: a bridge with testDRUG 500 mcg/mL; "
            "drug and concentration stay as they are"
        )
    ]


def test_a_bridge_in_a_pump_of_whose_path_nothing_is_known_is_refused() -> None:
    violations = found(opened(even(150, STRONG), bridge(150, WEAK)), None)
    assert names(violations) == [(Limit.BRIDGE_UNFOUNDED, HARD)]
    assert told(violations) == [
        "There is nothing to bridge: a bridge with testDRUG 500 mcg/mL; what is in the path is not known"
    ]
    assert found(even(150, STRONG), None) == ()


# ---- what the bridge is made of -------------------------------------------------------------------------------


@pytest.mark.parametrize("old", [fill(mcg_per_ml=1000), fill("otherdrug", 500)])
def test_a_bridge_with_another_drug_than_the_pump_held_is_refused(old: DrugFill) -> None:
    program = opened(AFTER, bridge(400, old))
    assert (Limit.BRIDGE_OLD_DIFFERS, HARD) in names(found(program, BEFORE))


def test_both_old_drugs_are_told() -> None:
    program = opened(AFTER, bridge(400, fill(mcg_per_ml=1000)))
    assert told(found(program, BEFORE)) == [
        (
            "The bridge is for another drug than the pump held: testDRUG 1,000 mcg/mL; "
            "the pump held testDRUG 500 mcg/mL"
        )
    ]


def test_a_bridge_must_name_every_drug_of_the_old_mixture() -> None:
    present = even(400, WEAK, others=(fill("otherdrug", 200),))
    assert Limit.BRIDGE_OLD_DIFFERS in {one.limit for one in found(opened(AFTER, bridge(400, WEAK)), present)}
    whole = BridgeBolus(present.drugs, NanogramsPerDay(400 * MCG), PATH)
    (differs,) = [
        one
        for one in found(opened(AFTER, bridge(400, WEAK)), present)
        if one.limit is Limit.BRIDGE_OLD_DIFFERS
    ]
    assert differs.allowed.replace("\u00a0", " ") == (
        "the pump held testDRUG 500 mcg/mL with OTHERdrug 200 mcg/mL"
    )
    assert told(found(opened(AFTER, whole), present)) == [
        "OTHERdrug: no longer given: 160 mcg per day; It is lost"
    ]


@pytest.mark.parametrize("nanolitres", [315_999, 316_001])
def test_a_bridge_for_another_volume_than_the_path_asks_for_a_reason(nanolitres: int) -> None:
    program = opened(AFTER, bridge(400, WEAK, Nanolitres(nanolitres)))
    assert names(found(program, BEFORE)) == [(Limit.BRIDGE_PATH_DIFFERS, SOFT)]


def test_the_volume_that_is_due_is_told_and_what_too_much_brings() -> None:
    """0.024 mL too much at the 0.8 mL per day of the bridge: 2,000 mcg/mL run at 1,600 mcg per day for 43 min."""
    program = opened(AFTER, bridge(400, WEAK, Nanolitres(340_000)))
    (violation,) = found(program, BEFORE)
    assert violation.sentence.replace("\u00a0", " ") == (
        "The bridge is for another volume than the path holds: 0.34 mL; 0.316 mL are due; "
        "so that the new testDRUG runs at 1,600 mcg per day for 43 min 12 s"
    )
    assert violation.ratio == Fraction(340, 316)


@pytest.mark.parametrize(
    ("nanolitres", "reason"),
    [
        (316_001, "so that the new testDRUG runs at 1,600 mcg per day for 0 min"),
        (
            375_000,
            (
                "0.059 mL more is what software before 2016 had for the tubing: 0.199 mL; "
                "so that the new testDRUG runs at 1,600 mcg per day for 1 h 46 min 12 s"
            ),
        ),
    ],
)
def test_what_too_long_a_bridge_may_come_from_stands_before_what_it_brings(
    nanolitres: int, reason: str
) -> None:
    (violation,) = found(opened(AFTER, bridge(400, WEAK, Nanolitres(nanolitres))), BEFORE)
    assert violation.reason.replace("\u00a0", " ") == reason


def test_too_short_a_bridge_tells_what_the_old_drug_does_at_the_new_rate() -> None:
    """0.016 mL of 500 mcg/mL are left when the rate falls to 0.2 mL per day: 100 mcg per day for 1 h 55 min."""
    program = opened(AFTER, bridge(400, WEAK, Nanolitres(300_000)))
    (violation,) = found(program, BEFORE)
    assert violation.reason.replace("\u00a0", " ") == (
        "so that the old testDRUG runs at 100 mcg per day for 1 h 55 min 12 s"
    )


@pytest.mark.parametrize(
    ("nanolitres", "severity"),
    [
        (1, HARD),
        (31_600, HARD),
        (236_999, HARD),
        (237_000, SOFT),
        (395_000, SOFT),
        (395_001, HARD),
        (3_160_000, HARD),
    ],
)
def test_a_path_out_of_all_proportion_is_no_bridge(nanolitres: int, severity: Severity) -> None:
    """A quarter more or less than the path is the most that a reason passes: out by ten is none."""
    program = opened(AFTER, bridge(400, WEAK, Nanolitres(nanolitres)))
    assert (Limit.BRIDGE_PATH_DIFFERS, severity) in names(found(program, BEFORE))


def test_a_bridge_into_nothing_tells_of_no_rate() -> None:
    idle = PumpProgram(STRONG, Continuous(NanogramsPerDay(0)))
    (violation,) = [
        one
        for one in found(opened(idle, bridge(400, WEAK, Nanolitres(300_000))), BEFORE)
        if one.limit is Limit.BRIDGE_PATH_DIFFERS
    ]
    assert violation.reason == ""


def test_a_catheter_of_which_nothing_is_known_has_no_path() -> None:
    bare = Catheter("", Nanolitres(0), Nanolitres(0), 0)
    (violation,) = found(opened(AFTER, bridge(400, WEAK)), BEFORE, catheter=bare)
    assert (violation.limit, violation.ratio) == (Limit.BRIDGE_PATH_DIFFERS, None)


def test_a_catheter_that_is_no_whole_number_of_centimetres_is_counted_exactly() -> None:
    catheter = Catheter("", Nanolitres(140_000), Nanolitres(2_201), 805)
    program = opened(AFTER, bridge(400, WEAK, Nanolitres(317_180)))  # 140,000 + 2,201 x 80.5 = 317,180.5
    assert names(found(program, BEFORE, catheter=catheter)) == [(Limit.BRIDGE_PATH_DIFFERS, SOFT)]


@pytest.mark.parametrize(
    ("mcg", "limits"),
    [
        (319, [(Limit.STEP_DOWN, SOFT)]),
        (320, []),
        (400, []),
        (460, []),
        (461, [(Limit.STEP_UP, SOFT)]),
        (800, [(Limit.STEP_UP, SOFT), (Limit.STEP_UP_AMOUNT, SOFT)]),
        (801, [(Limit.STEP_UP, HARD), (Limit.STEP_UP_AMOUNT, SOFT)]),
    ],
)
def test_a_bridge_at_another_dose_than_the_present_is_a_step(
    mcg: int, limits: list[tuple[Limit, Severity]]
) -> None:
    assert names(found(opened(AFTER, bridge(mcg, WEAK)), BEFORE)) == limits


def test_a_bridge_that_is_a_step_says_where_the_dose_is_given() -> None:
    assert told(found(opened(AFTER, bridge(500, WEAK)), BEFORE)) == [
        (
            "testDRUG: a large step up: in the bridge from 400 mcg per day to 500 mcg per day, 25 % more; "
            "usually at most 15 %; ≈ 1.67 × the limit"
        )
    ]


STOPPED = PumpProgram(WEAK, Stopped())
AT_THE_LEAST = PumpProgram(WEAK, MinimumRate(NanogramsPerDay(3_000)))
GIVES_NOTHING = PumpProgram(WEAK, Continuous(NanogramsPerDay(0)))
RESTING = [STOPPED, AT_THE_LEAST, GIVES_NOTHING]
NEVER = (Limit.STEP_UP, HARD)


@pytest.mark.requirement("GPCA-EC04")
@pytest.mark.parametrize("resting", RESTING)
def test_a_pump_that_rested_within_the_day_bridges_from_what_treated_before(resting: PumpProgram) -> None:
    assert found(opened(AFTER, bridge(400, WEAK)), resting, before=BEFORE) == ()
    violations = found(opened(AFTER, bridge(801, WEAK)), resting, before=BEFORE)
    assert names(violations) == [NEVER, (Limit.STEP_UP_AMOUNT, SOFT)]
    assert (
        "in the bridge from 400 mcg per day (before the changes of the last 24 hours)" in told(violations)[0]
    )


@pytest.mark.requirement("GPCA-EC04")
@pytest.mark.parametrize("resting", RESTING)
@pytest.mark.parametrize(("mcg", "limits"), [(200, []), (201, [(Limit.START_DOSE, SOFT)])])
def test_a_bridge_in_a_pump_that_rested_for_longer_is_a_start(
    resting: PumpProgram, mcg: int, limits: list[tuple[Limit, Severity]]
) -> None:
    assert names(found(opened(even(150, STRONG), bridge(mcg, WEAK)), resting)) == limits


def test_a_bridge_that_has_ended_is_no_dose_to_go_by() -> None:
    """It was given at 800 mcg per day while it ran; 400 have been given since, and are bridged back."""
    present = opened(AFTER, bridge(800, WEAK))
    assert found(opened(BEFORE, bridge(400, STRONG)), present) == ()
    assert NEVER in names(found(opened(BEFORE, bridge(801, STRONG)), present))


def test_a_bridge_into_a_path_that_is_still_being_primed_goes_by_the_program_behind_the_prime() -> None:
    priming = opened(BEFORE, prime(PrimeExtent.PUMP_AND_CATHETER))
    for mcg, limits in ((400, []), (801, [NEVER, (Limit.STEP_UP_AMOUNT, SOFT)])):
        violations = found(opened(AFTER, bridge(mcg, WEAK)), priming, bridge_left=Nanolitres(100_000))
        assert set(names(violations)) == {(Limit.PRIME_UNFINISHED, SOFT), *limits}


def test_a_start_in_a_bridge_is_told_as_one() -> None:
    (violation,) = found(opened(even(150, STRONG), bridge(300, WEAK)), STOPPED)
    assert violation.sentence.replace("\u00a0", " ") == (
        "testDRUG: dose to start with above the usual: 300 mcg per day in the bridge; "
        "usually at most 200 mcg per day; 1.5 × the limit"
    )


def test_two_steps_of_a_day_are_one_in_the_bridge_too() -> None:
    """15 % and again 15 % within 24 hours are 32 %; back to yesterday's dose is none."""
    violations = found(opened(even(400, STRONG), bridge(529, WEAK)), even(460, WEAK), before=BEFORE)
    assert names(violations) == [(Limit.STEP_UP, SOFT)]
    assert found(opened(AFTER, bridge(400, WEAK)), even(300, WEAK), before=BEFORE) == ()


def test_what_was_given_by_request_alone_is_what_a_bridge_is_measured_by() -> None:
    asked = treat(Continuous(NanogramsPerDay(0)), WEAK, patient_bolus=on_request(50, most=2, lasting_s=600))
    program = opened(
        treat(Continuous(NanogramsPerDay(0)), STRONG, patient_bolus=on_request(50, most=2, lasting_s=600)),
        bridge(115),
    )
    assert found(program, asked) == ()
    program = opened(program, bridge(201))
    assert NEVER in names(found(program, asked))


def test_a_scheduled_dose_is_what_a_bridge_is_measured_by_and_not_the_boluses_on_top_of_it() -> None:
    """No patient bolus is given in a bridge; its even dose is a step from the even dose before."""
    asked = on_request(50, most=4, lasting_s=3600)
    present, program = even(400, WEAK, patient_bolus=asked), even(400, STRONG, patient_bolus=asked)
    assert names(found(opened(program, bridge(460, WEAK)), present)) == []
    assert names(found(opened(program, bridge(461, WEAK)), present)) == [(Limit.STEP_UP, SOFT)]


def test_each_drug_of_an_old_mixture_is_a_step_of_its_own() -> None:
    """Of 150 mcg per day of the first with 150 of the second: the second came today, at a tenth of what it is now."""
    present = even(150, WEAK, others=(fill("otherdrug", 500),))
    before = even(150, WEAK, others=(fill("otherdrug", 50),))
    program = opened(present, BridgeBolus(present.drugs, NanogramsPerDay(150 * MCG), PATH))
    program = replace(program, drug=STRONG)
    subjects = {
        (one.limit, one.severity, one.subject)
        for one in found(program, present, before=before)
        if "in the bridge" in one.entered
    }
    assert subjects == {(Limit.STEP_UP, HARD, "OTHERdrug")}


def test_a_bridge_from_a_drug_that_the_library_does_not_know_has_nothing_to_be_held_against() -> None:
    strange = even(400, fill("strangedrug", 500))
    violations = found(opened(even(150, STRONG), bridge(4_000, fill("strangedrug", 500))), strange)
    assert [one for one in violations if "in the bridge" in one.entered] == []


# ---- priming instead of a bridge ------------------------------------------------------------------------------


EMPTY = (Limit.PRIME_FULL_PATH, SOFT)


def test_a_path_that_is_emptied_and_primed_needs_no_bridge_but_a_reason_that_says_how() -> None:
    resting = PumpProgram(WEAK, MinimumRate(NanogramsPerDay(3_000)))
    assert names(found(opened(even(150, STRONG), prime(PrimeExtent.PUMP_AND_CATHETER)), resting)) == [EMPTY]
    assert told(found(opened(even(150, STRONG), prime(PrimeExtent.PUMP_AND_CATHETER)), resting)) == [
        (
            "A prime is for an empty path: in one full of testDRUG 500 mcg/mL it gives 158 mcg in 1 h 0 min; "
            "the reason says how the path was emptied"
        )
    ]


def test_a_pump_that_delivers_has_no_empty_tubing() -> None:
    """A prime into a path that is full would be a bolus of all that is in it."""
    for program in (AFTER, BEFORE):
        violations = found(opened(program, prime(PrimeExtent.PUMP_AND_CATHETER)), BEFORE)
        assert names(violations) == [(Limit.PRIME_FULL_PATH, HARD)]
        assert told(violations)[0].endswith(
            "the pump delivers now, so that its path is full; stop it and empty the path first"
        )


@pytest.mark.requirement("GIP-1.24")
def test_a_pump_that_delivers_has_no_empty_catheter_but_a_new_one() -> None:
    """88 mcg within minutes, which no figure of the day would show."""
    violations = found(opened(BEFORE, prime(PrimeExtent.CATHETER_ONLY)), BEFORE)
    assert names(violations) == [(Limit.PRIME_FULL_PATH, HARD)]
    assert names(found(opened(BEFORE, prime(PrimeExtent.CATHETER_CHANGED)), BEFORE)) == [EMPTY]


def test_a_pump_that_was_stopped_may_have_been_emptied() -> None:
    for extent in (PrimeExtent.PUMP_AND_CATHETER, PrimeExtent.CATHETER_ONLY):
        assert names(found(opened(BEFORE, prime(extent)), BEFORE, suspended=True)) == [EMPTY]


def test_what_was_primed_is_not_primed_again() -> None:
    resting = PumpProgram(WEAK, MinimumRate(NanogramsPerDay(3_000)))
    for extent in (PrimeExtent.PUMP_AND_CATHETER, PrimeExtent.CATHETER_ONLY):
        primed = opened(resting, prime(extent))
        violations = found(opened(even(150, WEAK), prime(extent)), primed)
        assert names(violations) == [(Limit.PRIME_FULL_PATH, HARD)]
        assert told(violations)[0].endswith("the program in the pump has primed it")
    anew = opened(even(150, WEAK), prime(PrimeExtent.CATHETER_CHANGED))
    assert names(found(anew, opened(resting, prime(PrimeExtent.PUMP_AND_CATHETER)))) == [EMPTY]


def test_a_first_prime_of_a_pump_of_which_nothing_is_known_tells_of_its_own_drug() -> None:
    violations = found(opened(even(150, WEAK), prime(PrimeExtent.PUMP_AND_CATHETER)), None)
    assert names(violations) == [EMPTY]
    assert "testDRUG 500 mcg/mL it gives 158 mcg" in told(violations)[0]


def test_a_new_catheter_leaves_the_old_drug_in_the_tubing() -> None:
    violations = found(opened(AFTER, prime(PrimeExtent.CATHETER_CHANGED)), BEFORE)
    assert names(violations) == [EMPTY, (Limit.TUBING_HOLDS_OLD, SOFT)]
    assert told(violations)[1:] == [
        (
            "The tubing in the pump still holds the old drug: 0.14 mL of testDRUG 500 mcg/mL; "
            "a prime of the catheter alone pushes it to the patient first"
        )
    ]
    assert names(found(opened(BEFORE, prime(PrimeExtent.CATHETER_CHANGED)), BEFORE)) == [EMPTY]


def test_a_prime_of_the_same_catheter_is_no_bridge() -> None:
    assert names(found(opened(AFTER, prime(PrimeExtent.CATHETER_ONLY)), BEFORE)) == [
        (Limit.PRIME_FULL_PATH, HARD),
        (Limit.BRIDGE_MISSING, HARD),
    ]
    assert names(found(opened(BEFORE, prime(PrimeExtent.CATHETER_ONLY)), BEFORE)) == [
        (Limit.PRIME_FULL_PATH, HARD)
    ]


# ---- a bridge that has not ended ------------------------------------------------------------------------------

BRIDGING = opened(AFTER, bridge(400, WEAK))
LEFT = Nanolitres(100_000)


def test_a_bridge_that_has_not_ended_is_not_cut_off() -> None:
    for program in (
        AFTER,
        PumpProgram(STRONG, Stopped()),
        opened(AFTER, SingleBolus(Nanograms(50 * MCG), Seconds(3600))),
        opened(AFTER, prime(PrimeExtent.CATHETER_ONLY)),
        opened(AFTER, prime(PrimeExtent.CATHETER_CHANGED)),
    ):
        assert (Limit.BRIDGE_UNFINISHED, HARD) in names(found(program, BRIDGING, bridge_left=LEFT))
    assert told(found(AFTER, BRIDGING, bridge_left=LEFT)) == [
        (
            "An earlier bridge would be cut off: 0.1 mL are still to be bridged; "
            "bridge them from the same old drug, or let the bridge end first"
        )
    ]


@pytest.mark.parametrize(
    ("nanolitres", "carried_on"),
    [(99_999, False), (100_000, True), (200_000, True), (316_000, True), (316_001, False)],
)
def test_a_bridge_that_has_not_ended_is_carried_on_for_what_is_left_and_no_more_than_it_was(
    nanolitres: int, carried_on: bool
) -> None:
    program = opened(even(410, STRONG), bridge(400, WEAK, Nanolitres(nanolitres)))
    expected = [] if carried_on else [(Limit.BRIDGE_UNFINISHED, HARD)]
    assert names(found(program, BRIDGING, bridge_left=LEFT)) == expected


def test_it_is_carried_on_only_from_the_same_old_drug_to_the_same_new_one() -> None:
    other_old = opened(AFTER, bridge(400, fill(mcg_per_ml=1000), LEFT))
    other_new = opened(even(400, fill(mcg_per_ml=1000)), bridge(400, WEAK, LEFT))
    for program in (other_old, other_new):
        assert (Limit.BRIDGE_UNFINISHED, HARD) in names(found(program, BRIDGING, bridge_left=LEFT))


def test_it_is_carried_on_only_if_the_present_program_began_it() -> None:
    program = opened(AFTER, bridge(400, WEAK, LEFT))
    for present in (AFTER, opened(AFTER, SingleBolus(Nanograms(MCG), Seconds(3600))), None):
        assert (Limit.BRIDGE_UNFINISHED, HARD) in names(found(program, present, bridge_left=LEFT))


def test_a_path_that_is_emptied_and_primed_ends_it_for_a_reason_that_says_how() -> None:
    program = opened(AFTER, prime(PrimeExtent.PUMP_AND_CATHETER))
    violations = found(program, BRIDGING, bridge_left=LEFT)
    assert names(violations) == [EMPTY]
    assert told(violations)[0].endswith(
        "the reason says how the path was emptied; "
        "this prime does not carry on the bridge of which 0.1 mL are left, but pushes its whole volume"
    )


@pytest.mark.parametrize("mcg", [460, 461])
def test_a_bridge_that_is_carried_on_faster_is_a_step_from_what_it_was(mcg: int) -> None:
    program = opened(AFTER, bridge(mcg, WEAK))
    limits = [(Limit.STEP_UP, SOFT)] if mcg > 460 else []
    for present in (BRIDGING, opened(even(300, STRONG), bridge(400, WEAK))):
        found_now = [
            one for one in found(program, present, bridge_left=LEFT) if "in the bridge" in one.entered
        ]
        assert names(tuple(found_now)) == limits


def test_a_bridge_from_another_drug_is_carried_on_at_its_dose_or_from_what_treated_before() -> None:
    old = fill("otherdrug", 500)
    bridging = opened(AFTER, bridge(400, old))
    faster = opened(AFTER, bridge(1_000, old))
    assert found(bridging, bridging, bridge_left=LEFT) == ()
    assert NEVER in names(found(faster, bridging, bridge_left=LEFT))
    given = even(900, old)
    carried = [one.limit for one in found(faster, bridging, bridge_left=LEFT, before=given)]
    assert carried == [Limit.DRUG_DROPPED]


def test_each_drug_of_a_mixture_goes_on_from_what_the_bridge_gives_of_it() -> None:
    """100 mcg per day of the first are 400 of the second, at four times the strength."""
    old = (fill("otherdrug", 125), WEAK)
    bridging = opened(AFTER, BridgeBolus(old, NanogramsPerDay(100 * MCG), PATH))
    assert found(bridging, bridging, bridge_left=LEFT) == ()
    faster = opened(AFTER, BridgeBolus(old, NanogramsPerDay(120 * MCG), PATH))
    steps = [(one.subject, one.entered) for one in found(faster, bridging, bridge_left=LEFT)]
    assert [(subject, entered.replace("\u00a0", " ")) for subject, entered in steps] == [
        ("OTHERdrug", "in the bridge from 100 mcg per day to 120 mcg per day, 20 % more"),
        ("testDRUG", "in the bridge from 400 mcg per day to 480 mcg per day, 20 % more"),
    ]


def test_once_it_has_ended_the_next_program_needs_none() -> None:
    assert found(AFTER, BRIDGING) == ()


# ---- a prime that has not ended -------------------------------------------------------------------------------

PRIMING = opened(AFTER, prime(PrimeExtent.PUMP_AND_CATHETER))


def test_a_prime_that_is_cut_off_asks_for_a_reason() -> None:
    violations = found(AFTER, PRIMING, bridge_left=LEFT)
    assert names(violations) == [(Limit.PRIME_UNFINISHED, SOFT)]
    assert told(violations) == [
        (
            "An earlier prime would be cut off: 0.1 mL are still to be primed; "
            "until the path is full the patient gets too little"
        )
    ]


def test_a_prime_that_is_carried_on_needs_none() -> None:
    assert found(PRIMING, PRIMING, bridge_left=LEFT) == ()
    assert (
        found(opened(even(410, STRONG), prime(PrimeExtent.PUMP_AND_CATHETER)), PRIMING, bridge_left=LEFT)
        == ()
    )


@pytest.mark.parametrize("extent", [PrimeExtent.CATHETER_ONLY, PrimeExtent.CATHETER_CHANGED])
def test_a_prime_that_begins_anew_into_a_path_half_full_asks_how_it_was_emptied(extent: PrimeExtent) -> None:
    violations = found(opened(AFTER, prime(extent)), PRIMING, bridge_left=LEFT)
    assert names(violations) == [EMPTY]
    assert told(violations)[0].endswith(
        "this prime does not carry on the prime of which 0.1 mL are left, but pushes its whole volume"
    )


def test_the_same_prime_at_another_pace_begins_anew() -> None:
    slower = replace(prime(PrimeExtent.PUMP_AND_CATHETER), duration=Seconds(7200))
    assert names(found(opened(AFTER, slower), PRIMING, bridge_left=LEFT)) == [EMPTY]


def test_what_else_is_due_is_due_after_a_prime_too() -> None:
    violations = found(BEFORE, PRIMING, bridge_left=LEFT)
    assert names(violations) == [(Limit.BRIDGE_MISSING, HARD), (Limit.PRIME_UNFINISHED, SOFT)]
    violations = found(opened(AFTER, bridge(400, STRONG)), PRIMING, bridge_left=LEFT)
    assert names(violations) == [(Limit.BRIDGE_UNFOUNDED, HARD), (Limit.PRIME_UNFINISHED, SOFT)]


@pytest.mark.requirement("GPCA-EC04")
def test_a_bridge_that_does_what_a_forgotten_one_would_do_is_refused_as_that_is() -> None:
    """Baclofen 97 mcg per day at 2,000 instead of 500 mcg/mL: without a bridge 24.25 mcg per day for days."""
    weak, strong = fill("baclofen", 500), fill("baclofen", 2_000)
    after, before = even(97, strong), even(90, weak)
    violations = found(opened(after, bridge(24, weak)), before, drugs=shipped())
    assert names(violations)[0] == (Limit.BRIDGE_OF_NO_USE, HARD)
    assert told(violations)[0] == (
        "The bridge does what a forgotten one would do: 24 mcg per day of baclofen for 158 h 0 min; without any "
        "bridge it would be 24.25 mcg per day; a bridge keeps the dose that was given before; "
        + shipped().loss("baclofen").rstrip(".")
    )
    low = found(opened(after, bridge(60, weak)), before, drugs=shipped())
    assert names(low) == [(Limit.STEP_DOWN, SOFT)]
    assert "from 90 mcg per day to 60 mcg per day, 33.3 % less" in told(low)[0]
    assert "untreated it can kill" in told(low)[0]


@pytest.mark.parametrize(
    ("mcg", "useless"), [(100, True), (85, True), (84, False), (115, True), (116, False), (400, False)]
)
def test_within_15_per_cent_of_what_a_forgotten_bridge_brings_it_is_of_no_use(
    mcg: int, useless: bool
) -> None:
    violations = found(opened(AFTER, bridge(mcg, WEAK)), BEFORE)
    assert (Limit.BRIDGE_OF_NO_USE in {one.limit for one in violations}) == useless


def test_a_bridge_that_is_no_step_is_of_use_even_where_none_would_bring_the_same() -> None:
    fourfold = opened(even(400, STRONG), bridge(100, WEAK))
    assert Limit.BRIDGE_OF_NO_USE not in {one.limit for one in found(fourfold, even(100, WEAK))}
