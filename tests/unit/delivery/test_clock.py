"""Setting the clock changes what names a time of day, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from programmer.delivery.happenings import BolusRefused, BolusStarted
from programmer.therapy.boluses import PatientBolus
from programmer.therapy.quantities import Nanograms, Seconds
from tests.support.programs import schedule
from tests.unit.delivery.bodies import EVEN, engine, words
from tests.unit.delivery.deliveries import DAY, HOUR, SECOND

ASKED = PatientBolus(Nanograms(5_000), Seconds(600), Seconds(3000), 2)


def test_a_schedule_follows_the_clock_that_was_set() -> None:
    pump = engine(schedule((0, 0), (43_200, 480_000)))  # from noon on 40,000 nL an hour
    pump.advance(HOUR)
    pump.set_clock(13 * HOUR)
    assert pump.flow == 960_000
    pump.advance(2 * HOUR)
    assert pump.totals().delivered == 40_000
    assert pump.next_change() == 12 * HOUR


@pytest.mark.requirement("CRISYS-025", "GIP-1.2", "OPCA-R5.2.0-3", "OPCA-R5.2.0-5")
def test_lockout_and_limits_do_not_notice_that_the_clock_was_set() -> None:
    pump = engine(replace(EVEN, patient_bolus=ASKED))
    assert isinstance(pump.press(), BolusStarted)
    pump.set_clock(5 * DAY)
    pump.advance(HOUR - 1)
    assert isinstance(pump.press(), BolusRefused)
    pump.advance(HOUR)
    assert isinstance(pump.press(), BolusStarted)
    pump.set_clock(-40 * DAY)
    pump.advance(DAY - 1)
    assert isinstance(pump.press(), BolusRefused)
    pump.advance(DAY)
    assert isinstance(pump.press(), BolusStarted)


def test_another_date_begins_today_anew_and_the_same_date_does_not() -> None:
    pump = engine()
    pump.advance(6 * HOUR)
    assert pump.drug_today.value == 60_000
    pump.set_clock(7 * HOUR)
    assert pump.drug_today.value == 60_000
    pump.set_clock(DAY)
    assert pump.drug_today.value == 0
    pump.advance(7 * HOUR)
    assert pump.drug_today.value == 10_000
    pump.set_clock(2 * DAY - 1)
    pump.advance(7 * HOUR + 1)
    assert pump.drug_today.value == 0


@pytest.mark.requirement("CRISYS-044")
def test_the_end_of_a_bolus_and_the_48_hours_stay_where_they_were() -> None:
    pump = engine(replace(EVEN, patient_bolus=ASKED))
    pump.press()
    pump.set_clock(DAY // 2)
    pump.take_happened()
    pump.advance(600 * SECOND)
    assert words(pump) == ["bolus-finished"]
    pump.stop()
    pump.set_clock(9 * DAY)
    pump.take_happened()
    pump.advance(600 * SECOND + 2 * DAY)
    assert words(pump) == ["alarm-raised"]


@pytest.mark.requirement("OPCA-R6.6.0-8")
def test_events_carry_both_times() -> None:
    pump = engine()
    pump.set_clock(HOUR)
    (happened,) = pump.take_happened()
    assert (happened.at, happened.time.value) == (0, HOUR)
