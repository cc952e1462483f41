"""The figures that this project has chosen for its simulated pumps are those that they live by."""

from __future__ import annotations

import pytest

from programmer.randomness import SeededRandomness
from programmer.simulator.factory import FactoryState
from programmer.simulator.pump import SimulatedPump
from programmer.simulator.site import default_factory_state, large_factory_state
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.quantities import Nanolitres, PumpTime

MINUTE = 60_000_000
TOKEN = bytes(16)
BOTH = pytest.mark.parametrize("factory", [default_factory_state(), large_factory_state()])


def a_pump(factory: FactoryState) -> SimulatedPump:
    return SimulatedPump(factory, PumpTime(0), SeededRandomness(1))


@pytest.mark.requirement("GPCA-C14", "OPCA-R6.6.0-6")
@BOTH
def test_a_pump_keeps_its_last_two_thousand_records(factory: FactoryState) -> None:
    pump = a_pump(factory)
    for _ in range(1_500):
        pump.stop(TOKEN)
        pump.resume(TOKEN)
    position = pump.log.position
    assert (position.last_sequence - position.first_sequence + 1, position.last_sequence) == (2_000, 3_001)


@pytest.mark.requirement("GPCA-C07", "GPCA-C08")
@BOTH
def test_a_reservoir_is_low_at_two_millilitres_and_empty_at_none(factory: FactoryState) -> None:
    pump = a_pump(factory)
    pump.tell_refill(Nanolitres(2_000_001))
    assert pump.status().active_alarms == ()
    pump.tell_refill(Nanolitres(2_000_000))
    assert pump.status().active_alarms == (AlarmKind.LOW_RESERVOIR,)
    pump.tell_refill(Nanolitres(1))
    assert pump.status().active_alarms == (AlarmKind.LOW_RESERVOIR,)
    pump.tell_refill(Nanolitres(0))
    assert pump.status().active_alarms == (AlarmKind.LOW_RESERVOIR, AlarmKind.EMPTY_RESERVOIR)


@pytest.mark.requirement("GPCA-C06")
@BOTH
def test_a_motor_that_stands_is_noticed_after_twenty_minutes(factory: FactoryState) -> None:
    pump = a_pump(factory)
    pump.stall()
    pump.live_until(pump.elapsed + 20 * MINUTE - 1)
    assert pump.status().active_alarms == ()
    pump.live_until(pump.elapsed + 1)
    assert pump.status().active_alarms == (AlarmKind.MOTOR_STALL,)
