"""What a status tells is enough to foresee what the pump will do."""

from dataclasses import replace
from fractions import Fraction

import pytest

from programmer.delivery.build import PumpBuild
from programmer.delivery.engine import Engine
from programmer.delivery.preview import look_ahead
from programmer.delivery.told import delivery_told, flow_told, twin_of
from programmer.device.implant.messages.commands import Done
from programmer.therapy.alarms import AlarmKind
from programmer.therapy.boluses import SingleBolus
from programmer.therapy.programs import PumpProgram
from programmer.therapy.pump import BolusKind, PumpStatus
from programmer.therapy.quantities import MICROSECONDS_PER_DAY, Nanograms, NanogramsPerDay, Seconds
from tests.support.programs_of_every_kind import (
    BRIDGED,
    EVERY_KIND,
    MIXTURE,
    PATIENT,
    PERIODIC,
    PRIMED,
    SINGLE,
    TOKEN,
    WEEKLY,
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


def order(pump: RunningPump, nanograms: int) -> None:
    """A programmer has the pump give so much over an hour."""
    assert isinstance(pump.pump.order_bolus(SingleBolus(Nanograms(nanograms), Seconds(3600)), TOKEN), Done)


@pytest.mark.parametrize("dose", [20_001, 7_001, 3_777])
@pytest.mark.parametrize("minutes", [0, 7, 19, 20, 65])
@pytest.mark.parametrize(
    "program", [SINGLE, PATIENT, WEEKLY, MIXTURE], ids=["single", "patient", "week", "mixture"]
)
def test_the_pump_does_what_its_status_lets_one_expect_of_a_bolus_that_was_ordered(
    program: PumpProgram, minutes: int, dose: int
) -> None:
    """Of the program ``single`` the opening is over then: neither its dose nor its duration is the ordered one's."""
    pump, soon = RunningPump(program), Fraction(2)
    pump.wait(1)
    order(pump, dose)
    pump.wait(Fraction(minutes, 60))
    status, limits = pump.pump.status(), pump.pump.model.limits
    shown = flow_told(program, status, limits).value * program.drug.concentration.value / 1_000_000
    assert int(shown) == status.dose_rate.value
    ahead = look_ahead(twin_of(program, status, limits), 2 * 3_600_000_000)
    assert status.bolus_until in {None, *(knot.at for knot in ahead.knots)}
    level, rate = foreseen(pump, program, soon)
    pump.wait(soon)
    assert abs(pump.pump.status().reservoir.value - level) <= 1
    assert pump.pump.status().dose_rate.value == rate


def test_the_mark_that_an_ordered_bolus_brings_nearer_is_reached_when_the_level_is_there() -> None:
    """What is ordered may flow faster than anything of the program: no bound reckoned without it holds."""
    plain = replace(PATIENT, patient_bolus=None)
    pump = RunningPump(plain)
    pump.wait(1)
    order(pump, 20_000)
    status, limits = pump.pump.status(), pump.pump.model.limits
    twin = twin_of(plain, status, limits)
    year = twin.now + 366 * MICROSECONDS_PER_DAY
    while twin.now < year and AlarmKind.LOW_RESERVOIR not in twin.alarms:
        change = twin.next_change()
        assert change is not None
        assert change > twin.now
        twin.advance(min(change, year))
    assert twin.believed == limits.low_reservoir_mark


def test_an_ordered_bolus_that_waits_goes_on_after_the_patient_s_where_it_is_told_of() -> None:
    pump = RunningPump(PATIENT)
    order(pump, 7_001)
    pump.wait(Fraction(1, 4))
    pump.pump.press_button()
    pump.wait(Fraction(1, 60))
    status, limits = pump.pump.status(), pump.pump.model.limits
    waits = replace(pump.pump.engine.boluses[1], flow=Fraction(7_001 * 24 * 2))
    state = delivery_told(PATIENT, status, limits, (waits,))
    twin = Engine.of(state, PumpBuild.told(limits))
    assert [one.kind for one in twin.boluses] == [BolusKind.PATIENT, BolusKind.SINGLE]
    twin.advance(twin.now + 3_600_000_000)
    pump.wait(1)
    assert abs(pump.pump.status().reservoir.value - twin.believed.value) <= 1


def test_a_bolus_that_no_dose_rate_tells_of_is_not_made_up() -> None:
    pump = RunningPump(PATIENT)
    order(pump, 7_001)
    status, limits = pump.pump.status(), pump.pump.model.limits
    assert delivery_told(PATIENT, replace(status, dose_rate=NanogramsPerDay(0)), limits).boluses == ()
    assert delivery_told(PATIENT, replace(status, bolus_until=status.pump_time), limits).boluses == ()


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
