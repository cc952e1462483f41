"""Boluses of the last 24 hours count into the fullest 24 hours of the next program, and none of them twice."""

from __future__ import annotations

from fractions import Fraction

import pytest

from programmer.therapy.boluses import PatientBolus
from programmer.therapy.drugs import DrugFill
from programmer.therapy.limits import LastDay, Repeated
from programmer.therapy.programs import Continuous, PeriodicBolus, PumpProgram
from programmer.therapy.quantities import Nanograms, NanogramsPerDay, NanogramsPerMillilitre, Seconds

HOUR = 3600
BACLOFEN = DrugFill("baclofen", NanogramsPerMillilitre(500_000))
CLONIDINE = DrugFill("clonidine", NanogramsPerMillilitre(100_000))
EVEN = Continuous(NanogramsPerDay(90_000))


def taken(*hours: float, by_patient: bool = True, dose: int = 10_000) -> tuple[Repeated, ...]:
    """Boluses that began so many hours ago."""
    doses = (("baclofen", Fraction(dose)), ("clonidine", Fraction(dose, 5)))
    return tuple(Repeated(Seconds(round(hour * HOUR)), doses, by_patient) for hour in hours)


def on_demand(most: int = 4, dose: int = 10_000, lockout: int = 2) -> PumpProgram:
    bolus = PatientBolus(Nanograms(dose), Seconds(600), Seconds(lockout * HOUR), most)
    return PumpProgram(BACLOFEN, EVEN, patient_bolus=bolus)


def periodic(interval: int = 4, dose: int = 10_000) -> PumpProgram:
    mode = PeriodicBolus(NanogramsPerDay(30_000), Nanograms(dose), Seconds(600), Seconds(interval * HOUR))
    return PumpProgram(BACLOFEN, mode)


def counted(program: PumpProgram, *repeated: Repeated, name: str = "baclofen") -> Fraction:
    return LastDay(repeated=repeated).counted(name, program)


def test_a_program_without_boluses_has_all_of_those_before_it_in_its_first_day() -> None:
    program = PumpProgram(BACLOFEN, EVEN)
    assert counted(program, *taken(1, 5, 9)) == 30_000
    assert counted(program, *taken(1, 5, 9), name="clonidine") == 6_000
    assert counted(PumpProgram(BACLOFEN, EVEN, (CLONIDINE,)), *taken(1), name="clonidine") == 2_000
    assert counted(program, *taken(1), name="morphine") == 0


def test_what_is_a_day_old_does_not_count() -> None:
    program = PumpProgram(BACLOFEN, EVEN)
    assert counted(program, *taken(24)) == 0
    assert counted(program, *taken(23.9997)) == 10_000


def test_single_boluses_count_whole_and_beside_them() -> None:
    lately = LastDay((("baclofen", Fraction(7)),), repeated=taken(3))
    assert lately.counted("baclofen", PumpProgram(BACLOFEN, EVEN)) == 10_007
    assert lately.counted("baclofen", on_demand()) == 7


@pytest.mark.parametrize("hours", [(0,), (1, 5, 9, 13), (0, 2.2, 4.4), (20, 22, 23)])
def test_boluses_of_the_same_limits_add_nothing_because_the_pump_goes_on_counting(
    hours: tuple[float, ...],
) -> None:
    assert counted(on_demand(), *taken(*hours)) == 0


def test_with_fewer_or_smaller_boluses_allowed_those_that_were_taken_stand_out() -> None:
    assert counted(on_demand(most=2), *taken(1, 5, 9, 13)) == 20_000
    assert counted(on_demand(dose=4_000), *taken(1, 5)) == 2 * (10_000 - 4_000)
    assert counted(on_demand(dose=40_000), *taken(1, 5)) == 0


def test_the_lockout_of_the_last_bolus_holds_in_the_next_program() -> None:
    """3 h 10 min lie between two, so that 8 fit into a day: 3 that were taken and 5 after the lockout of the last."""
    hours = (0, 19 / 6, 38 / 6)
    assert counted(on_demand(10, lockout=3), *taken(*hours)) == 0
    assert counted(on_demand(10, lockout=3), *taken(*hours, 38 / 6)) == 10_000
    earlier = [hour + 1 for hour in (*hours, 38 / 6)]
    assert counted(on_demand(10, lockout=3), *taken(*earlier)) == 10_000


def test_after_periodic_boluses_alone_no_lockout_holds() -> None:
    """6 that the patient may ask for in the 16 h that are left, and 3 of the 8 h before: one more than 8."""
    assert counted(on_demand(10, lockout=3), *taken(8, 8, 8, by_patient=False)) == 10_000


def test_periodic_boluses_add_nothing_to_a_program_that_goes_on_with_them() -> None:
    hours = (0, 4, 8, 12, 16, 20)
    assert counted(periodic(), *taken(*hours, by_patient=False)) == 0
    assert counted(periodic(), *taken(*(hour + 3 for hour in hours), by_patient=False)) == 0


def test_periodic_boluses_that_become_rarer_or_smaller_stand_out() -> None:
    assert counted(periodic(24), *taken(0, 4, 8, by_patient=False)) == 20_000
    assert counted(periodic(dose=2_000), *taken(1, 5, by_patient=False)) == 2 * 10_000 + 4 * 2_000 - 6 * 2_000
    assert counted(periodic(dose=2_000), *taken(20, by_patient=False)) == 0


def test_the_first_periodic_bolus_comes_an_interval_after_the_program_begins() -> None:
    """Of those 4 h apart 5 begin in the 24 h after a beginning; with 2 before it the 24 h hold 2 + 5 - 0."""
    assert counted(periodic(), *taken(0, 0, by_patient=False)) == 10_000


def test_what_a_program_gives_by_both_kinds_of_bolus_is_counted_together() -> None:
    """A full day of it holds 6 periodic ones and 4 that were asked for, so that 9 before it add nothing."""
    both = PumpProgram(BACLOFEN, periodic().mode, patient_bolus=on_demand().patient_bolus)
    assert counted(both, *taken(0, 4, 8, 12, 16, 20, by_patient=False), *taken(2, 6, 10)) == 0


def test_of_a_drug_that_the_program_does_not_hold_all_that_was_given_stands_out() -> None:
    """And what the program's own boluses would bring is none of that drug."""
    assert counted(on_demand(), *taken(1, 5), name="clonidine") == 4_000


def test_a_mixture_counts_each_drug_by_its_share() -> None:
    mixture = PumpProgram(BACLOFEN, EVEN, (CLONIDINE,), patient_bolus=on_demand(1).patient_bolus)
    assert counted(mixture, *taken(2, 6), name="clonidine") == 2_000


def test_a_bolus_may_begin_in_the_last_second_of_the_day_that_holds_an_earlier_one() -> None:
    """Two whole spacings of 2 h 10 min and one second are left: the third begins in that second."""
    age = 24 * HOUR - 2 * 7_800 - 1
    earlier = Repeated(Seconds(age), (("baclofen", Fraction(10_000)),), by_patient=False)
    assert counted(on_demand(most=3), earlier) == 10_000


def test_while_the_lockout_lasts_beyond_the_day_none_may_begin_in_it() -> None:
    """Of the day that began 23 h 59 min ago a minute is left, and the lockout of the last bolus is longer."""
    boluses = taken(23 + 59 / 60, 1 / 60, dose=1_000_000)
    assert counted(on_demand(most=4), *boluses) == 2 * 1_000_000 - 4 * 10_000
