"""What a look ahead shows to people: stretches, the sweep of the path, levels by day, and what nobody may overlook."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from programmer.delivery.preview import Ahead
from programmer.therapy.boluses import BridgeBolus, PatientBolus, PrimeExtent, PrimingBolus
from programmer.therapy.drug_library.drug_words import AS_NAMED, DrugWords
from programmer.therapy.drugs import DrugFill
from programmer.therapy.moments import moment_text
from programmer.therapy.notation import NO_BREAK
from programmer.therapy.programs import Continuous, PumpProgram
from programmer.therapy.pump import Catheter, Delivery
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    PumpTime,
    Seconds,
)
from programmer.visit.foretold import (
    NOTHING_UNTIL_RESUME,
    levels_by_day,
    opening_until,
    stretches,
    swept_at,
    taken_for_granted,
    to_notice,
)
from programmer.visit.interrogation import Interrogation
from programmer.visit.twin import twin
from tests.unit.visit.bench import Bench

HOUR_US = 3_600_000_000
WEAK = DrugFill("baclofen", NanogramsPerMillilitre(500_000))
STRONG = DrugFill("baclofen", NanogramsPerMillilitre(2_000_000))


class Loud(DrugWords):
    """Whatever the name, written in capitals."""

    def __call__(self, name: str) -> str:
        return name.upper()


def even(drug: DrugFill, mcg: int, **more: Any) -> PumpProgram:
    return PumpProgram(drug, Continuous(NanogramsPerDay(mcg * 1000)), **more)


BRIDGED = even(STRONG, 400, opening=BridgeBolus((WEAK,), NanogramsPerDay(400_000), Nanolitres(316_000)))


@pytest.fixture(scope="module")
def read() -> Interrogation:
    """A reading of a pump with baclofen 500 mcg/mL at 400 mcg per day, 20 mL in it."""
    bench = Bench()
    found = bench.begin().interrogation
    bench.records.close()
    catheter = Catheter("Reference catheter", Nanolitres(140_000), Nanolitres(2_200), 800)
    status = replace(found.status, reservoir=Nanolitres(20_000_000))
    return replace(found, catheter=catheter, status=status, program=even(WEAK, 400))


def after(read: Interrogation, hours: float) -> PumpTime:
    return PumpTime(read.status.pump_time.value + round(hours * HOUR_US))


def notice(ahead: Ahead, read: Interrogation) -> list[str]:
    return [one.replace(NO_BREAK, " ") for one in to_notice(ahead, read, Loud())]


def test_a_rate_that_never_changes_is_one_stretch_whatever_midnights_lie_in_it(read: Interrogation) -> None:
    (one,) = stretches(twin(read, even(WEAK, 400)).present)
    assert (one.since, one.until, one.flow) == (read.status.pump_time, after(read, 72), Fraction(800_000))
    assert one.at_pump == one.at_tip == (("baclofen", Fraction(400_000)),)


def test_the_path_is_swept_when_the_bridge_ends(read: Interrogation) -> None:
    ahead = twin(read, BRIDGED).proposed
    assert [(one.since, one.until) for one in stretches(ahead)] == [
        (read.status.pump_time, after(read, 9.48)),
        (after(read, 9.48), after(read, 72)),
    ]
    assert swept_at(ahead) == opening_until(ahead) == after(read, 9.48)


def test_without_a_bridge_the_path_is_swept_when_the_old_drug_has_left_it(read: Interrogation) -> None:
    ahead = twin(read, even(STRONG, 400)).proposed
    assert (swept_at(ahead), opening_until(ahead)) == (after(read, 37.92), None)


def test_what_is_not_swept_by_the_end_has_no_moment(read: Interrogation) -> None:
    assert swept_at(twin(read, even(STRONG, 400), hours=24).proposed) is None
    assert opening_until(twin(read, BRIDGED, hours=9).proposed) is None


def test_the_levels_are_those_after_whole_days_to_the_nanolitre(read: Interrogation) -> None:
    both = twin(read, even(WEAK, 200))
    assert levels_by_day(both.present) == (
        (24, Nanolitres(19_200_000)),
        (48, Nanolitres(18_400_000)),
        (72, Nanolitres(17_600_000)),
    )
    assert levels_by_day(both.proposed)[-1] == (72, Nanolitres(18_800_000))
    assert levels_by_day(twin(read, even(WEAK, 200), hours=23).present) == ()


def test_nothing_is_to_be_noticed_where_all_is_as_meant(read: Interrogation) -> None:
    assert notice(twin(read, BRIDGED).proposed, read) == []


def test_a_departure_is_a_sentence_with_the_name_as_it_must_be_written(read: Interrogation) -> None:
    assert notice(twin(read, even(STRONG, 400)).proposed, read) == [
        "For 37 h 55 min 12 s 100 mcg per day of BACLOFEN arrives, 0.25 × the 400 mcg per day that is meant."
    ]


def test_of_a_stopped_pump_one_thing_is_to_be_noticed(read: Interrogation) -> None:
    stopped = replace(read, status=replace(read.status, delivery=Delivery.STOPPED))
    assert notice(twin(stopped, even(STRONG, 400)).proposed, stopped) == [NOTHING_UNTIL_RESUME]


def test_a_reservoir_that_is_empty_or_will_be_is_to_be_noticed(read: Interrogation) -> None:
    for level, sentence in (
        (0, "The reservoir is empty: nothing is delivered."),
        (800_000, "the reservoir is empty, and nothing is delivered."),
    ):
        short = replace(read, status=replace(read.status, reservoir=Nanolitres(level)))
        (said,) = notice(twin(short, even(WEAK, 400)).proposed, short)
        assert said.endswith(sentence)


def test_what_nobody_has_told_is_said_to_be_taken_for_granted(read: Interrogation) -> None:
    bolus = PatientBolus(Nanograms(5_000), Seconds(600), Seconds(7_200), 4)

    def said(program: PumpProgram) -> list[str]:
        long_since = PumpTime(read.status.pump_time.value - 30 * 24 * HOUR_US)
        found = replace(read, status=replace(read.status, mode_since=long_since))
        *said, path = taken_for_granted(found, program, AS_NAMED)
        assert path.startswith("Tubing and catheter are taken to be full of baclofen")
        return [one.replace(NO_BREAK, " ") for one in said]

    def primed(extent: PrimeExtent) -> PumpProgram:
        return even(WEAK, 400, opening=PrimingBolus(extent, Nanolitres(176_000), Seconds(3600)))

    assert said(even(WEAK, 410)) == []
    assert said(BRIDGED) == [
        "The reservoir is taken to be emptied now and filled with 20 mL of baclofen 2,000 mcg/mL."
    ]
    assert said(even(WEAK, 400, patient_bolus=bolus)) == [
        "The boluses that the patient may ask for are not in it.",
        "With every bolus that is allowed, at most 420 mcg of baclofen can leave the pump in any 24 h.",
    ]
    assert said(primed(PrimeExtent.CATHETER_CHANGED)) == [
        "The catheter is taken to be a new one, full of spinal fluid."
    ]
    assert said(primed(PrimeExtent.CATHETER_ONLY)) == [
        "The path is taken to hold what it holds by the pump's own word; only an empty one may be primed."
    ]


def path_supposed(read: Interrogation, **status: Any) -> list[str]:
    found = replace(read, status=replace(read.status, **status))
    return [one.replace(NO_BREAK, " ") for one in taken_for_granted(found, even(WEAK, 410), AS_NAMED)]


def test_it_is_always_said_what_tubing_and_catheter_are_taken_to_hold_and_since_when(
    read: Interrogation,
) -> None:
    since = PumpTime(read.status.pump_time.value - 10 * HOUR_US)
    assert path_supposed(read, mode_since=since) == [
        (
            "Tubing and catheter are taken to be full of baclofen 500 mcg/mL, as the pump's program says and has said "
            f"since {moment_text(since)}; they are taken to be free and tight, the reservoir to hold what was told, "
            "and each pulse to move what it should. The pump cannot tell."
        )
    ]


def test_a_program_too_young_to_have_swept_the_path_is_said_to_be_so(read: Interrogation) -> None:
    young = PumpTime(read.status.pump_time.value - 2 * HOUR_US)
    _, sentence = path_supposed(read, mode_since=young)
    assert sentence == (
        "The program has run for 2 h 0 min, and takes 9 h 28 min to sweep tubing and catheter: if another drug or "
        "concentration was in them and was not bridged, something else arrives than is shown."
    )


def test_while_an_opening_runs_the_path_is_taken_to_hold_what_it_has_put_there(read: Interrogation) -> None:
    (sentence,) = path_supposed(read, mode_since=None, opening_left=Nanolitres(1000))
    assert "to hold what the opening under way has put there so far, as the pump's program says;" in sentence
