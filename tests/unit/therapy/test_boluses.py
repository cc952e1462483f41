"""A bolus that makes no sense cannot be said, and a bridge is reckoned in the old drug."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from programmer.therapy.boluses import (
    BolusWindow,
    BridgeBolus,
    PatientBolus,
    PrimeExtent,
    PrimingBolus,
    SingleBolus,
    bolus_rate,
)
from programmer.therapy.drugs import DrugFill
from programmer.therapy.quantities import (
    Nanograms,
    NanogramsPerDay,
    NanogramsPerMillilitre,
    Nanolitres,
    Seconds,
)

MINUTE = Seconds(60)
SOME = Nanograms(1_000)
BACLOFEN = DrugFill("baclofen", NanogramsPerMillilitre(500_000))


@pytest.mark.requirement("OPCA-R5.3.0-1")
@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: SingleBolus(Nanograms(0), MINUTE), "^a bolus is more than 0 and less than 9,223,372,.*8 mg$"),
        (lambda: SingleBolus(Nanograms(-1), MINUTE), "a bolus is more than 0 and less than 9"),
        (lambda: SingleBolus(Nanograms(2**63), MINUTE), "a bolus is more than 0 and less than 9"),
        (lambda: SingleBolus(SOME, Seconds(0)), "^a bolus lasts at least 1 s and less than .*, not 0 s$"),
        (lambda: SingleBolus(SOME, Seconds(2**32)), "not 4,294,967,296 s"),
        (lambda: PatientBolus(SOME, MINUTE, Seconds(0), 1), "^a lockout is at least 1 s"),
        (lambda: PatientBolus(SOME, MINUTE, Seconds(2**32), 1), "^a lockout is at least 1 s"),
        (lambda: PatientBolus(Nanograms(0), MINUTE, MINUTE, 1), "a bolus is more than 0"),
        (lambda: PatientBolus(SOME, MINUTE, MINUTE, 0), "^a limit is 1 to 65,535 boluses, not 0$"),
        (lambda: PatientBolus(SOME, MINUTE, MINUTE, 2**16), "not 65536"),
        (lambda: BolusWindow(0, MINUTE), "^a limit is 1 to 65,535 boluses, not 0$"),
        (lambda: BolusWindow(1, Seconds(0)), "^the window of a limit is at least 1 s"),
        (lambda: PrimingBolus(PrimeExtent.CATHETER_ONLY, Nanolitres(0), MINUTE), "^a priming bolus is more than 0"),
        (lambda: PrimingBolus(PrimeExtent.CATHETER_ONLY, Nanolitres(2**32), MINUTE), "less than 4,294.967296 mL$"),
        (lambda: PrimingBolus(PrimeExtent.CATHETER_ONLY, Nanolitres(1), Seconds(0)), "^a priming bolus lasts at"),
        (lambda: BridgeBolus((), NanogramsPerDay(1), Nanolitres(1)), "holds 1 to 5 drugs, not 0"),
        (lambda: BridgeBolus((BACLOFEN,), NanogramsPerDay(0), Nanolitres(1)), "than 9,223,372,.*8 mg per day$"),
        (lambda: BridgeBolus((BACLOFEN,), NanogramsPerDay(2**63), Nanolitres(1)), "^a bridge gives more than 0"),
        (lambda: BridgeBolus((BACLOFEN,), NanogramsPerDay(1), Nanolitres(0)), "^the path of a bridge is more than 0"),
    ],
)  # fmt: skip
def test_a_bolus_of_nothing_or_beyond_counting_cannot_be_said(
    make: Callable[[], object], reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        make()


@pytest.mark.parametrize(
    "make",
    [
        lambda: SingleBolus(Nanograms(1), Seconds(1)),
        lambda: SingleBolus(Nanograms(2**63 - 1), Seconds(2**32 - 1)),
        lambda: PatientBolus(Nanograms(1), Seconds(1), Seconds(1), 2**16 - 1, BolusWindow(1, Seconds(1))),
        lambda: PrimingBolus(PrimeExtent.PUMP_AND_CATHETER, Nanolitres(2**32 - 1), Seconds(1)),
        lambda: BridgeBolus((BACLOFEN,), NanogramsPerDay(2**63 - 1), Nanolitres(2**32 - 1)),
        lambda: BridgeBolus((BACLOFEN,), NanogramsPerDay(1), Nanolitres(1)),
    ],
)
def test_the_least_and_the_most_that_can_be_counted_can_be_said(make: Callable[[], object]) -> None:
    assert make() == make()


@pytest.mark.requirement("CRISYS-025", "OPCA-R5.2.0-3")
def test_the_next_bolus_begins_after_this_one_and_its_lockout() -> None:
    assert PatientBolus(SOME, Seconds(300), Seconds(3_600), 6).least_spacing == Seconds(3_900)


def test_the_rate_of_a_bolus_is_per_day() -> None:
    assert bolus_rate(Nanograms(1_000), Seconds(7)) == Fraction(86_400_000, 7)


def test_priming_is_a_volume_in_a_time() -> None:
    prime = PrimingBolus(PrimeExtent.PUMP_AND_CATHETER, Nanolitres(316_000), Seconds(1_896))
    assert prime.flow.value == 14_400_000  # 0.6 mL an hour


@pytest.mark.requirement("CRISYS-028", "IT-5")
def test_a_bridge_takes_as_long_as_the_old_drug_takes_to_leave_the_path() -> None:
    # 500 mcg/mL at 400 mcg per day through 0.316 mL: 0.8 mL per day for 9.48 h, 158 mcg
    bridge = BridgeBolus((BACLOFEN,), NanogramsPerDay(400_000), Nanolitres(316_000))
    assert bridge.flow.value == 800_000
    assert bridge.days * 24 == Fraction("9.48")
    assert bridge.mass == 158_000
