"""What of a program is still to come, and when its reservoir will be low."""

from fractions import Fraction

import pytest

from programmer.delivery.happenings import BolusStarted
from programmer.device.implant.messages.commands import Done
from programmer.therapy.boluses import BridgeBolus, PatientBolus, PrimingBolus, SingleBolus
from programmer.therapy.calculations.reservoir import time_of_reaching
from programmer.therapy.calculations.to_come import low_reservoir_at, still_to_come
from programmer.therapy.programs import Continuous, PumpProgram
from programmer.therapy.pump import BolusKind
from programmer.therapy.quantities import Nanograms, NanogramsPerDay, Nanolitres, Seconds
from tests.support.programs_of_every_kind import BRIDGED, MIXTURE, PRIMED, SINGLE, WEEKLY, RunningPump


def test_of_a_bridge_under_way_the_rest_is_still_to_come() -> None:
    """0.2 mL per day for 12 h are 0.1 mL of the 0.316 mL."""
    pump = RunningPump(BRIDGED)
    pump.wait(12)
    opening = still_to_come(BRIDGED, pump.pump.status()).opening
    assert isinstance(opening, BridgeBolus)
    assert opening.path == Nanolitres(216_000)


def test_of_a_prime_under_way_the_rest_is_still_to_come() -> None:
    pump = RunningPump(PRIMED)
    pump.wait(Fraction(569, 3600))
    opening = still_to_come(PRIMED, pump.pump.status()).opening
    assert isinstance(opening, PrimingBolus)
    assert opening.volume == Nanolitres(158_000)


@pytest.mark.parametrize("program", [BRIDGED, PRIMED, SINGLE])
def test_an_opening_that_was_given_is_not_to_come_again(program: PumpProgram) -> None:
    pump = RunningPump(program)
    pump.wait(48)
    assert still_to_come(program, pump.pump.status()) == program.settled


def test_a_single_bolus_that_runs_or_waits_for_resume_is_to_come() -> None:
    running, stopped = RunningPump(MIXTURE), RunningPump(MIXTURE)
    running.pump.install(SINGLE, b"0" * 16)
    stopped.pump.stop(b"1" * 16)
    stopped.pump.install(SINGLE, b"2" * 16)
    for pump in (running, stopped):
        assert still_to_come(SINGLE, pump.pump.status()) == SINGLE


def test_the_alarm_of_a_settled_program_does_not_count_its_opening() -> None:
    pump = RunningPump(SINGLE)
    pump.wait(24)
    status, limits = pump.pump.status(), pump.pump.model.limits
    mark = limits.low_reservoir_mark
    assert low_reservoir_at(SINGLE, status, limits) == time_of_reaching(
        SINGLE.settled, status.reservoir, mark, status.pump_time
    )


def test_every_allowed_bolus_counts() -> None:
    """2,000 mcg and 4 of 50 mcg a day are 0.22 mL of 10 mg/mL: 18 mL last 81 whole days."""
    pump = RunningPump(MIXTURE)
    status = pump.pump.status()
    at = low_reservoir_at(MIXTURE, status, pump.pump.model.limits)
    assert at is not None
    assert (at.value - status.pump_time.value) / 86_400_000_000 == 81


def test_a_stopped_pump_comes_to_no_alarm() -> None:
    pump = RunningPump(WEEKLY)
    pump.pump.stop(b"0" * 16)
    assert low_reservoir_at(WEEKLY, pump.pump.status(), pump.pump.model.limits) is None


def test_a_bolus_ordered_beside_the_program_is_counted_while_it_runs() -> None:
    """Halfway through 100 mcg in two hours: 50 mcg of 500 mcg/mL are to come, 30 h of what 40 mcg per day take."""
    even = PumpProgram(WEEKLY.drug, Continuous(NanogramsPerDay(40_000)))
    pump = RunningPump(even)
    limits = pump.pump.model.limits
    assert isinstance(pump.pump.order_bolus(SingleBolus(Nanograms(100_000), Seconds(7_200)), b"1" * 16), Done)
    pump.wait(1)
    running = low_reservoir_at(even, pump.pump.status(), limits)
    pump.wait(1)
    pump.wait(Fraction(1, 3600))
    after = low_reservoir_at(even, pump.pump.status(), limits)
    assert running is not None
    assert after is not None
    # Never later than what is known once it is over, and earlier by no more than the basal rate of that hour.
    assert 0 <= after.value - running.value <= 3_700_000_000


def test_the_bolus_that_opens_a_program_is_not_counted_as_more_than_it_is() -> None:
    pump = RunningPump(SINGLE)
    pump.wait(Fraction(1, 60))
    status, limits = pump.pump.status(), pump.pump.model.limits
    assert status.bolus is BolusKind.SINGLE
    at = low_reservoir_at(SINGLE, status, limits)
    assert at == time_of_reaching(SINGLE, status.reservoir, limits.low_reservoir_mark, status.pump_time)


def test_a_patient_s_bolus_under_way_is_one_of_those_that_count_anyway() -> None:
    """60 mcg and 4 of 10 mcg a day are 0.2 mL of 500 mcg/mL: 18 mL last 90 whole days, and a nanolitre less 89."""
    asked = PatientBolus(Nanograms(10_000), Seconds(300), Seconds(3 * 3600), 4)
    program = PumpProgram(WEEKLY.drug, Continuous(NanogramsPerDay(60_000)), patient_bolus=asked)
    pump = RunningPump(program)
    assert isinstance(pump.pump.press_button(), BolusStarted)
    status = pump.pump.status()
    assert status.bolus is BolusKind.PATIENT
    at = low_reservoir_at(program, status, pump.pump.model.limits)
    assert at is not None
    assert (at.value - status.pump_time.value) / 86_400_000_000 == 90


def test_a_bolus_beside_a_program_that_gives_nothing_comes_to_no_alarm_by_itself() -> None:
    silent = PumpProgram(WEEKLY.drug, Continuous(NanogramsPerDay(0)))
    pump = RunningPump(silent)
    assert isinstance(pump.pump.order_bolus(SingleBolus(Nanograms(100_000), Seconds(7_200)), b"1" * 16), Done)
    pump.wait(1)
    status, limits = pump.pump.status(), pump.pump.model.limits
    assert status.bolus is BolusKind.SINGLE
    assert low_reservoir_at(silent, status, limits) is None
