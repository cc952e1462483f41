"""Mixtures, boluses, weeks and bridges are compared figure by figure, each with its unit and what it comes to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from programmer.therapy.boluses import (
    BolusWindow,
    BridgeBolus,
    PatientBolus,
    PrimeExtent,
    PrimingBolus,
    SingleBolus,
)
from programmer.therapy.drug_library.drug_words import DrugWords
from programmer.therapy.drugs import DrugFill
from programmer.therapy.programs import (
    Continuous,
    DaySchedule,
    MinimumRate,
    PeriodicBolus,
    PumpProgram,
    ScheduleStep,
    WeekSchedule,
)
from programmer.therapy.pump import BolusKind
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    PumpTime,
    Seconds,
    SecondsOfDay,
)
from programmer.visit.comparison import compare
from programmer.visit.interrogation import Interrogation
from tests.unit.visit.bench import Bench

BACLOFEN = DrugFill("baclofen", NanogramsPerMillilitre(500_000))
STRONG = DrugFill("baclofen", NanogramsPerMillilitre(2_000_000))
CLONIDINE = DrugFill("clonidine", NanogramsPerMillilitre(100_000))
EVEN = Continuous(NanogramsPerDay(400_000))
BOLUS = PatientBolus(Nanograms(10_000), Seconds(300), Seconds(3 * 3600), 6, BolusWindow(2, Seconds(4 * 3600)))
Lines = dict[str, tuple[str, str, str]]


@pytest.fixture(scope="module")
def read() -> Interrogation:
    return Bench().begin().interrogation


class Shouted(DrugWords):
    """Clonidine with capitals that only this test gives it."""

    def __call__(self, name: str) -> str:
        return name.replace("clo", "CLO")


def lines(read: Interrogation, present: PumpProgram, proposed: PumpProgram) -> Lines:
    found = compare(replace(read, program=present), proposed, shown=Shouted())
    plain = [[text.replace("\u00a0", " ") for text in (one.subject, one.present, one.proposed, one.change)]
             for one in found]  # fmt: skip
    return {subject: (before, after, change) for subject, before, after, change in plain}


def test_a_periodic_bolus_says_how_often_that_is_a_day(read: Interrogation) -> None:
    every_four = PeriodicBolus(NanogramsPerDay(280_000), Nanograms(20_000), Seconds(300), Seconds(4 * 3600))
    found = lines(read, PumpProgram(BACLOFEN, EVEN), PumpProgram(BACLOFEN, every_four))
    assert found["Mode"] == ("continuous", "periodic bolus", "")
    assert found["Background"] == ("–", "280 mcg per day", "")
    assert found["Periodic bolus"] == ("–", "20 mcg over 5 min", "")
    assert found["Interval"] == ("–", "every 4 h 0 min = 6 per day", "")
    assert found["Dose per day"] == ("400 mcg per day", "400 mcg per day", "")
    assert found["Most baCLOfen in any 24 h"] == ("400 mcg", "400 mcg", "")
    assert found["Highest rate"][1] == "6,040 mcg per day"


def test_an_interval_typed_in_minutes_instead_of_hours_shows_in_every_figure(read: Interrogation) -> None:
    # The class recall of 2004: 4 minutes where 4 hours were meant.
    hours = PeriodicBolus(NanogramsPerDay(0), Nanograms(20_000), Seconds(60), Seconds(4 * 3600))
    minutes = replace(hours, interval=Seconds(4 * 60))
    found = lines(read, PumpProgram(BACLOFEN, hours), PumpProgram(BACLOFEN, minutes))
    assert found["Interval"] == ("every 4 h 0 min = 6 per day", "every 4 min = 360 per day", "")
    assert found["Dose per day"] == (
        "120 mcg per day", "7,200 mcg per day", "+7,080 mcg per day, +5,900 %"
    )  # fmt: skip


def test_an_interval_that_does_not_divide_the_day_says_the_most_there_can_be(read: Interrogation) -> None:
    odd = PeriodicBolus(NanogramsPerDay(0), Nanograms(20_000), Seconds(60), Seconds(5 * 3600))
    found = lines(read, PumpProgram(BACLOFEN, EVEN), PumpProgram(BACLOFEN, odd))
    assert found["Interval"][1] == "every 5 h 0 min = 4.8 per day, at most 5"


def test_a_patient_bolus_shows_all_its_limits_and_the_most_that_they_allow(read: Interrogation) -> None:
    found = lines(read, PumpProgram(BACLOFEN, EVEN), PumpProgram(BACLOFEN, EVEN, (), BOLUS))
    assert found["Patient bolus"] == ("–", "10 mcg over 5 min", "")
    assert found["Lockout from its end"] == ("–", "3 h 0 min", "")
    assert found["Most patient boluses"] == ("–", "6 per 24 h", "")
    assert found["Most in a window"] == ("–", "2 per 4 h 0 min", "")
    assert found["All of them taken"] == ("–", "6 in 24 h, 60 mcg", "")
    assert found["Most baCLOfen in any 24 h"] == ("400 mcg", "460 mcg", "+60 mcg, +15 %")
    without = lines(
        read, PumpProgram(BACLOFEN, EVEN, (), replace(BOLUS, window=None)), PumpProgram(BACLOFEN, EVEN)
    )
    assert "Most in a window" not in without
    assert without["Patient bolus"] == ("10 mcg over 5 min", "–", "")


def test_the_alarm_is_reckoned_with_every_allowed_bolus(read: Interrogation) -> None:
    # 20 mL down to 2 mL: 18 mL at 0.8 mL per day are 22.5 days, at 0.92 mL per day 19.57.
    found = lines(read, PumpProgram(BACLOFEN, EVEN), PumpProgram(BACLOFEN, EVEN, (), BOLUS))
    assert found["Days until 2 mL are left"][:2] == ("22 days", "19 days")


def test_each_drug_of_a_mixture_is_shown_for_itself(read: Interrogation) -> None:
    mixed = PumpProgram(BACLOFEN, EVEN, (CLONIDINE,), BOLUS)
    found = lines(read, PumpProgram(BACLOFEN, EVEN), mixed)
    assert found["With CLOnidine"] == ("–", "100 mcg/mL", "")
    assert found["CLOnidine per day"] == ("0 mcg per day", "80 mcg per day", "+80 mcg per day, from nothing")
    assert found["Most CLOnidine in any 24 h"] == ("0 mcg", "92 mcg", "+92 mcg, from nothing")
    gone = lines(read, mixed, PumpProgram(BACLOFEN, EVEN))
    assert gone["With CLOnidine"] == ("100 mcg/mL", "–", "")
    assert gone["CLOnidine per day"][2] == "−80 mcg per day, −100 %"


def test_a_bridge_is_shown_in_the_units_of_the_old_drug(read: Interrogation) -> None:
    # 500 to 2000 mcg/mL at 400 mcg per day through 0.316 mL: 0.8 mL per day for 9.48 h, 158 mcg; not 632.
    bridge = BridgeBolus((BACLOFEN,), NanogramsPerDay(400_000), Nanolitres(316_000))
    found = lines(read, PumpProgram(BACLOFEN, EVEN), PumpProgram(STRONG, EVEN, opening=bridge))
    assert found["Concentration"] == ("500 mcg/mL", "2,000 mcg/mL", "")
    assert found["Bridge, first"] == ("–", "400 mcg per day of the old baCLOfen 500 mcg/mL", "")
    assert found["Bridge rate"] == ("–", "0.8 mL per day for 9 h 28 min 48 s", "")
    assert found["Bridge gives"] == ("–", "158 mcg in 0.316 mL", "")
    assert found["Volume per day"][:2] == ("0.8 mL per day", "0.2 mL per day")


def test_a_bridge_over_an_old_mixture_names_all_of_it(read: Interrogation) -> None:
    bridge = BridgeBolus((BACLOFEN, CLONIDINE), NanogramsPerDay(400_000), Nanolitres(316_000))
    old = PumpProgram(BACLOFEN, EVEN, (CLONIDINE,))
    found = lines(read, old, PumpProgram(STRONG, EVEN, opening=bridge))
    said = "400 mcg per day of the old baCLOfen 500 mcg/mL with CLOnidine 100 mcg/mL"
    assert found["Bridge, first"][1] == said


def test_what_opened_the_present_program_is_behind_it(read: Interrogation) -> None:
    single = SingleBolus(Nanograms(50_000), Seconds(600))
    found = lines(read, PumpProgram(BACLOFEN, EVEN, opening=single), PumpProgram(BACLOFEN, EVEN))
    assert "Once, at the start" not in found
    assert "Most baCLOfen in any 24 h" not in found
    again = lines(read, PumpProgram(BACLOFEN, EVEN), PumpProgram(BACLOFEN, EVEN, opening=single))
    assert again["Once, at the start"] == ("–", "single bolus, 50 mcg over 10 min", "")
    assert again["Most baCLOfen in any 24 h"] == ("400 mcg", "450 mcg", "+50 mcg, +12.5 %")


def test_priming_says_what_it_fills_and_how_fast(read: Interrogation) -> None:
    prime = PrimingBolus(PrimeExtent.CATHETER_CHANGED, Nanolitres(316_000), Seconds(1_896))
    found = lines(read, PumpProgram(BACLOFEN, EVEN), PumpProgram(BACLOFEN, EVEN, opening=prime))
    assert found["Once, at the start"][1] == (
        "priming bolus, after a catheter change: 0.316 mL in 31 min 36 s, 0.6 mL per hour"
    )


def test_each_day_of_a_week_has_its_own_lines(read: Interrogation) -> None:
    day = DaySchedule((ScheduleStep(SecondsOfDay(0), NanogramsPerDay(400_000)),))
    sunday = DaySchedule((*day.steps, ScheduleStep(SecondsOfDay(7 * 3600), NanogramsPerDay(480_000))))
    week = PumpProgram(BACLOFEN, WeekSchedule((day,) * 6 + (sunday,)))
    found = lines(read, PumpProgram(BACLOFEN, EVEN), week)
    assert found["Mode"][1] == "week schedule, a schedule for each day"
    assert found["Rate from Mon 00:00"] == ("400 mcg per day", "400 mcg per day", "")
    assert found["Rate from Sun 07:00"] == ("400 mcg per day", "480 mcg per day", "+80 mcg per day, +20 %")
    assert "Rate from Sat 07:00" not in found
    assert found["Most baCLOfen in any 24 h"][1] == "≈ 456.667 mcg"


def test_the_minimum_rate_is_named(read: Interrogation) -> None:
    proposed = PumpProgram(BACLOFEN, MinimumRate(NanogramsPerDay(3_000)))
    assert lines(read, PumpProgram(BACLOFEN, EVEN), proposed)["Mode"][1] == "minimum rate"


def test_a_pump_of_whole_steps_says_what_it_will_deliver(read: Interrogation) -> None:
    stepped = replace(read, limits=replace(read.limits, flow_step=Nanolitres(700)))
    present = PumpProgram(BACLOFEN, Continuous(NanogramsPerDay(350_000)))
    found = lines(stepped, present, PumpProgram(BACLOFEN, Continuous(NanogramsPerDay(375_000))))
    assert found["Volume per day"][1] == "0.75 mL per day"
    assert found["In this pump's steps"][:2] == (
        "will deliver 0.7 mL per day: 350 mcg per day",
        "will deliver 0.7497 mL per day, 0.04 % less: 374.85 mcg per day",
    )  # fmt: skip
    assert "In this pump's steps" not in lines(stepped, present, present)


MORPHINE = DrugFill("morphine", NanogramsPerMillilitre(20_000_000))


def test_no_dose_of_one_drug_is_subtracted_from_that_of_another(read: Interrogation) -> None:
    present = PumpProgram(BACLOFEN, Continuous(NanogramsPerDay(90_000)))
    steps = DaySchedule(
        (
            ScheduleStep(SecondsOfDay(0), NanogramsPerDay(1_000_000)),
            ScheduleStep(SecondsOfDay(7 * 3600), NanogramsPerDay(1_000_000 + 1)),
        )
    )
    found = lines(read, present, PumpProgram(MORPHINE, replace(steps, steps=steps.steps[:1])))
    assert found["Dose per day"] == (
        "90 mcg per day of baCLOfen",
        "1,000 mcg per day of morphine",
        "another drug",
    )
    assert found["Highest rate"][2] == found["Rate from 00:00"][2] == "another drug"


def test_the_same_figure_of_another_drug_is_a_change(read: Interrogation) -> None:
    present = PumpProgram(BACLOFEN, Continuous(NanogramsPerDay(90_000)))
    found = compare(replace(read, program=present), replace(present, drug=MORPHINE))
    assert {line.subject: line.changed for line in found}["Dose per day"]


def test_an_inexact_difference_carries_its_sign_behind_the_sign_for_about(read: Interrogation) -> None:
    every_seven = PeriodicBolus(NanogramsPerDay(0), Nanograms(20_000), Seconds(300), Seconds(7 * 3600))
    present = PumpProgram(BACLOFEN, Continuous(NanogramsPerDay(60_000)))
    found = lines(read, present, PumpProgram(BACLOFEN, every_seven))
    assert found["Dose per day"][2] == "≈ +8.57143 mcg per day, +14.3 %"


def test_a_bolus_that_runs_is_said_to_end_and_what_is_not_given_is_named(read: Interrogation) -> None:
    single = SingleBolus(Nanograms(25_000), Seconds(3600))
    present = PumpProgram(BACLOFEN, Continuous(NanogramsPerDay(90_000)), opening=single)
    until = PumpTime(read.status.pump_time.value // 86_400_000_000 * 86_400_000_000 + 54 * 60_000_000)
    status = replace(
        read.status,
        bolus=BolusKind.SINGLE,
        bolus_until=until,
        mode_since=PumpTime(until.value - 3_600_000_000),
        dose_rate=NanogramsPerDay(690_000),
    )
    found = lines(replace(read, status=status), present, replace(present.settled, mode=EVEN))
    assert found["Single bolus under way"][:2] == (
        "25 mcg, until 00:54",
        "ends at once; what is left of the 25 mcg is not given",
    )
    assert "Single bolus under way" not in lines(read, present, replace(present.settled, mode=EVEN))


def test_a_day_that_no_pump_lives_to_see_is_not_foretold(read: Interrogation) -> None:
    drop = PumpProgram(BACLOFEN, Continuous(NanogramsPerDay(50)))
    found = lines(read, PumpProgram(BACLOFEN, EVEN), drop)
    assert found["Low-reservoir alarm"][1] == "later than 10 years"
    assert next(row for name, row in found.items() if name.startswith("Days until"))[1:] == (
        "later than 10 years",
        "",
    )
