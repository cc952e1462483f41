"""A bolus that a clinician has programmed waits for the one that the patient asks for, and then goes on."""

from __future__ import annotations

import pytest

from programmer.delivery.happenings import BolusResumed, BolusSuspended
from programmer.therapy.boluses import PatientBolus, SingleBolus
from programmer.therapy.programs import Continuous, PumpProgram
from programmer.therapy.pump import BolusKind
from programmer.therapy.quantities import Nanograms, NanogramsPerDay, PumpTime, Seconds
from tests.unit.delivery.deliveries import BACLOFEN_500, HOUR, SECOND, after, finished, press, pump, pushed

MINUTE = 60 * SECOND
BOTH = PumpProgram(
    BACLOFEN_500,
    Continuous(NanogramsPerDay(240_000)),  # 20,000 nL an hour
    patient_bolus=PatientBolus(Nanograms(5_000), Seconds(600), Seconds(3_000), 4),
    opening=SingleBolus(Nanograms(10_000), Seconds(1_200)),
)


@pytest.mark.requirement("CRISYS-031-036", "OPCA-R5.3.0-3")
def test_a_single_bolus_waits_for_the_patient_s_and_then_goes_on_with_its_rest() -> None:
    state, _ = press(after(pump(BOTH), 5 * MINUTE))
    suspended = BolusSuspended(5 * MINUTE, PumpTime(5 * MINUTE), BolusKind.SINGLE)
    assert suspended in state.copy().take_happened()
    assert [bolus.kind for bolus in state.boluses] == [BolusKind.PATIENT, BolusKind.SINGLE]
    assert state.dose_rate.value == 240_000 + 5_000 * 144  # the patient's alone, 5 mcg in ten minutes
    assert after(state, HOUR).take_happened() == [
        finished(BolusKind.PATIENT, 15 * MINUTE),
        BolusResumed(15 * MINUTE, PumpTime(15 * MINUTE), BolusKind.SINGLE),
        finished(BolusKind.SINGLE, 30 * MINUTE),
    ]
    assert pushed(after(state, 55 * MINUTE)) == 20_000 + 10_000 + 20_000
