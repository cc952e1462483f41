"""The motor moves in whole pulses, each at the first microsecond at which a stroke has come together."""

from __future__ import annotations

from fractions import Fraction

import pytest

from programmer.delivery.orders import Kind
from programmer.therapy.boluses import PatientBolus, SingleBolus
from programmer.therapy.programs import Continuous, PumpProgram
from programmer.therapy.quantities import Nanograms, NanogramsPerDay, Nanolitres, Seconds
from tests.unit.delivery.bodies import EVEN, STROKE, balanced, body, engine
from tests.unit.delivery.deliveries import BACLOFEN_500, DAY, HOUR, ONE_NANOLITRE, SECOND, row

PULSE_US = 9 * SECOND  # 50 nL at 20,000 nL an hour


@pytest.mark.requirement("CRISYS-016", "OPCA-R6.1.0-1", "OPCA-R6.2.0-1")
def test_a_pulse_comes_at_the_first_microsecond_at_which_a_stroke_has_come_together() -> None:
    pump = engine()
    for number in range(1, 4):
        pump.advance(number * PULSE_US - 1)
        assert pump.totals().delivered == (number - 1) * 50
        pump.advance(number * PULSE_US)
        assert pump.totals().delivered == number * 50
        assert pump.believed == Nanolitres(15_000_000 - number * 50)


@pytest.mark.requirement("OPCA-R7.2.0-1")
def test_the_part_of_a_pulse_that_waits_waits_through_a_stop_and_a_new_program() -> None:
    pump = engine()
    pump.advance(PULSE_US // 2)
    pump.stop()
    pump.advance(HOUR)
    pump.install(PumpProgram(BACLOFEN_500, Continuous(NanogramsPerDay(480_000))))
    pump.resume()
    pump.advance(HOUR + PULSE_US // 4 - 1)
    assert pump.totals().delivered == 0
    pump.advance(HOUR + PULSE_US // 4)
    assert pump.totals().delivered == 50


def test_at_a_new_program_it_is_kept_in_whole_femtolitres_rounded_down() -> None:
    odd = PumpProgram(BACLOFEN_500, Continuous(NanogramsPerDay(97_001)))
    pump = engine(odd)
    pump.advance(777)
    told = sum(pump.motor.told_by_kind(pump.now), Fraction(0))
    pump.install(EVEN)
    kept = sum(pump.motor.told_by_kind(pump.now), Fraction(0))
    assert kept.denominator == 1
    assert 0 < told - kept < 1


def test_an_ideal_pump_rounds_nothing_ever() -> None:
    odd = PumpProgram(BACLOFEN_500, Continuous(NanogramsPerDay(97_001)))
    pump = engine(odd, build=body(stroke_fl=0))
    pump.advance(777)
    pump.install(EVEN)
    pump.advance(777 + PULSE_US)
    assert pump.totals().delivered == Fraction(2 * 97_001 * 777, DAY) + 50
    balanced(pump)


@pytest.mark.requirement("OPCA-R7.2.0-1")
def test_a_pulse_is_pushed_whole_but_for_the_last_drop() -> None:
    pump = engine(reservoir=Nanolitres(120))
    pump.advance(3 * PULSE_US - 1)
    assert pump.totals().delivered == 100
    pump.advance(3 * PULSE_US)
    assert pump.totals().delivered == 120
    assert [one.kind for one in pump.take_happened()] == ["truly-empty"]
    pump.advance(DAY)
    assert pump.totals().delivered == 120
    balanced(pump)


def test_what_was_pushed_is_told_by_what_it_was_for() -> None:
    asked = PatientBolus(Nanograms(5_000), Seconds(600), Seconds(3000), 4)  # 10,000 nL
    pump = engine(PumpProgram(BACLOFEN_500, Continuous(NanogramsPerDay(240_000)), patient_bolus=asked))
    pump.press()
    pump.advance(HOUR)
    pump.give(SingleBolus(Nanograms(500), Seconds(10)))
    pump.advance(2 * HOUR)
    by = pump.totals().by
    assert row(by[Kind.PATIENT_BOLUS], by[Kind.BOLUS], by[Kind.BASAL]) == (10_000, 1_000, 40_000)
    balanced(pump)


def test_the_part_that_waits_is_taken_off_the_basal_rate_first() -> None:
    pump = engine()
    pump.give(SingleBolus(Nanograms(5), Seconds(1)))  # 10 nL
    pump.advance(8 * SECOND)  # 44 4/9 nL of basal rate: 54 4/9 nL, one pulse
    by = pump.totals().by
    assert row(by[Kind.BASAL], by[Kind.BOLUS]) == (40, 10)


def test_a_bolus_whose_volume_is_no_whole_number_of_anything_is_given_exactly() -> None:
    third = PumpProgram(BACLOFEN_500, Continuous(NanogramsPerDay(240_000)))
    pump = engine(third, build=body(stroke_fl=0))
    pump.give(SingleBolus(Nanograms(1), Seconds(7)))
    pump.advance(HOUR)
    assert pump.totals().delivered == 20_002
    with pytest.raises(ValueError, match="0 or more"):
        body(stroke_fl=-1)


@pytest.mark.requirement("CRISYS-016", "OPCA-R6.2.0-1")
def test_pulses_add_up_over_a_year_to_what_was_told() -> None:
    pump = engine(believed=2_000_000_000, build=body(capacity=Nanolitres(2_000_000_000)))
    pump.advance(365 * DAY)
    assert row(pump.totals().delivered) == (365 * 480_000,)
    assert pump.totals().delivered * ONE_NANOLITRE % STROKE == 0
