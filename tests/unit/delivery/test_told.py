"""What a status tells is enough to foresee what the pump will do."""

from fractions import Fraction

import pytest

from programmer.delivery.told import flow_told, twin_of
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import BolusKind, PumpStatus
from programmer.therapy.quantities import MICROSECONDS_PER_DAY
from tests.support.programs_of_every_kind import (
    BRIDGED,
    EVERY_KIND,
    PATIENT,
    PERIODIC,
    PRIMED,
    SINGLE,
    RunningPump,
)


def foreseen(pump: RunningPump, program: PumpProgram, hours: Fraction) -> tuple[int, int]:
    """Level and dose rate that the present status lets one expect."""
    status, limits = pump.pump.status(), pump.pump.model.limits
    twin = twin_of(program, status, limits)
    twin.advance(twin.now + int(hours * 3_600_000_000))
    return twin.believed.value, twin.dose_rate.value


@pytest.mark.parametrize("minutes", [0, 7, 15, 240, 245, 1000, 5000])
@pytest.mark.parametrize("program", EVERY_KIND.values(), ids=EVERY_KIND)
def test_the_pump_does_what_its_status_lets_one_expect(program: PumpProgram, minutes: int) -> None:
    pump, later = RunningPump(program), Fraction(77, 3)
    pump.wait(Fraction(minutes, 60))
    level, rate = foreseen(pump, program, later)
    pump.wait(later)
    status = pump.pump.status()
    assert abs(status.reservoir.value - level) <= 1
    assert status.dose_rate.value == rate


def told(program: PumpProgram, hours: Fraction | int = 0) -> tuple[PumpStatus, Fraction]:
    """The status that much later, and the flow in nL per day that it tells of."""
    pump = RunningPump(program)
    pump.wait(hours)
    status = pump.pump.status()
    return status, flow_told(program, status, pump.pump.model.limits).value


def test_the_flow_of_a_bridge_is_that_of_the_old_drug() -> None:
    """100 mcg per day of 500 mcg/mL are 0.2 mL per day; of the new 2,000 mcg/mL they would be 0.05."""
    assert told(BRIDGED)[1] == 200_000


def test_a_prime_flows_though_it_gives_no_dose() -> None:
    status, flow = told(PRIMED)
    assert (status.dose_rate.value, flow) == (0, Fraction(316_000 * 86_400, 1138))


def test_a_bolus_flows_on_top_of_the_rate() -> None:
    """90 mcg per day, and 20 mcg in 20 min, which are 1,440 mcg per day: 3.06 mL per day of 500 mcg/mL."""
    assert told(SINGLE)[1] == 3_060_000


def test_a_stopped_pump_has_no_flow() -> None:
    pump = RunningPump(PERIODIC)
    pump.pump.stop(b"0" * 16)
    assert flow_told(PERIODIC, pump.pump.status(), pump.pump.model.limits).value == 0


def test_a_patient_bolus_under_way_ends_when_the_pump_says_so() -> None:
    pump = RunningPump(PATIENT)
    pump.pump.press_button()
    pump.wait(Fraction(1, 60))
    status = pump.pump.status()
    twin = twin_of(PATIENT, status, pump.pump.model.limits)
    assert [bolus.kind for bolus in twin.boluses] == [BolusKind.PATIENT]
    assert status.bolus_until is not None
    assert twin.next_change() == status.bolus_until.value


def test_the_end_of_the_day_is_a_change_of_its_own() -> None:
    pump = RunningPump(EVERY_KIND["minimum rate"])
    twin = twin_of(EVERY_KIND["minimum rate"], pump.pump.status(), pump.pump.model.limits)
    change = twin.next_change()
    assert change is not None
    assert change % MICROSECONDS_PER_DAY == 0
