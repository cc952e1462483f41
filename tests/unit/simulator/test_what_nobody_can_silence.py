"""Neither STOP nor a programmer that goes away takes an alarm or therapy from the simulated pump."""

from __future__ import annotations

import pytest

from programmer.therapy.alarms import AlarmKind
from programmer.therapy.pump import PumpEventKind
from tests.support.programs import continuous
from tests.support.simulated import DAY, HOUR, Clinic, done, factory_state


@pytest.mark.requirement("OPCA-R6.5.0-13", "CRISYS-004-006", "CRISYS-065")
def test_stopping_leaves_the_alarms_as_they_are() -> None:
    clinic = Clinic(factory_state(fill=1_000_000))
    driver = clinic.connect().driver
    assert driver.status().active_alarms == (AlarmKind.LOW_RESERVOIR,)
    done(driver.stop(clinic.token()))
    assert driver.status().active_alarms == (AlarmKind.LOW_RESERVOIR,)
    assert PumpEventKind.ALARM_CLEARED not in {event.kind for event in driver.read_log(1).events}


@pytest.mark.requirement("OPCA-R6.7.0-6", "GPCA-EC18")
def test_a_pump_whose_programmer_went_away_delivers_as_one_that_never_met_any() -> None:
    met, alone = (
        Clinic(factory_state(program=continuous(97_000))),
        Clinic(factory_state(program=continuous(97_000))),
    )
    met.connect().line.lose_all_requests()
    for clinic in (met, alone):
        clinic.clock.wait_us(3 * DAY + HOUR)
    found, expected = met.connect().driver.status(), alone.connect().driver.status()
    assert found.delivered_total == expected.delivered_total
    assert (found.delivery, found.dose_rate, found.reservoir) == (
        expected.delivery,
        expected.dose_rate,
        expected.reservoir,
    )
    assert found.delivered_total.value == 590_083  # 194,000 nL per day, for 73 h
