"""The kind of a bolus that a pump tells leads to the bolus of its program, and to none where there is none."""

from __future__ import annotations

import pytest

from programmer.therapy.bolus_kinds import bolus_of, dose_of
from programmer.therapy.boluses import BridgeBolus, SingleBolus
from programmer.therapy.pump import BolusKind
from programmer.therapy.quantities import Nanograms, NanogramsPerDay, Seconds
from tests.support.situations import MCG, PATH, even, fill, on_request, periodic, treat

SINGLE = SingleBolus(Nanograms(30 * MCG), Seconds(600))
FULL = treat(periodic(10, 7_200), opening=SINGLE, patient_bolus=on_request(20))


@pytest.mark.parametrize(
    ("kind", "mcg"), [(BolusKind.PATIENT, 20), (BolusKind.SINGLE, 30), (BolusKind.PERIODIC, 10)]
)
def test_each_kind_has_its_bolus_and_its_dose(kind: BolusKind, mcg: int) -> None:
    assert dose_of(FULL, kind) == Nanograms(mcg * MCG)
    bolus = bolus_of(FULL, kind)
    assert bolus in (FULL.opening, FULL.patient_bolus, FULL.mode)
    assert bolus is not None
    assert bolus.dose == Nanograms(mcg * MCG)


@pytest.mark.parametrize("kind", list(BolusKind))
def test_a_program_without_that_bolus_has_none(kind: BolusKind) -> None:
    assert bolus_of(even(90), kind) is None
    assert dose_of(even(90), kind) is None


def test_a_bridge_is_no_single_bolus() -> None:
    bridged = even(90, opening=BridgeBolus((fill(mcg_per_ml=2_000),), NanogramsPerDay(90 * MCG), PATH))
    assert bolus_of(bridged, BolusKind.SINGLE) is None
